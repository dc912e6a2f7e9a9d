"""A timeline that grows entry by entry is at every step the one that is made of all at once."""

from collections import Counter
from datetime import date
from typing import Any

import msgspec
from hypothesis import example, given, settings
from hypothesis import strategies as st
from telling import (
    C1,
    N3,
    N31,
    R1,
    R2,
    R3,
    amended,
    cancelled,
    deregistered,
    extended,
    filed,
    flagged,
    issued,
    notice_withdrawn,
    noticed,
    refiled,
    registered,
    reinstated,
    renewed,
    revoked,
    suspended,
    transferred,
    unflagged,
    voided,
)

from domain.course import Course, Segment
from domain.event import Event
from domain.rejected import Rejected
from domain.subject import AGGREGATES, Aggregate, Subject
from domain.timeline import Timeline, fold, standing, until
from ledger.entry import Entry
from ledger.record import Record

DAYS = ("2024-01-10", "2024-02-01", "2024-03-01", "2024-03-02", "2024-05-01", "2024-06-30", "2024-07-01")
LIMITS = ("2024-02-01", "2024-02-29", "2024-03-01", "2024-06-30", "2099-12-31")
"""Last days: the calendar ends a certificate between entries, on their days and after them."""

days, limits = st.sampled_from(DAYS), st.sampled_from(LIMITS)
rules = st.sampled_from((R1, R2, R3))

EVENTS = {
    "body": (st.builds(registered, days),),
    "notice": (
        st.builds(noticed, st.just(N3), days),
        st.builds(extended, limits, days),
        st.builds(notice_withdrawn, days),
    ),
    "rule": (
        st.builds(filed, days),
        st.builds(flagged, days, notice=st.sampled_from((N3, N31))),
        st.builds(unflagged, days, notice=st.sampled_from((N3, N31))),
        st.builds(deregistered, days),
        st.builds(refiled, days),
    ),
    "certificate": (
        st.builds(issued, days, rule=rules, expires=limits),
        st.builds(amended, days),
        st.builds(suspended, days, until=st.none() | limits),
        st.builds(reinstated, days),
        st.builds(cancelled, days),
        st.builds(revoked, days),
        st.builds(renewed, days, expires=limits),
        st.builds(transferred, days, to=rules),
    ),
}


@st.composite
def histories(draw: Any) -> tuple[Aggregate, list[Entry]]:
    """Draw entries of one subject, its founding one first: back-dated, on the same days, voided.

    Nobody asks whether they could follow each other: what is recorded stays readable.
    """
    kind = draw(st.sampled_from(("certificate", "certificate", "certificate", "rule", "notice", "body")))
    acts = [draw(EVENTS[kind][0])]
    acts += draw(st.lists(st.one_of(*EVENTS[kind]) | st.integers(0, 11), max_size=14))
    entries: list[Entry] = []
    position = 0
    for act in acts:
        if isinstance(act, int):
            event: Event = voided(C1, entries[act % len(entries)].position).event
        else:
            event = act.event
        position += draw(st.integers(1, 3))
        entries.append(Entry(position, f"{kind}:X", len(entries) + 1, event))
    return AGGREGATES[kind], _without_voids_of_voids(entries)


def _without_voids_of_voids(entries: list[Entry]) -> list[Entry]:
    """Leave out voids of voids and second voids, which are always refused."""
    kept: dict[int, Entry] = {}
    voids: set[int] = set()
    for entry in entries:
        of = getattr(entry.event, "position", None)
        if of is not None:
            if of not in kept or of in voids or hasattr(kept[of].event, "position"):
                continue
            voids.add(of)
        kept[entry.position] = Entry(entry.position, entry.stream, len(kept) + 1, entry.event)
    return list(kept.values())


