"""How many certificates there are on any day, as known at any position, without going through them.

What an entry changes is written down as moves: on a day, so many certificates
go from one kind (status, category, scheme) to another. The sum of all moves up
to a day, of all positions up to one, is how many there are. Positions only
grow, so the moves of a block of positions never change again and are summed
once: a question takes one page of each of the few blocks that cover what was
known (`count_blocks`), and the moves of the block it ends in.

Counted are the keys of two keyings: `KINDS` and `BODIES`, the latter for each
body by status alone.
"""

import sqlite3
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from operator import itemgetter, ne
from typing import TYPE_CHECKING

from ledger.journal import Reader
from projections.count_blocks import Shape
from projections.count_tables import (
    SHAPE,
    Move,
    codes_of,
    has_status,
    keys_of,
    pairs_of,
    sealed_blocks,
    upward,
)

if TYPE_CHECKING:
    from projections.count_sealing import Sealing

# One commit of a thousand seals a block: what reads and writes blocks is imported where it is used.


class Counts:
    """Keeps the counts of the tables that begin with `prefix`, in the transaction of the entries.

    The tables come out the same, byte for byte, in whatever batches they are flushed.
    """

    def __init__(self, connection: sqlite3.Connection, prefix: str, shape: Shape | None = None) -> None:
        self._connection = connection
        self._prefix = prefix
        self._shape = shape or SHAPE
        self._moved: list[tuple[int, ...]] = []
        """What was taken in: (position, day, kind, later kind, body, how many) with the lower kind first."""
        self._net: list[tuple[int, ...]] = []
        """The same, as `net` returns them."""
        self._sealing: Sealing | None = None
        self._sealed = sealed_blocks(connection, prefix)

    def add(self, position: int, moves: Iterable[Move]) -> None:
        """Take in what an entry moves; entries come in order of position."""
        for day, before, after, body, change in moves:
            if change:
                lower, higher, by = upward(before, after, change)
                self._moved.append((position, day, lower, higher, body, by))

    def take(self, moves: list[tuple[int, ...]]) -> None:
        """Take in moves of later entries, as `net` returns them."""
        self._net += moves

    def flush(self, last_position: int) -> None:
        """Write what was added, and seal the blocks that end at or before the last position."""
        complete = last_position // self._shape.size
        rows = net(self._net + self._moved) if self._moved else self._net
        self._moved, self._net = [], []
        if complete > self._sealed:
            rows = self._seal(range(self._sealed, complete), rows)
            self._sealed = complete
        self._connection.executemany(f"INSERT INTO {self._prefix}count_moves VALUES (?, ?, ?, ?, ?, ?)", rows)

    def _seal(self, complete: range, rows: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
        """Seal blocks, from what was written and what was not; return the moves of later positions."""
        if self._sealing is None:
            from projections.count_sealing import Sealing

            self._sealing = Sealing(self._connection, self._prefix, self._shape)
        table = f"{self._prefix}count_moves"
        rows = self._connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2, 3, 4, 5").fetchall() + rows
        self._connection.execute(f"DELETE FROM {table}")
        at = 0
        for block in complete:
            end = bisect_right(rows, (block + 1) * self._shape.size, lo=at, key=itemgetter(0))
            self._sealing.seal(block, rows[at:end])
            at = end
        return rows[at:]


def net(rows: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Return moves in order, those of one entry on one day between the same kinds as one."""
    rows.sort()
    keys = [row[:-1] for row in rows]
    if all(map(ne, keys, islice(keys, 1, None))):
        return rows
    sums: defaultdict[tuple[int, ...], int] = defaultdict(int)
    for key, row in zip(keys, rows, strict=True):
        sums[key] += row[-1]
    return [(*key, change) for key, change in sums.items() if change]


def count(
    reader: Reader, keying: int, day: int, position: int, *, prefix: str = "", shape: Shape | None = None
) -> dict[tuple[int, ...], int]:
    """Return how many certificates there are of each key at the end of a day, as known at a position.

    The keys are (status, category, scheme) with `KINDS`, (body, status) with
    `BODIES`; codes and numbers all. A key of which there is none is left out.
    """
    from projections.count_rows import blocks, known_pairs, page_at

    shape = shape or SHAPE
    pairs = known_pairs(reader, prefix, keying)
    totals = [0] * len(pairs)
    sealed = sealed_blocks(reader, prefix)
    whole, positions = divmod(position, shape.size)
    for level, block in shape.cover(min(whole, sealed), sealed):
        if level == 0:
            for found in blocks(reader, prefix, block, block):
                found[keying].add_to(totals, day)
        elif page := page_at(reader, prefix, (keying, level, block), day):
            page.add_to(totals, day)
    for found in blocks(reader, prefix, whole, whole):
        found[keying].add_to(totals, day, positions)
    counted: defaultdict[int, int] = defaultdict(int)
    for pair, total in chain(
        zip(pairs, totals, strict=True), _unsealed(reader, prefix, keying, day, position)
    ):
        if total:
            before, after = keys_of(keying, pair)
            counted[before] -= total
            counted[after] += total
    return {
        codes_of(keying, key): total for key, total in counted.items() if total and has_status(keying, key)
    }


def _unsealed(reader: Reader, prefix: str, keying: int, day: int, position: int) -> Iterator[tuple[int, int]]:
    """Yield (pair, how many) of the moves that are in no block yet."""
    rows = reader.execute(
        f"SELECT before, after, body, sum(change) FROM {prefix}count_moves"
        " WHERE position <= ? AND effective_on <= ? GROUP BY 1, 2, 3",
        (position, day),
    )
    for before, after, body, change in rows:
        yield pairs_of(keying, (before,), (after,), (body,))[0], change
