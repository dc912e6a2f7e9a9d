"""A notice's obligations, counted: how many of each rule are alike in all that decides their outcome.

SQLite sorts to group, and Python takes longer to fetch a row than SQLite to
find it. So what decides is packed into one number, SQLite strings the numbers
of a rule together in the order of its table, and Python counts them: a third
of the time of either.
"""

from collections import Counter
from collections.abc import Iterator

import msgspec

from domain import day
from domain.obligations import Case, Deadline, Judgement, judge_case
from ledger import journal
from ledger.journal import Reader
from ledger.moment import end_of_day, shanghai_day_sql
from projections.reports.owed import OWED, Scope, iso
from projections.tables import ACTION_NAMES, GROUND_NAMES, STATUSES


class Cohort(msgspec.Struct, frozen=True, kw_only=True):
    """Obligations that share a ground, a status before they were settled, a case and its judgement.

    `opening`: settled by an entry of an opening import. It is told, like the
    case's `recorded_on`, only where it makes a difference: of what was settled
    in time and recorded after the last day in time, and of all where the notice
    judges by the recorded day.
    """

    ground: str
    status_before: str
    case: Case
    opening: bool
    judgement: Judgement


def cohorts(reader: Reader, scope: Scope, deadline: Deadline) -> Iterator[tuple[int, Cohort, int]]:
    """Yield (number of a rule, cohort, how many obligations the rule has in it), rule by rule."""
    rows = reader.execute(
        f"SELECT o.rule, group_concat({_code(deadline.judged_by)}) FROM obligations o WHERE {OWED}"
        " GROUP BY o.rule",
        {**scope.values, **_told(reader, deadline)},
    )
    found: dict[str, Cohort] = {}
    for rule, codes in rows:
        for code, count in Counter(codes.split(",")).items():
            if code not in found:
                found[code] = _cohort(int(code), deadline, scope.seen.as_of)
            yield rule, found[code], count


def _told(reader: Reader, deadline: Deadline) -> dict[str, int]:
    """Return after which position, and settled until which day, it is told when an entry was recorded.

    Positions follow recorded time, so what was recorded in time is known without looking it up.
    """
    if deadline.judged_by == "recorded":
        return {"recorded_after": 0, "settled_until": day.FOREVER}
    in_time = journal.position_at(reader, end_of_day(deadline.due_on))
    return {"recorded_after": in_time, "settled_until": day.number(deadline.due_on)}


# Codes -----------------------------------------------------------------------

_BITS = {"ground": 2, "status_before": 4, "closed": 21, "recorded": 21}
"""How wide the parts of a code are, after the action; a day's ordinal takes 20 bits up to the year 2871."""

_SETTLED_ON = {
    "effective": "o.settled_on",
    "recorded": "o.settled_on",
    "reported": "o.reported_on",
    "decided": "o.decided_on",
}


def _code(judged_by: str) -> str:
    """Return SQL for the number that holds a cohort.

    `closed` is twice the last valid day of what expired unsettled, or twice the
    day of settlement and one; `recorded` twice the day, and one where opening.
    """
    settled_on = _SETTLED_ON[judged_by]
    parts = {
        "ground": "o.ground",
        "status_before": "o.status_before",
        "closed": f"ifnull({settled_on} * 2 + 1, ifnull(o.last_valid_on * 2, 0))",
        "recorded": f"CASE WHEN o.settled_by > :recorded_after AND {settled_on} <= :settled_until THEN"
        f" (SELECT {shanghai_day_sql('recorded_at')} * 2 + opening FROM commits"
        " WHERE first_position <= o.settled_by ORDER BY first_position DESC LIMIT 1) ELSE 0 END",
    }
    code = "o.action"
    for name, bits in _BITS.items():
        code = f"({code} << {bits} | {parts[name]})"
    return code


def _cohort(code: int, deadline: Deadline, as_of: str) -> Cohort:
    """Return the cohort that a code holds."""
    held = {}
    for name, bits in reversed(_BITS.items()):
        held[name] = code & (1 << bits) - 1
        code >>= bits
    closed, recorded = held["closed"], held["recorded"]
    closed_on, recorded_on = iso(closed // 2 or None), iso(recorded // 2 or None)
    settled_on = closed_on if closed % 2 else None
    case = Case(
        action=ACTION_NAMES[code],
        settled_on=recorded_on if deadline.judged_by == "recorded" else settled_on,
        recorded_on=recorded_on,
        last_valid_on=None if closed % 2 else closed_on,
    )
    return Cohort(
        ground=GROUND_NAMES[held["ground"]],
        status_before=STATUSES[held["status_before"]],
        case=case,
        opening=bool(recorded % 2),
        judgement=judge_case(case, deadline, as_of),
    )
