"""The contract, worked out the slow way from the rows of `certledger log` and nothing else.

Written from the contract, not from the product: it imports no module of it and
folds every history anew for every question. A row is one object of
`log --format jsonl`; days are ISO strings in Asia/Shanghai.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Any

Row = Mapping[str, Any]
State = dict[str, Any]

SHANGHAI = timezone(timedelta(hours=8))
IN_FORCE = ("valid", "suspended")
ENDED = ("revoked", "cancelled")
FOUNDING = ("BodyRegistered", "NoticeIssued", "RuleFiled", "CertificateIssued", "ReportPublished")


def plus(day: str, days: int) -> str:
    """Return the day so many days later."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def between(first: str, second: str) -> int:
    """Return how many days the second day is after the first."""
    return (date.fromisoformat(second) - date.fromisoformat(first)).days


def shanghai_day(recorded_at: str) -> str:
    """Return the day in Shanghai (UTC+8) of a recorded time."""
    return datetime.fromisoformat(recorded_at).astimezone(SHANGHAI).date().isoformat()


def log(rows: Iterable[Row], position: int) -> list[tuple[int, int | None]]:
    """Return (position, voided by) of the entries known at a position."""
    known = [row for row in rows if row["position"] <= position]
    voids = {row["data"]["position"]: row["position"] for row in known if row["type"] == "EntryVoided"}
    return [(row["position"], voids.get(row["position"])) for row in known]


def voids(seen: "View") -> dict[int, int]:
    """Return the voids known in a view, by the position of the voided entry."""
    return {position: by for position, by in log(seen.rows, seen.position) if by is not None}


# Histories -------------------------------------------------------------------


@dataclass(frozen=True)
class View:
    """All that a reader can know who stands at the end of a day with the entries up to a position."""

    rows: Sequence[Row]
    as_of: str
    position: int

    def timeline(self, kind: str, subject: str) -> list[Row]:
        """Return what counts for a subject: known, not voided, effective, in order; from its founding on."""
        known = dict(log(self.rows, self.position))
        counted = [
            row
            for row in self.rows
            if (row["kind"], row["subject"]) == (kind, subject)
            and row["type"] != "EntryVoided"
            and known.get(row["position"], 0) is None
            and row["effective_on"] <= self.as_of
        ]
        counted.sort(key=lambda row: (row["effective_on"], row["version"]))
        founded = [n for n, row in enumerate(counted) if row["type"] in FOUNDING]
        return counted[founded[0] :] if founded else []

    def ids(self, kind: str) -> list[str]:
        """Return the subjects of a kind that exist, by id."""
        every = sorted({row["subject"] for row in self.rows if row["kind"] == kind})
        return [subject for subject in every if self.timeline(kind, subject)]

    def on(self, day: str) -> "View":
        """Return the same knowledge at the end of another day."""
        return View(self.rows, day, self.position)

    def state(self, kind: str, subject: str) -> State | None:
        """Return a subject's state at the end of the day; None where it does not exist."""
        return fold(self.timeline(kind, subject), self.as_of)

    def since(self, kind: str, subject: str) -> str:
        """Return the first day of the unbroken run of days that ended with the present status."""
        timeline = self.timeline(kind, subject)
        turns = {row["effective_on"] for row in timeline}
        turns |= {plus(row["data"]["expires_on"], 1) for row in timeline if row["data"].get("expires_on")}
        found = self.as_of
        status = fold(timeline, self.as_of)["status"]  # type: ignore[index]  # it exists
        for day in sorted((day for day in turns if day <= self.as_of), reverse=True):
            earlier = fold([row for row in timeline if row["effective_on"] <= day], day)
            if earlier is None or earlier["status"] != status:
                break
            found = day
        return found

    def all(self, kind: str) -> dict[str, State]:
        """Return the states of all subjects of a kind, by id."""
        return {subject: state for subject in self.ids(kind) if (state := self.state(kind, subject))}


