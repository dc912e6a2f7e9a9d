"""A sheet that takes whole rows: XlsxWriter's own, with a shorter way for many cells.

Written cell by cell, 400,000 rows of 19 columns take XlsxWriter over a minute.
A row that is put together at once takes a fraction; the bytes are the same,
and a test compares them.
"""

import re
from collections.abc import Sequence
from contextlib import suppress

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from cli.render.workbook.cells import Plain

SPECIAL = re.compile(r"[&<>]|_x[0-9a-fA-F]{4}_|^\s|\s$")
"""What cannot stand in the XML of a cell as it is."""

ESCAPE = re.compile(r"(_x[0-9a-fA-F]{4}_)")
"""What a spreadsheet would take for a character by its number."""


class Sheet(Worksheet):  # type: ignore[misc]  # the library has no types
    """A sheet whose rows are written from top to bottom."""

    def write_cells(self, row: int, cells: Sequence[Plain | None], styles: Sequence[int]) -> None:
        """Write a row: its cells from the first column on, and the number of each one's format.

        `row` counts from 0. The texts are legible and short enough for a cell (`Cells`).
        """
        self._write_single_row(row)  # the one before, where it was written cell by cell
        self._check_dimensions(row, 0)
        self._check_dimensions(row, len(cells) - 1)
        number = row + 1
        parts = [f'<row r="{number}">']
        for letters, cell, style in zip(_letters(len(cells)), cells, styles, strict=True):
            if isinstance(cell, str):
                text = _escaped(cell) if SPECIAL.search(cell) else f"<t>{cell}</t>"
                parts.append(f'<c r="{letters}{number}" s="{style}" t="inlineStr"><is>{text}</is></c>')
            elif cell is not None:
                parts.append(f'<c r="{letters}{number}" s="{style}"><v>{cell:.16G}</v></c>')
        parts.append("</row>")
        self.fh.write("".join(parts))

    def abandon(self) -> None:
        """Close what is open, without a file."""
        for file in (self.row_data_fh, self.fh):
            with suppress(OSError):  # what is full cannot take what is left
                file.close()

    def _xml_rich_inline_string(self, string: str, attributes: Sequence[tuple[str, object]] = ()) -> None:
        """Write a text that looks like the library's own formatted ones; it is a text nevertheless."""
        self._xml_inline_string(string, None, attributes)


def _escaped(text: str) -> str:
    """Return a text as an element; one with space at an end keeps it."""
    kept = ' xml:space="preserve"' if text[:1].isspace() or text[-1:].isspace() else ""
    text = ESCAPE.sub(r"_x005F\1", text)
    return f"<t{kept}>{text.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')}</t>"


_LETTERS: list[str] = []


def _letters(count: int) -> list[str]:
    """Return the names of the first columns: A, B …"""
    while len(_LETTERS) < count:
        _LETTERS.append(xl_col_to_name(len(_LETTERS)))
    return _LETTERS[:count]
