"""Which entries made a difference to a subject: between two moments of knowledge, or between two days.

An entry counts by a day where it took effect by its end and was not voided.
Only those that change what is looked at are causes: where a status is looked
at, an amendment is none.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import msgspec

from domain.certificate import Certificate
from domain.event import EntryVoided
from domain.rule import Rule
from domain.subject import Subject
from domain.timeline import standing, until
from ledger import journal
from ledger.entry import Entry
from ledger.journal import NEVER, Reader
from ledger.moment import timestamp

Looked = Callable[[Any], object]
"""What is looked at in an aggregate's state; the state is None where the subject does not exist."""

Telling = list[tuple[Entry, Any]]
"""The entries that count by the end of a day, in effective order, each with the state it led to."""


def tell(subject: Subject, entries: Iterable[Entry], on: str, *, known_at: int) -> Telling:
    """Tell what counts by the end of a day, of the entries known at a position."""
    told = []
    state = None
    for entry in until(standing(entry for entry in entries if entry.position <= known_at), on):
        state = subject.aggregate.evolve(state, entry)
        told.append((entry, state))
    return told


def tell_twice(subject: Subject, entries: Sequence[Entry], on: str, *, first: int) -> tuple[Telling, Telling]:
    """Tell what counts by the end of a day, of the entries known at the position `first` and of all."""
    after = tell(subject, entries, on, known_at=NEVER)
    known = [told for told in after if told[0].position <= first]
    later = (entry.event for entry in entries if entry.position > first)
    if known == after[: len(known)] and not any(isinstance(event, EntryVoided) for event in later):
        return known, after
    return tell(subject, entries, on, known_at=first), after


def state_of(told: Telling) -> Any:
    """Return the state that was led to; None where there is none."""
    return told[-1][1] if told else None


def status_of(state: Any, on: str) -> str | None:
    """Return a state's status at the end of a day, by the calendar too; None where there is no state."""
    if state is None:
        return None
    return str(state.status_on(on) if isinstance(state, Certificate) else state.status)


# What is looked at -----------------------------------------------------------


def status_of_day(entries: Iterable[Entry], on: str) -> Looked:
    """Look at what the status at the end of a day follows from.

    A last valid day matters only where one of the subject's lies before that
    day: no renewal makes a difference to a day that both expiries reach.
    """
    expiries = [
        getattr(entry.event, "expires_on", None) for entry in entries if entry.event.effective_on <= on
    ]
    some_expired = any(expiry is not None and expiry < on for expiry in expiries)

    def looked(state: Any) -> object:
        match state:
            case None:
                return None
            case Certificate():
                return state.status, state.expires_on if some_expired else None
            case Rule():
                return sorted(state.flags), state.deregistered_on is not None
        return state.status

    return looked


def facts(state: Any) -> dict[str, Any]:
    """Look at all that a state says but the status, and not by which entries."""
    if state is None:
        return {}
    plain: dict[str, Any] = msgspec.to_builtins(state)
    if isinstance(state, Rule):
        plain["flags"] = [
            {"notice": number, "ground": flag.ground, "since": flag.since}
            for number, flag in sorted(state.flags.items())
        ]
    return {
        key: value
        for key, value in plain.items()
        if key != "status" and not key.endswith(("_position", "_positions"))
    }


def everything(state: Any) -> object:
    """Look at all that a state says, and not by which entries."""
    return None if state is None else (state.status, facts(state))


# Which entries ---------------------------------------------------------------


def of_moments(before: Telling, after: Telling, later: Sequence[Entry], looked: Looked) -> list[int]:
    """Return the positions that changed what is known of a day, of `later`: the subject's entries since.

    They are the entries that came to count by the end of that day, and the
    voids by which others no longer do; of an entry that came and was voided
    since, neither. Without them the ledger would still say what it said before;
    with them alone, it says what it says after.
    """
    since = {entry.position for entry in later}
    voids = {e.event.position: e.position for e in later if isinstance(e.event, EntryVoided)}
    came = {entry.position for entry in _turning(after, looked)} & since
    went = {voids[entry.position] for entry in _turning(before, looked) if entry.position in voids}
    return sorted(came | went)


def of_days(after: Telling, first: str, looked: Looked) -> list[int]:
    """Return the positions of the entries that took effect after the day `first` and changed it."""
    return sorted(entry.position for entry in _turning(after, looked) if entry.event.effective_on > first)


def _turning(told: Telling, looked: Looked) -> Iterator[Entry]:
    """Yield the entries at which what is looked at changes."""
    seen = looked(None)
    for entry, state in told:
        now = looked(state)
        if now != seen:
            yield entry
            seen = now


# Telling them -----------------------------------------------------------------


class Cause(msgspec.Struct, frozen=True, kw_only=True):
    """An entry that made some of it so."""

    position: int
    type: str
    subject: str
    kind: str
    effective_on: str
    recorded_at: str
    actor: str


def causes_at(reader: Reader, positions: Iterable[int]) -> Iterator[Cause]:
    """Yield the entries at some positions, in their order."""
    for position in sorted(positions):
        entry, commit = journal.entry_at(reader, position), journal.commit_of(reader, position)
        assert entry is not None, "it was read before"
        assert commit is not None, "every entry has a commit"
        yield Cause(
            position=position,
            type=entry.type,
            subject=entry.subject.id,
            kind=entry.subject.kind,
            effective_on=entry.event.effective_on,
            recorded_at=timestamp(commit.recorded_at),
            actor=commit.actor,
        )
