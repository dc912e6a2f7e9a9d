"""`list`: bodies, notices, rules or certificates."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import click

from cli.app import App
from cli.command import Command, option
from cli.language import gettext as _
from cli.output import Output, output_options
from cli.reading import view_options
from cli.render.table import pieces
from cli.words import word
from domain.subject import STATUSES, Subject
from ledger.journal import Reader
from projections.listing import listing
from projections.view import KnownAt

KINDS = {"bodies": "body", "notices": "notice", "rules": "rule", "certs": "certificate"}
COLUMNS = {
    "body": ("id", "kind", "status", "since", "name", "credit_code", "contact", "registered_on"),
    "notice": (
        *("id", "kind", "status", "since", "title", "alias", "issued_on", "published_on"),
        *("deadline", "boundary", "judged_by", "cutoff_on", "clauses", "withdrawn_on"),
    ),
    "rule": (
        *("id", "kind", "status", "since", "body", "name", "category", "scheme", "code", "basis"),
        *("published_on", "filed_on", "flags", "deregistered_on", "reason", "supersedes", "superseded_by"),
        "number_as_written",
    ),
    "certificate": (
        *("id", "kind", "status", "since", "status_code", "rule", "holder", "holder_id", "scope"),
        *("issued_on", "expires_on", "suspended_until", "reason", "supersedes", "superseded_by"),
        *("irregular", "number_as_written"),
    ),
}


@click.command(cls=Command, help="List what existed as of a day, as known at a moment, ordered by id.")
@click.argument("what", type=click.Choice(tuple(KINDS)))
@option("--status", metavar="STATUS", help="Only those with this status.")
@option("--rule", metavar="RULE", help="Only certificates under this rule.")
@option("--body", metavar="BODY", help="Only those of this body.")
@view_options
@output_options
@click.pass_obj
def list_(
    app: App,
    output: Output,
    what: str,
    status: str | None,
    rule: str | None,
    body: str | None,
    as_of: str | None,
    known_at: KnownAt | None,
) -> None:
    """Print one row for each."""
    kind = KINDS[what]
    if status is not None and status not in STATUSES[kind]:
        choices = ", ".join(STATUSES[kind])  # codes, as they are typed
        raise click.BadParameter(
            _("Choose one of: {choices}").format(choices=choices), param_hint="'--status'"
        )
    if rule is not None and kind != "certificate":
        raise click.UsageError(_("--rule goes with: list certs"))
    with app.reading() as reader:
        seen = app.view(reader, as_of, known_at)
        rows = listing(
            reader,
            kind,
            seen,
            status=status,
            rule=None if rule is None else _rule(app, reader, rule, seen.position),
            body=app.known_body(reader, body, position=seen.position),
        )
        output.watch(reader)
        output.rows(rows, columns=COLUMNS[kind], table=lambda found: _table(kind, found))


def _rule(app: App, reader: Reader, text: str, position: int) -> Subject:
    return app.known(reader, app.resolve(reader, text, ("rule",), position=position), position=position)


def _table(kind: str, rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    columns = {
        "body": {"id": _("Body"), "name": _("Name"), "since": _("Since")},
        "notice": {
            "id": _("Notice"),
            "status": _("Status"),
            "issued_on": _("Issued on"),
            "deadline": _("Deadline"),
            "alias": _("Alias"),
        },
        "rule": {"id": _("Rule"), "status": _("Status"), "since": _("Since"), "name": _("Name")},
        "certificate": {
            "id": _("Certificate"),
            "status": _("Status"),
            "holder": _("Holder"),
        },
    }
    return pieces(_worded(rows), columns[kind])


def _worded(rows: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for row in rows:
        yield {**row, "status": word(row["status"])}
