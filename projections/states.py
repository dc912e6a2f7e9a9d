"""What was true of a subject, and of all, from any view."""

from collections.abc import Iterable
from functools import cache
from typing import Any

import msgspec

from domain import certificate, timeline
from domain.course import Course, Segment
from domain.rejected import Rejected
from domain.rule import Rule
from domain.subject import Subject, normal
from ledger import journal
from ledger.entry import Entry
from ledger.journal import Reader
from ledger.moment import timestamp
from projections.tables import KIND_CODES, STATUS_CODES, key_of, subject_of
from projections.view import View

KNOWN = "recorded_from <= :position AND :position < recorded_to"
"""The rectangles that are believed in a view, of whatever days."""

VISIBLE = f"effective_from <= :day AND :day < effective_to AND {KNOWN}"
"""The rectangles that a view falls into."""


def timeline_in(reader: Reader, subject: Subject, seen: View) -> list[Entry]:
    """Return the entries that count for a subject in a view, in effective order."""
    known = journal.history(reader, subject.stream, known_at=seen.position)
    return timeline.until(timeline.standing(known), seen.as_of)


def state_in(reader: Reader, subject: Subject, seen: View) -> Any:
    """Return the aggregate's state in a view, or None."""
    return timeline.fold(timeline_in(reader, subject, seen), subject.aggregate.evolve)


def timelines_in(reader: Reader, subjects: Iterable[Subject], seen: View) -> dict[Subject, list[Entry]]:
    """Return the entries that count for each of many subjects in a view, read together."""
    by_stream = {subject.stream: subject for subject in subjects}
    known = journal.histories(reader, by_stream, known_at=seen.position)
    return {
        subject: timeline.until(timeline.standing(known[stream]), seen.as_of)
        for stream, subject in by_stream.items()
    }


def states_in(reader: Reader, subjects: Iterable[Subject], seen: View) -> dict[Subject, Any]:
    """Return the states of many subjects in a view; None for those there were not."""
    found = timelines_in(reader, subjects, seen)
    return {subject: timeline.fold(entries, subject.aggregate.evolve) for subject, entries in found.items()}


def show(reader: Reader, subject: Subject, seen: View) -> dict[str, Any]:
    """Return a subject's state as the command line prints it.

    Raises `Rejected` (`certificate.unknown` …), which says since when it is
    known, where that is later.
    """
    entries = timeline_in(reader, subject, seen)
    facts = describe(subject, entries, seen.as_of)
    if facts is None:
        raise unknown(reader, subject, seen)
    last = entries[-1]
    commit = journal.commit_of(reader, last.position)
    assert commit is not None, "every entry has a commit"
    return {
        **facts,
        "as_of": seen.as_of,
        "known_at": msgspec.to_builtins(seen.known_at),
        "last_entry": {
            "position": last.position,
            "type": last.type,
            "effective_on": last.event.effective_on,
            "recorded_at": timestamp(commit.recorded_at),
            "actor": commit.actor,
        },
    }


def unknown(reader: Reader, subject: Subject, seen: View) -> Rejected:
    """Say that a subject is unknown in a view, and if it was known later, from when."""
    history = journal.history(reader, subject.stream)
    known = [entry for entry in history if entry.position <= seen.position]
    if (began := subject.begun_by(known)) is not None:
        return Rejected("subject.not_yet", id=subject.id, as_of=seen.as_of, since=began.event.effective_on)
    for entry in history[len(known) :]:
        if isinstance(entry.event, subject.aggregate.founding):
            return _not_yet_known(reader, subject, entry)  # be it voided since: it was known for a time
    return Rejected(f"{subject.kind}.unknown", id=subject.id)


def need_entry(reader: Reader, subject: Subject, position: int) -> None:
    """Raise `Rejected` where no entry of a subject was known at a position, be it voided."""
    history = journal.history(reader, subject.stream)
    if not history:
        raise Rejected(f"{subject.kind}.unknown", id=subject.id)
    if history[0].position > position:
        raise _not_yet_known(reader, subject, history[0])


def _not_yet_known(reader: Reader, subject: Subject, began: Entry) -> Rejected:
    commit = journal.commit_of(reader, began.position)
    recorded_at = timestamp(commit.recorded_at) if commit else ""
    return Rejected("subject.not_yet_known", id=subject.id, position=began.position, recorded_at=recorded_at)


