"""What an entry moves in the counts: a certificate's steps, and what its rule says of it.

A certificate counts under its status and under what its rule, as known, says on
that day: before the rule's filing, category and scheme are none. Its life is
steps, each on a day from one kind to another. An entry takes the steps back that
no longer hold, and takes those that do; an entry on a rule moves every
certificate under it from what the rule said to what it says.
"""

import sqlite3
from collections.abc import Iterable, Iterator

from domain import day, rule
from domain.timeline import Entry
from projections import count_tables
from projections.count_tables import Move, kind
from projections.counts import Counts
from projections.tables import NEVER

CATEGORIES = (None, *rule.CATEGORIES)
SCHEMES = (None, *rule.SCHEMES)
"""What the codes of the counts stand for."""

Facts = tuple[tuple[int, int], ...]
"""(first day, category and scheme as a `kind` without status) as a rule has them; before the first, none."""

Piece = tuple[int, int, int]
"""A part of a rectangle during which a certificate counts as one kind: (from, to, kind)."""


def facts(timeline: Iterable[Entry]) -> Facts:
    """Return what a rule's timeline says of its certificates."""
    found: list[tuple[int, int]] = []
    state: rule.Rule | None = None
    for entry in timeline:
        state = rule.evolve(state, entry)
        if state is not None:
            said = kind(0, CATEGORIES.index(state.category), SCHEMES.index(state.scheme))
            if not found or found[-1][1] != said:
                found.append((day.number(entry.event.effective_on), said))
    return tuple(found)


def pieces(start: int, end: int, status: int, of_rule: Facts) -> tuple[Piece, ...]:
    """Return a rectangle of a status as pieces of what its rule says, in order."""
    if len(of_rule) == 1 and of_rule[0][0] <= start:  # as nearly always
        return ((start, end, status << 8 | of_rule[0][1]),)
    found: list[Piece] = []
    said = 0
    for first, next_said in (*of_rule, (end, 0)):
        if start < first:
            found.append((start, min(first, end), kind(status, 0, 0) | said))
            if first >= end:
                break
            start = first
        said = next_said
    return tuple(found)


def steps(parts: Iterable[Piece]) -> list[tuple[int, int, int]]:
    """Return (day, kind before, kind after) of one certificate, given in order; kind 0 is none."""
    found: list[tuple[int, int, int]] = []
    last = until = 0
    for start, end, now in parts:
        if last and until < start:
            found.append((until, last, 0))
            last = 0
        if now != last:
            found.append((start, last, now))
            last = now
        until = end
    if last and until < day.FOREVER:
        found.append((until, last, 0))
    return found


def moves(gone: Iterable[Piece], come: Iterable[Piece]) -> list[tuple[int, int, int, int]]:
    """Return (day, kind before, kind after, how many) of one certificate of which pieces go and come."""
    old, new = steps(gone), steps(come)
    if not old:
        return [(*step, 1) for step in new]
    return [(*step, -1) for step in old if step not in new] + [(*step, 1) for step in new if step not in old]


class Tally:
    """Tells the counts of the tables that begin with `prefix` what entries change, in order of position.

    Does nothing where no counts are kept.
    """

    def __init__(self, connection: sqlite3.Connection, prefix: str) -> None:
        self._connection = connection
        self._prefix = prefix
        self._counts = Counts(connection, prefix) if count_tables.are_kept(connection, prefix) else None

    def certificate(self, position: int, body: int, moved: Iterable[tuple[int, int, int, int]]) -> None:
        """Take in what an entry moves of a certificate."""
        if self._counts is not None:
            self._counts.add(position, [(day, before, after, body, by) for day, before, after, by in moved])

    def net(self, moves: list[tuple[int, ...]]) -> None:
        """Take in moves as `counts.net` returns them."""
        if self._counts is not None:
            self._counts.take(moves)

    def rule(self, position: int, number: int, before: Facts, now: Facts) -> None:
        """Take in that a rule says something else of all that stands under it; `states` is up to date."""
        if self._counts is not None:
            self._counts.add(position, self._restated(number, before, now))

    def flush(self, last_position: int) -> None:
        """Write what was taken in, of entries up to a position."""
        if self._counts is not None:
            self._counts.flush(last_position)

    def _restated(self, number: int, before: Facts, now: Facts) -> Iterator[Move]:
        """Yield what moves when a rule says something else."""
        rows = self._connection.execute(
            "SELECT st.effective_from, st.effective_to, st.status, b.id, count(*)"
            f" FROM {self._prefix}states st JOIN {self._prefix}subjects s ON s.id = st.subject"
            f" JOIN {self._prefix}subjects b ON b.kind = 0 AND b.body = s.body"
            " WHERE st.rule = ? AND st.recorded_to = ? GROUP BY 1, 2, 3, 4",
            (number, NEVER),
        )
        for start, end, status, body, many in rows:
            for said, change in ((before, -many), (now, many)):
                for step in steps(pieces(start, end, status, said)):
                    yield *step, body, change
