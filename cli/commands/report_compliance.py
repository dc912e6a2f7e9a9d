"""`report compliance`: what a notice obliges to, as figures, and as the report that is filed."""

from functools import partial
from typing import Any

import click
import msgspec

from cli.app import App, version
from cli.command import Command, option
from cli.errors import FOUND
from cli.language import gettext as _
from cli.output import Output, output_options
from cli.params import WHEN
from cli.publishing import Asked, Publisher, arguments, publishable
from cli.reading import need_known_by, view_options
from cli.render import compliance as renderer
from cli.render import document as filed
from cli.render import restated as restated_renderer
from domain.subject import Subject
from ledger.journal import Reader
from projections.reports import restated as restated_report
from projections.reports.compliance import compliance
from projections.reports.groups import GROUPINGS
from projections.reports.statement.parts import Statement
from projections.view import KnownAt, View, view


@click.command(cls=Command, help="What a notice obliges to, and what was done by its deadline.")
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
@publishable
@view_options
@partial(output_options, more=filed.FORMATS)
@click.pass_context
def report(  # noqa: PLR0913 - one argument per option
    ctx: click.Context,
    output: Output,
    publisher: Publisher,
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
        _refuse_with_diff(output, given=by is not None or check or full, publishing=publisher.act is not None)
        with app.reading() as reader:
            if known_at is not None:
                need_known_by(reader, "--diff", diff, known_at)
            found = _restated(app, reader, notice, body, diff, app.view(reader, as_of, known_at))
        _print_restated(output, msgspec.to_builtins(found), detail=detail)
        return
    if full and output.format == "csv":
        raise click.UsageError(_("--full has more than one table: give --format table, json or xlsx."))
    with app.reading() as reader:
        seen = publisher.view(reader, as_of, known_at)
        subject = app.notice(reader, notice, position=seen.position)
        of = app.known_body(reader, body, position=seen.position)
        findings: list[str] = []

        def write(output: Output) -> None:
            if full or output.format in filed.FORMATS:
                every = detail or output.format == "xlsx"  # a workbook has room for all
                made = _statement(reader, subject, seen, by=by, body=of, detail=every)
                _print_filed(output, made, by=by)
                findings[:] = made.report.findings
            else:
                figures = compliance(reader, subject, seen, by=by, body=of, detail=detail)
                _print(output, renderer.plain(figures), detail=detail)
                findings[:] = figures.findings

        said = arguments(by=by, detail=detail, full=full)
        asked = Asked(report="compliance", seen=seen, notice=subject.id, body=of, arguments=said)
        publisher.write(reader, output, asked, write)
    if check and findings:
        ctx.exit(FOUND)


def _refuse_with_diff(output: Output, *, given: bool, publishing: bool) -> None:
    """Raise a usage error for what a comparison does not take."""
    if given:
        raise click.UsageError(_("--by, --full and --check go without --diff."))
    if publishing:
        raise click.UsageError(_("--publish goes without --diff."))
    if output.format in filed.FORMATS:
        raise click.UsageError(
            _("--diff prints as table, csv, json or jsonl, not as {format}.").format(format=output.format)
        )


def _statement(
    reader: Reader, notice: Subject, seen: View, *, by: str | None, body: str | None, detail: bool
) -> Statement:
    """Return the report as it is filed, with what it corrects of those published before."""
    from projections.reports.published import edition
    from projections.reports.statement.statement import statement

    _edition, corrects = edition(reader, seen, report="compliance", notice=notice.id, body=body, arguments=())
    return statement(reader, notice, seen, by=by, body=body, detail=detail, corrects=corrects)


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
    """Compare the report in a view with what it was as known at a moment; no later than the view."""
    first = view(reader, as_of=seen.as_of, known_at=since, today=seen.as_of)
    return restated_report.restated(
        reader,
        app.notice(reader, notice, position=seen.position),
        min(first, seen, key=lambda one: one.position),
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
