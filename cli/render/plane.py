"""The plane of both time axes, as every picture of a history lays it out.

Effective days go across, recorded moments down. The days are not to scale:
each day on which something changes has its place, and what lies between takes
room by the logarithm of its length, so that years do not crowd out days.
"""

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise

import msgspec

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
    """The lines that are drawn, the last ones of a long history; `left_out` were before them."""

    lines: list[Line]
    left_out: int

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
        ends = {end for r in self.rectangles for end in (r.effective_from, r.effective_to) if end is not None}
        return {day.number(end) for end in ends}

    @property
    def recordings(self) -> set[int]:
        """Return the days on which something was recorded, as ordinals."""
        return {day.number(line.moment.recorded_on) for line in self.lines}


def rules_of(history: History) -> list[str]:
    """Return the rules that a certificate stood under, to be numbered; none where it had but one."""
    rules = list(dict.fromkeys(r.rule for r in history.rectangles if r.rule is not None))
    return rules if len(rules) > 1 else []


def plane(history: History, most: int) -> Plane:
    """Lay out a history; at most so many moments, the latest."""
    moments = history.moments[-most:]
    before = history.moments[-most - 1] if len(history.moments) > most else None
    believed = [] if before is None else _believed(history, before)
    lines = []
    for moment in moments:
        earlier, believed = believed, _believed(history, moment)
        changed = _first_difference(earlier, believed)
        reach = None if changed is None else day.between(moment.recorded_on, changed)
        lines.append(Line(moment=moment, rectangles=believed, reach=reach))
    return Plane(lines=lines, left_out=len(history.moments) - len(moments))


def _believed(history: History, moment: Moment) -> list[Rectangle]:
    """Return the rectangles of a moment, in order of days."""
    at = moment.position
    held = [r for r in history.rectangles if r.from_position <= at and (r.to_position or at + 1) > at]
    return sorted(held, key=lambda rectangle: rectangle.effective_from)


def _first_difference(one: Sequence[Rectangle], other: Sequence[Rectangle]) -> str | None:
    """Return the first day of which two lines say different things; None where they agree."""
    ends = sorted({end for r in (*one, *other) for end in (r.effective_from, r.effective_to) if end})
    return next((on for on in ends if _said(one, on) != _said(other, on)), None)


def _said(rectangles: Sequence[Rectangle], on: str) -> tuple[str, str | None] | None:
    index = bisect_right(rectangles, on, key=lambda rectangle: rectangle.effective_from) - 1
    if index < 0 or ((end := rectangles[index].effective_to) is not None and end <= on):
        return None
    return rectangles[index].status, rectangles[index].rule


# The scale -------------------------------------------------------------------


class Scale:
    """Where days stand across, in whole units from 0 to `width`."""

    def __init__(self, days: Sequence[int], offsets: Sequence[int], width: int) -> None:
        self._days = days
        self._offsets = offsets
        self.width = width

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


def scale(shown: Plane, width: int, *, label: int, least: int) -> Scale:
    """Return a scale of some width: each change has room for a label, each recording some at least.

    Where there are too many, first recordings have no place of their own, then
    labels no room; in the end several changes share a unit.
    """
    changes = sorted(shown.changes)
    for days, room in (
        (sorted(shown.changes | shown.recordings), dict.fromkeys(changes, label)),
        (changes, dict.fromkeys(changes, label)),
        (changes, {}),
    ):
        rooms = [room.get(on, least) for on in days]
        if sum(rooms) <= width:
            return Scale(days, _offsets(days, rooms, width), width)
    return Scale(changes, [index * width // len(changes) for index in range(len(changes))], width)


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


def labels(places: Iterable[tuple[int, int]], room: int) -> list[tuple[int, str, str]]:
    """Return (place, year, month and day) of the days, given as (place, day), whose labels do not collide.

    The year is empty where it is the one of the label before.
    """
    told: list[tuple[int, str, str]] = []
    free, year = 0, ""
    for place, on in sorted(places):
        if place < free:
            continue
        text = day.text(on)
        told.append((place, text[:4] if text[:4] != year else "", text[5:]))
        free, year = place + room, text[:4]
    return told
