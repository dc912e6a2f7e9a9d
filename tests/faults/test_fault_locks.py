"""Another program holds the write lock."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from fault_program import Done, InProcess, Program, finish, small_batches, write_certificates
from fault_soundness import assert_sound, size

from ledger import database

ISSUE = (
    "cert",
    "issue",
    "C-1",
    "--rule",
    "R-1",
    "--holder",
    "H",
    "--expires",
    "2099-01-01",
    "--on",
    "2024-02-01",
)
HELD_SECONDS = 2.0


@contextmanager
def held(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield connection
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def test_a_command_waits_for_a_writer_and_is_then_recorded(program: Program, tmp_path: Path) -> None:
    sheet = write_certificates(tmp_path / "certificates.csv", 30, first=100)
    with held(program.path) as other:
        started = [program.start(*ISSUE), program.start("import", "certificates", str(sheet))]
        time.sleep(HELD_SECONDS)
        assert [process.poll() for process in started] == [None, None]
        other.execute("ROLLBACK")
        done = [finish(process) for process in started]
    assert [each.code for each in done] == [0, 0], [each.err for each in done]
    assert_sound(program.path)
    assert size(program.path) == 2 + 1 + 40


def test_reading_does_not_wait_for_a_writer(program: Program) -> None:
    program.record(*ISSUE)
    with held(program.path) as other:  # who waits, waits in vain
        other.execute("INSERT INTO meta VALUES ('test', 'not committed')")
        for command in (("show", "C-1"), ("log",), ("info",), ("rebuild", "--check"), ("list", "certs")):
            assert program.run(*command).code == 0


def test_a_command_waits_thirty_seconds() -> None:
    assert database.LOCK_TIMEOUT_SECONDS == 30.0


@pytest.mark.parametrize(
    "command",
    [
        ISSUE,
        ("rule", "deregister", "R-1", "--settle", "cancel", "--yes", "--on", "2024-02-01"),
        ("void", "#2", "--why", "A mistake", "--yes"),
        ("import", "certificates", "certificates.csv"),
    ],
    ids=lambda command: command[0],
)
def test_a_command_that_waited_in_vain_says_so_and_recorded_nothing(
    program: Program,
    here: InProcess,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    command: tuple[str, ...],
) -> None:
    monkeypatch.chdir(tmp_path)
    write_certificates(tmp_path / "certificates.csv", 30)
    monkeypatch.setattr(database, "LOCK_TIMEOUT_SECONDS", 0.2)
    with held(program.path):
        done = here(*command, "--format", "json")
    assert done.code == 4
    assert done.refuses("ledger.locked")
    assert size(program.path) == 2
    assert here(*command).code == 0, "safe to retry"
    assert_sound(program.path)


def test_a_rebuild_that_cannot_get_the_lock_leaves_the_ledger_as_it_is(
    program: Program, here: InProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    program.record(*ISSUE)
    monkeypatch.setattr(database, "LOCK_TIMEOUT_SECONDS", 0.2)
    with held(program.path):
        done = here("rebuild", "--format", "json")
    assert done.code == 4
    assert done.refuses("ledger.locked")
    assert_sound(program.path)


def test_certificates_are_issued_while_an_import_is_under_way(program: Program, tmp_path: Path) -> None:
    sheet = write_certificates(tmp_path / "certificates.csv", 400, first=100)
    importing = program.start("import", "certificates", str(sheet), driver=small_batches(8))
    done: list[Done] = []
    while importing.poll() is None:
        done.append(program.run(*ISSUE[:2], f"C-{len(done)}", *ISSUE[3:]))
    assert finish(importing).code == 0
    assert done
    assert {each.code for each in done} == {0}
    assert_sound(program.path)
