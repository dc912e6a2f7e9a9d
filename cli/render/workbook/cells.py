"""What a cell holds: a text or a number, by the kind of its column.

Ids and texts stay text whatever they look like. A moment stays text too: the
times of a spreadsheet know no time zone, and no microseconds.
"""

import math
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any

from cli.columns import width
from cli.documents.document import Kind
from cli.language import gettext as _
from cli.render.table import show

Plain = str | int | float

TEXT_LIMIT = 32_767
"""How long a cell's text may be, in units of UTF-16."""

SURELY_SHORT = TEXT_LIMIT // 2
"""No character takes more than two units."""

DIGITS = 15
"""How many digits of a number a spreadsheet keeps."""

BEFORE_DAY_ONE = date(1899, 12, 30).toordinal()
FIRST_DAY = "1900-03-01"
"""Before, spreadsheets count a day that never was: 29 February 1900."""


class Cells:
    """Makes what cells hold; counts the texts that were longer than a cell."""

    def __init__(self) -> None:
        self.cut = 0
        self._makers: dict[str, Callable[[Any], Plain]] = {
            "text": self.text,
            "id": self.text,
            "moment": self.text,
            "count": self._count,
            "day": _day,
            "share": _share,
        }

    def maker(self, kind: Kind) -> Callable[[Any], Plain]:
        """Return what turns a value of a kind, other than None, into what its cell holds."""
        return self._makers[kind]

    def of(self, kind: Kind, value: Any) -> Plain | None:
        """Return what the cell of a value holds; None: nothing."""
        return None if value is None else self._makers[kind](value)

    def text(self, value: Any) -> str:
        """Return a value as the text of a cell; one that is too long says so at its end."""
        if isinstance(value, str) and len(value) <= SURELY_SHORT and value.isprintable():
            return value  # as nearly all are
        text = legible(value if isinstance(value, str) else show(value))
        if _units(text) <= TEXT_LIMIT:
            return text
        self.cut += 1
        mark = _(" … [cut: {count} characters in all]").format(count=f"{len(text):,}")
        kept = text.encode("utf-16-le")[: 2 * (TEXT_LIMIT - _units(mark))]
        return kept.decode("utf-16-le", "ignore") + mark

    def _count(self, value: Any) -> Plain:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return self.text(value)
        exact = math.isfinite(value) and abs(value) < 10**DIGITS
        return value if exact else self.text(value)


def legible(text: str) -> str:
    """Return a text with what XML forbids, or nobody sees, shown by its number; lines and tabs stay."""
    if text.isprintable():
        return text
    return "".join(character if character in "\n\t" else _visible(character) for character in text)


def wide(value: Plain | None, kind: Kind) -> int:
    """Return how many columns of a terminal the longest line of a cell would take."""
    if value is None:
        return 0
    if isinstance(value, str):
        return max(map(width, value.split("\n")))
    return {"day": 10, "share": 6}.get(kind, len(f"{value:,}"))


def lines(cell: Plain | None, columns: float) -> int:
    """Return how many lines a cell takes in so many columns; words that do not fit leave space behind."""
    if not isinstance(cell, str) or (len(cell) <= columns and cell.isascii() and "\n" not in cell):
        return 1  # as nearly all do
    return _lines(cell, columns)


@lru_cache(maxsize=1_000)
def _lines(cell: str, columns: float) -> int:
    wanted = [width(text) for text in cell.split("\n")]
    return sum(1 if each <= columns else 1 + int(each * 1.05 / columns) for each in wanted)


def _visible(character: str) -> str:
    return f"\\x{ord(character):02x}" if character in "\ufffe\uffff" else show(character)


def _units(text: str) -> int:
    """Return the length of a text in units of UTF-16, as spreadsheets count."""
    return len(text) + sum(character > "\uffff" for character in text)


@lru_cache(maxsize=10_000)
def _day(value: str) -> Plain:
    """Return a day as spreadsheets count it; what is no such day stays text."""
    try:
        if value >= FIRST_DAY and len(value) == len(FIRST_DAY):
            return date.fromisoformat(value).toordinal() - BEFORE_DAY_ONE
    except ValueError:
        pass
    return legible(value)


def _share(value: tuple[int, int]) -> Plain:
    part, whole = value
    return part / whole if whole else show(None)
