"""Rules filed late or without a day of publication, as a document."""

import msgspec

from cli.documents.document import Column, Document, Fact, Figure, Section
from cli.documents.reports import about, bodies, definitions, listing, made, of_body, within
from cli.language import gettext as _
from cli.words import word
from projections.reports.filing import Report, Row


def document(report: Report) -> Document:
    """Return the report in the language in use."""
    figures = report.summary
    columns = {
        "rules": _("Rules"),
        "in_time": _("In time"),
        "late": _("Late"),
        "undated": _("Undated"),
    }
    return made(
        "filing",
        _("Filing of rules"),
        [
            about(
                [Fact(_("Due"), _("{days} days after publication").format(days=report.days))],
                body=report.body,
                as_of=report.as_of,
                known_at=report.known_at,
                figures=[
                    Figure(columns["rules"], figures.rules),
                    Figure(columns["in_time"], figures.in_time, tone="good"),
                    Figure(columns["late"], figures.late, tone="bad" if figures.late else "good"),
                    Figure(columns["undated"], figures.undated, tone="watch" if figures.undated else "good"),
                ],
            ),
            bodies(report.groups, figures, columns),
            late(_("Filed late or undated"), report.rows, body=report.body),
            definitions(
                [
                    (
                        columns["rules"],
                        _(
                            "Every rule filed by the end of the day, whatever became of it. "
                            "The other three add up to it."
                        ),
                    ),
                    (
                        columns["in_time"],
                        _("Filed no more than {days} days after its publication.").format(days=report.days),
                    ),
                    (columns["late"], _("Filed later than that.")),
                    (columns["undated"], _("Without a day of publication, so that nobody can tell.")),
                ]
            ),
        ],
        as_of=report.as_of,
        known_at=report.known_at,
    )


def late(title: str, rows: list[Row], *, body: str | None) -> Section:
    """Return the rules filed late or without a day of publication."""
    columns = [
        *of_body(body),
        Column("rule", _("Rule"), "id"),
        Column("name", _("Name")),
        Column("status", _("Status")),
        Column("published_on", _("Published"), "day"),
        Column("due_on", _("Due"), "day"),
        Column("filed_on", _("Filed"), "day"),
        Column("days_late", _("Late by"), "count"),
    ]
    shown = [
        {**msgspec.structs.asdict(row), "rule": within(row.body, row.rule), "status": word(row.status)}
        for row in rows
    ]
    none = _("Every rule was filed in time.")
    return listing("filing", title, columns, shown, count=len(rows), none=none)
