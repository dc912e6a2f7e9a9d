"""What `show` and `list` must print of a subject, whole, worked out from the rows of the log alone."""

from typing import Any

from naive import FOUNDING, View

CODES = {"valid": "01", "suspended": "02", "revoked": "03", "cancelled": "04", "expired": "05"}


def listed(seen: View, kind: str, subject: str) -> dict[str, Any] | None:
    """Return all that a list says of a subject; None where it does not exist."""
    state = seen.state(kind, subject)
    if state is None:
        return None
    facts = {"id": subject, "kind": kind, **state, "since": seen.since(kind, subject)}
    if kind == "certificate":
        facts["status_code"] = CODES[state["status"]]
    if kind == "rule":
        facts["body"] = subject.partition("/")[0]
        facts["flags"] = [
            {"notice": notice, "ground": ground, "since": since, "position": flagged(seen, subject, notice)}
            for notice, (ground, since) in state["flags"].items()
        ]
    return facts


def flagged(seen: View, rule: str, notice: str) -> int:
    """Return the entry by which a rule is flagged under a notice: a withdrawn flag is an earlier one."""
    flags = [row for row in seen.timeline("rule", rule) if row["type"] == "RuleFlagged"]
    return int([row for row in flags if row["notice"] == notice][-1]["position"])


def show(seen: View, kind: str, subject: str) -> dict[str, Any] | None:
    """Return all that is shown of a subject; None where it does not exist."""
    facts = listed(seen, kind, subject)
    if facts is None:
        return None
    last = seen.timeline(kind, subject)[-1]
    told = ("position", "type", "effective_on", "recorded_at", "actor")
    return {
        **facts,
        "as_of": seen.as_of,
        "known_at": known_at(seen),
        "last_entry": {key: last[key] for key in told},
    }


def known_at(seen: View) -> dict[str, Any]:
    """Return the last entry known."""
    at = seen.rows[seen.position - 1]["recorded_at"] if seen.position else None
    return {"position": seen.position, "recorded_at": at}


def why_unknown(seen: View, kind: str, subject: str) -> str:
    """Return the code of the error about a subject that does not exist in a view: when it does."""
    if seen.on("9999-12-31").timeline(kind, subject):
        return "subject.not_yet"
    own = [row for row in seen.rows[seen.position :] if (row["kind"], row["subject"]) == (kind, subject)]
    if any(row["type"] in FOUNDING for row in own):  # be it voided since: it was known for a time
        return "subject.not_yet_known"
    return f"{kind}.unknown"
