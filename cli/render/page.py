"""A document for a terminal of 80 columns, piece by piece; pictures are left out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any

from cli.columns import width
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
from cli.help import wrap
from cli.language import gettext as _
from cli.render import table as tables
from cli.render.table import show

COLUMNS = 80
INDENT = "  "
LOOKED_AT = 500
"""Rows that say whether a table fits the terminal."""

NUMBERS = frozenset({"count", "share"})


def pieces(document: Document) -> Iterator[str]:
    """Yield the document in pieces, a line's end after each; rows are read as they are printed."""
    yield document.title
    if document.subtitle:
        yield wrap(document.subtitle, COLUMNS)
    for section in document.sections:
        yield f"\n{section.title}\n{'─' * min(width(section.title), COLUMNS)}"
        yield from _section(section)


def _section(section: Section) -> Iterator[str]:
    between = ""
    for block in section.blocks:
        drawn = iter(_block(block, whole=section.detail))
        first = next(drawn, None)
        if first is not None:
            yield between + first
            yield from drawn
            between = "\n"


def _block(block: Block, *, whole: bool) -> Iterable[str]:
    match block:
        case Paragraph():
            return [wrap(show(block.text), COLUMNS)]
        case Facts():
            return _facts((fact.name, shown(fact.value, fact.kind)) for fact in block.facts)
        case Figures():
            return _facts(
                (each.name, str(each.value) + (f"  {each.note}" if each.note else ""))
                for each in block.figures
            )
        case Table():
            return _table(block, whole=whole)
        case Signatures():
            return _facts((line, "") for line in (*block.lines, block.seal))
        case Picture():
            return []


def _facts(pairs: Iterable[tuple[str, str]]) -> list[str]:
    """Return names and values, the values in a column; a long one goes on below itself."""
    named = list(pairs)
    column = max((width(name) for name, _value in named), default=0) + 2
    lines = []
    for name, value in named:
        first, *more = wrap(value, COLUMNS - column).split("\n")
        lines.append((name + " " * (column - width(name)) + first).rstrip())
        lines += [" " * column + line for line in more]
    return lines


# Tables ------------------------------------------------------------------------


def _table(table: Table, *, whole: bool) -> Iterator[str]:
    """Yield a table under its title: in columns where it fits, else each row with its headings."""
    rows = iter(table.rows)
    limit = None if whole else table.first_rows
    if table.title:
        yield wrap(table.title, COLUMNS)
    head = list(islice(rows, LOOKED_AT if limit is None else limit))
    if not head:
        yield _("(none)")
        return
    total = [] if table.total is None else [table.total]
    drawn = _grid(table.columns, [*head, *total])
    if max(map(width, drawn.split("\n"))) <= COLUMNS and _few(head, limit):
        *lines, last = drawn.split("\n")
        yield "\n".join([*lines, lines[1], last] if total else [*lines, last])
    else:
        later = () if limit is not None else rows
        for row in chain(head, later, total):
            yield _record(table.columns, row)
    left = 0 if limit is None else sum(1 for _row in rows)
    if left:
        yield wrap(_("… and {count} more.").format(count=left) + " " + (table.more or ""), COLUMNS)


def _few(head: Sequence[object], limit: int | None) -> bool:
    """Tell whether `head` are all the rows that are to be shown."""
    return limit is not None or len(head) < LOOKED_AT


def _grid(columns: Sequence[Column], rows: Sequence[Mapping[str, Any]]) -> str:
    body = [[shown(row.get(column.key), column.kind) for column in columns] for row in rows]
    return tables.grid(
        body,
        [column.heading for column in columns],
        ["right" if column.kind in NUMBERS else "left" for column in columns],
    )


def _record(columns: Sequence[Column], row: Mapping[str, Any]) -> str:
    """Return a row that is too wide: what it is of, then each heading with its value."""
    first, *others = [column for column in columns if row.get(column.key) is not None]
    pairs = [f"{column.heading} {shown(row[column.key], column.kind)}" for column in others]
    lines = wrap("   ".join(pair.replace(" ", "\u2007") for pair in pairs), COLUMNS - len(INDENT))
    named = shown(row[first.key], first.kind)
    return "\n".join([named, *(INDENT + line for line in lines.split("\n") if line)])


def shown(value: Any, kind: str) -> str:
    """Return a value as a person reads it; a share in per cent with one decimal."""
    if kind == "share" and value is not None:
        part, whole = value
        return f"{per_cent(part, whole)} %" if whole else show(None)
    return show(value)


def per_cent(part: int, whole: int) -> str:
    """Return a share in per cent with one decimal, halves rounded up; no float is asked."""
    tenths = (2_000 * part + whole) // (2 * whole)
    return f"{tenths // 10}.{tenths % 10}"
