"""Certificates whose suspension has outlasted its last day, or a number of months."""

from collections.abc import Iterable
from itertools import takewhile
from operator import attrgetter

import msgspec

from domain import day
from domain.certificate import CertificateIssued
from domain.subject import Subject
from ledger.journal import Reader
from projections import states
from projections.listing import listing
from projections.reports.by_body import Group, groups
from projections.view import Known, View

LONGEST_MONTHS = 6
"""The longest time is set by each rule; this is when a report asks."""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A certificate suspended for too long.

    `days` since it was suspended, also under an earlier number; `days_past` its last day of
    suspension, `days_over` the last day of the months; null where it is not past.
    """

    certificate: str
    body: str
    rule: str
    holder: str
    suspended_on: str
    suspended_until: str | None
    reason: str | None
    days: int
    days_past: int | None
    days_over: int | None
    expires_on: str


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """How many are suspended, are past their last day, and over the months; some are both."""

    suspended: int
    past_until: int
    over_months: int


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """The report: figures of all, of each body with a suspended certificate, and what outlasted."""

    report: str = "suspensions"
    as_of: str
    known_at: Known
    body: str | None
    months: int
    summary: Figures
    groups: list[Group[Figures]]
    rows: list[Row]


def suspensions(
    reader: Reader, seen: View, *, months: int = LONGEST_MONTHS, body: str | None = None
) -> Report:
    """Return what is suspended in a view, by body; rows are ordered by certificate."""
    found = [
        _row(reader, seen, state, months)
        for state in listing(reader, "certificate", seen, status="suspended", body=body)
    ]
    return Report(
        as_of=seen.as_of,
        known_at=seen.known_at,
        body=body,
        months=months,
        summary=_figures(found),
        groups=groups(found, attrgetter("body"), _figures),
        rows=[row for row in found if row.days_past is not None or row.days_over is not None],
    )


def _figures(rows: Iterable[Row]) -> Figures:
    rows = list(rows)
    return Figures(
        suspended=len(rows),
        past_until=sum(row.days_past is not None for row in rows),
        over_months=sum(row.days_over is not None for row in rows),
    )


def _row(reader: Reader, seen: View, state: dict[str, str | None], months: int) -> Row:
    subject = Subject("certificate", str(state["id"]))
    since = suspended_since(reader, subject, str(state["since"]), seen)
    until = state["suspended_until"]
    return Row(
        certificate=subject.id,
        body=subject.body or "",
        rule=str(state["rule"]),
        holder=str(state["holder"]),
        suspended_on=since,
        suspended_until=until,
        reason=state["reason"],
        days=day.between(since, seen.as_of),
        days_past=None if until is None else _after(until, seen.as_of),
        days_over=_after(day.months_after(since, months), seen.as_of),
        expires_on=str(state["expires_on"]),
    )


def _after(last: str, as_of: str) -> int | None:
    return day.between(last, as_of) if as_of > last else None


def suspended_since(reader: Reader, subject: Subject, since: str, seen: View) -> str:
    """Return when a suspension began; one carried over to a new number began under the old."""
    while True:
        entries = states.timeline_in(reader, subject, seen)
        issue = next((e.event for e in entries if isinstance(e.event, CertificateIssued)), None)
        if issue is None or not issue.suspended or issue.supersedes is None or since != issue.effective_on:
            return since
        carried = _suspended_when_replaced(reader, Subject("certificate", issue.supersedes), subject, seen)
        if carried is None:
            return since
        subject, since = Subject("certificate", issue.supersedes), carried


def _suspended_when_replaced(reader: Reader, old: Subject, new: Subject, seen: View) -> str | None:
    """Return when the suspension began that a certificate had when the new one replaced it, or None."""
    entries = states.timeline_in(reader, old, seen)
    before = list(takewhile(lambda entry: getattr(entry.event, "superseded_by", None) != new.id, entries))
    spans = [span for span in old.aggregate.segments(before) if span.status != "expired"]
    since = None
    for span in reversed(spans):
        if span.status != "suspended":
            break
        since = span.start
    return since
