"""Deadlines as lines down a field of days, each with its label above it, clear of the others."""

from collections.abc import Callable, Iterable, Sequence
from itertools import combinations

import msgspec

from cli.language import gettext as _
from cli.render.charts.looks import FAINT, HALO, INK
from cli.render.svg import Value, columns, element, fitting, text
from cli.render.table import show
from domain import day
from projections.reports.statement.parts import DeadlineMark

MOST = 10
"""How many deadlines have a label."""

NEAR_DAYS = 184
"""A deadline that lies further off than this, and than the whole of what is drawn, is only named."""

SIZE, ROW, GAP = 12, 18, 6
NAME_ROOM = 230


class Flag(msgspec.Struct, frozen=True, kw_only=True):
    """A label at a line: `row` counts down from the top; the text ends or begins at the line."""

    mark: DeadlineMark
    x: float
    row: int
    words: str
    leftward: bool

    @property
    def span(self) -> tuple[float, float]:
        """Return from where to where the text stands."""
        room = GAP + columns(self.words, SIZE)
        return (self.x - room, self.x) if self.leftward else (self.x, self.x + room)


def near(deadlines: Iterable[DeadlineMark], first: str, last: str) -> list[DeadlineMark]:
    """Return the deadlines to draw with what lies from `first` through `last`, in order of days."""
    own = [mark.due_on for mark in deadlines if mark.own]
    first, last = min([first, *own]), max([last, *own])
    margin = max(NEAR_DAYS, day.between(first, last))
    close = [
        mark for mark in deadlines if day.after(first, -margin) <= mark.due_on <= day.after(last, margin)
    ]
    return sorted(close, key=lambda mark: (mark.due_on, not mark.own, mark.notice))


def words(mark: DeadlineMark) -> str:
    """Return a deadline in words: the notice, the day, whether that day is in time, whether it stands."""
    due = (_("due {deadline}") if mark.due_on == mark.deadline else _("due before {deadline}")).format(
        deadline=mark.deadline
    )
    if mark.replaced:
        due = _("{due} (replaced)").format(due=due)
    return f"{fitting(show(mark.notice), SIZE, NAME_ROOM)} · {due}"


def flags(
    marks: Sequence[DeadlineMark], place: Callable[[int], float], left: float, right: float
) -> list[Flag]:
    """Return a label for each deadline between `left` and `right`, in as few rows as they need.

    No text lies on another; none on a line, unless there is no other way.
    """
    forth = _placed(marks, place, (left, right), leftward=False)
    back = _placed(marks[::-1], place, (left, right), leftward=True)
    return min(forth, back, key=lambda placed: (_crossings(placed), max((f.row for f in placed), default=0)))


def _placed(
    marks: Sequence[DeadlineMark],
    place: Callable[[int], float],
    ends: tuple[float, float],
    *,
    leftward: bool,
) -> list[Flag]:
    """Place one label after another, each in the first row that is clear, if possible on the side wanted."""
    placed: list[Flag] = []
    for mark in marks:
        x = place(day.number(mark.due_on))
        # In the middle of the field a long label has room on neither side.
        told = fitting(words(mark), SIZE, max(x - ends[0], ends[1] - x) - GAP)
        tries = [
            Flag(mark=mark, x=x, row=row, words=told, leftward=side)
            for row in range(len(marks))
            for side in (leftward, not leftward)
        ]
        inside = [flag for flag in tries if flag.span[0] >= ends[0] and flag.span[1] <= ends[1]]
        clear = [flag for flag in inside if not any(_touch(flag, other) for other in placed)]
        placed.append(min(clear, key=lambda flag: (sum(_cross(flag, other) for other in placed), flag.row)))
    return placed


def _crossings(placed: Sequence[Flag]) -> int:
    return sum(_cross(one, other) for one, other in combinations(placed, 2))


def _touch(one: Flag, other: Flag) -> bool:
    """Tell whether two texts lie on each other."""
    return one.row == other.row and one.span[0] < other.span[1] and other.span[0] < one.span[1]


def _cross(one: Flag, other: Flag) -> bool:
    """Tell whether the line of one runs through the text of the other."""
    upper, lower = sorted((one, other), key=lambda flag: flag.row)
    return upper.row != lower.row and lower.span[0] < upper.x < lower.span[1]


def drawn(flags: Iterable[Flag], top: float, bottom: float) -> list[str]:
    """Return the lines and labels, the first row below `top`, the lines down to `bottom`."""
    lines, labels = [], []
    for flag in flags:
        y = top + ROW * flag.row
        lines.append(element("line", x1=flag.x, y1=y, x2=flag.x, y2=bottom, **_line(flag.mark)))
        labels.append(
            text(
                flag.words,
                x=flag.x + (-GAP if flag.leftward else GAP),
                y=y + 11,
                font_size=SIZE,
                fill=INK if flag.mark.own and not flag.mark.replaced else FAINT,
                font_weight=600 if flag.mark.own and not flag.mark.replaced else None,
                text_anchor="end" if flag.leftward else None,
                **HALO,
            )
        )
    return lines + labels


def _line(mark: DeadlineMark) -> dict[str, Value]:
    """Return a line's look: bold for one's own, dashed where it was replaced."""
    if mark.replaced:
        return {"stroke": FAINT, "stroke_width": 1.5, "stroke_dasharray": "5 4"}
    return {"stroke": INK, "stroke_width": 2.25} if mark.own else {"stroke": FAINT, "stroke_width": 1}
