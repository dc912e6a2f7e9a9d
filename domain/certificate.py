"""The certificate: issued under a rule, in force until it is ended or expires."""

import msgspec

from domain import day
from domain.event import Event
from domain.rejected import Rejected
from domain.timeline import Entry, Expiry

KIND = "certificate"

STATUS_CODES = {"valid": "01", "suspended": "02", "revoked": "03", "cancelled": "04", "expired": "05"}
"""The platform's code of each status."""

IN_FORCE = frozenset({"valid", "suspended"})
ENDED = frozenset({"revoked", "cancelled"})


# Events ----------------------------------------------------------------------


class CertificateIssued(Event, frozen=True, kw_only=True):
    """发证. Valid from the effective day through `expires_on`.

    `supersedes` names the certificate that this one replaces under a new
    number; `suspended` carries over that the replaced one was suspended.
    """

    rule: str
    holder: str
    expires_on: str
    holder_id: str | None = None
    scope: str | None = None
    irregular: bool = False
    supersedes: str | None = None
    suspended: bool = False
    suspended_until: str | None = None
    number_as_written: str | None = None


class CertificateAmended(Event, frozen=True, kw_only=True):
    """变更. What is None stays as it was."""

    holder: str | None = None
    holder_id: str | None = None
    scope: str | None = None


class CertificateSuspended(Event, frozen=True, kw_only=True):
    """暂停, up to a day where one is given."""

    until: str | None = None


class CertificateReinstated(Event, frozen=True, kw_only=True):
    """恢复."""


class CertificateCancelled(Event, frozen=True, kw_only=True):
    """注销."""


class CertificateRevoked(Event, frozen=True, kw_only=True):
    """撤销. Weighs more on the holder than a cancellation."""


class CertificateRenewed(Event, frozen=True, kw_only=True):
    """续期, to a later last valid day."""

    expires_on: str


class CertificateTransferred(Event, frozen=True, kw_only=True):
    """转换, to another rule; with `superseded_by` it ends here and goes on under a new number."""

    rule: str
    superseded_by: str | None = None


class HolderNotified(Event, frozen=True, kw_only=True):
    """通知. The holder was told, `by` a method."""

    by: str


EVENTS = (
    CertificateIssued,
    CertificateAmended,
    CertificateSuspended,
    CertificateReinstated,
    CertificateCancelled,
    CertificateRevoked,
    CertificateRenewed,
    CertificateTransferred,
    HolderNotified,
)


# State -----------------------------------------------------------------------


