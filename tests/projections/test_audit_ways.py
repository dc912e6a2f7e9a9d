"""What auditors ask is found by an index: of one subject, of a body, of a person, of what was learnt."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest

from domain.subject import Subject
from projections import diff
from projections.corrections import corrections
from projections.explain import explain
from projections.history import history
from projections.reports import restated
from projections.states import show
from projections.view import Known, View

BODY, OTHER = "CNCA-R-2099-001", "CNCA-R-2099-002"
CERT, C1, R1 = Subject("certificate", f"{BODY}/C2"), f"{BODY}/C1", f"{BODY}/R1"
N31 = Subject("notice", "认秘函〔2024〕31号")
Asked = Callable[[Callable[[sqlite3.Connection], Any]], tuple[list[Any], list[str]]]
Issue = Callable[..., int]


def seen_at(position: int) -> View:
    return View("2024-07-31", position, Known(position, None))


@pytest.fixture
def asked(clerk: Any) -> Iterator[Asked]:
    """Return what gives a reading's answer, and the steps of all queries that it puts to SQLite."""
    with closing(sqlite3.connect(clerk.path)) as reader:

        def asked(read: Callable[[sqlite3.Connection], Any]) -> tuple[list[Any], list[str]]:
            sqls: list[str] = []
            reader.set_trace_callback(sqls.append)
            found = list(read(reader))
            reader.set_trace_callback(None)
            steps = [r[3] for sql in dict.fromkeys(sqls) for r in reader.execute(f"EXPLAIN QUERY PLAN {sql}")]
            return found, steps

        yield asked


@pytest.fixture
def story(clerk: Any, issue: Issue) -> None:
    """Certificates of two bodies, changed on their day and back-dated, by two persons."""
    clerk.clock.set("2024-07-03T02:00:00Z")
    for number in ("C1", "C2", "C3"):
        issue(number)
    clerk.clock.set("2024-07-20T02:00:00Z")
    clerk.record("cert", "suspend", C1, "--on", "2024-07-10", "--actor", "李四")
    clerk.record("cert", "suspend", CERT.id, "--on", "2024-07-10")
    clerk.record("cert", "reinstate", C1)


def scans(steps: list[str]) -> list[str]:
    """Return the steps that go through a whole table; lists that were handed over are none."""
    handed = ("json_each", "wanted", "subquery", "CONSTANT ROW", "sqlite_schema")
    return [s for s in steps if s.startswith("SCAN") and not any(word in s for word in handed)]


@pytest.mark.parametrize(
    "read",
    [
        lambda reader, last: history(reader, CERT, seen_at(last)).rectangles,
        lambda reader, last: explain(reader, CERT, seen_at(last)),
        lambda reader, last: show(reader, CERT, seen_at(last)),
        lambda reader, last: diff.between_moments(reader, last - 3, seen_at(last), diff.Wanted(subject=CERT)),
        lambda reader, last: diff.between_days(
            reader, "2024-07-01", seen_at(last), diff.Wanted(subject=CERT)
        ),
        lambda reader, last: corrections(reader, 1, last, subject=CERT),
    ],
    ids=["history", "explain", "show", "diff", "diff of days", "corrections"],
)
def test_one_subject_is_read_by_its_own_entries(
    clerk: Any, story: None, asked: Asked, read: Callable[[sqlite3.Connection, int], Any]
) -> None:
    last = clerk.json("info")["entries"]
    found, steps = asked(lambda reader: read(reader, last))
    assert found
    assert scans(steps) == []
    assert any("sqlite_autoindex_entries_1 (stream=?" in step for step in steps)


def test_a_difference_between_moments_reads_the_entries_between(
    clerk: Any, story: None, asked: Asked
) -> None:
    last = clerk.json("info")["entries"]
    found, steps = asked(lambda reader: diff.between_moments(reader, last - 2, seen_at(last), diff.Wanted()))
    assert [change.subject for change in found] == [C1, CERT.id]
    assert scans(steps) == []
    assert "SEARCH entries USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)" in steps


@pytest.mark.parametrize(
    ("wanted", "way"),
    [
        ({}, "SEARCH t USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"),
        ({"actor": "李四"}, "SEARCH t USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"),
        ({"opening": False}, "SEARCH t USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"),
        ({"subject": CERT}, "SEARCH e USING INDEX sqlite_autoindex_entries_1 (stream=?)"),
    ],
)
def test_corrections_are_found_by_the_index_that_leads_to_the_fewest(
    clerk: Any, story: None, asked: Asked, wanted: dict[str, Any], way: str
) -> None:
    last = clerk.json("info")["entries"]
    found, steps = asked(lambda reader: corrections(reader, 1, last, **wanted))
    assert found
    assert scans(steps) == []
    assert not any("TEMP B-TREE" in step for step in steps)
    assert way in steps


def test_a_small_bodys_corrections_are_found_by_its_own_entries_and_a_large_ones_by_the_table(
    clerk: Any, story: None, asked: Asked
) -> None:
    clerk.record("body", "register", OTHER, "--name", "虚构二号", "--on", "2024-07-01")
    last = clerk.json("info")["entries"]
    own = "SEARCH entries USING COVERING INDEX sqlite_autoindex_entries_1 (stream>? AND stream<?)"

    def of(body: str) -> Callable[[sqlite3.Connection], Any]:
        return lambda reader: corrections(reader, 1, last, body=body)

    (few, steps), (many, others) = asked(of(OTHER)), asked(of(BODY))
    assert [entry.position for entry, _commit in few] == [last]
    assert "SEARCH e USING INTEGER PRIMARY KEY (rowid=?)" in steps
    assert own in steps
    assert scans(steps) == []
    assert {entry.subject.body for entry, _commit in many} == {BODY}
    assert "SEARCH t USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)" in others


def test_a_restated_report_looks_at_obligations_of_which_something_was_learnt(
    clerk: Any, story: None
) -> None:
    flag = ("rule", "flag", R1, "--ground", "out_of_scope", "--notice", "cnca-2024-31")
    clerk.record(*flag, "--on", "2024-07-05")
    before = clerk.json("info")["entries"]
    clerk.record("cert", "cancel", CERT.id, "--on", "2024-07-14")
    last = before + 1

    def compared(reader: sqlite3.Connection) -> list[list[str]]:
        sides = restated.both(reader, N31, seen_at(before), seen_at(last), body=None)
        return [[row.subject for row in side.rows] for side in sides]

    with closing(sqlite3.connect(clerk.path)) as reader:
        assert compared(reader) == [[CERT.id], [CERT.id]]
        found = restated.restated(reader, N31, seen_at(before), seen_at(last))
    assert {count.count: (count.before, count.after) for count in found.counts} == {
        "settle_certificate.on_time": (0, 1),
        "settle_certificate.overdue": (3, 2),
        "recorded_late": (0, 1),
        "exceptions.not_reported": (0, 1),
    }
    clerk.record("notice", "extend", "cnca-2024-31", "--to", "2024-07-18")
    last += 1
    with closing(sqlite3.connect(clerk.path)) as reader:
        assert [len(side) for side in compared(reader)] == [4, 4], "another deadline is about all of them"
