"""How many obligations were still unsettled, day by day, against the deadlines."""

from collections.abc import Sequence

from cli.language import gettext as _
from cli.render.charts import frame
from cli.render.charts.course import Course, course
from cli.render.charts.deadlines import words
from cli.render.charts.looks import DARK, HALO, INK, LIGHT
from cli.render.svg import element
from domain import day
from projections.reports.statement.parts import DeadlineMark, Step

MARGIN = 56
"""Room for the last number."""

CLEAR = 44
"""How far numbers stand apart at least."""


def picture(steps: Sequence[Step], deadlines: Sequence[DeadlineMark], *, until: str) -> str:
    """Return the picture as an SVG document; `until` is the day as of which the figures are."""
    title = _("Obligations not yet settled")
    unit = _("Judged obligations unsettled at the end of each day, as of {as_of}").format(as_of=until)
    if not steps:
        return frame.empty(title, unit, _("No judged obligation was owed: there is nothing to draw."))
    laid = course([(step.day, step.remaining) for step in steps], deadlines, until, margin=MARGIN)
    line = laid.line([(step.day, step.remaining) for step in steps], until)
    parts = [
        element("path", d=f"{line}V{laid.field.bottom:g}Z", fill=LIGHT),
        *laid.axes(),
        element("path", d=line, fill="none", stroke=DARK, stroke_width=2.5, stroke_linejoin="round"),
        *laid.marks(),
        *_numbers(laid, steps, until),
    ]
    return frame.picture(title, unit, description(steps, deadlines, until=until), laid.height, parts)


def description(steps: Sequence[Step], deadlines: Sequence[DeadlineMark], *, until: str) -> str:
    """Return the picture in words, for who cannot see it."""
    if not steps:
        return _("No judged obligation was owed: there is nothing to draw.")
    most = max(steps, key=lambda step: step.remaining)
    told = _("At most {most} obligations were unsettled, on {day}; {last} as of {as_of}.").format(
        most=most.remaining, day=most.day, last=steps[-1].remaining, as_of=until
    )
    return " ".join([told, *(f"{words(mark)}." for mark in deadlines)])


def _numbers(laid: Course, steps: Sequence[Step], until: str) -> list[str]:
    """Return the numbers that count: at the end, and at each deadline of the notice that has come."""
    own = [flag.mark for flag in laid.flags if flag.mark.own and steps[0].day <= flag.mark.due_on < until]
    told = [until]
    for mark in sorted(own, key=lambda mark: mark.replaced):  # the one that stands comes first
        x = laid.x(day.number(mark.due_on))
        if all(abs(x - laid.x(day.number(other))) > CLEAR for other in told):
            told.append(mark.due_on)
    parts = []
    for on in sorted(told):
        count = next((step.remaining for step in reversed(steps) if step.day <= on), 0)
        x, y = laid.x(day.number(on)), laid.field.y(count)
        parts.append(element("circle", cx=x, cy=y, r=4, fill=INK, stroke="#ffffff", stroke_width=1.5))
        parts.append(frame.number(count, x=x + 9, y=y - 7, font_size=14, font_weight=600, fill=INK, **HALO))
    return parts
