"""`count`: how many certificates or rules, in groups."""

import click

from cli.app import App
from cli.command import Command, option
from cli.language import gettext as _
from cli.output import Output, output_options
from cli.reading import view_options
from cli.render.table import table
from cli.words import word
from projections import census
from projections.view import KnownAt


@click.command(cls=Command, help="Count certificates or rules in groups, as of a day, as known at a moment.")
@click.argument("what", type=click.Choice(("certs", "rules")))
@option("--by", multiple=True, type=click.Choice(census.GROUPINGS), help="Group by this. May be repeated.")
@view_options
@output_options
@click.pass_obj
def count(
    app: App, output: Output, what: str, by: tuple[str, ...], as_of: str | None, known_at: KnownAt | None
) -> None:
    """Print one row for each group."""
    with app.reading() as reader:
        seen = app.view(reader, as_of, known_at)
        rows = census.count(reader, "certificate" if what == "certs" else "rule", seen, by)
    headings = {
        "status": _("Status"),
        "body": _("Body"),
        "category": _("Category"),
        "scheme": _("Scheme"),
        "rule": _("Rule"),
    }
    columns = {**{key: headings[key] for key in dict.fromkeys(by)}, "count": _("Count")}
    output.rows(
        rows,
        columns=list(columns),
        table=lambda found: table(
            [{key: word(value) for key, value in row.items()} for row in found], columns, right=("count",)
        ),
    )
