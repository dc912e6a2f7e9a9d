"""Floors: the same rows and questions put to raw `sqlite3`, by somebody who has nothing to decide."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Any

from product import Point

INSERTED_ROW = "x" * 250
"""About as long as an entry."""


# Recording -------------------------------------------------------------------


def copy_rows(source: Path, target: Path) -> float:
    """Insert all rows of a ledger into another, empty one; return the seconds that took.

    The rows are read commit by commit beforehand, which takes no time here;
    then each commit of the source is one `executemany` a table and one commit,
    with the settings of the ledger. Rows of the read model go with the commit
    that made them where they say so, else in equal parts.
    """
    with (
        closing(sqlite3.connect(source)) as old,
        closing(sqlite3.connect(target, isolation_level=None)) as new,
    ):
        new.execute("PRAGMA synchronous = FULL")
        commits = old.execute("SELECT first_position, last_position FROM commits ORDER BY 1").fetchall()
        for table in _tables(new):
            new.execute(f"DELETE FROM {table}")  # what a ledger is made with comes from the source too
        parts = [_parts(old, table, commits) for table in _tables(old)]
        taken = 0.0
        for _ in commits:
            batch = [(statement, rows) for part in parts for statement, rows in (next(part),) if rows]
            started = perf_counter()
            new.execute("BEGIN IMMEDIATE")
            for statement, rows in batch:
                new.executemany(statement, rows)
            new.execute("COMMIT")
            taken += perf_counter() - started
    return taken


def _tables(connection: sqlite3.Connection) -> list[str]:
    """Return the tables that recording fills."""
    rows = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> 'meta'"
    )
    return [row[0] for row in rows]


def _parts(
    connection: sqlite3.Connection, table: str, commits: Sequence[tuple[int, int]]
) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
    """Yield (statement, rows) of a table for each commit."""
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    statement = f"INSERT INTO {table} VALUES ({','.join('?' * len(columns))})"
    axis = next((name for name in ("first_position", "recorded_from") if name in columns), None)
    if table == "entries":
        axis = "position"
    if axis is None:
        total = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        rows = connection.execute(f"SELECT * FROM {table}")
        done = 0
        for number in range(1, len(commits) + 1):
            upto = total * number // len(commits)
            yield statement, list(islice(rows, upto - done))
            done = upto
        return
    at = columns.index(axis)
    rows = connection.execute(f"SELECT * FROM {table} ORDER BY {axis}")
    waiting = next(rows, None)
    for _, last in commits:
        part = []
        while waiting is not None and waiting[at] <= last:
            part.append(waiting)
            waiting = next(rows, None)
        yield statement, part


class OneRow:
    """A table into which one row at a time is inserted, each as durable as a command's entry."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None, timeout=60)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.execute("CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY, text TEXT)")

    def insert(self, _question: object = None) -> None:
        """Insert a row and commit."""
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.execute("INSERT INTO t (text) VALUES (?)", (INSERTED_ROW,))
        self._connection.execute("COMMIT")

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


# Reading ---------------------------------------------------------------------

_VISIBLE = (
    "st.effective_from <= :day AND :day < st.effective_to"
    " AND st.recorded_from <= :position AND :position < st.recorded_to"
)
_GROUPS = {
    "status": f"SELECT st.status, count(*) FROM states st WHERE st.rule > 0 AND {_VISIBLE} GROUP BY 1",
    "body": "SELECT s.body, count(*) FROM states st JOIN subjects s ON s.id = st.subject"
    f" WHERE st.rule > 0 AND {_VISIBLE} GROUP BY 1",
}
_GROUPS["category"] = _GROUPS["scheme"] = (
    f"SELECT st.rule, count(*) FROM states st WHERE st.rule > 0 AND {_VISIBLE} GROUP BY 1"
)


