"""Effective-dated histories: the one place where entries become a timeline.

A subject's timeline is its entries without the voided ones, ordered by
effective day, ties by order of entry. Commands, imports, rebuilds and audits
all read it here.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeVar

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


def check(entries: Sequence[Entry], evolve: Evolve[State], forbids: Forbids[State], *, recorded: int) -> None:
    """Raise `Rejected` unless the timeline of `entries` is legal throughout.

    The first `recorded` entries stand in the ledger; the rest are proposed. A
    proposed entry that cannot stand is refused for its own reason; a recorded
    one that could no longer stand, as `history.contradicted`.
    """
    known = {e.version for e in entries[:recorded]}
    state: State | None = None
    for entry in standing(entries):
        problem = forbids(state, entry.event)
        if problem is not None:
            if entry.version not in known:
                raise problem
            raise Rejected(
                "history.contradicted",
                position=entry.position,
                type=type(entry.event).__name__,
                day=entry.event.effective_on,
                because=problem.code,
            )
        state = evolve(state, entry)


class Segment:
    """A span of effective days `[start, end)`, ISO, during which one status held.

    `end` is None where the span is open. `rule` is the rule a certificate
    stands under, else None; `position` is the entry that made it so.
    """

    __slots__ = ("end", "position", "rule", "start", "status")

    def __init__(self, status: str, rule: str | None, start: str, end: str | None, position: int) -> None:
        self.status = status
        self.rule = rule
        self.start = start
        self.end = end
        self.position = position

    def __repr__(self) -> str:
        return f"Segment({self.status}, {self.rule}, {self.start}, {self.end}, #{self.position})"


def add_segment(segments: list[Segment], status: str, rule: str | None, day: str, position: int) -> None:
    """Let `status` hold from `day` on: close what held before, join what is the same.

    Several changes on one day leave what holds at the end of that day.
    """
    if segments and segments[-1].start == day:
        if segments[-1].status == status and segments[-1].rule == rule:
            return
        segments.pop()
    if segments and segments[-1].status == status and segments[-1].rule == rule:
        segments[-1].end = None
        return
    if segments:
        segments[-1].end = day
    segments.append(Segment(status, rule, day, None, position))
