"""`backup`: a consistent copy while the ledger is in use."""

import os
import sqlite3

import click

from cli.app import App
from cli.command import Command, option
from cli.errors import say
from cli.language import gettext as _
from cli.progress import progress
from domain.rejected import Rejected
from ledger.database import connect, faults, remove

PAGES = 4096
"""Pages copied between two looks at the progress."""


@click.command(cls=Command, help="Copy the ledger to a file, consistently, while it is in use.")
@click.argument("target", metavar="FILE", type=click.Path())
@option("--force", is_flag=True, help="Replace the file.")
@click.pass_obj
def backup(app: App, target: str, force: bool) -> None:  # noqa: FBT001 - an option
    """Copy; the file appears under its name when all of it is written."""
    itself = os.path.exists(target) and os.path.exists(app.path) and os.path.samefile(target, app.path)
    if os.path.lexists(target) and (itself or not force):
        raise Rejected("output.exists", path=target)
    # What another ledger of that name left beside it would be applied to the copy.
    for beside in (f"{target}-wal", f"{target}-journal"):
        if os.path.lexists(beside):
            raise Rejected("output.exists", path=beside)
    folder, name = os.path.split(target)
    draft = os.path.join(folder, f".{name}.{os.getpid()}.part")
    connection = connect(app.path, writing=False)
    try:
        with faults(target), progress(_("Copying")) as bar:
            copy = sqlite3.connect(draft)
            try:
                # One read transaction: else the copy begins anew with every write of others.
                connection.execute("BEGIN")
                connection.execute("SELECT 1 FROM sqlite_schema").fetchone()
                connection.backup(
                    copy, pages=PAGES, progress=lambda _s, left, total: bar(total - left, total)
                )
                copy.execute("PRAGMA journal_mode = WAL")
            finally:
                copy.close()
        with open(draft, "rb") as file:
            os.fsync(file.fileno())
        os.replace(draft, target)
    except OSError as error:
        raise Rejected("output.failed", path=target, detail=error.strerror or str(error)) from error
    finally:
        connection.close()
        remove(draft)
    say(_("Copied {source} to {target}.").format(source=app.path, target=target))
