"""Sealing: the moves of a block of positions that is complete are packed, and merged with those before."""

import sqlite3
from collections.abc import Sequence

from projections import count_sums
from projections.count_blocks import Shape
from projections.count_rows import blocks, first_days, known_pairs, page_at, pages_between
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
