"""What the benchmarks are made of: their data, floors, tables and peers."""

import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import peers_replay
import peers_sheet
import pytest
from bench import Bench
from data import World, write, write_shuffled
from floors import copy_rows
from ledgers import Ledgers
from page import fill
from product import Point, Reading, create, rectangles
from settings import Settings, from_environment
from stdnum.cn import uscc
from table import Section, Spread, alone, check, growth, pair, percentile, tail, wanted


@pytest.fixture(scope="module")
def ledgers(tmp_path_factory: pytest.TempPathFactory) -> Ledgers:
    """Return ledgers in a folder of their own."""
    return Ledgers(tmp_path_factory.mktemp("ledgers"))


# Data ------------------------------------------------------------------------


def test_the_data_of_a_size_are_the_same_every_time(tmp_path: Path) -> None:
    one = write(tmp_path / "one.csv", World(300).certificate_rows())
    other = write(tmp_path / "other.csv", World(300).certificate_rows())
    assert one.read_bytes() == other.read_bytes()
    assert list(World(300).event_rows()) == list(World(300).event_rows())


def test_a_tenth_of_the_bodies_holds_most_certificates() -> None:
    held = Counter(it.body for it in World(40_000).certificates())
    largest = [count for _, count in held.most_common(len(held) // 10)]
    assert len(held) == 40
    assert sum(largest) > 40_000 * 0.45


def test_certificates_are_sorted_by_id_and_each_has_two_entries_that_are_legal() -> None:
    certificates = list(World(2_000).certificates())
    assert [it.id for it in certificates] == sorted({it.id for it in certificates})
    assert all(it.issued < it.status_on <= it.expires for it in certificates)
    assert all(uscc.is_valid(it.holder_id) for it in certificates)


def test_two_of_five_rules_are_flagged_with_two_of_five_certificates() -> None:
    certificates = list(World(50_000).certificates())
    assert 0.37 < sum(it.flagged for it in certificates) / len(certificates) < 0.43


def test_an_unsorted_sheet_has_the_same_lines_in_another_order(tmp_path: Path) -> None:
    one = write(tmp_path / "one.csv", World(300).certificate_rows())
    other = write_shuffled(one, tmp_path / "other.csv")
    before, after = one.read_bytes().splitlines(), other.read_bytes().splitlines()
    assert before[0] == after[0]
    assert before != after
    assert sorted(before) == sorted(after)


# Floors and peers ------------------------------------------------------------


def test_the_floor_of_an_import_inserts_every_row_of_the_ledger(ledgers: Ledgers) -> None:
    source, target = ledgers.full(60), ledgers.scratch("target.sqlite")
    create(target)
    assert copy_rows(source, target) > 0
    with closing(sqlite3.connect(source)) as one, closing(sqlite3.connect(target)) as other:
        tables = [row[0] for row in one.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        assert {"commits", "entries", "states", "obligations"} <= set(tables)
        for table in set(tables) - {"meta"}:
            rows = f"SELECT * FROM {table}"
            assert sorted(one.execute(rows)) == sorted(other.execute(rows)), table


def test_a_naive_replay_counts_what_the_ledger_counts(ledgers: Ledgers) -> None:
    ledger = ledgers.full(60)
    last = Reading(ledger).last_position()
    for as_of in ("2023-06-01", "2024-07-31", "2026-01-01"):
        for position in (last // 2, last):
            point = Point(as_of, position)
            assert peers_replay.count(ledger, point) == Reading(ledger).count("status", point)


def test_a_spreadsheet_counts_what_the_ledger_knew_after_the_import(ledgers: Ledgers) -> None:
    path = ledgers.scratch("sheet.xlsx")
    peers_sheet.write(path, ledgers.world(60).certificate_rows())
    for as_of in ("2023-06-01", "2024-07-31", "2026-01-01"):
        point = Point(as_of, ledgers.position_of_import(60))
        assert peers_sheet.count(path, as_of) == Reading(ledgers.full(60)).count("status", point)


def test_the_history_has_late_changes_and_voids(ledgers: Ledgers) -> None:
    ledger = ledgers.full(60)
    assert Reading(ledger).last_position() > ledgers.position_of_import(60) > 60
    assert len({it.recorded_from for it in rectangles(ledger)}) > 60
    with closing(sqlite3.connect(ledger)) as connection:
        assert connection.execute("SELECT count(*) FROM obligations").fetchone()[0] > 0


# Tables ----------------------------------------------------------------------


def test_a_ratio_is_taken_pair_by_pair() -> None:
    row = pair("it", "ms", [0.004, 0.010, 0.006], "floor", [0.002, 0.002, 0.003], times=2)
    assert row.value == Spread(0.006, 0.004, 0.010)
    assert row.ratio == Spread(2.0, 2.0, 5.0)
    assert row.met
    assert row.cells()[1:] == [
        *("6.00 ms", "4.00 … 10.0", "floor", "2.00 ms"),
        *("2.00x", "2.00x … 5.00x".replace("x", ""), "≤ 2x", "met"),
    ]


def test_what_is_wanted_is_compared_in_the_unit_of_the_row() -> None:
    assert alone("size", "B", [451.0], most=450).met is False
    assert alone("memory", "MB", [499e6], most=500).met
    assert tail("p99", "ms", [0.001] * 99 + [0.009], most=5).met
    assert tail("p99", "ms", [0.001] * 98 + [0.009] * 2, most=5).met is False


def test_percentiles_are_values_that_were_measured() -> None:
    assert percentile(range(1, 101), 99) == 99
    assert percentile([7.0], 99) == 7.0


def test_growth_is_from_the_smallest_size_to_the_largest() -> None:
    sections = [
        Section("reads", size, [alone("show", "ms", [seconds])])
        for size, seconds in ((10, 0.001), (100, 0.002), (1_000, 0.003))
    ]
    assert growth(sections).splitlines()[-1].split() == [
        *("reads:", "show", "1.00", "ms", "2.00", "ms", "3.00", "ms", "3.00x", "100x")
    ]
    assert growth(sections[:1]) == ""


def test_what_must_not_grow_is_judged_where_it_grows() -> None:
    for seconds, verdict in ((0.0019, "met"), (0.0021, "NOT MET")):
        sections = [
            Section("reads", size, [replace(alone("count", "ms", [taken]), flat=True)])
            for size, taken in ((10, 0.001), (100, seconds))
        ]
        assert growth(sections).splitlines()[-1].endswith(f"≤ 2x  {verdict}")


def test_what_was_wanted_and_not_met_is_named() -> None:
    rows = [
        alone("show", "ms", [0.009], most=5),
        alone("count", "ms", [0.001], most=5),
        alone("log", "ms", [1]),
    ]
    assert wanted([Section("reads", 1_000, rows)]) == "wanted: 1 met, 1 not met:\n  reads, 1,000: show"
    assert wanted([Section("reads", 1_000, rows[2:])]) == ""


def test_a_run_is_broken_by_a_check_that_does_not_hold(tmp_path: Path) -> None:
    bench = Bench(Settings(200, 1, 1.0, tmp_path))
    bench.tell("reads", 200, [alone("show", "ms", [9.0], most=5), check("the same", holds=True)])
    assert not bench.broken
    bench.tell("reads", 200, [check("the same", holds=False)])
    assert bench.broken


def test_a_page_keeps_what_was_not_run(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    old = "before\n<!-- bench: {} -->\nold\n<!-- bench: end -->\nafter\n"
    page.write_text(old.format("reads") + old.format("writes"), "utf-8")
    fill(page, [], [Section("reads", 10, [alone("show", "ms", [0.001])])], "")
    text = page.read_text("utf-8")
    assert "reads, 10 certificates" in text
    assert text.endswith(old.format("writes"))
    assert text.count("old") == 1


def test_sizes_go_up_by_decades_to_the_one_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BENCH_DIR", raising=False)
    for size, sizes in (
        ("200", [20, 200]),
        ("100000", [10_000, 100_000]),
        ("5000000", [10_000, 100_000, 1_000_000, 5_000_000]),
    ):
        monkeypatch.setenv("BENCH_SIZE", size)
        with from_environment() as settings:
            assert settings.sizes == sizes
