"""Recorded time: microseconds since 1970 in UTC, and the Shanghai day they fall on."""

from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache

from domain import day

SHANGHAI = timezone(timedelta(hours=8))
"""Asia/Shanghai has been UTC+8 without summer time since 1991; the ledger records no earlier."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_DAY = timedelta(days=1) // _MICROSECOND
_AHEAD = timedelta(hours=8) // _MICROSECOND
_FIRST_DAY = _EPOCH.toordinal()


def microseconds(moment: datetime) -> int:
    """Return an aware datetime as microseconds since 1970."""
    return (moment - _EPOCH) // _MICROSECOND


@lru_cache(maxsize=4096)
def timestamp(micros: int) -> str:
    """Return RFC 3339 in UTC with six decimals and `Z`, which sorts as text."""
    return (_EPOCH + timedelta(microseconds=micros)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def shanghai_day(micros: int) -> str:
    """Return the ISO day in Asia/Shanghai."""
    return day.text((micros + _AHEAD) // _DAY + _FIRST_DAY)


def shanghai_day_of(timestamp: str) -> str:
    """Return the ISO day in Asia/Shanghai of a recorded time, RFC 3339."""
    return shanghai_day(microseconds(datetime.fromisoformat(timestamp)))


def shanghai_day_sql(column: str) -> str:
    """Return SQL for the ordinal of that day, as `domain.day` counts, of a column in microseconds."""
    return f"(({column} + {_AHEAD}) / {_DAY} + {_FIRST_DAY})"


def end_of_day(on: str) -> int:
    """Return the last microsecond of an ISO day in Asia/Shanghai."""
    return microseconds(datetime.fromisoformat(on).replace(tzinfo=SHANGHAI)) + _DAY - 1
