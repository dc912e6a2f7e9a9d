"""Recorded time: microseconds since 1970 in UTC, and the Shanghai day they fall on."""

from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache

SHANGHAI = timezone(timedelta(hours=8))
"""Asia/Shanghai has been UTC+8 without summer time since 1991; the ledger records no earlier."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def microseconds(moment: datetime) -> int:
    """Return an aware datetime as microseconds since 1970."""
    return (moment - _EPOCH) // _MICROSECOND


@lru_cache(maxsize=4096)
def timestamp(micros: int) -> str:
    """Return RFC 3339 in UTC with six decimals and `Z`, which sorts as text."""
    return (_EPOCH + timedelta(microseconds=micros)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


@lru_cache(maxsize=4096)
def shanghai_day(micros: int) -> str:
    """Return the ISO day in Asia/Shanghai."""
    return (_EPOCH + timedelta(microseconds=micros)).astimezone(SHANGHAI).date().isoformat()


def shanghai_day_of(timestamp: str) -> str:
    """Return the ISO day in Asia/Shanghai of a recorded time, RFC 3339."""
    return shanghai_day(microseconds(datetime.fromisoformat(timestamp)))


def shanghai_day_sql(column: str) -> str:
    """Return SQL for the ordinal of that day, as `domain.day` counts, of a column in microseconds."""
    return f"(({column} + {8 * 60 * 60 * 1_000_000}) / {24 * 60 * 60 * 1_000_000} + {_EPOCH.toordinal()})"


def end_of_day(day: str) -> int:
    """Return the last microsecond of an ISO day in Asia/Shanghai."""
    start = datetime.fromisoformat(day).replace(tzinfo=SHANGHAI)
    return microseconds(start) + 24 * 60 * 60 * 1_000_000 - 1
