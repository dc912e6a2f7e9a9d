"""A month's certificate changes as the platform wants them, and what was learnt of them too late."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from itertools import islice

import msgspec

from domain import certificate, platform
from domain.certificate import CertificateIssued, CertificateRenewed, CertificateSuspended, HolderNotified
from domain.event import EntryVoided, Event
from domain.platform import SEPARATOR, Month
from domain.subject import Subject
from ledger import journal
from ledger.entry import Commit, Entry
from ledger.journal import Reader
from ledger.moment import end_of_day, shanghai_day, timestamp
from projections import states
from projections.changed import changed
from projections.reports.by_body import Group
from projections.reports.month_rows import Cells, Past, Period, cells, reason_of
from projections.reports.suspensions import suspended_since
from projections.view import Known, View

CommitOf = Callable[[int], Commit]

CHUNK = 250
"""Certificates whose histories are read together."""


class Late(msgspec.Struct, frozen=True, kw_only=True):
    """An entry that was recorded after the month's data was due and changed a certificate's row.

    `effect`: by what was learnt since, the row was `added`, `changed` or `removed`.
    `voids` is the position of the entry that it voids, `opening`: of an opening import.
    """

    position: int
    subject: str
    type: str
    effective_on: str
    recorded_at: str
    recorded_on: str
    effect: str
    voids: int | None
    opening: bool


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """Certificates that changed; by status at the end of the period they add up to `certificates`.

    `changes` counts the certificates with each change: one may have several.
    """

    certificates: int
    statuses: dict[str, int]
    changes: dict[str, int]


class UnknownColumn(msgspec.Struct, frozen=True):
    """A column that is empty because the ledger does not record what it asks for."""

    number: int
    key: str
    name: str


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """The report, without its rows: those hold the 59 columns and are read as they are taken.

    `complete` is False where the month was not over at the end of `as_of`; `last` is then that day.
    """

    report: str = "month"
    month: str
    first: str
    last: str
    complete: bool
    due_on: str
    as_of: str
    known_at: Known
    body: str | None
    summary: Figures
    groups: list[Group[Figures]]
    unknown_columns: list[UnknownColumn]
    late: list[Late]


class Question(msgspec.Struct, frozen=True):
    """A month in a view, of one body or of all."""

    month: Month
    seen: View
    body: str | None

    @property
    def period(self) -> Period:
        """Return the days that are reported."""
        return Period(self.month.first, min(self.month.last, self.seen.as_of))


def month(reader: Reader, question: Question) -> Report:
    """Return the report; `rows` goes through the changes once more."""
    asked, seen = question.month, question.seen
    tallies: dict[str, Tally] = {}
    late: list[Late] = []
    total = Tally()
    due, commit_of = _due(reader, question), _commits(reader)
    for found in _found(reader, question):
        if found.now is not None:
            total.add(found.now)
            tallies.setdefault(found.now["body"], Tally()).add(found.now)
        late += _late(found, question.period, due, commit_of)
    return Report(
        month=asked.text,
        first=asked.first,
        last=question.period.last,
        complete=asked.last <= seen.as_of,
        due_on=asked.due_on,
        as_of=seen.as_of,
        known_at=seen.known_at,
        body=question.body,
        summary=total.figures(),
        groups=[Group(body=body, figures=tallies[body].figures()) for body in sorted(tallies)],
        unknown_columns=[UnknownColumn(c.number, c.key, c.name) for c in platform.UNKNOWN],
        late=sorted(late, key=lambda entry: entry.position),
    )


def rows(reader: Reader, question: Question) -> Iterator[Cells]:
    """Yield the row of each certificate that changed, ordered by id."""
    return (found.now for found in _found(reader, question, compare=False) if found.now is not None)


class Tally:
    """Counts rows."""

    def __init__(self) -> None:
        self._statuses: Counter[str] = Counter()
        self._changes: Counter[str] = Counter()

    def add(self, row: Cells) -> None:
        """Count a row."""
        self._statuses[row["status"]] += 1
        self._changes.update(row["change_type"].split(SEPARATOR))

    def figures(self) -> Figures:
        """Return the figures, with those that are none."""
        codes = certificate.STATUS_CODES.items()
        return Figures(
            certificates=self._statuses.total(),
            statuses={status: self._statuses[code] for status, code in codes},
            changes={change: self._changes[change] for change in platform.CHANGES},
        )


# Rows --------------------------------------------------------------------------


class Found(msgspec.Struct, frozen=True):
    """A certificate with the entries known of it, and its row now and as known when the data was due."""

    subject: Subject
    known: list[Entry]
    now: Cells | None
    then: Cells | None


def _due(reader: Reader, question: Question) -> int:
    """Return the last position known by the end of the day the data was due, as far as known."""
    return min(journal.position_at(reader, end_of_day(question.month.due_on)), question.seen.position)


def _found(reader: Reader, question: Question, *, compare: bool = True) -> Iterator[Found]:
    seen, due = question.seen, _due(reader, question)
    past = PastReader(reader, seen, question.period)
    subjects = changed(reader, question.month.text, since=due, position=seen.position, body=question.body)
    while chunk := list(islice(subjects, CHUNK)):
        histories = journal.histories(reader, [s.stream for s in chunk], known_at=seen.position)
        for subject in chunk:
            known = histories[subject.stream]
            now = then = past.cells(subject, known)
            if compare and known and known[-1].position > due:
                then = past.cells(subject, [entry for entry in known if entry.position <= due])
            if now is not None or then is not None:
                yield Found(subject, known, now, then)


class PastReader:
    """Makes rows, and looks up what they need beside a certificate's own entries, in a view."""

    def __init__(self, reader: Reader, seen: View, period: Period) -> None:
        self._reader = reader
        self._seen = msgspec.structs.replace(seen, as_of=period.last)
        self._period = period
        self._code_of = cache(self._code)

    def cells(self, subject: Subject, known: Iterable[Entry]) -> Cells | None:
        """Return a certificate's row by the entries known of it."""
        return cells(subject, known, self._period, past_of=self._past, code_of=self._code_of)

    def _code(self, rule: str) -> str | None:
        state = states.state_in(self._reader, Subject("rule", rule), self._seen)
        code: str | None = getattr(state, "code", None)
        return code

    def _past(self, subject: Subject, replaced: str) -> Past:
        """Return what a certificate has from those that it replaced, one before the other."""
        first, renewals, reason = None, 0, None
        for events in self._replaced(subject.id, replaced):
            first = next(e.effective_on for e in events if isinstance(e, CertificateIssued))
            renewals += sum(isinstance(event, CertificateRenewed) for event in events)
            suspended = [event for event in events if isinstance(event, CertificateSuspended)]
            reason = reason or (reason_of(suspended[-1]) if suspended else None)
        return Past(
            first_issued_on=first,
            recertifications=renewals,
            suspended_from=suspended_since(self._reader, subject, self._issued_on(subject), self._seen),
            suspension_reason=reason,
        )

    def _replaced(self, newer: str, older: str | None) -> Iterator[list[Event]]:
        """Yield the events of each certificate that was replaced, until it was, the latest first."""
        met = {newer}
        while older is not None and older not in met:
            met.add(older)
            events: list[Event] = []
            for entry in states.timeline_in(self._reader, Subject("certificate", older), self._seen):
                if getattr(entry.event, "superseded_by", None) == newer:
                    break
                events.append(entry.event)
            issue = next((event for event in events if isinstance(event, CertificateIssued)), None)
            if issue is None:
                return
            yield events
            newer, older = older, issue.supersedes

    def _issued_on(self, subject: Subject) -> str:
        state = states.state_in(self._reader, subject, self._seen)
        return str(getattr(state, "issued_on", ""))


