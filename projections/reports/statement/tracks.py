"""A notice's obligations with all that a statement tells of their way: opened when, ended when and by what.

They are those of the compliance report, judged by the same function. What
shares everything but the subject is judged once.
"""

from array import array
from collections.abc import Mapping
from typing import Any

import msgspec

from domain import day
from domain.obligations import Case, Judgement, judge_case
from ledger.codec import UPCASTERS, decode, is_old_sql, names_of
from ledger.journal import Reader
from ledger.moment import shanghai_day_sql
from projections import states
from projections.reports.compliance import Basis
from projections.reports.owed import OWED, iso
from projections.reports.statement.flagged import Filing
from projections.tables import ACTION_NAMES, STATUSES

ACTS = {
    "CertificateCancelled": "cancelled",
    "CertificateRevoked": "revoked",
    "CertificateTransferred": "transferred",
}
"""What each kind of entry does to a certificate that owes something."""


class Track(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """What became of some obligations; days are ISO. Each is one object: it is its own key.

    `opened_on` is the day from which it is owed, `gone_on` the day on which it
    was settled, by the time that the notice judges by, or the first day on which
    its certificate had expired unsettled; never before it was opened, None while
    it is unsettled. The rest is of the entry that settled it, whether in time or
    not: `settled_on` its effective day, `recorded_on` the Shanghai day of its
    recording, `opening` whether an opening import brought it, `act` and `reason`
    what it says.
    """

    action: str
    status_before: str
    opened_on: str
    gone_on: str | None
    settled_on: str | None
    recorded_on: str | None
    reported_on: str | None
    opening: bool
    act: str | None
    reason: str | None
    judgement: Judgement

    @property
    def done(self) -> bool:
        """Tell whether an entry settled it in the view, at whatever time the notice judges by."""
        return self.settled_on is not None

    @property
    def back_dated(self) -> bool:
        """Tell whether that entry took effect before the Shanghai day it was recorded on."""
        return (
            self.settled_on is not None
            and self.recorded_on is not None
            and self.settled_on < self.recorded_on
        )

    @property
    def settled(self) -> bool:
        """Tell whether it counts as settled by an entry."""
        return self.judgement.settled_on is not None and self.settled_on is not None


_BEFORE = (
    "SELECT effective_from FROM obligations p WHERE p.notice = o.notice AND p.rule = o.rule"
    " AND p.subject = o.subject AND p.action = o.action AND p.effective_to = o.effective_from"
    " AND p.settled_by IS NULL AND p.last_valid_on IS NULL"
    f" AND {states.KNOWN}"
)
"""Since when something was unsettled that is settled or expired in the view."""

_COMMIT = (
    f"SELECT {shanghai_day_sql('recorded_at')} * 2 + opening FROM commits"
    " WHERE first_position <= o.settled_by ORDER BY first_position DESC LIMIT 1"
)
"""Twice the day of recording, and one where it was an opening import."""


def _tracks_sql() -> str:
    """Return the query for the obligations of a report; data of an old shape stands for its reason."""
    return (
        "SELECT o.subject, o.settled_by, o.rule, o.action, o.status_before, o.effective_from,"
        " CASE WHEN o.settled_by IS NOT NULL OR o.last_valid_on IS NOT NULL"
        f" THEN ifnull(({_BEFORE}), o.effective_from) ELSE o.effective_from END,"
        f" o.settled_on, CASE WHEN o.settled_by IS NOT NULL THEN ({_COMMIT}) END,"
        " o.last_valid_on, o.reported_on, o.decided_on, e.name,"
        f" CASE WHEN {is_old_sql('e.name')} THEN e.data ELSE json_extract(e.data, '$.reason') END"
        f" FROM obligations o LEFT JOIN entries e ON e.position = o.settled_by WHERE {OWED}"
    )


class Members(msgspec.Struct, frozen=True):
    """The obligations that share a track: the number of each one's subject, and what settled it.

    That is the position of an entry, or 0 where none did.
    """

    subjects: "array[int]"
    positions: "array[int]"

    def __len__(self) -> int:
        return len(self.subjects)


Tracks = Mapping[Track, Members]


def tracks(reader: Reader, of: Basis, filings: Mapping[int, Filing]) -> Tracks:
    """Return the obligations of a report by their tracks; the flagged rules' filings are given."""
    if not of.in_force:
        return {}
    notice = of.scope.notice.id
    flagged_on = {rule: day.number(filing.state.flags[notice].since) for rule, filing in filings.items()}
    found: dict[tuple[Any, ...], Members] = {}
    for subject, settled_by, rule, *told in reader.execute(_tracks_sql(), of.scope.values):
        key = (flagged_on[rule], *told)
        members = found.get(key)
        if members is None:
            members = found[key] = Members(array("q"), array("q"))
        members.subjects.append(subject)
        members.positions.append(settled_by or 0)
    acts = {name: act for event, act in ACTS.items() for name in names_of(event)}
    return {_track(key, acts, of): members for key, members in found.items()}


def _track(told: tuple[Any, ...], acts: Mapping[str, str], of: Basis) -> Track:
    """Return the track of what a row tells, after the day of its rule's flag."""
    flagged_on, action, before, start, unsettled_from, settled, commit = told[:7]
    last_valid, reported, decided, name, reason = told[7:]
    # What was unsettled up to the very day of the flag was so under an earlier one.
    opened_on = day.text(unsettled_from if unsettled_from >= flagged_on else start)
    recorded_on = None if commit is None else iso(commit // 2)
    times = {
        "effective": iso(settled),
        "recorded": recorded_on,
        "reported": iso(reported),
        "decided": iso(decided),
    }
    case = Case(
        action=ACTION_NAMES[action],
        settled_on=times[of.deadline.judged_by],
        recorded_on=recorded_on,
        last_valid_on=iso(last_valid),
    )
    judgement = judge_case(case, of.deadline, of.scope.seen.as_of)
    gone_on = judgement.settled_on
    if last_valid is not None:
        gone_on = day.text(last_valid + 1)
    act = acts.get(name)
    if act == "transferred" and case.action == "settle_certificate":
        act = "cancelled"  # only a transfer to a new number settles: it ends the old one as cancelled
    return Track(
        action=case.action,
        status_before=STATUSES[before],
        opened_on=opened_on,
        gone_on=None if gone_on is None else max(gone_on, opened_on),
        settled_on=iso(settled),
        recorded_on=recorded_on,
        reported_on=iso(reported),
        opening=commit is not None and bool(commit % 2),
        act=act,
        reason=decode(name, reason).reason if name in UPCASTERS else reason,
        judgement=judgement,
    )
