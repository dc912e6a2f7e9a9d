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

UNBROKEN = ("count", "day", "moment", "share")
LONGEST, SHORT = 9.5, 4.0
"""Ems of a word that is kept whole where columns are many, and of a text that is."""

AIRY = 2.5
"""How much wider than its texts a column may be."""


class Layout(msgspec.Struct, frozen=True):
    """Columns that stand side by side on a page: their numbers, widths in points, and the type's size."""

    columns: list[int]
    widths: list[float]
    size: float


def layouts(
    columns: Sequence[Column],
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    total: Sequence[str] | None,
    writing: Writing,
) -> list[Layout]:
    """Return how a table's columns are laid out: all side by side where they have room.

    Where they have not, even in small type, they go on in another table, in
    which the first column stands again.
    """
    needs = [
        _needs(column, [row[at] for row in rows], [heads[at], *([total[at]] if total else [])], writing)
        for at, column in enumerate(columns)
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


def _needs(column: Column, cells: list[str], bold: list[str], writing: Writing) -> tuple[float, float]:
    """Return the least and the natural width, in ems, of a column's texts and of those in bold."""
    of_cells = max((writing.width(cell, 1) for cell in cells), default=0.0)
    of_bold = max(writing.width(text, 1, bold=True) for text in bold)
    natural = max(of_cells, of_bold)
    if column.kind in UNBROKEN:
        return max(of_cells, *(_unbroken(text, writing, bold=True) for text in bold)), natural
    least = max(_unbroken(text, writing, bold=True) for text in bold)
    for cell in {cell for cell in cells if writing.width(cell, 1) > least}:
        least = max(least, _unbroken(cell, writing))
    return max(least, min(natural, SHORT)), natural


def _unbroken(text: str, writing: Writing, *, bold: bool = False) -> float:
    """Return how wide a text is at least, in ems: its longest word, but a few characters of Chinese."""
    longest = max((writing.width(word, 1, bold=bold) for word in words(text.replace("/", "/ "))), default=0.0)
    return max(min(longest, LONGEST), min(writing.width(text, 1, bold=bold), SHORT - 1))


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
