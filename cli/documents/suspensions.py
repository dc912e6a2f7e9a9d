"""Certificates suspended for too long, as a document."""

import msgspec

from cli.documents.document import Column, Document, Fact, Figure, Section, Tone
from cli.documents.reports import about, bodies, definitions, listing, made, of_body, within
from cli.language import gettext as _
from cli.words import word
from projections.reports.suspensions import Report, Row


def document(report: Report) -> Document:
    """Return the report in the language in use."""
    over = _("Over {months} months").format(months=report.months)
    figures = report.summary
    columns = {"suspended": _("Suspended"), "past_until": _("Past last day"), "over_months": over}
    return made(
        "suspensions",
        _("Suspensions"),
        [
            about(
                [Fact(_("Longest suspension"), _("{months} months").format(months=report.months))],
                body=report.body,
                as_of=report.as_of,
                known_at=report.known_at,
                figures=[
                    Figure(columns["suspended"], figures.suspended),
                    Figure(columns["past_until"], figures.past_until, tone=_tone(figures.past_until)),
                    Figure(over, figures.over_months, tone=_tone(figures.over_months)),
                ],
            ),
            bodies(report.groups, figures, columns),
            outlasted("outlasted", _("Suspended for too long"), report.rows, body=report.body),
            definitions(
                [
                    (columns["suspended"], _("Certificates suspended at the end of the day.")),
                    (columns["past_until"], _("Those whose suspension has outlasted its own last day.")),
                    (
                        over,
                        _(
                            "Those suspended since before that many months; a suspension carried over to a "
                            "new number counts from its beginning. A certificate may be both."
                        ),
                    ),
                ]
            ),
        ],
        as_of=report.as_of,
        known_at=report.known_at,
    )


def outlasted(name: str, title: str, rows: list[Row], *, body: str | None) -> Section:
    """Return the certificates whose suspension has outlasted its last day or the months."""
    columns = [
        *of_body(body),
        Column("certificate", _("Certificate"), "id"),
        Column("holder", _("Holder")),
        Column("suspended_on", _("Suspended"), "day"),
        Column("suspended_until", _("Last day"), "day"),
        Column("days", _("Days"), "count"),
        Column("days_past", _("Past"), "count"),
        Column("days_over", _("Over"), "count"),
        Column("reason", _("Reason")),
    ]
    shown = [
        {
            **msgspec.structs.asdict(row),
            "certificate": within(row.body, row.certificate),
            "reason": None if row.reason is None else word(row.reason),
        }
        for row in rows
    ]
    none = _("No suspension has outlasted its end.")
    return listing(name, title, columns, shown, count=len(rows), none=none)


def _tone(count: int) -> Tone:
    return "bad" if count else "good"
