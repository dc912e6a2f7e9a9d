"""Building the read model anew from the entries, beside the live one.

It is built in tables of the same file, batch by batch, while others read and
write; one that was interrupted goes on where it was. To compare alone, it is
built in a temporary file.
"""

import os
import sqlite3
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from hashlib import sha256
from importlib.metadata import version
from itertools import zip_longest
from typing import Any

import msgspec

from domain.rejected import Conflict
from ledger import journal
from ledger.bulk import Bulk, take_up
from ledger.database import SCHEMA_VERSION, LedgerFault
from ledger.processes import answers, helpers, processes
from projections.binding import bound_entries
from projections.projector import Projector
from projections.schema import LATER, SCHEMA, TABLES

BATCH = 10_000
"""Entries held in memory, and projected in one transaction."""

FEW = 500
"""Entries that are not worth dividing any more."""

WORTH_IT = 20_000
"""Entries from which on the start of another process pays."""

MOST = 2
"""More would wait for the one that projects."""

BESIDE = "anew_"
"""What the names of the tables beside the live ones begin with."""

ELSEWHERE = "anew."
"""The temporary database of a comparison."""

PROGRESS = "rebuild"
"""The key under which `meta` keeps how far the tables beside are, and of which shape."""

Progress = Callable[[int, int], None]
"""Told how many entries are done, and of how many."""


def compare(connection: sqlite3.Connection, progress: Progress) -> tuple[int, dict[str, int]]:
    """Build the read model elsewhere, in the transaction at hand; return (entries, differences)."""
    _make_tables(connection, ELSEWHERE)
    projector = Projector(connection, ELSEWHERE)
    total = _last_position(connection)
    with closing(_batches(connection, 0, total)) as batches:
        for batch in batches:
            batch.project(projector)
            progress(batch.last, total)
    return total, _differences(connection, ELSEWHERE)


def rebuild(connection: sqlite3.Connection, progress: Progress) -> tuple[int, dict[str, int]]:
    """Build the read model beside the live one and put it in its place; return (entries, differences).

    Raises `Conflict` where somebody else rebuilds at the same time.
    """
    done, projector = _begin(connection)
    found: dict[str, int] = {}
    compared = False
    while True:
        total = _last_position(connection)
        if done < total:
            with closing(_batches(connection, done, total)) as batches:
                for batch in batches:
                    with _locked(connection):
                        _note(connection, done, batch.last)
                        batch.project(projector)
                    done = batch.last
                    progress(done, total)
        elif not compared:  # while others go on; what they record meanwhile is told apart by nobody
            with _transaction(connection, "BEGIN"):
                _check_undisturbed(connection, done)
                if _last_position(connection) == done:
                    found, compared = _differences(connection, BESIDE), True
        elif _swap(connection, done):
            _drop(connection, "old_")
            return done, found


def _begin(connection: sqlite3.Connection) -> tuple[int, Projector]:
    """Make the tables beside, unless they were begun; return the last position they hold, and who goes on."""
    with _locked(connection):
        begun = _noted(connection)
        if begun is None:
            _drop(connection, "old_")
            _drop(connection, BESIDE)
            _make_tables(connection, BESIDE)
            connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (PROGRESS, f"{_shape()} 0"))
        return begun or 0, Projector(connection, BESIDE)


def _noted(connection: sqlite3.Connection) -> int | None:
    """Return how far tables of the present shape are, or None where there are none."""
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (PROGRESS,)).fetchone()
    shape, _, position = ("" if row is None else str(row[0])).partition(" ")
    return int(position) if shape == _shape() else None


def _check_undisturbed(connection: sqlite3.Connection, done: int) -> None:
    """Raise `Conflict` where the tables beside are not as this rebuild left them."""
    if _noted(connection) != done:
        raise Conflict("rebuild")


def _note(connection: sqlite3.Connection, done: int, position: int) -> None:
    _check_undisturbed(connection, done)
    connection.execute("UPDATE meta SET value = ? WHERE key = ?", (f"{_shape()} {position}", PROGRESS))


def _swap(connection: sqlite3.Connection, done: int) -> bool:
    """Put the tables beside in the place of the live ones, unless there are new entries."""
    with _locked(connection):
        _check_undisturbed(connection, done)
        if _last_position(connection) != done:
            return False
        for table in TABLES:
            if _exists(connection, table):
                connection.execute(f"ALTER TABLE {table} RENAME TO old_{table}")
            connection.execute(f"ALTER TABLE {BESIDE}{table} RENAME TO {table}")
        connection.execute("DELETE FROM meta WHERE key = ?", (PROGRESS,))
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    return True


def _shape() -> str:
    """Return what tells the tables of this version from those of others."""
    return f"{version('certledger')}-{sha256(SCHEMA.encode()).hexdigest()[:16]}"


# Reading -----------------------------------------------------------------------


