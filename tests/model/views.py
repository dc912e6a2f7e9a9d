"""Where an auditor stands: a day and what is known, drawn where the answers turn."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise
from typing import Any, NamedTuple

import naive
from hypothesis import strategies as st
from naive import Row, View

Draw = Any
FAR = ("2023-12-31", "2025-07-01")
ZONES = (UTC, timezone(timedelta(hours=8)), timezone(timedelta(hours=-5, minutes=-30)))


class Asked(NamedTuple):
    """A view, and the options that ask the program for it."""

    seen: View
    options: tuple[str, ...]

    def __repr__(self) -> str:
        return f"{' '.join(self.options)} (as of {self.seen.as_of}, at #{self.seen.position})"


def turns(rows: Sequence[Row]) -> list[str]:
    """Return the days on which something takes effect, falls due, expires or is recorded."""
    found = set()
    for row in rows:
        data = row["data"]
        found |= {row["effective_on"], naive.shanghai_day(row["recorded_at"])}
        found |= {data[key] for key in ("expires_on", "deadline", "to", "until") if data.get(key)}
    return sorted(found)


def ties(rows: Sequence[Row]) -> list[str]:
    """Return the days on which one subject has several entries."""
    found = Counter((row["kind"], row["subject"], row["effective_on"]) for row in rows)
    return sorted({day for (_, _, day), entries in found.items() if entries > 1})


@st.composite
def days(draw: Draw, rows: Sequence[Row]) -> str:
    """Draw a day on which something turns, the one before or after it, or one far off."""
    if draw(st.integers(0, 15)) == 15:
        return draw(st.sampled_from(FAR))
    turning = turns(rows)
    pools = [turning, turning[len(turning) // 2 :], turning, ties(rows) or turning]
    return naive.plus(
        draw(st.sampled_from(draw(st.sampled_from(pools)))), draw(st.sampled_from((0, 0, 1, -1)))
    )


@st.composite
def moments(draw: Draw, rows: Sequence[Row]) -> str:
    """Draw a moment at or beside an entry's: its position, its very time or a microsecond off, its day.

    Those recorded together, or that were voided since, are drawn often.
    """
    together = [row for row, other in pairwise(rows) if row["commit"] == other["commit"]]
    voids = [row for row in rows if row["type"] == "EntryVoided"]
    row = draw(
        st.sampled_from(draw(st.sampled_from([rows, rows, voids or rows, together or rows, rows[:1]])))
    )
    form = draw(st.sampled_from(("position", "position", "position", "time", "time", "day")))
    if form == "position":
        return f"#{max(1, row['position'] - draw(st.integers(0, 1)))}"
    if form == "day":
        return naive.plus(naive.shanghai_day(row["recorded_at"]), draw(st.sampled_from((0, 0, 1, -1))))
    off = timedelta(microseconds=draw(st.sampled_from((0, 0, 1, -1))))
    at = datetime.fromisoformat(row["recorded_at"]) + off
    return at.astimezone(draw(st.sampled_from(ZONES))).isoformat()


def position_at(rows: Sequence[Row], when: str) -> int:
    """Return the last position known at `#POSITION`, at a day's end in Shanghai, or at a time."""
    if when.startswith("#"):
        return int(when[1:])
    if "T" in when:
        at = datetime.fromisoformat(when)
        known = [row for row in rows if datetime.fromisoformat(row["recorded_at"]) <= at]
    else:
        known = [row for row in rows if naive.shanghai_day(row["recorded_at"]) <= when]
    return known[-1]["position"] if known else 0


def position_from(rows: Sequence[Row], when: str) -> int:
    """Return the first position recorded at a moment or later; a day stands for all of it."""
    if when.startswith("#"):
        return int(when[1:])
    if "T" in when:
        at = datetime.fromisoformat(when)
        return 1 + sum(datetime.fromisoformat(row["recorded_at"]) < at for row in rows)
    return 1 + sum(naive.shanghai_day(row["recorded_at"]) < when for row in rows)


def order(rows: Sequence[Row], when: str) -> tuple[datetime, int]:
    """Return what tells which of two moments is the earlier: its time, a day's end, then its last entry."""
    position = position_at(rows, when)
    if when.startswith("#"):
        return datetime.fromisoformat(rows[position - 1]["recorded_at"]), position
    if "T" in when:
        return datetime.fromisoformat(when), position
    end = datetime.fromisoformat(f"{when}T23:59:59.999999+08:00")
    return end, position


def default_as_of(rows: Sequence[Row], when: str) -> str:
    """Return the day that is read where only `--known-at` is given."""
    if when.startswith("#"):
        return naive.shanghai_day(rows[int(when[1:]) - 1]["recorded_at"])
    if "T" in when:
        return naive.shanghai_day(when)
    return when


@st.composite
def views(draw: Draw, rows: Sequence[Row], today: str, about: Sequence[Row] = ()) -> Asked:
    """Draw a view: of a day and a moment beside the turns of some entries or all, or without one or both."""
    near = draw(st.sampled_from([about or rows, about or rows, rows]))
    when = draw(moments(near)) if draw(st.sampled_from((True, True, False))) else None
    day = draw(days(near)) if draw(st.sampled_from((True, True, True, True, False))) else None
    options = [] if day is None else ["--as-of", day]
    options += [] if when is None else ["--known-at", when]
    position = len(rows) if when is None else position_at(rows, when)
    as_of = day or (today if when is None else default_as_of(rows, when))
    return Asked(View(rows, as_of, position), tuple(options))
