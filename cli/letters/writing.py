"""Writes a set of letters with its register, whole or not at all."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from cli import language
from cli.language import gettext as _
from cli.letters import folder, register
from cli.letters.filling import Filling
from cli.letters.names import file_name, numbers
from cli.letters.package import moment
from cli.letters.pdf import TOGETHER, Converter
from cli.letters.placeholders import last_day_to_act, placeholders
from cli.progress import progress
from domain.rejected import Rejected
from projections.letters import Letter, Letters


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """How letters are written: by which template, with which contact, to be acted on by which ISO day."""

    template: Path | None
    contact: str | None
    deadline: str | None
    pdf: bool
    force: bool


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """A letter that was written; `sha256` is that of `file`, the `.docx`."""

    no: str
    file: str
    pdf: str | None
    sha256: str
    body: str
    holder: str
    holder_id: str | None
    certificates: list[str]


def check_deadline(made: Letters, deadline: str | None) -> None:
    """Raise `Rejected` for a day that is past, or not in time: `letters.deadline_past`, `…_too_late`."""
    if deadline is None:
        return
    if deadline < made.as_of:
        raise Rejected("letters.deadline_past", deadline=deadline, as_of=made.as_of)
    if made.as_of <= made.due_on < deadline:
        raise Rejected("letters.deadline_too_late", deadline=deadline, due_on=made.due_on, notice=made.notice)


def write(made: Letters, path: str, options: Options) -> list[Written]:
    """Write the letters into a folder; raises `Rejected`."""
    converter = Converter() if options.pdf else None
    filling = Filling(options.template)
    with folder.put_in_place(path, force=options.force) as draft:
        written = list(_letters(made, draft, filling, options))
        made_at = moment(made.known_at.recorded_at)
        if converter is not None:
            with progress(_("Converting")) as bar:
                for at in range(0, len(written), TOGETHER):
                    some = [draft / letter.file for letter in written[at : at + TOGETHER]]
                    converter.convert(some, made_at)
                    bar(at + len(some), len(written))
        register.write(
            str(draft / register.FILE),
            _("Letters under {notice}: register").format(notice=made.notice),
            _rows(made, written),
            chinese=language.current() == "zh",
            made_at=made_at,
        )
        folder.write_manifest(draft, notice=made.notice, as_of=made.as_of, position=made.known_at.position)
    return written


def _letters(made: Letters, draft: Path, filling: Filling, options: Options) -> Iterator[Written]:
    made_at = moment(made.known_at.recorded_at)
    act_by = last_day_to_act(made, options.deadline)
    title = f"关于落实{made.notice}要求处理相关认证证书的通知"
    with progress(_("Writing"), _("letters")) as bar:
        for number, letter in zip(numbers(len(made.letters)), made.letters, strict=True):
            named = placeholders(letter, made, number=number, contact=options.contact, act_by=act_by)
            filled = filling.fill(named, title=title, made_at=made_at)
            name = file_name(number, letter.holder)
            (draft / f"{name}.docx").write_bytes(filled)
            bar(int(number), len(made.letters))
            yield _written(number, name, letter, filled, pdf=options.pdf)


def _written(number: str, name: str, letter: Letter, filled: bytes, *, pdf: bool) -> Written:
    return Written(
        no=number,
        file=f"{name}.docx",
        pdf=f"{name}.pdf" if pdf else None,
        sha256=hashlib.sha256(filled).hexdigest(),
        body=letter.body,
        holder=letter.holder,
        holder_id=letter.holder_id,
        certificates=[line.certificate for line in letter.certificates],
    )


def _rows(made: Letters, written: Sequence[Written]) -> Iterator[register.Row]:
    for letter, file in zip(made.letters, written, strict=True):
        for line in letter.certificates:
            yield register.Row(
                certificate=line.certificate,
                holder=line.holder,
                holder_id=line.holder_id,
                body=letter.body,
                rule=line.rule,
                notice=made.notice,
                file=file.file,
                sha256=file.sha256,
                told_before=line.notified_on,
            )
