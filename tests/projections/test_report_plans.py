"""A report reads what is flagged: none of its queries goes through a whole table."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest

from domain.subject import Subject
from ledger.database import connect
from projections.reports.compliance import compliance
from projections.reports.groups import GROUPINGS
from projections.reports.statement.statement import statement
from projections.view import view

BODY = "CNCA-R-2099-001"
R1, C1 = f"{BODY}/R1", f"{BODY}/C1"
N31 = Subject("notice", "认秘函〔2024〕31号")
Issue = Callable[..., int]


@pytest.fixture
def reader(clerk: Any, issue: Issue) -> Iterator[sqlite3.Connection]:
    issue("C1")
    clerk.record(
        *("rule", "flag", R1, "--ground", "out_of_scope", "--notice", "cnca-2024-31", "--on", "2024-07-05")
    )
    clerk.record("cert", "notify", C1, "--by", "letter", "--on", "2024-07-06")
    clerk.record("rule", "deregister", R1, "--on", "2024-07-08")
    clerk.record("cert", "cancel", C1, "--on", "2024-07-09")
    with closing(connect(str(clerk.path), writing=False)) as connection:
        yield connection


@pytest.mark.parametrize("by", [None, *GROUPINGS])
def test_no_query_of_a_report_scans_a_table(reader: sqlite3.Connection, by: str | None) -> None:
    seen = view(reader, as_of="2024-07-31", known_at=None, today="2024-07-31")
    asked: list[str] = []
    reader.set_trace_callback(asked.append)
    report = compliance(reader, N31, seen, by=by, detail=True)
    assert report.rows is not None
    assert [row.outcome for row in report.rows] == ["on_time", "on_time"]
    assert report.exceptions["not_reported"] == [C1, R1]
    reader.set_trace_callback(None)
    no_scan(reader, asked)


@pytest.mark.parametrize("body", [None, BODY])
def test_no_query_of_a_statement_scans_a_table_but_for_its_hash(
    reader: sqlite3.Connection, body: str | None
) -> None:
    seen = view(reader, as_of="2024-07-31", known_at=None, today="2024-07-31")
    asked: list[str] = []
    reader.set_trace_callback(asked.append)
    found = statement(reader, N31, seen, body=body)
    assert found.conclusion.verdict == "fulfilled"
    reader.set_trace_callback(None)
    no_scan(reader, [sql for sql in asked if "AS line FROM" not in sql])


def no_scan(reader: sqlite3.Connection, asked: list[str]) -> None:
    """Find that queries look up what they read, and sort nothing to group it."""
    tables = [
        row[0] for row in reader.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
    ]
    assert len(asked) > len(tables)
    for sql in asked:
        for step in reader.execute(f"EXPLAIN QUERY PLAN {sql}"):
            scanned = step[3].split()[1] if step[3].startswith("SCAN") else None
            assert scanned not in {*tables, *"ceorst"}, (step[3], sql)
            assert "FOR GROUP BY" not in step[3], sql
