"""A table on a sheet of its own, or on several where one is not long enough."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any

from xlsxwriter.utility import quote_sheetname, xl_range, xl_rowcol_to_cell

from cli.documents.document import Column, Kind, Table
from cli.language import gettext as _
from cli.render.workbook import prose
from cli.render.workbook.book import Book
from cli.render.workbook.cells import Cells, Plain, lines, wide
from cli.render.workbook.leaf import HIGHEST, Leaf
from cli.render.workbook.plan import Page
from cli.render.workbook.styles import LINE_HEIGHT, side

ROWS = 1_048_576
"""How many rows a sheet has."""

MEASURED = 1_000
"""How many rows say how wide the columns are; what is longer later is wrapped."""

NARROWEST, WIDEST, HEADING_WIDEST = 9.0, 46.0, 22

INDENT, PADDING, FOR_FILTER = 2, 3, 3
"""Columns that the space beside a text takes, is given, and the button of a filter takes."""

AT_LEAST = 84
"""What stands over a table is so wide, however narrow the table is."""

FROZEN_BESIDE = 130
"""A table wider than this keeps its first column in sight, too."""

FULL = 100
"""The columns that fill A4 upright."""

UPRIGHT = 120
"""What A4 upright takes in columns, a little smaller; a wider table is printed across."""

UNDER = 4
"""Rows that are kept free under the last one: the total, the sums, whether they agree, none."""

Row = list[Plain | None]


def write(book: Book, page: Page, table: Table) -> None:
    """Write a page with a table; its rows are read once, and not kept."""
    made = _made(table, book.cells)
    first = list(islice(made, MEASURED))
    total = None if table.total is None else _cells_of(table.total, table.columns, book.cells)
    widths = _widths(table.columns, first if total is None else [*first, total, *_beside_sums(table)])
    waiting = chain(first, made)
    del first
    sums = _Sums(table)
    row = next(waiting, None)
    while True:
        leaf = book.leaf(page.title, [*widths, *_beside(widths)])
        if not table.form:
            prose.title(leaf, page.heading)
        if not sums.ranges:
            prose.blocks(leaf, page.above)
        top = _headings(leaf, table.columns)
        room = ROWS - top - UNDER - 2 * len(page.below)
        taken = chain([row], islice(waiting, room - 1)) if row is not None else iter(())
        sums.add(leaf.sheet.name, top, _body(leaf, table, taken, sums))
        book.listed(leaf, page.heading, leaf.row - top)
        row = next(waiting, None)
        _set_up(leaf, table, top, widths)
        if row is None:
            break
    if not sums.rows and not table.form:
        leaf.put(0, _("(none)"), leaf.styles.look("aside"))
        leaf.end_row()
    if total is not None:
        _total(leaf, table, total, sums)
    leaf.end_row()
    prose.blocks(leaf, page.below)


class _Sums:
    """What the columns that sum come to, and where their cells are."""

    def __init__(self, table: Table) -> None:
        self.values: dict[int, float] = {at: 0 for at, column in enumerate(table.columns) if column.sums}
        self.ranges: list[tuple[str, int, int]] = []
        self.rows = 0

    def count(self, row: Row) -> None:
        """Add a row's numbers, as the formula will: it takes a text for nothing."""
        for at in self.values:
            cell = row[at]
            if isinstance(cell, (int, float)):
                self.values[at] += cell

    def add(self, sheet: str, top: int, count: int) -> None:
        """Take note of rows on a sheet."""
        self.ranges.append((sheet, top, count))
        self.rows += count

    def formula(self, at: int) -> str:
        """Return the sum of a column, over all its sheets."""
        places = [
            ("" if len(self.ranges) == 1 else f"{quote_sheetname(sheet)}!")
            + xl_range(top, at, top + max(count, 1) - 1, at)
            for sheet, top, count in self.ranges
        ]
        return f"=SUM({','.join(places)})"


def _made(table: Table, cells: Cells) -> Iterator[Row]:
    """Yield the rows as what their cells hold."""
    makers = [(column.key, cells.maker(column.kind)) for column in table.columns]
    for row in table.rows:
        get = row.get
        yield [None if (value := get(key)) is None else make(value) for key, make in makers]


def _cells_of(row: Mapping[str, Any], columns: Sequence[Column], cells: Cells) -> Row:
    return [cells.of(column.kind, row.get(column.key)) for column in columns]


def _widths(columns: Sequence[Column], rows: Sequence[Row]) -> list[float]:
    """Return how wide the columns are: as their cells and headings, within bounds.

    What is free on a page goes to those that could use it.
    """
    wanted = []
    for at, column in enumerate(columns):
        heading = min(wide(column.heading, "text"), HEADING_WIDEST) + FOR_FILTER
        content = max((wide(row[at], column.kind) for row in rows), default=0) + PADDING
        wanted.append(float(max(NARROWEST, heading, content)))
    widths = [min(each, WIDEST) for each in wanted]
    larger = [at for at, each in enumerate(wanted) if each > WIDEST]
    free = max(0.0, FULL - sum(widths))
    for at in larger:
        widths[at] = min(wanted[at], WIDEST + free / len(larger))
    return widths


