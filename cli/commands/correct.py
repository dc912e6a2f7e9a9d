"""`correct`: void an entry and enter it anew, as one commit."""

from typing import Any

import click

from cli import acts
from cli.acts import Act, act_options
from cli.app import App
from cli.command import Command, option
from cli.language import gettext as _
from cli.output import Output
from cli.params import DAY, POSITION
from cli.texts import clean, holder_id
from domain import day
from domain.certificate import CertificateIssued, CertificateTransferred
from domain.notice import BOUNDARIES, DeadlineExtended
from domain.rejected import Rejected
from domain.rule import CATEGORIES, GROUNDS, SCHEMES
from ledger import journal
from ledger.acts import correct as draft_correction
from ledger.desk import Desk
from ledger.entry import Entry
from ledger.service import Ledger

TEXTS = ("name", "code", "contact", "holder", "scope", "by")
PLAIN = ("category", "scheme", "published_on", "ground", "until", "boundary", "credit_code", "holder_id")


@click.command(
    cls=Command,
    help="Void an entry and enter it anew with what should be different, as one commit. "
    "Give --on and the options that the entry's own command has.",
)
@click.argument("position", metavar="'#POSITION'", type=POSITION)
@option("--name", help="A body's or a rule's name.")
@option("--credit-code", metavar="USCC", help="A body's unified social credit code.")
@option("--contact", metavar="TEXT", help="Whom to ask at a body.")
@option("--boundary", type=click.Choice(BOUNDARIES), help="Whether a notice's deadline itself is in time.")
@option("--category", type=click.Choice(tuple(CATEGORIES)), help="A rule's category.")
@option("--scheme", type=click.Choice(tuple(SCHEMES)), help="A rule's scheme.")
@option("--code", help="A rule's classification code.")
@option("--basis", multiple=True, metavar="STD", help="A standard that a rule rests on. May be repeated.")
@option("--published-on", type=DAY, help="The day a rule was published.")
@option("--ground", type=click.Choice(tuple(GROUNDS)), help="The ground of a flag.")
@option("--rule", metavar="RULE", help="The rule a certificate is issued under.")
@option("--holder", metavar="NAME", help="A certificate's holder.")
@option("--holder-id", metavar="USCC", help="The holder's unified social credit code.")
@option("--scope", metavar="TEXT", help="What a certificate covers.")
@option("--expires", type=DAY, help="The last valid day of an issue or a renewal.")
@option("--irregular", is_flag=True, help="A certificate was issued although its rule was closed.")
@option("--until", type=DAY, help="The last day of a suspension.")
@option("--to", metavar="RULE|DATE", help="The rule of a transfer, or the deadline of an extension.")
@option("--by", metavar="METHOD", help="How a holder was told.")
@act_options
def correct(app: App, act: Act, output: Output, position: int, **given: Any) -> None:
    """Record EntryVoided and the entry anew."""
    acts.need_why(act)

    def decide(ledger: Ledger, desk: Desk) -> None:
        with ledger.reading() as reader:
            entry = journal.entry_at(reader, position)
        if entry is None:
            raise Rejected("entry.unknown", position=position)
        changes = {key: value for key, value in act.given(app, ledger).items() if key != "why"}
        if act.on is not None:
            changes["effective_on"] = act.on
        changes |= _own(app, ledger, desk, entry, given)
        draft_correction(desk, entry, clean(act.why) or "", changes)

    acts.record(app, act, output, "correct", decide)


def _own(app: App, ledger: Ledger, desk: Desk, entry: Entry, given: dict[str, Any]) -> dict[str, Any]:
    """Return the changes of the entry's own fields, by their names in the event."""
    own: dict[str, Any] = {key: clean(given[key]) for key in TEXTS} | {key: given[key] for key in PLAIN}
    own["expires_on"] = given["expires"]
    own["basis"] = tuple(text for standard in given["basis"] if (text := clean(standard)))
    own["irregular"] = given["irregular"]
    for key in ("credit_code", "holder_id"):
        own[key] = holder_id(desk, own[key])
    body = entry.subject.body
    with ledger.reading() as reader:
        if given["rule"] is not None:
            if not isinstance(entry.event, CertificateIssued):
                raise Rejected(
                    "correct.no_such_field", fields=["rule"], type=entry.type, position=entry.position
                )
            own["rule"] = app.resolve(reader, given["rule"], ("rule",), body=body).id
        if given["to"] is not None:
            if isinstance(entry.event, CertificateTransferred):
                own["rule"] = app.resolve(reader, given["to"], ("rule",), body=body).id
            elif isinstance(entry.event, DeadlineExtended):
                own["to"] = _day(given["to"])
            else:
                raise Rejected(
                    "correct.no_such_field", fields=["to"], type=entry.type, position=entry.position
                )
    return {key: value for key, value in own.items() if value}


def _day(text: str) -> str:
    try:
        return day.parse(text)
    except ValueError:
        raise click.BadParameter(
            _("{value} is no day. Write it as 2024-07-15.").format(value=repr(text)), param_hint="'--to'"
        ) from None
