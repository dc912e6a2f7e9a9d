"""What all writing commands share: the options of an act, recording it, telling what was recorded."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any

import click
import msgspec

from cli.app import App, login
from cli.command import Option, add
from cli.errors import say
from cli.language import gettext as _
from cli.output import Output, output_options
from cli.params import DAY
from cli.texts import clean, evidence
from domain.reasons import REASONS
from domain.subject import Subject
from ledger.desk import Desk
from ledger.entry import Entry
from ledger.moment import timestamp
from ledger.service import Ledger, Outcome, Request

if TYPE_CHECKING:
    import sqlite3

OPTIONS = (
    Option(["--on"], type=DAY, help="The day it takes effect (default: today in Shanghai)."),
    Option(["--actor"], envvar="CERTLEDGER_ACTOR", help="Who acts (default: the login name)."),
    Option(["--why"], metavar="TEXT", help="Why, in words."),
    Option(
        ["--reason"], type=click.Choice(tuple(REASONS)), metavar="CODE", help="Why, as a code: docs/codes.md."
    ),
    Option(["--notice"], metavar="NOTICE", help="The notice that it carries out, by number or alias."),
    Option(["--reported-on"], type=DAY, help="The day the platform was told."),
    Option(["--receipt"], metavar="NO", help="The platform's receipt."),
    Option(["--decided-on"], type=DAY, help="The day of the body's decision."),
    Option(
        ["--evidence"],
        multiple=True,
        metavar="FILE",
        help="A file that shows it; its name, size and SHA-256 are kept. May be repeated.",
    ),
    Option(["--command-id"], metavar="ID", help="Makes repeating the command safe."),
    Option(["--dry-run"], is_flag=True, help="Print what would be recorded, and record nothing."),
    Option(["--yes"], is_flag=True, help="Do not ask."),
)
"""The options of an act."""

NOT_PART_OF_A_COMMAND = frozenset(
    {"yes", "dry_run", "command_id", "actor", "format_", "output_path", "force", "encoding"}
)
"""Parameters that do not make it another command when they differ."""

FILES = ("from_", "path", "evidence")
"""Parameters that name files: another content makes it another command."""


class Act(msgspec.Struct, frozen=True):
    """What a person says about an act, whatever the act is."""

    on: str | None
    actor: str | None
    why: str | None
    reason: str | None
    notice: str | None
    reported_on: str | None
    receipt: str | None
    decided_on: str | None
    evidence: tuple[str, ...]
    command_id: str | None
    dry_run: bool
    yes: bool
    fingerprint: str | None = None

    def circumstances(self, app: App, ledger: Ledger, desk: Desk) -> dict[str, Any]:
        """Return the fields that every event has; the day is today's where none was given."""
        return {"effective_on": self.on or desk.today, **self.given(app, ledger)}

    def given(self, app: App, ledger: Ledger) -> dict[str, Any]:
        """Return the circumstances that were given, without the day."""
        said: dict[str, Any] = {
            "reason": self.reason,
            "why": clean(self.why),
            "notice": None,
            "reported_on": self.reported_on,
            "receipt": clean(self.receipt),
            "decided_on": self.decided_on,
            "evidence": tuple(map(evidence, self.evidence)),
        }
        if self.notice is not None:
            with ledger.reading() as reader:
                said["notice"] = app.notice(reader, self.notice).id
        return {key: value for key, value in said.items() if value}