def held(life: Aggregate, timeline: list[Entry]) -> list[tuple[str, str | None, str]]:
    """Return (status, rule, first day) of what held when, told day by day from the first entry on."""
    starts = {e.event.effective_on for e in timeline}
    for day in tuple(starts):
        known: Any = fold(until(timeline, day), life.evolve)
        expiry = None if known is None else life.expires(known)
        if expiry is not None:
            starts.add(max(expiry.start, timeline[0].event.effective_on))
    told: list[tuple[str, str | None, str]] = []
    for day in sorted(starts):
        state: Any = fold(until(timeline, day), life.evolve)
        if state is None:
            continue
        expiry = life.expires(state)
        ended = expiry is not None and expiry.start <= day
        status, rule = ("expired", expiry.rule) if ended else life.shown(state, day)
        if not told or told[-1][:2] != (status, rule):
            told.append((status, rule, day))
    return told


def steps(entries: list[Entry]) -> list[list[Entry]]:
    return [entries[:count] for count in range(len(entries) + 1)]


quick = settings(deadline=None, max_examples=200)


@quick
@given(histories())
def test_its_entries_and_states_are_those_of_a_fold(history: tuple[Aggregate, list[Entry]]) -> None:
    life, entries = history
    growing: Timeline[Entry] = Timeline(life)
    for known in steps(entries):
        if known:
            before = list(zip(growing.days, growing.states, strict=True))
            place, end, on = growing.add(known[-1])
            after = list(zip(growing.days, growing.states, strict=True))
            assert after[:place] == before[:place]
            assert after[end:] == before[len(before) - len(after[end:]) :]
            assert all(day >= on for day in growing.days[place:])
        expected = standing(known)
        assert growing.entries == expected
        assert growing.days == [e.event.effective_on for e in expected]
        assert growing.states == [fold(expected[: count + 1], life.evolve) for count in range(len(expected))]
        assert growing.state == fold(expected, life.evolve)
        for day in ("2023-12-31", *DAYS, "2100-01-01"):
            assert growing.state_on(day) == fold(until(expected, day), life.evolve)
            assert list(growing.on(day)) == [e for e in expected if e.event.effective_on == day]


@quick
@given(histories())
def test_its_segments_are_those_of_the_sorted_timeline(history: tuple[Aggregate, list[Entry]]) -> None:
    life, entries = history
    course: Course[Entry] = Course(life)
    for known in steps(entries):
        if known:
            course.add(known[-1])
        assert course.timeline.entries == standing(known)
        assert course.segments == life.segments(standing(known))
        assert [(s.status, s.rule, s.start) for s in course.segments] == held(life, standing(known))
        ends = [s.end for s in course.segments]
        assert ends == [*[s.start for s in course.segments[1:]], None][: len(ends)]


def entered(*acts: Any) -> tuple[Aggregate, list[Entry]]:
    entries = [Entry(position, C1.stream, position, act.event) for position, act in enumerate(acts, 1)]
    return AGGREGATES["certificate"], entries


@quick
@example(
    entered(
        issued(expires="2024-02-29"),
        renewed("2024-02-01", expires="2024-06-30"),
        amended("2024-05-01"),
        voided(C1, 2),
        voided(C1, 3),
        renewed("2024-02-01", expires="2024-12-31"),
    )
)
@given(histories())
def test_each_segment_is_believed_from_the_entry_that_brought_it(
    history: tuple[Aggregate, list[Entry]],
) -> None:
    life, entries = history
    course: Course[Entry] = Course(life)
    believed: dict[Segment, int] = {}
    for known in steps(entries)[1:]:
        position = known[-1].position
        change = course.add(known[-1])
        after = life.segments(standing(known))
        assert sorted(change.gone, key=str) == sorted(
            ((s, since) for s, since in believed.items() if s not in after), key=str
        )
        assert sorted(change.come, key=str) == sorted((s for s in after if s not in believed), key=str)
        believed = {segment: believed.get(segment, position) for segment in after}
        assert course.segments == after
        assert course.believed_from == list(believed.values())


@example(entered(issued(), voided(C1, 1), issued()))
@example(entered(issued(expires="2024-02-29"), suspended("2024-05-01"), renewed("2024-02-01")))
@example(entered(issued(), suspended("2024-03-01"), reinstated("2024-03-01"), voided(C1, 2)))
@given(histories())
@settings(deadline=None, max_examples=20)
def test_one_made_of_all_entries_is_the_one_that_grew(history: tuple[Aggregate, list[Entry]]) -> None:
    life, entries = history
    made: Course[Entry] = Course(life, entries)
    grown: Course[Entry] = Course(life)
    for entry in entries:
        grown.add(entry)
    assert (made.segments, made.believed_from) == (grown.segments, grown.believed_from)
    assert made.timeline.states == grown.timeline.states == Timeline(life, entries).states


