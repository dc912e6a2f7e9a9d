"""Sealing: the moves of a block of positions that is complete are packed, and merged with those before."""

import sqlite3
from collections.abc import Sequence

from projections import count_sums
from projections.count_blocks import Shape
from projections.count_rows import blocks, first_days, known_pairs, page_at, pages_between
from projections.count_sums import Block, Moves
from projections.count_tables import KEYINGS, pairs_of


class Sealing:
    """Writes blocks and pages into the tables that begin with `prefix`; blocks come in order."""

    def __init__(self, connection: sqlite3.Connection, prefix: str, shape: Shape) -> None:
        self._connection = connection
        self._prefix = prefix
        self._shape = shape
        self._numbers: list[dict[int, int]] = []

    def seal(self, block: int, rows: list[tuple[int, ...]]) -> None:
        """Write a block of level 0, and merge what is due with it."""
        positions, days, before, after, bodies, changes = zip(*rows, strict=True) if rows else [()] * 6
        numbers = [self._numbered(keying, pairs_of(keying, before, after, bodies)) for keying in KEYINGS]
        packed = count_sums.packed_block(block * self._shape.size + 1, positions, days, changes, numbers)
        self._execute("INSERT INTO {p}count_blocks VALUES (?, ?)", (block, packed))
        for level, above, step in self._shape.due(block + 1):
            below = range(above * self._shape.merge, (above + 1) * self._shape.merge)
            found = list(blocks(self._connection, self._prefix, below[0], below[-1])) if level == 1 else []
            for keying in KEYINGS:
                base = [0] * len(self._numbers[keying])
                parts = [each[keying] for each in found] or self._pages(keying, level, below, step, base)
                self._write((keying, level, above), parts, base)

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

    def _pages(self, keying: int, level: int, below: range, step: int, base: list[int]) -> list[Moves]:
        """Return the moves of a slice of days, from the blocks below; add those before to `base`."""
        low, high = self._days(keying, level, below, step)
        of = (keying, level, below[0] // self._shape.merge)
        if last := page_at(self._connection, self._prefix, of, low):
            last.add_to(base)
        return [
            page.moves.between(low, high)
            for each in below
            for page in pages_between(self._connection, self._prefix, (keying, level - 1, each), low, high)
        ]

    def _write(
        self, of: tuple[int, int, int], parts: Sequence[Moves] | Sequence[Block], base: list[int]
    ) -> None:
        """Write the pages of a block (keying, level, block), or a slice of them, given the sums before."""
        made = count_sums.pages(count_sums.merged(parts, len(base).bit_length()), base, self._shape.page)
        self._connection.executemany(
            f"INSERT INTO {self._prefix}count_pages VALUES (?, ?, ?, ?, ?)", [(*of, *page) for page in made]
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
