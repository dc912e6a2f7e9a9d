"""A document as the data that `paper.typ` sets: texts that the font can write, columns with widths."""

from collections.abc import Iterable, Mapping
from itertools import islice
from math import ceil
from typing import Any

from cli.documents.document import (
    Block,
    Column,
    Document,
    Facts,
    Figures,
    Paragraph,
    Picture,
    Section,
    Signatures,
    Table,
)
from cli.language import gettext as _
from cli.render.pdf.font import FAMILY, Font
from cli.render.pdf.widths import INSET, PAGE, RIGHT, Layout, layouts
from cli.render.pdf.writing import Text, Writing
from domain.rejected import Rejected

BODY, SMALL, NAME, HEADING, TITLE, NUMBER = 10.5, 8.5, 150.0, 15.0, 26.0, 22.0
"""Sizes of type, and the width of a fact's name, in points; `paper.typ` is given them."""

BESIDE = 4
"""How many large numbers stand side by side."""

WHOLE, TALL = 8, 20
"""Rows of a table, or facts, that are not broken across pages, and lines from which on a row may be."""

MOST = 10_000
"""Rows that a table may have on paper: some 250 pages, ten seconds and a gigabyte of memory."""

UNWRITTEN = 12
"""How many characters that the font lacks are named at the end."""

Data = dict[str, Any]


def paper(document: Document, font: Font) -> Data:
    """Return a document as data for `paper.typ`; raises `Rejected` (`pdf.too_long`)."""
    writing = Writing(font)
    sections = [_section(section, writing) for section in document.sections]
    covered = len(sections) > 1 and sections[1]["begins_page"]
    data = {
        "language": document.language,
        "family": FAMILY,
        "title": writing.fitted(writing.text(document.title), PAGE, TITLE, bold=True),
        "named": writing.text(document.title),
        "running": writing.cut(writing.text(document.title), PAGE, SMALL),
        "subtitle": _line(document.subtitle, writing, 13) if document.subtitle else None,
        "footer": _line(document.footer, writing, SMALL, PAGE - 60),
        "footer_lines": ceil(writing.width(writing.text(document.footer), SMALL) / (PAGE - 90)),
        "cover": sections[0]["blocks"] if covered else None,
        "sections": sections[1:] if covered else sections,
        "sizes": {"body": BODY, "small": SMALL, "heading": HEADING, "title": TITLE},
        "page": PAGE,
        "inset": INSET,
    }
    return {**data, "unwritten": _unwritten(writing)}


def _unwritten(writing: Writing) -> str | None:
    """Return the sentence about characters that the font lacks, if there were any."""
    if not writing.unwritten:
        return None
    shown = list(islice(writing.unwritten, UNWRITTEN))
    listed = _(", ").join(shown) + (" …" if len(writing.unwritten) > len(shown) else "")
    return _(
        "Characters that the font of this document lacks are shown by their numbers in Unicode: {listed}"
    ).format(listed=listed)


def _line(text: str, writing: Writing, size: float, room: float = PAGE) -> Any:
    return writing.fitted(writing.text(text), room, size)


def _section(section: Section, writing: Writing) -> Data:
    return {
        "title": writing.fitted(writing.text(section.title), PAGE - 40, HEADING, bold=True),
        "begins_page": section.begins_page,
        "together": all(isinstance(block, (Paragraph, Signatures)) for block in section.blocks),
        "blocks": [data for block in section.blocks for data in _block(block, section, writing)],
    }


def _block(block: Block, section: Section, writing: Writing) -> Iterable[Data]:
    match block:
        case Paragraph():
            lines = [_line(line, writing, BODY, PAGE - 30) for line in block.text.split("\n")]
            yield {"type": "paragraph", "lines": lines, "tone": block.tone}
        case Facts():
            yield _facts(block, writing)
        case Figures():
            yield _figures(block, writing)
        case Table():
            yield from _table(block, section, writing)
        case Picture():
            yield {
                "type": "picture",
                "title": _line(block.title, writing, BODY),
                "svg": writing.plain(block.svg),
                "alternative": writing.text(block.alternative),
            }
        case Signatures():
            yield {
                "type": "signatures",
                "lines": [_line(line, writing, BODY, 90) for line in block.lines],
                "seal": _line(block.seal, writing, BODY, 140),
            }


