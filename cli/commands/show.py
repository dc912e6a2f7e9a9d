"""`show`: a subject as of a day, as known at a moment."""

from gettext import gettext as _
from typing import Any

import click

from cli.app import App
from cli.command import Command
from cli.facts import NAMES, name_of
from cli.output import Output, output_options
from cli.reading import view_options
from cli.render.table import facts
from cli.words import word
from projections import states
from projections.view import KnownAt


@click.command(
    cls=Command, help="Show a body, notice, rule or certificate as of a day, as known at a moment."
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
    shown = ("status", "kind", "category", "scheme", "boundary", "judged_by", "reason")
    pairs: list[tuple[str, Any]] = [
        (name_of(key), word(value) if key in shown else value)
        for key, value in found.items()
        if key in NAMES and value not in (None, [], False)
    ]
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
