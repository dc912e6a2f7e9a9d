"""Which entries are corrections: those that were back-dated, and voids.

An entry is back-dated where it took effect before the Shanghai day it was
recorded on. The table `corrections` holds the positions of both kinds, in runs of a
commit, so that asking for them reads nothing else; a ledger made before there was such a table
is read through instead, until its read model is built anew.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

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
    """Add new entries to the table; their commits are in the journal already.

    `acted` has the position of each, and `acted_on` of its event.
    The runs of a commit come out the same in whatever batches its entries are projected.
    """
    runs: list[list[int]] = []
    last, recorded_on = 0, ""
    for position, on in acted:
        begins = position > last
        if begins:
            first, last, recorded_at = journal.span_of(connection, position)
            begins, recorded_on = position == first, shanghai_day(recorded_at)
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


def _dated(reader: Reader, entries: Iterable[Entry]) -> Iterator[tuple[Entry, Commit]]:
    """Yield entries, which are in order of position, with their commits."""
    commit: Commit | None = None
    for entry in entries:
        if commit is None or entry.position > commit.last_position:
            commit = journal.commit_of(reader, entry.position)
            assert commit is not None, "every entry has a commit"
        yield entry, commit


# Reading it ------------------------------------------------------------------


def corrections(
    reader: Reader, first: int, last: int, *, opening: bool | None = None
) -> Iterator[tuple[Entry, Commit]]:
    """Yield the corrections at positions `first` to `last`, in order, with their commits.

    `opening` leaves only those of opening imports, or only the others.
    """
    kept = has_table(reader)
    for start, end in _ranges(reader, first, last, opening=opening):
        if kept:
            yield from _dated(reader, journal.entries_in(reader, "corrections", start, end))
            continue
        for entry, commit in _dated(reader, journal.entries(reader, start, end)):
            if acted_on(entry.event) < shanghai_day(commit.recorded_at):
                yield entry, commit


def _ranges(reader: Reader, first: int, last: int, *, opening: bool | None) -> list[tuple[int, int]]:
    """Return the spans of positions that are, or are not, of opening imports; all where that is None."""
    if opening is None:
        return [(first, last)]
    found = reader.execute(
        "SELECT first_position, last_position FROM commits WHERE opening AND first_position <= ? ORDER BY 1",
        (last,),
    ).fetchall()
    if not opening:
        edges = [(0, 0), *found, (last + 1, last + 1)]
        found = [(before + 1, start - 1) for (_, before), (start, _) in pairwise(edges)]
    spans = [(max(start, first), min(end, last)) for start, end in found]
    return [(start, end) for start, end in spans if start <= end]
