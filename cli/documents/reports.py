"""What the documents of the smaller reports share: their first section, figures by body, definitions."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from cli.documents.document import Block, Column, Document, Fact, Facts, Figure, Paragraph, Section, Table
from cli.documents.document import Figures as FiguresBlock
from cli.language import current
from cli.language import gettext as _
from cli.words import word
from projections.reports.by_body import Group
from projections.view import Known

ROWS = 200
"""How many rows of a list a page shows; a workbook has all."""


def made(
    name: str,
    title: str,
    sections: Iterable[Section],
    *,
    as_of: str,
    known_at: Known,
    subtitle: str | None = None,
) -> Document:
    """Return a report's document in the language in use."""
    return Document(
        name=name,
        title=title,
        subtitle=subtitle,
        language=current(),
        made_at=known_at.recorded_at,
        footer=_("{title} · as of {as_of} · known at #{position}").format(
            title=title, as_of=as_of, position=known_at.position
        ),
        sections=list(sections),
    )


def about(
    facts: Iterable[Fact], *, body: str | None, as_of: str, known_at: Known, figures: Sequence[Figure] = ()
) -> Section:
    """Return the first section: what the report is about, and the figures to remember."""
    known = [
        Fact(_("Body"), body or _("all bodies")),
        Fact(_("As of"), as_of, "day"),
        Fact(_("Last entry known"), f"#{known_at.position}", "id"),
        Fact(_("Recorded at"), known_at.recorded_at, "moment"),
    ]
    blocks: list[Block] = [Facts([*facts, *known])]
    if figures:
        blocks.append(FiguresBlock(list(figures)))
    return Section("about", _("About this report"), blocks)


def bodies(
    groups: Sequence[Group[Any]], summary: msgspec.Struct, columns: Mapping[str, str], *, sums: bool = True
) -> Section:
    """Return the figures of each body, and of all; `columns` maps their keys to headings."""
    table = Table(
        "bodies",
        [
            Column("body", _("Body"), "id"),
            *(Column(key, name, "count", sums=sums) for key, name in columns.items()),
        ],
        [{"body": group.body, **msgspec.structs.asdict(group.figures)} for group in groups],
        total={"body": _("Total"), **msgspec.structs.asdict(summary)},
    )
    return Section("bodies", _("Figures by body"), [table])


def listing(
    name: str,
    title: str,
    columns: list[Column],
    rows: Iterable[Mapping[str, Any]],
    *,
    count: int,
    none: str,
) -> Section:
    """Return a list of `count` rows, or where it is empty the sentence `none`."""
    return Section(name, title, [table_of(name, None, columns, rows, count=count, none=none)])


def table_of(
    name: str,
    title: str | None,
    columns: list[Column],
    rows: Iterable[Mapping[str, Any]],
    *,
    count: int,
    none: str,
    first: int = ROWS,
) -> Block:
    """Return a table of `count` rows, of which a page shows the first, or where there is none a sentence."""
    if not count:
        return Paragraph(none, "good")
    more = _("The first {shown} of {count}; the workbook (xlsx), CSV and JSON have all.")
    return Table(
        name,
        columns,
        rows,
        title=title,
        first_rows=first,
        more=more.format(shown=first, count=f"{count:,}") if count > first else None,
    )


def definitions(terms: Iterable[tuple[str, str]]) -> Section:
    """Return what each figure counts, and what a day is."""
    return Section(
        "definitions", _("Definitions"), [Facts([Fact(name, text) for name, text in (*terms, _day())])]
    )


def _day() -> tuple[str, str]:
    return _("Day"), _("A day in Asia/Shanghai. What is said of a day is so at its end.")


def titled(code: str) -> str:
    """Return a code as a word that begins a line: with a capital, where the language has them."""
    text = word(code)
    return text[:1].upper() + text[1:]


def of_body(body: str | None) -> list[Column]:
    """Return the column of bodies, which a report of one body has no use for."""
    return [] if body is not None else [Column("body", _("Body"), "id")]


def within(body: str, subject: str) -> str:
    """Return an id as it stands beside its body: without the body's own number."""
    return subject.removeprefix(f"{body}/")
