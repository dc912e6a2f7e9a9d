"""A progress bar on stderr, for what takes longer than a second, where somebody looks."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

PATIENCE_SECONDS = 1.0

Bar = Callable[[int, int | None], None]
"""Told how much is done, and of how much where that is known."""


@contextmanager
def progress(what: str) -> Iterator[Bar]:
    """Yield a bar; it shows itself after a second, with rate and time left."""
    started = time.monotonic()
    shown: list[tuple[Progress, TaskID]] = []

    def advance(done: int, total: int | None) -> None:
        if not shown:
            if time.monotonic() - started < PATIENCE_SECONDS or not sys.stderr.isatty():
                return
            shown.append(_show(what, total))
        bar, task = shown[0]
        bar.update(task, completed=done, total=total)

    try:
        yield advance
    finally:
        for bar, _task in shown:
            bar.stop()


def _show(what: str, total: int | None) -> "tuple[Progress, TaskID]":
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    bar.start()
    return bar, bar.add_task(what, total=total)
