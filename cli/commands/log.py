"""`log`: the entries, in the order they were recorded."""

from gettext import gettext as _
from typing import Any

import click

from cli.app import App
from cli.command import Command, option
from cli.output import Output, output_options
from cli.params import WHEN
from cli.reading import view_options
from cli.render.table import table
from projections import log as journal_log
from projections.view import position_of, position_since

COLUMNS = (
    *("position", "recorded_at", "kind", "subject", "version", "type", "effective_on", "actor", "login"),
    *("reason", "why", "notice", "reported_on", "receipt", "decided_on", "evidence", "command_id"),
    *("commit", "command", "opening", "data", "voided_by"),
)


@click.command(
    cls=Command, help="Print the entries of the ledger, or of one subject, in the order of recording."
)
@click.argument("id_", metavar="[ID]", required=False)
@option("--since", type=WHEN, metavar="WHEN", help="Only what was recorded at that time or later.")
@option("--until", type=WHEN, metavar="WHEN", help="Only what was recorded at that time or before.")
@option("--type", "type_", metavar="TYPE", help="Only events of this type, for example CertificateRevoked.")
@option("--actor", metavar="NAME", help="Only what this person entered.")
@option("--limit", type=click.IntRange(min=0), help="At most so many entries.")
@view_options
@output_options
@click.pass_obj
def log(app: App, /, output: Output, id_: str | None, **given: Any) -> None:
    """Print one row for each entry."""
    with app.reading() as reader:
        seen = app.view(reader, None, given["known_at"])
        last = seen.position
        if given["until"] is not None:
            last = min(last, position_of(reader, given["until"]))
        rows = journal_log.log(
            reader,
            position_since(reader, given["since"]),
            last,
            known_at=seen.position,
            subject=None
            if id_ is None
            else app.known(reader, app.resolve(reader, id_, position=seen.position)),
            entry_type=given["type_"],
            actor=given["actor"],
            as_of=given["as_of"],
            limit=given["limit"],
        )
        output.rows(rows, columns=COLUMNS, table=_table)


def _table(rows: Any) -> str:
    return table(
        ({**row, "recorded_on": row["recorded_at"][:10], "voided_by": _voided(row)} for row in rows),
        {
            "position": "#",
            "type": _("Event"),
            "subject": _("Subject"),
            "effective_on": _("Effective"),
            "voided_by": _("Void"),
        },
        right=("position",),
    )


def _voided(row: dict[str, Any]) -> str:
    return "" if row["voided_by"] is None else f"#{row['voided_by']}"
