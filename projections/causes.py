"""Which entries made a difference to a subject: between two moments of knowledge, or between two days.

An entry counts by a day where it took effect by its end and was not voided.
Only those that change what is looked at are causes: where a status is looked
at, an amendment is none.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import msgspec

from domain.certificate import Certificate
from domain.event import EntryVoided
from domain.rule import Rule
from domain.subject import Subject
from domain.timeline import fold, standing, until
from ledger.entry import Entry

Looked = Callable[[Any], object]
"""What is looked at in an aggregate's state; the state is None where the subject does not exist."""


def state_of(subject: Subject, entries: Iterable[Entry], on: str, *, known_at: int) -> Any:
    """Return the state at the end of a day, of the entries known at a position; None before it began."""
    known = [entry for entry in entries if entry.position <= known_at]
    return fold(until(standing(known), on), subject.aggregate.evolve)


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


def of_moments(
    subject: Subject, entries: Sequence[Entry], first: int, last: int, on: str, looked: Looked
) -> list[int]:
    """Return the positions after `first`, up to `last`, that changed what is known of a day.

    They are the entries that came to count by the end of that day, and the
    voids by which others no longer do; of an entry that came and was voided
    between the two, neither. Without them the ledger would say what it said at
    `first`; with them alone, what it says at `last`.
    """
    then = _turning(subject, (entry for entry in entries if entry.position <= first), on, looked)
    known = [entry for entry in entries if entry.position <= last]
    voids = {
        entry.event.position: entry.position
        for entry in known
        if isinstance(entry.event, EntryVoided) and entry.position > first
    }
    came = {position for position in _turning(subject, known, on, looked) if position > first}
    return sorted(came | {voids[position] for position in then if position in voids})


def of_days(subject: Subject, entries: Iterable[Entry], first: str, last: str, looked: Looked) -> list[int]:
    """Return the positions of the entries, effective after the day `first` and by `last`, that changed it."""
    listed = list(entries)
    effective = {entry.position: entry.event.effective_on for entry in listed}
    return sorted(
        position for position in _turning(subject, listed, last, looked) if effective[position] > first
    )


def _turning(subject: Subject, entries: Iterable[Entry], on: str, looked: Looked) -> list[int]:
    """Return the positions at which what is looked at changes, up to the end of a day, in effective order."""
    found = []
    state = None
    seen = looked(state)
    for entry in until(standing(entries), on):
        state = subject.aggregate.evolve(state, entry)
        now = looked(state)
        if now != seen:
            found.append(entry.position)
            seen = now
    return found
