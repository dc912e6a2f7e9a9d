"""Histories that are drawn whole, the views of them, and how long is searched."""

import os
from typing import Any, NamedTuple

import naive
from histories import DAYS, READ_DAYS, History, histories
from hypothesis import HealthCheck, note, settings
from hypothesis import strategies as st

for name, examples in (("model", 12), ("campaign", 3000)):
    settings.register_profile(
        name, max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
SEARCH = settings.get_profile("campaign" if os.environ.get("HYPOTHESIS_PROFILE") == "campaign" else "model")
"""HYPOTHESIS_PROFILE=campaign searches long."""


class Asked(NamedTuple):
    """A view as it is asked for: a day or today, all that is known or a place from the end, a day, a time."""

    as_of: str | None
    known_at: int | str | None


midnights = st.sampled_from(("15:59:59.999999", "16:00:00.000000"))
moments = st.one_of(
    *[st.none()] * 3,
    *[st.integers(0, 20)] * 3,
    st.sampled_from(DAYS),
    st.builds("{}T{}Z".format, st.sampled_from(DAYS), midnights),
)
LATE_DAYS = READ_DAYS[8:]
views = st.builds(Asked, st.sampled_from((None, *READ_DAYS, *LATE_DAYS, *LATE_DAYS)), moments)
stories = st.tuples(histories(), st.lists(views, min_size=1, max_size=6))
Story = tuple[History, list[Asked]]


def position_at(rows: list[Any], when: str) -> int:
    """Return the last position known at `#POSITION`, at a day's end in Shanghai, or at a time in UTC."""
    if when.startswith("#"):
        return int(when[1:])
    if len(when) == len("2024-07-15"):
        known = [row for row in rows if naive.shanghai_day(row["recorded_at"]) <= when]
    else:
        known = [row for row in rows if row["recorded_at"] <= when]
    return known[-1]["position"] if known else 0


def default_as_of(rows: list[Any], when: str) -> str:
    """Return the day that is read where only `--known-at` is given."""
    if when.startswith("#"):
        return naive.shanghai_day(rows[int(when[1:]) - 1]["recorded_at"])
    return when if len(when) == len("2024-07-15") else naive.shanghai_day(when)


def stand(rows: list[Any], asked: Asked) -> tuple[naive.View, list[str]]:
    """Return the model's view, and the options that ask the program for it."""
    options, known = [], asked.known_at
    if isinstance(known, int):
        known = f"#{len(rows) - known % len(rows)}"
    position = len(rows) if known is None else position_at(rows, known)
    as_of = "2024-07-31" if known is None else default_as_of(rows, known)
    if asked.as_of is not None:
        options += ["--as-of", asked.as_of]
    if known is not None:
        options += ["--known-at", known]
    note(f"view: {' '.join(options)}")
    return naive.View(rows, asked.as_of or as_of, position), options
