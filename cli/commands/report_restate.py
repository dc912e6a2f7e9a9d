"""`report restate`: a published report compared with what is known now."""

import re

import click
import msgspec

from cli.app import App
from cli.command import Command, option
from cli.errors import FOUND
from cli.output import Output, output_options
from cli.reading import view_options
from cli.render import restatement as renderer
from domain.subject import Subject
from ledger.journal import Reader
from projections.reports.published import found, publication_at
from projections.reports.restatement import restatement
from projections.view import KnownAt, View


@click.command(
    cls=Command,
    help="Make a published report again, of the same day and asked with the same, from what is known now: "
    "what it would say otherwise, and by which entries.",
)
@click.argument("published", metavar="'#POSITION'|REPORT")
@option("--detail", is_flag=True, help="Everything that is different, one by one.")
@option("--check", is_flag=True, help="Exit with 3 where anything is different.")
@view_options
@output_options
@click.pass_context
def report(
    ctx: click.Context,
    output: Output,
    published: str,
    detail: bool,  # noqa: FBT001 - an option
    check: bool,  # noqa: FBT001 - an option
    as_of: str | None,
    known_at: KnownAt | None,
) -> None:
    """Print what is different."""
    app: App = ctx.obj
    with app.reading() as reader:
        seen = app.view(reader, as_of, known_at)
        one, event = found(reader, _named(app, reader, published, seen), seen)
        today = View(event.as_of, seen.position, seen.known_at)
        made = restatement(reader, one, event, today)
    plain = msgspec.to_builtins(made)
    if output.format == "csv" or (output.format == "jsonl" and detail):
        columns, rows = renderer.flat(plain, detail=detail)
        output.rows(rows, columns=columns, table=str)
    else:
        output.value(plain, table=lambda: renderer.table(plain, detail=detail))
    if check and made.changed:
        ctx.exit(FOUND)


def _named(app: App, reader: Reader, text: str, seen: View) -> Subject:
    """Return the report that an entry published, or that has an id."""
    if match := re.fullmatch(r"#([0-9]{1,15})", text.strip()):
        return publication_at(reader, int(match[1]))
    return app.resolve(reader, text, ("report",), position=seen.position)
