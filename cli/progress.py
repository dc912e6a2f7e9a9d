"""A progress bar on stderr, for what takes longer than a second, where somebody looks."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

PATIENCE_SECONDS = 1.0


class Bar(Protocol):
    """What is told how far the work is."""

    def __call__(self, done: int, total: int | None, counted: int | None = None, /) -> None:
        """Show that `done` of `total` is done, where that is known, and the rate at which it is `counted`."""


@contextmanager
def progress(what: str, unit: str = "") -> Iterator[Bar]:
    """Yield a bar; it shows itself after a second, with the rate in `unit` and the time left."""
    started = time.monotonic()
    shown: list[tuple[Progress, TaskID]] = []

    def advance(done: int, total: int | None, counted: int | None = None, /) -> None:
        seconds = time.monotonic() - started
        if not shown:
            if seconds < PATIENCE_SECONDS or not sys.stderr.isatty():
                return
            shown.append(_show(what, total))
        bar, task = shown[0]
        rate = f"{(done if counted is None else counted) / seconds:,.0f} {unit}/s" if unit else ""
        bar.update(task, completed=done, total=total, rate=rate)

    try:
        yield advance
    finally:
        for bar, _task in shown:
            bar.stop()


def _show(what: str, total: int | None) -> "tuple[Progress, TaskID]":
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    bar.start()
    return bar, bar.add_task(what, total=total, rate="")
