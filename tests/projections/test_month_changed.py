"""Where a month's changes are looked for: by the indexes there are, in old ledgers too."""

import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from ledger.database import connect
from projections.changed import changed

BODY = "CNCA-R-2099-001"
OLD = Path(__file__).parents[1] / "golden" / "ledgers" / "0.1.0.sqlite"
Issue = Callable[..., int]


def plans(clerk: Any, body: str | None) -> list[str]:
    """Return the steps in which SQLite looks for the certificates of July."""
    with closing(connect(str(clerk.path), writing=False)) as reader:
        asked: list[str] = []
        reader.set_trace_callback(asked.append)
        list(changed(reader, "2024-07", since=0, position=clerk.entries(), body=body))
        reader.set_trace_callback(None)
        return [step[3] for sql in asked for step in reader.execute(f"EXPLAIN QUERY PLAN {sql}")]


def test_of_one_body_only_its_own_entries_are_read(clerk: Any, issue: Issue) -> None:
    issue("C1")
    (step,) = [step for step in plans(clerk, BODY) if step.startswith(("SEARCH e ", "SCAN e "))]
    assert "stream>? AND stream<?" in step


def test_of_all_bodies_entries_are_read_by_position(clerk: Any, issue: Issue) -> None:
    issue("C1")
    steps = [step for step in plans(clerk, None) if step.startswith(("SEARCH e ", "SCAN e "))]
    assert len(steps) == 2
    assert all("INTEGER PRIMARY KEY (rowid>? AND rowid<?)" in step for step in steps)


@pytest.mark.parametrize("month", ["2024-04", "2024-05", "2024-07", "2024-08", "2025-06"])
def test_a_ledger_without_the_table_of_corrections_gives_the_same_month(bare: Any, month: str) -> None:
    shutil.copyfile(OLD, bare.path)
    bare.clock.set("2026-12-02T01:00:00Z")
    before = bare.json("report", "month", month)
    bare.run("rebuild")
    assert bare.json("report", "month", month) == before


def test_an_act_entered_a_year_ahead_is_found(clerk: Any, issue: Issue, clock: Any) -> None:
    clock.set("2024-07-01T01:00:00Z")
    issue("C1")
    clerk.record("cert", "amend", f"{BODY}/C1", "--scope", "新范围", "--on", "2025-07-01")
    clock.set("2025-08-01T01:00:00Z")
    for of in ((), ("--body", BODY)):
        rows = clerk.json("report", "month", "2025-07", *of)["rows"]
        assert [row["changed_on"] for row in rows] == ["2025-07-01"]
