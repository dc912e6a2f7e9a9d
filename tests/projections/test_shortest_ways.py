"""Lists and the log read by an index and sort nothing, so that the first row comes at once."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest

from domain.subject import Subject
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
