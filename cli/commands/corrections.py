"""`corrections`: what was back-dated or voided, how late, and past which deadline."""

from collections.abc import Iterable, Mapping
from typing import Any

import click
import msgspec

from cli.app import App
from cli.command import Command, option
from cli.language import gettext as _
from cli.output import Output, output_options
from cli.params import DAY, WHEN
from cli.reading import any_day_options, span
from cli.render.table import table
from projections import lateness

COLUMNS = (
    *("position", "subject", "kind", "body", "type", "effective_on", "recorded_at", "recorded_on"),
    *("lag_days", "deadline_between", "deadlines", "report_end_between", "report_end", "opening"),
    *("actor", "login", "why", "voids", "voided_type", "voided_effective_on", "voided_by"),
)
FIGURES = (
    *("count", "back_dated", "voids", "max_lag_days", "median_lag_days"),
    *("deadline_between", "report_end_between", "opening"),
)


@click.command(
    cls=Command,
    help="Print the entries that took effect before the day they were recorded on, and the voids: how late "
    "they came, and whether a deadline or the end of a report lay between.",
)
@option("--since", type=WHEN, metavar="WHEN", help="Only what was recorded at that time or later.")
@option("--until", type=WHEN, metavar="WHEN", help="Only what was recorded at that time or before.")
@option("--type", "type_", metavar="TYPE", help="Only events of this type, for example CertificateRevoked.")
@option("--actor", metavar="NAME", help="Only what this person entered.")
@option("--body", metavar="BODY", help="Only those of this body.")
@option("--opening/--no-opening", default=None, help="Only those of opening imports, or only the others.")
@option(
    "--report-end",
    "report_ends",
    multiple=True,
    type=DAY,
    metavar="DATE",
    help="The last day of a report (default: of each month). May be repeated.",
)
@option("--by", type=click.Choice(lateness.GROUPINGS), help="Print figures for each of these instead.")
@any_day_options
@output_options
@click.pass_obj
def corrections(app: App, /, output: Output, by: str | None, **given: Any) -> None:
    """Print one row for each correction, or for each actor or body."""
    with app.reading() as reader:
        seen = app.view(reader, given["as_of"], given["known_at"], any_day=True)
        first, last = span(reader, seen, given["since"], given["until"])
        wanted = lateness.Wanted(
            type=given["type_"],
            actor=given["actor"],
            body=app.known_body(reader, given["body"], position=seen.position),
            as_of=given["as_of"],
            opening=given["opening"],
            report_ends=given["report_ends"] or None,
        )
        found = lateness.lateness(reader, first, last, seen.position, wanted)
        if by is not None:
            output.rows(lateness.sums(found, by), columns=(by, *FIGURES), table=lambda rows: _sums(rows, by))
        else:
            output.rows(map(msgspec.to_builtins, found), columns=COLUMNS, table=_table)


def _table(rows: Iterable[Mapping[str, Any]]) -> str:
    found = [
        {
            **row,
            "effective_on": row["voided_effective_on"] or row["effective_on"],
            "lag_days": f"{row['lag_days']}{' *' if row['deadline_between'] else '  '}",
            "voids": "" if row["voids"] is None else f"#{row['voids']}",
        }
        for row in rows
    ]
    drawn = table(
        found,
        {
            "position": "#",
            "subject": _("Subject"),
            "effective_on": _("Effective"),
            "recorded_on": _("Recorded on"),
            "lag_days": _("Days"),
            "voids": _("Voids"),
        },
        right=("position", "lag_days"),
    )
    if any(row["deadline_between"] for row in found):
        drawn += "\n" + _("* the last day in time of a deadline lies between")
    return drawn


def _sums(rows: Iterable[Mapping[str, Any]], by: str) -> str:
    return table(
        rows,
        {
            by: _("Actor") if by == "actor" else _("Body"),
            "back_dated": _("Back-dated"),
            "voids": _("Voids"),
            "max_lag_days": _("Most days"),
            "median_lag_days": _("Median"),
            "deadline_between": _("Past a deadline"),
            "opening": _("Opening"),
        },
        right=FIGURES,
    )
