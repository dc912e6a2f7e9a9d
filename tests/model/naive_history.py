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


def rectangles(seen: naive.View, kind: str, subject: str, until: str | None) -> list[dict[str, Any]]:
    """Return the rows of a history: each span for as long as it was believed without a break."""
    rows = seen.rows
    believed: dict[Span, int] = {}
    found: list[tuple[int, Span, int | None]] = []
    own = [r["position"] for r in rows if (r["kind"], r["subject"]) == (kind, subject)]
    for position in own:
        if position > seen.position:
            break
        now = spans(rows, kind, subject, position)
        found += [(believed.pop(span), span, position) for span in [*believed] if span not in now]
        for span in now:
            believed.setdefault(span, position)
    found += [(since, span, None) for span, since in believed.items()]
    found.sort(key=lambda belief: (belief[0], belief[1][2]))
    return [
        {
            "status": status,
            "effective_from": start,
            "effective_to": end,
            "recorded_from": rows[since - 1]["recorded_at"],
            "recorded_to": None if to is None else rows[to - 1]["recorded_at"],
            "from_position": since,
            "to_position": to,
            "position": position,
            **({"rule": rule} if kind == "certificate" else {}),
        }
        for since, (status, rule, start, end, position), to in found
        if until is None or start <= until
    ]