# What is checked -----------------------------------------------------------------


def refusal(check: Any, *given: int) -> Any:
    try:
        check(*given)
    except Rejected as no:
        return no.code, no.values
    return None


@example(entered(issued(), suspended("2024-05-01"), suspended("2024-03-01")), 1)
@example(entered(issued(), suspended("2024-02-01"), reinstated("2024-05-01"), voided(C1, 2)), 1)
@example(entered(issued(), amended("2024-05-01"), amended("2024-03-01"), cancelled("2024-02-01")), 2)
@given(histories(), st.integers(1, 4))
@settings(deadline=None, max_examples=300)
def test_a_check_of_what_changed_finds_what_a_check_of_all_finds(
    history: tuple[Aggregate, list[Entry]], together: int
) -> None:
    life, entries = history
    accepted: list[Entry] = []
    for first in range(0, len(entries), together):
        drafts = entries[first : first + together]
        known = Record(Subject(life.kind, "X"), list(accepted))
        recorded = accepted[-1].version if accepted else 0
        for draft in drafts:
            known.add(draft)
        whole = refusal(known.timeline.check, 0, recorded)
        assert refusal(known.check, recorded) == whole
        if whole is None:
            accepted += drafts


# How much is worked out -----------------------------------------------------------


class Counting(msgspec.Struct, frozen=True):
    """A life that counts how often it was asked what follows, what may follow, and what is shown."""

    of: Aggregate
    asked: Counter[str]

    def evolve(self, state: Any, entry: Any) -> Any:
        self.asked["evolve"] += 1
        return self.of.evolve(state, entry)

    def forbids(self, state: Any, event: Any) -> Any:
        self.asked["forbids"] += 1
        return self.of.forbids(state, event)

    def shown(self, state: Any, on: str) -> Any:
        self.asked["shown"] += 1
        return self.of.shown(state, on)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.of, name)


def backwards(count: int) -> list[Any]:
    """Return changes of which each is back-dated before those entered earlier, then voids of every third."""
    on = [str(date.fromordinal(738_900 - number)) for number in range(count)]
    acts = [suspended(day) if number % 2 else reinstated(day) for number, day in enumerate(on, 1)]
    return [issued("2020-01-10", expires="2027-01-09"), *acts, *(voided(C1, p) for p in range(3, count, 3))]


def test_back_dated_entries_and_voids_cost_no_more_than_others_however_many_there_are() -> None:
    for count in (50, 400):
        life, entries = entered(*backwards(count))
        counting = Counting(life, Counter())
        course: Course[Entry] = Course(counting, entries)
        assert counting.asked["evolve"] <= 3 * len(entries)
        assert course.segments == life.segments(standing(entries))


def test_a_back_dated_entry_is_checked_with_what_it_changes_however_much_follows() -> None:
    changes = [amended(str(date.fromordinal(738_900 - number))) for number in range(400)]
    life, entries = entered(issued("2020-01-10", expires="2027-01-09"), *changes)
    counting = Counting(life, Counter())
    timeline: Timeline[Entry] = Timeline(counting)
    for recorded, entry in enumerate(entries):
        place, end, _day = timeline.add(entry)
        timeline.check(place, recorded, len(timeline.entries) - end)
    assert counting.asked["forbids"] <= 2 * len(entries)


def test_an_amendment_of_a_past_day_does_not_go_through_the_others_of_that_day() -> None:
    changes = [amended("2024-03-01") for _ in range(400)]
    life, entries = entered(issued(expires="2027-01-09"), suspended("2024-06-01"), *changes)
    counting = Counting(life, Counter())
    course: Course[Entry] = Course(counting, entries)
    assert counting.asked["shown"] <= 3 * len(entries)
    assert course.segments == life.segments(standing(entries))
