"""`rule`: file, flag, deregister and refile rules."""

from typing import TYPE_CHECKING, Any

import click

from cli import acts, selection
from cli.acts import Act, act_options
from cli.app import App
from cli.command import LazyGroup, option
from cli.language import gettext as _
from cli.output import Output
from cli.params import DAY
from cli.texts import clean, required_text
from domain.certificate import CertificateCancelled, CertificateRevoked
from domain.rule import (
    CATEGORIES,
    GROUNDS,
    SCHEMES,
    RuleDeregistered,
    RuleFiled,
    RuleFlagged,
    RuleFlagWithdrawn,
    RuleRefiled,
)
from domain.subject import Subject, written_otherwise
from ledger.acts import refile as propose_refiling
from ledger.desk import Desk, Proposal
from ledger.service import Ledger

if TYPE_CHECKING:
    from domain.event import Event


LAZY = {
    "check": (
        "cli.commands.rule_check",
        "check",
        "Check rules against 国认监〔2024〕3号 and propose flags.",
    ),
}


@click.group(cls=LazyGroup, lazy=LAZY, help="File, check, flag, deregister and refile rules.")
def rule() -> None:
    """Group the commands about rules."""


@rule.command(help="File a rule; --on is its filing day.")
@click.argument("number", metavar="RULE")
@option("--name", required=True, help="Its name.")
@option(
    "--category", required=True, type=click.Choice(tuple(CATEGORIES)), help="碳减排/清除, 碳披露 or 碳中和."
)
@option("--scheme", required=True, type=click.Choice(tuple(SCHEMES)), help="产品, 管理体系 or 服务认证.")
@option("--code", help="Its classification code.")
@option("--basis", multiple=True, metavar="STD", help="A standard it rests on. May be repeated.")
@option("--published-on", type=DAY, help="The day it was published.")
@act_options
def file(app: App, act: Act, output: Output, number: str, **given: Any) -> None:
    """Record RuleFiled."""
    subject = app.new_id("rule", number)

    def decide(ledger: Ledger, desk: Desk) -> None:
        event = RuleFiled(
            **act.circumstances(app, ledger, desk),
            name=required_text("--name", given["name"]),
            category=given["category"],
            scheme=given["scheme"],
            code=clean(given["code"]),
            basis=_basis(given["basis"]),
            published_on=given["published_on"],
            number_as_written=written_otherwise(number, subject.number),
        )
        desk.propose(Proposal(subject, event))

    acts.record(app, act, output, "rule file", decide)


@rule.command(help="Flag a rule on a ground of a notice.")
@click.argument("number", metavar="RULE")
@option("--ground", required=True, type=click.Choice(tuple(GROUNDS)), help="What is wrong with it.")
@act_options
def flag(app: App, act: Act, output: Output, number: str, ground: str) -> None:
    """Record RuleFlagged."""
    acts.need_notice(act)
    _record(app, act, output, "rule flag", number, RuleFlagged, ground=ground)


@rule.command(help="Withdraw the flag of a rule under a notice.")
@click.argument("number", metavar="RULE")
@act_options
def unflag(app: App, act: Act, output: Output, number: str) -> None:
    """Record RuleFlagWithdrawn."""
    acts.need_notice(act)
    _record(app, act, output, "rule unflag", number, RuleFlagWithdrawn)


@rule.command(
    help="Deregister a rule, and with --settle cancel or revoke every certificate in force under it."
)
@click.argument("number", metavar="RULE")
@option(
    "--settle", type=click.Choice(("cancel", "revoke")), help="What becomes of its certificates in force."
)
@act_options
def deregister(app: App, act: Act, output: Output, number: str, settle: str | None) -> None:
    """Record RuleDeregistered, and with `--settle` one event for each certificate in force."""
    if settle is None:
        _record(app, act, output, "rule deregister", number, RuleDeregistered)
        return
    settling: type[Event] = CertificateCancelled if settle == "cancel" else CertificateRevoked
    chosen = selection.Under(app, number)

    def decide(ledger: Ledger, desk: Desk) -> None:
        circumstances = act.circumstances(app, ledger, desk)
        certificates = chosen.choose(ledger, circumstances["effective_on"])
        selection.confirm(
            act,
            certificates,
            _("Deregister {rule} and {verb} {count} certificates?").format(
                rule=chosen.rule.id, verb=selection.verb(settle), count=len(certificates)
            ),
        )
        desk.require(chosen.rule)
        selection.propose_all(
            ledger,
            desk,
            [Proposal(chosen.rule, RuleDeregistered(**circumstances))],
            [Proposal(certificate, settling(**circumstances)) for certificate in certificates],
        )

    acts.record(app, act, output, f"rule deregister --settle {settle}", decide, chosen.unchanged)


@rule.command(
    help="File a deregistered rule again under a new number; what is not given is taken from the old."
)
@click.argument("number", metavar="RULE")
@option("--as", "as_", required=True, metavar="NUMBER", help="The number of the new filing.")
@option("--name", help="Its name.")
@option("--category", type=click.Choice(tuple(CATEGORIES)), help="碳减排/清除, 碳披露 or 碳中和.")
@option("--scheme", type=click.Choice(tuple(SCHEMES)), help="产品, 管理体系 or 服务认证.")
@option("--code", help="Its classification code.")
@option("--basis", multiple=True, metavar="STD", help="A standard it rests on. May be repeated.")
@option("--published-on", type=DAY, help="The day it was published.")
@act_options
def refile(app: App, act: Act, output: Output, number: str, as_: str, **given: Any) -> None:
    """Record RuleRefiled on the old filing and RuleFiled on the new, as one commit."""

    def decide(ledger: Ledger, desk: Desk) -> None:
        with ledger.reading() as reader:
            old = app.resolve(reader, number, ("rule",))
        new = app.new_id("rule", as_, body=old.body)
        refiled = RuleRefiled(**act.circumstances(app, ledger, desk), refiled_as=new.id)
        desk.propose(*propose_refiling(desk, old, new, refiled, changes(given, as_, new)))

    acts.record(app, act, output, "rule refile", decide)


def changes(given: dict[str, Any], written: str, new: Subject) -> dict[str, Any]:
    """Return what a new filing has of its own."""
    own = {
        "name": clean(given.get("name")),
        "category": given.get("category"),
        "scheme": given.get("scheme"),
        "code": clean(given.get("code")),
        "basis": _basis(given.get("basis") or ()),
        "published_on": given.get("published_on"),
        "number_as_written": written_otherwise(written, new.number),
    }
    return {key: value for key, value in own.items() if value}


def _basis(standards: Any) -> tuple[str, ...]:
    return tuple(text for standard in standards if (text := clean(standard)))


def _record(
    app: App, act: Act, output: Output, command: str, number: str, event: "type[Event]", **own: Any
) -> None:
    """Record one event about one rule."""

    def decide(ledger: Ledger, desk: Desk) -> None:
        with ledger.reading() as reader:
            subject = app.resolve(reader, number, ("rule",))
        desk.propose(Proposal(subject, event(**act.circumstances(app, ledger, desk), **own)))

    acts.record(app, act, output, command, decide)