class _Batch(msgspec.Struct):
    """Entries to project: those at positions `first` to `last`, bound where they could be."""

    connection: sqlite3.Connection
    first: int
    last: int
    bulk: Bulk | None

    def project(self, projector: Projector) -> None:
        """Project them, in the transaction at hand; raises `LedgerFault` where one lacks."""
        if self.bulk is not None:
            take_up(self.connection, self.bulk)
            projector.apply_bulk(self.first)
            return
        entries = list(journal.entries(self.connection, self.first, self.last))
        for position, entry in zip_longest(range(self.first, self.last + 1), entries):
            if entry is None or entry.position != position:
                detail = f"no entry #{position}"
                raise LedgerFault("ledger.damaged", path=os.fsdecode(_path(self.connection)), detail=detail)
        projector.apply(entries)


def _batches(connection: sqlite3.Connection, done: int, total: int) -> Generator[_Batch]:
    """Yield the entries after a position: while some are projected others are bound, where there are many."""
    spans = [(first, min(first + BATCH - 1, total)) for first in range(done + 1, total + 1, BATCH)]
    count = helpers(total - done, worth_it=WORTH_IT, most=MOST)
    if not count:
        for first, last in spans:
            yield from _divided(connection, first, last, bound_entries(connection, first, last))
        return
    frames = map(msgspec.msgpack.Encoder().encode, spans)
    with processes("projections.binder", count, _path(connection)) as crew:
        for (first, last), answer in zip(spans, answers(crew, frames), strict=True):
            yield from _divided(connection, first, last, msgspec.msgpack.decode(answer, type=Bulk | None))


def _divided(connection: sqlite3.Connection, first: int, last: int, bulk: Bulk | None) -> Iterator[_Batch]:
    """Yield entries as they are bound; where they could not be, in halves, so that few are left unbound."""
    if bulk is not None or last - first < FEW:
        yield _Batch(connection, first, last, bulk)
        return
    middle = (first + last) // 2
    for start, end in ((first, middle), (middle + 1, last)):
        yield from _divided(connection, start, end, bound_entries(connection, start, end))


def _path(connection: sqlite3.Connection) -> bytes:
    """Return the ledger's path, which may be no text."""
    sql = "SELECT CAST(file AS BLOB) FROM pragma_database_list WHERE name = 'main'"
    return bytes(connection.execute(sql).fetchone()[0])


def _last_position(connection: sqlite3.Connection) -> int:
    last = journal.last_commit(connection)
    return 0 if last is None else last.last_position


def _differences(connection: sqlite3.Connection, beside: str) -> dict[str, int]:
    """Return, for each table that differs, how many rows are on one side only.

    A table that a ledger made by an older version never had is no difference.
    """
    found = {}
    for table, key in TABLES.items():
        exists = _exists(connection, table)
        if not exists and table in LATER:
            continue
        columns = (*key, *_columns(connection, f"{beside}{table}"))
        live = _rows(connection, table, key, columns) if exists else iter(())
        count = _on_one_side(live, _rows(connection, f"{beside}{table}", key, columns), len(key))
        if count or not exists:
            found[table] = count or 1
    return found


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    """Return the columns of a table; one of an older version may have had more."""
    return [column[0] for column in connection.execute(f"SELECT * FROM {table} LIMIT 0").description]


def _rows(
    connection: sqlite3.Connection, table: str, key: Sequence[str], columns: Sequence[str]
) -> Iterator[list[Any]]:
    """Yield the columns of a table's rows by its key, a thousand at a time."""
    rows = connection.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY {', '.join(key)}")
    while some := rows.fetchmany(1_000):
        yield some


def _on_one_side(one: Iterator[list[Any]], other: Iterator[list[Any]], key: int) -> int:
    """Count the rows that only one of two tables has, each sorted by the first `key` columns."""
    count = 0
    left: list[Any] = []
    right: list[Any] = []
    for some, others in zip_longest(one, other, fillvalue=()):
        if not left and not right and some == others:
            continue
        left += some
        right += others
        # Up to here neither side brings any more.
        last = min(rows[-1][:key] for rows, more in ((left, some), (right, others)) if more)
        count += len({row for row in left if row[:key] <= last} ^ {row for row in right if row[:key] <= last})
        left, right = ([row for row in rows if row[:key] > last] for rows in (left, right))
    return count + len(set(left) ^ set(right))


def _exists(connection: sqlite3.Connection, table: str) -> bool:
    sql = "SELECT 1 FROM main.sqlite_schema WHERE type = 'table' AND name = ?"
    return connection.execute(sql, (table,)).fetchone() is not None


# Writing -----------------------------------------------------------------------


@contextmanager
def _transaction(connection: sqlite3.Connection, begin: str) -> Iterator[None]:
    connection.execute(begin)
    try:
        yield
    except BaseException:
        if connection.in_transaction:  # on a full disk SQLite has rolled it back itself
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _locked(connection: sqlite3.Connection) -> AbstractContextManager[None]:
    """Return a transaction that nobody else writes during."""
    return _transaction(connection, "BEGIN IMMEDIATE")


def _drop(connection: sqlite3.Connection, prefix: str) -> None:
    for table in TABLES:
        connection.execute(f"DROP TABLE IF EXISTS main.{prefix}{table}")


def _make_tables(connection: sqlite3.Connection, prefix: str) -> None:
    statement = ""
    for line in SCHEMA.format(prefix=prefix).splitlines():
        statement += line + "\n"
        if sqlite3.complete_statement(statement):
            connection.execute(statement)
            statement = ""
