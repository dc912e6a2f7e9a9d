"""`report body`: one body's sheet."""

from functools import partial

import click
import msgspec

from cli.app import App
from cli.command import Command, option
from cli.errors import FOUND
from cli.output import Output, output_options
from cli.publishing import Asked, Publisher, arguments, publishable
from cli.reading import view_options
from cli.render import body as body_renderer
from cli.render import report as renderer
from cli.render.document import FORMATS
from domain.subject import Subject, approval_number
from projections.reports.body import Line, body, lines
from projections.view import KnownAt


@click.command(
    cls=Command,
    help="One body's sheet: who it is, its rules and certificates, what each notice asks of it and how far "
    "it has come, suspensions past their end and rules filed late. CSV has its figures, one a line.",
)
@click.argument("approval_no", metavar="BODY")
@option(
    "--notice",
    "notices",
    multiple=True,
    metavar="NOTICE",
    help="This notice, by number or alias (default: each that concerns the body). May be repeated.",
)
@option("--check", is_flag=True, help="Exit with 3 where anything is late, overdue or out of order.")
@publishable
@view_options
@partial(output_options, more=FORMATS)
@click.pass_context
def report(
    ctx: click.Context,
    output: Output,
    publisher: Publisher,
    approval_no: str,
    notices: tuple[str, ...],
    check: bool,  # noqa: FBT001 - an option
    as_of: str | None,
    known_at: KnownAt | None,
) -> None:
    """Print the report."""
    app: App = ctx.obj
    with app.reading() as reader:
        seen = publisher.view(reader, as_of, known_at)
        subject = app.known(reader, Subject("body", approval_number(approval_no)), position=seen.position)
        only = dict.fromkeys(app.notice(reader, notice, position=seen.position) for notice in notices)
        made = body(reader, subject, seen, only=list(only))
        asked = Asked(
            report="body",
            seen=seen,
            body=subject.id,
            arguments=arguments(notices="; ".join(n.id for n in only)),
        )
        publisher.write(
            reader,
            output,
            asked,
            lambda output: renderer.write(
                output,
                made,
                rows=[msgspec.to_builtins(line) for line in lines(made)],
                columns=Line.__struct_fields__,
                table=body_renderer.table,
            ),
        )
    if check and made.findings:
        ctx.exit(FOUND)
