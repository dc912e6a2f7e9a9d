"""How late corrections came, and what they came after: a deadline, or the end of a report."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import Any

import msgspec

from domain import day
from domain.event import EntryVoided
from domain.notice import Notice
from domain.obligations import Deadline
from domain.subject import Subject
from domain.timeline import fold, standing, until
from ledger import journal
from ledger.entry import Commit, Entry
from ledger.journal import Reader
from ledger.moment import shanghai_day, timestamp
from projections.corrections import corrections
from projections.log import voided_by


class Over(msgspec.Struct, frozen=True):
    """A deadline that lay between: its notice, and its last day in time."""

    notice: str
    due_on: str


class Correction(msgspec.Struct, frozen=True, kw_only=True):
    """A back-dated entry, or a void.

    `lag_days` are the days from when it took effect to when it was recorded; of
    a void, from when the voided entry took effect, so that one of an act yet to
    come is negative. `deadlines` are those with effective day ≤ last day in
    time < recorded day, of the notices in force, as known with this entry.
    `report_end` is the first end of a report that lay likewise between.
    """

    position: int
    subject: str
    kind: str
    body: str | None
    type: str
    effective_on: str
    recorded_at: str
    recorded_on: str
    lag_days: int
    deadline_between: bool
    deadlines: list[Over]
    report_end_between: bool
    report_end: str | None
    opening: bool
    actor: str
    login: str
    why: str | None
    voids: int | None
    voided_type: str | None
    voided_effective_on: str | None
    voided_by: int | None


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which corrections: `opening` None for those of opening imports and others.

    `report_ends` are the last days of reports; None for the last day of each month.
    """

    type: str | None = None
    actor: str | None = None
    body: str | None = None
    as_of: str | None = None
    opening: bool | None = None
    report_ends: Sequence[str] | None = None

    def admits(self, entry: Entry, commit: Commit) -> bool:
        """Tell whether an entry is one of those."""
        return (
            (self.type is None or self.type == entry.type)
            and (self.actor is None or self.actor in {commit.actor, commit.login})
            and (self.body is None or self.body == entry.subject.body)
            and (self.as_of is None or entry.event.effective_on <= self.as_of)
        )


def lateness(reader: Reader, first: int, last: int, known_at: int, wanted: Wanted) -> Iterator[Correction]:
    """Yield the corrections at positions `first` to `last`, in order; `voided_by` as known at `known_at`."""
    deadlines = Deadlines(reader)
    for entry, commit in corrections(reader, first, last, opening=wanted.opening):
        if wanted.admits(entry, commit):
            yield _correction(reader, entry, commit, deadlines, known_at, wanted.report_ends)


def _correction(
    reader: Reader,
    entry: Entry,
    commit: Commit,
    deadlines: "Deadlines",
    known_at: int,
    report_ends: Sequence[str] | None,
) -> Correction:
    event, subject = entry.event, entry.subject
    voided = journal.entry_at(reader, event.position) if isinstance(event, EntryVoided) else None
    about = event if voided is None else voided.event
    recorded_on = shanghai_day(commit.recorded_at)
    over = deadlines.between(about.effective_on, recorded_on, entry.position)
    report_end = _report_end(about.effective_on, recorded_on, report_ends)
    return Correction(
        position=entry.position,
        subject=subject.id,
        kind=subject.kind,
        body=subject.body,
        type=entry.type,
        effective_on=event.effective_on,
        recorded_at=timestamp(commit.recorded_at),
        recorded_on=recorded_on,
        lag_days=day.between(about.effective_on, recorded_on),
        deadline_between=bool(over),
        deadlines=over,
        report_end_between=report_end is not None,
        report_end=report_end,
        opening=commit.opening,
        actor=commit.actor,
        login=commit.login,
        why=event.why,
        voids=None if voided is None else voided.position,
        voided_type=None if voided is None else voided.type,
        voided_effective_on=None if voided is None else voided.event.effective_on,
        voided_by=None if voided else voided_by(reader, entry.position, known_at),
    )


