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
    def expires(self) -> Callable[[Any], Expiry | None]:
        """Return the function that says when the calendar ends a state, if it does."""


class Change(msgspec.Struct, frozen=True, gc=False):
    """What an entry changed.

    `gone` are the segments that no longer hold, each with the position since
    which it was believed, `come` those believed from this entry on. From
    `place` on the timeline was gone through anew.
    """

    place: int
    gone: list[tuple[Segment, int]]
    come: list[Segment]


class Timeline(Generic[AnyEntry]):
    """A timeline that grows, with the states and segments it leads to.

    Entries are added in order of version. One that takes effect last costs a
    step; a back-dated one, or a void, the steps from its day on.
    `states[i]` is the state with `entries[i]`; `believed_from[i]` the position
    of the entry with which `segments[i]` came to be.
    """

    __slots__ = ("_days", "_expiring", "_expiry", "_life", "believed_from", "entries", "segments", "states")

    def __init__(self, life: Life, entries: Iterable[AnyEntry] = ()) -> None:
        self._life = life
        self._days: list[str] = []
        self._expiry: Expiry | None = None  # of the last state
        self._expiring = False  # the last segment is that expiry: no entry takes effect in it
        self.entries: list[AnyEntry] = []
        self.states: list[Any] = []
        self.segments: list[Segment] = []
        self.believed_from: list[int] = []
        for entry in entries:
            self.add(entry)

    @property
    def state(self) -> Any:
        """Return the state by all entries, whenever they take effect."""
        return self.states[-1] if self.states else None

    def state_on(self, day: str) -> Any:
        """Return the state at the end of a day; None before the first."""
        at = bisect_right(self._days, day)
        return self.states[at - 1] if at else None

    def on(self, day: str) -> Sequence[AnyEntry]:
        """Return the entries that take effect on a day."""
        return self.entries[bisect_left(self._days, day) : bisect_right(self._days, day)]

    def add(self, entry: AnyEntry) -> Change:
        """Put an entry in its place, or take out what it voids; return what that changed."""
        event = entry.event
        if type(event) is EntryVoided:
            at = next((i for i, e in enumerate(self.entries) if e.position == event.position), None)
            if at is None:
                return Change(len(self.entries), [], [])
            on = self._days.pop(at)
            del self.entries[at]
            return self._rewrite(on, entry.position)
        on = event.effective_on
        if not self._days or self._days[-1] <= on:
            return self._append(entry, on)
        at = bisect_right(self._days, on)
        self._days.insert(at, on)
        self.entries.insert(at, entry)
        return self._rewrite(on, entry.position)

    def check(self, index: int, recorded: int) -> None:
        """Raise `Rejected` unless the entries from `index` on can stand where they do.

        An entry of a version after `recorded` is proposed: where it cannot
        stand it is refused for its own reason; a recorded one that could no
        longer stand, as `history.contradicted`.
        """
        forbids = self._life.forbids
        for at in range(index, len(self.entries)):
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

    def _append(self, entry: AnyEntry, on: str) -> Change:
        """Add what takes effect last."""
        self._days.append(on)
        self.entries.append(entry)
        # What may change: the expiry, what held last, and what that may join.
        low = max(len(self.segments) - 3, 0)
        before, believed = self.segments[low:], self.believed_from[low:]
        if self._expiring:
            self.segments.pop()
            self._reopen()
        self._step(entry, on)
        return self._changed(len(self.entries) - 1, low, before, believed, entry.position)

    def _rewrite(self, on: str, position: int) -> Change:
        """Go through the entries from a day on anew."""
        place = bisect_left(self._days, on)
        cut = bisect_left(self.segments, on, key=_start)
        low = max(cut - 1, 0)
        before, believed = self.segments[low:], self.believed_from[low:]
        del self.segments[cut:], self.states[place:]
        self._expiry = self._life.expires(self.states[-1]) if self.states and self.states[-1] else None
        if self.segments:
            self._reopen()
        for entry in self.entries[place:]:
            self._step(entry, entry.event.effective_on)
        return self._changed(place, low, before, believed, position)

    def _step(self, entry: AnyEntry, on: str) -> None:
        expiry = self._expiry
        if expiry is not None and expiry.start <= on:
            self._put("expired", expiry.rule, expiry.start, expiry.position)
        life = self._life
        state = life.evolve(self.states[-1] if self.states else None, entry)
        self.states.append(state)
        if state is not None:
            status, rule = life.shown(state, on)
            self._put(status, rule, on, entry.position)
            self._expiry = life.expires(state)

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
        self, place: int, low: int, before: list[Segment], believed: list[int], position: int
    ) -> Change:
        """Let the calendar end what it ends, and compare with the segments `before` from `low` on."""
        expiry, held = self._expiry, len(self.segments)
        if expiry is not None:
            self._put("expired", expiry.rule, expiry.start, expiry.position)
        self._expiring = len(self.segments) > held
        after = self.segments[low:]
        if not before:
            self.believed_from = [position] * len(after)
            return Change(place, [], after)
        since = dict(zip(before, believed, strict=True))
        self.believed_from[low:] = [since.pop(segment, position) for segment in after]
        come = [s for s, by in zip(after, self.believed_from[low:], strict=True) if by == position]
        return Change(place, list(since.items()), come)


def _start(segment: Segment) -> str:
    return segment.start