def fold(timeline: Iterable[Row], day: str) -> State | None:  # noqa: PLR0912 - one case per event
    """Return the state that a subject's entries lead to by the end of a day."""
    state: State = {}
    for row in timeline:
        data, on = row["data"], row["effective_on"]
        match row["type"]:
            case "BodyRegistered":
                state = {**_BODY, **data, "status": "registered", "registered_on": on}
            case "ReportPublished":
                state = {**_REPORT, **data, "notice": row["notice"], "status": "published"}
                state["made_as_of"], state["made_known_at"] = state.pop("as_of"), state.pop("known_position")
            case "NoticeIssued":
                state = {**_NOTICE, **data, "status": "in_force"}
            case "DeadlineExtended":
                state["deadline"] = data["to"]
            case "NoticeWithdrawn":
                state |= {"status": "withdrawn", "withdrawn_on": on}
            case "RuleFiled":
                state = {**_RULE, **data, "status": "filed", "filed_on": on, "flags": {}}
            case "RuleFlagged":
                state["flags"][row["notice"]] = (data["ground"], on)
            case "RuleFlagWithdrawn":
                state["flags"].pop(row["notice"], None)
            case "RuleRefiled":
                state["superseded_by"] = data["refiled_as"]
            case "CertificateIssued":
                state = {**_CERTIFICATE, **data, "issued_on": on}
                state["status"] = "suspended" if state.pop("suspended", False) else "valid"
            case "CertificateAmended":
                state |= data
            case "CertificateRenewed":
                state["expires_on"] = data["expires_on"]
            case "CertificateTransferred" if data.get("superseded_by"):
                state |= {"status": "cancelled", "reason": row["reason"], **data, "rule": state["rule"]}
            case "CertificateTransferred":
                state["rule"] = data["rule"]
            case kind if kind in _TURNS:
                state |= {"status": _TURNS[kind], "reason": row["reason"]}
                if kind == "RuleDeregistered":
                    state["deregistered_on"] = on
                elif _TURNS[kind] in IN_FORCE:
                    state["suspended_until"] = data.get("until")
        if "flags" in state and state["status"] != "deregistered":
            state["status"] = "flagged" if state["flags"] else "filed"
    if state.get("status") in IN_FORCE and state["expires_on"] < day:
        state["status"] = "expired"
    return state or None


_BODY = dict.fromkeys(("credit_code", "contact"))
_REPORT = {**dict.fromkeys(("of_body", "corrects")), "arguments": []}
_NOTICE = {"boundary": "inclusive", "judged_by": "effective"}
_NOTICE |= dict.fromkeys(("alias", "published_on", "cutoff_on", "withdrawn_on"))
_LINKS = dict.fromkeys(("reason", "supersedes", "superseded_by", "number_as_written"))
_RULE = {**_LINKS, **dict.fromkeys(("code", "published_on", "deregistered_on")), "basis": []}
_CERTIFICATE = {**_LINKS, **dict.fromkeys(("holder_id", "scope", "suspended_until")), "irregular": False}
_TURNS = {
    "CertificateSuspended": "suspended",
    "CertificateReinstated": "valid",
    "CertificateCancelled": "cancelled",
    "CertificateRevoked": "revoked",
    "RuleDeregistered": "deregistered",
}


# Counts ----------------------------------------------------------------------


def count(seen: View, kind: str, by: Sequence[str]) -> dict[tuple[str | None, ...], int]:
    """Return how many certificates or rules there are in each group."""
    found = []
    for subject, state in seen.all(kind).items():
        of = subject if kind == "rule" else state["rule"]
        rule = seen.state("rule", of) or {}
        of_each = {
            "status": state["status"],
            "body": subject.partition("/")[0],
            "rule": of,
            "category": rule.get("category"),
            "scheme": rule.get("scheme"),
        }
        found.append(tuple(of_each[name] for name in by))
    return {key: found.count(key) for key in found}
