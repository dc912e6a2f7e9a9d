"""What the comparing commands must print, worked out the slow way from the rows of the log alone."""

from collections.abc import Iterable, Sequence
from typing import Any

import naive
import naive_report
from naive import Row, State, View

KINDS = ("body", "notice", "rule", "certificate", "report")


def subjects(rows: Iterable[Row]) -> list[tuple[str, str]]:
    """Return every subject by kind, then id."""
    return sorted({(row["kind"], row["subject"]) for row in rows}, key=lambda s: (KINDS.index(s[0]), s[1]))


def status(seen: View, kind: str, subject: str) -> str | None:
    """Return a status, None where there is no subject."""
    state = seen.state(kind, subject)
    return None if state is None else str(state["status"])


def facts(state: State | None) -> State:
    """Return all that is told of a state but the status."""
    told = {key: value for key, value in (state or {}).items() if key != "status"}
    if "flags" in told:
        told["flags"] = [
            {"notice": notice, "ground": ground, "since": since}
            for notice, (ground, since) in sorted(told["flags"].items())
        ]
    return told


def rests_on(state: State | None, kind: str, *, expiring: bool) -> Any:
    """Return what of a state the status of a later day follows from."""
    if state is None:
        return None
    if kind == "rule":
        return sorted(state["flags"]), state["status"] == "deregistered"
    return state["status"], state["expires_on"] if expiring and kind == "certificate" else None


def turning(seen: View, kind: str, subject: str, *, expiring: bool) -> set[int]:
    """Return the entries at which, told one after another, what the status rests on changes."""
    timeline = seen.timeline(kind, subject)
    found = set()
    for number, row in enumerate(timeline):
        one, other = (naive.fold(timeline[:n], "0001-01-01") for n in (number, number + 1))
        if rests_on(one, kind, expiring=expiring) != rests_on(other, kind, expiring=expiring):
            found.add(row["position"])
    return found


def expires_within(rows: Iterable[Row], subject: str, day: str) -> bool:
    """Tell whether some last valid day ever given to a subject by a day lies before it."""
    given = [row for row in rows if row["subject"] == subject and row["effective_on"] <= day]
    return any((row["data"].get("expires_on") or "9999") < day for row in given)


def between_moments(rows: Sequence[Row], first: int, last: int, day: str) -> list[dict[str, Any]]:
    """Return what is known otherwise of a day at one position than at an earlier one."""
    before, after = View(rows, day, first), View(rows, day, last)
    known = rows[:last]
    voids = {
        row["data"]["position"]: row["position"] for row in known[first:] if row["type"] == "EntryVoided"
    }
    found = []
    for kind, subject in subjects(rows):
        was, became = status(before, kind, subject), status(after, kind, subject)
        if was != became:
            expiring = expires_within(known, subject, day)
            came = {p for p in turning(after, kind, subject, expiring=expiring) if p > first}
            went = {voids[p] for p in turning(before, kind, subject, expiring=expiring) if p in voids}
            found.append(_change(before, after, kind, subject, came | went))
    return found


def between_days(rows: Sequence[Row], first: str, last: str, position: int) -> list[dict[str, Any]]:
    """Return what stands otherwise on one day than on an earlier one, as known at a position."""
    before, after = View(rows, first, position), View(rows, last, position)
    found = []
    for kind, subject in subjects(rows):
        was, became = status(before, kind, subject), status(after, kind, subject)
        if was != became:
            timeline = after.timeline(kind, subject)
            expiring = expires_within(rows[:position], subject, last)
            turned = turning(after, kind, subject, expiring=expiring)
            positions = {
                row["position"]
                for row in timeline
                if row["effective_on"] > first and row["position"] in turned
            }
            if became == "expired":
                positions.add([row["position"] for row in timeline if row["data"].get("expires_on")][-1])
            found.append(_change(before, after, kind, subject, positions))
    return found


def _change(before: View, after: View, kind: str, subject: str, positions: set[int]) -> dict[str, Any]:
    rules = [(seen.state(kind, subject) or {}).get("rule") for seen in (before, after)]
    return {
        "subject": subject,
        "kind": kind,
        "before": status(before, kind, subject),
        "after": status(after, kind, subject),
        "positions": sorted(positions),
        "rule_before": rules[0],
        "rule_after": rules[1],
    }


# The report ------------------------------------------------------------------


def figures(seen: View, notice: str) -> dict[str, int]:
    """Return all figures of a report by their paths."""
    owed = naive_report.obligations(seen, notice)
    found: dict[str, int] = {}
    for key, value in naive_report.summary(owed).items():
        found |= (
            {f"{key}.{name}": n for name, n in value.items()} if isinstance(value, dict) else {key: value}
        )
    for name, listed in naive_report.exceptions(seen, notice, owed).items():
        found[f"exceptions.{name}"] = len(listed)
    return found
