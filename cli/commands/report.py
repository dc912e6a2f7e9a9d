"""`report`: reports about a notice."""

import click

from cli.app import App
from cli.command import Group, option
from cli.output import Output, output_options
from cli.reading import view_options
from cli.render import compliance as renderer
from projections.reports.compliance import compliance as compliance_report
from projections.reports.groups import GROUPINGS
from projections.view import KnownAt


@click.group(cls=Group, help="Print the deadline-compliance report of a notice.")
def report() -> None:
    """Group the reports."""


@report.command(help="What a notice obliges to, and what was done by its deadline.")
@option("--notice", required=True, metavar="NOTICE", help="The notice, by number or alias.")
@option("--by", type=click.Choice(GROUPINGS), help="Figures for each group too.")
@option("--body", metavar="BODY", help="Only this body's rules and their certificates.")
@option("--detail", is_flag=True, help="Every obligation as a row.")
@option("--check", is_flag=True, help="Exit with 3 where anything is late, overdue or out of order.")
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
    as_of: str | None,
    known_at: KnownAt | None,
) -> None:
    """Print the report."""
    app: App = ctx.obj
    with app.reading() as reader:
        seen = app.view(reader, as_of, known_at)
        made = compliance_report(
            reader,
            app.notice(reader, notice, position=seen.position),
            seen,
            by=by,
            body=app.known_body(reader, body),
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
