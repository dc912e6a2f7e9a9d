"""What all reading commands share: the two options of a view."""

from collections.abc import Callable
from typing import Any

from cli.command import option
from cli.params import DAY, WHEN


def view_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --as-of and --known-at."""
    for decorate in (
        option(
            "--known-at",
            type=WHEN,
            metavar="WHEN",
            help="What the ledger knew then: a time, a day or '#POSITION' (default: all).",
        ),
        option("--as-of", type=DAY, help="What was true at the end of that day (default: today, or that day)."),
    ):
        command = decorate(command)
    return command
