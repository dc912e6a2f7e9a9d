"""Where a cell is: column letters, A1 references, ranges."""

import re
from typing import NamedTuple

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384

_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")


class Area(NamedTuple):
    """A range of cells, all edges included; rows count from 1, columns from 0."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def cells(self) -> int:
        """How many cells the range has."""
        return (self.bottom - self.top + 1) * (self.right - self.left + 1)

    def __str__(self) -> str:
        first = f"{letters(self.left)}{self.top}"
        return first if self.cells == 1 else f"{first}:{letters(self.right)}{self.bottom}"


def letters(column: int) -> str:
    """Write a 0-based column as spreadsheets do: 0 is A, 26 is AA."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def column_of(text: str) -> int:
    """Read column letters as a 0-based column; raises ValueError beyond XFD."""
    column = 0
    for letter in text.upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    if not 1 <= column <= LAST_COLUMN:
        raise ValueError(text)
    return column - 1


def cell_of(reference: str) -> tuple[int, int]:
    """Read "B17" as (17, 1); raises ValueError where it is no cell of a sheet."""
    match = _REFERENCE.fullmatch(reference)
    if match is None or int(match[2]) > LAST_ROW:
        raise ValueError(reference)
    return int(match[2]), column_of(match[1])


def area_of(reference: str) -> Area:
    """Read "A1:C3" as an area; raises ValueError where it is none."""
    first, _, last = reference.partition(":")
    top, left = cell_of(first)
    bottom, right = cell_of(last or first)
    return Area(min(top, bottom), min(left, right), max(top, bottom), max(left, right))


def address(file: str, sheet: str | None, row: int, column: int) -> str:
    """Name a cell, its column counted from 0: "FILE:SHEET!B17", or for CSV "FILE:17:2"."""
    return f"{file}:{row}:{column + 1}" if sheet is None else f"{file}:{sheet}!{letters(column)}{row}"
