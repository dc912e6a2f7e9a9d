"""The only clock."""

from time import sleep, time_ns

PAUSE_SECONDS = 0.2


def now() -> int:
    """Return the present moment in microseconds since 1970, UTC."""
    return time_ns() // 1_000


def pause() -> None:
    """Let a moment pass before looking again."""
    sleep(PAUSE_SECONDS)
