"""`body`: register certification bodies."""

from typing import Any

import click

from cli import acts
from cli.acts import Act, act_options
from cli.app import App
from cli.command import Group, option
from cli.output import Output
from cli.texts import clean, holder_id, required_text
from domain.body import BodyRegistered
from domain.subject import Subject, approval_number
from ledger.desk import Desk, Proposal
from ledger.service import Ledger


@click.group(cls=Group, help="Register certification bodies.")
def body() -> None:
    """Group the commands about bodies."""


@body.command(help="Register a body under its approval number.")
@click.argument("approval_no", metavar="BODY")
@option("--name", required=True, help="Its name.")
@option("--credit-code", metavar="USCC", help="Its unified social credit code.")
@option("--contact", metavar="TEXT", help="Whom to ask.")
@act_options
def register(app: App, act: Act, output: Output, approval_no: str, **given: Any) -> None:
    """Record BodyRegistered."""
    subject = Subject("body", approval_number(approval_no))

    def decide(ledger: Ledger, desk: Desk) -> None:
        event = BodyRegistered(
            **act.circumstances(app, ledger, desk),
            name=required_text("--name", given["name"]),
            credit_code=holder_id(desk, given["credit_code"]),
            contact=clean(given["contact"]),
        )
        desk.propose(Proposal(subject, event))

    acts.record(app, act, output, "body register", decide)
