"""Days as the domain counts them: ISO strings, whole days, Asia/Shanghai."""

import re
import unicodedata
from datetime import date, timedelta
from functools import lru_cache
from typing import TypeVar

AnyDay = TypeVar("AnyDay", str, int)

FOREVER = 0x7FFFFF
"""The open end of an interval of day numbers; later than any real day."""

FIRST_YEAR, LAST_YEAR = 1949, 2200
"""Days outside these years are slips of the pen, not acts."""

_WRITTEN = (
    r"([0-9]{4})(?:"
    r"-([0-9]{1,2})-([0-9]{1,2})"
    r"|/([0-9]{1,2})/([0-9]{1,2})"
    r"|\.([0-9]{1,2})\.([0-9]{1,2})"
    r"|([0-9]{2})([0-9]{2})"
    r"|\s*年\s*([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*日"
    r")"
)


@lru_cache(maxsize=65536)
def number(day: str) -> int:
    """Return the day's proleptic Gregorian ordinal, as `date.toordinal` counts."""
    return date.fromisoformat(day).toordinal()


@lru_cache(maxsize=65536)
def text(day: int) -> str:
    """Return the ISO day of an ordinal."""
    return date.fromordinal(day).isoformat()


@lru_cache(maxsize=65536)
def after(day: str, days: int = 1) -> str:
    """Return the day that lies `days` later (earlier, where negative)."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def order(one: AnyDay, other: AnyDay) -> int:
    """Return -1, 0 or 1: a day, as text or number, comes before another, is the same, or comes after."""
    return (one > other) - (one < other)


def between(first: str, last: str) -> int:
    """Return the number of days from `first` to `last`."""
    return number(last) - number(first)


@lru_cache(maxsize=65536)
def month_end(day: str) -> str:
    """Return the last day of the day's month."""
    in_next = date.fromisoformat(day).replace(day=28) + timedelta(days=4)
    return (in_next - timedelta(days=in_next.day)).isoformat()


@lru_cache(maxsize=16)
def a_year_after(day: str) -> str:
    """Return the same day of the next year (1 March for 29 February)."""
    this = date.fromisoformat(day)
    try:
        return this.replace(year=this.year + 1).isoformat()
    except ValueError:
        return date(this.year + 1, 3, 1).isoformat()


def months_after(day: str, months: int) -> str:
    """Return the same day some months later; the month's last where it has no such day."""
    this = date.fromisoformat(day)
    year, month = divmod(this.year * 12 + this.month - 1 + months, 12)
    last = (date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(this.day, last)).isoformat()


def parse(text: str) -> str:
    """Read 2024-07-05, 2024/7/5, 2024.7.5, 20240705 or 2024年7月5日 as an ISO day.

    Full-width digits and signs count as plain ones. Raises ValueError for
    anything else, for a day the calendar lacks, and outside the years 1949 to 2200.
    """
    if len(text) == len("2024-07-05") and text[4] == text[7] == "-" and text.isascii():
        year = int(text[:4])  # the usual writing needs no pattern
        if FIRST_YEAR <= year <= LAST_YEAR:
            return date.fromisoformat(text).isoformat()
    match = re.fullmatch(_WRITTEN, unicodedata.normalize("NFKC", text).strip())
    if match is None:
        raise ValueError(text)
    year, month, of_month = (int(part) for part in match.groups() if part is not None)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(text)
    return date(year, month, of_month).isoformat()
