"""`report overdue`: what a notice still asks for, of whom."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import click
import msgspec

from cli.app import App
from cli.command import Command, option
from cli.errors import FOUND
from cli.language import gettext as _
from cli.output import Output, output_options
from cli.publishing import Asked, Publisher, publishable
from cli.reading import view_options
from cli.render import report as renderer
from cli.render.document import FORMATS
from cli.render.table import table as drawn
from cli.words import word
from projections.reports.overdue import Report, Row, overdue
from projections.view import KnownAt

NAMED = 26
"""Columns of the terminal for a body's name, and for its contact, beside its number."""


@click.command(
    cls=Command,
    help="What each body still has to do under a notice: what is overdue first, then what is open until the "
    "deadline, then certificates to dispose of. A list to remind them with.",
)
@option("--notice", required=True, metavar="NOTICE", help="The notice, by number or alias.")
@option("--body", metavar="BODY", help="Only this body's rules and their certificates.")
@option("--check", is_flag=True, help="Exit with 3 where anything is overdue.")
@publishable
@view_options
@partial(output_options, more=FORMATS)
@click.pass_context
def report(
    ctx: click.Context,
    output: Output,
    publisher: Publisher,
    notice: str,
    body: str | None,
    check: bool,  # noqa: FBT001 - an option
    as_of: str | None,
    known_at: KnownAt | None,
) -> None:
    """Print the report."""
    app: App = ctx.obj
    with app.reading() as reader:
        seen = publisher.view(reader, as_of, known_at)
        of = app.known_body(reader, body, position=seen.position)
        subject = app.notice(reader, notice, position=seen.position)
        made = overdue(reader, subject, seen, body=of)
        columns = ("body", "name", "contact", *Row.__struct_fields__)
        asked = Asked(report="overdue", seen=seen, notice=subject.id, body=of)
        publisher.write(
            reader,
            output,
            asked,
            lambda output: renderer.write(
                output,
                made,
                rows=list(_flat(made)),
                columns=columns,
                table=_table,
            ),
        )
    if check and made.summary.overdue:
        ctx.exit(FOUND)


def _flat(made: Report) -> Iterator[dict[str, Any]]:
    for group in made.groups:
        for row in group.rows:
            named = {"body": group.body, "name": group.name, "contact": group.contact}
            yield {**named, **msgspec.to_builtins(row)}


def _table(report: dict[str, Any]) -> str:
    columns = {outcome: word(outcome) for outcome in ("overdue", "open", "pending")}
    deadline = _("{deadline}, last day in time {due_on}").format(**report)
    parts = [
        _("Still to be done"),
        renderer.heading(report, (_("Notice"), report["notice"]), (_("Deadline"), deadline)),
        renderer.figures(report, columns),
    ]
    for group in report["groups"]:
        named = [
            group["body"],
            *(renderer.short(group[key], NAMED) for key in ("name", "contact") if group[key]),
        ]
        parts.append("\n".join(["  ".join(named), _rows(group["rows"])]))
    return "\n\n".join(parts)


def _rows(rows: list[dict[str, Any]]) -> str:
    return drawn(
        ({**row, "action": word(row["action"]), "outcome": word(row["outcome"])} for row in rows),
        {"action": _("Obligation"), "subject": _("Subject"), "outcome": _("Outcome"), "days": _("Days")},
        right=("days",),
    )
