"""`cert`: issue certificates and record what becomes of them."""

from collections.abc import Callable
from typing import Any

import click

from cli import acts, selection
from cli.acts import Act, act_options
from cli.app import App
from cli.command import Group, Option, add, option
from cli.errors import say
from cli.language import gettext as _
from cli.output import Output
from cli.params import DAY
from cli.texts import clean, holder_id, required_text
from domain.certificate import (
    CertificateAmended,
    CertificateCancelled,
    CertificateIssued,
    CertificateReinstated,
    CertificateRenewed,
    CertificateRevoked,
    CertificateSuspended,
    CertificateTransferred,
    HolderNotified,
)
from domain.event import Event
from domain.subject import Subject, written_otherwise
from ledger.desk import Desk, Proposal
from ledger.service import Ledger


@click.group(cls=Group, help="Issue certificates and record what becomes of them.")
def cert() -> None:
    """Group the commands about certificates."""


@cert.command(help="Issue a certificate under a rule that is filed and not closed.")
@click.argument("number", metavar="CERT")
@option("--rule", required=True, metavar="RULE", help="The rule it is issued under.")
@option("--holder", required=True, metavar="NAME", help="Who holds it.")
@option("--holder-id", metavar="USCC", help="The holder's unified social credit code.")
@option("--scope", metavar="TEXT", help="What it covers.")
@option("--expires", required=True, type=DAY, help="Its last valid day.")
@option("--irregular", is_flag=True, help="It was issued although the rule was closed; needs --why.")
@act_options
def issue(app: App, act: Act, output: Output, number: str, rule: str, **given: Any) -> None:
    """Record CertificateIssued."""
    subject = app.new_id("certificate", number)

    def decide(ledger: Ledger, desk: Desk) -> None:
        with ledger.reading() as reader:
            under = app.resolve(reader, rule, ("rule",), body=subject.body)
        event = CertificateIssued(
            **act.circumstances(app, ledger, desk),
            rule=under.id,
            holder=required_text("--holder", given["holder"]),
            holder_id=holder_id(desk, given["holder_id"]),
            scope=clean(given["scope"]),
            expires_on=given["expires"],
            irregular=given["irregular"],
            number_as_written=written_otherwise(number, subject.number),
        )
        desk.propose(Proposal(subject, event))

    acts.record(app, act, output, "cert issue", decide)


@cert.command(help="Change a certificate's holder, code or scope.")
@click.argument("number", metavar="CERT")
@option("--holder", metavar="NAME", help="Who holds it.")
@option("--holder-id", metavar="USCC", help="The holder's unified social credit code.")
@option("--scope", metavar="TEXT", help="What it covers.")
@act_options
def amend(app: App, act: Act, output: Output, number: str, **given: Any) -> None:
    """Record CertificateAmended."""

    def event(ledger: Ledger, desk: Desk, _subject: Subject) -> Event:
        return CertificateAmended(
            **act.circumstances(app, ledger, desk),
            holder=clean(given["holder"]),
            holder_id=holder_id(desk, given["holder_id"]),
            scope=clean(given["scope"]),
        )

    _record(app, act, output, "cert amend", number, event)


@cert.command(help="Renew a certificate, effective no later than the expiry it replaces.")
@click.argument("number", metavar="CERT")
@option("--expires", required=True, type=DAY, help="Its new last valid day.")
@act_options
def renew(app: App, act: Act, output: Output, number: str, expires: str) -> None:
    """Record CertificateRenewed."""

    def event(ledger: Ledger, desk: Desk, _subject: Subject) -> Event:
        return CertificateRenewed(**act.circumstances(app, ledger, desk), expires_on=expires)

    _record(app, act, output, "cert renew", number, event)


@cert.command(help="Transfer a certificate to another rule; with --as it goes on under a new number.")
@click.argument("number", metavar="CERT")
@option("--to", required=True, metavar="RULE", help="The rule it is transferred to.")
@option("--as", "as_", metavar="NUMBER", help="Its new number.")
@act_options
def transfer(app: App, act: Act, output: Output, number: str, to: str, as_: str | None) -> None:
    """Record CertificateTransferred, and with `--as` CertificateIssued on the new number."""

    def decide(ledger: Ledger, desk: Desk) -> None:
        with ledger.reading() as reader:
            subject = app.resolve(reader, number, ("certificate",))
            target = app.resolve(reader, to, ("rule",), body=subject.body)
        event = CertificateTransferred(**act.circumstances(app, ledger, desk), rule=target.id)
        if as_ is None:
            desk.propose(Proposal(subject, event))
        else:
            from ledger.acts import transfer_as

            new = app.new_id("certificate", as_, body=subject.body)
            desk.propose(*transfer_as(desk, subject, new, event, written_otherwise(as_, new.number)))

    acts.record(app, act, output, "cert transfer", decide)


