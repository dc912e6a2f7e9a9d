"""Counted in cohorts, a notice's obligations are what they are when each is judged by itself."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from typing import Any, NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from domain import day
from domain.notice import BOUNDARIES, TIMES
from domain.obligations import ACTIONS, Deadline, Judgement, Piece, judge
from domain.rule import GROUNDS
from domain.subject import Subject
from ledger.database import SCHEMA as LEDGER_SCHEMA
from ledger.moment import microseconds, shanghai_day
from projections.reports.cohorts import cohorts
from projections.reports.owed import Scope
from projections.schema import SCHEMA
from projections.tables import ACTION_CODES, GROUND_CODES, NEVER, STATUS_CODES
from projections.view import Known, View

NOTICE, ITS_NUMBER = Subject("notice", "认秘函〔2024〕31号"), 1
RULES = {11: "CNCA-R-2099-001", 12: "CNCA-R-2099-001", 13: "CNCA-RF-2099-02"}
DUE = "2024-07-15"
DAYS = ("2024-07-02", "2024-07-13", "2024-07-14", DUE, "2024-07-16", "2024-07-31")
MIDNIGHTS = tuple(
    microseconds(datetime.fromisoformat(f"{on}T{time}Z"))
    for on in DAYS
    for time in ("15:59:59.999999", "16:00:00", "16:00:00.000001")
)
LAST = 30
"""The last position; each commit but the last holds two."""

days = st.sampled_from(DAYS)
perhaps = st.none() | days
settlements = st.fixed_dictionaries(
    {
        "settled_on": days,
        "settled_by": st.integers(1, LAST),
        "reported_on": perhaps,
        "decided_on": perhaps,
    }
)
endings = st.just({}) | settlements | st.fixed_dictionaries({"last_valid_on": days})


class Owed(NamedTuple):
    """A row of the table: under which rule, in which rectangle, what piece."""

    rule: int
    effective: tuple[str, str | None]
    recorded: tuple[int, int]
    piece: Piece


@st.composite
def obligations(draw: Any) -> Owed:
    start = draw(days)
    recorded_from = draw(st.sampled_from((1, 1, 1, LAST // 2, LAST)))
    return Owed(
        draw(st.sampled_from(tuple(RULES))),
        (start, draw(st.sampled_from((None, None, None, "2024-07-15", "2024-08-31")))),
        (recorded_from, draw(st.sampled_from((NEVER, NEVER, NEVER, recorded_from + 1, LAST + 1)))),
        Piece(
            notice=NOTICE.id,
            action=draw(st.sampled_from(ACTIONS)),
            ground=draw(st.sampled_from(tuple(GROUNDS))),
            start=start,
            status_before=draw(st.sampled_from(("filed", "flagged", "valid", "suspended", "expired"))),
            **draw(endings),
        ),
    )


places = st.tuples(
    st.sampled_from((*DAYS, *[DAYS[-1]] * 5)),
    st.sampled_from((0, 1, LAST // 2, *[LAST] * 4)),
    st.sampled_from((None, None, *RULES.values())),
)
recordings = st.lists(st.sampled_from(MIDNIGHTS), min_size=LAST // 2, max_size=LAST // 2, unique=True)
openings = st.lists(st.booleans(), min_size=LAST // 2, max_size=LAST // 2)


@contextmanager
def tables(owed: list[Owed], recorded_at: list[int], opening: list[bool]) -> Iterator[sqlite3.Connection]:
    """Yield a read model that holds nothing but these obligations, and the commits."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(LEDGER_SCHEMA + SCHEMA.format(prefix="", schema=""))
        connection.executemany(
            "INSERT INTO subjects VALUES (?, 2, ?, ?)", [(n, body, f"R{n}") for n, body in RULES.items()]
        )
        connection.executemany(
            "INSERT INTO commits VALUES (?, ?, ?, 'a', 'l', 'c', NULL, NULL, ?, NULL)",
            [
                (1 + 2 * i, 2 + 2 * i, at, is_opening)
                for i, (at, is_opening) in enumerate(zip(sorted(recorded_at), opening, strict=True))
            ],
        )
        connection.executemany(
            f"INSERT INTO obligations VALUES ({ITS_NUMBER}, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [row(100 + i, one) for i, one in enumerate(owed)],
        )
        yield connection


