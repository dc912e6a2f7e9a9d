"""Every rectangle that was ever believed of a subject: effective days by recorded positions."""

from collections.abc import Iterable
from typing import Any

import msgspec

from domain import day
from domain.subject import Subject
from ledger import journal
from ledger.journal import Reader
from ledger.moment import shanghai_day, timestamp
from projections import states
from projections.tables import STATUSES, subject_of
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
    found = reader.execute(
        "SELECT status, effective_from, effective_to, recorded_from, recorded_to, position, rule FROM states"
        " WHERE subject = ? AND recorded_from <= ? AND effective_from <= ?"
        " ORDER BY recorded_from, effective_from",
        (
            states.number_of(reader, subject),
            seen.position,
            day.FOREVER if until is None else day.number(until),
        ),
    ).fetchall()
    if not found:
        raise states.unknown(reader, subject, seen)
    ends = {row[4] for row in found if row[4] <= seen.position}
    moments = _moments(reader, {row[3] for row in found} | ends)
    recorded = {moment.position: moment.recorded_at for moment in moments}
    rules = {number: _rule(reader, number) for number in {row[6] for row in found}}
    rectangles = [
        Rectangle(
            status=STATUSES[status],
            effective_from=day.text(start),
            effective_to=None if end == day.FOREVER else day.text(end),
            recorded_from=recorded[opened],
            recorded_to=recorded.get(closed),
            from_position=opened,
            to_position=closed if closed in recorded else None,
            position=position,
            rule=rules[rule],
        )
        for status, start, end, opened, closed, position, rule in found
    ]
    return History(
        subject=subject,
        name=_name(reader, subject, seen.position),
        known_at=seen.known_at,
        rectangles=rectangles,
        moments=moments,
    )


def _name(reader: Reader, subject: Subject, position: int) -> str | None:
    for entry in reversed(journal.history(reader, subject.stream, known_at=position)):
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


def _rule(reader: Reader, number: int) -> str | None:
    """Return the id of a rule by its number; None for 0, which is no rule."""
    row = reader.execute("SELECT kind, body, number FROM subjects WHERE id = ?", (number,)).fetchone()
    return None if row is None else subject_of(*row).id
