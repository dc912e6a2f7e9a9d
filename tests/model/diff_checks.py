"""What must hold of the answers of `diff`, besides what they say."""

from collections.abc import Callable, Sequence
from typing import Any

import naive_diff
from naive import Row, State, View

Read = Callable[..., Any]
Change = dict[str, Any]


def made_by(rows: Sequence[Row], first: int, last: int, day: str, change: Change) -> None:
    """Find that without the positions the status would be the one before, with them alone the one after."""
    positions = set(change["positions"])
    assert positions
    assert all(first < p <= last and rows[p - 1]["subject"] == change["subject"] for p in positions)
    kind, subject = change["kind"], change["subject"]
    without, alone = without_and_with(rows, first, last, positions)
    assert naive_diff.status(View(alone, day, last), kind, subject) == change["after"]
    if change["after"] is not None:  # what else came is of no account where its issue is voided
        assert naive_diff.status(View(without, day, last), kind, subject) == change["before"]


def without_and_with(
    rows: Sequence[Row], first: int, last: int, positions: set[int]
) -> tuple[list[Row], list[Row]]:
    """Return the entries without those at some positions, and those up to the first with them alone."""
    without = [row for row in rows[:last] if row["position"] not in positions]
    return without, [row for row in rows[:last] if row["position"] <= first or row["position"] in positions]


def facts(rows: Sequence[Row], first: int, last: int, day: str, changes: Sequence[Change]) -> None:
    """Find every fact that differs listed, and that its entries alone made it so."""
    before, after = View(rows, day, first), View(rows, day, last)
    found = {(change["kind"], change["subject"]): change for change in changes}
    for kind, subject in naive_diff.subjects(rows):
        change = found.pop((kind, subject), {"facts": {}})
        was, became = before.state(kind, subject), after.state(kind, subject)
        assert (was == became) == ("positions" not in change)
        assert change["facts"] == (other_facts(was, became) if was and became else {})
        if was != became:
            without, alone = without_and_with(rows, first, last, set(change["positions"]))
            assert View(alone, day, last).state(kind, subject) == became
            assert became is None or View(without, day, last).state(kind, subject) == was
    assert found == {}


def other_facts(was: State, became: State) -> dict[str, Any]:
    """Return the facts that differ between two states of one subject."""
    one, other = naive_diff.facts(was), naive_diff.facts(became)
    return {
        key: {"before": one.get(key), "after": other.get(key)}
        for key in one | other
        if one.get(key) != other.get(key)
    }


def filtered(read: Read, line: tuple[str, ...], changes: Sequence[Change]) -> None:
    """Find that each filter leaves what it says."""
    rules = {change[key] for change in changes for key in ("rule_before", "rule_after")} - {None}
    for rule in sorted(rules):
        kept = [c for c in changes if rule in {c["rule_before"], c["rule_after"]}]
        assert read(*line, "--rule", rule) == kept
    for status in sorted({change["after"] for change in changes} - {None}):
        kept = [c for c in changes if status in {c["before"], c["after"]}]
        assert read(*line, "--status", status) == kept
    for kind in ("rule", "certificate"):
        assert read(*line, "--kind", kind) == [c for c in changes if c["kind"] == kind]
