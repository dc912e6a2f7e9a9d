"""A document: sections of a few kinds of block, in words of one language, in no format yet.

A report is put into words once, here; each format (terminal, page, workbook,
PDF) is one renderer of these blocks. Numbers, days and moments stay values, so
that a spreadsheet gets real ones.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Literal

import msgspec

Kind = Literal["text", "id", "count", "day", "moment", "share"]
"""What a column or fact holds.

`text`: a person's text or a translated word. `id`: never a number, whatever it
looks like. `count`: an integer. `day`: an ISO date. `moment`: RFC 3339 in UTC.
`share`: a pair (part, whole) of integers, shown in per cent with one decimal.
Any value may be None.
"""

Tone = Literal["plain", "good", "watch", "bad"]
"""How a thing is meant; shown by a sign or a word too, never by colour alone."""


class Paragraph(msgspec.Struct, frozen=True, tag=True):
    """Running text."""

    text: str
    tone: Tone = "plain"


class Fact(msgspec.Struct, frozen=True):
    """A name and a value."""

    name: str
    value: Any
    kind: Kind = "text"


class Facts(msgspec.Struct, frozen=True, tag=True):
    """Names and values, one pair a line."""

    facts: list[Fact]


class Figure(msgspec.Struct, frozen=True):
    """One large number with what it counts."""

    name: str
    value: int
    note: str | None = None
    tone: Tone = "plain"


class Figures(msgspec.Struct, frozen=True, tag=True):
    """The few numbers that a reader should remember."""

    figures: list[Figure]


class Column(msgspec.Struct, frozen=True):
    """A column of a table; `sums` where its values add up to the table's total."""

    key: str
    heading: str
    kind: Kind = "text"
    sums: bool = False


class Joined(msgspec.Struct, frozen=True):
    """What a workbook makes of tables alike that follow each other: one sheet with this title.

    Its first column, under this heading, has the title of the table that a row is of.
    """

    title: str
    heading: str


class Table(msgspec.Struct, frozen=True, tag=True):
    """Rows under headings.

    `name` is a stable code, unique in the document. `rows` may be an iterator:
    it is read once, and may be longer than memory holds. `total` are the values
    of a last row; those of columns that sum are shown by a spreadsheet beside a
    formula. `first_rows` is how many rows a page shows (None: all), `more` says
    where the rest is; a workbook shows all. A `form` is handed in as it stands:
    in a workbook its headings are the first row, and nothing is above or below.
    `joined` tables that follow each other have the same columns and no total.
    """

    name: str
    columns: list[Column]
    rows: Iterable[Mapping[str, Any]]
    title: str | None = None
    total: Mapping[str, Any] | None = None
    first_rows: int | None = None
    more: str | None = None
    form: bool = False
    joined: Joined | None = None


class Picture(msgspec.Struct, frozen=True, tag=True):
    """A picture as SVG, with a text for who cannot see it. A workbook and a terminal leave it out."""

    name: str
    title: str
    svg: str
    alternative: str


class Signatures(msgspec.Struct, frozen=True, tag=True):
    """Lines to sign on, and an empty box for the seal."""

    lines: list[str]
    seal: str


Block = Paragraph | Facts | Figures | Table | Picture | Signatures


class Section(msgspec.Struct, frozen=True):
    """A heading and its blocks; `name` is a stable code, unique in the document.

    `begins_page`: a printed document begins a page with it. `detail`: rows that
    a page leaves to the workbook and the other formats.
    """

    name: str
    title: str
    blocks: list[Block]
    begins_page: bool = False
    detail: bool = False


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A document in one language (`zh` or `en`).

    `made_at` is the moment of the last entry known, RFC 3339 in UTC, or None: a
    file's own dates are set to it, so that the same input gives the same bytes.
    `footer` stands on every page.
    """

    name: str
    title: str
    subtitle: str | None
    language: str
    made_at: str | None
    footer: str
    sections: list[Section]
