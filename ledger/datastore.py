"""The one connection of a program that writes, and its transactions."""

from sqlite3 import Connection, OperationalError

from eventsourcing.sqlite import SQLiteCursor, SQLiteDatastore

from ledger.database import connect


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
            self._connection = connect(self._path, writing=True)
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
            connection.execute("BEGIN IMMEDIATE")
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
