"""The disk is full."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from fault_program import InProcess, Program, write_certificates
from fault_soundness import assert_nothing_twice, assert_sound, rows, size

from cli.importing import checking
from ledger import database

DEREGISTER = ("rule", "deregister", "R-1", "--settle", "cancel", "--yes", "--on", "2024-06-01")


def issue(number: str) -> tuple[str, ...]:
    holder = "Holder " * 100
    return (
        "cert",
        "issue",
        number,
        "--rule",
        "R-1",
        "--holder",
        holder,
        "--expires",
        "2099-01-01",
        "--on",
        "2024-02-01",
    )


Room = Callable[[int | None], None]


@pytest.fixture
def room(program: Program, monkeypatch: pytest.MonkeyPatch) -> Room:
    """Return what limits the ledger to so many pages more than it has; None for no limit."""
    opening = database._open
    limit: list[int | None] = [None]

    def narrow(path: str, mode: str) -> sqlite3.Connection:
        connection = opening(path, mode)
        if limit[0] is not None:
            connection.execute(f"PRAGMA max_page_count = {limit[0]}")
        return connection

    def allow(pages: int | None) -> None:
        limit[0] = None if pages is None else rows(program.path, "PRAGMA page_count")[0][0] + pages

    monkeypatch.setattr(database, "_open", narrow)
    return allow


def test_a_command_without_room_records_nothing_and_works_again_with_room(
    program: Program, here: InProcess, room: Room
) -> None:
    room(2)
    recorded = 0
    while (done := here(*issue(f"C-{recorded}"), "--format", "json")).code == 0:
        recorded += 1
        assert recorded < 100
    assert done.code == 1
    assert done.refuses("ledger.disk_full")
    assert size(program.path) == 2 + recorded
    assert here("info").code == 0
    assert_sound(program.path)
    room(None)
    assert here(*issue(f"C-{recorded}")).code == 0
    assert size(program.path) == 2 + recorded + 1
    assert_sound(program.path)


def test_a_bulk_command_without_room_settles_none_of_its_certificates(
    program: Program, here: InProcess, room: Room, tmp_path: Path
) -> None:
    program.record("import", "certificates", str(write_certificates(tmp_path / "certificates.csv", 200)))
    before = size(program.path)
    room(4)
    done = here(*DEREGISTER, "--format", "json")
    assert done.code == 1
    assert done.refuses("ledger.disk_full")
    assert size(program.path) == before
    assert_sound(program.path)
    room(None)
    assert here(*DEREGISTER).code == 0
    assert_sound(program.path)


def test_an_import_without_room_keeps_its_whole_commits_and_completes_with_room(
    program: Program, here: InProcess, room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "TOGETHER", 15)
    sheet = write_certificates(tmp_path / "certificates.csv", 200)
    room(8)
    done = here("import", "certificates", str(sheet), "--format", "json")
    assert done.code == 1
    assert done.refuses("ledger.disk_full")
    kept = size(program.path) - 2
    assert 0 < kept < 266
    assert_sound(program.path)
    room(None)
    again = here("import", "certificates", str(sheet), "--format", "json")
    assert again.code == 0
    assert json.loads(again.out)["events"] == 266 - kept
    assert_nothing_twice(program.path)
    assert_sound(program.path)


def test_a_rebuild_without_room_leaves_the_ledger_as_it_is(
    program: Program, here: InProcess, room: Room, tmp_path: Path
) -> None:
    program.record("import", "certificates", str(write_certificates(tmp_path / "certificates.csv", 200)))
    with closing(sqlite3.connect(program.path)) as connection:
        connection.execute("DELETE FROM states WHERE subject % 2 = 0")
        connection.commit()
        connection.execute("VACUUM")
    before = rows(program.path, "SELECT * FROM states")
    room(0)
    done = here("rebuild", "--format", "json")
    assert done.code == 1
    assert done.refuses("ledger.disk_full")
    assert rows(program.path, "SELECT * FROM states") == before
    room(None)
    assert here("rebuild").code == 0
    assert_sound(program.path)