def _facts(block: Facts, writing: Writing) -> Data:
    pairs = [
        (
            writing.fitted(writing.text(fact.name), NAME - 2 * INSET, BODY),
            writing.fitted(writing.value(fact.value, fact.kind), PAGE - NAME - 2 * INSET, BODY),
        )
        for fact in block.facts
    ]
    breaks = len(pairs) > WHOLE or any(
        writing.width(str(fact.value), BODY) > 2 * PAGE for fact in block.facts
    )
    return {"type": "facts", "pairs": pairs, "name_width": NAME, "breaks": breaks}


def _figures(block: Figures, writing: Writing) -> Data:
    """Return large numbers: as many side by side as have room, all in one size."""
    beside = _beside(len(block.figures))
    room = PAGE / beside - 26
    values = [writing.value(figure.value, "count") for figure in block.figures]
    widest = max((writing.width(value, NUMBER, bold=True) for value in values), default=0.0) + NUMBER
    return {
        "type": "figures",
        "beside": beside,
        "size": NUMBER * min(1.0, room / widest),
        "figures": [
            {
                "name": _line(figure.name, writing, BODY, room),
                "value": value,
                "note": _line(figure.note, writing, SMALL, room) if figure.note else None,
                "tone": figure.tone,
            }
            for figure, value in zip(block.figures, values, strict=True)
        ],
    }


def _beside(count: int) -> int:
    """Return how many large numbers stand side by side, so that no row holds but one."""
    return max(count, 1) if count <= BESIDE else BESIDE - 1 if count % BESIDE == 1 else BESIDE


# Tables ------------------------------------------------------------------------


def _table(table: Table, section: Section, writing: Writing) -> Iterable[Data]:
    """Yield a table's data, several tables where its columns have no room side by side."""
    first = 0 if section.detail and table.first_rows is None else table.first_rows
    most = MOST if first is None else first
    rows = [_cells(row, table.columns, writing) for row in islice(table.rows, most + 1)]
    more = len(rows) > most
    if more and first is None:
        raise Rejected("pdf.too_long", most=MOST)
    del rows[most:]
    where = table.more or _("The other rows are in the workbook and in the CSV and JSON formats.")
    total = _total(table.total, table.columns, writing) if table.total is not None else None
    heads = [writing.text(column.heading) for column in table.columns]
    laid = layouts(table.columns, heads, rows, total, writing)
    for number, layout in enumerate(laid, 1):
        title = table.title or ""
        if len(laid) > 1:
            title = _("{title} (columns: part {number} of {count})").format(
                title=title, number=number, count=len(laid)
            )
        yield {
            "type": "table",
            "title": _line(title, writing, BODY) if title else None,
            "size": layout.size,
            "breaks": len(rows) > WHOLE,
            "tall": _tall(rows, layout, writing),
            "widths": layout.widths,
            "lefts": layout.lefts,
            "align": ["right" if table.columns[at].kind in RIGHT else "left" for at in layout.columns],
            "heads": _fitted(heads, layout, writing, bold=True),
            "rows": [_fitted(row, layout, writing) for row in rows],
            "total": _fitted(total, layout, writing, bold=True) if total else None,
            "none": None if rows or more else _("(none)"),
            "more": _line(where, writing, SMALL) if more and number == len(laid) else None,
        }


def _cells(row: Mapping[str, Any], columns: list[Column], writing: Writing) -> list[str]:
    return [writing.value(row.get(column.key), column.kind) for column in columns]


def _total(total: Mapping[str, Any], columns: list[Column], writing: Writing) -> list[str]:
    """Return the cells of a last row; what is not totalled stays empty."""
    return [
        writing.value(value, column.kind) if (value := total.get(column.key)) is not None else ""
        for column in columns
    ]


def _fitted(cells: list[str], layout: Layout, writing: Writing, *, bold: bool = False) -> list[Text]:
    """Return the cells of the columns that a layout shows, each so that it fits."""
    return [
        writing.fitted(cells[at], room, layout.size, bold=bold)
        for at, room in zip(layout.columns, layout.rooms, strict=True)
    ]


def _tall(rows: list[list[str]], layout: Layout, writing: Writing) -> bool:
    """Tell whether a row is so high that it must be broken across pages."""
    return any(
        writing.width(row[at], layout.size) > TALL * room
        for at, room in zip(layout.columns, layout.rooms, strict=True)
        for row in rows
    )
