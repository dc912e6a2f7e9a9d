"""Every obligation as a row."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from cli.documents.document import Column, Section, Table
from cli.documents.statement.tables import in_workbook
from cli.language import gettext as _
from cli.words import word
from projections.reports.rows import Row
from projections.reports.statement.parts import Statement

SHOWN = 200
"""Obligations that a page shows; a workbook has all."""


def detail(statement: Statement) -> Section:
    """Return the obligations as they are read."""
    table = Table(
        "detail",
        [
            Column("subject", _("Subject"), "id"),
            Column("action", _("Obligation")),
            Column("body", _("Body"), "id"),
            Column("rule", _("Rule"), "id"),
            Column("ground", _("Ground")),
            Column("due_on", _("Last day in time"), "day"),
            Column("outcome", _("Outcome")),
            Column("settled_on", _("Settled"), "day"),
            Column("settled_by", _("Entry"), "id"),
            Column("days", _("Days"), "count"),
            Column("status_before", _("Status before")),
            Column("reason", _("Reason")),
            Column("notified_on", _("Holder told"), "day"),
            Column("reported_on", _("Reported"), "day"),
            Column("receipt", _("Receipt"), "id"),
            Column("on_deadline_day", _("On the deadline day")),
            Column("recorded_late", _("Recorded late")),
            Column("opening", _("Opening import")),
        ],
        _rows(statement.report.rows or ()),
        first_rows=SHOWN,
        more=in_workbook(),
    )
    return Section("detail", _("Obligations one by one"), [table], begins_page=True)


def _rows(rows: Iterable[Row]) -> Iterator[dict[str, Any]]:
    yes = _("yes")
    said = cache(word)  # a few words for hundreds of thousands of rows
    for row in rows:
        yield {
            "subject": row.subject,
            "action": said(row.action),
            "body": row.body,
            "rule": row.rule,
            "ground": said(row.ground),
            "due_on": row.due_on,
            "outcome": said(row.outcome),
            "settled_on": row.settled_on,
            "settled_by": None if row.settled_by is None else f"#{row.settled_by.position}",
            "days": row.days,
            "status_before": said(row.status_before),
            "reason": None if row.reason is None else said(row.reason),
            "notified_on": row.notified_on,
            "reported_on": row.reported_on,
            "receipt": row.receipt,
            "on_deadline_day": yes if row.on_deadline_day else None,
            "recorded_late": yes if row.recorded_late else None,
            "opening": yes if row.opening else None,
        }
