"""The plane of both time axes, as every picture of a history lays it out.

Effective days go across, recorded moments down. The days are not to scale:
each day on which something changes has its place, and what lies between takes
room by the logarithm of its length, so that years do not crowd out days.
"""

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise, takewhile

import msgspec

from cli.language import gettext as _
from domain import day
from projections.history import History, Moment, Rectangle


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """What was believed from a moment on, in order of days.

    `reach` is from the day of recording to the first day of which something
    else was believed than before: negative where that was back-dated; None where
    only the entry changed that makes it so.
    """

    moment: Moment
    rectangles: list[Rectangle]
    reach: int | None


class Plane(msgspec.Struct, frozen=True, kw_only=True):
    """The lines that are drawn, the last ones of a long history; `left_out` are the moments before them."""

    lines: list[Line]
    left_out: list[Moment]

    @property
    def rectangles(self) -> list[Rectangle]:
        """Return the rectangles that the lines show, each once, in order of recording."""
        found = {
            (rectangle.from_position, rectangle.effective_from): rectangle
            for line in self.lines
            for rectangle in line.rectangles
        }
        return [found[key] for key in sorted(found)]

    @property
    def changes(self) -> set[int]:
        """Return the days on which a rectangle begins or ends, as ordinals."""
        return _ends(self.rectangles)

    @property
    def moving(self) -> set[int]:
        """Return those of them that are not the same in every line, and the first."""
        first, last = self.lines[0].moment.position, self.lines[-1].moment.position
        moved = [r for r in self.rectangles if r.from_position > first or (r.to_position or last + 1) <= last]
        return _ends(moved) | {min(self.changes, default=1)}

    @property
    def recordings(self) -> set[int]:
        """Return the days on which something was recorded, as ordinals."""
        return {day.number(line.moment.recorded_on) for line in self.lines}


def _ends(rectangles: Iterable[Rectangle]) -> set[int]:
    ends = {end for r in rectangles for end in (r.effective_from, r.effective_to) if end is not None}
    return {day.number(end) for end in ends}


def rules_of(history: History) -> list[str]:
    """Return the rules that a certificate stood under, to be numbered; none where it had but one."""
    rules = list(dict.fromkeys(r.rule for r in history.rectangles if r.rule is not None))
    return rules if len(rules) > 1 else []


def plane(history: History, most: int) -> Plane:
    """Lay out a history; at most so many moments, the latest."""
    moments = history.moments[-most:]
    left_out = history.moments[:-most]
    believed = _believed(history, left_out[-1]) if left_out else []
    lines = []
    for moment in moments:
        earlier, believed = believed, _believed(history, moment)
        changed = _first_difference(earlier, believed)
        reach = None if changed is None else day.between(moment.recorded_on, changed)
        lines.append(Line(moment=moment, rectangles=believed, reach=reach))
    return Plane(lines=lines, left_out=left_out)


def left_out_note(shown: Plane) -> list[str]:
    """Return, where moments are left out, that they are and how to have them drawn."""
    if not shown.left_out:
        return []
    note = _(
        "Only the last {shown} of {all} recorded moments are drawn; those before: --known-at '#{position}'."
    )
    every = len(shown.left_out) + len(shown.lines)
    return [note.format(shown=len(shown.lines), all=every, position=shown.left_out[-1].position)]


def _believed(history: History, moment: Moment) -> list[Rectangle]:
    """Return the rectangles of a moment, in order of days."""
    at = moment.position
    held = [r for r in history.rectangles if r.from_position <= at and (r.to_position or at + 1) > at]
    return sorted(held, key=lambda rectangle: rectangle.effective_from)


def _first_difference(one: Sequence[Rectangle], other: Sequence[Rectangle]) -> str | None:
    """Return the first day of which two lines say different things; None where they agree."""
    alike = sum(1 for _ in takewhile(lambda both: both[0] is both[1], zip(one, other, strict=False)))
    rest = (*one[alike:], *other[alike:])
    ends = sorted({end for r in rest for end in (r.effective_from, r.effective_to) if end})
    return next((on for on in ends if _said(one, on) != _said(other, on)), None)


