"""`report month`: a month's certificate changes, as the platform wants them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import Any

import click
import msgspec

from cli.app import App
from cli.command import Command, option
from cli.documents.document import Document
from cli.errors import FOUND
from cli.help import wrap
from cli.language import gettext as _
from cli.output import Output, output_options
from cli.params import MONTH
from cli.publishing import Asked, Publisher, arguments, publishable
from cli.reading import view_options
from cli.render import document as document_renderer
from cli.render import report as renderer
from cli.render.table import pieces
from cli.render.table import table as drawn
from cli.words import column_name, listed, word
from domain import platform
from domain.certificate import STATUS_CODES
from domain.platform import SEPARATOR, Month
from ledger.journal import Reader
from projections.reports.month import Question, Report, rows
from projections.reports.month import month as report_of
from projections.view import KnownAt

COLUMNS = 80
NAMED = 20
"""How many late entries the page names."""

CHANGES_SHOWN = 26
"""Columns of the terminal for the changes of a certificate."""

STATUS_OF = {code: status for status, code in STATUS_CODES.items()}


@click.command(
    cls=Command,
    help="A month's certificate changes in the 59 columns of the platform's monthly report: what was issued, "
    "amended, suspended, reinstated, cancelled, revoked, renewed, transferred or expired in it, one row for "
    "each certificate, with the day it is due and what was learnt after that day.",
)
@click.argument("month", metavar="YYYY-MM", type=MONTH)
@option("--body", metavar="BODY", help="Only this body's certificates.")
@option(
    "--check",
    is_flag=True,
    help="Exit with 3 where something was learnt after the data was due, opening imports aside.",
)
@publishable
@view_options
@partial(output_options, more=document_renderer.FORMATS)
@click.pass_context
def report(
    ctx: click.Context,
    output: Output,
    publisher: Publisher,
    month: Month,
    body: str | None,
    check: bool,  # noqa: FBT001 - an option
    as_of: str | None,
    known_at: KnownAt | None,
) -> None:
    """Print the report."""
    app: App = ctx.obj
    with app.reading() as reader:
        seen = publisher.view(reader, as_of, known_at)
        if month.first > seen.as_of:
            raise click.UsageError(
                _("{month} has not begun on {as_of}. Give a later day with --as-of.").format(
                    month=month.text, as_of=seen.as_of
                )
            )
        of = app.known_body(reader, body, position=seen.position)
        question = Question(month, seen, of)
        asked = Asked(report="month", seen=seen, body=of, arguments=arguments(month=month.text))
        publisher.write(reader, output, asked, lambda output: _print(output, reader, question))
        amiss = check and _amiss(report_of(reader, question))
    if amiss:
        ctx.exit(FOUND)


def _print(output: Output, reader: Reader, question: Question) -> None:
    """Print the report in the format asked for."""
    if output.format in {"csv", "jsonl"}:
        output.rows(rows(reader, question), columns=platform.KEYS, table=str)
        return
    made = report_of(reader, question)
    if output.format in document_renderer.FORMATS:
        document_renderer.write(output, _document(made, lambda: rows(reader, question)))
    elif output.format == "json":
        output.value({**msgspec.to_builtins(made), "rows": rows(reader, question)}, table=str)
    else:
        output.rows(rows(reader, question), columns=platform.KEYS, table=lambda found: _table(made, found))


def _amiss(made: Report) -> bool:
    """Tell whether something was learnt too late, that is not the taking over of an opening import."""
    return any(not entry.opening for entry in made.late)


def _document(made: Report, again: Callable[[], Iterator[dict[str, Any]]]) -> Document:
    from cli.documents import month  # a table needs none

    return month.document(made, again)


# Table -----------------------------------------------------------------------


def _table(made: Report, found: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the report for a terminal of 80 columns, its rows as they come."""
    plain = msgspec.to_builtins(made)
    data = f"{made.first} – {made.last}"
    about = (
        (_("Month"), made.month),
        (_("Data"), data if made.complete else f"{data} ({_('the month is not over')})"),
        (_("Due on"), made.due_on),
    )
    yield "\n\n".join([_("Certificate changes of a month"), renderer.heading(plain, *about), _figures(made)])
    for body, of_body in groupby(found, key=itemgetter("body")):
        shown = ({**row, **_shown(row)} for row in of_body)
        columns = {
            "certificate": _("Certificate"),
            "changed_on": _("Changed on"),
            "changes": _("Changes"),
            "status_shown": _("Status"),
        }
        yield f"\n{body}"
        yield from pieces(shown, columns)
    yield f"\n{wrap(unknown_columns(made), COLUMNS)}"
    yield f"\n{_late(plain)}"


def _shown(row: Mapping[str, Any]) -> dict[str, str]:
    changes = listed(row["change_type"].split(SEPARATOR))
    return {
        "changes": renderer.short(changes, CHANGES_SHOWN),
        "status_shown": f"{row['status']} {word(STATUS_OF[row['status']])}",
    }


def _figures(made: Report) -> str:
    summary = made.summary
    changes = ((change, count) for change, count in summary.changes.items() if count)
    counted = [{"name": word(change), "count": count} for change, count in changes]
    parts = [_("Certificates that changed: {count}").format(count=summary.certificates)]
    if counted:
        parts.append(
            drawn(counted, {"name": _("Kind of change"), "count": _("Certificates")}, right=("count",))
        )
    return "\n\n".join(parts)


def unknown_columns(made: Report) -> str:
    """Return the sentence that names the columns left empty."""
    names = [
        f"{column.number} {column_name(platform.COLUMNS[column.number - 1])}"
        for column in made.unknown_columns
    ]
    text = _("Of the {columns} columns, {count} are left empty; the ledger does not record them: {names}.")
    return text.format(columns=len(platform.COLUMNS), count=len(names), names=_(", ").join(names))


def _late(plain: Mapping[str, Any]) -> str:
    """Return what was learnt too late; what opening imports took over is counted alone."""
    late = plain["late"]
    if not late:
        return _("Nothing was learnt of this month after {due_on}.").format(**plain)
    own = [{**entry, "effect": word(entry["effect"])} for entry in late if not entry["opening"]]
    text = _("Learnt after {due_on}: {count}, another {opening} in opening imports")
    lines = [text.format(due_on=plain["due_on"], count=len(own), opening=len(late) - len(own))]
    if own:
        columns = {
            "position": "#",
            "subject": _("Certificate"),
            "effective_on": _("Effective"),
            "recorded_on": _("Recorded on"),
            "effect": _("Effect"),
        }
        lines.append(drawn(own[:NAMED], columns, right=("position",)))
    if len(own) > NAMED:
        lines.append(_("… and {count} more; the other formats have all").format(count=len(own) - NAMED))
    return "\n".join(lines)
