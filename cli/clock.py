"""The only clock."""

from datetime import UTC, datetime

from ledger.moment import microseconds


def now() -> int:
    """Return the present moment in microseconds since 1970, UTC."""
    return microseconds(datetime.now(UTC))
