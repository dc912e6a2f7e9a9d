"""What held when: the segments that a timeline leads to, and what an entry changes of them."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import Any, Generic

import msgspec

from domain.timeline import AnyEntry, Life, Timeline


class Segment(msgspec.Struct, frozen=True, gc=False):
    """A span of effective days `[start, end)`, ISO, during which one status held.

    `end` is None where the span is open. `rule` is the rule a certificate
    stands under, else None; `position` is the entry that made it so.
    """

    status: str
    rule: str | None
    start: str
    end: str | None
    position: int


class Change(msgspec.Struct, frozen=True, gc=False):
    """What an entry changed.

    `gone` are the segments that no longer hold, with the position since which
    each was believed; `come` those believed from this entry on.
    """

    gone: list[tuple[Segment, int]]
    come: list[Segment]


class Course(Generic[AnyEntry]):
    """A timeline that grows, with the segments it leads to.

    `believed_from[i]` is the position of the entry with which `segments[i]` came to be.
    """

    __slots__ = ("_expiring", "_life", "believed_from", "segments", "timeline")

    def __init__(self, life: Life, entries: Iterable[AnyEntry] = ()) -> None:
        self._life = life
        self._expiring = False  # the last segment is of the calendar: no entry takes effect in it
        self.timeline: Timeline[AnyEntry] = Timeline(life)
        self.segments: list[Segment] = []
        self.believed_from: list[int] = []
        for entry in entries:
            self.add(entry)

    def add(self, entry: AnyEntry) -> Change:
        """Add an entry to the timeline; return what that changed."""
        timeline, segments = self.timeline, self.segments
        known = len(timeline.entries)
        place, end, on = timeline.add(entry)
        if place and end == place + 1 and len(timeline.states) > known and self._shows_the_same(place, on):
            return Change([], [])
        high = len(segments)
        if place == known:  # what may change: the expiry, what held last, and what that may join
            low = max(high - 3, 0)
            cut = high - self._expiring
        else:  # from the day's first entry on: what holds at its end comes of all of them
            place = bisect_left(timeline.days, on, 0, place)
            cut = bisect_left(segments, on, key=_start)
            low = max(cut - 1, 0)
        if end < len(timeline.days):  # after that day everything holds as it did
            settled = timeline.days[end]
            end = bisect_right(timeline.days, settled, end)
            high = bisect_right(segments, settled, key=_start)
        before, believed, kept = segments[low:high], self.believed_from[low:high], segments[high:]
        del segments[cut:]
        if segments:
            self._reopen()
        state = timeline.states[place - 1] if place else None
        for at in range(place, end):
            state = self._step(state, timeline.states[at], timeline.days[at], timeline.entries[at].position)
        if kept and segments:
            last = segments[-1]
            segments[-1] = Segment(last.status, last.rule, last.start, kept[0].start, last.position)
        segments += kept
        self._end(timeline.state)
        return self._changed(low, high, before, believed, entry.position)

    def _shows_the_same(self, place: int, on: str) -> bool:
        """Tell whether an entry, whose own state alone is new, leaves all segments as they are.

        An amendment does.
        """
        (before, state), life = self.timeline.states[place - 1 : place + 1], self._life
        if before is None or state is None:
            return False
        expiry = life.expires(state)
        return (
            life.shown(state, on) == life.shown(before, on)
            and expiry == life.expires(before)
            and (expiry is None or on < expiry.start)
        )

    def _step(self, before: Any, state: Any, on: str, position: int) -> Any:
        if before is not None:
            expiry = self._life.expires(before)
            if expiry is not None and expiry.start <= on:
                self._put("expired", expiry.rule, expiry.start, expiry.position)
        if state is not None:
            status, rule = self._life.shown(state, on)
            self._put(status, rule, on, position)
        return state

    def _put(self, status: str, rule: str | None, on: str, position: int) -> None:
        """Let `status` hold from `on`: close what held before, join what is the same.

        Several changes on one day leave what holds at the end of that day.
        """
        segments = self.segments
        if segments:
            last = segments[-1]
            if last.start == on:
                if last.status == status and last.rule == rule:
                    return
                segments.pop()
        if segments:
            last = segments[-1]
            if last.status == status and last.rule == rule:
                self._reopen()
                return
            segments[-1] = Segment(last.status, last.rule, last.start, on, last.position)
        segments.append(Segment(status, rule, on, None, position))

    def _reopen(self) -> None:
        """Let the last segment hold for ever."""
        last = self.segments[-1]
        if last.end is not None:
            self.segments[-1] = Segment(last.status, last.rule, last.start, None, last.position)

    def _end(self, state: Any) -> None:
        """Let the calendar end what it ends of the last state."""
        expiry = self._life.expires(state) if state is not None else None
        if expiry is not None:
            self._put("expired", expiry.rule, expiry.start, expiry.position)
        self._expiring = expiry is not None and self.timeline.days[-1] < expiry.start

    def _changed(
        self, low: int, high: int, before: list[Segment], believed: list[int], position: int
    ) -> Change:
        """Compare with the segments `before`, which were from `low` to `high`; no others changed."""
        after = self.segments[low : len(self.segments) - (len(self.believed_from) - high)]
        if not before:
            self.believed_from[low:high] = [position] * len(after)
            return Change([], after)
        since = dict(zip(before, believed, strict=True))
        self.believed_from[low:high] = [since.pop(segment, position) for segment in after]
        new = self.believed_from[low : low + len(after)]
        come = [s for s, by in zip(after, new, strict=True) if by == position]
        return Change(list(since.items()), come)


def _start(segment: Segment) -> str:
    return segment.start
