"""`rebuild`: the read model anew, or only compared."""

import click

from cli.app import App
from cli.command import Command, option
from cli.errors import say
from cli.language import gettext as _
from cli.output import Output, output_options
from cli.progress import progress
from cli.words import listed
from ledger.database import connect, faults
from ledger.garbage import nothing_collected
from ledger.service import LARGE_CACHE_KIB
from projections import rebuild as rebuilding


@click.command(
    cls=Command, help="Build the read model anew from the entries, beside the live one, and swap them."
)
@option("--check", is_flag=True, help="Only compare; exit with 3 where they differ.")
@output_options
@click.pass_context
def rebuild(ctx: click.Context, output: Output, check: bool) -> None:  # noqa: FBT001 - an option
    """Rebuild, and print in which tables the live read model differed."""
    app: App = ctx.obj
    connection = connect(app.path, writing=not check)
    try:
        connection.execute(f"PRAGMA cache_size = -{LARGE_CACHE_KIB}")
        with faults(app.path), nothing_collected(), progress(_("Rebuilding"), _("entries")) as bar:
            if check:
                connection.execute("ATTACH '' AS anew")
                connection.execute("BEGIN")
            done, found = (rebuilding.compare if check else rebuilding.rebuild)(connection, bar)
    finally:
        connection.close()
    value = {"entries": done, "differences": found, "swapped": bool(found) and not check}
    output.value(value, table=lambda: _table(done, found))
    if found and not check:
        say(_("The read model was put right."))
    if found and check:
        ctx.exit(3)


def _table(done: int, found: dict[str, int]) -> str:
    if not found:
        return _("{entries} entries: the read model is as they say.").format(entries=done)
    tables = listed(f"{name} ({count})" for name, count in found.items())
    return _("{entries} entries: the read model differs in {tables}.").format(entries=done, tables=tables)