# What was learnt late ------------------------------------------------------------


def _commits(reader: Reader) -> CommitOf:
    """Return what gives the commit of a position; an import has many entries in one."""
    last: Commit | None = None

    def commit_of(position: int) -> Commit:
        nonlocal last
        if last is None or not last.first_position <= position <= last.last_position:
            last = journal.commit_of(reader, position)
        assert last is not None, "every entry has a commit"
        return last

    return commit_of


def _late(found: Found, period: Period, due: int, commit_of: CommitOf) -> Iterator[Late]:
    """Yield the entries by which a row is not what it was when the data was due."""
    if found.now == found.then:
        return
    effect = "added" if found.then is None else "removed" if found.now is None else "changed"
    by_position = {entry.position: entry for entry in found.known}
    learnt = [entry for entry in found.known if entry.position > due]
    acts = [(entry, act) for entry in learnt if (act := _act(entry, by_position)) is not None]
    before = [(e, act) for e, act in acts if act.event.effective_on <= period.last]
    within = [(e, act) for e, act in before if period.first <= act.event.effective_on]
    for entry, act in within or before:
        commit = commit_of(entry.position)
        yield Late(
            position=entry.position,
            subject=found.subject.id,
            type=entry.type,
            effective_on=act.event.effective_on,
            recorded_at=timestamp(commit.recorded_at),
            recorded_on=shanghai_day(commit.recorded_at),
            effect=effect,
            voids=act.position if act is not entry else None,
            opening=commit.opening,
        )


def _act(entry: Entry, by_position: Mapping[int, Entry]) -> Entry | None:
    """Return what an entry is about: itself, or the entry that it voids; None where that changes no row."""
    act = by_position.get(entry.event.position) if isinstance(entry.event, EntryVoided) else entry
    return None if act is None or isinstance(act.event, HolderNotified) else act