def describe(subject: Subject, entries: list[Entry], as_of: str) -> dict[str, Any] | None:
    """Return a subject's own facts from the entries that count, at the end of a day; None without any."""
    course = Course(subject.aggregate, entries)
    state = course.timeline.state
    if state is None:
        return None
    status, since = _status(course.segments, as_of)
    facts: dict[str, Any] = {"id": subject.id, "kind": subject.kind, "status": status, "since": since}
    plain: dict[str, Any] = msgspec.to_builtins(state)
    if subject.kind == "certificate":
        facts["status_code"] = certificate.STATUS_CODES[status]
    if isinstance(state, Rule):
        facts["body"] = subject.body
        plain["flags"] = [{"notice": number, **flag} for number, flag in plain["flags"].items()]
    for key in _told(state.__class__):
        facts[key] = plain[key]
    return facts


@cache
def _told(state: type[msgspec.Struct]) -> tuple[str, ...]:
    """Return the fields of a state that are no inner bookkeeping."""
    return tuple(
        key
        for key in state.__struct_fields__
        if key != "status" and not key.endswith(("_position", "_positions"))
    )


def _status(segments: list[Segment], as_of: str) -> tuple[str, str]:
    """Return the status at the end of a day, and the first day of its unbroken run."""
    spans = [span for span in segments if span.start <= as_of]
    last = spans[-1]
    since = last.start
    for span in reversed(spans[:-1]):
        if span.status != last.status:
            break
        since = span.start
    return last.status, since


# Lists -----------------------------------------------------------------------


def in_force_under(reader: Reader, rule: Subject, on: str, position: int) -> list[Subject]:
    """Return the certificates in force under a rule at the end of a day, by id."""
    from domain import day

    rows = reader.execute(
        "SELECT s.kind, s.body, s.number FROM states st JOIN subjects s ON s.id = st.subject"
        f" WHERE st.rule = :rule AND st.status IN (:valid, :suspended) AND {VISIBLE}"
        " ORDER BY s.body, s.number",
        {
            "day": day.number(on),
            "position": position,
            "rule": number_of(reader, rule),
            "valid": STATUS_CODES["valid"],
            "suspended": STATUS_CODES["suspended"],
        },
    )
    return [subject_of(*row) for row in rows]


def number_of(reader: Reader, subject: Subject) -> int:
    """Return the read model's number of a subject; -1 where it has none."""
    row = reader.execute(
        "SELECT id FROM subjects WHERE kind = ? AND body = ? AND number = ?", key_of(subject)
    ).fetchone()
    return -1 if row is None else int(row[0])


def find(
    reader: Reader, number: str, kinds: Iterable[str], position: int | None, *, body: str | None = None
) -> list[Subject]:
    """Return the subjects of these kinds that have a number, of a body or of whatever body, by id.

    Those that are known at a position (None: now); where none is, those known
    at another time.
    """
    codes = [KIND_CODES[kind] for kind in kinds]
    rows = reader.execute(
        # Without a body a look-up for each, of which there are some thousand: an index by number
        # would cost every certificate 50 bytes.
        "SELECT s.kind, s.body, s.number FROM subjects b CROSS JOIN subjects s"
        f" ON s.kind IN ({','.join('?' * len(codes))}) AND s.body = b.body AND s.number = ?"
        f" WHERE b.kind = ?{'' if body is None else ' AND b.body = ?'} ORDER BY s.kind, s.body",
        (*codes, number, KIND_CODES["body"], *(() if body is None else (body,))),
    ).fetchall()
    found = [subject_of(*row) for row in rows]
    if len(found) <= 1:
        return found  # known or not: there is no other, and its entries need not be read
    return [subject for subject in found if is_known(reader, subject, position)] or found


def is_known(reader: Reader, subject: Subject, position: int | None) -> bool:
    """Tell whether an entry that begins the subject stands, as known at a position (None: now)."""
    return subject.begun_by(journal.history(reader, subject.stream, known_at=position)) is not None


def notices_named(reader: Reader, name: str, position: int | None) -> list[Subject]:
    """Return the notice with this number, else those with this alias, as known at a position (None: now).

    Where none was known by that name, those known at another time.
    """
    rows = reader.execute("SELECT kind, body, number FROM subjects WHERE kind = 1 ORDER BY number").fetchall()
    found = [subject_of(*row) for row in rows]
    for at in (position, None):
        named = []
        for subject in found:
            began = subject.begun_by(journal.history(reader, subject.stream, known_at=at))
            if began is not None and subject.id == name:
                return [subject]
            if began is not None and normal(getattr(began.event, "alias", None) or "") == name:
                named.append(subject)
        if named:
            return named
    return [subject for subject in found if subject.id == name]
