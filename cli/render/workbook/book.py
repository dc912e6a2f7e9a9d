"""The workbook while it is written: its sheets, their names, and the list of them on the first."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.utility import quote_sheetname

from cli.documents.document import Document
from cli.language import gettext as _
from cli.render.workbook import plan, prose
from cli.render.workbook.cells import TEXT_LIMIT, Cells, legible
from cli.render.workbook.leaf import Leaf
from cli.render.workbook.names import Names
from cli.render.workbook.rows import Sheet
from cli.render.workbook.styles import DEFAULT_HEIGHT, FONT, Styles

OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "use_zip64": True,
    "default_row_height": DEFAULT_HEIGHT,
}

A4 = 9
MARGINS = {"left": 0.5, "right": 0.5, "top": 0.6, "bottom": 0.7}
"""Inches."""

UNDATED = datetime(1980, 1, 1)  # noqa: DTZ001  # the library takes it for UTC
"""When a workbook was made that is about no entry."""

FOOTER_LIMIT = 115
"""How much of a footer a page shows; with its codes, a spreadsheet takes 255 units of UTF-16."""


SHORT_LIST = 12
"""A list of more sheets has a page to itself."""


class Listed(NamedTuple):
    """A sheet in the list: its name, what it is about, how many rows its table has."""

    name: str
    title: str
    rows: int | None


class Book:
    """A workbook of a document. `folder` takes rows until they are put together in `file`."""

    def __init__(self, document: Document, file: Any, folder: str) -> None:
        self.document = document
        self.cells = Cells()
        self._book = Workbook(file, {**OPTIONS, "tmpdir": folder, "default_format_properties": {**FONT}})
        self._styles = Styles(self._book)
        self._names = Names()
        self._list: list[Listed] = []
        front = plan.front(document)
        self._front = self.leaf(front[0].title if front else document.title, prose.WIDTHS)

    def leaf(self, title: str, widths: Sequence[float]) -> Leaf:
        """Begin a sheet."""
        sheet: Sheet = self._book.add_worksheet(self._names.give(title), Sheet)
        sheet.hide_gridlines(2)
        sheet.set_paper(A4)
        sheet.set_margins(**MARGINS)
        sheet.set_footer(_footer(self.document.footer))
        return Leaf(sheet, widths, self._styles, self.cells)

    def listed(self, leaf: Leaf, title: str, rows: int | None = None) -> None:
        """Put a sheet on the list."""
        self._list.append(Listed(leaf.sheet.name, title, rows))

    def page(self, page: plan.Page) -> None:
        """Write a page without a table."""
        leaf = self.leaf(page.title, prose.WIDTHS)
        prose.title(leaf, page.heading)
        prose.blocks(leaf, page.above)
        leaf.sheet.fit_to_pages(1, 0)
        self.listed(leaf, page.heading)

    def close(self) -> None:
        """Write the first sheet, which tells of the others, and put the file together."""
        self._write_front()
        made_at = self.document.made_at
        self._book.set_properties(
            {
                "title": legible(self.document.title),
                "subject": legible(self.document.subtitle or ""),
                "author": "certledger",
                "created": UNDATED if made_at is None else datetime.fromisoformat(made_at),
            }
        )
        self._book.close()

    def abandon(self) -> None:
        """Close what is open, without a file."""
        for sheet in self._book.worksheets():
            sheet.abandon()

    def _write_front(self) -> None:
        leaf, breaks = self._front, []
        prose.title(leaf, self.document.title, "title")
        if self.document.subtitle:
            prose.paragraph(leaf, self.document.subtitle, "subtitle")
        leaf.end_row()
        for number, section in enumerate(plan.front(self.document)):
            if section.begins_page and number:
                breaks.append(leaf.row)
            prose.title(leaf, section.title)
            prose.blocks(leaf, section.blocks)
        if len(self._list) > SHORT_LIST:
            breaks.append(leaf.row)
        if self._list:
            self._write_list(leaf)
        if self.cells.cut:
            told = _(
                "△ {count} texts are longer than a cell can hold ({limit} characters): they end early "
                "and say so. CSV and JSON have them whole."
            )
            prose.paragraph(leaf, told.format(count=self.cells.cut, limit=f"{TEXT_LIMIT:,}"), "paragraph")
        if len(self.document.footer) > FOOTER_LIMIT:
            prose.paragraph(leaf, self.document.footer, "small")
        # Beside breaks, Excel would not heed "fit to width".
        leaf.sheet.set_h_pagebreaks(breaks)
        leaf.sheet.set_print_scale(88)
        leaf.sheet.center_horizontally()
        leaf.sheet.activate()

    def _write_list(self, leaf: Leaf) -> None:
        """Write the list of sheets, each a link to it."""
        prose.title(leaf, _("Sheets"))
        for each in self._list:
            leaf.across(0, leaf.last - 1, None, self._styles.look("line"))
            place = f"internal:{quote_sheetname(each.name)}!A1"
            leaf.sheet.write_url(leaf.row, 0, place, self._styles.look("link"), self.cells.text(each.title))
            rows = None if each.rows is None else _("{count} rows").format(count=f"{each.rows:,}")
            leaf.put(leaf.last, rows, self._styles.look("line", align="right"))
            leaf.end_row()
        leaf.end_row()


def _footer(text: str) -> str:
    """Return the codes of a page's footer: a text at the left, the number of the page at the right."""
    shown = ""
    for character in " ".join(legible(text).split()):
        if len(shown) >= FOOTER_LIMIT:
            shown += "…"
            break
        shown += "&&" if character == "&" else character
    return f"&L&8 {shown}&R&8 &P / &N"
