"""`report`: the deadline-compliance report, and the others by name."""

from functools import partial
from typing import Any

import click
import msgspec

from cli.app import App, version
from cli.command import LazyGroup, option
from cli.errors import FOUND
from cli.language import gettext as _
from cli.output import Output, output_options
from cli.params import WHEN
from cli.reading import view_options
from cli.render import compliance as renderer
from cli.render import document as filed
from cli.render import restated as restated_renderer
from domain.rejected import Rejected
from ledger.journal import Reader
from projections.reports import restated as restated_report
from projections.reports.compliance import compliance as compliance_report
from projections.reports.groups import GROUPINGS
from projections.reports.statement.parts import Statement
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
}


@click.group(cls=LazyGroup, lazy=LAZY, help="Print a report.")
def report() -> None:
    """Group the reports."""


@report.command(help="What a notice obliges to, and what was done by its deadline.")
@option("--notice", required=True, metavar="NOTICE", help="The notice, by number or alias.")
@option("--by", type=click.Choice(GROUPINGS), help="Figures for each group too.")
@option("--body", metavar="BODY", help="Only this body's rules and their certificates.")
@option("--detail", is_flag=True, help="Every obligation as a row.")
@option("--full", is_flag=True, help="Every section of the filed report as table or json too.")
@option("--check", is_flag=True, help="Exit with 3 where anything is late, overdue or out of order.")
@option(
    "--diff",
    type=WHEN,
    metavar="WHEN",
    help="Which figures are others than were known at that moment, and by which entries.",
)
@view_options
@partial(output_options, more=filed.FORMATS)
@click.pass_context
def compliance(  # noqa: PLR0913 - one argument per option
    ctx: click.Context,
    output: Output,
    notice: str,
    by: str | None,
    body: str | None,
    detail: bool,  # noqa: FBT001 - an option
    full: bool,  # noqa: FBT001 - an option
    check: bool,  # noqa: FBT001 - an option
    diff: KnownAt | None,
    as_of: str | None,
    known_at: KnownAt | None,
) -> None:
    """Print the report."""
    app: App = ctx.obj
    if diff is not None:
        if by is not None or check or full:
            raise click.UsageError(_("--by, --full and --check go without --diff."))
        if output.format in filed.FORMATS:
            raise click.UsageError(
                _("--diff prints as table, csv, json or jsonl, not as {format}.").format(format=output.format)
            )
        with app.reading() as reader:
            if known_at is not None and not in_order(reader, diff, known_at):
                raise Rejected("diff.from_after_to", first="--diff", last="--known-at")
            found = _restated(app, reader, notice, body, diff, app.view(reader, as_of, known_at))
        _print_restated(output, msgspec.to_builtins(found), detail=detail)
        return
    if full and output.format == "csv":
        raise click.UsageError(_("--full has more than one table: give --format table, json or xlsx."))
    with app.reading() as reader:
        seen = app.view(reader, as_of, known_at)
        of = app.notice(reader, notice, position=seen.position)
        by_body = app.known_body(reader, body, position=seen.position)
        if full or output.format in filed.FORMATS:
            from projections.reports.statement.statement import statement

            every = detail or output.format == "xlsx"  # a workbook has room for all
            made = statement(reader, of, seen, by=by, body=by_body, detail=every)
            _print_filed(output, made, by=by)
            findings = made.report.findings
        else:
            report = compliance_report(reader, of, seen, by=by, body=by_body, detail=detail)
            _print(output, renderer.plain(report), detail=detail)
            findings = report.findings
    if check and findings:
        ctx.exit(FOUND)


def _print(output: Output, plain: dict[str, Any], *, detail: bool) -> None:
    """Print the figures, and the obligations where they were asked for."""
    if output.format == "csv" or (output.format == "jsonl" and detail):
        columns, rows = renderer.flat(plain)
        output.rows(rows, columns=columns, table=str)
    else:
        output.value(plain, table=lambda: renderer.table(plain))


def _print_filed(output: Output, made: Statement, *, by: str | None) -> None:
    """Print every section of the report that is filed."""
    from cli.documents.compliance import document
    from cli.documents.statement.reproduce import command_line
    from cli.render import terminal

    if output.format in {"json", "jsonl"}:
        output.value(renderer.full(made), table=str)
        return
    put = document(made, command=command_line(made, output.format, by=by), version=version())
    if output.format in filed.FORMATS:
        filed.write(output, put)
    else:
        output.rows((), columns=(), table=lambda _rows: terminal.pieces(put))


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
