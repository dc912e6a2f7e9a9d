"""The only clock."""

from datetime import UTC, datetime
from time import sleep

from ledger.moment import microseconds

PAUSE_SECONDS = 0.2


def now() -> int:
    """Return the present moment in microseconds since 1970, UTC."""
    return microseconds(datetime.now(UTC))


def pause() -> None:
    """Let a moment pass before looking again."""
    sleep(PAUSE_SECONDS)