def _beside_sums(table: Table) -> list[Row]:
    """Return what stands in the first column that does not sum, under the total, as rows of its own."""
    label = next((at for at, column in enumerate(table.columns) if not column.sums), None)
    if label is None or not any(column.sums for column in table.columns):
        return []
    empty: Row = [None] * len(table.columns)
    return [[*empty[:label], text, *empty[label + 1 :]] for text in (_("Sum by formula"), _("Comparison"))]


def _beside(widths: Sequence[float]) -> list[float]:
    """Return an empty column beside a narrow table, so that text over it has room."""
    missing = AT_LEAST - sum(widths)
    return [missing] if missing >= NARROWEST else []


def _headings(leaf: Leaf, columns: Sequence[Column]) -> int:
    """Write the headings; return the first row under them."""
    high = 1
    for at, column in enumerate(columns):
        text = leaf.cells.text(column.heading)
        leaf.put(at, text, leaf.styles.look("column", align=side(column.kind)))
        high = max(high, lines(text, leaf.widths[at] - FOR_FILTER))
    leaf.end_row(6 + LINE_HEIGHT * high)
    return leaf.row


def _body(leaf: Leaf, table: Table, rows: Iterator[Row], sums: _Sums) -> int:
    """Write the rows; return how many there are."""
    write = leaf.sheet.row_writer([leaf.styles.cell(column.kind) for column in table.columns])
    count, row = sums.count, leaf.row
    columns = [width - INDENT for width in leaf.widths[: len(table.columns)]]
    for cells in rows:  # the innermost loop
        high = max(map(lines, cells, columns))
        write(row, cells, None if high == 1 else min(LINE_HEIGHT * high + 2, HIGHEST))
        count(cells)
        row += 1
    written, leaf.row = row - leaf.row, row
    return written


def _total(leaf: Leaf, table: Table, said: Row, sums: _Sums) -> None:
    """Write the total as the report says it; under it the sums as formulas, and whether they agree."""
    label = next((at for at in range(len(said)) if at not in sums.values), None)
    if label is not None and said[label] is None:
        said[label] = _("Total")
    for at, (cell, column) in enumerate(zip(said, table.columns, strict=True)):
        kind: Kind = "text" if isinstance(cell, str) else column.kind
        leaf.put(at, cell, leaf.styles.look("total", kind, align=side(column.kind)))
    leaf.end_row()
    if not sums.values:
        return
    own = {at: (sums.formula(at), value) for at, value in sums.values.items()}
    _formulas(leaf, table, own, {label: _("Sum by formula")})
    agrees, differs = _("agrees"), _("differs")
    compared: dict[int, tuple[str, Plain]] = {}
    for at, value in sums.values.items():
        total, summed = (xl_rowcol_to_cell(leaf.row - above, at) for above in (2, 1))
        found = agrees if (said[at] or 0) == value else differs
        compared[at] = (f'=IF({total}={summed},"{agrees}","{differs}")', found)
    _formulas(leaf, table, compared, {label: _("Comparison")})


def _formulas(
    leaf: Leaf, table: Table, formulas: Mapping[int, tuple[str, Plain]], texts: Mapping[int | None, str]
) -> None:
    """Write a row with formulas, each with what it comes to, and a text, by their columns."""
    for at in range(len(table.columns)):
        if at in formulas:
            look = leaf.styles.look("sum", "count", align="right")
            leaf.sheet.write_formula(leaf.row, at, formulas[at][0], look, formulas[at][1])
        else:
            leaf.put(at, texts.get(at), leaf.styles.look("sum", align="left"))
    leaf.end_row()


def _set_up(leaf: Leaf, table: Table, top: int, widths: Sequence[float]) -> None:
    """Keep the headings in sight and on every page; let rows be filtered."""
    sheet, last, across = leaf.sheet, len(table.columns) - 1, sum(widths)
    bottom = max(leaf.row - 1, top)
    sheet.freeze_panes(top, 1 if across > FROZEN_BESIDE else 0)
    sheet.repeat_rows(top - 1)
    sheet.autofilter(top - 1, 0, max(leaf.row - 1, top - 1), last)
    texts = [at for at, column in enumerate(table.columns) if column.kind in {"id", "text", "moment"}]
    if texts:
        places = " ".join(xl_range(top, at, bottom, at) for at in texts)
        sheet.ignore_errors({"number_stored_as_text": places})
    if across > UPRIGHT:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
