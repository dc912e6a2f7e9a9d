"""`info`: what the ledger holds."""

from typing import Any

import click

from cli.app import App, version
from cli.command import Command
from cli.language import gettext as _
from cli.output import Output, output_options
from cli.reading import token_wanted, view_options
from cli.render.table import facts
from cli.words import listed, word
from ledger.database import SCHEMA_VERSION
from projections import census
from projections.view import KnownAt


@click.command(
    cls=Command,
    help="Tell what the ledger holds: entries, subjects, size, versions. "
    "What is true of the file as it is now is left out with --known-at.",
)
@view_options
@output_options
@click.pass_obj
def info(app: App, output: Output, as_of: str | None, known_at: KnownAt | None) -> None:
    """Print what there is."""
    import os
    import sqlite3

    with app.reading() as reader:
        found = census.info(reader, app.view(reader, as_of, known_at))
        file_version = reader.execute("PRAGMA user_version").fetchone()[0]
    now = known_at is None and not token_wanted()
    found["size_bytes"] = os.stat(app.path).st_size if now else None
    found["file_version"] = file_version if now else None
    found["latest_file_version"] = SCHEMA_VERSION if now else None
    versions = {"certledger": version(), "sqlite": sqlite3.sqlite_version}
    found["versions"] = versions if now else None
    output.value(found, table=lambda: _table(found, app))


def _table(found: dict[str, Any], app: App) -> str:
    pairs: list[tuple[str, Any]] = [
        (_("Ledger"), app.path),
        (_("Ledger id"), found["ledger_id"]),
        (_("Entries"), found["entries"]),
        (_("First recorded"), found["first_recorded_at"]),
        (_("Last recorded"), found["last_recorded_at"]),
    ]
    for kind, statuses in found["subjects"].items():
        numbers = listed(f"{word(status)} {number}" for status, number in statuses.items())
        pairs.append((word(kind), numbers or "–"))
    pairs.append((_("Made"), f"{found['created_at']} {found['created_by']}"))
    if found["versions"] is not None:
        pairs += [
            (_("Size"), _("{size:,} bytes").format(size=found["size_bytes"])),
            (_("File version"), _file_version(found)),
            (_("Versions"), listed(f"{name} {number}" for name, number in found["versions"].items())),
        ]
    return facts(pairs)


def _file_version(found: dict[str, Any]) -> str:
    own, latest = found["file_version"], found["latest_file_version"]
    return (
        str(own) if own == latest else _("{own} (this program makes {latest})").format(own=own, latest=latest)
    )
