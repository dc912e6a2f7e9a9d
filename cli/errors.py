"""Every failure ends here: as a message, a hint and an exit code."""

import os
import sys
from collections.abc import Sequence

import click

from cli import language
from cli.language import gettext as _
from domain.rejected import Conflict, Rejected

REFUSED, USAGE, FOUND, CONFLICT, INTERRUPTED = 1, 2, 3, 4, 130

EXIT_CODES = {"report.unbalanced": FOUND, "span.backwards": USAGE}
"""The codes of what is rejected with another exit code than `REFUSED`."""


class NotConfirmedError(Exception):
    """A confirmation was needed and could not be asked."""


def report(error: BaseException, arguments: Sequence[str]) -> int:
    """Print a failure to stderr and return its exit code."""
    if isinstance(error, click.exceptions.Exit):
        return error.exit_code
    if isinstance(error, (click.Abort, KeyboardInterrupt)):
        _print("interrupted", _("Interrupted. Nothing more was recorded."), "", arguments)
        return INTERRUPTED
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        click.echo(error.format_message(), err=True)
        return USAGE
    if "--debug" in arguments:
        import traceback

        traceback.print_exception(error)
    code, values, exit_code = _classify(error)
    from cli.messages import message

    text, hint = message(code, values)
    _print(code, text, hint, arguments)
    return exit_code


def _print(code: str, text: str, hint: str, arguments: Sequence[str]) -> None:
    if _wants_json(arguments):
        import msgspec

        body = {"error": {"code": code, "message": text, "hint": hint}}
        click.echo(msgspec.json.encode(body).decode(), err=True)
        return
    click.echo(_("Error: {message}").format(message=text), err=True)
    if hint:
        click.echo(_("Hint: {hint}").format(hint=hint), err=True)


def _classify(error: BaseException) -> tuple[str, dict[str, object], int]:
    """Return (stable code, values, exit code)."""
    from cli.sheets.problems import CellRefused, SheetRefused
    from ledger.codec import UnknownEventError, UnreadableEventError
    from ledger.database import LedgerFault

    match error:
        case Rejected():
            values = dict(error.values)
            if error.code == "reason.unknown":
                from domain.reasons import REASONS

                values["codes"] = list(REASONS)
            return error.code, values, EXIT_CODES.get(error.code, REFUSED)
        case LedgerFault():
            return error.code, error.values, CONFLICT if error.code == "ledger.locked" else REFUSED
        case Conflict():
            return "conflict", {}, CONFLICT
        case SheetRefused() | CellRefused():
            return error.code, dict(error.values), REFUSED
        case UnknownEventError():
            return "ledger.unknown_event", {"name": str(error)}, REFUSED
        case UnreadableEventError():
            return "ledger.damaged", {"path": _("The ledger"), "detail": str(error)}, REFUSED
        case NotConfirmedError():
            return "confirmation.impossible", {}, USAGE
        case click.UsageError():
            path = error.ctx.command_path if error.ctx else "certledger"
            hint = _("Try: {command} --help").format(command=path)
            return "usage", {"detail": error.format_message().rstrip("."), "help": hint}, USAGE
        case click.ClickException():
            return "usage", {"detail": error.format_message(), "help": ""}, REFUSED
    return "internal", {"detail": f"{type(error).__name__}: {error}"}, REFUSED


def _wants_json(arguments: Sequence[str]) -> bool:
    chosen = os.environ.get("CERTLEDGER_FORMAT", "")
    return [chosen, *language.given(arguments, "--format")][-1] == "json"


_unsaid: list[str] | None = None


def begin(arguments: Sequence[str]) -> None:
    """Begin a command line: with JSON, stderr carries an error and nothing before it."""
    global _unsaid  # noqa: PLW0603 - one command line at a time
    _unsaid = [] if _wants_json(arguments) else None


def say(text: str) -> None:
    """Tell the person something that is no data; with JSON, once the command has succeeded."""
    if _unsaid is None:
        click.echo(text, err=True)
    else:
        _unsaid.append(text)


def say_the_rest() -> None:
    """Say what was kept back."""
    for text in _unsaid or ():
        click.echo(text, err=True)
    if _unsaid is not None:
        _unsaid.clear()


def confirm(question: str, *, yes: bool) -> None:
    """Ask before something large; raises `NotConfirmedError` without a terminal, `Rejected` on a no."""
    if yes:
        return
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise NotConfirmedError
    say_the_rest()
    if not click.confirm(question, err=True):
        raise Rejected("confirmation.declined")
