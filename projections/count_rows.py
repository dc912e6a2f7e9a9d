"""The rows of the tables of counts: pairs, blocks and pages, as they are read back."""

from collections.abc import Iterator
from itertools import chain

from ledger.journal import Reader
from projections import count_sums
from projections.count_sums import Block, Page


def known_pairs(reader: Reader, prefix: str, keying: int) -> list[int]:
    """Return the pairs of the moves that are in blocks, by their numbers."""
    rows = reader.execute(f"SELECT pair FROM {prefix}count_pairs WHERE keying = ? ORDER BY number", (keying,))
    return [pair for (pair,) in rows]


def blocks(reader: Reader, prefix: str, first: int, last: int) -> Iterator[list[Block]]:
    """Yield blocks of level 0, each by its keyings."""
    rows = reader.execute(
        f"SELECT moves FROM {prefix}count_blocks WHERE block BETWEEN ? AND ? ORDER BY block", (first, last)
    )
    return (count_sums.blocks(packed) for (packed,) in rows)


def page_at(reader: Reader, prefix: str, of: tuple[int, int, int], day: int) -> Page | None:
    """Return the page of a block (keying, level, block) that tells of a day; None where all lies later."""
    row = reader.execute(
        f"SELECT first_day, sums FROM {prefix}count_pages WHERE keying = ? AND level = ? AND block = ?"
        " AND first_day <= ? ORDER BY first_day DESC LIMIT 1",
        (*of, day),
    ).fetchone()
    return None if row is None else count_sums.page(*row)


def pages_between(
    reader: Reader, prefix: str, of: tuple[int, int, int], low: int, high: int
) -> Iterator[Page]:
    """Yield the pages of a block (keying, level, block) that tell of days `[low, high)`."""
    rows = reader.execute(
        f"SELECT first_day, sums FROM {prefix}count_pages WHERE keying = ? AND level = ? AND block = ?"
        " AND first_day >= ? AND first_day < ? ORDER BY first_day",
        (*of, low, high),
    )
    before = page_at(reader, prefix, of, low - 1)
    return chain((before,) if before else (), (count_sums.page(*row) for row in rows))


def first_days(reader: Reader, prefix: str, keying: int, level: int, blocks: range) -> list[int]:
    """Return the first days of all pages of some blocks, in order."""
    rows = reader.execute(
        f"SELECT first_day FROM {prefix}count_pages WHERE keying = ? AND level = ? AND block BETWEEN ? AND ?"
        " ORDER BY first_day",
        (keying, level, blocks[0], blocks[-1]),
    )
    return [day for (day,) in rows]
