"""What every chart has: a line that says what it counts, a field for the drawing, an axis of counts."""

from collections.abc import Iterable, Sequence

import msgspec

from cli import language
from cli.render.charts.looks import FAINT, GRID, HALO, INK, LABEL, SMALL, SUBTITLE
from cli.render.svg import Value, columns, document, element, fitting, text

WIDTH, MARGIN = 720, 4
HEAD = 36
"""How high the line stands that says what is counted."""


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """Where the drawing stands; `ticks` are the counts up its left side, in order from 0."""

    left: float
    right: float
    top: float
    bottom: float
    ticks: Sequence[int]

    def y(self, count: int) -> float:
        """Return the height at which a count stands."""
        return self.bottom - (self.bottom - self.top) * count / self.ticks[-1]


def left_of(ticks: Sequence[int]) -> float:
    """Return where a field begins: right of the longest number on its axis."""
    return MARGIN + columns(written(ticks[-1]), 12) + 8


def picture(title: str, unit: str, description: str, height: float, parts: Iterable[str]) -> str:
    """Return a whole picture under a line that says what it counts; the title is for its caption."""
    head = [
        element("rect", width="100%", height="100%", fill="#ffffff"),
        text(fitting(unit, 12, WIDTH - 2 * MARGIN), x=MARGIN, y=22, **SUBTITLE),
    ]
    return document(title, description, WIDTH, round(height), [*head, *parts], language.current())


def empty(title: str, unit: str, said: str) -> str:
    """Return a picture that says why there is nothing to draw."""
    box = element("rect", x=MARGIN, y=HEAD, width=WIDTH - 2 * MARGIN, height=96, fill="none", stroke=GRID)
    words = text(said, x=WIDTH / 2, y=HEAD + 53, font_size=14, fill=FAINT, text_anchor="middle")
    return picture(title, unit, said, HEAD + 96 + MARGIN, [box, words])


def axis_of_counts(field: Field) -> list[str]:
    """Return the lines across at round counts, their numbers, and the base line."""
    parts = []
    for count in field.ticks:
        y = field.y(count)
        parts.append(
            element("line", x1=field.left, y1=y, x2=field.right, y2=y, stroke=GRID if count else INK)
        )
        parts.append(number(count, x=field.left - 8, y=y + 4, text_anchor="end", **LABEL))
    return parts


def name_of_counts(field: Field, name: str) -> str:
    """Return the name of the axis of counts, which stands over it and over what runs by."""
    return text(name, x=MARGIN, y=field.top - 12, **SMALL, **HALO)


def number(count: int, **attributes: Value) -> str:
    """Return a number as text, its digits by threes."""
    return text(written(count), **attributes)


def written(count: int) -> str:
    """Return a number as a report writes it."""
    return f"{count:,}"
