"""`--publish`: a report's files are put in place and recorded by their digests, together or not at all."""

import os
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any

import click
import msgspec
from click.core import ParameterSource

from cli import acts, language
from cli.acts import Act
from cli.app import App
from cli.command import Option, add
from cli.language import gettext as _
from cli.output import Output
from cli.placing import drafts_beside, naming, placed
from cli.texts import clean, evidence
from domain.rejected import Rejected
from domain.report import PublishedFile, ReportPublished, is_contained
from ledger.desk import Desk, Proposal
from ledger.journal import Reader
from ledger.service import Ledger
from projections.reports import published
from projections.view import KnownAt, View

if TYPE_CHECKING:
    from ledger.service import Outcome

ENDINGS = {
    "table": ".txt",
    "csv": ".csv",
    "json": ".json",
    "jsonl": ".jsonl",
    "html": ".html",
    "xlsx": ".xlsx",
    "pdf": ".pdf",
}
"""How the name of a file in each format ends."""

WITHOUT_WORDS = frozenset({"csv", "json", "jsonl"})
"""Formats that are the same in every language."""

SHARED = tuple(
    option for option in acts.OPTIONS if option.name in {"actor", "why", "evidence", "command_id", "dry_run"}
)
"""Options of an act that a publication has too."""

COMMAND = "report publish"
"""What the commit says was done."""

Write = Callable[[Output], None]


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What a report was asked for: its kind, notice and body, where it stands, and what else was given."""

    report: str
    seen: View
    notice: str | None = None
    body: str | None = None
    arguments: tuple[str, ...] = ()


def arguments(**given: object) -> tuple[str, ...]:
    """Return what a report was asked with as `key=value`, sorted; what was not given is left out."""
    said = {key: "true" if value is True else value for key, value in given.items() if value or value == 0}
    return tuple(sorted(f"{key}={value}" for key, value in said.items() if value is not False))


class Publisher(msgspec.Struct, frozen=True):
    """Writes a report; with --publish in all the formats that were asked for, and records it.

    `act` is None where the report is only printed; `encoding` is that of CSV and tables.
    """

    app: App
    act: Act | None
    also: tuple[str, ...]
    encoding: str

    def view(self, reader: Reader, as_of: str | None, known_at: KnownAt | None) -> View:
        """Return where the reader stands.

        A report to be published that is of all that is known leaves out the
        publications recorded last: none tells of them, and published again it is
        the same.
        """
        if self.act is not None and known_at is None and (news := published.last_news(reader, published.ANY)):
            return self.app.view(reader, as_of or self.app.today(), KnownAt(position=news))
        return self.app.view(reader, as_of, known_at)

    def write(self, reader: Reader, output: Output, asked: Asked, write: Write) -> None:
        """Let the report be written as `output` says and, to be published, in each format asked for.

        `write` is called once for each format. Raises `Rejected`; then nothing is
        recorded and no file is left, or changed.
        """
        if self.act is None:
            write(output)
            return
        assert output.path is not None, "it was asked for"
        targets = {output.format: output.path, **beside(output.path, self.also)}
        with drafts_beside(output.path) as folder:
            drafts = {form: os.path.join(folder, os.path.basename(path)) for form, path in targets.items()}
            for form, draft in drafts.items():
                encoding = self.encoding if form in {"table", "csv"} else "utf-8"
                with naming(draft, targets[form]):
                    write(Output(form, draft, force=True, encoding=encoding))
            files = tuple(_file(draft, form) for form, draft in drafts.items())
            with placed({} if self.act.dry_run else {drafts[f]: targets[f] for f in targets}, output.force):
                outcome = self._record(self.act, self._event(reader, asked, files))
        _tell(outcome, output.format)

    def _event(self, reader: Reader, asked: Asked, files: tuple[PublishedFile, ...]) -> ReportPublished:
        """Return what is to be recorded; its day is that of the recording."""
        worded = any(file.format not in WITHOUT_WORDS for file in files)
        edition, corrects = published.edition(
            reader,
            asked.seen,
            report=asked.report,
            notice=asked.notice,
            body=asked.body,
            arguments=asked.arguments,
        )
        return ReportPublished(
            effective_on=asked.seen.as_of,
            report=asked.report,
            notice=asked.notice,
            of_body=asked.body,
            as_of=asked.seen.as_of,
            known_position=asked.seen.position,
            arguments=tuple(sorted((*asked.arguments, *([f"lang={language.current()}"] if worded else [])))),
            edition=edition,
            corrects=corrects,
            files=files,
        )

    def _record(self, act: Act, event: ReportPublished) -> "Outcome":
        def decide(ledger: Ledger, desk: Desk) -> None:
            said = {"effective_on": desk.today, **act.given(self.app, ledger)}
            proposed = msgspec.structs.replace(event, **said)
            with ledger.reading() as reader:
                for entry in published.standing(reader, published.ANY):
                    if is_contained(proposed, published.event_of(entry)):
                        desk.unchanged.append((Proposal(entry.subject, proposed), entry))
                        return
                subject = published.next_subject(reader)
            desk.propose(Proposal(subject, proposed))

        with self.app.writing() as ledger:
            return ledger.transact(acts.request(act, COMMAND), lambda desk: decide(ledger, desk))


# The options -----------------------------------------------------------------


def publishable(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --publish and what goes with it to a report, above its `output_options`.

    The command gets a `publisher`, and hands it a function that writes the
    report to an output, instead of writing it.
    """
    formats = _formats(command)

    @click.pass_context
    @wraps(command)
    def with_publisher(
        ctx: click.Context, /, *args: Any, publish: bool, also: tuple[str, ...], **rest: Any
    ) -> Any:
        given = {option.name: rest.pop(str(option.name)) for option in SHARED}
        if not publish:
            _refuse_what_goes_with_publish(ctx)
            return command(*args, publisher=Publisher(ctx.obj, None, (), rest["encoding"]), **rest)
        path, main = rest["output_path"], rest["format_"]
        if path is None:
            raise click.UsageError(_("--publish needs a file: name it with -o."))
        act = _act(ctx, given, main)
        if act.command_id is not None and (outcome := _carried_out(ctx.obj, act)) is not None:
            _tell(outcome, main)
            return None
        others = dict.fromkeys(also)
        targets = beside(path, others)
        for form, other in targets.items():
            if form == main or os.path.realpath(other) == os.path.realpath(path):
                raise click.UsageError(
                    _("--also {format} names the file of -o once more.").format(format=form)
                )
        for target in (path, *targets.values()):
            if os.path.lexists(target) and not (rest["force"] and os.path.isfile(target)):
                raise Rejected("output.exists", path=target)
        return command(*args, publisher=Publisher(ctx.obj, act, tuple(others), rest["encoding"]), **rest)

    own = (
        Option(
            ["--publish"], is_flag=True, help="Record that it was published, with the digest of each file."
        ),
        Option(
            ["--also"],
            multiple=True,
            type=click.Choice(formats),
            help="Publish it in this format too, beside the file of -o. May be repeated.",
        ),
    )
    return add(with_publisher, (*own, *SHARED))


