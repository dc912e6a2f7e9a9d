"""`init`: make a new ledger."""

import click

from cli.app import App
from cli.command import Command
from cli.errors import say
from cli.language import gettext as _


@click.command(cls=Command, help="Make a new ledger; an existing one is never touched.")
@click.pass_obj
def init(app: App) -> None:
    """Make the ledger file."""
    app.create()
    say(_("Made the ledger {path}.").format(path=app.path))
