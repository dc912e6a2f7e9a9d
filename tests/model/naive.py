"""The contract, worked out the slow way from the rows of `certledger log` and nothing else.

Written from the contract, not from the product: it imports no module of it and
folds every history anew for every question. A row is one object of
`log --format jsonl`; days are ISO strings in Asia/Shanghai.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

Row = Mapping[str, Any]
State = dict[str, Any]

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
    return (datetime.fromisoformat(recorded_at) + timedelta(hours=8)).date().isoformat()


def log(rows: Iterable[Row], position: int) -> list[tuple[int, int | None]]:
    """Return (position, voided by) of the entries known at a position."""
    known = [row for row in rows if row["position"] <= position]
    voids = {row["data"]["position"]: row["position"] for row in known if row["type"] == "EntryVoided"}
    return [(row["position"], voids.get(row["position"])) for row in known]


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
                state = {**data, "status": "registered", "registered_on": on}
            case "ReportPublished":
                state = {"status": "published"}
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
                state["holder"] = data.get("holder") or state["holder"]
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


_NOTICE = {"boundary": "inclusive", "cutoff_on": None, "withdrawn_on": None}
_NOBODY = ("supersedes", "superseded_by")
_RULE = dict.fromkeys(("reason", "deregistered_on", *_NOBODY))
_CERTIFICATE = {**dict.fromkeys(("reason", "suspended_until", *_NOBODY)), "irregular": False}
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


# The compliance report -------------------------------------------------------

OUTCOMES = ("on_time", "late", "lapsed", "open", "overdue")
JUDGED = ("deregister_rule", "refile_rule", "settle_certificate")
Obligation = dict[str, Any]


def obligations(seen: View, notice: str) -> list[Obligation]:
    """Return what is owed under a notice, judged; nothing once it is withdrawn."""
    state = seen.state("notice", notice)
    if state is None or state["status"] == "withdrawn":
        return []
    found = []
    for rule, facts in seen.all("rule").items():
        if notice not in facts["flags"]:
            continue
        ground, flagged_on = facts["flags"][notice]
        history = seen.timeline("rule", rule)
        base = {"rule": rule, "ground": ground}
        acts = {"deregister_rule": "RuleDeregistered"}
        if ground == "misclassified":
            acts["refile_rule"] = "RuleRefiled"
        for action, act in acts.items():
            done = next((row for row in history if row["type"] == act), None)
            found.append({**base, "action": action, "subject": rule, "by": done, "expires_on": None})
        action = "dispose_certificate" if ground == "misclassified" else "settle_certificate"
        for subject in seen.ids("certificate"):
            life = seen.timeline("certificate", subject)
            if _is_owed(life, rule, flagged_on):
                done = _settling(life, flagged_on, action)
                held = seen.state("certificate", subject) or {}
                owed = {"action": action, "subject": subject, "by": done, "expires_on": held["expires_on"]}
                found.append({**base, **owed})
    due_on = state["deadline"] if state["boundary"] == "inclusive" else plus(state["deadline"], -1)
    return [{**o, **_judge(o, seen.as_of, due_on, state["deadline"])} for o in found]


def _is_owed(timeline: Sequence[Row], rule: str, flagged_on: str) -> bool:
    """Tell whether it was in force under the rule at the start of the day, or issued under it later."""
    before = fold([row for row in timeline if row["effective_on"] < flagged_on], flagged_on)
    if before is not None and before["status"] in IN_FORCE and before["rule"] == rule:
        return True
    later = [row for row in timeline if row["effective_on"] >= flagged_on]
    return any(row["type"] == "CertificateIssued" and row["data"]["rule"] == rule for row in later)


def _settling(timeline: Sequence[Row], flagged_on: str, action: str) -> Row | None:
    """Return the first entry from that day on that settled what was owed."""
    for number, row in enumerate(timeline, 1):
        state = fold(timeline[:number], row["effective_on"]) or {}
        moved = row["type"] == "CertificateTransferred" and action == "dispose_certificate"
        if row["effective_on"] >= flagged_on and (state.get("status") in ENDED or moved):
            return row
    return None


def _judge(owed: Obligation, as_of: str, due_on: str, deadline: str) -> Obligation:
    by: Row | None = owed["by"]
    settled_on = None if by is None else by["effective_on"]
    told: Obligation = {"due_on": due_on, "settled_on": settled_on, "days": None, "recorded_late": False}
    if owed["action"] == "dispose_certificate":
        return {**told, "due_on": None, "outcome": "done" if by else "pending", "on_deadline_day": False}
    if by is not None and settled_on is not None and settled_on <= due_on:
        told |= {"outcome": "on_time", "recorded_late": shanghai_day(by["recorded_at"]) > due_on}
    elif by is not None:
        told["outcome"] = "late"
    elif owed["expires_on"] is not None and owed["expires_on"] < as_of:
        told["outcome"] = "lapsed" if owed["expires_on"] <= due_on else "late"
        told["settled_on"] = None if told["outcome"] == "lapsed" else plus(owed["expires_on"], 1)
    else:
        told |= {"outcome": "open" if as_of <= due_on else "overdue", "days": abs(between(as_of, due_on))}
    if told["outcome"] == "late":
        told["days"] = between(due_on, told["settled_on"])
    return {**told, "on_deadline_day": told["settled_on"] == deadline}


def summary(owed: Iterable[Obligation]) -> dict[str, Any]:
    """Return the figures of some obligations."""
    owed = list(owed)
    judged = [o for o in owed if o["action"] in JUDGED]
    rules = {o["rule"] for o in owed}
    incomplete = {o["rule"] for o in judged if o["outcome"] in {"open", "overdue"}}
    figures: dict[str, Any] = {
        "rules": {"flagged": len(rules), "complete": len(rules - incomplete), "incomplete": len(incomplete)},
        "on_deadline_day": sum(o["on_deadline_day"] for o in judged),
        "recorded_late": sum(o["recorded_late"] for o in judged),
        "recorded_late_opening": 0,
    }
    for action in (*JUDGED, "dispose_certificate"):
        outcomes = OUTCOMES if action in JUDGED else ("done", "pending")
        of = [o["outcome"] for o in owed if o["action"] == action]
        figures[action] = {"total": len(of), **{outcome: of.count(outcome) for outcome in outcomes}}
    return figures


def exceptions(seen: View, notice: str, owed: Sequence[Obligation]) -> dict[str, list[str]]:
    """Return what is out of order under the rules that the obligations are about, by id."""
    rules = {o["rule"] for o in owed}
    state = seen.state("notice", notice) or {}
    states, filings = seen.all("certificate"), seen.all("rule")
    settled = [o for o in owed if o["by"]]
    found: dict[str, set[str]] = {
        "in_force_under_deregistered_rule": {
            subject
            for subject, held in states.items()
            if held["status"] in IN_FORCE
            and held["rule"] in rules
            and filings[held["rule"]]["status"] == "deregistered"
        },
        "issued_under_closed_rule": {s for s in states if any(_misplaced(seen, s, rule) for rule in rules)},
        "settled_before_notice": {o["subject"] for o in settled if o["settled_on"] < state["issued_on"]},
        "not_reported": {o["subject"] for o in settled if o["by"]["reported_on"] is None},
        "undetermined_filing_day": {
            s for s, rule in filings.items() if rule["filed_on"] == state["cutoff_on"]
        },
    }
    return {name: sorted(ids) for name, ids in found.items()}


def _misplaced(seen: View, subject: str, rule: str) -> bool:
    """Tell whether it was issued or transferred under the rule on a day at whose end that was closed."""
    for row in seen.timeline("certificate", subject):
        moved = row["type"] == "CertificateTransferred" and not row["data"].get("superseded_by")
        if (moved or row["type"] == "CertificateIssued") and row["data"]["rule"] == rule:
            then = seen.on(row["effective_on"]).state("rule", rule)
            if then is not None and then["status"] != "filed":
                return True
    return False
