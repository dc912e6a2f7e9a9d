"""The cover of a statement: whom and what it is about, and every deadline that counts."""

from collections.abc import Iterator

from domain import timeline
from domain.notice import DeadlineExtended, Notice, NoticeIssued
from domain.obligations import Deadline
from domain.subject import Subject
from ledger import journal
from ledger.journal import Reader
from projections.reports.bodies import bodies
from projections.reports.compliance import Basis
from projections.reports.statement.parts import Cover, DeadlineMark
from projections.tables import KIND_CODES
from projections.view import View


def cover(reader: Reader, of: Basis, *, corrects: int | None) -> Cover:
    """Return the cover; `corrects` is the position of the published statement that this one corrects."""
    state, deadline, scope = of.notice, of.deadline, of.scope
    seen, body = scope.seen, scope.body
    registered = None if body is None else bodies(reader, [body], seen)[body]
    return Cover(
        body=body,
        body_name=None if registered is None else registered.name,
        credit_code=None if registered is None else registered.credit_code,
        contact=None if registered is None else registered.contact,
        notice=scope.notice.id,
        alias=state.alias,
        title=state.title,
        status=state.status,
        deadlines=sorted(_marks(reader, scope.notice, seen), key=lambda mark: (mark.deadline, mark.notice)),
        period_from=state.issued_on,
        period_to=seen.as_of,
        as_of=seen.as_of,
        known_at=seen.known_at,
        boundary=deadline.boundary,
        judged_by=deadline.judged_by,
        edition="original" if corrects is None else "correction",
        corrects=corrects,
    )


def _marks(reader: Reader, own: Subject, seen: View) -> Iterator[DeadlineMark]:
    """Yield the deadlines that the notices in force have had; of the statement's own even if withdrawn."""
    numbers = reader.execute("SELECT number FROM subjects WHERE kind = ?", (KIND_CODES["notice"],)).fetchall()
    for notice in (Subject("notice", number) for (number,) in numbers):
        known = timeline.standing(journal.history(reader, notice.stream, known_at=seen.position))
        entries = timeline.until(known, seen.as_of)
        if notice == own:
            entries = entries or known[:1]
        state = timeline.fold(entries, notice.aggregate.evolve)
        if not isinstance(state, Notice) or (state.withdrawn_on is not None and notice != own):
            continue
        for entry in entries:
            event = entry.event
            if isinstance(event, NoticeIssued | DeadlineExtended):
                on = event.deadline if isinstance(event, NoticeIssued) else event.to
                due_on = Deadline(on=on, boundary=state.boundary, judged_by=state.judged_by).due_on
                yield DeadlineMark(
                    notice=notice.id,
                    alias=state.alias,
                    deadline=on,
                    due_on=due_on,
                    own=notice == own,
                    replaced=entry.position != state.deadline_position,
                )
