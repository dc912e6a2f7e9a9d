"""Lists and the log read by an index and sort nothing, so that the first row comes at once."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest

from domain.subject import Subject
from projections import diff
from projections.binding import bound_entries
from projections.corrections import corrections
from projections.diff import between_moments
from projections.lateness import Wanted, lateness
from projections.listing import listing
from projections.log import Filter, log
from projections.view import Known, View

BODY = "CNCA-R-2099-001"
RULE, CERT = Subject("rule", f"{BODY}/R1"), Subject("certificate", f"{BODY}/C1")
NOTICE = Subject("notice", "认秘函〔2024〕31号")
SEEN = View("2024-07-31", 1_000, Known(1_000, None))
Plans = Callable[..., list[str]]


@pytest.fixture
def plans(clerk: Any, issue: Callable[..., int]) -> Iterator[Plans]:
    """Return what gives the query plans of all that a reading asks of SQLite."""
    issue("C1", "--notice", NOTICE.id)
    with closing(sqlite3.connect(clerk.path)) as reader:

        def plans(read: Callable[[sqlite3.Connection], Any]) -> list[str]:
            asked: list[str] = []
            reader.set_trace_callback(asked.append)
            assert list(read(reader)), "a reading that finds nothing asks nothing"
            reader.set_trace_callback(None)
            return [
                row[3]
                for sql in dict.fromkeys(asked)
                if "json_each" not in sql  # a few hundred streams that were named
                for row in reader.execute(f"EXPLAIN QUERY PLAN {sql}")
            ]

        yield plans


def scans(plan: list[str]) -> list[str]:
    return [step for step in plan if step.startswith("SCAN")]


def sorts(plan: list[str]) -> list[str]:
    return [step for step in plan if "TEMP B-TREE" in step]


@pytest.mark.parametrize(
    "given", [{}, {"body": BODY}, {"status": "valid"}, {"body": BODY, "status": "valid"}]
)
def test_a_list_comes_in_the_order_of_the_index_of_ids(plans: Plans, given: dict[str, Any]) -> None:
    plan = plans(lambda reader: listing(reader, "certificate", SEEN, **given))
    assert (scans(plan), sorts(plan)) == ([], [])
    by = "(kind=? AND body=?)" if "body" in given else "(kind=?)"
    assert f"SEARCH s USING COVERING INDEX sqlite_autoindex_subjects_1 {by}" in plan


def test_a_list_of_a_status_that_few_have_reads_no_other_history(plans: Plans, clerk: Any) -> None:
    clerk.record("cert", "suspend", f"{BODY}/C1")
    plan = plans(lambda reader: listing(reader, "certificate", SEEN, status="suspended"))
    assert scans(plan) == ["SCAN states"], "once, and no look at each certificate"
    assert not any("CORRELATED" in step for step in plan)
    assert sorts(plan) == []


@pytest.mark.parametrize("given", [{}, {"body": BODY}, {"status": "valid"}])
@pytest.mark.parametrize("chunk", [1, 2, 250])
def test_a_list_of_what_lies_far_apart_skips_what_did_not_exist(
    plans: Plans,
    clerk: Any,
    issue: Callable[..., int],
    monkeypatch: pytest.MonkeyPatch,
    given: dict[str, Any],
    chunk: int,
) -> None:
    for number in ("A1", "B1", "B2", "D1", "D2", "D3", "D4"):
        issue(number, "--on", "2024-08-05")
    issue("E1")
    clerk.record("cert", "suspend", f"{BODY}/E1", "--on", "2024-07-30")
    issue("F1")
    monkeypatch.setattr("projections.listing.CHUNK", chunk)
    listed: list[str] = []

    def read(reader: sqlite3.Connection) -> list[str]:
        listed.extend(row["id"] for row in listing(reader, "certificate", SEEN, **given))
        return listed

    plan = plans(read)
    expected = ("C1", "F1") if "status" in given else ("C1", "E1", "F1")
    assert listed == [f"{BODY}/{number}" for number in expected]
    assert sorts(plan) == []
    assert scans(plan) == (["SCAN states"] if chunk < 250 else [])


def test_a_list_of_a_rule_reads_the_rectangles_of_that_rule_alone(plans: Plans) -> None:
    plan = plans(lambda reader: listing(reader, "certificate", SEEN, rule=RULE))
    assert scans(plan) == []
    assert "SEARCH st USING PRIMARY KEY (rule=?)" in plan
    assert "SEARCH s USING INTEGER PRIMARY KEY (rowid=?)" in plan


@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize(
    ("wanted", "way"),
    [
        (Filter(), "SEARCH e USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"),
        (Filter(types=("RuleFiled",)), "SEARCH e USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"),
        (Filter(subject=CERT), "SEARCH e USING INDEX sqlite_autoindex_entries_1 (stream=?)"),
        (Filter(subject=CERT, notice=NOTICE), "SEARCH e USING INDEX sqlite_autoindex_entries_1 (stream=?)"),
        (Filter(notice=NOTICE), "SEARCH m USING PRIMARY KEY (named=?)"),
    ],
)
def test_the_log_is_read_by_the_index_that_there_is(
    plans: Plans, wanted: Filter, way: str, newest_first: bool
) -> None:
    plan = plans(lambda reader: log(reader, 1, 1_000, wanted, known_at=1_000, newest_first=newest_first))
    assert (scans(plan), sorts(plan)) == ([], [])
    assert way in plan


@pytest.mark.parametrize("newest_first", [False, True])
def test_an_actors_entries_are_found_by_the_commits(plans: Plans, newest_first: bool, clerk: Any) -> None:
    login = clerk.log()[0]["login"]
    wanted = Filter(actors=(login,))
    plan = plans(lambda reader: log(reader, 2, 1_000, wanted, known_at=1_000, newest_first=newest_first))
    assert (scans(plan), sorts(plan)) == ([], [])
    assert "SEARCH c USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)" in plan


# What reads a part of the ledger is not slowed by the rest ---------------------------

Steps = Callable[..., int]

SPARE = 20
"""Steps that the last row of a table may save; a look at each of 40 entries would take more."""


@pytest.fixture
def steps(clerk: Any) -> Steps:
    """Return what counts the steps of SQLite's machine that a reading takes."""

    def steps(read: Callable[[sqlite3.Connection], Any]) -> int:
        taken = 0

        def count() -> None:
            nonlocal taken
            taken += 1

        with closing(sqlite3.connect(clerk.path)) as reader:
            reader.set_progress_handler(count, 1)
            assert list(read(reader)), "a reading that finds nothing reads nothing"
        return taken

    return steps


