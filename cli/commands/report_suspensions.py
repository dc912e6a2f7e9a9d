"""`report suspensions`: what has been suspended for too long."""

from functools import partial
from typing import Any

import click

from cli.app import App
from cli.command import Command, option
from cli.errors import FOUND
from cli.language import gettext as _
from cli.output import Output, output_options
from cli.publishing import Asked, Publisher, arguments, publishable
from cli.reading import view_options
from cli.render import report as renderer
from cli.render.document import FORMATS
from cli.render.table import table as drawn
from projections.reports.suspensions import LONGEST_MONTHS, Row, suspensions
from projections.view import KnownAt


@click.command(
    cls=Command,
    help="Certificates suspended past the last day of their suspension, or for longer than some months, "
    "by body. A suspension carried over to a new number counts from its beginning.",
)
@option("--body", metavar="BODY", help="Only this body's certificates.")
@option(
    "--months",
    type=click.IntRange(min=1, max=120),
    default=LONGEST_MONTHS,
    show_default=True,
    help="The months after which a suspension is too long.",
)
@option("--check", is_flag=True, help="Exit with 3 where there is any.")
@publishable
@view_options
@partial(output_options, more=FORMATS)
@click.pass_context
def report(
    ctx: click.Context,
    output: Output,
    publisher: Publisher,
    body: str | None,
    months: int,
    check: bool,  # noqa: FBT001 - an option
    as_of: str | None,
    known_at: KnownAt | None,
) -> None:
    """Print the report."""
    app: App = ctx.obj
    with app.reading() as reader:
        seen = publisher.view(reader, as_of, known_at)
        of = app.known_body(reader, body, position=seen.position)
        made = suspensions(reader, seen, months=months, body=of)
        asked = Asked(report="suspensions", seen=seen, body=of, arguments=arguments(months=months))
        publisher.write(
            reader,
            output,
            asked,
            lambda output: renderer.write(output, made, columns=Row.__struct_fields__, table=_table),
        )
    if check and made.rows:
        ctx.exit(FOUND)


def _table(report: dict[str, Any]) -> str:
    over = _("Over {months} months").format(months=report["months"])
    columns = {"suspended": _("Suspended"), "past_until": _("Past last day"), "over_months": over}
    rows = drawn(
        report["rows"],
        {
            "certificate": _("Certificate"),
            "suspended_on": _("Suspended"),
            "suspended_until": _("Last day"),
            "days": _("Days"),
            "days_past": _("Past"),
            "days_over": _("Over"),
        },
        right=("days", "days_past", "days_over"),
    )
    parts = [_("Suspensions"), renderer.heading(report), renderer.figures(report, columns), rows]
    return "\n\n".join(parts)
