"""`report notices`: whether the holders that a notice affects were told."""

from functools import partial
from typing import Any

import click

from cli.app import App
from cli.command import Command, option
from cli.errors import FOUND
from cli.language import gettext as _
from cli.output import Output, output_options
from cli.publishing import Asked, Publisher, publishable
from cli.reading import view_options
from cli.render import report as renderer
from cli.render.document import FORMATS
from cli.render.table import table as drawn
from cli.words import word
from projections.reports.notices import TOLD, Row, notices
from projections.view import KnownAt

AMISS = {"after", "not_told"}
"""What --check finds: the holder is told before the certificate is settled."""


@click.command(
    cls=Command,
    help="Whether the holders of the certificates that a notice affects were told, when and how, and whether "
    "that was before or after the certificate was settled.",
)
@option("--notice", required=True, metavar="NOTICE", help="The notice, by number or alias.")
@option("--body", metavar="BODY", help="Only this body's rules and their certificates.")
@option("--check", is_flag=True, help="Exit with 3 where a holder was not told, or only after settling.")
@publishable
@view_options
@partial(output_options, more=FORMATS)
@click.pass_context
def report(
    ctx: click.Context,
    output: Output,
    publisher: Publisher,
    notice: str,
    body: str | None,
    check: bool,  # noqa: FBT001 - an option
    as_of: str | None,
    known_at: KnownAt | None,
) -> None:
    """Print the report."""
    app: App = ctx.obj
    with app.reading() as reader:
        seen = publisher.view(reader, as_of, known_at)
        of = app.known_body(reader, body, position=seen.position)
        subject = app.notice(reader, notice, position=seen.position)
        made = notices(reader, subject, seen, body=of)
        asked = Asked(report="notices", seen=seen, notice=subject.id, body=of)
        publisher.write(
            reader,
            output,
            asked,
            lambda output: renderer.write(output, made, columns=Row.__struct_fields__, table=_table),
        )
    if check and any(row.told in AMISS for row in made.rows):
        ctx.exit(FOUND)


def _table(report: dict[str, Any]) -> str:
    columns = {
        "certificates": _("Certificates"),
        "before": _("Earlier"),
        "same_day": _("Same day"),
        "after": _("Later"),
        "unsettled": _("Unsettled"),
        "not_told": _("Not told"),
    }
    parts = [
        _("Holders told"),
        renderer.heading(report, (_("Notice"), report["notice"])),
        renderer.figures(report, columns),
    ]
    for when in TOLD:
        rows = [{**row, "by": renderer.short(row["by"])} for row in report["rows"] if row["told"] == when]
        if rows:
            parts.append(f"{word(f'told_{when}')}\n{_rows(rows)}")
    return "\n\n".join(parts)


def _rows(rows: list[dict[str, Any]]) -> str:
    return drawn(
        rows,
        {
            "certificate": _("Certificate"),
            "notified_on": _("Told"),
            "settled_on": _("Settled"),
            "by": _("How"),
        },
    )
