"""Recorded time: SQLite counts a moment's Shanghai day as Python does."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from domain import day
from ledger.moment import SHANGHAI, microseconds, shanghai_day, shanghai_day_sql

FIRST = microseconds(datetime(1991, 9, 15, tzinfo=UTC))
LAST = microseconds(datetime(2200, 12, 31, tzinfo=UTC))
MIDNIGHT = microseconds(datetime(2024, 7, 15, 16, tzinfo=UTC))


@given(st.integers(FIRST, LAST))
@example(MIDNIGHT - 1)
@example(MIDNIGHT)
def test_sql_finds_the_shanghai_day_of_a_moment(micros: int) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        (found,) = connection.execute(f"SELECT {shanghai_day_sql('?')}", (micros,)).fetchone()
    assert day.text(found) == shanghai_day(micros)


@given(st.integers(FIRST, LAST))
@example(MIDNIGHT - 1)
@example(MIDNIGHT)
def test_the_shanghai_day_of_a_moment_is_the_calendars(micros: int) -> None:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)
    assert shanghai_day(micros) == moment.astimezone(SHANGHAI).date().isoformat()
