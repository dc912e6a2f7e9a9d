"""`report`: the deadline-compliance report, and the others by name."""

from typing import Any

import click
import msgspec

from cli.app import App
from cli.command import LazyGroup, option
from cli.language import gettext as _
from cli.output import Output, output_options
from cli.params import WHEN
from cli.reading import view_options
from cli.render import compliance as renderer
from cli.render import restated as restated_renderer
from domain.rejected import Rejected
from ledger.journal import Reader
from projections.reports import restated as restated_report
from projections.reports.compliance import compliance as compliance_report
from projections.reports.groups import GROUPINGS
from projections.view import KnownAt, View, in_order, view

LAZY = {
    "overdue": ("cli.commands.report_overdue", "report", "What each body still has to do under a notice."),
    "notices": (
        "cli.commands.report_notices",
        "report",
        "Whether the holders that a notice affects were told.",
    ),
    "suspensions": ("cli.commands.report_suspensions", "report", "What has been suspended for too long."),
    "filing": ("cli.commands.report_filing", "report", "Rules that were filed late."),
    "body": ("cli.commands.report_body", "report", "One body's sheet."),
    "month": ("cli.commands.report_month", "report", "A month's certificate changes for the platform."),
}


@click.group(cls=LazyGroup, lazy=LAZY, help="Print a report.")
def report() -> None:
    """Group the reports."""


@report.command(help="What a notice obliges to, and what was done by its deadline.")
@option("--notice", required=True, metavar="NOTICE", help="The notice, by number or alias.")
@option("--by", type=click.Choice(GROUPINGS), help="Figures for each group too.")
@option("--body", metavar="BODY", help="Only this body's rules and their certificates.")
@option("--detail", is_flag=True, help="Every obligation as a row.")
@option("--check", is_flag=True, help="Exit with 3 where anything is late, overdue or out of order.")
@option(
    "--diff",
    type=WHEN,
    metavar="WHEN",
    help="Which figures are others than were known at that moment, and by which entries.",
)
@view_options
@output_options
@click.pass_context
def compliance(  # noqa: PLR0913 - one argument per option
    ctx: click.Context,
    output: Output,
    notice: str,
    by: str | None,
    body: str | None,
    detail: bool,  # noqa: FBT001 - an option
    check: bool,  # noqa: FBT001 - an option
    diff: KnownAt | None,
    as_of: str | None,
    known_at: KnownAt | None,
) -> None:
    """Print the report."""
    app: App = ctx.obj
    if diff is not None:
        if by is not None or check:
            raise click.UsageError(_("--by and --check go without --diff."))
        with app.reading() as reader:
            if known_at is not None and not in_order(reader, diff, known_at):
                raise Rejected("diff.from_after_to", first="--diff", last="--known-at")
            found = _restated(app, reader, notice, body, diff, app.view(reader, as_of, known_at))
        _print_restated(output, msgspec.to_builtins(found), detail=detail)
        return
    with app.reading() as reader:
        seen = app.view(reader, as_of, known_at)
        made = compliance_report(
            reader,
            app.notice(reader, notice, position=seen.position),
            seen,
            by=by,
            body=app.known_body(reader, body, position=seen.position),
            detail=detail,
        )
        plain = renderer.plain(made)
        if output.format == "csv" or (output.format == "jsonl" and detail):
            columns, rows = renderer.flat(plain)
            output.rows(rows, columns=columns, table=str)
        else:
            output.value(plain, table=lambda: renderer.table(plain))
    if check and made.findings:
        ctx.exit(3)


def _restated(
    app: App, reader: Reader, notice: str, body: str | None, since: KnownAt, seen: View
) -> restated_report.Restated:
    """Compare the report in a view with what it was as known at a moment."""
    return restated_report.restated(
        reader,
        app.notice(reader, notice, position=seen.position),
        view(reader, as_of=seen.as_of, known_at=since, today=seen.as_of),
        seen,
        body=app.known_body(reader, body, position=seen.position),
    )


def _print_restated(output: Output, plain: dict[str, Any], *, detail: bool) -> None:
    """Print what changed: as CSV the figures, or with --detail what moved between them."""
    if output.format == "csv" or (output.format == "jsonl" and detail):
        columns, rows = restated_renderer.flat(plain, detail=detail)
        output.rows(rows, columns=columns, table=str)
    else:
        output.value(plain, table=lambda: restated_renderer.table(plain, detail=detail))
