"""What every event carries, whatever it says.

Events are immutable facts in the past tense. Days are ISO strings
(`YYYY-MM-DD`, Asia/Shanghai): they sort as text and are stored as they are.
"""

from collections.abc import Callable
from functools import cache
from operator import attrgetter

import msgspec


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """A file that was shown for an entry: its name, bytes and SHA-256 in hex."""

    name: str
    size: int
    sha256: str


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A fact about one subject, true from `effective_on`.

    `reason` is one of `domain.reasons`, `notice` the normal form of a notice's
    number; `reported_on` and `receipt` are what the platform was told and
    answered, `decided_on` the day of the body's decision.
    """

    effective_on: str
    reason: str | None = None
    why: str | None = None
    notice: str | None = None
    reported_on: str | None = None
    receipt: str | None = None
    decided_on: str | None = None
    evidence: tuple[Evidence, ...] = ()


CIRCUMSTANCES: tuple[str, ...] = Event.__struct_fields__
"""The fields that every event has; the others are the event's own data."""


class EntryVoided(Event, frozen=True, kw_only=True):
    """The entry at `position`, of the same subject, no longer counts."""

    position: int


def act(event: Event) -> tuple[object, ...]:
    """Return what an event states as an act, to be compared: type, day, data, reason and notice."""
    return type(event), _stated(type(event))(event)


def same_act(one: Event, other: Event) -> bool:
    """Tell whether two events state the same act."""
    return type(one) is type(other) and act(one) == act(other)


@cache
def _stated(event: type[Event]) -> Callable[[Event], tuple[object, ...]]:
    own = (field for field in event.__struct_fields__ if field not in CIRCUMSTANCES)
    return attrgetter("effective_on", *own, "reason", "notice")
