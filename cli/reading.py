"""What all reading commands share: where a reader stands, and how to stand there again."""

from collections.abc import Callable, Iterable
from typing import Any

import click

from cli.command import Option, add
from cli.errors import say
from cli.language import gettext as _
from cli.params import DAY, WHEN
from domain import day
from domain.rejected import Rejected
from domain.subject import AGGREGATES
from ledger import journal
from ledger.journal import Reader
from ledger.moment import end_of_day, timestamp
from projections.view import KnownAt, View, in_order, position_of

ASKED = "certledger.token"
"""Where a command line keeps that a read-back token was asked for."""

BEFORE_ALL = "1970-01-01"
"""A day on which no ledger knew anything; an entry that does not exist cannot be named."""


def _keep(ctx: click.Context, _param: click.Parameter, value: bool) -> None:  # noqa: FBT001 - click's callback
    ctx.meta[ASKED] = value


OPTIONS = (
    Option(["--as-of"], type=DAY, help="What was true at the end of that day (default: today, or that day)."),
    Option(
        ["--known-at"],
        type=WHEN,
        metavar="WHEN",
        help="What the ledger knew then: a time, a day or '#POSITION' (default: all).",
    ),
    Option(
        ["--token"],
        is_flag=True,
        expose_value=False,
        callback=_keep,
        help="Say on stderr which --as-of and --known-at print the same again, for ever.",
    ),
)


ANY_DAY = Option(
    ["--as-of"], type=DAY, help="Only what takes effect by the end of that day (default: whenever it does)."
)


def view_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --as-of, --known-at and --token; the view that a command takes says the token."""
    return add(command, OPTIONS)


def any_day_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the same to a command that tells of all days where none is given."""
    return add(command, (ANY_DAY, *OPTIONS[1:]))


def token_wanted() -> bool:
    """Tell whether the command line asks for a token."""
    ctx = click.get_current_context(silent=True)
    return ctx is not None and bool(ctx.meta.get(ASKED))


def tell_view(
    reader: Reader, seen: View, known_at: KnownAt | None, *, as_of: str | None, until: int | None = None
) -> None:
    """Say the token of a view where it is wanted, and that nothing was known where nothing was."""
    if token_wanted():
        options = {"--as-of": as_of, "--known-at": _quoted(seen.position)}
        if until is not None:
            options["--until"] = _quoted(until)
        say(" ".join(f"{name} {value}" for name, value in options.items() if value))
    if known_at is not None and not seen.position:
        say_nothing_then(reader)


def _quoted(position: int) -> str:
    return f"'#{position}'" if position else BEFORE_ALL


def span(reader: Reader, seen: View, since: KnownAt | None, until: KnownAt | None) -> tuple[int, int]:
    """Return the first and the last position recorded between two moments, both included, as far as known.

    A day stands for all of it. Raises `Rejected` for a position that does not
    exist (`entry.unknown`), and where `since` lies after `until` (`span.backwards`).
    """
    first, last = 1, seen.position
    if since is not None:
        before = KnownAt(micros=_begins(reader, since) - 1)
        first = since.position or position_of(reader, before) + 1
    if until is not None:
        last = min(last, position_of(reader, until))
        if since is not None and _after(reader, since, until):
            raise Rejected("span.backwards", first="--since", last="--until")
        if not last and seen.position:
            say_nothing_then(reader)
    return first, last


def need_known_by(reader: Reader, name: str, first: KnownAt, known_at: KnownAt) -> None:
    """Raise `Rejected` (`span.backwards`) where the moment of an option lies after `--known-at`.

    A day or a time never lies after a position: beyond it, it is the last known. Nor does it
    matter where nothing was known. So no line is refused with the token that it said.
    """
    if known_at.position is not None and first.position is None:
        return
    if position_of(reader, known_at) and not in_order(reader, first, known_at):
        raise Rejected("span.backwards", first=name, last="--known-at")


def _after(reader: Reader, since: KnownAt, until: KnownAt) -> bool:
    """Tell whether a moment lies after another; entries of one commit differ by their positions alone."""
    if since.position is not None and until.position is not None:
        return since.position > until.position
    return _begins(reader, since) > _ends(reader, until)


def _begins(reader: Reader, when: KnownAt) -> int:
    if when.day is not None:
        return end_of_day(day.after(when.day, -1)) + 1
    return _ends(reader, when)


def _ends(reader: Reader, when: KnownAt) -> int:
    if when.day is not None:
        return end_of_day(when.day)
    if when.micros is not None:
        return when.micros
    commit = journal.commit_of(reader, position_of(reader, when))
    return 0 if commit is None else commit.recorded_at


def say_nothing_then(reader: Reader) -> None:
    """Say that a moment lies before the first entry."""
    first = journal.commit_of(reader, 1)
    if first is None:
        say(_("The ledger is empty."))
    else:
        say(_("Nothing was known then: #1 was recorded at {at}.").format(at=timestamp(first.recorded_at)))


def say_no_such_types(types: Iterable[str]) -> None:
    """Say which of some types no event has."""
    known = {event.__name__ for aggregate in AGGREGATES.values() for event in aggregate.events}
    for type_ in sorted({*types} - known - {"EntryVoided"}):
        say(_("There is no event {type}.").format(type=type_))
