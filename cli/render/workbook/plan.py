"""Which sheets a document becomes: one for each table, for it has one heading row and one filter."""

from collections.abc import Sequence
from itertools import groupby, takewhile

import msgspec

from cli.columns import width
from cli.documents.document import Block, Column, Document, Facts, Joined, Paragraph, Picture, Section, Table

FROZEN_LINES = 6
"""How many lines may stand over a table's heading, for they stay in sight with it."""

OF = "of"
"""The key of the column that says of which table a joined row is."""

LINE = 80
"""About how many columns such a line has."""


class Page(msgspec.Struct, frozen=True):
    """A sheet: what it is named after, its heading, a table or none, what stands over and under it."""

    title: str
    heading: str
    above: Sequence[Block] = ()
    table: Table | None = None
    below: Sequence[Block] = ()


def front(document: Document) -> list[Section]:
    """Return what the first sheet shows: the sections before the first table, and what leads to that."""
    sections = []
    for section in document.sections:
        if not _tables(section):
            sections.append(section)
            continue
        leading = list(takewhile(lambda block: not isinstance(block, Table), section.blocks))
        if not _is_short(leading):
            sections.append(msgspec.structs.replace(section, blocks=leading))
        break
    return sections


def pages(document: Document) -> list[Page]:
    """Return the sheets after the first."""
    shown = [len(section.blocks) for section in front(document)]
    found = []
    for number, section in enumerate(document.sections):
        if number >= len(shown):
            found += _pages(section, section.blocks)
        elif shown[number] < len(section.blocks):
            found += _pages(section, section.blocks[shown[number] :])
    return found


def _pages(section: Section, blocks: Sequence[Block]) -> list[Page]:
    """Return the sheets of some blocks of a section.

    Text over a table stands on its sheet where it is short, else on one before;
    text after the last table under that one.
    """
    blocks = _joined(blocks)
    several = len([block for block in blocks if isinstance(block, Table)]) > 1
    found: list[Page] = []
    waiting: list[Block] = []
    for block in blocks:
        if not isinstance(block, Table):
            waiting.append(block)
            continue
        if not _is_short(waiting):
            found.append(Page(section.title, section.title, waiting))
            waiting = []
        own = block.title or section.title
        heading = section.title if own == section.title else f"{section.title} – {own}"
        found.append(Page(own if several else section.title, heading, waiting, block))
        waiting = []
    if found and waiting and found[-1].table is not None and _is_running(waiting):
        found[-1] = msgspec.structs.replace(found[-1], below=waiting)
    elif waiting or not found:
        found.append(Page(section.title, section.title, waiting))
    return found


def _joined(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with tables that are joined as one: it says in its first column of which a row is."""
    found: list[Block] = []
    for joined, group in groupby(blocks, lambda block: block.joined if isinstance(block, Table) else None):
        if joined is None:
            found += group
            continue
        found.append(_one([block for block in group if isinstance(block, Table)], joined))
    return found


def _one(tables: Sequence[Table], joined: Joined) -> Table:
    return msgspec.structs.replace(
        tables[0],
        columns=[Column(OF, joined.heading), *tables[0].columns],
        rows=({OF: table.title, **row} for table in tables for row in table.rows),
        title=joined.title,
    )


def _tables(section: Section) -> list[Table]:
    return [block for block in section.blocks if isinstance(block, Table)]


def _is_running(blocks: Sequence[Block]) -> bool:
    return all(isinstance(block, (Paragraph, Picture, Facts)) for block in blocks)


def _is_short(blocks: Sequence[Block]) -> bool:
    return _is_running(blocks) and sum(map(_lines, blocks)) <= FROZEN_LINES


def _lines(block: Block) -> int:
    """Return about how many lines a block takes."""
    match block:
        case Paragraph(text) | Picture(alternative=text):
            return 1 + width(text) // LINE
        case Facts(facts):
            return len(facts)
        case _:
            return FROZEN_LINES
