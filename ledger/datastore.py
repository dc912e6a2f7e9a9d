"""The one connection of a program that writes, and its transactions: how writers take turns."""

from sqlite3 import SQLITE_BUSY, Connection, OperationalError
from time import monotonic, sleep

from eventsourcing.sqlite import SQLiteCursor, SQLiteDatastore

from ledger import database

SHORTEST_PAUSE, LONGEST_PAUSE = 0.000_5, 0.01
"""Seconds between two tries to get the write lock, at first and later."""


class LedgerDatastore(SQLiteDatastore):
    """One connection to a ledger file, opened when it is first used."""

    single_row_tracking = True
    originator_id_type = "text"

    def __init__(self, path: str) -> None:
        self._path = path
        self._connection: Connection | None = None

    def transaction(self, *, commit: bool) -> "Transaction":  # type: ignore[override]  # theirs is a generator
        """Return a transaction that writes, or one that reads."""
        if self._connection is None:
            self._connection = database.connect(self._path, writing=True)
        return Transaction(self._connection, commit=commit)

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()


class Transaction:
    """A transaction of a connection; what it yields is a cursor.

    One that writes takes the write lock when it begins: with a deferred lock,
    concurrent writers fail instead of waiting. It goes on from one that reads,
    where that is still at hand and nobody has written since it began; both end together.
    """

    def __init__(self, connection: Connection, *, commit: bool) -> None:
        self._connection = connection
        self._commit = commit

    def __enter__(self) -> SQLiteCursor:
        connection = self._connection
        if not self._commit:
            connection.execute("BEGIN")
        elif not (connection.in_transaction and _lock(connection)):
            _begin_in_turn(connection)
        return SQLiteCursor(connection.cursor())

    def __exit__(self, error: object, *_: object) -> None:
        try:
            if self._commit and error is None:
                self._connection.execute("COMMIT")
        finally:
            if self._connection.in_transaction:  # on a full disk SQLite has rolled it back itself
                self._connection.execute("ROLLBACK")


def _lock(connection: Connection) -> bool:
    """Take the write lock within the transaction at hand, or end it where somebody has written since."""
    try:
        connection.execute("DELETE FROM meta WHERE 0")  # nothing: the first write takes the lock
    except OperationalError:
        connection.execute("ROLLBACK")
        return False
    return True


def _begin_in_turn(connection: Connection) -> None:
    """Begin with the write lock as soon as nobody else has it; raises `OperationalError` after a while.

    SQLite's own waiting tries again after ever longer pauses, up to a tenth of a
    second, in which others come and go: those who wait longest wait longest.
    """
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        began = monotonic()
        while True:
            try:
                connection.execute("BEGIN IMMEDIATE")
            except OperationalError as error:
                waited = monotonic() - began
                if error.sqlite_errorcode & 0xFF != SQLITE_BUSY or waited > database.LOCK_TIMEOUT_SECONDS:
                    raise
                sleep(min(SHORTEST_PAUSE + waited / 10, LONGEST_PAUSE))
            else:
                return
    finally:
        connection.execute(f"PRAGMA busy_timeout = {int(database.LOCK_TIMEOUT_SECONDS * 1000)}")
