"""What was ever believed of a subject, and what becomes of each entry: worked out the slow way.

Like `naive`, from the rows of `certledger log` alone.
"""

from collections.abc import Sequence
from typing import Any

import naive
from naive import Row

Span = tuple[str, str | None, str, str | None, int]
"""Status, rule, first day, the day after the last or None, and the entry that makes it so."""


def spans(rows: Sequence[Row], kind: str, subject: str, position: int) -> list[Span]:
    """Return what was believed of a subject with the entries up to a position, day by day."""
    timeline = naive.View(rows, "9999-12-31", position).timeline(kind, subject)
    turns = {row["effective_on"] for row in timeline}
    turns |= {naive.plus(row["data"]["expires_on"], 1) for row in timeline if "expires_on" in row["data"]}
    found: list[Span] = []
    for day in sorted(turns):
        held = _held(timeline, day)
        if held is None or (found and found[-1][:2] == held):
            continue
        if found:
            found[-1] = (*found[-1][:3], day, found[-1][4])
        found.append((*held, day, None, _maker(timeline, held, day)))
    return found


def _held(timeline: Sequence[Row], day: str) -> tuple[str, str | None] | None:
    """Return status and rule at the end of a day."""
    state = naive.fold([row for row in timeline if row["effective_on"] <= day], day)
    return None if state is None else (state["status"], state.get("rule"))


def _maker(timeline: Sequence[Row], held: tuple[str, str | None], day: str) -> int:
    """Return the entry that made something hold from a day on."""
    if held[0] == "expired":
        setting = [row for row in timeline if row["data"].get("expires_on") == naive.plus(day, -1)]
        return int(setting[-1]["position"])
    maker, before = 0, naive.fold([row for row in timeline if row["effective_on"] < day], day)
    for number, row in enumerate(timeline, 1):
        if row["effective_on"] == day:
            after = naive.fold(timeline[:number], day) or {}
            said = [(state or {}).get(key) for state in (before, after) for key in ("status", "rule")]
            if said[:2] != said[2:]:
                maker = row["position"]
            before = after
    return int(maker)


def mark(row: Row, seen: naive.View) -> str:
    """Return what becomes of an entry in a view."""
    if row["position"] > seen.position:
        return "not_yet_known"
    if row["type"] == "EntryVoided":
        return "void"
    if dict(naive.log(seen.rows, seen.position))[row["position"]] is not None:
        return "voided"
    return "counts" if row["effective_on"] <= seen.as_of else "not_yet_effective"


def told(seen: naive.View, kind: str, subject: str) -> list[tuple[int, str]]:
    """Return the entries of a subject in timeline order, each with what becomes of it."""
    own: list[Any] = [row for row in seen.rows if (row["kind"], row["subject"]) == (kind, subject)]
    own.sort(key=lambda row: (row["effective_on"], row["version"]))
    return [(row["position"], mark(row, seen)) for row in own]