def _report_end(effective_on: str, recorded_on: str, report_ends: Sequence[str] | None) -> str | None:
    """Return the first end of a report from the effective day on and before the recorded day."""
    ends = [day.month_end(effective_on)] if report_ends is None else report_ends
    return min((end for end in ends if effective_on <= end < recorded_on), default=None)


class Deadlines:
    """The deadlines of all notices, as known with an entry and in force on the day it was recorded."""

    def __init__(self, reader: Reader) -> None:
        numbers = reader.execute("SELECT number FROM subjects WHERE kind = 1 ORDER BY number").fetchall()
        notices = [Subject("notice", number) for (number,) in numbers]
        self._histories = {notice: journal.history(reader, notice.stream) for notice in notices}
        self._turns = sorted(entry.position for known in self._histories.values() for entry in known)
        self._standing: dict[tuple[int, str], list[Over]] = {}

    def between(self, effective_on: str, recorded_on: str, position: int) -> list[Over]:
        """Return those with effective day ≤ last day in time < recorded day, by notice."""
        if effective_on >= recorded_on:
            return []
        # Between two entries about notices, on one day, all is the same.
        key = (bisect_right(self._turns, position), recorded_on)
        if key not in self._standing:
            self._standing[key] = list(self._known(position, recorded_on))
        return [over for over in self._standing[key] if effective_on <= over.due_on < recorded_on]

    def _known(self, position: int, on: str) -> Iterator[Over]:
        for notice, entries in self._histories.items():
            known = standing(entry for entry in entries if entry.position <= position)
            state: Notice | None = fold(until(known, on), notice.aggregate.evolve)
            if state is not None and state.withdrawn_on is None:
                deadline = Deadline(on=state.deadline, boundary=state.boundary, judged_by=state.judged_by)
                yield Over(notice.id, deadline.due_on)


# Sums ------------------------------------------------------------------------

GROUPINGS = ("actor", "body")


class Figures:
    """What is counted of some corrections; those of opening imports apart, and in no other figure."""

    def __init__(self) -> None:
        self._lags: Counter[int] = Counter()
        self._counts: Counter[str] = Counter()

    def add(self, correction: Correction) -> None:
        """Count one."""
        if correction.opening:
            self._counts["opening"] += 1
            return
        self._lags[correction.lag_days] += 1
        self._counts["back_dated" if correction.voids is None else "voids"] += 1
        self._counts["deadline_between"] += correction.deadline_between
        self._counts["report_end_between"] += correction.report_end_between

    def plain(self) -> dict[str, Any]:
        """Return the figures; the median of an even number of lags may be half a day."""
        count = self._lags.total()
        middle = (_nth(self._lags, (count - 1) // 2) + _nth(self._lags, count // 2)) / 2 if count else None
        return {
            "count": count,
            "back_dated": self._counts["back_dated"],
            "voids": self._counts["voids"],
            "max_lag_days": max(self._lags, default=None),
            "median_lag_days": int(middle) if middle is not None and middle.is_integer() else middle,
            "deadline_between": self._counts["deadline_between"],
            "report_end_between": self._counts["report_end_between"],
            "opening": self._counts["opening"],
        }


def _nth(numbers: Counter[int], place: int) -> int:
    """Return the number at a place, from 0, among counted numbers in order."""
    ordered = sorted(numbers)
    reached = accumulate(numbers[number] for number in ordered)
    return next(number for number, end in zip(ordered, reached, strict=True) if place < end)


def sums(found: Iterable[Correction], by: str) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Return (the figures of each actor or body, by its name; those of all).

    What is of no body, as notices are, has None for it.
    """
    groups: defaultdict[str, Figures] = defaultdict(Figures)
    every = Figures()
    for correction in found:
        groups[getattr(correction, by) or ""].add(correction)
        every.add(correction)
    return [{by: key or None, **groups[key].plain()} for key in sorted(groups)], every.plain()
