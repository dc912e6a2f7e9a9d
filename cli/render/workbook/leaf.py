"""A sheet while it is written, from top to bottom."""

from collections.abc import Sequence
from itertools import accumulate
from typing import Any

from cli.render.workbook.cells import Cells, Plain, lines
from cli.render.workbook.rows import Sheet
from cli.render.workbook.styles import LINE_HEIGHT, SIZE, Styles

LINE = 80
"""The columns of a line of running text."""

HIGHEST = 409.0
"""Points that a row can be high."""


class Leaf:
    """A sheet with the row that comes next (from 0), and how wide its columns are."""

    def __init__(self, sheet: Sheet, widths: Sequence[float], styles: Styles, cells: Cells) -> None:
        self.sheet, self.widths, self.styles, self.cells = sheet, list(widths), styles, cells
        self.row = 0
        for column, each in enumerate(self.widths):
            sheet.set_column(column, column, each)

    @property
    def last(self) -> int:
        """Return the last column that running text reaches: no line is longer than a page is wide."""
        reached = accumulate(self.widths)
        return next((at for at, columns in enumerate(reached) if columns >= LINE), len(self.widths) - 1)

    def put(self, column: int, cell: Plain | None, look: Any) -> None:
        """Write one cell of the row."""
        if isinstance(cell, str):
            self.sheet.write_string(self.row, column, cell, look)
        elif cell is None:
            self.sheet.write_blank(self.row, column, None, look)
        else:
            self.sheet.write_number(self.row, column, cell, look)

    def across(self, first: int, last: int, cell: Plain | None, look: Any) -> None:
        """Write one cell of the row over some columns."""
        if last > first:
            self.sheet.merge_range(self.row, first, self.row, last, "", look)
        self.put(first, cell, look)

    def end_row(self, points: float | None = None) -> None:
        """Go on to the next row; this one is so high, or as high as its cells need."""
        if points is not None:
            self.sheet.set_row(self.row, min(points, HIGHEST))
        self.row += 1

    def height(self, first: int, last: int, cell: Plain | None, *, size: float = SIZE) -> float:
        """Return how many points a text over some columns needs: not every program measures by itself."""
        columns = (sum(self.widths[first : last + 1]) - 2) * SIZE / size
        return 3 + LINE_HEIGHT * size / SIZE * lines(cell, columns)
