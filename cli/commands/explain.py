"""`explain`: the entries that make an answer, and those that do not."""

import click

from cli.app import App
from cli.command import Command, option
from cli.commands.log import COLUMNS
from cli.language import gettext as _
from cli.output import Output, output_options
from cli.params import WHEN
from cli.reading import view_options
from cli.render import explain as state_renderer
from cli.render import obligation as obligation_renderer
from domain.obligations import ACTIONS
from projections import explain as explanations
from projections.obligation.answer import owed_of
from projections.view import KnownAt, last_position, position_of


@click.command(
    cls=Command,
    help="Tell which entries make a subject's state, and which do not: voided, not yet effective, not yet "
    "known. With --notice, why something is owed of a rule or certificate, and why it is late.",
)
@click.argument("id_", metavar="ID")
@option("--notice", metavar="NOTICE", help="Explain what is owed under this notice, by number or alias.")
@option("--action", type=click.Choice(ACTIONS), help="Only this obligation. Goes with --notice.")
@option(
    "--until",
    type=WHEN,
    metavar="WHEN",
    help="Of what was not yet known, only what was recorded at that time or before.",
)
@view_options
@output_options
@click.pass_obj
def explain(
    app: App,
    output: Output,
    id_: str,
    notice: str | None,
    action: str | None,
    until: KnownAt | None,
    as_of: str | None,
    known_at: KnownAt | None,
) -> None:
    """Print one object; as CSV or JSON lines, its entries."""
    if action is not None and notice is None:
        raise click.UsageError(_("--action goes with: --notice"))
    with app.reading() as reader:
        last = last_position(reader) if until is None else position_of(reader, until)
        seen = app.view(reader, as_of, known_at, until=last)
        if notice is None:
            subject = app.known(reader, app.resolve(reader, id_, position=seen.position))
            told, page = explanations.explain(reader, subject, seen, last=last), state_renderer.page
        else:
            kinds = ("rule", "certificate")
            subject = app.known(reader, app.resolve(reader, id_, kinds, position=seen.position))
            under = app.notice(reader, notice, position=seen.position)
            told = owed_of(reader, subject, under, seen, action=action, last=last)
            page = obligation_renderer.page
    if output.format in {"csv", "jsonl"}:
        output.rows(told["entries"], columns=(*COLUMNS, "clauses", "mark", "decides"), table=str)
    else:
        output.value(told, table=lambda: page(told))
