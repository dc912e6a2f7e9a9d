"""What a compliance report lists beside its obligations: cases for a person to look at."""

from collections.abc import Collection, Iterable

import msgspec

from domain import day
from domain.notice import Notice
from ledger.journal import Reader
from projections import states
from projections.reports.owed import OWED, Scope
from projections.tables import ACTION_CODES, CLOSED_ISSUE, KIND_CODES, STATUS_CODES

Ids = list[str]
"""Ids of rules and certificates, in order."""

NAMES = (
    "in_force_under_deregistered_rule",
    "issued_under_closed_rule",
    "settled_before_notice",
    "not_reported",
    "undetermined_filing_day",
)


def exceptions(reader: Reader, scope: Scope, notice: Notice, rules: Collection[int]) -> dict[str, Ids]:
    """Return the exceptions by name; of the flagged rules, whose numbers are given, but for the last."""
    found: dict[str, Ids] = {name: [] for name in NAMES}
    if rules:
        found["in_force_under_deregistered_rule"] = _in_force_under_deregistered(reader, scope, rules)
        found["issued_under_closed_rule"] = _issued_under_closed(reader, scope, rules)
        found["settled_before_notice"], found["not_reported"] = _settled(reader, scope, notice)
    found["undetermined_filing_day"] = _filed_on_cutoff(reader, scope, notice)
    return found


def _in_force_under_deregistered(reader: Reader, scope: Scope, rules: Collection[int]) -> Ids:
    rows = reader.execute(
        f"SELECT subject FROM states WHERE status IN (:valid, :suspended) AND {states.VISIBLE}"
        " AND rule IN (SELECT subject FROM states WHERE rule = 0 AND status = :deregistered"
        f" AND subject IN (SELECT value FROM json_each(:rules)) AND {states.VISIBLE})",
        {**scope.values, **STATUS_CODES, "rules": _json(rules)},
    )
    return _ids(reader, {row[0] for row in rows})


def _issued_under_closed(reader: Reader, scope: Scope, rules: Collection[int]) -> Ids:
    rows = reader.execute(
        "SELECT subject FROM obligations WHERE notice = 0 AND action = :closed_issue"
        f" AND rule IN (SELECT value FROM json_each(:rules)) AND {states.VISIBLE}",
        {**scope.values, "closed_issue": ACTION_CODES[CLOSED_ISSUE], "rules": _json(rules)},
    )
    return _ids(reader, {row[0] for row in rows})


def _settled(reader: Reader, scope: Scope, notice: Notice) -> tuple[Ids, Ids]:
    """Return what was settled before the notice, and what was settled and not reported."""
    rows = reader.execute(
        "SELECT o.subject, o.settled_on < :issued_on, o.reported_on IS NULL FROM obligations o"
        f" WHERE {OWED} AND o.settled_by IS NOT NULL"
        " AND (o.reported_on IS NULL OR o.settled_on < :issued_on)",
        {**scope.values, "issued_on": day.number(notice.issued_on)},
    )
    before, unreported = set(), set()
    for subject, early, silent in rows:
        if early:
            before.add(subject)
        if silent:
            unreported.add(subject)
    return _ids(reader, before), _ids(reader, unreported)


def _filed_on_cutoff(reader: Reader, scope: Scope, notice: Notice) -> Ids:
    """Return the rules filed on the day that the notice leaves undetermined, flagged or not."""
    if notice.cutoff_on is None or notice.cutoff_on > scope.seen.as_of:
        return []
    known = "recorded_from <= :position AND :position < recorded_to"
    rows = reader.execute(
        f"SELECT t.subject FROM states t WHERE t.rule = 0 AND t.effective_from = :cutoff AND {known}"
        " AND EXISTS (SELECT 1 FROM subjects WHERE id = t.subject AND kind = :kind"
        " AND (:body IS NULL OR body = :body))"
        " AND NOT EXISTS (SELECT 1 FROM states WHERE rule = 0 AND subject = t.subject"
        f" AND effective_from < :cutoff AND {known})",
        {**scope.values, "kind": KIND_CODES["rule"], "cutoff": day.number(notice.cutoff_on)},
    )
    return _ids(reader, {row[0] for row in rows})


def _ids(reader: Reader, numbers: Iterable[int]) -> Ids:
    """Return the ids of rules and certificates by their numbers, in order.

    They are looked up in the order of their table: at random it takes twice as long.
    """
    rows = reader.execute(
        "SELECT s.body || '/' || s.number FROM json_each(:numbers) n CROSS JOIN subjects s ON s.id = n.value"
        " ORDER BY 1",
        {"numbers": _json(sorted(numbers))},
    )
    return [row[0] for row in rows]


def _json(numbers: Collection[int]) -> str:
    return msgspec.json.encode(list(numbers)).decode()
