"""What a notice still asks for, by body: a list to remind them with."""

from collections.abc import Iterable

import msgspec

from domain.obligations import ACTIONS
from domain.subject import Subject
from ledger.journal import Reader
from projections.reports.bodies import bodies
from projections.reports.by_body import by_body
from projections.reports.compliance import owed
from projections.reports.rows import rows as rows_in
from projections.view import Known, View

UNDONE = ("overdue", "open", "pending")
"""Past the deadline, not yet past it, and followed without one."""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """An act that is still to be done. `days` is how long it is overdue, or how long is left."""

    action: str
    subject: str
    rule: str
    ground: str
    status: str
    outcome: str
    due_on: str | None
    days: int | None
    notified_on: str | None


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """How many acts are overdue, open until the deadline, and pending without one."""

    overdue: int
    open: int
    pending: int


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """What one body has to do: the longest overdue first. The body is that of the rule."""

    body: str
    name: str | None
    contact: str | None
    figures: Figures
    rows: list[Row]


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """The report: figures of all, and each body that has something to do."""

    report: str = "overdue"
    notice: str
    deadline: str
    due_on: str
    as_of: str
    known_at: Known
    body: str | None
    summary: Figures
    groups: list[Group]


def overdue(reader: Reader, notice: Subject, seen: View, *, body: str | None = None) -> Report:
    """Return what is still to be done under a notice in a view; raises `Rejected` where it is unknown."""
    deadline, scope, every = owed(reader, notice, seen, body)
    undone = (one for one in every if one.judgement.outcome in UNDONE)
    rows = [
        Row(
            action=row.action,
            subject=row.subject,
            rule=row.rule,
            ground=row.ground,
            status=row.status_before,
            outcome=row.outcome,
            due_on=row.due_on,
            days=row.days,
            notified_on=row.notified_on,
        )
        for row in rows_in(reader, scope, deadline, undone)
    ]
    return Report(
        notice=notice.id,
        deadline=deadline.on,
        due_on=deadline.due_on,
        as_of=seen.as_of,
        known_at=seen.known_at,
        body=body,
        summary=_figures(rows),
        groups=[_group(reader, seen, of, some) for of, some in by_body(rows, _body_of).items()],
    )


def _group(reader: Reader, seen: View, body: str, rows: list[Row]) -> Group:
    known = bodies(reader, [body], seen)[body]
    return Group(
        body=body,
        name=None if known is None else known.name,
        contact=None if known is None else known.contact,
        figures=_figures(rows),
        rows=sorted(rows, key=_urgency),
    )


def _urgency(row: Row) -> tuple[int, int, int, str, str]:
    """Return what sorts the most urgent first."""
    overdue_first = UNDONE.index(row.outcome)
    longest_first = -(row.days or 0) if row.outcome == "overdue" else row.days or 0
    return overdue_first, longest_first, ACTIONS.index(row.action), row.rule, row.subject


def _body_of(row: Row) -> str:
    return Subject("rule", row.rule).body or ""


def _figures(rows: Iterable[Row]) -> Figures:
    outcomes = [row.outcome for row in rows]
    return Figures(**{outcome: outcomes.count(outcome) for outcome in UNDONE})