def _record(
    app: App,
    act: Act,
    output: Output,
    command: str,
    number: str,
    event: Callable[[Ledger, Desk, Subject], Event],
) -> None:
    """Record one event about one certificate."""

    def decide(ledger: Ledger, desk: Desk) -> None:
        with ledger.reading() as reader:
            subject = app.resolve(reader, number, ("certificate",))
        desk.propose(Proposal(subject, event(ledger, desk, subject)))

    acts.record(app, act, output, command, decide)


# Many at once ----------------------------------------------------------------


NAMED = (
    click.Argument(["numbers"], metavar="[CERT]...", nargs=-1),
    Option(["--rule"], metavar="RULE", help="All certificates in force under a rule."),
    Option(["--from", "from_"], metavar="FILE", help="The certificates of a file."),
)
"""The three ways to name certificates."""


def _many(command: Callable[..., Any]) -> Callable[..., Any]:
    return add(command, NAMED)


@cert.command(help="Suspend certificates, up to a day where one is given.")
@_many
@option("--until", type=DAY, help="The last day of the suspension.")
@act_options
def suspend(app: App, act: Act, output: Output, until: str | None, **named: Any) -> None:
    """Record CertificateSuspended."""
    _record_many(app, act, output, "suspend", CertificateSuspended, named, until=until)


@cert.command(help="Reinstate suspended certificates.")
@_many
@act_options
def reinstate(app: App, act: Act, output: Output, **named: Any) -> None:
    """Record CertificateReinstated."""
    _record_many(app, act, output, "reinstate", CertificateReinstated, named)


@cert.command(help="Cancel certificates (注销).")
@_many
@act_options
def cancel(app: App, act: Act, output: Output, **named: Any) -> None:
    """Record CertificateCancelled."""
    _record_many(app, act, output, "cancel", CertificateCancelled, named)


@cert.command(help="Revoke certificates (撤销), which weighs more on the holder than a cancellation.")
@_many
@act_options
def revoke(app: App, act: Act, output: Output, **named: Any) -> None:
    """Record CertificateRevoked."""
    _record_many(app, act, output, "revoke", CertificateRevoked, named)


@cert.command(
    help="Record that holders were told. With --from a register of letters each on the day and by the method "
    "that are filled in; rows without a day are left out. --on and --by stand for empty cells."
)
@_many
@option("--by", metavar="METHOD", help="How they were told: a letter, an e-mail …")
@act_options
def notify(app: App, act: Act, output: Output, by: str | None, **named: Any) -> None:
    """Record HolderNotified."""
    method = None if by is None else required_text("--by", by)
    path = named["from_"]
    selection.need_some(named["numbers"], named["rule"], path)
    if path is not None and not path.lower().endswith(".txt"):
        _record_register(app, act, output, path, method)
        return
    if method is None:
        raise click.MissingParameter(param_hint="'--by'", param_type="option")
    _record_many(app, act, output, "notify", HolderNotified, named, by=method)


def _record_register(app: App, act: Act, output: Output, path: str, method: str | None) -> None:
    """Record what a register says, as one commit."""
    from cli.letters.told import Register  # only registers are read as sheets are

    asked: list[Subject] = []

    def decide(ledger: Ledger, desk: Desk) -> None:
        register = Register(path, method=method, on=act.on)
        certificates = register.propose(app, ledger, desk, act.circumstances(app, ledger, desk))
        if certificates and certificates != asked:
            question = _("{verb} {count} certificates?").format(
                verb=selection.verb("notify").capitalize(), count=len(certificates)
            )
            selection.confirm(act, certificates, question)
            asked[:] = certificates
        register.tell()

    acts.record(app, act, output, "cert notify", decide)


def _record_many(
    app: App, act: Act, output: Output, verb: str, event: type[Event], named: dict[str, Any], **own: Any
) -> None:
    """Record the same event about many certificates, as one commit."""
    numbers, rule, path = named["numbers"], named["rule"], named["from_"]
    selection.need_some(numbers, rule, path)
    if path is not None:
        numbers = selection.read_ids(path)
    under = None if rule is None else selection.Under(app, rule)
    asks = under is not None or path is not None or len(numbers) > 1

    def decide(ledger: Ledger, desk: Desk) -> None:
        circumstances = act.circumstances(app, ledger, desk)
        if under is not None:
            certificates = under.choose(ledger, circumstances["effective_on"])
        else:
            certificates = acts.resolve_all(app, ledger, numbers, "certificate")
        if asks:
            question = _("{verb} {count} certificates?").format(
                verb=selection.verb(verb).capitalize(), count=len(certificates)
            )
            if certificates:
                selection.confirm(act, certificates, question)
            else:
                say(_("There is no such certificate, so nothing is left to do."))
        proposals = [Proposal(certificate, event(**circumstances, **own)) for certificate in certificates]
        selection.propose_all(ledger, desk, [], proposals)

    acts.record(app, act, output, f"cert {verb}", decide, None if under is None else under.unchanged)
