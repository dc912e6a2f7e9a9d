"""Which entries are corrections: those that were back-dated, and voids.

An entry is back-dated where it took effect before the Shanghai day it was
recorded on. The table `corrections` holds the positions of both kinds, in runs of a
commit, so that asking for them reads nothing else; a ledger made before there was such a table
is read through instead, until its read model is built anew.
"""

import sqlite3
from collections.abc import Iterator, Sequence

from domain.event import EntryVoided, Event
from ledger import journal
from ledger.entry import Commit, Entry
from ledger.journal import Reader
from ledger.moment import shanghai_day

# Keeping the table -----------------------------------------------------------


def acted_on(event: Event) -> str:
    """Return the effective day of an event, before all days for a void: a correction whenever recorded.

    An entry is a correction where this lies before the Shanghai day it was recorded on.
    """
    return "" if isinstance(event, EntryVoided) else event.effective_on


def project(connection: sqlite3.Connection, prefix: str, acted: Sequence[tuple[int, str]]) -> None:
    """Add new entries to the table, where the ledger has it; their commits are in the journal already.

    `acted` has the position of each, and `acted_on` of its event.
    The runs of a commit come out the same in whatever batches its entries are projected.
    """
    if not prefix and not has_table(connection):
        return
    runs: list[list[int]] = []
    last, recorded_on = 0, ""
    for position, on in acted:
        begins = position > last
        if begins:
            commit = journal.commit_of(connection, position)
            assert commit is not None, "every entry has a commit"
            begins = position == commit.first_position
            last, recorded_on = commit.last_position, shanghai_day(commit.recorded_at)
        if on >= recorded_on:
            continue
        if runs and runs[-1][1] == position - 1 and not begins:
            runs[-1][1] = position
        elif position == acted[0][0] and not begins:
            runs.append([_taken_back(connection, prefix, position), position])
        else:
            runs.append([position, position])
    connection.executemany(f"INSERT INTO {prefix}corrections VALUES (?, ?)", runs)


def _taken_back(connection: sqlite3.Connection, prefix: str, position: int) -> int:
    """Take the run before a position out of the table, to go on with it; return its first position."""
    run = connection.execute(
        f"DELETE FROM {prefix}corrections WHERE last_position = ?"
        f" AND first_position = (SELECT max(first_position) FROM {prefix}corrections)"
        " RETURNING first_position",
        (position - 1,),
    ).fetchone()
    return position if run is None else int(run[0])


def has_table(reader: Reader) -> bool:
    """Tell whether the ledger has the table: one made by version 0.1.0 has none until it is rebuilt."""
    found = reader.execute("SELECT 1 FROM main.sqlite_schema WHERE type = 'table' AND name = 'corrections'")
    return found.fetchone() is not None


# Reading it ------------------------------------------------------------------


def corrections(
    reader: Reader, first: int, last: int, *, opening: bool | None = None
) -> Iterator[tuple[Entry, Commit]]:
    """Yield the corrections at positions `first` to `last`, in order, with their commits.

    `opening` leaves only those of opening imports, or only the others; what it leaves out is
    not read.
    """
    kept = has_table(reader)
    for start, end in (_runs if kept else _commits)(reader, first, last):
        commit = journal.commit_of(reader, start)
        assert commit is not None, "every entry has a commit"
        if opening in {None, commit.opening}:
            for entry in journal.entries(reader, max(start, first), min(end, last)):
                if kept or acted_on(entry.event) < shanghai_day(commit.recorded_at):
                    yield entry, commit


def _runs(reader: Reader, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Yield the runs of the table that reach into positions `first` to `last`, in order."""
    yield from reader.execute(
        "SELECT first_position, last_position FROM corrections WHERE first_position BETWEEN"
        " (SELECT ifnull(max(first_position), 0) FROM corrections WHERE first_position <= :first) AND :last"
        " AND last_position >= :first ORDER BY first_position",
        {"first": first, "last": last},
    )


def _commits(reader: Reader, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Yield the spans of the commits that reach into positions `first` to `last`, in order."""
    for commit in journal.commits(reader, first, last):
        yield commit.first_position, commit.last_position
