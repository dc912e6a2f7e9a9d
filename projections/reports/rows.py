"""A notice's obligations one by one, each judged, with what its settling entry says."""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from domain import day, timeline
from domain.certificate import HolderNotified
from domain.obligations import JUDGED, Deadline, Piece, judge
from domain.subject import Subject
from ledger import journal
from ledger.entry import Entry
from ledger.journal import Reader
from ledger.moment import shanghai_day
from projections.reports.owed import OWED, Scope, iso
from projections.tables import ACTION_NAMES, GROUND_NAMES, STATUSES, subject_of

BATCH = 1_000
"""Obligations whose histories are read together and held in memory."""


class SettledBy(msgspec.Struct, frozen=True):
    """The entry that settled an obligation."""

    position: int
    type: str


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One obligation, judged; `opening`: settled by an entry of an opening import."""

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


def rows(reader: Reader, scope: Scope, deadline: Deadline) -> Iterator[Row]:
    """Yield the obligations of a scope as they are read; ordered by rule, action, subject."""
    found = reader.execute(
        "SELECT r.body || '/' || r.number, o.action, o.ground, o.effective_from, o.settled_on, o.settled_by,"
        " o.last_valid_on, o.status_before, o.reported_on, o.decided_on, c.recorded_at, c.opening,"
        " s.kind, s.body, s.number"
        " FROM obligations o JOIN subjects s ON s.id = o.subject JOIN subjects r ON r.id = o.rule"
        " LEFT JOIN commits c ON c.first_position ="
        " (SELECT max(first_position) FROM commits WHERE first_position <= o.settled_by)"
        f" WHERE {OWED} ORDER BY r.body, r.number, o.action, s.body, s.number",
        scope.values,
    )
    while batch := found.fetchmany(BATCH):
        subjects = [subject_of(*row[-3:]) for row in batch]
        # The entry that began a subject neither settled anything nor told anybody.
        histories = journal.histories(
            reader,
            {subject.stream for subject in subjects},
            known_at=scope.seen.position,
            first_version=2,
        )
        for row, subject in zip(batch, subjects, strict=True):
            yield _row(row, subject, histories.get(subject.stream, ()), scope, deadline)


def _row(
    row: Sequence[Any], subject: Subject, history: Sequence[Entry], scope: Scope, deadline: Deadline
) -> Row:
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
    entry = next((e for e in history if e.position == judgement.settled_by), None)
    return Row(
        subject=subject.id,
        kind=subject.kind,
        action=piece.action,
        body=subject.body or "",
        rule=rule,
        ground=piece.ground,
        due_on=deadline.due_on if piece.action in JUDGED else None,
        outcome=judgement.outcome,
        settled_on=judgement.settled_on,
        settled_by=None if entry is None else SettledBy(entry.position, entry.type),
        days=judgement.days,
        status_before=piece.status_before,
        reason=None if entry is None else entry.event.reason,
        reported_on=None if entry is None else entry.event.reported_on,
        receipt=None if entry is None else entry.event.receipt,
        notified_on=_notified_on(history, scope),
        on_deadline_day=judgement.on_deadline_day,
        recorded_late=judgement.recorded_late,
        opening=bool(opening),
    )


def _notified_on(history: Sequence[Entry], scope: Scope) -> str | None:
    """Return the day the holder was first told of this notice (or of none by name)."""
    for entry in timeline.until(timeline.standing(history), scope.seen.as_of):
        if isinstance(entry.event, HolderNotified) and entry.event.notice in {None, scope.notice.id}:
            return entry.event.effective_on
    return None
