"""How many there are of what, in groups and as a whole, from any view.

Certificates are counted in the tables of counts where the groups allow it, which
takes no longer for more of them; else, and in a ledger that has no such tables
yet, by going through what the view falls into.
"""

import struct
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ledger import journal
from ledger.database import LedgerFault
from ledger.journal import Reader
from ledger.moment import shanghai_day, timestamp
from projections import count_tables, counts
from projections.states import VISIBLE, state_in
from projections.tables import KIND_CODES, STATUSES, subject_of
from projections.tally import CATEGORIES, SCHEMES
from projections.view import View

GROUPINGS = ("status", "body", "category", "scheme", "rule")

OF_RULE = frozenset({"category", "scheme", "rule"})
"""What a certificate has from its rule."""


def count(reader: Reader, kind: str, seen: View, by: Iterable[str]) -> list[dict[str, Any]]:
    """Return how many certificates or rules there are in each group, by its values."""
    by = tuple(dict.fromkeys(by))
    counted = _looked_up(reader, seen, by) if kind == "certificate" else None
    groups: dict[tuple[Any, ...], int] = {}
    for values, number in _scanned(reader, kind, seen, by) if counted is None else counted:
        key = tuple(values.get(name) for name in by)
        groups[key] = groups.get(key, 0) + number
    if not by:
        return [{"count": sum(groups.values())}]
    ordered = sorted(groups.items(), key=lambda item: tuple("" if v is None else str(v) for v in item[0]))
    return [{**dict(zip(by, key, strict=True)), "count": number} for key, number in ordered]


Counted = Iterable[tuple[Mapping[str, Any], int]]
"""The values of a group, and how many it has; groups may come more than once."""


def _looked_up(reader: Reader, seen: View, by: Iterable[str]) -> Counted | None:
    """Return the certificates from the tables of counts; None where these do not tell."""
    values: Callable[[tuple[int, ...]], dict[str, Any]]
    if {"status", "category", "scheme"}.issuperset(by):
        keying = count_tables.KINDS

        def values(key: tuple[int, ...]) -> dict[str, Any]:
            status, category, scheme = key
            return {
                "status": STATUSES[status],
                "category": CATEGORIES[category],
                "scheme": SCHEMES[scheme],
            }
    elif {"status", "body"}.issuperset(by):
        keying = count_tables.BODIES
        bodies = dict(reader.execute("SELECT id, body FROM subjects WHERE kind = 0").fetchall())

        def values(key: tuple[int, ...]) -> dict[str, Any]:
            body, status = key
            return {"status": STATUSES[status], "body": bodies[body]}
    else:
        return None
    if not count_tables.are_kept(reader):
        return None
    try:
        found = counts.count(reader, keying, seen.day, seen.position)
        return [(values(key), number) for key, number in found.items()]
    except (ArithmeticError, LookupError, MemoryError, TypeError, ValueError, struct.error) as error:
        # They are packed: what is no longer theirs can be anything.
        raise LedgerFault("ledger.damaged", path="count_blocks, count_pages", detail=str(error)) from error


def _scanned(reader: Reader, kind: str, seen: View, by: Iterable[str]) -> Counted:
    """Yield the groups of all that the view falls into."""
    # Only certificates stand under a rule: the others are few, and lie together under 0.
    if kind == "certificate":
        of_rule, where = "st.rule", "st.rule > 0"
    else:
        of_rule, where = "st.subject", "st.rule = 0 AND s.kind = :kind"
    columns = {"status": "st.status", "body": "s.body", "of_rule": of_rule}
    wanted = [name for name in ("status", "body") if name in by] + ["of_rule"] * bool(OF_RULE & {*by})
    joined = kind != "certificate" or "body" in by
    chosen = ", ".join(columns[name] for name in wanted)
    rows = reader.execute(
        f"SELECT {chosen}{', ' if chosen else ''}count(*) FROM states st"
        f"{' JOIN subjects s ON s.id = st.subject' if joined else ''} WHERE {where} AND {VISIBLE}"
        f"{' GROUP BY ' if chosen else ''}{chosen}",
        {"day": seen.day, "position": seen.position, "kind": KIND_CODES[kind]},
    ).fetchall()
    rules: dict[int, dict[str, Any]] = {}
    for *group, number in rows:
        values: dict[str, Any] = dict(zip(wanted, group, strict=True))
        if "status" in values:
            values["status"] = STATUSES[values["status"]]
        rule = values.pop("of_rule", None)
        if rule is not None:
            if rule not in rules:
                rules[rule] = _rule(reader, rule, seen)
            values |= rules[rule]
        yield values, number


def _rule(reader: Reader, number: int, seen: View) -> dict[str, Any]:
    """Return id, category and scheme of a rule by its number, in a view."""
    row = reader.execute("SELECT kind, body, number FROM subjects WHERE id = ?", (number,)).fetchone()
    subject = subject_of(*row)
    state = state_in(reader, subject, seen)
    return {
        "rule": subject.id,
        "category": getattr(state, "category", None),
        "scheme": getattr(state, "scheme", None),
    }


# The ledger as a whole -------------------------------------------------------


def info(reader: Reader, seen: View) -> dict[str, Any]:
    """Return what the ledger holds: its id, entries, first and last recorded time, subjects by status."""
    meta = dict(reader.execute("SELECT key, value FROM meta").fetchall())
    first = journal.commit_of(reader, 1) if seen.position else None
    return {
        "ledger_id": meta["ledger_id"],
        "entries": seen.position,
        "first_recorded_at": timestamp(first.recorded_at) if first else None,
        "last_recorded_at": seen.known_at.recorded_at,
        "last_recorded_on": _last_day(reader, seen),
        "subjects": {kind: _by_status(reader, kind, seen) for kind in KIND_CODES},
        "created_at": meta["created_at"],
        "created_by": meta["created_by"],
    }


def _by_status(reader: Reader, kind: str, seen: View) -> dict[str, int]:
    """Return how many subjects of a kind there are of each status, in the order of their lives."""
    found = {row["status"]: row["count"] for row in count(reader, kind, seen, ("status",))}
    return {status: found[status] for status in STATUSES.values() if status in found}


def _last_day(reader: Reader, seen: View) -> str | None:
    commit = journal.commit_of(reader, seen.position) if seen.position else None
    return shanghai_day(commit.recorded_at) if commit else None
