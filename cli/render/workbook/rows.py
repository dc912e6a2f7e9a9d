"""A sheet that takes whole rows: XlsxWriter's own, with a shorter way for many cells.

Written cell by cell, 400,000 rows of 19 columns take XlsxWriter over a minute.
A row that is put together at once takes a fraction; the bytes are the same,
and a test compares them.
"""

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import lru_cache

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from cli.render.workbook.cells import Plain

SPECIAL = re.compile(r"[&<>]|_x[0-9a-fA-F]{4}_|^\s|\s$")
"""What cannot stand in the XML of a cell as it is."""

ESCAPE = re.compile(r"(_x[0-9a-fA-F]{4}_)")
"""What a spreadsheet would take for a character by its number."""


class Sheet(Worksheet):  # type: ignore[misc]  # the library has no types
    """A sheet whose rows are written from top to bottom."""

    def row_writer(
        self, styles: Sequence[int]
    ) -> Callable[[int, Sequence[Plain | None], float | None], None]:
        """Return what writes a row (from 0) with a cell for each of these numbers of formats.

        A row has the usual height, or so many points.

        The texts are legible and short enough for a cell (`Cells`).
        """
        cells = "".join(f'<c r="{xl_col_to_name(at)}#" s="{style}"%s' for at, style in enumerate(styles))
        template, last, began = f'<row r="#"%s>{cells}</row>', len(styles) - 1, False

        def write(row: int, cells: Sequence[Plain | None], points: float | None = None) -> None:
            nonlocal began
            if not began:
                self._write_single_row(row)  # the one before, where it was written cell by cell
                self._check_dimensions(row, 0)
                self._check_dimensions(row, last)
                began = True
            self.dim_rowmax = self.previous_row = row
            height = "" if points is None else f' ht="{points:.16g}" customHeight="1"'
            self.fh.write(template.replace("#", str(row + 1)) % (height, *map(_content, cells)))

        return write

    def abandon(self) -> None:
        """Close what is open, without a file."""
        for file in (self.row_data_fh, self.fh):
            with suppress(OSError):  # what is full cannot take what is left
                file.close()

    def _xml_rich_inline_string(self, string: str, attributes: Sequence[tuple[str, object]] = ()) -> None:
        """Write a text that looks like the library's own formatted ones; it is a text nevertheless."""
        self._xml_inline_string(string, None, attributes)


@lru_cache(maxsize=1_000)
def _content(cell: Plain | None) -> str:
    """Return the rest of a cell's XML after its style; most cells of a column say one of a few things."""
    if cell is None or cell == "":
        return "/>"
    if not isinstance(cell, str):
        return f"><v>{cell:.16G}</v></c>"
    kept = ""
    if SPECIAL.search(cell):
        kept = ' xml:space="preserve"' if cell[:1].isspace() or cell[-1:].isspace() else ""
        cell = ESCAPE.sub(r"_x005F\1", cell).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f' t="inlineStr"><is><t{kept}>{cell}</t></is></c>'
