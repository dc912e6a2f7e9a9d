"""Where the marks of an axis stand: round counts, and days that a calendar makes stand out."""

from collections.abc import Iterator

from domain import day

INTERVALS = 5
"""How many intervals an axis of counts has at most."""


def counts(most: int) -> list[int]:
    """Return round whole numbers from 0, the last at least `most` and at least 1."""
    step = 1
    while step * INTERVALS < most:
        step = step * 5 // 2 if str(step).startswith("2") else step * 2  # 1, 2, 5, 10, 20, 50 …
    last = max(-(-most // step), 1) * step
    return list(range(0, last + 1, step))


def days(first: int, last: int, most: int) -> list[tuple[int, str, str]]:
    """Return (ordinal, label, year) of at most so many days from `first` through `last`.

    The finest of the grids that a calendar offers is taken: days, every fifth or
    tenth of a month, months, quarters, years. The year is empty where it is that
    of the label before, or part of the label.
    """
    for grid in _grids(first, last):
        found = list(grid)
        if len(found) <= most:
            return found
    return []


def _grids(first: int, last: int) -> Iterator[Iterator[tuple[int, str, str]]]:
    """Yield grids from fine to coarse."""
    if last - first < 400:  # noqa: PLR2004 - more would never fit
        for wanted in (None, range(1, 31, 2), range(1, 30, 5), (1, 11, 21), (1, 16)):
            yield _of_month(first, last, wanted)
    for months in (1, 3, 6):
        yield _months(first, last, months, 7)
    for years in (1, 2, 5, 10, 20, 50, 100):
        yield _months(first, last, 12 * years, 4)


def _of_month(
    first: int, last: int, wanted: range | tuple[int, ...] | None
) -> Iterator[tuple[int, str, str]]:
    year = ""
    for on in range(first, last + 1):
        told = day.text(on)
        if wanted is None or int(told[8:]) in wanted:
            yield on, told[5:], told[:4] if told[:4] != year else ""
            year = told[:4]


def _months(first: int, last: int, each: int, length: int) -> Iterator[tuple[int, str, str]]:
    """Yield the first days of each so many months, with so much of the day as tells them apart."""
    start = day.text(first)
    number = int(start[:4]) * 12 + int(start[5:7]) - 1  # months since the year 0
    number += -number % each
    while (on := day.number(f"{number // 12:04}-{number % 12 + 1:02}-01")) <= last:
        if on >= first:
            yield on, day.text(on)[:length], ""
        number += each
