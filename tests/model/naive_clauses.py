"""The clauses of a notice that an entry rests on, worked out from the rows of the log alone."""

from collections.abc import Sequence
from typing import NamedTuple

from naive import Row, View

END = "9999-12-31"


class Flag(NamedTuple):
    """A flag of a rule, and the day on which it was withdrawn."""

    since: str
    position: int
    ground: str
    until: str | None


def clauses(seen: View, row: Row) -> list[str] | None:
    """Return the clauses of the notice that an entry names which give the ground it rests on.

    An entry that the view knows is told of as the view knows things; one not yet
    known as they are known at last.
    """
    if row["notice"] is None or row["kind"] in {"body", "notice"}:
        return None
    known = View(seen.rows, END, seen.position if row["position"] <= seen.position else len(seen.rows))
    notice, ground = known.state("notice", row["notice"]), ground_of(known, row)
    return [
        clause["clause"] for clause in (notice or {"clauses": []})["clauses"] if clause["ground"] == ground
    ]


def ground_of(known: View, row: Row) -> str | None:
    """Return the ground: a flag's own, else of the flag that stood, of an earlier, of a later one."""
    if row["type"] == "RuleFlagged":
        return str(row["data"]["ground"])
    on = row["effective_on"]
    every = [flag for rule in rules(known, row) for flag in flags(known, rule, row["notice"])]
    begun = [flag for flag in every if flag[:2] < (on, row["position"])]
    stood = [flag for flag in begun if flag.until is None or on <= flag.until]
    return next((flag.ground for flag in (*stood, *begun, *every)), None)


def flags(known: View, rule: str, notice: str) -> list[Flag]:
    """Return a rule's flags under a notice, the latest first."""
    found: list[Flag] = []
    for row in known.timeline("rule", rule):
        if row["type"] == "RuleFlagged" and row["notice"] == notice:
            found.insert(0, Flag(row["effective_on"], row["position"], row["data"]["ground"], None))
        elif row["type"] == "RuleFlagWithdrawn" and row["notice"] == notice:
            found[0] = found[0]._replace(until=row["effective_on"])
    return found


def rules(known: View, row: Row) -> list[str]:
    """Return the rules that an entry is about, the latest first, then those of what it replaces."""
    data = row["data"]
    if row["kind"] == "rule":
        return [row["subject"], *([data["supersedes"]] if data.get("supersedes") else [])]
    place = row["effective_on"], row["version"]
    own = known.timeline("certificate", row["subject"])
    before = [other for other in own if (other["effective_on"], other["version"]) < place]
    replaced = known.timeline("certificate", data["supersedes"]) if data.get("supersedes") else []
    return [*_named(before), *_named([row]), *_named(replaced)]


def _named(rows: Sequence[Row]) -> list[str]:
    return [row["data"]["rule"] for row in reversed(rows) if row["data"].get("rule")]
