"""A document as the data that `paper.typ` sets: texts that the font can write, columns with widths."""

from collections.abc import Iterable, Mapping
from itertools import islice
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
from cli.render.pdf.widths import INSET, PAGE, Layout, layouts
from cli.render.pdf.writing import Text, Writing

BODY, SMALL, NAME, HEADING, TITLE, NUMBER = 10.5, 8.5, 150.0, 15.0, 26.0, 22.0
"""Sizes of type, and the width of a fact's name, in points; `paper.typ` is given them."""

RIGHT = ("count", "share")
BESIDE = 4
"""How many large numbers stand side by side."""

WHOLE = 8
"""Rows of a table that is not broken across pages."""

UNWRITTEN = 12
"""How many characters that the font lacks are named at the end."""

Data = dict[str, Any]


def paper(document: Document, font: Font) -> Data:
    """Return a document as data for `paper.typ`."""
    writing = Writing(font)
    sections = [_section(section, writing) for section in document.sections if not section.detail]
    covered = len(sections) > 1 and sections[1]["begins_page"]
    data = {
        "language": document.language,
        "family": FAMILY,
        "title": writing.fitted(writing.text(document.title), PAGE, TITLE, bold=True),
        "named": writing.text(document.title),
        "running": _line(document.title, writing, SMALL),
        "subtitle": _line(document.subtitle, writing, 13) if document.subtitle else None,
        "footer": writing.fitted(writing.text(document.footer), PAGE - 60, SMALL),
        "cover": sections[0]["blocks"] if covered else None,
        "sections": sections[1:] if covered else sections,
        "sizes": {"body": BODY, "small": SMALL, "heading": HEADING, "title": TITLE, "number": NUMBER},
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
        "blocks": [data for block in section.blocks for data in _block(block, writing)],
    }


def _block(block: Block, writing: Writing) -> Iterable[Data]:
    match block:
        case Paragraph():
            yield {
                "type": "paragraph",
                "text": _line(block.text, writing, BODY, PAGE - 30),
                "tone": block.tone,
            }
        case Facts():
            yield _facts(block, writing)
        case Figures():
            yield _figures(block, writing)
        case Table():
            yield from _table(block, writing)
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
    return {"type": "facts", "pairs": pairs, "name_width": NAME}


def _figures(block: Figures, writing: Writing) -> Data:
    beside = max(1, min(BESIDE, len(block.figures)))
    room = PAGE / beside - 24
    return {
        "type": "figures",
        "beside": beside,
        "figures": [
            {
                "name": _line(figure.name, writing, BODY, room),
                "value": writing.value(figure.value, "count"),
                "note": _line(figure.note, writing, SMALL, room) if figure.note else None,
                "tone": figure.tone,
            }
            for figure in block.figures
        ],
    }


# Tables ------------------------------------------------------------------------


def _table(table: Table, writing: Writing) -> Iterable[Data]:
    """Yield a table's data, several tables where its columns have no room side by side."""
    most = None if table.first_rows is None else table.first_rows + 1  # one more tells that there are more
    rows = [_cells(row, table.columns, writing) for row in islice(table.rows, most)]
    more = table.first_rows is not None and len(rows) > table.first_rows
    if more:
        rows.pop()
    total = _total(table.total, table.columns, writing) if table.total is not None else None
    heads = [writing.text(column.heading) for column in table.columns]
    laid = layouts(table.columns, heads, [*rows, *([total] if total else [])], writing)
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
            "widths": layout.widths,
            "align": ["right" if table.columns[at].kind in RIGHT else "left" for at in layout.columns],
            "heads": _fitted(heads, layout, writing, bold=True),
            "rows": [_fitted(row, layout, writing) for row in rows],
            "total": _fitted(total, layout, writing, bold=True) if total else None,
            "none": None if rows else _("(none)"),
            "more": _line(table.more, writing, SMALL)
            if more and table.more and number == len(laid)
            else None,
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
        writing.fitted(cells[at], width - 2 * INSET, layout.size, bold=bold)
        for at, width in zip(layout.columns, layout.widths, strict=True)
    ]
