"""The obligations of a notice that are in force in a view, each with its judgement."""

from bisect import bisect_right
from collections.abc import Iterator

import msgspec

from domain import day
from domain.obligations import Deadline, Judgement, Piece, judge
from domain.subject import Subject
from ledger import journal
from ledger.journal import Reader
from ledger.moment import shanghai_day
from projections import states
from projections.tables import ACTION_NAMES, GROUND_NAMES, STATUSES, subject_of
from projections.view import View


class Owed(msgspec.Struct, frozen=True):
    """An obligation of `subject` under the rule numbered `rule`; `opening`: settled by such an import."""

    piece: Piece
    rule: int
    subject: Subject
    judgement: Judgement
    opening: bool


def owed(reader: Reader, notice: Subject, seen: View, deadline: Deadline, body: str | None) -> Iterator[Owed]:
    """Yield the obligations in force in a view, judged; ordered by rule, action, subject."""
    commits = list(journal.commits(reader, 1, seen.position))
    starts = [commit.first_position for commit in commits]
    rows = reader.execute(
        "SELECT o.rule, o.action, o.ground, o.effective_from, o.settled_on, o.settled_by, o.last_valid_on,"
        " o.status_before, o.reported_on, o.decided_on, s.kind, s.body, s.number"
        " FROM obligations o JOIN subjects s ON s.id = o.subject JOIN subjects r ON r.id = o.rule"
        f" WHERE o.notice = :notice AND {states.VISIBLE} AND (:body IS NULL OR r.body = :body)"
        " ORDER BY r.body, r.number, o.action, s.body, s.number",
        {
            "notice": states.number_of(reader, notice),
            "day": seen.day,
            "position": seen.position,
            "body": body,
        },
    )
    for (
        rule,
        action,
        ground,
        start,
        settled_on,
        settled_by,
        last_valid,
        before,
        reported,
        decided,
        *key,
    ) in rows:
        piece = Piece(
            notice=notice.id,
            action=ACTION_NAMES[action],
            ground=GROUND_NAMES[ground],
            start=day.text(start),
            settled_on=_text(settled_on),
            settled_by=settled_by,
            last_valid_on=_text(last_valid),
            status_before=STATUSES[before],
            reported_on=_text(reported),
            decided_on=_text(decided),
        )
        commit = None if settled_by is None else commits[bisect_right(starts, settled_by) - 1]
        recorded_on = None if commit is None else shanghai_day(commit.recorded_at)
        yield Owed(
            piece,
            rule,
            subject_of(*key),
            judge(piece, deadline, seen.as_of, recorded_on),
            commit is not None and commit.opening,
        )


def _text(number: int | None) -> str | None:
    return None if number is None else day.text(number)