class Certificate(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What a certificate's entries say; `status` without the calendar."""

    status: str
    status_position: int
    rule: str
    holder: str
    holder_id: str | None
    scope: str | None
    issued_on: str
    issue_position: int
    expires_on: str
    expiry_position: int
    rule_position: int
    suspended_until: str | None = None
    reason: str | None = None
    supersedes: str | None = None
    superseded_by: str | None = None
    irregular: bool = False
    number_as_written: str | None = None

    def status_on(self, on: str) -> str:
        """Return the status at the end of a day: valid through the last valid day, expired after."""
        return "expired" if self.status in IN_FORCE and self.expires_on < on else self.status


def evolve(state: Certificate | None, entry: Entry) -> Certificate | None:
    """Apply an entry; an entry that says nothing about the state leaves it."""
    event, position = entry.event, entry.position
    if isinstance(event, CertificateIssued):
        return Certificate(
            status="suspended" if event.suspended else "valid",
            status_position=position,
            rule=event.rule,
            holder=event.holder,
            holder_id=event.holder_id,
            scope=event.scope,
            issued_on=event.effective_on,
            issue_position=position,
            expires_on=event.expires_on,
            expiry_position=position,
            rule_position=position,
            suspended_until=event.suspended_until,
            supersedes=event.supersedes,
            irregular=event.irregular,
            number_as_written=event.number_as_written,
        )
    if state is None:
        return None  # between a void of what began it and its entry anew
    change = msgspec.structs.replace
    match event:
        case CertificateAmended():
            return change(
                state,
                holder=state.holder if event.holder is None else event.holder,
                holder_id=state.holder_id if event.holder_id is None else event.holder_id,
                scope=state.scope if event.scope is None else event.scope,
            )
        case CertificateSuspended():
            return change(
                state,
                status="suspended",
                status_position=position,
                suspended_until=event.until,
                reason=event.reason,
            )
        case CertificateReinstated():
            return change(
                state, status="valid", status_position=position, suspended_until=None, reason=event.reason
            )
        case CertificateCancelled():
            return change(state, status="cancelled", status_position=position, reason=event.reason)
        case CertificateRevoked():
            return change(state, status="revoked", status_position=position, reason=event.reason)
        case CertificateRenewed():
            return change(state, expires_on=event.expires_on, expiry_position=position)
        case CertificateTransferred(superseded_by=None):
            return change(state, rule=event.rule, rule_position=position)
        case CertificateTransferred():
            return change(
                state,
                status="cancelled",
                status_position=position,
                reason=event.reason,
                superseded_by=event.superseded_by,
            )
    return state


# Decisions -------------------------------------------------------------------


def forbids(state: Certificate | None, event: Event) -> Rejected | None:
    """Say why an event cannot follow a state (the table of the certificate's life)."""
    on = event.effective_on
    if isinstance(event, CertificateIssued):
        if state is not None:
            return Rejected("certificate.exists", position=state.issue_position, day=state.issued_on)
        if event.expires_on < on:
            return Rejected("certificate.expiry_before_issue", expires_on=event.expires_on, day=on)
        return None
    if state is None:
        return Rejected("certificate.not_yet_issued", day=on)
    if isinstance(event, HolderNotified):
        return None
    status = state.status_on(on)
    if status not in IN_FORCE:
        return Rejected("certificate.not_in_force", **_standing(state, status), day=on)
    match event:
        case CertificateSuspended() if status == "suspended":
            return Rejected("certificate.already_suspended", **_standing(state, status), day=on)
        case CertificateSuspended(until=str(until)) if until < on:
            return Rejected("certificate.suspended_until_before", until=until, day=on)
        case CertificateReinstated() if status == "valid":
            return Rejected("certificate.not_suspended", **_standing(state, status), day=on)
        case CertificateRenewed() if event.expires_on <= state.expires_on:
            return Rejected(
                "certificate.expiry_not_later",
                expires_on=event.expires_on,
                standing=state.expires_on,
                position=state.expiry_position,
            )
        case CertificateTransferred() if event.rule == state.rule:
            return Rejected("certificate.same_rule", rule=event.rule, position=state.rule_position)
        case CertificateAmended(holder=None, holder_id=None, scope=None):
            return Rejected("certificate.nothing_amended")
    return None


def _standing(state: Certificate, status: str) -> dict[str, object]:
    position = state.expiry_position if status == "expired" else state.status_position
    return {"status": status, "position": position}


NAME_A_RULE = (CertificateIssued, CertificateTransferred)
"""Events that put the certificate under a rule."""

NEED_AN_OPEN_RULE = (CertificateIssued, CertificateRenewed, CertificateTransferred)
"""Events for which some rule may have to be filed and not closed."""


def rule_to_be_open(state: Certificate | None, event: Event) -> str | None:
    """Return the rule that must be filed and not closed for this event, if any.

    Issue, renewal and transfer need it; an issue that happened all the same is
    recorded as irregular.
    """
    match event:
        case CertificateIssued(irregular=False) | CertificateTransferred():
            return event.rule
        case CertificateRenewed() if state is not None:
            return state.rule
    return None


# Timeline --------------------------------------------------------------------


def shown(state: Certificate, on: str) -> tuple[str, str | None]:
    """Return (status, rule) at the end of a day."""
    return state.status_on(on), state.rule


def expires(state: Certificate) -> Expiry | None:
    """Return when the calendar ends a certificate in force, by the entry that set its last valid day."""
    if state.status not in IN_FORCE:
        return None
    return Expiry(day.after(state.expires_on), state.rule, state.expiry_position)
