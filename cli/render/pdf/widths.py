"""How wide the columns of a table are: as their texts need, in the width of the page."""

from collections.abc import Sequence

import msgspec

from cli.documents.document import Column
from cli.render.pdf.writing import Writing, words

PAGE = 453.5
"""The width of the text, in points: A4 less 28 mm for the binding and 22 mm."""

SIZES = (9.0, 8.0, 7.0)
"""Of the type in a table, in points: the first in which all columns have room."""

INSET = 3.5
"""Points left and right in a cell."""

UNBROKEN = ("count", "day", "share")
LONGEST = 9.0
"""Ems of a word that is kept whole in a column, where there are many."""

AIRY = 2.5
"""How much wider than its texts a column may be."""


class Layout(msgspec.Struct, frozen=True):
    """Columns that stand side by side on a page: their numbers, widths in points, and the type's size."""

    columns: list[int]
    widths: list[float]
    size: float


def layouts(
    columns: Sequence[Column], heads: Sequence[str], rows: Sequence[Sequence[str]], writing: Writing
) -> list[Layout]:
    """Return how a table's columns are laid out: all side by side where they have room.

    Where they have not, even in small type, they go on in another table, in
    which the first column stands again.
    """
    needs = [
        _needs(column, head, [row[at] for row in rows], writing)
        for at, (column, head) in enumerate(zip(columns, heads, strict=True))
    ]
    everything = list(range(len(columns)))
    for size in SIZES:
        if _least(needs, everything, size) <= PAGE:
            return [Layout(everything, _shared(needs, size), size)]
    size, parts = SIZES[-1], [[0]]
    for at in everything[1:]:
        if len(parts[-1]) > 1 and _least(needs, [*parts[-1], at], size) > PAGE:
            parts.append([0])
        parts[-1].append(at)
    return [Layout(part, _shared([needs[at] for at in part], size), size) for part in parts]


def _needs(column: Column, head: str, cells: list[str], writing: Writing) -> tuple[float, float]:
    """Return the least and the natural width of a column's texts, in ems."""
    longest = max((writing.width(cell, 1) for cell in cells), default=0.0)
    heading = writing.width(head, 1, bold=True)
    natural = max(longest, heading)
    of_head = max((writing.width(word, 1, bold=True) for word in words(head)), default=0.0)
    least = max(min(heading, 3.0), min(of_head, LONGEST))
    if column.kind in UNBROKEN:
        return max(longest, least), natural
    for cell in {cell for cell in cells if writing.width(cell, 1) > least}:
        for word in words(cell.replace("/", "/ ")):
            least = max(least, min(writing.width(word, 1), LONGEST))
    return max(least, min(longest, 4.0)), natural


def _least(needs: list[tuple[float, float]], columns: list[int], size: float) -> float:
    return sum(needs[at][0] * size + 2 * INSET for at in columns)


def _shared(needs: list[tuple[float, float]], size: float) -> list[float]:
    """Return the widths of columns with their insets, together as wide as the page or less.

    Each has its least. What remains is shared evenly until a column is as wide
    as its texts, so that a long one takes no room from short ones; what is left
    then makes all wider, up to `AIRY` times.
    """
    room = PAGE - 2 * INSET * len(needs)
    widths = [least * size for least, _natural in needs]
    if sum(widths) > room:
        return [PAGE * width / sum(widths) for width in widths]
    rest = room - sum(widths)
    hungry = sorted(range(len(needs)), key=lambda at: needs[at][1] * size - widths[at])
    for others, at in zip(range(len(needs), 0, -1), hungry, strict=True):
        given = min(needs[at][1] * size - widths[at], rest / others)
        widths[at] += given
        rest -= given
    grown = min(room / sum(widths), AIRY) if sum(widths) else 1.0
    return [width * grown + 2 * INSET for width in widths]
