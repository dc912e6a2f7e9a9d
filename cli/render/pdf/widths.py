"""How wide the columns of a table are: as their texts need, in the width of the page."""

from collections.abc import Sequence

import msgspec

from cli.documents.document import Column
from cli.render.pdf.writing import Writing, words

PAGE = 453.5
"""The width of the text, in points: A4 less 28 mm for the binding and 22 mm."""

SIZES = (9.0, 8.0, 7.0, 6.5)
"""Of the type in a table, in points: the first in which all columns have room."""

INSET, APART = 3.5, 7.0
"""Points left and right in a cell; more of them on the left of a text that follows a number."""

RIGHT = ("count", "share")
"""Kinds that are set to the right, so that digits stand under digits."""

UNBROKEN = ("count", "day", "moment", "share")
LONGEST, SHORT, EASY = 9.5, 4.0, 9.0
"""Ems of a word that stays whole where columns are many, of a text that does, and to read with ease."""

AIRY = 2.5
"""How much wider than its texts a column may be."""


class Need(msgspec.Struct, frozen=True):
    """What a column needs for its texts, in ems, and the points on the left of them."""

    least: float
    natural: float
    left: float

    @property
    def easy(self) -> float:
        """Return what makes its texts easy to read."""
        return max(self.least, min(self.natural, EASY))


class Layout(msgspec.Struct, frozen=True):
    """Columns that stand side by side on a page: their numbers, widths and left insets, the type's size."""

    columns: list[int]
    widths: list[float]
    lefts: list[float]
    size: float

    @property
    def rooms(self) -> list[float]:
        """Return how much of each column is left for texts, in points."""
        return [width - left - INSET for width, left in zip(self.widths, self.lefts, strict=True)]


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
        _need(columns, at, [row[at] for row in rows], [heads[at], *([total[at]] if total else [])], writing)
        for at in range(len(columns))
    ]
    everything = list(range(len(columns)))
    for size in SIZES:
        if sum(need.easy * size + need.left + INSET for need in needs) <= PAGE:
            return [_layout(needs, everything, size)]
    for size in SIZES[1:]:
        if _least(needs, everything, size) <= PAGE:
            return [_layout(needs, everything, size)]
    size, parts = SIZES[-1], [[0]]
    for at in everything[1:]:
        if len(parts[-1]) > 1 and _least(needs, [*parts[-1], at], size) > PAGE:
            parts.append([0])
        parts[-1].append(at)
    return [_layout(needs, part, size) for part in parts]


def _need(columns: Sequence[Column], at: int, cells: list[str], bold: list[str], writing: Writing) -> Need:
    """Return what a column's texts need, and those of it that are in bold."""
    follows = at > 0 and columns[at - 1].kind in RIGHT and columns[at].kind not in RIGHT
    of_cells = max((writing.width(cell, 1) for cell in cells), default=0.0)
    natural = max(of_cells, *(writing.width(text, 1, bold=True) for text in bold), SHORT - 2)
    least = max(_unbroken(text, writing, bold=True) for text in bold)
    if columns[at].kind in UNBROKEN:
        least = max(of_cells, least)
    else:
        for cell in {cell for cell in cells if writing.width(cell, 1) > least}:
            least = max(least, _unbroken(cell, writing))
        least = max(least, min(natural, SHORT))
    return Need(least, natural, INSET + APART if follows else INSET)


def _unbroken(text: str, writing: Writing, *, bold: bool = False) -> float:
    """Return how wide a text is at least, in ems: its longest word, but a few characters of Chinese."""
    longest = max((writing.width(word, 1, bold=bold) for word in words(text.replace("/", "/ "))), default=0.0)
    return max(min(longest, LONGEST), min(writing.width(text, 1, bold=bold), SHORT - 1))


def _least(needs: list[Need], columns: list[int], size: float) -> float:
    return sum(needs[at].least * size + needs[at].left + INSET for at in columns)


def _layout(needs: list[Need], columns: list[int], size: float) -> Layout:
    """Return columns with their widths, together as wide as the page or less.

    Each has its least. What remains is shared evenly until a column is as wide
    as its texts, so that a long one takes no room from short ones; what is left
    then makes all wider, up to `AIRY` times.
    """
    chosen = [needs[at] for at in columns]
    lefts = [need.left for need in chosen]
    room = PAGE - sum(left + INSET for left in lefts)
    widths = [need.least * size for need in chosen]
    rest = room - sum(widths)
    if rest < 0:
        widths = [width * room / sum(widths) for width in widths]
        rest = 0.0
    hungry = sorted(range(len(chosen)), key=lambda at: chosen[at].natural * size - widths[at])
    for others, at in zip(range(len(chosen), 0, -1), hungry, strict=True):
        given = min(max(chosen[at].natural * size - widths[at], 0.0), rest / others)
        widths[at] += given
        rest -= given
    grown = min(room / sum(widths), AIRY)
    whole = [width * grown + left + INSET for width, left in zip(widths, lefts, strict=True)]
    return Layout(columns, whole, lefts, size)
