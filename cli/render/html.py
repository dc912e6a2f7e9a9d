"""A document as one web page that needs nothing else: no script, no request, made to be printed on A4."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import count, islice
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from cli.documents.document import Block, Column, Document, Section, Table
from cli.language import gettext as _
from cli.render.table import show
from cli.render.values import shown
from cli.words import word

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

FOLDER = os.path.join(os.path.dirname(__file__), "web")
SVG = "http://www.w3.org/2000/svg"

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
"""What the page lets a browser do: nothing but show what is in it."""

LONG_WORD = re.compile("([^\\s\u2e80-\U0003ffff]{16})(?=[^\\s\u2e80-\U0003ffff]{6})")
"""Where a word of more than 21 characters may be broken; Chinese characters may be anyway."""

LANGUAGES = {"zh": "zh-CN", "en": "en"}
"""As browsers call them; they choose the shapes of Chinese characters by it."""

MOST_BESIDE = 4
"""How many large numbers have room in a line."""

WIDTHS = ((21, "records"), (14, "broad"), (8, "wide"))
"""From how many columns on a table is set smaller, on paper across it, each row as a record of its own."""


def page(document: Document) -> str:
    """Return the page, the same text each time.

    A table shows its first rows where it says how many; a section of details
    shows no more than those.
    """
    template = _environment().get_template("page.html")
    return template.render(
        document=document,
        language=LANGUAGES.get(document.language, document.language),
        policy=POLICY,
        numbers=count(1),
        words={
            "contents": _("Contents"),
            "skip": _("Skip to the text"),
            "none": _("(none)"),
            "total": word("total"),
            "good": _("in order"),
            "watch": _("to be watched"),
            "bad": _("not in order"),
        },
    )


def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters.update(show=show, value=_value, lines=_lines, css=_css)
    environment.globals.update(
        kind=_kind,
        cells=_cells,
        beside=_beside,
        classes=_classes,
        width=_width,
        rows=_rows,
        embedded=_embedded,
    )
    return environment


def _kind(block: Block) -> str:
    """Return the name of a kind of block, as the template has it."""
    return type(block).__name__.lower()


def _beside(figures: int) -> int:
    """Return how many large numbers stand side by side, so that no row holds but one."""
    return figures if figures <= MOST_BESIDE else 3 if figures in {5, 6, 9} else MOST_BESIDE


def _width(table: Table) -> str | None:
    """Return the name of a table's look by the number of its columns."""
    return next((name for columns, name in WIDTHS if len(table.columns) >= columns), None)


def _classes(section: Section, *, first: bool) -> str:
    """Return how a section stands on paper: on a page of its own, across the paper for a broad table."""
    begins = section.begins_page and not first
    broad = any(isinstance(block, Table) and _width(block) == "broad" for block in section.blocks)
    return " ".join([*["begins-page"] * begins, *["broad"] * broad])


# Texts -----------------------------------------------------------------------


def _value(value: Any, kind: Any) -> "Markup":
    """Return a value, escaped; a moment may be broken between day and time."""
    from markupsafe import Markup

    text = shown(value, kind)
    if kind != "moment":
        return _breakable(text)
    day, between, time = text.partition("T")
    parts = [day + between, time] if time else [text]
    return Markup("<wbr>").join(Markup("<span>{}</span>").format(part) for part in parts)


def _breakable(text: str) -> "Markup":
    """Return a text, escaped; a line may end after a slash, and within a word that is too long for one."""
    from markupsafe import Markup, escape

    pieces = (piece for part in re.split("(?<=/)", text) for piece in LONG_WORD.split(part))
    return Markup("<wbr>").join(escape(piece) for piece in pieces if piece)


def _lines(text: str) -> "Markup":
    """Return running text, escaped, its lines kept."""
    from markupsafe import Markup, escape

    return Markup("<br>").join(escape(show(line)) for line in text.splitlines())


def _css(text: str) -> "Markup":
    """Return a text for a string in a style sheet: all but plain letters and digits by their numbers."""
    from markupsafe import Markup

    told = re.sub("[^A-Za-z0-9 ]", lambda found: f"\\{ord(found[0]):06x}", show(text))
    return Markup(told)  # noqa: S704 - nothing is left that could mean anything else


# Tables ----------------------------------------------------------------------


def _rows(table: Table, section: Section) -> tuple[list[Mapping[str, Any]], str | None]:
    """Return the rows to show, and what is said where there are more."""
    most = table.first_rows
    if most is None and section.detail:
        most = 0
    if most is None:
        return list(table.rows), None
    rows = list(islice(table.rows, most + 1))  # one more tells that there are more
    more = table.more or _("The other rows are in the workbook and in the CSV and JSON formats.")
    return rows[:most], more if len(rows) > most else None


def _cells(table: Table, row: Mapping[str, Any]) -> Iterator[tuple[Column, Any]]:
    """Yield the column and the value of each cell of a row."""
    return ((column, row.get(column.key)) for column in table.columns)


# Pictures --------------------------------------------------------------------


def _embedded(svg: str, alternative: str, numbers: Iterator[int]) -> "Markup":
    """Return a picture for the page: as wide as there is room, its ids its own."""
    from markupsafe import Markup

    ET.register_namespace("", SVG)
    root = ET.fromstring(svg)  # noqa: S314 - our own renderers drew it
    for name in ("width", "height"):
        root.attrib.pop(name, None)
    root.set("role", "img")
    root.set("aria-label", show(alternative))
    _name_apart(root.iter(), f"picture-{next(numbers)}-")
    return Markup(ET.tostring(root, encoding="unicode"))  # noqa: S704 - parsed and written anew: well-formed


def _name_apart(elements: Iterable[ET.Element], prefix: str) -> None:
    """Put a prefix before each id, and wherever one is referred to."""
    for element in elements:
        for name, value in element.attrib.items():
            if name == "id":
                element.set(name, prefix + value)
            elif value.startswith("#") and name.endswith("href"):
                element.set(name, f"#{prefix}{value[1:]}")
            elif "url(#" in value:
                element.set(name, value.replace("url(#", f"url(#{prefix}"))
