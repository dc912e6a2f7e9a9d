"""`log`: the entries, in the order they were recorded."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

import click

from cli import clock
from cli.app import App
from cli.command import Command, option
from cli.language import gettext as _
from cli.output import Output, output_options
from cli.params import WHEN
from cli.reading import any_day_options, say_no_such_types, span, token_wanted
from cli.texts import required_text
from ledger import journal
from ledger.journal import Reader
from projections.log import Filter
from projections.log import log as read_log
from projections.view import View

COLUMNS = (
    *("position", "recorded_at", "kind", "subject", "version", "type", "effective_on", "actor", "login"),
    *("reason", "why", "notice", "reported_on", "receipt", "decided_on", "evidence", "command_id"),
    *("commit", "command", "opening", "data", "voided_by"),
)

Row = dict[str, Any]


@click.command(
    cls=Command, help="Print the entries of the ledger, or of one subject, in the order of recording."
)
@click.argument("id_", metavar="[ID]", required=False)
@option("--since", type=WHEN, metavar="WHEN", help="Only what was recorded at that time or later.")
@option("--until", type=WHEN, metavar="WHEN", help="Only what was recorded at that time or before.")
@option(
    "--type",
    "types",
    multiple=True,
    metavar="TYPE",
    help="Only events of this type, for example CertificateRevoked. May be repeated.",
)
@option(
    "--actor", "actors", multiple=True, metavar="NAME", help="Only what this person entered. May be repeated."
)
@option(
    "--notice", metavar="NOTICE", help="Only the notice's own entries and those whose event names the notice."
)
@option(
    "--text",
    metavar="TEXT",
    help="Only events with this text: in the why, a name, a receipt, any of their data; in any case.",
)
@option("-n", "--limit", type=click.IntRange(min=0), help="At most so many entries.")
@option("--reverse", is_flag=True, help="The latest first.")
@option("--follow", is_flag=True, help="Print what is recorded from now on, or since --since, until Ctrl-C.")
@option(
    "--full",
    is_flag=True,
    help="In the table, all of each entry, not a line; the other formats always have it.",
)
@any_day_options
@output_options
@click.pass_obj
def log(app: App, /, output: Output, id_: str | None, **given: Any) -> None:
    """Print one row for each entry."""
    if given["follow"]:
        _check_follow(output, given)
    with app.reading() as reader:
        seen = app.view(reader, given["as_of"], given["known_at"], any_day=True)
        first, last = span(reader, seen, given["since"], given["until"])
        wanted = _filter(app, reader, seen, id_, given)

        def read(first: int, last: int, known_at: int) -> Iterator[Row]:
            return read_log(reader, first, last, wanted, known_at=known_at, newest_first=given["reverse"])

        if given["follow"]:
            begin = first if given["since"] is not None else seen.position + 1
            rows = _following(reader, output, read, begin)
        else:
            rows = read(first, last, seen.position)
        output.watch(reader)
        _print(output, islice(rows, given["limit"]), full=given["full"], live=given["follow"])


def _filter(app: App, reader: Reader, seen: View, id_: str | None, given: dict[str, Any]) -> Filter:
    say_no_such_types(given["types"])
    subject, notice, position = None, None, seen.position
    if id_ is not None:
        subject = app.known(reader, app.resolve(reader, id_, position=position), position=position)
    if given["notice"] is not None:
        notice = app.notice(reader, given["notice"], position=position)
        notice = app.known(reader, notice, position=position)
    return Filter(
        subject=subject,
        types=given["types"],
        actors=given["actors"],
        notice=notice,
        text=None if given["text"] is None else required_text("--text", given["text"]),
        as_of=given["as_of"],
    )


def _print(output: Output, rows: Iterator[Row], *, full: bool, live: bool) -> None:
    from cli.render import log as renderer

    output.rows(
        rows,
        columns=COLUMNS,
        table=lambda found: renderer.full(found) if full else renderer.short(found, live=live),
        live=live,
    )


# Following -----------------------------------------------------------------------


def _check_follow(output: Output, given: dict[str, Any]) -> None:
    """Raise a usage error for what has an end, or stands still."""
    unfit = {
        "--reverse": given["reverse"],
        "--known-at": given["known_at"] is not None,
        "--until": given["until"] is not None,
        "--token": token_wanted(),
        "--output": output.path is not None,
        "--format json": output.format == "json",
    }
    for name, is_given in unfit.items():
        if is_given:
            raise click.UsageError(
                _("--follow does not go with {option}: it has no end.").format(option=name)
            )


def _following(reader: Reader, output: Output, read: Any, first: int) -> Iterator[Row]:
    """Yield entries from a position on, and for ever those that others record."""
    while True:
        version = _data_version(reader)
        latest = journal.last_commit(reader)
        last = 0 if latest is None else latest.last_position
        yield from read(first, last, last)
        first = max(first, last + 1)
        reader.execute("COMMIT")  # see what comes, and hold no old state of the file meanwhile
        while _data_version(reader) == version:
            if not output.is_read():
                raise BrokenPipeError
            clock.pause()
        reader.execute("BEGIN")


def _data_version(reader: Reader) -> int:
    """Return a number that changes when another connection has written."""
    return int(reader.execute("PRAGMA data_version").fetchone()[0])
