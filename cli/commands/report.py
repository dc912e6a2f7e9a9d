"""`report`: the deadline-compliance report, and the others by name."""

from typing import Any

import click
import msgspec

from cli.app import App
from cli.command import LazyGroup, option
from cli.language import gettext as _
from cli.output import Output, output_options
from cli.params import WHEN
from cli.publishing import Asked, Publisher, arguments, publishable
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
    "published": (
        "cli.commands.report_published",
        "report",
        "Which reports were published, and whether a file is of one.",
    ),
    "restate": ("cli.commands.report_restate", "report", "What a published report would say today."),
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
@publishable
@view_options
@output_options
@click.pass_context
def compliance(  # noqa: PLR0913 - one argument per option
    ctx: click.Context,
    output: Output,
    publisher: Publisher,
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
        if publisher.act is not None:
            raise click.UsageError(_("--publish goes without --diff."))
        with app.reading() as reader:
            if known_at is not None and not in_order(reader, diff, known_at):
                raise Rejected("diff.from_after_to", first="--diff", last="--known-at")
            found = _restated(app, reader, notice, body, diff, app.view(reader, as_of, known_at))
        _print_restated(output, msgspec.to_builtins(found), detail=detail)
        return
    with app.reading() as reader:
        seen = publisher.view(reader, as_of, known_at)
        subject = app.notice(reader, notice, position=seen.position)
        of = app.known_body(reader, body, position=seen.position)
        findings: list[str] = []

        def write(output: Output) -> None:
            made = compliance_report(reader, subject, seen, by=by, body=of, detail=detail)
            findings[:] = made.findings
            _print(output, renderer.plain(made), detail=detail)

        said = arguments(by=by, detail=detail)
        asked = Asked(report="compliance", seen=seen, notice=subject.id, body=of, arguments=said)
        publisher.write(reader, output, asked, write)
    if check and findings:
        ctx.exit(3)


def _print(output: Output, plain: dict[str, Any], *, detail: bool) -> None:
    """Print the report: as CSV, or one a line, its rows or figures."""
    if output.format == "csv" or (output.format == "jsonl" and detail):
        columns, rows = renderer.flat(plain)
        output.rows(rows, columns=columns, table=str)
    else:
        output.value(plain, table=lambda: renderer.table(plain))


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
