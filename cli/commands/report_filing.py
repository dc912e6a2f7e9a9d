"""`report filing`: rules that were filed late."""

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
from projections.reports.filing import DAYS, Row, filing
from projections.view import KnownAt


@click.command(
    cls=Command,
    help="Rules filed later than 30 days after their publication, or without a day of publication, by body.",
)
@option("--body", metavar="BODY", help="Only this body's rules.")
@option(
    "--days",
    type=click.IntRange(min=0, max=3650),
    default=DAYS,
    show_default=True,
    help="The days after publication within which a rule is filed in time.",
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
    days: int,
    check: bool,  # noqa: FBT001 - an option
    as_of: str | None,
    known_at: KnownAt | None,
) -> None:
    """Print the report."""
    app: App = ctx.obj
    with app.reading() as reader:
        seen = publisher.view(reader, as_of, known_at)
        of = app.known_body(reader, body, position=seen.position)
        made = filing(reader, seen, body=of, days=days)
        asked = Asked(report="filing", seen=seen, body=of, arguments=arguments(days=days))
        publisher.write(
            reader,
            output,
            asked,
            lambda output: renderer.write(output, made, columns=Row.__struct_fields__, table=_table),
        )
    if check and made.rows:
        ctx.exit(FOUND)


def _table(report: dict[str, Any]) -> str:
    columns = {
        "rules": _("Rules"),
        "in_time": _("In time"),
        "late": _("Late"),
        "undated": _("Undated"),
    }
    rows = drawn(
        report["rows"],
        {
            "rule": _("Rule"),
            "published_on": _("Published"),
            "due_on": _("Due"),
            "filed_on": _("Filed"),
            "days_late": _("Late by"),
        },
        right=("days_late",),
    )
    within = _("{days} days after publication").format(days=report["days"])
    heading = renderer.heading(report, (_("Due"), within))
    return "\n\n".join([_("Filing of rules"), heading, renderer.figures(report, columns), rows])
