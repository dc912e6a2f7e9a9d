"""What existed in a view, one after another: any number of subjects in constant memory."""

from collections.abc import Iterator
from typing import Any

from domain import timeline
from domain.subject import Subject
from ledger import journal
from ledger.journal import Reader
from projections.states import VISIBLE, describe, number_of
from projections.tables import KIND_CODES, STATUS_CODES, subject_of
from projections.view import View

CHUNK = 250
"""Subjects whose histories are read together."""

_BY_ID = "subjects s CROSS JOIN states st ON st.subject = s.id"
_BY_RULE = "states st CROSS JOIN subjects s ON s.id = st.subject"
"""In that order: all subjects come by the index of their ids, without sorting; a rule's lie together."""


def listing(
    reader: Reader,
    kind: str,
    seen: View,
    *,
    status: str | None = None,
    rule: Subject | None = None,
    body: str | None = None,
) -> Iterator[dict[str, Any]]:
    """Yield what existed in a view, one after another, ordered by id."""
    where, values = ["s.kind = :kind", VISIBLE], {"day": seen.day, "position": seen.position}
    given: dict[str, Any] = {"kind": KIND_CODES[kind]}
    if status is not None:
        where.append("st.status = :status")
        given["status"] = STATUS_CODES[status]
    if body is not None:
        where.append("s.body = :body")
        given["body"] = body
    if rule is not None:
        where.append("st.rule = :rule")
        given["rule"] = number_of(reader, rule)
    found = reader.execute(
        f"SELECT s.kind, s.body, s.number FROM {_BY_ID if rule is None else _BY_RULE}"
        f" WHERE {' AND '.join(where)} ORDER BY s.kind, s.body, s.number",
        {**values, **given},
    )
    while rows := found.fetchmany(CHUNK):
        subjects = [subject_of(*row) for row in rows]
        histories = journal.histories(reader, [s.stream for s in subjects], known_at=seen.position)
        for subject in subjects:
            standing = timeline.standing(histories[subject.stream])
            yield describe(subject, timeline.until(standing, seen.as_of), seen.as_of)