def _formats(command: Callable[..., Any]) -> Sequence[str]:
    """Return the formats that a command has."""
    for parameter in getattr(command, "__click_params__", ()):
        if parameter.name == "format_":
            return tuple(parameter.type.choices)
    raise TypeError(command)  # output_options stands below publishable


def _refuse_what_goes_with_publish(ctx: click.Context) -> None:
    """Raise a usage error where an option was typed that says nothing without --publish."""
    for name in ("also", *(str(option.name) for option in SHARED)):
        if ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            option = f"--{name.replace('_', '-')}"
            raise click.UsageError(_("{option} goes with --publish.").format(option=option))


def _act(ctx: click.Context, given: dict[str, Any], main: str) -> Act:
    """Return the act of publishing; another format is another command."""
    said = {k: v for k, v in ctx.params.items() if k not in acts.NOT_PART_OF_A_COMMAND}
    said |= {"report": ctx.command_path.split()[-1], "format": main, "default body": ctx.obj.body}
    said["evidence"] = [evidence(path) for path in given["evidence"]]
    return Act(
        **given,
        on=None,
        reason=None,
        notice=None,
        reported_on=None,
        receipt=None,
        decided_on=None,
        yes=True,
        fingerprint=acts.fingerprint(said) if given["command_id"] else None,
    )


def _carried_out(app: App, act: Act) -> "Outcome | None":
    """Return what a command id led to when it was first used; None where it is new."""
    request = acts.request(act, COMMAND)
    with app.writing() as ledger:
        return ledger.transact(request, lambda _desk: None) if ledger.was_carried_out(request) else None


def _tell(outcome: "Outcome", form: str) -> None:
    """Print what was recorded to stdout, as other writes do; what is no text is told as a table."""
    told = form if form in WITHOUT_WORDS else "table"
    acts.tell(outcome, Output(told, path=None, force=False, encoding="utf-8"))


# Files -----------------------------------------------------------------------


def beside(path: str, formats: Iterable[str]) -> dict[str, str]:
    """Return where the report goes in other formats: the same name with the ending of each."""
    stem, ending = os.path.splitext(path)
    if ending.lower() not in ENDINGS.values():
        stem = path
    return {form: stem + ENDINGS[form] for form in formats}


def _file(draft: str, form: str) -> PublishedFile:
    kept = evidence(draft)
    name = kept.name.encode("utf-8", "replace").decode()  # a disk's names may be of any bytes
    return PublishedFile(name=clean(name) or "", size=kept.size, sha256=kept.sha256, format=form)
