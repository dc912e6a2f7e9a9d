"""Which sheets a document becomes: one for each table, for it has one heading row and one filter."""

from collections.abc import Sequence

import msgspec

from cli.columns import width
from cli.documents.document import Block, Document, Paragraph, Picture, Section, Table

FROZEN_LINES = 6
"""How many lines may stand over a table's heading, for they stay in sight with it."""

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
    """Return the sections of the first sheet: those before the first with a table."""
    sections = []
    for section in document.sections:
        if _tables(section):
            break
        sections.append(section)
    return sections


def pages(document: Document) -> list[Page]:
    """Return the sheets after the first."""
    rest = document.sections[len(front(document)) :]
    return [page for section in rest for page in _pages(section)]


def _pages(section: Section) -> list[Page]:
    """Return a section's sheets.

    Text over a table stands on its sheet where it is short, else on one before;
    text after the last table under that one.
    """
    several = len(_tables(section)) > 1
    found: list[Page] = []
    waiting: list[Block] = []
    for block in section.blocks:
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


def _tables(section: Section) -> list[Table]:
    return [block for block in section.blocks if isinstance(block, Table)]


def _is_running(blocks: Sequence[Block]) -> bool:
    return all(isinstance(block, (Paragraph, Picture)) for block in blocks)


def _is_short(blocks: Sequence[Block]) -> bool:
    lines = sum(
        1 + width(block.text if isinstance(block, Paragraph) else block.alternative) // LINE
        for block in blocks
        if isinstance(block, (Paragraph, Picture))
    )
    return _is_running(blocks) and lines <= FROZEN_LINES
