"""A moment is found among the commits without an index of their times."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import journal
from ledger.database import SCHEMA

COMMITS = st.lists(st.tuples(st.integers(1, 50), st.integers(1, 20)), max_size=60)
"""How many entries each commit has, and how many microseconds it comes after the one before."""


@pytest.fixture(scope="module")
def connection() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as made:
        made.executescript(SCHEMA)
        yield made


@given(commits=COMMITS, moment=st.integers(0, 1_300))
def test_the_last_position_at_a_moment_is_that_of_the_last_commit_by_then(
    connection: sqlite3.Connection, commits: list[tuple[int, int]], moment: int
) -> None:
    connection.execute("BEGIN")
    position = at = expected = 0
    for entries, later in commits:
        at += later
        connection.execute(
            "INSERT INTO commits VALUES (?, ?, ?, 'a', 'l', 'c', NULL, NULL, 0, NULL)",
            (position + 1, position + entries, at),
        )
        position += entries
        expected = position if at <= moment else expected
    try:
        assert journal.position_at(connection, moment) == expected
    finally:
        connection.execute("ROLLBACK")
