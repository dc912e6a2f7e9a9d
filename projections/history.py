"""Every rectangle that was ever believed of a subject: effective days by recorded positions."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from domain.course import Course, Segment
from domain.subject import Subject
from ledger import journal
from ledger.entry import Entry
from ledger.journal import Reader
from ledger.moment import shanghai_day, timestamp
from projections import states
from projections.view import Known, View


class Rectangle(msgspec.Struct, frozen=True, kw_only=True):
    """A status that was believed of some days for some time; half-open on both axes, None where open.

    Days are ISO, Asia/Shanghai; recorded times RFC 3339 in UTC. `position` is
    the entry that made it so, for an expiry the one that set the last valid day.
    """

    status: str
    effective_from: str
    effective_to: str | None
    recorded_from: str
    recorded_to: str | None
    from_position: int
    to_position: int | None
    position: int
    rule: str | None = None


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """A position at which what was believed changed; `recorded_on` is its day in Asia/Shanghai."""

    position: int
    recorded_at: str
    recorded_on: str


class History(msgspec.Struct, frozen=True, kw_only=True):
    """The rectangles of a subject, in order of recording, then of days; its moments, in order.

    `name` is the name, title or holder that was last told of.
    """

    subject: Subject
    name: str | None
    known_at: Known
    rectangles: list[Rectangle]
    moments: list[Moment]

    def rows(self) -> list[dict[str, Any]]:
        """Return the rectangles as rows; `rule` is told of a certificate only."""
        rows: list[dict[str, Any]] = msgspec.to_builtins(self.rectangles)
        if self.subject.kind != "certificate":
            for row in rows:
                del row["rule"]
        return rows


def history(reader: Reader, subject: Subject, seen: View, *, until: str | None = None) -> History:
    """Return all that was ever believed of a subject, as known in a view.

    What was recorded after the view is cut off: a rectangle that was closed
    later is open. `until` leaves out what begins after that day. Raises
    `Rejected` where nothing was believed by then: `subject.not_yet_known` …
    """
    entries = journal.history(reader, subject.stream, known_at=seen.position)
    found = [b for b in _believed(subject, entries) if until is None or b[0].start <= until]
    if not found:
        raise states.unknown(reader, subject, seen)
    moments = _moments(reader, {at for _, opened, closed in found for at in (opened, closed) if at})
    recorded = {moment.position: moment.recorded_at for moment in moments}
    rectangles = [
        Rectangle(
            status=segment.status,
            effective_from=segment.start,
            effective_to=segment.end,
            recorded_from=recorded[opened],
            recorded_to=None if closed is None else recorded[closed],
            from_position=opened,
            to_position=closed,
            position=segment.position,
            rule=segment.rule,
        )
        for segment, opened, closed in found
    ]
    return History(
        subject=subject,
        name=_name(entries),
        known_at=seen.known_at,
        rectangles=rectangles,
        moments=moments,
    )


def _believed(subject: Subject, entries: Iterable[Entry]) -> list[tuple[Segment, int, int | None]]:
    """Return (segment, position since which, until which it was believed), in order of recording and day."""
    course: Course[Entry] = Course(subject.aggregate)
    found: list[tuple[Segment, int, int | None]] = []
    for entry in entries:
        found += [(segment, since, entry.position) for segment, since in course.add(entry).gone]
    found += [(s, since, None) for s, since in zip(course.segments, course.believed_from, strict=True)]
    return sorted(found, key=lambda belief: (belief[1], belief[0].start))


def _name(entries: Sequence[Entry]) -> str | None:
    for entry in reversed(entries):
        for key in ("holder", "name", "title"):
            if (told := getattr(entry.event, key, None)) is not None:
                return str(told)
    return None


def _moments(reader: Reader, positions: Iterable[int]) -> list[Moment]:
    moments = []
    for position in sorted(positions):
        commit = journal.commit_of(reader, position)
        assert commit is not None, "every entry has a commit"
        moments.append(
            Moment(
                position=position,
                recorded_at=timestamp(commit.recorded_at),
                recorded_on=shanghai_day(commit.recorded_at),
            )
        )
    return moments