def notify(clerk: Any, days: int) -> None:
    """Record what is no correction, each on its own."""
    for day in range(1, days + 1):
        clerk.record("cert", "notify", f"{BODY}/C1", "--by", f"letter {day}")


@pytest.mark.parametrize("opening", [None, False])
def test_the_corrections_of_a_span_take_as_long_whatever_lies_before_and_after(
    clerk: Any, issue: Callable[..., int], steps: Steps, opening: bool | None
) -> None:
    def last_two(reader: sqlite3.Connection) -> Any:
        return lateness(reader, late - 1, late, late, Wanted(opening=opening))

    issue("C1")
    issue("C2")
    late = clerk.record("cert", "suspend", f"{BODY}/C2", "--on", "2024-07-01")[0]["position"]
    before = steps(last_two)
    notify(clerk, 40)
    assert steps(last_two) < before + SPARE
    issue("C3")
    late = clerk.record("cert", "suspend", f"{BODY}/C3", "--on", "2024-07-01")[0]["position"]
    assert steps(last_two) < before + SPARE


def test_all_corrections_are_found_without_what_is_none(
    clerk: Any, issue: Callable[..., int], steps: Steps
) -> None:
    issue("C1")
    before = steps(lambda reader: corrections(reader, 1, 1_000))
    notify(clerk, 40)
    assert steps(lambda reader: corrections(reader, 1, 1_000)) < before + SPARE


def test_a_difference_reads_what_lies_between_the_moments(
    clerk: Any, issue: Callable[..., int], steps: Steps
) -> None:
    def learnt(reader: sqlite3.Connection) -> Any:
        seen = View("2024-07-31", last, Known(last, None))
        return between_moments(reader, last - 1, seen, diff.Wanted())

    issue("C1")
    last = issue("C2")
    before = steps(learnt)
    notify(clerk, 40)
    last = issue("C3")
    assert steps(learnt) < before + SPARE
    notify(clerk, 40)
    assert steps(learnt) < before + SPARE


def test_a_part_of_a_rebuild_reads_its_own_positions_alone(plans: Plans, clerk: Any) -> None:
    last = clerk.entries()
    plan = plans(lambda reader: [bound_entries(reader, last, last)])
    assert [step for step in plan if " entries " in step] == [
        "SEARCH entries USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)",
        "SEARCH entries USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)",
    ], "once to count and once to bind"
