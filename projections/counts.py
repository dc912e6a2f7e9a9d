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
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from operator import itemgetter, ne

from ledger.journal import Reader
from projections import count_sums
from projections.count_blocks import Shape
from projections.count_tables import (
    KEYINGS,
    SHAPE,
    Move,
    blocks,
    codes_of,
    first_days,
    has_status,
    keys_of,
    known_pairs,
    page_at,
    pages_between,
    pairs_of,
    sealed_blocks,
)


class Counts:
    """Keeps the counts of the tables that begin with `prefix`, in the transaction of the entries.

    The tables come out the same, byte for byte, in whatever batches they are flushed.
    """

    def __init__(self, connection: sqlite3.Connection, prefix: str, shape: Shape | None = None) -> None:
        self._connection = connection
        self._prefix = prefix
        self._shape = shape or SHAPE
        self.moved: list[tuple[int, ...]] = []
        """What was taken in: (position, day, kind, later kind, body, how many) with the lower kind first."""
        self._numbers: list[dict[int, int]] = []
        self._sealed = sealed_blocks(connection, prefix)

    def add(self, position: int, moves: Iterable[Move]) -> None:
        """Take in what an entry moves; entries come in order of position."""
        self.moved += [
            (position, day, before, after, body, change)
            if before < after
            else (position, day, after, before, body, -change)
            for day, before, after, body, change in moves
            if change
        ]

    def flush(self, last_position: int) -> None:
        """Write what was added, and seal the blocks that end at or before the last position."""
        size, sealed = self._shape.size, self._sealed
        complete = last_position // size
        rows, self.moved = _net(self.moved), []
        if complete > sealed:
            written = self._execute("SELECT * FROM {p}count_moves ORDER BY 1, 2, 3, 4, 5").fetchall()
            self._execute("DELETE FROM {p}count_moves")
            rows = written + rows
            at = 0
            for block in range(sealed, complete):
                end = bisect_right(rows, (block + 1) * size, lo=at, key=itemgetter(0))
                self._seal(block, rows[at:end])
                at = end
            rows = rows[at:]
            self._sealed = complete
        self._connection.executemany(f"INSERT INTO {self._prefix}count_moves VALUES (?, ?, ?, ?, ?, ?)", rows)

    # Blocks ------------------------------------------------------------------

    def _seal(self, block: int, rows: list[tuple[int, ...]]) -> None:
        """Write a block of level 0, and merge what is due with it."""
        positions, days, before, after, bodies, changes = zip(*rows, strict=True) if rows else [()] * 6
        numbers = [self._numbered(keying, pairs_of(keying, before, after, bodies)) for keying in KEYINGS]
        packed = count_sums.packed_block(block * self._shape.size + 1, positions, days, changes, numbers)
        self._execute("INSERT INTO {p}count_blocks VALUES (?, ?)", (block, packed))
        for level, above, step in self._shape.due(block + 1):
            for keying in KEYINGS:
                self._merge(keying, level, above, step)

    def _numbered(self, keying: int, pairs: list[int]) -> list[int]:
        """Return the numbers of pairs; new ones get the next, in order."""
        if not self._numbers:
            known = (known_pairs(self._connection, self._prefix, each) for each in KEYINGS)
            self._numbers = [{pair: number for number, pair in enumerate(pairs)} for pairs in known]
        numbers = self._numbers[keying]
        for pair in sorted(set(pairs).difference(numbers)):
            self._execute("INSERT INTO {p}count_pairs VALUES (?, ?, ?)", (keying, len(numbers), pair))
            numbers[pair] = len(numbers)
        return [numbers[pair] for pair in pairs]

    def _merge(self, keying: int, level: int, block: int, step: int) -> None:
        """Write a slice of a block's pages: that of some days, from the blocks below it."""
        base = [0] * len(self._numbers[keying])
        bits = len(base).bit_length()
        below = range(block * self._shape.merge, (block + 1) * self._shape.merge)
        if level == 1:
            found = blocks(self._connection, self._prefix, keying, below[0], below[-1])
            parts = [each.moves(bits) for each in found]
        else:
            low, high = self._days(keying, level, below, step)
            if last := page_at(self._connection, self._prefix, (keying, level, block), low):
                last.add_to(base)
            parts = [
                page.moves.between(low, high)
                for each in below
                for page in pages_between(
                    self._connection, self._prefix, (keying, level - 1, each), low, high
                )
            ]
        made = count_sums.pages(count_sums.merged(parts, bits), base, self._shape.page)
        self._connection.executemany(
            f"INSERT INTO {self._prefix}count_pages VALUES (?, ?, ?, ?, ?)",
            [(keying, level, block, *page) for page in made],
        )

    def _days(self, keying: int, level: int, below: range, step: int) -> tuple[int, int]:
        """Return the days `[low, high)` of a slice: about as many pages below begin in each."""
        firsts = first_days(self._connection, self._prefix, keying, level - 1, below)
        slices = self._shape.slices(level)
        cuts = [firsts[at * len(firsts) // slices] for at in range(1, slices) if firsts]
        bounds = (0, *cuts, *[count_sums.AFTER_ALL_DAYS] * (slices - len(cuts)))
        return bounds[step], bounds[step + 1]

    def _execute(self, sql: str, values: Sequence[object] = ()) -> sqlite3.Cursor:
        return self._connection.execute(sql.format(p=self._prefix), values)


def _net(rows: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
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
    shape = shape or SHAPE
    pairs = known_pairs(reader, prefix, keying)
    totals = [0] * len(pairs)
    sealed = sealed_blocks(reader, prefix)
    whole, positions = divmod(position, shape.size)
    for level, block in shape.cover(min(whole, sealed), sealed):
        if level == 0:
            for found in blocks(reader, prefix, keying, block, block):
                found.add_to(totals, day)
        elif page := page_at(reader, prefix, (keying, level, block), day):
            page.add_to(totals, day)
    for found in blocks(reader, prefix, keying, whole, whole):
        found.add_to(totals, day, positions)
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
