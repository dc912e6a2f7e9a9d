"""Rows of a table of rectangles, gathered in memory and written together."""

import sqlite3
from collections.abc import Sequence
from typing import Any

from projections.tables import NEVER

Place = tuple[int, ...]
"""A rectangle's primary key; the position at which it was opened is the last but one."""


class Rectangles:
    """The rectangles that a batch opens and closes, of one table.

    `key` names the columns of the primary key in their order, `rest` the other
    columns after `effective_to` and `recorded_to`.
    """

    def __init__(
        self, connection: sqlite3.Connection, table: str, key: tuple[str, ...], rest: tuple[str, ...]
    ) -> None:
        columns = (*key, "effective_to", "recorded_to", *rest)
        marks = [f"?{number}" for number in range(1, len(columns) + 1)]
        if _has_position(connection, table):
            columns, marks = (*columns, "position"), [*marks, marks[key.index("recorded_from")]]
        where = " AND ".join(f"{column} = ?" for column in key)
        self._connection = connection
        self._insert = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(marks)})"
        taken = ", ".join("recorded_from" if column == "position" else column for column in columns)
        self._take = f"INSERT INTO {table} ({', '.join(columns)}) SELECT {taken} FROM ({{query}})"
        self._close = f"UPDATE {table} SET recorded_to = ? WHERE {where}"
        self._opened: dict[Place, list[Any]] = {}
        self._closed: list[tuple[int, ...]] = []
        self._recorded_to = len(key) + 1

    def open(self, place: Place, effective_to: int, *rest: Any) -> None:
        """Open a rectangle; its place says since when it is believed."""
        self._opened[place] = [*place, effective_to, NEVER, *rest]

    def close(self, place: Place, position: int) -> None:
        """Close a rectangle at a position."""
        opened = self._opened.get(place)
        if opened is None:
            self._closed.append((position, *place))
        else:
            opened[self._recorded_to] = position

    def take(self, query: str, values: Sequence[object]) -> None:
        """Write the rows of a query, which has the columns by name: nothing closes them in this batch."""
        self._connection.execute(self._take.format(query=query), values)

    def flush(self) -> None:
        """Write what was opened and closed, in the order in which the table keeps it."""
        if self._closed:
            self._connection.executemany(self._close, self._closed)
            self._closed.clear()
        if self._opened:
            self._connection.executemany(self._insert, sorted(self._opened.values()))
            self._opened.clear()


def _has_position(connection: sqlite3.Connection, table: str) -> bool:
    """Tell whether a table has a column that nothing reads, as version 0.1.0 made it: it may not be empty."""
    try:
        connection.execute(f"SELECT position FROM {table} LIMIT 0")
    except sqlite3.OperationalError as error:
        if "no such column" not in str(error):
            raise
        return False
    return True
