"""`void`: let entries count no longer."""

import click

from cli import acts
from cli.acts import Act, act_options
from cli.app import App
from cli.command import Command, option
from cli.errors import confirm, say
from cli.language import gettext as _
from cli.output import Output
from cli.params import POSITION
from domain.rejected import Rejected
from ledger import journal
from ledger.acts import void as draft_voids
from ledger.desk import Desk
from ledger.entry import Entry
from ledger.service import Ledger


@click.command(
    cls=Command,
    help="Let entries count no longer, for anyone who knows of it; nothing is erased. "
    "What is left must be a legal history.",
)
@click.argument("positions", metavar="'#POSITION'...", nargs=-1, type=POSITION)
@option(
    "--commit", type=POSITION, metavar="'#POSITION'", help="All entries that were recorded with this one."
)
@act_options
def void(app: App, act: Act, output: Output, positions: tuple[int, ...], commit: int | None) -> None:
    """Record EntryVoided for each."""
    if bool(positions) == (commit is not None):
        raise click.UsageError(acts.one_of("'#POSITION'", "--commit"))
    acts.need_why(act)
    if act.on is not None:
        raise click.UsageError(_("A void takes effect when it is recorded: leave out --on."))
    asked: list[list[Entry]] = []

    def decide(ledger: Ledger, desk: Desk) -> None:
        entries = _entries(ledger, positions, commit)
        if not act.dry_run and not act.yes and not asked:
            for entry in entries:
                say(f"  #{entry.position} {entry.type} {entry.subject.id} {entry.event.effective_on}")
            confirm(_("Void {count} entries?").format(count=len(entries)), yes=act.yes)
            asked.append(entries)
        draft_voids(desk, entries, act.given(app, ledger))

    acts.record(app, act, output, "void", decide)


def _entries(ledger: Ledger, positions: tuple[int, ...], commit: int | None) -> list[Entry]:
    with ledger.reading() as reader:
        if commit is not None:
            whole = journal.commit_of(reader, commit)
            if whole is None:
                raise Rejected("entry.unknown", position=commit)
            return list(journal.entries(reader, whole.first_position, whole.last_position))
        found = []
        for position in dict.fromkeys(positions):
            entry = journal.entry_at(reader, position)
            if entry is None:
                raise Rejected("entry.unknown", position=position)
            found.append(entry)
        return found
