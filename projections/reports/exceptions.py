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


WHERE = {
    "in_force_under_deregistered_rule": (
        f"states WHERE status IN (:valid, :suspended) AND {states.VISIBLE}"
        " AND rule IN (SELECT subject FROM states WHERE rule = 0 AND status = :deregistered"
        f" AND subject IN (SELECT value FROM json_each(:rules)) AND {states.VISIBLE})"
    ),
    "issued_under_closed_rule": (
        "obligations WHERE notice = 0 AND action = :closed_issue"
        f" AND rule IN (SELECT value FROM json_each(:rules)) AND {states.VISIBLE}"
    ),
    "undetermined_filing_day": (
        f"states t WHERE t.rule = 0 AND t.effective_from = :cutoff AND :cutoff <= :day AND {states.KNOWN}"
        " AND EXISTS (SELECT 1 FROM subjects WHERE id = t.subject AND kind = :kind"
        " AND (:body IS NULL OR body = :body))"
        " AND NOT EXISTS (SELECT 1 FROM states WHERE rule = 0 AND subject = t.subject"
        f" AND effective_from < :cutoff AND {states.KNOWN})"
    ),
}
"""Where the subjects of those exceptions are found that no obligation tells of; `values` are to be bound."""


def values(scope: Scope, notice: Notice, rules: Collection[int]) -> dict[str, object]:
    """Return what `WHERE` is to be bound to; no day is the cut-off day of a notice that has none."""
    return {
        **scope.values,
        **STATUS_CODES,
        "rules": _json(rules),
        "closed_issue": ACTION_CODES[CLOSED_ISSUE],
        "kind": KIND_CODES["rule"],
        "cutoff": None if notice.cutoff_on is None else day.number(notice.cutoff_on),
    }


def exceptions(reader: Reader, scope: Scope, notice: Notice, rules: Collection[int]) -> dict[str, Ids]:
    """Return the exceptions by name; of the flagged rules, whose numbers are given, but for the last."""
    found: dict[str, Ids] = {name: [] for name in NAMES}
    bound = values(scope, notice, rules)
    if rules:
        found["settled_before_notice"], found["not_reported"] = _settled(reader, scope, notice)
    for name, where in WHERE.items():
        (subjects,) = reader.execute(f"SELECT json_group_array(subject) FROM {where}", bound).fetchone()
        found[name] = _ids(reader, subjects)
    return found


def _settled(reader: Reader, scope: Scope, notice: Notice) -> tuple[Ids, Ids]:
    """Return what was settled before the notice, and what was settled and not reported."""
    early, unreported = reader.execute(
        "SELECT json_group_array(o.subject) FILTER (WHERE o.settled_on < :issued_on),"
        " json_group_array(o.subject) FILTER (WHERE o.reported_on IS NULL)"
        f" FROM obligations o WHERE {OWED} AND o.settled_by IS NOT NULL",
        {**scope.values, "issued_on": day.number(notice.issued_on)},
    ).fetchone()
    return _ids(reader, early), _ids(reader, unreported)


def _ids(reader: Reader, numbers: str) -> Ids:
    """Return the ids of rules and certificates by their numbers, each once, in order.

    Numbers come and ids go as one JSON array: a row for each takes twice as long.
    They are looked up in the order of their table, which is as much quicker again.
    """
    (ids,) = reader.execute(
        "SELECT json_group_array(id) FROM (SELECT s.body || '/' || s.number AS id"
        " FROM json_each(?) wanted CROSS JOIN subjects s ON s.id = wanted.value ORDER BY 1)",
        (_json(sorted(set(msgspec.json.decode(numbers, type=list[int])))),),
    ).fetchone()
    return msgspec.json.decode(ids, type=list[str])


def _json(numbers: Iterable[int]) -> str:
    return msgspec.json.encode(list(numbers)).decode()
