"""Which rows the table of corrections has, for entries recorded on a day in Shanghai."""

import sqlite3
from contextlib import closing
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import day
from domain.certificate import CertificateCancelled
from domain.event import EntryVoided, Event
from ledger.database import SCHEMA as JOURNAL
from ledger.entry import Entry
from projections.corrections import acted_on, project
from projections.schema import SCHEMA

RECORDED_AT = 1_721_000_000_000_000
"""A moment of 2024-07-15 in Shanghai, in microseconds."""


def recorded(*events: Event) -> list[Entry]:
    """Return events as the entries #1, #2 … of a certificate."""
    return [
        Entry(position, "certificate:CNCA-R-2099-001/C1", position, event)
        for position, event in enumerate(events, 1)
    ]


def test_back_dated_entries_and_voids_have_a_row() -> None:
    entries = recorded(
        CertificateCancelled(effective_on="2024-07-14"),
        CertificateCancelled(effective_on="2024-07-15"),
        CertificateCancelled(effective_on="2024-07-16"),
        EntryVoided(effective_on="2024-07-15", position=1),
    )
    assert [e.position for e in entries if acted_on(e.event) < day.number("2024-07-15")] == [1, 4]


@pytest.mark.parametrize(
    ("on", "end"),
    [
        ("2024-02-01", "2024-02-29"),
        ("2023-02-28", "2023-02-28"),
        ("2024-12-31", "2024-12-31"),
        ("2024-04-30", "2024-04-30"),
        ("2024-01-31", "2024-01-31"),
    ],
)
def test_a_month_ends_on_its_last_day(on: str, end: str) -> None:
    assert day.month_end(on) == end


@given(
    kinds=st.lists(st.booleans(), min_size=1, max_size=24),
    commits=st.sets(st.integers(1, 23)),
    batches=st.sets(st.integers(1, 23)),
)
def test_the_runs_are_the_same_in_whatever_batches(
    kinds: list[bool], commits: set[int], batches: set[int]
) -> None:
    def runs(cuts: set[int]) -> list[tuple[int, int]]:
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.executescript(JOURNAL + SCHEMA.format(prefix=""))
            firsts = sorted({1, *(cut + 1 for cut in commits if cut < len(kinds))})
            for first, after in pairwise([*firsts, len(kinds) + 1]):
                values = (first, after - 1, RECORDED_AT + first, "a", "a", "c", None, None, 0, None)
                connection.execute("INSERT INTO commits VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
            days = ("2024-07-14" if back_dated else "2024-07-15" for back_dated in kinds)
            entries = recorded(*(CertificateCancelled(effective_on=on) for on in days))
            for start, end in pairwise(sorted({0, *(cut for cut in cuts if cut < len(kinds)), len(kinds)})):
                project(connection, "", start + 1, [acted_on(e.event) for e in entries[start:end]])
            return connection.execute("SELECT * FROM corrections ORDER BY 1").fetchall()

    found = runs(batches)
    assert found == runs(set())
    assert {p for first, last in found for p in range(first, last + 1)} == {
        position for position, back_dated in enumerate(kinds, 1) if back_dated
    }
