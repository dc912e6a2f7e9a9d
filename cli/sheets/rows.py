"""Rows as they come out of a sheet, whatever kind of file it is in."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import NamedTuple, Self

from cli.sheets.places import Area
from cli.sheets.problems import SheetRefused

LONGEST_CELL = 32_767  # characters: Excel's own limit


@dataclass(frozen=True)
class BadCell:
    """A cell whose content cannot count as a value; reading it raises CellRefused with these."""

    code: str
    values: dict[str, str | int] = field(default_factory=dict)


FORMULA_WITHOUT_VALUE = BadCell("import.formula_without_value")
Value = str | int | float | bool | date | datetime | time | timedelta | BadCell | None


class Row(NamedTuple):
    """One row that is not blank.

    `number` is the 1-based row of the sheet, or the line of the CSV file on
    which the record starts; `values` begin at the first column.
    """

    number: int
    values: Sequence[Value]


class Rows(Iterator[Row]):
    """The rows of a sheet in order, which can be looked at before they are taken."""

    def __init__(
        self,
        source: Iterator[Row],
        *,
        where: str,
        address: Callable[[int, int], str],
        merged: Sequence[Area] = (),
    ) -> None:
        """Take the rows, what to call their sheet and its cells, and its merged ranges."""
        self._source = source
        self._seen: deque[Row] = deque()
        self._merged = merged
        self.where = where
        self.address = address

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Row:
        return self._seen.popleft() if self._seen else next(self._source)

    def peek(self, last: int) -> list[Row]:
        """Give the rows numbered up to `last`, which stay to be taken."""
        while not self._seen or self._seen[-1].number <= last:
            row = next(self._source, None)
            if row is None:
                break
            self._seen.append(row)
        return [row for row in self._seen if row.number <= last]

    def at_end(self) -> bool:
        """Tell whether no row is left to be taken."""
        if not self._seen:
            self._seen.extend(islice(self._source, 1))
        return not self._seen

    def begin_after(self, heading: int) -> None:
        """Drop the rows down to the heading row.

        Raises SheetRefused "import.merged_cells": title rows above the heading
        may be merged, but in the table nobody knows which cells a merged one
        speaks for.
        """
        for area in self._merged:
            if area.bottom >= heading:
                raise SheetRefused("import.merged_cells", cells=f"{self.where}!{area}")
        while self._seen and self._seen[0].number <= heading:
            self._seen.popleft()


def is_blank(value: Value) -> bool:
    """Tell whether a cell holds nothing, or nothing but white space."""
    return value is None or (isinstance(value, str) and not value.strip())


def checked_text(text: str) -> Value:
    """Give the text of a cell, None where it is empty, or the fault of an over-long one."""
    if len(text) > LONGEST_CELL:
        return BadCell("import.cell_too_long", {"length": len(text), "limit": LONGEST_CELL})
    return text or None
