"""Entries and commits cannot be changed, not even past the program."""
# ruff: noqa: E501 - SQL is easier to read in one line

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from fault_program import Program
from fault_soundness import assert_sound, rows

ENTRY = "(position, stream, version, name, data)"
COMMIT = "(first_position, last_position, recorded_at, actor, login, command, command_id, fingerprint, opening, source)"

CHANGES = {
    "an entry is updated": "UPDATE entries SET data = '{}' WHERE position = 1",
    "all entries are updated": "UPDATE entries SET data = data",
    "an entry is moved": "UPDATE entries SET position = 99 WHERE position = 2",
    "an entry is moved by its rowid": "UPDATE entries SET rowid = 99 WHERE position = 2",
    "an entry is updated over another": "UPDATE OR REPLACE entries SET position = 1 WHERE position = 2",
    "an entry is updated or ignored": "UPDATE OR IGNORE entries SET data = '{}'",
    "an entry is deleted": "DELETE FROM entries WHERE position = 2",
    "all entries are deleted": "DELETE FROM entries",
    "an entry is replaced by position": f"REPLACE INTO entries {ENTRY} VALUES (2, 'x', 1, 'body.registered.v1', '{{}}')",
    "an entry is replaced by version": (
        f"INSERT OR REPLACE INTO entries {ENTRY} SELECT 99, stream, version, name, '{{}}' FROM entries WHERE position = 2"
    ),
    "an entry is upserted by position": (
        f"INSERT INTO entries {ENTRY} VALUES (2, 'x', 1, 'y', '{{}}')"
        " ON CONFLICT (position) DO UPDATE SET data = excluded.data"
    ),
    "an entry is upserted by version": (
        f"INSERT INTO entries {ENTRY} SELECT 99, stream, version, name, '{{}}' FROM entries WHERE position = 2"
        " ON CONFLICT (stream, version) DO UPDATE SET data = excluded.data"
    ),
    "a commit is updated": "UPDATE commits SET actor = 'somebody else'",
    "a commit's time is updated": "UPDATE commits SET recorded_at = recorded_at + 1",
    "a commit is deleted": "DELETE FROM commits WHERE first_position = 3",
    "all commits are deleted": "DELETE FROM commits",
    "a commit is replaced by position": f"REPLACE INTO commits {COMMIT} VALUES (3, 3, 9, 'x', 'x', 'x', NULL, NULL, 0, NULL)",
    "a commit is replaced by time": (
        f"REPLACE INTO commits {COMMIT} SELECT 99, 99, recorded_at, 'x', 'x', 'x', NULL, NULL, 0, NULL"
        " FROM commits WHERE first_position = 3"
    ),
    "a commit is replaced by command id": (
        f"REPLACE INTO commits {COMMIT} VALUES (99, 99, 9000000000000000, 'x', 'x', 'x', 'C', NULL, 0, NULL)"
    ),
    "a commit is slipped in before another": (
        f"INSERT INTO commits {COMMIT} VALUES (0, 0, 9000000000000000, 'x', 'x', 'x', NULL, NULL, 0, NULL)"
    ),
    "a commit is dated before another": f"INSERT INTO commits {COMMIT} VALUES (99, 99, 9, 'x', 'x', 'x', NULL, NULL, 0, NULL)",
    "a commit is upserted": (
        f"INSERT INTO commits {COMMIT} VALUES (3, 3, 9, 'x', 'x', 'x', NULL, NULL, 0, NULL)"
        " ON CONFLICT (first_position) DO UPDATE SET actor = 'x'"
    ),
}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, founded: object) -> Program:
    assert founded is not None
    program = Program(tmp_path_factory.mktemp("filled") / "ledger.sqlite")
    with closing(sqlite3.connect(str(founded))) as source, closing(sqlite3.connect(program.path)) as copy:
        source.backup(copy)
    program.record(
        *(
            "cert",
            "issue",
            "C-1",
            "--rule",
            "R-1",
            "--holder",
            "H",
            "--expires",
            "2099-01-01",
            "--command-id",
            "C",
        ),
    )
    return program


@pytest.fixture
def connection(filled: Program) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(filled.path, isolation_level=None)) as connection:
        yield connection


@pytest.mark.parametrize("recursive", ["OFF", "ON"])
@pytest.mark.parametrize("change", CHANGES)
def test_it_is_refused_that(
    filled: Program, connection: sqlite3.Connection, change: str, recursive: str
) -> None:
    before = rows(filled.path, "SELECT * FROM entries"), rows(filled.path, "SELECT * FROM commits")
    connection.execute(f"PRAGMA recursive_triggers = {recursive}")
    connection.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute(CHANGES[change])
        after = (
            connection.execute("SELECT * FROM entries").fetchall(),
            connection.execute("SELECT * FROM commits").fetchall(),
        )
        assert after == before
    finally:
        connection.execute("ROLLBACK")


def test_a_ledger_that_somebody_tried_to_change_is_still_sound(filled: Program) -> None:
    with closing(sqlite3.connect(filled.path)) as connection:
        for change in CHANGES.values():
            with pytest.raises(sqlite3.IntegrityError):
                connection.execute(change)
            connection.rollback()
    assert_sound(filled.path)
