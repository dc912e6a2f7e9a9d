"""A transaction that writes goes on from the one that read, where nobody else has written since."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from ledger.database import create
from ledger.datastore import LedgerDatastore


@pytest.fixture
def path(tmp_path: Path) -> str:
    made = str(tmp_path / "ledger.sqlite")
    create(made, {"ledger_id": "1"}, "")
    return made


@pytest.fixture
def datastore(path: str) -> Iterator[LedgerDatastore]:
    with closing(LedgerDatastore(path)) as opened:
        yield opened


@pytest.fixture
def other(path: str) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, isolation_level=None, timeout=0)) as connection:
        yield connection


def put(connection: Any, key: str) -> None:
    connection.execute("INSERT INTO meta VALUES (?, '')", (key,))


def keys(connection: Any) -> list[str]:
    connection.execute("SELECT key FROM meta ORDER BY key")
    return [key for (key,) in connection.fetchall()]


def test_what_was_read_is_locked_and_recorded_in_one_transaction(
    datastore: LedgerDatastore, other: sqlite3.Connection
) -> None:
    with datastore.transaction(commit=False) as reading:
        assert keys(reading) == ["ledger_id"]
        with datastore.transaction(commit=True) as writing:
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                put(other, "theirs")
            put(writing, "ours")
    assert keys(other.cursor()) == ["ledger_id", "ours"]


def test_where_somebody_has_written_since_it_begins_anew(
    datastore: LedgerDatastore, other: sqlite3.Connection
) -> None:
    with datastore.transaction(commit=False) as reading:
        assert keys(reading) == ["ledger_id"]
        put(other, "theirs")
        assert keys(reading) == ["ledger_id"]
        with datastore.transaction(commit=True) as writing:
            assert keys(writing) == ["ledger_id", "theirs"]
            put(writing, "ours")
    assert keys(other.cursor()) == ["ledger_id", "ours", "theirs"]


def test_nothing_of_one_that_fails_is_kept_and_the_next_one_can_begin(
    datastore: LedgerDatastore, other: sqlite3.Connection
) -> None:
    with pytest.raises(sqlite3.IntegrityError), datastore.transaction(commit=True) as writing:
        writing.executemany("INSERT INTO meta VALUES (?, '')", [("ours",), ("ledger_id",)])
    with datastore.transaction(commit=False) as reading:
        assert keys(reading) == ["ledger_id"]
    put(other, "theirs")
