"""`import`: record what a spreadsheet says."""

from contextlib import suppress
from datetime import date, datetime
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

import click

from cli import acts
from cli.app import App, login
from cli.command import Command, option
from cli.errors import say
from cli.importing.checking import KINDS, check
from cli.importing.recording import write, write_rejects
from cli.importing.result import Figures, Result
from cli.importing.sheet_row import Trouble
from cli.importing.source import Source
from cli.importing.staging import Staging
from cli.language import gettext as _
from cli.messages import message
from cli.output import Output, output_options
from cli.params import column_choice
from cli.progress import progress
from cli.render.table import facts
from cli.sheets.problems import SheetRefused
from cli.texts import clean
from domain.rejected import Conflict, Rejected
from ledger.database import LedgerFault
from ledger.service import Ledger, Request

ATTEMPTS = 3
"""How often a file is checked anew after somebody else changed what that was based on."""


@click.command(
    "import",
    cls=Command,
    help="Record what a .csv or .xlsx file says. The whole file is checked first; the same file again "
    "records nothing new.",
)
@click.argument("kind", type=click.Choice(tuple(KINDS)))
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@option("--sheet", metavar="NAME", help="The sheet of a workbook (default: the first visible one).")
@option(
    "--column",
    "columns",
    multiple=True,
    metavar="KEY=HEADING",
    help="Take the column with this heading for KEY. May be repeated.",
)
@option("--dry-run", is_flag=True, help="Check the file and record nothing.")
@option(
    "--on-error",
    type=click.Choice(("abort", "skip")),
    default="abort",
    show_default=True,
    help="Record nothing where a row is bad, or skip bad rows and write them to FILE.rejects.csv.",
)
@option("--opening", is_flag=True, help="The file takes over what happened before the ledger.")
@option("--actor", envvar="CERTLEDGER_ACTOR", help="Who acts (default: the login name).")
@option("--command-id", metavar="ID", help="Makes repeating the command safe.")
@option("--yes", is_flag=True, help="Accepted for scripts; nothing is asked.")
@output_options
@click.pass_context
def import_(ctx: click.Context, /, output: Output, kind: str, path: Path, **given: Any) -> None:
    """Import, and print what came of each row."""
    app: App = ctx.obj
    with Staging(looked_up=kind == "events") as staging:
        try:
            result, rejects = _import(app, kind, Source(path), staging, given)
        except (SheetRefused, Rejected, LedgerFault, Conflict) as no:
            if output.format == "json":
                code, values = ("conflict", {}) if isinstance(no, Conflict) else (no.code, dict(no.values))
                trouble = Trouble(path.name, code, message(code, values)[0])
                output.value(Result(errors=lambda: [trouble]).plain(), table=str)
            raise
        if output.format != "json":
            for trouble in chain(result.warnings(), result.errors()):
                say(trouble.line())
        told = {**result.plain(), "dry_run": given["dry_run"]}
        if result.repeated:
            told["repeated"] = True
        output.value(told, table=lambda: _table(result.figures))
    if rejects is not None:
        say(_("The rejected rows are in {path}.").format(path=rejects))
    if given["dry_run"]:
        say(_("A dry run: nothing was recorded."))
    figures = result.figures
    if figures.rejected:
        if given["on_error"] == "abort":
            raise Rejected("import.rejected", rejected=figures.rejected, rows=figures.rows)
        ctx.exit(3)


def _import(
    app: App, kind: str, source: Source, staging: Staging, given: dict[str, Any]
) -> tuple[Result, Path | None]:
    given = {**given, "overrides": dict(column_choice(text) for text in given["columns"])}
    said = {
        "kind": kind,
        "source": source.evidence,
        "sheet": given["sheet"],
        "opening": given["opening"],
        "columns": given["columns"],
        "default body": app.body,
    }
    request = Request(
        actor=clean(given["actor"]) or login(),
        login=login(),
        command=f"import {kind}",
        command_id=given["command_id"],
        fingerprint=acts.fingerprint(said) if given["command_id"] else None,
        opening=given["opening"],
        source=source.evidence,
    )
    with app.writing() as ledger, ledger.many():
        repeated = ledger.was_carried_out(request)
        attempt = partial(_attempt, app, ledger, request, kind, source, staging, given, repeated=repeated)
        for _again in range(ATTEMPTS - 1):
            with suppress(Conflict):
                return attempt()
        return attempt()


def _attempt(
    app: App,
    ledger: Ledger,
    request: Request,
    kind: str,
    source: Source,
    staging: Staging,
    given: dict[str, Any],
    *,
    repeated: bool,
) -> tuple[Result, Path | None]:
    """Check the file and record it; raises `Conflict` where somebody else wrote meanwhile."""
    staging.clear()
    with progress(_("Checking"), _("rows")) as bar:
        plan = check(
            ledger,
            kind,
            source,
            staging,
            sheet=given["sheet"],
            overrides=given["overrides"],
            body=app.body,
            bar=bar,
        )
    result = plan.result
    result.repeated = repeated
    refused = result.figures.rejected and given["on_error"] == "abort"
    if refused or given["dry_run"]:
        if refused:
            result.refuse()
        return result, None
    # Before the first commit: they are complete however the recording ends.
    rejects = write_rejects(source, given["sheet"], plan, _shown) if result.figures.rejected else None
    with progress(_("Recording"), _("entries")) as bar:
        write(ledger, request, plan, bar)
    return result, rejects


def _table(figures: Figures) -> str:
    return facts(
        [
            (_("Rows"), figures.rows),
            (_("Recorded"), figures.recorded),
            (_("Unchanged"), figures.unchanged),
            (_("Rejected"), figures.rejected),
            (_("Entries"), figures.events),
        ]
    )


def _shown(value: Any) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
