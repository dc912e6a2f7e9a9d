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
from cli.render.values import shown

COLUMNS = 80
INDENT = "  "
LOOKED_AT = 500
"""Rows that say whether a table fits the terminal."""

WORD, LEAST = 10, 12
"""How many columns a word of a heading keeps, and a text at least."""

LINES = 3
"""How many lines a text is broken into at most, for the columns beside it."""

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
        drawn = iter(_block(block))
        first = next(drawn, None)
        if first is not None:
            yield between + first
            yield from drawn
            between = "\n"


def _block(block: Block) -> Iterable[str]:
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
            return _table(block)
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


def _table(table: Table) -> Iterator[str]:
    """Yield a table under its title: in columns where they have room, else each row with its headings."""
    rows = iter(table.rows)
    if table.title:
        yield wrap(table.title, COLUMNS)
    head = list(islice(rows, LOOKED_AT if table.first_rows is None else table.first_rows))
    if not head:
        yield _("(none)")
        return
    left = () if table.first_rows is not None else rows
    looked_at = [*head, *([table.total] if table.total is not None else [])]
    cells = [[shown(row.get(column.key), column.kind) for column in table.columns] for row in looked_at]
    widths = _widths(table.columns, cells)
    if widths is None:
        for row in chain(head, left, [table.total] if table.total is not None else []):
            yield _record(table.columns, row)
    else:
        # What comes later is drawn in the columns of what was looked at: nothing is cut, but it may be wider.
        yield _grid(table, cells, widths)
        for row in left:
            yield _record(table.columns, row)
    hidden = sum(1 for _row in rows) if table.first_rows is not None else 0
    if hidden:
        yield wrap(_("… and {count} more.").format(count=hidden) + " " + (table.more or ""), COLUMNS)


def _widths(columns: Sequence[Column], cells: Sequence[Sequence[str]]) -> list[int] | None:
    """Return how wide the columns are so that they have room side by side; None where they have not.

    Headings and texts are broken into lines for it, ids and numbers are not.
    """
    needed = [max(width(row[at]) for row in cells) for at in range(len(columns))]
    widths = [
        max(need, *(width(word) for word in wrap(column.heading, WORD).split()))
        for need, column in zip(needed, columns, strict=True)
    ]
    texts = [at for at, column in enumerate(columns) if column.kind == "text"]
    room = COLUMNS - 2 * (len(columns) - 1)
    while sum(widths) > room:
        widest = max(texts, key=lambda at: widths[at], default=None)
        if widest is None or widths[widest] <= LEAST:
            return None
        widths[widest] -= 1
    tall = any(wrap(row[at], widths[at]).count("\n") >= LINES for row in cells for at in texts)
    return None if tall else widths


def _grid(table: Table, cells: Sequence[Sequence[str]], widths: Sequence[int]) -> str:
    """Return a table in columns; the total below a line."""
    columns = table.columns
    headings = [wrap(column.heading, width) for column, width in zip(columns, widths, strict=True)]
    body = [[wrap(cell, width) for cell, width in zip(row, widths, strict=True)] for row in cells]
    if table.total is not None:
        given = [table.total.get(column.key) is not None for column in columns]
        total = [cell if is_given else "" for cell, is_given in zip(body.pop(), given, strict=True)]
        body += [["─" * width for width in widths], total]
    return tables.grid(body, headings, ["right" if column.kind in NUMBERS else "left" for column in columns])


def _record(columns: Sequence[Column], row: Mapping[str, Any]) -> str:
    """Return a row that is too wide: what it is of, then each heading with its value."""
    first, *others = [column for column in columns if row.get(column.key) is not None]
    pairs = [
        _("{heading}: {value}").format(heading=column.heading, value=shown(row[column.key], column.kind))
        for column in others
    ]
    lines = [show(shown(row[first.key], first.kind)), ""]
    for pair in pairs:
        longer = f"{lines[-1]} · {pair}" if lines[-1] else INDENT + pair
        if lines[-1] and width(longer) > COLUMNS:
            lines.append(INDENT + pair)
        else:
            lines[-1] = longer
    broken = [
        wrap(line, COLUMNS - len(INDENT)) if width(line) > COLUMNS else line.strip() for line in lines[1:]
    ]
    return "\n".join([lines[0], *(INDENT + part for line in broken if line for part in line.split("\n"))])
