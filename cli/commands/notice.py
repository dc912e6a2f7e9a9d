"""`notice`: issue, extend or withdraw a regulator's notice."""

from importlib import resources
from pathlib import Path

import click
import msgspec

from cli import acts
from cli.acts import Act, act_options
from cli.app import App
from cli.command import Group, option
from cli.output import Output
from cli.params import DAY
from domain.notice import (
    BOUNDARIES,
    DeadlineExtended,
    NoticeIssued,
    NoticeWithdrawn,
    read_toml,
)
from domain.rejected import Rejected
from domain.subject import Subject, is_approval_number, normal_notice
from ledger.desk import Desk, Proposal
from ledger.service import Ledger
from projections import states

PRESETS = ("cnca-2024-3", "cnca-2024-31")


@click.group(cls=Group, help="Issue, extend or withdraw a regulator's notice.")
def notice() -> None:
    """Group the commands about notices."""


@notice.command(help="Enter a notice: one of the two that come with the program, or one from a file.")
@option("--preset", type=click.Choice(PRESETS), help="国认监〔2024〕3号 or 认秘函〔2024〕31号.")
@option(
    "--file",
    "path",
    type=click.Path(path_type=Path),
    help="A notice in TOML, as docs/notices.md describes it.",
)
@option("--boundary", type=click.Choice(BOUNDARIES), help="Whether the deadline itself is in time.")
@act_options
def issue(
    app: App, act: Act, output: Output, preset: str | None, path: Path | None, boundary: str | None
) -> None:
    """Record NoticeIssued; effective on its day of issue."""
    if (preset is None) == (path is None):
        raise click.UsageError(acts.one_of("--preset", "--file"))
    data = read_toml(_read(preset, path))
    subject = Subject("notice", normal_notice(data.number))
    if is_approval_number(subject.id):
        raise Rejected("notice.malformed", detail=f"number {data.number!r} is an approval number")

    def decide(ledger: Ledger, desk: Desk) -> None:
        with ledger.reading() as reader:
            for name in (subject.id, data.alias or ""):
                for other in states.notices_named(reader, normal_notice(name), None):
                    if other != subject and name:
                        raise Rejected("notice.name_taken", name=name, id=other.id)
        own = {f: getattr(data, f) for f in data.__struct_fields__ if f != "number"}
        event = NoticeIssued(effective_on=act.on or data.issued_on, **act.given(app, ledger), **own)
        if boundary is not None:
            event = msgspec.structs.replace(event, boundary=boundary)
        desk.propose(Proposal(subject, event))

    acts.record(app, act, output, "notice issue", decide)


@notice.command(help="Move a notice's deadline to a later day.")
@click.argument("number", metavar="NOTICE")
@option("--to", required=True, type=DAY, help="The new deadline.")
@act_options
def extend(app: App, act: Act, output: Output, number: str, to: str) -> None:
    """Record DeadlineExtended."""

    def decide(ledger: Ledger, desk: Desk) -> None:
        with ledger.reading() as reader:
            subject = app.notice(reader, number)
        desk.propose(Proposal(subject, DeadlineExtended(**act.circumstances(app, ledger, desk), to=to)))

    acts.record(app, act, output, "notice extend", decide)


@notice.command(help="Withdraw a notice: its obligations end with that day.")
@click.argument("number", metavar="NOTICE")
@act_options
def withdraw(app: App, act: Act, output: Output, number: str) -> None:
    """Record NoticeWithdrawn."""

    def decide(ledger: Ledger, desk: Desk) -> None:
        with ledger.reading() as reader:
            subject = app.notice(reader, number)
        desk.propose(Proposal(subject, NoticeWithdrawn(**act.circumstances(app, ledger, desk))))

    acts.record(app, act, output, "notice withdraw", decide)


def _read(preset: str | None, path: Path | None) -> str:
    if path is None:
        return resources.files("domain").joinpath("notices", f"{preset}.toml").read_text("utf-8")
    try:
        return path.read_text("utf-8-sig")
    except OSError as error:
        raise Rejected("file.unreadable", path=str(path), detail=error.strerror or str(error)) from None
    except UnicodeDecodeError as error:
        raise Rejected("notice.malformed", detail=str(error)) from None
