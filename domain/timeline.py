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


def _version(entry: Entry) -> int:
    return entry.version


def until(timeline: Iterable[AnyEntry], day: str) -> list[AnyEntry]:
    """Return the part of a timeline that has taken effect by the end of `day`."""
    return [e for e in timeline if e.event.effective_on <= day]


def fold(timeline: Iterable[Entry], evolve: Evolve[State]) -> State | None:
    """Return the state that a timeline leads to; None where it is empty."""
    state: State | None = None
    for entry in timeline:
        state = evolve(state, entry)
    return state


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


class Timeline(Generic[AnyEntry]):
    """A timeline that grows: `states[i]` is the state with `entries[i]`.

    Entries are added in order of version. One that takes effect last costs a
    step; a back-dated one, or a void, the steps from its day on until the state
    is again what it was, as it is once a later entry has said the same things.
    """

    __slots__ = ("_life", "_put", "days", "entries", "states")

    def __init__(self, life: Life, entries: Iterable[AnyEntry] = ()) -> None:
        self._life = life
        self._put: dict[int, tuple[str, int]] | None = None  # (day, version) by position, once one is voided
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

    def add(self, entry: AnyEntry) -> tuple[int, int, str]:
        """Put an entry in its place, or take out what it voids.

        Return (place, end, day): where and on which day that is; the states from `end` on are
        what they were. A void of what is not there changes nothing: both are the end.
        """
        event, days = entry.event, self.days
        if type(event) is EntryVoided:
            at = self._place_of(event.position)
            if at is None:
                return len(days), len(days), event.effective_on
            on = days.pop(at)
            del self.entries[at], self.states[at]
            return at, self._evolve(at, at), on
        on = event.effective_on
        if self._put is not None:
            self._put[entry.position] = on, entry.version
        if not days or days[-1] <= on:
            days.append(on)
            self.entries.append(entry)
            self.states.append(self._life.evolve(self.states[-1] if self.states else None, entry))
            return len(days) - 1, len(days), on
        at = bisect_right(days, on)
        days.insert(at, on)
        self.entries.insert(at, entry)
        self.states.insert(at, None)
        return at, self._evolve(at, at + 1), on

    def _place_of(self, position: int) -> int | None:
        """Return the place of the entry at a position, which leaves it; None where it is not there."""
        if self._put is None:
            self._put = {e.position: (on, e.version) for e, on in zip(self.entries, self.days, strict=True)}
        found = self._put.pop(position, None)
        if found is None:
            return None
        on, version = found
        first, end = bisect_left(self.days, on), bisect_right(self.days, on)
        return bisect_left(self.entries, version, first, end, key=_version)

    def _evolve(self, place: int, settled: int) -> int:
        """Work out the states from a place on; return where, from `settled` on, they are what they were."""
        states, entries, evolve = self.states, self.entries, self._life.evolve
        state = states[place - 1] if place else None
        for at in range(place, len(states)):
            state = evolve(state, entries[at])
            if at >= settled and state == states[at]:
                return at
            states[at] = state
        return len(states)

    def check(self, place: int, recorded: int, untouched: int = 0) -> None:
        """Raise `Rejected` unless the entries from a place on can stand where they do.

        The states of the last `untouched` are what they were. So the first of these is asked,
        which follows what changed, and no other: it could stand before.

        An entry of a version after `recorded` is proposed: where it cannot stand it is refused
        for its own reason; a recorded one that could no longer stand, as `history.contradicted`.
        """
        forbids = self._life.forbids
        for at in range(place, min(len(self.entries), len(self.entries) - untouched + 1)):
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
