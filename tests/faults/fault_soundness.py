"""What has to be true of every ledger, whatever happened to it."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from fault_program import Program


def rows(path: Path, sql: str, *values: object) -> list[tuple[Any, ...]]:
    """Return the rows of a query, past the program."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql, values).fetchall()


def size(path: Path) -> int:
    """Return how many entries there are."""
    return int(rows(path, "SELECT count(*) FROM entries")[0][0])


def assert_whole_commits(path: Path) -> None:
    """Check that commits and entries fit without gap or rest, in strict order of time."""
    last, before = 0, 0
    for first_position, last_position, recorded_at in rows(
        path, "SELECT first_position, last_position, recorded_at FROM commits ORDER BY first_position"
    ):
        assert first_position == last + 1
        assert last_position >= first_position
        assert recorded_at > before
        last, before = last_position, recorded_at
    positions = [row[0] for row in rows(path, "SELECT position FROM entries ORDER BY position")]
    assert positions == list(range(1, last + 1))
    torn = rows(
        path,
        "SELECT stream FROM entries GROUP BY stream HAVING min(version) <> 1 OR max(version) <> count(*)",
    )
    assert torn == []
    assert rows(path, "PRAGMA integrity_check") == [("ok",)]


def assert_sound(path: Path) -> None:
    """Check that the program opens the ledger, that its commits are whole and its read model is right."""
    done = Program(path).run("rebuild", "--check")
    assert done.code == 0, (done.out, done.err)
    assert_whole_commits(path)


def assert_nothing_twice(path: Path) -> None:
    """Check that no subject has the same act twice, unless one of the two was voided."""
    twice = rows(
        path,
        "SELECT stream, name, data FROM entries WHERE name <> 'entry.voided.v1'"
        " GROUP BY stream, name, data HAVING count(*) > 1",
    )
    assert twice == []