def _said(rectangles: Sequence[Rectangle], on: str) -> tuple[str, str | None] | None:
    index = bisect_right(rectangles, on, key=lambda rectangle: rectangle.effective_from) - 1
    if index < 0 or ((end := rectangles[index].effective_to) is not None and end <= on):
        return None
    return rectangles[index].status, rectangles[index].rule


# The scale -------------------------------------------------------------------


class Scale:
    """Where days stand across, in whole units from 0 to `width`; `changes` have places of their own."""

    def __init__(
        self, days: Sequence[int], offsets: Sequence[int], width: int, changes: Iterable[int]
    ) -> None:
        self._days = days
        self._offsets = offsets
        self.width = width
        self.changes = sorted(changes)
        self._placed = set(self.changes)

    def at(self, on: int) -> int:
        """Return where a day stands; between two places in proportion."""
        index = bisect_right(self._days, on) - 1
        if index < 0:
            return 0
        start, left = self._days[index], self._offsets[index]
        if start == on:
            return left
        if index + 1 == len(self._days):
            return (left + self.width) // 2
        share = (on - start) / (self._days[index + 1] - start)
        return left + int(share * (self._offsets[index + 1] - left))

    def span(self, rectangle: Rectangle) -> tuple[int, int]:
        """Return where a rectangle begins and ends."""
        start = self.at(day.number(rectangle.effective_from))
        return start, self.width if rectangle.effective_to is None else self.at(
            day.number(rectangle.effective_to)
        )

    def tells(self, rectangle: Rectangle) -> bool:
        """Tell whether both ends of a rectangle have places; else it stands among several in one."""
        ends = _ends([rectangle])
        return ends <= self._placed


def scale(shown: Plane, width: int, *, label: int, least: Sequence[int]) -> Scale:
    """Return a scale of some width: each change has room for a label, each recording some at least.

    Where there are too many, recordings have no place of their own, then labels
    no room, then what is the same in every line no place; at the very last
    several changes share a unit. `least` are the units that a place takes at
    least, the next tried where the one before is too much.
    """
    changes, moving, recordings = shown.changes, shown.moving, shown.recordings
    tried = (
        (changes, recordings, label, least[0]),
        (changes, set[int](), label, least[0]),
        (changes, set[int](), 0, least[0]),
        (moving, recordings, label, least[0]),
        *((moving, set[int](), 0, some) for some in least),
    )
    for placed, more, room, some in tried:
        days = sorted(placed | more)
        rooms = [max(room, some) if on in placed else some for on in days]
        if sum(rooms) <= width:
            return Scale(days, _offsets(days, rooms, width), width, placed)
    days = sorted(moving)
    return Scale(days, [index * width // len(days) for index in range(len(days))], width, moving)


def _offsets(days: Sequence[int], rooms: Sequence[int], width: int) -> list[int]:
    """Return where each day stands: what is left beside the rooms is shared out."""
    weights = [math.log2(1 + after - on) for on, after in pairwise(days)]
    weights.append(max(weights, default=1) / 2)  # what is open runs on for ever; half of the longest will do
    free, total = width - sum(rooms), sum(weights)
    offsets, used, weighed = [], 0, 0.0
    for room, weight in zip(rooms, weights, strict=True):
        offsets.append(used + int(free * weighed / total))
        used += room
        weighed += weight
    return offsets


def labels(across: Scale, room: int, last: int) -> list[tuple[int, int, str, str]]:
    """Return (where it stands, place, year, month and day) of the changes whose labels do not collide.

    A label stands at its place, at `last` at the furthest. The year is empty
    where it is the one of the label before.
    """
    told: list[tuple[int, int, str, str]] = []
    free, year = 0, ""
    for on in across.changes:
        place = across.at(on)
        stands = min(place, last)
        if stands < free:
            continue
        text = day.text(on)
        told.append((stands, place, text[:4] if text[:4] != year else "", text[5:]))
        free, year = stands + room, text[:4]
    return told
