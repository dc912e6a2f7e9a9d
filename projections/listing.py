"""What existed in a view, one after another: any number of subjects in constant memory."""

import sqlite3
from collections.abc import Iterator
from typing import Any

from domain import timeline
from domain.subject import Subject
from ledger import journal
from ledger.journal import Reader
from projections.states import VISIBLE, describe, number_of
from projections.tables import KIND_CODES, STATUS_CODES, key_of, subject_of
from projections.view import View

MOST = "valid"
"""The status that most have: looking for it first would find no less than there is."""

CHUNK = 250
"""Subjects whose histories are read together."""


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
    of_few = rule is not None or status not in {None, MOST}
    if rule is None:
        found = _by_id(reader, kind, body, status, seen, of_few=of_few)
    else:
        found = _of_rule(reader, kind, rule, body, seen)
    while rows := found.fetchmany(CHUNK):
        nothing = True
        subjects = [subject_of(*row) for row in rows]
        histories = journal.histories(reader, [s.stream for s in subjects], known_at=seen.position)
        for subject in subjects:
            counted = timeline.until(timeline.standing(histories[subject.stream]), seen.as_of)
            facts = describe(subject, counted, seen.as_of)
            if facts is not None and status in {None, facts["status"]}:
                yield facts
                nothing = False
        if nothing and not of_few:  # as on a day before most began: the others may be far between
            of_few = True
            found = _by_id(reader, kind, body, status, seen, of_few=True, after=subjects[-1])


def _by_id(
    reader: Reader,
    kind: str,
    body: str | None,
    status: str | None,
    seen: View,
    *,
    of_few: bool,
    after: Subject | None = None,
) -> sqlite3.Cursor:
    """Return all subjects of a kind, or a body's, by the index of their ids: without sorting.

    With `of_few` only what existed in the view, and had the status: found in one look
    through the rectangles.
    """
    where = "" if body is None else " AND body = :body"
    _, *reached = (0, "", "") if after is None else key_of(after)
    if after is not None and body is None:
        where += " AND (body, number) > (:body_reached, :number_reached)"
    elif after is not None:
        where += " AND number > :number_reached"
    if of_few:
        of_status = "" if status is None else "status = :status AND "
        where += f" AND id IN (SELECT subject FROM states WHERE {of_status}{VISIBLE})"
    return reader.execute(
        f"SELECT kind, body, number FROM subjects s WHERE kind = :kind{where} ORDER BY kind, body, number",
        {
            "kind": KIND_CODES[kind],
            "body": body,
            "body_reached": reached[0],
            "number_reached": reached[1],
            "status": None if status is None else STATUS_CODES[status],
            "day": seen.day,
            "position": seen.position,
        },
    )


def _of_rule(reader: Reader, kind: str, rule: Subject, body: str | None, seen: View) -> sqlite3.Cursor:
    """Return what stood under a rule in a view: its rectangles lie together."""
    where = "" if body is None else "AND s.body = :body"
    return reader.execute(
        "SELECT s.kind, s.body, s.number FROM states st CROSS JOIN subjects s ON s.id = st.subject"
        f" WHERE st.rule = :rule AND s.kind = :kind {where} AND {VISIBLE} ORDER BY s.kind, s.body, s.number",
        {
            "rule": number_of(reader, rule),
            "kind": KIND_CODES[kind],
            "body": body,
            "day": seen.day,
            "position": seen.position,
        },
    )
