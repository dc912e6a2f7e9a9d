"""A notice's obligations one by one, each judged, with what its settling entry says."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import msgspec

from domain import day, timeline
from domain.certificate import HolderNotified
from domain.obligations import JUDGED, Deadline, Judgement, Piece, judge, status_of_open
from domain.subject import Subject
from ledger import journal
from ledger.entry import Entry
from ledger.journal import Reader
from ledger.moment import shanghai_day
from projections.reports.owed import LEARNT, OWED, Scope, iso
from projections.tables import ACTION_NAMES, GROUND_NAMES, STATUSES, subject_of

BATCH = 1_000
"""Obligations whose histories are read together and held in memory."""


class SettledBy(msgspec.Struct, frozen=True):
    """The entry that settled an obligation."""

    position: int
    type: str


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One obligation, judged; `opening`: settled by an entry of an opening import.

    `status_before` is the status before it was settled or expired, or now.
    """

    subject: str
    kind: str
    action: str
    body: str
    rule: str
    ground: str
    due_on: str | None
    outcome: str
    settled_on: str | None
    settled_by: SettledBy | None
    days: int | None
    status_before: str
    reason: str | None
    reported_on: str | None
    receipt: str | None
    notified_on: str | None
    on_deadline_day: bool
    recorded_late: bool
    opening: bool


class Owed(msgspec.Struct, frozen=True, gc=False):
    """An obligation with its judgement, before anything was read of its subject's history.

    `opening`: its settling entry is of an opening import.
    """

    subject: Subject
    rule: str
    piece: Piece
    judgement: Judgement
    opening: bool


def judged(reader: Reader, scope: Scope, deadline: Deadline, *, learnt: str | None = None) -> Iterator[Owed]:
    """Yield the obligations of a scope as they are read, judged; ordered by rule, action, subject.

    `learnt` leaves those of whose rule or subject something was learnt (`owed.learnt`).
    """
    found = reader.execute(
        "SELECT r.body || '/' || r.number, o.action, o.ground, o.effective_from, o.settled_on, o.settled_by,"
        " o.last_valid_on, o.status_before, o.reported_on, o.decided_on, c.recorded_at, c.opening,"
        " s.kind, s.body, s.number"
        " FROM obligations o JOIN subjects s ON s.id = o.subject JOIN subjects r ON r.id = o.rule"
        " LEFT JOIN commits c ON c.first_position ="
        " (SELECT max(first_position) FROM commits WHERE first_position <= o.settled_by)"
        f" WHERE {OWED}{'' if learnt is None else f' AND {LEARNT}'}"
        " ORDER BY r.body, r.number, o.action, s.body, s.number",
        {**scope.values, "learnt": learnt},
    )
    while batch := found.fetchmany(BATCH):
        for row in batch:
            yield _judged(row, scope, deadline)


def _judged(row: Sequence[Any], scope: Scope, deadline: Deadline) -> Owed:
    rule, action, ground, start, settled_on, settled_by, last_valid, before, reported, decided = row[:10]
    recorded_at, opening = row[10:12]
    piece = Piece(
        notice=scope.notice.id,
        action=ACTION_NAMES[action],
        ground=GROUND_NAMES[ground],
        start=day.text(start),
        settled_on=iso(settled_on),
        settled_by=settled_by,
        last_valid_on=iso(last_valid),
        status_before=STATUSES[before],
        reported_on=iso(reported),
        decided_on=iso(decided),
    )
    recorded_on = None if recorded_at is None else shanghai_day(recorded_at)
    judgement = judge(piece, deadline, scope.seen.as_of, recorded_on)
    return Owed(subject_of(*row[-3:]), rule, piece, judgement, bool(opening))


def rows(reader: Reader, scope: Scope, deadline: Deadline, owed: Iterable[Owed]) -> Iterator[Row]:
    """Yield obligations of a scope with what their subjects' histories say, in their order."""
    left = iter(owed)
    while batch := list(islice(left, BATCH)):
        # The entry that began a subject neither settled anything nor told anybody.
        histories = journal.histories(
            reader,
            {one.subject.stream for one in batch},
            known_at=scope.seen.position,
            first_version=2,
        )
        for one in batch:
            yield _row(one, histories.get(one.subject.stream, ()), scope, deadline)


def _row(owed: Owed, history: Sequence[Entry], scope: Scope, deadline: Deadline) -> Row:
    piece, judgement = owed.piece, owed.judgement
    entry = next((e for e in history if e.position == judgement.settled_by), None)
    counted = timeline.until(timeline.standing(history), scope.seen.as_of)
    return Row(
        subject=owed.subject.id,
        kind=owed.subject.kind,
        action=piece.action,
        body=owed.subject.body or "",
        rule=owed.rule,
        ground=piece.ground,
        due_on=deadline.due_on if piece.action in JUDGED else None,
        outcome=judgement.outcome,
        settled_on=judgement.settled_on,
        settled_by=None if entry is None else SettledBy(entry.position, entry.type),
        days=judgement.days,
        status_before=status_of_open(counted, piece),
        reason=None if entry is None else entry.event.reason,
        reported_on=None if entry is None else entry.event.reported_on,
        receipt=None if entry is None else entry.event.receipt,
        notified_on=_notified_on(counted, scope),
        on_deadline_day=judgement.on_deadline_day,
        recorded_late=judgement.recorded_late,
        opening=owed.opening,
    )


def _notified_on(counted: Iterable[Entry], scope: Scope) -> str | None:
    """Return the day the holder was first told of this notice (or of none by name)."""
    for entry in counted:
        if isinstance(entry.event, HolderNotified) and entry.event.notice in {None, scope.notice.id}:
            return entry.event.effective_on
    return None
