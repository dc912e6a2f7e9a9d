"""`show`: a subject as of a day, as known at a moment."""

from typing import Any

import click

from cli.app import App
from cli.command import Command
from cli.language import gettext as _
from cli.output import Output, output_options
from cli.reading import view_options
from cli.render.fields import FIELDS, field, worded
from cli.render.table import facts
from cli.words import word
from projections import states
from projections.view import KnownAt


@click.command(
    cls=Command,
    help="Show a body, notice, rule, certificate or published report as of a day, as known at a moment.",
)
@click.argument("id_", metavar="ID")
@view_options
@output_options
@click.pass_obj
def show(app: App, output: Output, id_: str, as_of: str | None, known_at: KnownAt | None) -> None:
    """Print the state of one subject."""
    with app.reading() as reader:
        seen = app.view(reader, as_of, known_at)
        found = states.show(reader, app.resolve(reader, id_, position=seen.position), seen)
    output.value(found, table=lambda: _table(found))


def _table(found: dict[str, Any]) -> str:
    pairs: list[tuple[str, Any]] = [
        (field(key), worded(key, value))
        for key, value in found.items()
        if key in FIELDS and key != "as_of" and value not in (None, [], False)
    ]
    if found["kind"] == "report":
        from cli.render.log import files

        pairs += files(found["files"])
    for flag in found.get("flags", []):
        pairs.append(
            (_("Flag"), f"{flag['notice']} {word(flag['ground'])} {flag['since']} (#{flag['position']})")
        )
    for clause in found.get("clauses", []):
        pairs.append((_("Clause {clause}").format(clause=clause["clause"]), word(clause["ground"])))
    last, known = found["last_entry"], found["known_at"]
    pairs.append((_("Last entry"), f"#{last['position']} {last['type']} {last['effective_on']}"))
    pairs.append((_("Entered"), f"{last['recorded_at']} {last['actor']}"))
    pairs.append((_("As of"), found["as_of"]))
    pairs.append((_("Known at"), f"#{known['position']} {known['recorded_at']}"))
    return facts(pairs)
