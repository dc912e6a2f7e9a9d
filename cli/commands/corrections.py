"""`corrections`: what was back-dated or voided, how late, and past which deadline."""

from typing import Any

import click
import msgspec

from cli.app import App
from cli.command import Command, option
from cli.language import gettext as _
from cli.output import Output, output_options
from cli.params import DAY, WHEN
from cli.reading import any_day_options, say_no_such_types, span
from cli.render import corrections as renderer
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
    help="Print the entries, of all or of one subject, that took effect before the day they were recorded "
    "on, and the voids: how late they came, and whether a deadline or the end of a report lay between.",
)
@click.argument("id_", metavar="[ID]", required=False)
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
def corrections(app: App, /, output: Output, id_: str | None, by: str | None, **given: Any) -> None:
    """Print one row for each correction, or for each actor or body."""
    if id_ is not None and given["body"] is not None:
        raise click.UsageError(_("--body goes without an ID."))
    with app.reading() as reader:
        seen = app.view(reader, given["as_of"], given["known_at"], any_day=True)
        say_no_such_types([given["type_"]] if given["type_"] else ())
        first, last = span(reader, seen, given["since"], given["until"])
        wanted = lateness.Wanted(
            subject=None
            if id_ is None
            else app.known(reader, app.resolve(reader, id_, position=seen.position), position=seen.position),
            type=given["type_"],
            actor=given["actor"],
            body=app.known_body(reader, given["body"], position=seen.position),
            as_of=given["as_of"],
            opening=given["opening"],
            report_ends=given["report_ends"] or None,
        )
        found = lateness.lateness(reader, first, last, seen.position, wanted)
        if by is not None:
            each, every = lateness.sums(found, by)
            output.rows(each, columns=(by, *FIGURES), table=lambda rows: renderer.sums(rows, every, by))
        else:
            output.rows(map(msgspec.to_builtins, found), columns=COLUMNS, table=renderer.table)
