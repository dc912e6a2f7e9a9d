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
EASE = ((9.0, SIZES[:3]), (6.5, SIZES[:3]), (0.0, SIZES[1:]))
"""Ems that a long text may have, and the sizes of type to try with that; what reads easily comes first."""

LONGEST, SHORT = 9.5, 4.0
"""Ems of a word that stays whole where columns are many, and of a text that does."""

AIRY = 2.5
"""How much wider than its texts a column may be."""


class Need(msgspec.Struct, frozen=True):
    """What a column needs, in ems: at least, for its texts, with its heading too; points on their left."""

    least: float
    texts: float
    natural: float
    left: float

    def room(self, most: float, size: float) -> float:
        """Return the points of a column with room for its texts, up to so many ems."""
        return max(self.least, min(self.texts, most)) * size + self.left + INSET


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
        _need(columns, at, [row[at] for row in rows], heads[at], total[at] if total else "", writing)
        for at in range(len(columns))
    ]
    everything = list(range(len(columns)))
    for most, sizes in EASE:
        for size in sizes:
            if sum(need.room(most, size) for need in needs) <= PAGE:
                return [_layout(needs, everything, size)]
    size, parts = SIZES[-1], [[0]]
    for at in everything[1:]:
        together = sum(needs[one].room(0, size) for one in [*parts[-1], at])
        if len(parts[-1]) > 1 and together > PAGE:
            parts.append([0])
        parts[-1].append(at)
    return [_layout(needs, part, size) for part in parts]


def _need(
    columns: Sequence[Column], at: int, cells: list[str], head: str, total: str, writing: Writing
) -> Need:
    """Return what a column needs; heading and total are in bold."""
    bold = (head, total)
    follows = at > 0 and columns[at - 1].kind in RIGHT and columns[at].kind not in RIGHT
    texts = max([writing.width(total, 1, bold=True), *(writing.width(cell, 1) for cell in cells)])
    least = max(_unbroken(text, writing, bold=True) for text in bold)
    if columns[at].kind in UNBROKEN:
        least = max(texts, least)
    else:
        for cell in {cell for cell in cells if writing.width(cell, 1) > least}:
            least = max(least, _unbroken(cell, writing))
        least = max(least, min(texts, SHORT))
    natural = max(least, texts, writing.width(head, 1, bold=True))
    return Need(least, texts, natural, INSET + APART if follows else INSET)


def _unbroken(text: str, writing: Writing, *, bold: bool = False) -> float:
    """Return how wide a text is at least, in ems: its longest word, but a few characters of Chinese."""
    longest = max((writing.width(word, 1, bold=bold) for word in words(text.replace("/", "/ "))), default=0.0)
    return max(min(longest, LONGEST), min(writing.width(text, 1, bold=bold), SHORT - 1))


def _layout(needs: list[Need], columns: list[int], size: float) -> Layout:
    """Return columns with their widths, together as wide as the page or less.

    Each has its least. What remains is shared evenly until a column is as wide
    as its texts, so that a long one takes no room from short ones, then as its
    heading; what is left makes all wider, up to `AIRY` times.
    """
    chosen = [needs[at] for at in columns]
    lefts = [need.left for need in chosen]
    room = PAGE - sum(left + INSET for left in lefts)
    widths = [max(need.least, 1.0) * size for need in chosen]
    if sum(widths) > room:
        widths = [width * room / sum(widths) for width in widths]
    widths = _filled(widths, [need.texts * size for need in chosen], room)
    widths = _filled(widths, [need.natural * size for need in chosen], room)
    grown = min(room / sum(widths), AIRY)
    whole = [width * grown + left + INSET for width, left in zip(widths, lefts, strict=True)]
    return Layout(columns, whole, lefts, size)


def _filled(widths: list[float], wanted: list[float], room: float) -> list[float]:
    """Return widths with the rest of the room shared evenly until each has what is wanted."""
    filled, rest = list(widths), max(room - sum(widths), 0.0)
    missing = [max(want - width, 0.0) for want, width in zip(wanted, widths, strict=True)]
    by_missing = sorted(range(len(widths)), key=missing.__getitem__)
    for others, at in zip(range(len(widths), 0, -1), by_missing, strict=True):
        given = min(missing[at], rest / others)
        filled[at] += given
        rest -= given
    return filled
