"""Axes have few and round marks."""

import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from cli.render.charts import ticks
from domain import day


@given(st.integers(0, 10**9))
def test_counts_on_an_axis_are_round_and_few(most: int) -> None:
    marks = ticks.counts(most)
    assert marks[0] == 0
    assert marks[-1] >= max(most, 1)
    assert 2 <= len(marks) <= 6
    assert {after - before for before, after in pairwise(marks)} == {marks[1]}
    assert re.fullmatch("[125]0*", str(marks[1]))
    assert marks[-2] < max(most, 1)  # no interval more than is needed


@given(st.integers(day.number("1949-01-01"), day.number("2200-01-01")), st.integers(1, 90000))
def test_days_on_an_axis_are_few_and_within_it(first: int, length: int) -> None:
    last = min(first + length, day.number("2200-12-31"))
    marks = ticks.days(first, last, 12)
    places = [on for on, _label, _year in marks]
    assert places == sorted(set(places))
    assert len(marks) <= 12
    assert all(first <= on <= last for on in places)
    assert len(marks) >= 2 or last - first < 10 or length > 36500
    for on, label, year in marks:
        assert label in day.text(on)
        assert year in {"", day.text(on)[:4]}
