"""Days counted in months."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import day


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2024-01-31", 1, "2024-02-29"),
        ("2023-01-31", 1, "2023-02-28"),
        ("2024-08-31", 6, "2025-02-28"),
        ("2024-06-15", 6, "2024-12-15"),
        ("2024-12-01", 12, "2025-12-01"),
        ("2024-11-30", 1, "2024-12-30"),
    ],
)
def test_some_months_later_is_the_same_day_or_the_months_last(start: str, months: int, end: str) -> None:
    assert day.months_after(start, months) == end


@given(st.dates(date(1949, 1, 1), date(2200, 12, 31)), st.integers(0, 120))
def test_months_go_by_one_after_another(start: date, months: int) -> None:
    end = date.fromisoformat(day.months_after(start.isoformat(), months))
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day <= start.day
    assert end.day == start.day or date.fromordinal(end.toordinal() + 1).day == 1
