"""`letters`: write to the holders that a notice affects."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, BinaryIO

import click
import msgspec

from cli.app import App
from cli.command import Command, add, option
from cli.errors import say
from cli.language import gettext as _
from cli.messages import remark
from cli.output import OPTIONS, Output
from cli.params import DAY
from cli.reading import view_options
from cli.render.report import short
from cli.render.table import facts
from cli.render.table import table as drawn
from cli.texts import clean
from projections.letters import CertificateLine, Letters, letters
from projections.view import KnownAt


def _printed(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add of the options of output those about what is printed: -o is a folder here."""
    return add(command, tuple(each for each in OPTIONS if each.name in {"format_", "encoding"}))


@click.command(
    cls=Command,
    help="Write a letter in Chinese to each holder whose certificates a notice affects, and a register of "
    "them. Holders who were told already are left out. When the letters were sent, fill in the register and "
    "give it to: cert notify --from FILE",
)
@option("--notice", metavar="NOTICE", help="The notice, by number or alias.")
@option(
    "-o",
    "--output",
    "path",
    metavar="DIR",
    help="The folder for the letters and the register; what was written is printed.",
)
@option("--force", is_flag=True, help="Replace letters that were written there and not changed since.")
@option("--body", metavar="BODY", help="Only this body's rules and their certificates.")
@option("--template", metavar="FILE", help="A .docx file to fill in: docs/letters.md.")
@option("--template-out", metavar="FILE", help="Write the usual template, for you to edit, and nothing else.")
@option("--contact", metavar="TEXT", help="Whom to ask (default: the body's contact in the ledger).")
@option("--deadline", type=DAY, help="The day by which you will act (default: the last one in time).")
@option("--pdf", is_flag=True, help="A PDF of each letter too; needs LibreOffice.")
@option(
    "--all",
    "every",
    is_flag=True,
    help="Also about certificates whose holders were told, or that expired.",
)
@view_options
@_printed
@click.pass_context
def command(
    ctx: click.Context,
    /,
    as_of: str | None,
    known_at: KnownAt | None,
    format_: str,
    encoding: str,
    **given: Any,
) -> None:
    """Write the letters, and print what was written."""
    app: App = ctx.obj
    if given["template_out"] is not None:
        _write_template(given["template_out"], force=given["force"])
        return
    for name, hint in (("notice", "'--notice'"), ("path", "'-o' / '--output'")):
        if given[name] is None:
            raise click.MissingParameter(ctx=ctx, param_hint=hint, param_type="option")
    from cli.letters.folder import refuse_taken
    from cli.letters.writing import Options, check_deadline, write

    refuse_taken(given["path"], force=given["force"])
    with app.reading() as reader:
        seen = app.view(reader, as_of, known_at)
        subject = app.notice(reader, given["notice"], position=seen.position)
        body = app.known_body(reader, given["body"], position=seen.position)
        made = letters(reader, subject, seen, body=body, every=given["every"])
    check_deadline(made, given["deadline"])
    options = Options(
        template=None if given["template"] is None else Path(given["template"]),
        contact=clean(given["contact"]),
        deadline=given["deadline"],
        pdf=given["pdf"],
        force=given["force"],
    )
    written = write(made, given["path"], options) if made.letters else []
    output = Output(format_, None, False, "utf-8" if format_ in {"json", "jsonl"} else encoding)  # noqa: FBT003
    _print(output, made, [msgspec.to_builtins(each) for each in written], given["path"])
    _say(made, contact=options.contact)


def _write_template(path: str, *, force: bool) -> None:
    """Write the template that certledger brings along."""
    from cli.letters.filling import DEFAULT

    def copy(file: BinaryIO) -> None:
        file.write(DEFAULT.read_bytes())

    Output("table", path, force, "utf-8").file(copy)


# What is printed ---------------------------------------------------------------


def _print(output: Output, made: Letters, written: list[dict[str, Any]], path: str) -> None:
    if output.format in {"csv", "jsonl"}:
        from cli.letters.writing import Written

        output.rows(written, columns=Written.__struct_fields__, table=str)
        return
    told: dict[str, Any] = {
        "report": "letters",
        "notice": made.notice,
        "deadline": made.deadline,
        "due_on": made.due_on,
        "as_of": made.as_of,
        "known_at": msgspec.to_builtins(made.known_at),
        "folder": path if written else None,
        "register": "register.xlsx" if written else None,
        "letters": written,
        "left_out": [_left_out(line) for line in made.left_out],
    }
    output.value(told, table=lambda: _table(told))


def _left_out(line: CertificateLine) -> dict[str, Any]:
    return {
        "certificate": line.certificate,
        "holder": line.holder,
        "because": line.left_out,
        "notified_on": line.notified_on,
    }


def _table(told: dict[str, Any]) -> str:
    about = [
        (_("Notice"), told["notice"]),
        (_("Deadline"), told["deadline"]),
        (_("As of"), told["as_of"]),
        (_("Folder"), told["folder"]),
        (_("Register"), told["register"]),
        (_("Letters"), len(told["letters"])),
        (_("Left out"), len(told["left_out"])),
    ]
    rows = (
        {**row, "holder": short(row["holder"]), "count": len(row["certificates"])} for row in told["letters"]
    )
    columns = {
        "no": _("No."),
        "body": _("Body"),
        "holder": _("Holder"),
        "holder_id": _("Credit code"),
        "count": _("Certificates"),
    }
    return f"{facts(about)}\n\n{drawn(rows, columns, right=('count',))}"


def _say(made: Letters, *, contact: str | None) -> None:
    """Say what a person should know of the letters."""
    if not made.letters:
        say(_("There is nobody to write to."))
    lines = [line for letter in made.letters for line in letter.certificates]
    _say_count("letters.settled_untold", (line for line in lines if _is_settled_untold(line)))
    _say_count("letters.told_already", (line for line in made.left_out if line.left_out == "told"))
    _say_count("letters.expired", (line for line in made.left_out if line.left_out == "expired"))
    if contact is None:
        for body in dict.fromkeys(letter.body for letter in made.letters if letter.contact is None):
            say(remark("letters.no_contact", {"body": body}))


def _is_settled_untold(line: CertificateLine) -> bool:
    return line.notified_on is None and line.standing in {"ended", "transferred"}


def _say_count(code: str, lines: Iterable[CertificateLine]) -> None:
    count = sum(1 for _line in lines)
    if count:
        say(remark(code, {"count": count}))
