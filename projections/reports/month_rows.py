"""What a month changed of one certificate, as the cells of the platform's 59 columns."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec

from domain import certificate, day, platform, timeline
from domain.certificate import (
    CertificateAmended,
    CertificateCancelled,
    CertificateIssued,
    CertificateReinstated,
    CertificateRenewed,
    CertificateRevoked,
    CertificateSuspended,
    CertificateTransferred,
)
from domain.event import Event
from domain.platform import SEPARATOR
from domain.subject import Subject, normal
from ledger.entry import Entry
from projections.states import describe

CHANGE_OF: Mapping[type[Event], str] = {
    CertificateIssued: "issued",
    CertificateAmended: "amended",
    CertificateSuspended: "suspended",
    CertificateReinstated: "reinstated",
    CertificateCancelled: "cancelled",
    CertificateRevoked: "revoked",
    CertificateRenewed: "renewed",
    CertificateTransferred: "transferred",
}
"""The change that an entry is; that a holder was told changes no certificate."""

Cells = dict[str, Any]
"""The cells of a row by the keys of `platform.COLUMNS`: texts, ISO days and one integer; None is empty."""


EMPTY: Cells = dict.fromkeys(platform.KEYS)
"""A row without anything in it, its columns in their order."""


class Period(msgspec.Struct, frozen=True):
    """The days of a month that are reported: all, or those up to the day it is read as of."""

    first: str
    last: str


class Past(msgspec.Struct, frozen=True, kw_only=True):
    """What a certificate has from those that it replaced under a new number."""

    first_issued_on: str | None = None
    recertifications: int = 0
    suspended_from: str | None = None
    suspension_reason: str | None = None


PastOf = Callable[[Subject, str], Past]
"""Looks up the past of a certificate and the id of the one that it replaced."""


def cells(
    subject: Subject,
    known: Iterable[Entry],
    period: Period,
    *,
    past_of: PastOf,
    code_of: Callable[[str], str | None],
) -> Cells | None:
    """Return the row of a certificate by the entries known of it, or None where the period changed nothing.

    `code_of` gives the classification code of a rule. A cell is trimmed; letters in
    numbers are upper-case, and there are no spaces in them.
    """
    counted = timeline.until(timeline.standing(known), period.last)
    state = describe(subject, counted, period.last)
    changes = [] if state is None else _changes(state, counted, period)
    if state is None or not changes:
        return None
    events = [entry.event for entry in counted]
    issue = next(event for event in reversed(events) if isinstance(event, CertificateIssued))
    past = Past() if issue.supersedes is None else past_of(subject, issue.supersedes)
    codes = list(dict.fromkeys(code for _day, code in changes))
    found: Cells = {
        "body": subject.body,
        "branch": subject.body,
        "organisation": state["holder"],
        "former_name": _former_name(events),
        "organisation_code": _number(state["holder_id"]),
        "first_issued_on": past.first_issued_on or issue.effective_on,
        "certificate": _number(subject.number),
        "project_code": _number(code_of(state["rule"])),
        "scope": state["scope"],
        "activity": _activity(codes, issue),
        "change_type": SEPARATOR.join(codes),
        "recertifications": past.recertifications + sum(isinstance(e, CertificateRenewed) for e in events),
        "issued_on": issue.effective_on,
        "expires_on": state["expires_on"],
        "status": certificate.STATUS_CODES[state["status"]],
        "changed_on": changes[-1][0],
        "data_from": period.first,
        "data_to": period.last,
        **_replacement(issue, codes),
        **_end(state, events, past),
    }
    return {**EMPTY, **{key: _trimmed(value) for key, value in found.items()}}


def _changes(state: Mapping[str, Any], counted: Sequence[Entry], period: Period) -> list[tuple[str, str]]:
    """Return (day, change) of what happened to a certificate in a period, in order of day."""
    found = [
        (entry.event.effective_on, CHANGE_OF[type(entry.event)])
        for entry in counted
        if type(entry.event) in CHANGE_OF and period.first <= entry.event.effective_on
    ]
    if state["status"] == "expired" and period.first <= (on := day.after(state["expires_on"])):
        found.append((on, "expired"))
    return found


def _activity(codes: Sequence[str], issue: CertificateIssued) -> str:
    """Return the activity: an issue is an initial one unless it replaces another certificate."""
    if "issued" in codes and issue.supersedes is None:
        return platform.ACTIVITIES["issued"]
    return platform.ACTIVITIES["renewed"] if "renewed" in codes else platform.CHANGE


def _replacement(issue: CertificateIssued, codes: Sequence[str]) -> Cells:
    """Return the cells of a certificate that was issued in the period in place of another."""
    if issue.supersedes is None or "issued" not in codes:
        return {"replaced": platform.NO}
    old = Subject("certificate", issue.supersedes)
    return {
        "replaced": platform.YES,
        "replacement_reason": reason_of(issue),
        "old_certificate": _number(old.number),
        "old_body": old.body,
        "replaced_on": issue.effective_on,
    }


def _end(state: Mapping[str, Any], events: Sequence[Event], past: Past) -> Cells:
    """Return the cells of the suspension that stands at the end of the period, or of the revocation."""
    if state["status"] == "suspended":
        suspended = next((e for e in reversed(events) if isinstance(e, CertificateSuspended)), None)
        return {
            "suspension_reason": past.suspension_reason if suspended is None else reason_of(suspended),
            "suspended_from": past.suspended_from if suspended is None else state["since"],
            "suspended_to": state["suspended_until"],
        }
    if state["status"] == "revoked":
        revoked = next(e for e in reversed(events) if isinstance(e, CertificateRevoked))
        return {"withdrawal_reason": reason_of(revoked), "withdrawn_on": revoked.effective_on}
    return {}


def reason_of(event: Event) -> str | None:
    """Return the reason as a cell has it: its code, or the text of who chose another."""
    return event.why if event.reason == "other" else event.reason


def _former_name(events: Iterable[Event]) -> str | None:
    """Return the name before the last amendment that changed it."""
    name = former = None
    for event in events:
        told = getattr(event, "holder", None)
        if told is not None and told != name:
            name, former = told, name
    return former


def _number(text: str | None) -> str | None:
    return None if text is None else normal(text)


def _trimmed(value: Any) -> Any:
    return value.strip() or None if isinstance(value, str) else value
