"""The root of the command line: global options, and where each command lives."""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import click

from cli import errors, language
from cli.command import LazyGroup, option

COMMANDS = {
    "init": ("cli.commands.init", "init", "Make a new ledger."),
    "body": ("cli.commands.body", "body", "Register certification bodies."),
    "notice": ("cli.commands.notice", "notice", "Issue, extend or withdraw a regulator's notice."),
    "rule": ("cli.commands.rule", "rule", "File, check, flag, deregister and refile rules."),
    "cert": ("cli.commands.cert", "cert", "Issue certificates and record what becomes of them."),
    "void": ("cli.commands.void", "void", "Let entries count no longer."),
    "correct": ("cli.commands.correct", "correct", "Void an entry and enter it anew."),
    "import": ("cli.commands.importing", "import_", "Record what a spreadsheet says."),
    "show": ("cli.commands.show", "show", "Show a subject as of a day, as known at a moment."),
    "list": ("cli.commands.list", "list_", "List bodies, notices, rules or certificates."),
    "count": ("cli.commands.count", "count", "Count certificates or rules in groups."),
    "log": ("cli.commands.log", "log", "Print the entries in the order they were recorded."),
    "history": ("cli.commands.history", "history", "Print all that was ever believed of a subject."),
    "explain": ("cli.commands.explain", "explain", "Tell which entries make an answer, and which do not."),
    "diff": ("cli.commands.diff", "diff", "Compare two moments of knowledge, or two days."),
    "corrections": ("cli.commands.corrections", "corrections", "Print what was back-dated or voided."),
    "report": ("cli.commands.report", "report", "Print a report."),
    "letters": ("cli.commands.letters", "command", "Write to the holders that a notice affects."),
    "info": ("cli.commands.info", "info", "Tell what the ledger holds."),
    "rebuild": ("cli.commands.rebuild", "rebuild", "Build the read model anew from the entries."),
    "backup": ("cli.commands.backup", "backup", "Copy the ledger while it is in use."),
}


class Root(LazyGroup):
    """Runs a command in the right language, and turns every failure into an error and a hint."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,  # noqa: FBT001, FBT002 - click's
        **extra: Any,
    ) -> Any:
        """Run a command line and exit with its code."""
        arguments = list(sys.argv[1:] if args is None else args)
        language.use(language.choose(arguments, os.environ))
        errors.begin(arguments)
        try:
            code = super().main(arguments, prog_name, complete_var, standalone_mode=False, **extra)
            errors.say_the_rest()
        except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the one place where failures end
            code = errors.report(error, arguments)
        if not standalone_mode:
            return code
        exit_code = code if isinstance(code, int) else 0
        if args is None:
            _end(exit_code)
        sys.exit(exit_code)


def _end(code: int) -> None:
    """End the process now: every file is closed, and taking the modules apart costs a tenth of a command.

    Where the last output cannot be written, Python's own way out says so.
    """
    with suppress(OSError, ValueError, AttributeError):
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:  # noqa: FBT001 - click's callback
    if value and not ctx.resilient_parsing:
        from cli.app import version

        click.echo(f"certledger {version()}")
        ctx.exit()


@click.command(
    cls=Root,
    lazy=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help="An event-sourced ledger of certification rules and certificates: what was true on a day, "
    "as known at a moment, and who entered it.",
    epilog="Every read takes --as-of DATE and --known-at WHEN. Start with: certledger init",
)
@option(
    "--ledger",
    "ledger_path",
    metavar="PATH",
    default="certledger.sqlite",
    envvar="CERTLEDGER_LEDGER",
    show_default=True,
    help="The ledger file.",
)
@option(
    "--lang",
    type=click.Choice(language.LANGUAGES),
    envvar="CERTLEDGER_LANG",
    help="The language of what people read.",
)
@option(
    "--body",
    "default_body",
    metavar="APPROVAL_NO",
    envvar="CERTLEDGER_BODY",
    help="The body that completes short ids.",
)
@option("--debug", is_flag=True, help="Show where a failure came from.")
@option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show the version."
)
@click.pass_context
def main(
    ctx: click.Context,
    ledger_path: str,
    lang: str | None,
    default_body: str | None,
    debug: bool,  # noqa: FBT001 - an option
) -> None:
    """Set up what every command uses; `--lang` was looked at before anything was loaded."""
    del lang
    from cli.app import App

    ctx.obj = App.open(ledger_path, default_body, debug=debug)
