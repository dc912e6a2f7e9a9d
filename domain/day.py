"""Days as the domain counts them: ISO strings, whole days, Asia/Shanghai."""

from datetime import date, timedelta
from functools import lru_cache

FOREVER = 0x7FFFFF
"""The open end of an interval of day numbers; later than any real day."""

FIRST_DAY, LAST_DAY = "1949-10-01", "2200-12-31"
"""Days outside this are slips of the pen, not acts."""


@lru_cache(maxsize=65536)
def number(day: str) -> int:
    """Return the day's proleptic Gregorian ordinal, as `date.toordinal` counts."""
    return date.fromisoformat(day).toordinal()


@lru_cache(maxsize=65536)
def text(day: int) -> str:
    """Return the ISO day of an ordinal."""
    return date.fromordinal(day).isoformat()


def after(day: str, days: int = 1) -> str:
    """Return the day that lies `days` later (earlier, where negative)."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def between(first: str, last: str) -> int:
    """Return the number of days from `first` to `last`."""
    return number(last) - number(first)


def a_year_after(day: str) -> str:
    """Return the same day of the next year (1 March for 29 February)."""
    this = date.fromisoformat(day)
    try:
        return this.replace(year=this.year + 1).isoformat()
    except ValueError:
        return date(this.year + 1, 3, 1).isoformat()
