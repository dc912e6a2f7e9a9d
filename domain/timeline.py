"""Effective-dated histories: the one place where entries become a timeline.

A subject's timeline is its entries without the voided ones, ordered by
effective day, ties by order of entry. Commands, imports, rebuilds and audits
all read it here.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Generic, Protocol, TypeVar

import msgspec

from domain.event import EntryVoided, Event
from domain.rejected import Rejected


class Entry(Protocol):
    """An event in its place: `position` in the ledger, `version` in its subject's stream."""

    @property
    def position(self) -> int:
        """Return its place in the ledger."""

    @property
    def version(self) -> int:
        """Return its place in its subject's stream."""

    @property
    def event(self) -> Event:
        """Return what it says."""


AnyEntry = TypeVar("AnyEntry", bound=Entry)
State = TypeVar("State")

Evolve = Callable[[State | None, Entry], State | None]
"""Apply one entry to a state. Never refuses: what is recorded stays readable."""

Forbids = Callable[[State | None, Event], Rejected | None]
"""Say why an event cannot follow a state, or None where it can."""


def standing(entries: Iterable[AnyEntry]) -> list[AnyEntry]:
    """Return the timeline: what is not voided and no void itself, in effective order."""
    counted = list(entries)
    voided = {e.event.position for e in counted if type(e.event) is EntryVoided}
    if voided:
        counted = [e for e in counted if type(e.event) is not EntryVoided and e.position not in voided]
    counted.sort(key=_effective_order)
    return counted


def _effective_order(entry: Entry) -> tuple[str, int]:
    return entry.event.effective_on, entry.version


def until(timeline: Iterable[AnyEntry], day: str) -> list[AnyEntry]:
    """Return the part of a timeline that has taken effect by the end of `day`."""
    return [e for e in timeline if e.event.effective_on <= day]


def fold(timeline: Iterable[Entry], evolve: Evolve[State]) -> State | None:
    """Return the state that a timeline leads to; None where it is empty."""
    state: State | None = None
    for entry in timeline:
        state = evolve(state, entry)
    return state


class Life(Protocol):
    """How the states of one kind of subject follow each other, and what they show."""

    @property
    def evolve(self) -> Evolve[Any]:
        """Return the function that applies an entry."""

    @property
    def forbids(self) -> Forbids[Any]:
        """Return the function that says why an event cannot follow."""

    @property
    def shown(self) -> Callable[[Any, str], tuple[str, str | None]]:
        """Return the function that gives a state's (status, rule) at the end of a day."""

    @property
    def expires(self) -> Callable[[Any], "Expiry | None"]:
        """Return the function that says when the calendar ends a state, if it does."""


class Timeline(Generic[AnyEntry]):
    """A timeline that grows: `states[i]` is the state with `entries[i]`.

    Entries are added in order of version. One that takes effect last costs a
    step; a back-dated one, or a void, the steps from its day on.
    """

    __slots__ = ("_life", "days", "entries", "states")

    def __init__(self, life: Life, entries: Iterable[AnyEntry] = ()) -> None:
        self._life = life
        self.days: list[str] = []
        self.entries: list[AnyEntry] = []
        self.states: list[Any] = []
        for entry in entries:
            self.add(entry)

    @property
    def state(self) -> Any:
        """Return the state by all entries, whenever they take effect."""
        return self.states[-1] if self.states else None

    def state_on(self, day: str) -> Any:
        """Return the state at the end of a day; None before the first."""
        at = bisect_right(self.days, day)
        return self.states[at - 1] if at else None

    def on(self, day: str) -> Sequence[AnyEntry]:
        """Return the entries that take effect on a day."""
        return self.entries[bisect_left(self.days, day) : bisect_right(self.days, day)]

    def add(self, entry: AnyEntry) -> tuple[int, str]:
        """Put an entry in its place, or take out what it voids.

        Return (place, day): states from that place on, of entries effective
        from that day on, were worked out anew.
        """
        event, days = entry.event, self.days
        if type(event) is EntryVoided:
            at = next((i for i, e in enumerate(self.entries) if e.position == event.position), None)
            if at is None:
                return len(self.entries), event.effective_on
            on = days.pop(at)
            del self.entries[at]
        else:
            on = event.effective_on
            if not days or days[-1] <= on:
                days.append(on)
                self.entries.append(entry)
                self.states.append(self._life.evolve(self.states[-1] if self.states else None, entry))
                return len(days) - 1, on
            at = bisect_right(days, on)
            days.insert(at, on)
            self.entries.insert(at, entry)
        place = bisect_left(days, on)
        del self.states[place:]
        state = self.state
        for later in self.entries[place:]:
            state = self._life.evolve(state, later)
            self.states.append(state)
        return place, on

    def check(self, place: int, recorded: int) -> None:
        """Raise `Rejected` unless the entries from a place on can stand where they do.

        An entry of a version after `recorded` is proposed: where it cannot
        stand it is refused for its own reason; a recorded one that could no
        longer stand, as `history.contradicted`.
        """
        forbids = self._life.forbids
        for at in range(place, len(self.entries)):
            entry = self.entries[at]
            problem = forbids(self.states[at - 1] if at else None, entry.event)
            if problem is None:
                continue
            if entry.version > recorded:
                raise problem
            raise Rejected(
                "history.contradicted",
                position=entry.position,
                type=type(entry.event).__name__,
                day=entry.event.effective_on,
                because=problem.code,
            )


# What held when --------------------------------------------------------------


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


class Expiry(msgspec.Struct, frozen=True, gc=False):
    """When the calendar ends a state: from the day `start`, by what the entry at `position` set."""

    start: str
    rule: str | None
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
        place, on = timeline.add(entry)
        if place == known and 0 < place < len(timeline.states) and self._shows_the_same(place, on):
            return Change([], [])
        if place == known:  # what may change: the expiry, what held last, and what that may join
            low = max(len(segments) - 3, 0)
            cut = len(segments) - self._expiring
        else:
            cut = bisect_left(segments, on, key=_start)
            low = max(cut - 1, 0)
        before, believed = segments[low:], self.believed_from[low:]
        del segments[cut:]
        if segments:
            self._reopen()
        state = timeline.states[place - 1] if place else None
        for at in range(place, len(timeline.entries)):
            state = self._step(state, timeline.states[at], timeline.days[at], timeline.entries[at].position)
        return self._changed(state, low, before, believed, entry.position)

    def _shows_the_same(self, place: int, on: str) -> bool:
        """Tell whether the last entry leaves all segments as they are, as an amendment does."""
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

    def _changed(
        self, state: Any, low: int, before: list[Segment], believed: list[int], position: int
    ) -> Change:
        """Let the calendar end what it ends, and compare with the segments `before` from `low` on."""
        expiry = self._life.expires(state) if state is not None else None
        if expiry is not None:
            self._put("expired", expiry.rule, expiry.start, expiry.position)
        self._expiring = expiry is not None and self.timeline.days[-1] < expiry.start
        after = self.segments[low:]
        if not before:
            self.believed_from = [position] * len(after)
            return Change([], after)
        since = dict(zip(before, believed, strict=True))
        self.believed_from[low:] = [since.pop(segment, position) for segment in after]
        come = [s for s, by in zip(after, self.believed_from[low:], strict=True) if by == position]
        return Change(list(since.items()), come)


def _start(segment: Segment) -> str:
    return segment.start
