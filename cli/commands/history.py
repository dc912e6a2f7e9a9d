"""`history`: all that was ever believed of a subject."""

from functools import partial

import click

from cli.app import App
from cli.command import Command, option
from cli.output import Output, output_options
from cli.reading import any_day_options
from cli.render import history as renderer
from projections import history as histories
from projections.view import KnownAt

COLUMNS = (
    *("status", "effective_from", "effective_to", "recorded_from", "recorded_to"),
    *("from_position", "to_position", "position"),
)


@click.command(
    cls=Command,
    help="Print all that was ever believed of a subject: what status, of which days, from which entry to "
    "which. With --known-at as it was believed up to then; with --as-of only what begins by that day.",
)
@click.argument("id_", metavar="ID")
@option("--no-picture", is_flag=True, help="Print the rows alone.")
@any_day_options
@partial(output_options, more=("svg",))
@click.pass_obj
def history(
    app: App,
    output: Output,
    id_: str,
    no_picture: bool,  # noqa: FBT001 - an option
    as_of: str | None,
    known_at: KnownAt | None,
) -> None:
    """Print one row for each rectangle."""
    with app.reading() as reader:
        seen = app.view(reader, as_of, known_at, any_day=True)
        subject = app.known(reader, app.resolve(reader, id_, position=seen.position))
        found = histories.history(reader, subject, seen, until=as_of)
    if output.format == "svg":
        from cli.render import history_svg

        output.text(history_svg.picture(found))
        return
    columns = (*COLUMNS, "rule") if subject.kind == "certificate" else COLUMNS
    output.rows(
        found.rows(),
        columns=columns,
        table=lambda _rows: renderer.page(found, drawn=not no_picture, coloured=output.coloured),
    )
