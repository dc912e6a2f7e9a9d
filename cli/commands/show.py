"""`show`: a subject as of a day, as known at a moment."""

from typing import Any

import click

from cli.app import App
from cli.command import Command
from cli.language import gettext as _
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
    headings = {
        "id": _("Id"),
        "kind": _("Kind"),
        "status": _("Status"),
        "since": _("Since"),
        "status_code": _("Platform code"),
        "body": _("Body"),
        "name": _("Name"),
        "title": _("Title"),
        "category": _("Category"),
        "scheme": _("Scheme"),
        "code": _("Classification code"),
        "basis": _("Basis"),
        "published_on": _("Published on"),
        "filed_on": _("Filed on"),
        "rule": _("Rule"),
        "holder": _("Holder"),
        "holder_id": _("Holder's code"),
        "scope": _("Scope"),
        "issued_on": _("Issued on"),
        "expires_on": _("Valid through"),
        "suspended_until": _("Suspended until"),
        "reason": _("Reason"),
        "supersedes": _("Supersedes"),
        "superseded_by": _("Superseded by"),
        "deregistered_on": _("Deregistered on"),
        "withdrawn_on": _("Withdrawn on"),
        "deadline": _("Deadline"),
        "boundary": _("The deadline itself"),
        "judged_by": _("Judged by"),
        "cutoff_on": _("Cut-off day"),
        "credit_code": _("Credit code"),
        "contact": _("Contact"),
        "registered_on": _("Registered on"),
        "irregular": _("Irregular issue"),
        "number_as_written": _("As first written"),
        "alias": _("Alias"),
    }
    shown = ("status", "kind", "category", "scheme", "boundary", "judged_by", "reason")
    pairs: list[tuple[str, Any]] = [
        (headings[key], word(value) if key in shown else value)
        for key, value in found.items()
        if key in headings and value not in (None, [], False)
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
