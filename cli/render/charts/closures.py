"""How many obligations were settled up to each day: by the effective day, and by the day it was recorded."""

from collections.abc import Sequence

from cli.language import gettext as _
from cli.render.charts import frame
from cli.render.charts.course import Course, Point, course
from cli.render.charts.deadlines import words
from cli.render.charts.looks import DARK, FAINT, INK, LABEL, MIDDLE, hatching
from cli.render.svg import Value, columns, element, text
from domain import day
from projections.reports.statement.parts import Closure, DeadlineMark

EFFECTIVE: dict[str, Value] = {"stroke": MIDDLE, "stroke_width": 4}
RECORDED: dict[str, Value] = {"stroke": INK, "stroke_width": 1.75, "stroke_dasharray": "6 4"}
"""Told apart by width and dashes, also where one lies on the other."""

LEADER: dict[str, Value] = {"stroke": FAINT, "stroke_dasharray": "1 3"}

LATER_DAYS = 31
"""What was recorded later than this after the last day, and than the whole of the rest, is only told."""

SAMPLE, APART = 26, 36
"""How long a piece of line stands beside a label, and how far apart the labels stand."""


def picture(closures: Sequence[Closure], deadlines: Sequence[DeadlineMark], *, until: str) -> str:
    """Return the picture as an SVG document; `until` is the day as of which the figures are."""
    title = _("Obligations settled, by effective and by recorded day")
    unit = _("Judged obligations settled up to the end of each day, as of {as_of}").format(as_of=until)
    if not closures:
        return frame.empty(title, unit, _("Nothing has been settled yet: there is nothing to draw."))
    shown = _shown(closures, until)
    effective = [(closure.day, closure.effective) for closure in shown]
    recorded = [(closure.day, closure.recorded) for closure in shown]
    margin = max(columns(name, 12) for name in _names()) + 16
    laid = course(
        [*effective, *recorded], deadlines, until, margin=margin, notes=_recorded_later(closures, shown[-1])
    )
    last = max(until, shown[-1].day)
    lines = [laid.line(points, last) for points in (effective, recorded)]
    parts = [
        element("defs", hatching("gap", DARK)),
        element("path", d=_between(laid, effective, recorded, last), fill="url(#gap)", fill_rule="evenodd"),
        *laid.axes(),
        *(
            element("path", d=line, fill="none", stroke_linejoin="round", **look)
            for line, look in zip(lines, (EFFECTIVE, RECORDED), strict=True)
        ),
        *laid.marks(),
        *_labels(laid, shown[-1], last),
    ]
    return frame.picture(title, unit, description(closures, deadlines, until=until), laid.height, parts)


def description(closures: Sequence[Closure], deadlines: Sequence[DeadlineMark], *, until: str) -> str:
    """Return the picture in words, for who cannot see it."""
    if not closures:
        return _("Nothing has been settled yet: there is nothing to draw.")
    reached = [closure for closure in closures if closure.day <= until]
    last = reached[-1] if reached else Closure(day=until, effective=0, recorded=0)
    told = _(
        "As of {as_of} {effective} obligations were settled by effective day, {recorded} by recorded day."
    ).format(as_of=until, effective=frame.written(last.effective), recorded=frame.written(last.recorded))
    return " ".join([told, *_recorded_later(closures, last), *(f"{words(mark)}." for mark in deadlines)])


def _shown(closures: Sequence[Closure], until: str) -> Sequence[Closure]:
    """Return the closures to draw: not those recorded so long after the others that these would shrink."""
    before = [closure for closure in closures if closure.day <= until]
    if not before:
        return closures
    latest = day.after(until, max(LATER_DAYS, day.between(before[0].day, until)))
    return closures if closures[-1].day <= latest else before


def _recorded_later(closures: Sequence[Closure], from_: Closure) -> list[str]:
    """Return what is said of closures that were recorded after another."""
    later = closures[-1].recorded - from_.recorded
    told = _("Recorded later: {count}, the last on {day}.")
    return [told.format(count=frame.written(later), day=closures[-1].day)] if later else []


def _names() -> tuple[str, str]:
    return _("by effective day"), _("by recorded day")


def _between(laid: Course, one: Sequence[Point], other: Sequence[Point], last: str) -> str:
    """Return the outlines of what lies below two lines: what is below one alone lies between them."""
    return "".join(f"{laid.line(points, last)}V{laid.field.bottom:g}Z" for points in (one, other))


def _labels(laid: Course, end: Closure, last: str) -> list[str]:
    """Return each line's number and name to the right of the field, the upper above the lower."""
    both = list(zip((end.recorded, end.effective), _names()[::-1], (RECORDED, EFFECTIVE), strict=True))
    if end.recorded > end.effective:
        both.reverse()
    field, x = laid.field, laid.field.right + 10
    lower = min(max(field.y(both[0][0]), field.top + 8 + APART), field.bottom - 20)
    upper = max(min(field.y(both[1][0]), lower - APART), field.top + 8)
    parts = []
    for y, (count, name, look) in zip((lower, upper), both, strict=True):
        level = field.y(count)
        parts += [
            element("line", x1=laid.x(day.number(last)), y1=level, x2=field.right, y2=level, **LEADER),
            element("line", x1=x, y1=y - 5, x2=x + SAMPLE, y2=y - 5, **look),
            frame.number(count, x=x + SAMPLE + 6, y=y, font_size=14, font_weight=600, fill=INK),
            text(name, x=x, y=y + 15, **LABEL),
        ]
    return parts