def act_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of an act and of its output; the command gets `act` and `output`."""

    @click.pass_context
    @wraps(command)
    def with_act(ctx: click.Context, /, *args: Any, **given: Any) -> Any:
        own = {field: given.pop(field) for field in Act.__struct_fields__ if field in given}
        said = {k: v for k, v in ctx.params.items() if k not in NOT_PART_OF_A_COMMAND}
        said["default body"] = ctx.obj.body
        if own["command_id"]:
            said |= {key: [evidence(path) for path in _files(said.get(key))] for key in FILES}
        act = Act(**own, fingerprint=fingerprint(said) if own["command_id"] else None)
        return command(ctx.obj, *args, act=act, **given)

    return output_options(add(with_act, OPTIONS))


def one_of(*options: str) -> str:
    """Say that just one of some options is needed."""
    return _("Give one of {options}.").format(options=", ".join(options))


def need_notice(act: Act) -> None:
    """Raise a usage error where no notice was given."""
    if act.notice is None:
        raise click.MissingParameter(param_hint="'--notice'", param_type="option")


def need_why(act: Act) -> None:
    """Raise a usage error where no reason was given in words."""
    if clean(act.why) is None:
        raise click.MissingParameter(param_hint="'--why'", param_type="option")


def _files(named: str | Sequence[str] | None) -> Sequence[str]:
    return () if named is None else (named,) if isinstance(named, str) else named


def fingerprint(said: dict[str, Any]) -> str:
    """Return a digest of what a command was told."""
    import hashlib

    plain = msgspec.json.encode({k: v for k, v in said.items() if v}, enc_hook=str, order="sorted")
    return hashlib.sha256(plain).hexdigest()


def request(act: Act, command: str) -> Request:
    """Return what goes into the commit."""
    name = login()
    return Request(
        actor=clean(act.actor) or name,
        login=name,
        command=command,
        command_id=act.command_id,
        fingerprint=act.fingerprint,
        dry_run=act.dry_run,
    )


def record(
    app: App,
    act: Act,
    output: Output,
    command: str,
    decide: Callable[[Ledger, Desk], None],
    unchanged: Callable[["sqlite3.Connection"], bool] | None = None,
) -> Outcome:
    """Open the ledger, decide, record, and tell what was recorded."""
    with app.writing() as ledger:
        outcome = ledger.transact(request(act, command), lambda desk: decide(ledger, desk), unchanged)
    tell(outcome, output)
    return outcome


def tell(outcome: Outcome, output: Output) -> None:
    """Print what was recorded; what need not be recorded and what else is worth saying, to stderr."""
    for line in dict.fromkeys(_remarks(outcome)):
        say(line)
    value: dict[str, Any] = {"recorded": [_told(e) for e in outcome.recorded], "dry_run": outcome.dry_run}
    if outcome.repeated:
        value["repeated"] = True
    if output.format == "json":
        output.value(value, table=str)
    elif output.format != "table" or outcome.recorded:
        output.rows(value["recorded"], columns=("position", "type", "subject", "effective_on"), table=_lines)
    if outcome.repeated:
        say(_("This command was carried out before; nothing was recorded again."))
    elif outcome.dry_run:
        say(_("A dry run: nothing was recorded."))


def _remarks(outcome: Outcome) -> Iterable[str]:
    if not outcome.remarks and not outcome.unchanged:
        return
    from cli.messages import remark  # seldom needed

    for said in outcome.remarks:
        values = said.values
        if said.code == "clock.behind":
            values = {"recorded_at": timestamp(int(str(values["recorded_at"])))}
        yield remark(said.code, values)
    for proposal, standing in outcome.unchanged:
        yield remark("entry.done_already", {"id": proposal.subject.id, "position": standing.position})


def _told(entry: Entry) -> dict[str, Any]:
    return {
        "position": entry.position or None,
        "type": entry.type,
        "subject": entry.subject.id,
        "effective_on": entry.event.effective_on,
    }


def _lines(rows: Iterable[Mapping[str, Any]]) -> str:
    return "\n".join(
        f"#{row['position'] or '–'}  {row['type']}  {row['subject']}  {row['effective_on']}" for row in rows
    )


def resolve_all(app: App, ledger: Ledger, texts: Sequence[str], kind: str) -> list[Subject]:
    """Return the subjects that ids name, each once, in the order given."""
    with ledger.reading() as reader:
        return list(dict.fromkeys(app.resolve(reader, text, (kind,)) for text in texts))
