"""A field with days across and counts up: what changed from day to day, and the deadlines in it.

A count stands at its day, as it was at that day's end; it stays until it changes.
"""

from collections.abc import Iterable, Sequence

import msgspec

from cli.language import gettext as _
from cli.render.charts import deadlines as flagged
from cli.render.charts import frame, ticks
from cli.render.charts.looks import FAINT, INK, LABEL, SMALL
from cli.render.svg import columns, element, text
from domain import day
from projections.reports.statement.parts import DeadlineMark

HEIGHT, FOOT, DAY_ROOM = 240, 58, 46

CLEAR = 0.07
"""The part of the days at the left in which no deadline lies."""

Point = tuple[str, int]
"""A day, and the count from then on."""


class Course(msgspec.Struct, frozen=True, kw_only=True):
    """The field, the days at its ends as ordinals, the labels of its deadlines and notes below."""

    field: frame.Field
    first: int
    last: int
    flags: list[flagged.Flag]
    notes: list[str]

    def x(self, on: int) -> float:
        """Return where a day stands."""
        return self.field.left + (self.field.right - self.field.left) * (on - self.first) / (
            self.last - self.first
        )

    @property
    def height(self) -> float:
        """Return how high the picture is."""
        return self.field.bottom + FOOT + 16 * len(self.notes)

    def line(self, points: Sequence[Point], until: str) -> str:
        """Return the path of a count, from 0 on the first day through the end of the last."""
        path = f"M{_at(self.x(day.number(points[0][0])))} {_at(self.field.y(0))}"
        for on, count in points:
            path += f"H{_at(self.x(day.number(on)))}V{_at(self.field.y(count))}"
        return path + f"H{_at(self.x(day.number(until)))}"

    def axes(self) -> list[str]:
        """Return both axes, days with their name."""
        bottom, right = self.field.bottom, self.field.right
        parts = frame.axis_of_counts(self.field)
        room = int((right - self.field.left) // DAY_ROOM)
        for on, label, year in ticks.days(self.first, self.last, room):
            x = self.x(on)
            parts.append(element("line", x1=x, y1=bottom, x2=x, y2=bottom + 5, stroke=INK))
            parts.append(text(label, x=x, y=bottom + 19, text_anchor="middle", **LABEL))
            if year:
                parts.append(text(year, x=x, y=bottom + 34, text_anchor="middle", **SMALL))
        parts.append(
            text(
                _("day (Asia/Shanghai)"),
                x=frame.WIDTH - frame.MARGIN,
                y=bottom + 34,
                text_anchor="end",
                **SMALL,
            )
        )
        return parts

    def marks(self) -> list[str]:
        """Return the deadlines, the notes, and over them what is counted."""
        parts = flagged.drawn(self.flags, frame.HEAD, self.field.bottom)
        parts.append(frame.name_of_counts(self.field, _("obligations")))
        for row, note in enumerate(self.notes):
            y = self.field.bottom + FOOT + 16 * row - 4
            parts.append(text(note, x=frame.MARGIN, y=y, font_size=11, fill=FAINT))
        return parts


def course(
    points: Iterable[Point],
    deadlines: Sequence[DeadlineMark],
    until: str,
    *,
    margin: float,
    notes: Iterable[str] = (),
) -> Course:
    """Lay out counts and deadlines; `margin` is the room for labels to the right of the field.

    `notes` stand below it, before the names of deadlines that are not drawn.
    """
    held = list(points)
    shown = flagged.near(deadlines, min(on for on, _count in held), max(until, *(on for on, _count in held)))
    ends = [day.number(on) for on in (until, *(on for on, _count in held), *(mark.due_on for mark in shown))]
    first, last = min(ends), max(ends)
    if last - first < 2:  # noqa: PLR2004 - a day alone stands in the middle
        first, last = first - 1, last + 1
    if shown and min(day.number(mark.due_on) for mark in shown) - first < CLEAR * (last - first):
        first -= round(CLEAR * (last - first)) + 1  # its line would run through what names the counts
    counts = ticks.counts(max(count for _on, count in held))
    left, right = frame.left_of(counts), frame.WIDTH - frame.MARGIN - margin

    def place(on: int) -> float:
        return left + (right - left) * (on - first) / (last - first)

    labelled = sorted(shown, key=lambda mark: (not mark.replaced, mark.own, mark.due_on))[-flagged.MOST :]
    flags = flagged.flags(
        [mark for mark in shown if mark in labelled], place, frame.MARGIN, frame.WIDTH - frame.MARGIN
    )
    rows = max((flag.row + 1 for flag in flags), default=0)
    top = frame.HEAD + flagged.ROW * rows + 26
    unlabelled = [mark for mark in deadlines if mark not in labelled]
    return Course(
        field=frame.Field(left=left, right=right, top=top, bottom=top + HEIGHT, ticks=counts),
        first=first,
        last=last,
        flags=flags,
        notes=[*notes, *_named(unlabelled)],
    )


def _named(marks: Sequence[DeadlineMark]) -> list[str]:
    """Return lines that name the deadlines that are not drawn."""
    lines: list[str] = []
    for mark in marks:
        told = flagged.words(mark)
        if lines and columns(lines[-1] + _("; ") + told, 11) <= frame.WIDTH - 2 * frame.MARGIN:
            lines[-1] += _("; ") + told
        else:
            lines.append(told if lines else _("Not drawn: {deadlines}").format(deadlines=told))
    return lines


def _at(place: float) -> str:
    return f"{place:.1f}".removesuffix(".0")