class Plain:
    """Plain SQL on the ledger's tables, with a connection for each question."""

    def __init__(self, ledger: Path) -> None:
        self._ledger = ledger

    def _all(self, sql: str, **values: object) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self._ledger)) as connection:
            return connection.execute(sql, values).fetchall()

    def show(self, certificate: str, point: Point) -> object:
        """Select a certificate's entries."""
        return self._all(
            "SELECT * FROM entries WHERE stream = :stream ORDER BY version",
            stream=f"certificate:{certificate}",
        )

    def listed(self, rule: str, point: Point) -> object:
        """Select a rule's certificates with their status and their entries."""
        body, _, number = rule.partition("/")
        return self._all(
            "SELECT s.body, s.number, st.status, e.data FROM states st JOIN subjects s ON s.id = st.subject"
            " JOIN entries e ON e.stream = 'certificate:' || s.body || '/' || s.number"
            " WHERE st.rule = (SELECT id FROM subjects WHERE kind = 2 AND body = :body AND number = :number)"
            f" AND {_VISIBLE} ORDER BY s.body, s.number, e.version",
            body=body,
            number=number,
            **_of(point),
        )

    def first_listed(self, point: Point) -> object:
        """Select the first certificate."""
        return self._all("SELECT body, number FROM subjects WHERE kind = 3 ORDER BY body, number LIMIT 1")

    def first_logged(self, point: Point) -> object:
        """Select the first entry."""
        return self._all("SELECT * FROM entries ORDER BY position LIMIT 1")

    def logged(self, first: int, last: int) -> object:
        """Select the entries at some positions."""
        return self._all(
            "SELECT * FROM entries WHERE position BETWEEN :first AND :last", first=first, last=last
        )

    def learnt(self, after: int, point: Point) -> object:
        """Select all entries of the streams that have one after a position."""
        return self._all(
            "SELECT e.* FROM (SELECT DISTINCT stream FROM entries WHERE position > :after"
            " AND position <= :position) l CROSS JOIN entries e ON e.stream = l.stream",
            after=after,
            **_of(point),
        )

    def changed(self, first_day: str, point: Point) -> object:
        """Select all entries of what has a rectangle that begins or ends between two days."""
        return self._all(
            "SELECT e.* FROM (SELECT DISTINCT st.subject FROM states st"
            " WHERE st.recorded_from <= :position AND :position < st.recorded_to"
            " AND (st.effective_from > :first AND st.effective_from <= :day"
            " OR st.effective_to > :first AND st.effective_to <= :day)) c"
            " CROSS JOIN subjects s ON s.id = c.subject"
            " CROSS JOIN entries e ON e.stream = 'certificate:' || s.body || '/' || s.number",
            first=_of(Point(first_day, 0))["day"],
            **_of(point),
        )

    def of_body(self, body: str) -> object:
        """Select the entries of a body's certificates."""
        return self._all(
            "SELECT * FROM entries WHERE stream >= :low AND stream < :high",
            low=f"certificate:{body}/",
            high=f"certificate:{body}0",
        )

    def count(self, by: str) -> Callable[[Point], object]:
        """Return what groups and counts the rectangles that a point falls into."""
        return lambda point: self._all(_GROUPS[by], **_of(point))

    def report(self, point: Point) -> object:
        """Select the obligations that are in force."""
        return self._all(f"SELECT * FROM obligations st WHERE {_VISIBLE}", **_of(point))

    def rules_near(self, certificates: int, count: int) -> list[str]:
        """Return the rules that have about so many certificates."""
        rows = self._all(
            "SELECT r.body, r.number FROM"
            " (SELECT rule, count(DISTINCT subject) AS n FROM states WHERE rule > 0 GROUP BY 1)"
            " JOIN subjects r ON r.id = rule ORDER BY abs(n - :n), 1, 2 LIMIT :count",
            n=certificates,
            count=count,
        )
        return [f"{body}/{number}" for body, number in rows]


def _of(point: Point) -> dict[str, int]:
    from datetime import date

    return {"day": date.fromisoformat(point.as_of).toordinal(), "position": point.position}
