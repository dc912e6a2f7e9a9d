"""What all reading commands share: the two options of a view."""

from collections.abc import Callable
from typing import Any

from cli.command import Option, add
from cli.params import DAY, WHEN

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
