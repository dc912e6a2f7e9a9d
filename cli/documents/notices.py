"""Whether the holders that a notice affects were told, as a document."""

import msgspec

from cli.documents.document import Block, Column, Document, Fact, Figure, Section
from cli.documents.reports import about, bodies, definitions, made, of_body, table_of, titled, within
from cli.language import gettext as _
from cli.words import word
from projections.reports.notices import TOLD, Report


def document(report: Report) -> Document:
    """Return the report in the language in use."""
    figures = report.summary
    columns = {"certificates": _("Certificates"), **{when: titled(when) for when in TOLD}}
    return made(
        "notices",
        _("Holders told"),
        [
            about(
                [Fact(_("Notice"), report.notice, "id")],
                body=report.body,
                as_of=report.as_of,
                known_at=report.known_at,
                figures=[
                    Figure(columns["certificates"], figures.certificates),
                    Figure(columns["before"], figures.before, tone="good"),
                    Figure(columns["after"], figures.after, tone="bad" if figures.after else "good"),
                    Figure(columns["not_told"], figures.not_told, tone="bad" if figures.not_told else "good"),
                ],
            ),
            bodies(report.groups, figures, columns),
            Section(
                "told",
                _("Certificates and when their holders were told"),
                [_told(report)],
            ),
            definitions(
                [
                    (
                        columns["certificates"],
                        _(
                            "Certificates that the notice affects: those to be settled and "
                            "those to be disposed of. The other five add up to it."
                        ),
                    ),
                    (columns["before"], _("The holder was first told before the certificate was settled.")),
                    (columns["same_day"], _("The holder was first told on the day it was settled.")),
                    (columns["after"], _("The holder was told only after it was settled.")),
                    (columns["unsettled"], _("The holder was told, and the certificate is not settled.")),
                    (
                        columns["not_told"],
                        _("No entry says that the holder was told of this notice, or of none by name."),
                    ),
                ]
            ),
        ],
        as_of=report.as_of,
        known_at=report.known_at,
        subtitle=report.notice,
    )


def _told(report: Report) -> Block:
    """Return certificates with when and how their holders were told."""
    columns = [
        *of_body(report.body),
        Column("certificate", _("Certificate"), "id"),
        Column("holder", _("Holder")),
        Column("told", _("When")),
        Column("notified_on", _("Told"), "day"),
        Column("by", _("How")),
        Column("settled_on", _("Settled"), "day"),
        Column("outcome", _("Outcome")),
    ]
    rows = [
        {
            **msgspec.structs.asdict(row),
            "certificate": within(row.body, row.certificate),
            "told": word(row.told),
            "outcome": word(row.outcome),
        }
        for row in report.rows
    ]
    none = _("The notice affects no certificate.")
    return table_of("told", None, columns, rows, count=len(rows), none=none)
