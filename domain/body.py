"""The certification body: named by its approval number."""

import msgspec

from domain.event import Event
from domain.rejected import Rejected
from domain.timeline import Entry

KIND = "body"


class BodyRegistered(Event, frozen=True, kw_only=True):
    """The body is known to the ledger."""

    name: str
    credit_code: str | None = None
    contact: str | None = None


EVENTS = (BodyRegistered,)


class Body(msgspec.Struct, frozen=True, kw_only=True):
    """What a body's entry says."""

    name: str
    credit_code: str | None
    contact: str | None
    registered_on: str
    registered_position: int
    status: str = "registered"


def evolve(state: Body | None, entry: Entry) -> Body | None:
    """Apply an entry."""
    event = entry.event
    if isinstance(event, BodyRegistered):
        return Body(
            name=event.name,
            credit_code=event.credit_code,
            contact=event.contact,
            registered_on=event.effective_on,
            registered_position=entry.position,
        )
    return state


def forbids(state: Body | None, event: Event) -> Rejected | None:
    """Say why an event cannot follow a state."""
    if state is None and not isinstance(event, BodyRegistered):
        return Rejected("body.not_yet_registered", day=event.effective_on)
    if state is not None and isinstance(event, BodyRegistered):
        return Rejected("body.exists", position=state.registered_position)
    return None


def shown(state: Body, _on: str) -> tuple[str, str | None]:
    """Return (status, no rule)."""
    return state.status, None
