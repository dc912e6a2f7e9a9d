"""What bodies still have to do under a notice, as a document: a list to remind them with."""

from typing import Any

from cli.documents.document import Column, Document, Fact, Figure, Section, Table
from cli.documents.reports import about, definitions, listing, made, of_body, titled, within
from cli.language import gettext as _
from cli.words import word
from projections.reports.overdue import UNDONE, Report, Row


def document(report: Report) -> Document:
    """Return the report in the language in use."""
    title = _("Still to be done")
    figures = report.summary
    return made(
        "overdue",
        title,
        [
            about(
                [
                    Fact(_("Notice"), report.notice, "id"),
                    Fact(_("Deadline"), report.deadline, "day"),
                    Fact(_("Last day in time"), report.due_on, "day"),
                ],
                body=report.body,
                as_of=report.as_of,
                known_at=report.known_at,
                figures=[
                    Figure(titled("overdue"), figures.overdue, tone="bad" if figures.overdue else "good"),
                    Figure(titled("open"), figures.open, tone="watch" if figures.open else "plain"),
                    Figure(titled("pending"), figures.pending, tone="watch" if figures.pending else "plain"),
                ],
            ),
            *([_bodies(report)] if report.groups else []),
            _to_do(report),
            definitions(
                [
                    (
                        titled("overdue"),
                        _("Not done at the end of the day, which lies after the last day in time."),
                    ),
                    (titled("open"), _("Not done at the end of the day, and still in time.")),
                    (
                        titled("pending"),
                        _(
                            "A certificate of a misclassified rule, not transferred, cancelled or "
                            "revoked. The notice sets no deadline for it; it is not judged."
                        ),
                    ),
                    (_("Days"), _("Overdue: since the last day in time. Open: left until it.")),
                ]
            ),
        ],
        as_of=report.as_of,
        known_at=report.known_at,
        subtitle=report.notice,
    )


def _bodies(report: Report) -> Section:
    columns = [
        Column("body", _("Body"), "id"),
        Column("name", _("Name")),
        Column("contact", _("Contact")),
        *(Column(outcome, titled(outcome), "count", sums=True) for outcome in UNDONE),
    ]
    rows = [
        {
            "body": group.body,
            "name": group.name,
            "contact": group.contact,
            **{outcome: getattr(group.figures, outcome) for outcome in UNDONE},
        }
        for group in report.groups
    ]
    total = {"body": _("Total"), **{outcome: getattr(report.summary, outcome) for outcome in UNDONE}}
    return Section("bodies", _("Whom to remind"), [Table("bodies", columns, rows, total=total)])


def _to_do(report: Report) -> Section:
    columns = [*of_body(report.body), *to_do_columns()]
    rows = [
        {"body": group.body, **to_do_row(group.body, row)} for group in report.groups for row in group.rows
    ]
    none = _("Nothing is left to be done.")
    return listing("to_do", _("What is to be done"), columns, rows, count=len(rows), none=none)


def to_do_columns() -> list[Column]:
    """Return the columns of what is to be done."""
    return [
        Column("action", _("Obligation")),
        Column("subject", _("Subject"), "id"),
        Column("outcome", _("Outcome")),
        Column("due_on", _("Last day in time"), "day"),
        Column("days", _("Days"), "count"),
        Column("notified_on", _("Holder told"), "day"),
    ]


def to_do_row(body: str, row: Row) -> dict[str, Any]:
    """Return what a body is to do, in words."""
    return {
        "action": word(row.action),
        "subject": within(body, row.subject),
        "outcome": word(row.outcome),
        "due_on": row.due_on,
        "days": row.days,
        "notified_on": row.notified_on,
    }