def row(subject: int, one: Owed) -> tuple[Any, ...]:
    def number(on: str | None) -> int | None:
        return None if on is None else day.number(on)

    piece, (start, end) = one.piece, one.effective
    return (
        *(one.rule, subject, ACTION_CODES[piece.action], one.recorded[0]),
        *(number(start), day.FOREVER if end is None else number(end), one.recorded[1]),
        *(GROUND_CODES[piece.ground], number(piece.settled_on), piece.settled_by),
        *(number(piece.last_valid_on), STATUS_CODES[piece.status_before]),
        *(number(piece.reported_on), number(piece.decided_on)),
    )


def figures(rule: int, ground: str, before: str, judged: Judgement, *, opening: bool) -> tuple[Any, ...]:
    """Return what the report counts; what was recorded in time need not tell whether it was opening."""
    told = (judged.outcome, judged.settled_on, judged.days, judged.on_deadline_day, judged.recorded_late)
    return (rule, ground, before, *told, judged.recorded_late and opening)


@settings(deadline=None, max_examples=300)
@given(
    st.lists(obligations(), min_size=5, max_size=30),
    recordings,
    openings,
    st.builds(
        Deadline, on=st.just(DUE), boundary=st.sampled_from(BOUNDARIES), judged_by=st.sampled_from(TIMES)
    ),
    places,
)
def test_cohorts_count_each_obligation_as_it_is_judged(
    owed: list[Owed],
    recorded_at: list[int],
    opening: list[bool],
    deadline: Deadline,
    place: tuple[str, int, str | None],
) -> None:
    as_of, position, body = place
    times = sorted(recorded_at)
    each: Counter[tuple[Any, ...]] = Counter()
    for one in owed:
        (start, end), (since, until) = one.effective, one.recorded
        if not (start <= as_of and (end is None or as_of < end) and since <= position < until):
            continue
        if body is not None and RULES[one.rule] != body:
            continue
        piece, commit = one.piece, None if one.piece.settled_by is None else (one.piece.settled_by - 1) // 2
        recorded_on = None if commit is None else shanghai_day(times[commit])
        judged = judge(piece, deadline, as_of, recorded_on)
        by_opening = commit is not None and opening[commit]
        each[
            (piece.action, *figures(one.rule, piece.ground, piece.status_before, judged, opening=by_opening))
        ] += 1
    with tables(owed, recorded_at, opening) as reader:
        scope = Scope(NOTICE, ITS_NUMBER, View(as_of, position, Known(position, None)), body)
        counted: Counter[tuple[Any, ...]] = Counter()
        for rule, cohort, count in cohorts(reader, scope, deadline):
            told = figures(
                rule, cohort.ground, cohort.status_before, cohort.judgement, opening=cohort.opening
            )
            counted[(cohort.case.action, *told)] += count
    assert counted == each


def test_a_rule_has_each_cohort_once() -> None:
    piece = Piece(
        notice=NOTICE.id,
        action="settle_certificate",
        ground="out_of_scope",
        start=DUE,
        status_before="valid",
    )
    owed = [Owed(rule, (DUE, None), (1, NEVER), piece) for rule in (11, 11, 11, 13)]
    deadline = Deadline(on=DUE, boundary="inclusive", judged_by="effective")
    with tables(owed, [*range(LAST // 2)], [False] * (LAST // 2)) as reader:
        scope = Scope(NOTICE, ITS_NUMBER, View(DUE, LAST, Known(LAST, None)), None)
        found = [(rule, count) for rule, _cohort, count in cohorts(reader, scope, deadline)]
    assert found == [(11, 3), (13, 1)]
