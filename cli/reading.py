"""What all reading commands share: the two options of a view."""

from collections.abc import Callable
from gettext import gettext as _
from typing import Any

from cli.command import Option, add
from cli.errors import say
from cli.params import DAY, WHEN
from ledger import journal
from ledger.journal import Reader
from ledger.moment import timestamp

OPTIONS = (
    Option(["--as-of"], type=DAY, help="What was true at the end of that day (default: today, or that day)."),
    Option(
        ["--known-at"],
        type=WHEN,
        metavar="WHEN",
        help="What the ledger knew then: a time, a day or '#POSITION' (default: all).",
    ),
)


def view_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --as-of and --known-at."""
    return add(command, OPTIONS)


def say_if_before_the_first(reader: Reader, position: int) -> None:
    """Say that nothing was known, where a moment lies before the first entry."""
    if position:
        return
    first = journal.commit_of(reader, 1)
    if first is None:
        say(_("The ledger has no entries."))
    else:
        say(_("Nothing was recorded before {recorded_at}.").format(recorded_at=timestamp(first.recorded_at)))
