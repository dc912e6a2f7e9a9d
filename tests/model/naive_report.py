"""The compliance report, worked out the slow way from the rows of the log alone."""

from collections.abc import Iterable, Sequence
from typing import Any

import naive_show
from naive import ENDED, IN_FORCE, Row, State, View, between, fold, plus, shanghai_day

OUTCOMES = ("on_time", "late", "lapsed", "open", "overdue")
JUDGED = ("deregister_rule", "refile_rule", "settle_certificate")
ACTIONS = (*JUDGED, "dispose_certificate")
Obligation = dict[str, Any]


def report(seen: View, notice: str, by: str, body: str | None) -> dict[str, Any] | None:
    """Return the whole report of a notice, of one body's rules or all; None where the notice is unknown."""
    state = terms(seen, notice)
    if state is None:
        return None
    owed = [o for o in obligations(seen, notice) if body is None or o["rule"].startswith(f"{body}/")]
    total, listed = summary(owed), exceptions(seen, notice, owed)
    undetermined = "undetermined_filing_day"
    listed[undetermined] = [s for s in listed[undetermined] if body is None or s.startswith(f"{body}/")]
    groups: dict[str, list[Obligation]] = {}
    for o in owed:
        rule = {"body": o["rule"].partition("/")[0], **(seen.state("rule", o["rule"]) or {}), **o}
        groups.setdefault(rule[by], []).append(o)
    findings = [f"{a}.{outcome}" for a in JUDGED for outcome in ("late", "overdue") if total[a][outcome]]
    findings += [name for name in list(listed)[:2] if listed[name]]
    told = ("title", "status", "deadline", "boundary", "judged_by")
    return {
        "report": "compliance",
        "notice": notice,
        **{key: state[key] for key in told},
        "due_on": due_day(state),
        "as_of": seen.as_of,
        "known_at": naive_show.known_at(seen),
        "body": body,
        "summary": total,
        "groups": [{"key": key, "summary": summary(groups[key])} for key in sorted(groups)],
        "rows": [row(seen, notice, o) for o in sorted(owed, key=_order)],
        "exceptions": listed,
        "findings": findings,
    }


def terms(seen: View, notice: str) -> State | None:
    """Return a notice as it stood; before its first day as it was issued, None where it was not known."""
    known = seen.on("9999-12-31").timeline("notice", notice)
    return seen.state("notice", notice) or fold(known[:1], seen.as_of)


def due_day(state: State) -> str:
    """Return the last day in time."""
    return str(state["deadline"]) if state["boundary"] == "inclusive" else plus(state["deadline"], -1)


def _order(owed: Obligation) -> tuple[Any, ...]:
    rule, subject = (tuple(owed[key].split("/", 1)) for key in ("rule", "subject"))
    return rule, ACTIONS.index(owed["action"]), subject


def row(seen: View, notice: str, owed: Obligation) -> dict[str, Any]:
    """Return an obligation as the report prints it."""
    by: Row | None = owed["by"]
    kind = "rule" if owed["subject"] == owed["rule"] else "certificate"
    notified = [
        entry["effective_on"]
        for entry in seen.timeline(kind, owed["subject"])
        if entry["type"] == "HolderNotified" and entry["notice"] in {None, notice}
    ]
    keys = ("subject", "action", "rule", "ground", "due_on", "outcome", "settled_on", "days")
    return {
        **{key: owed[key] for key in (*keys, "on_deadline_day", "recorded_late")},
        "kind": kind,
        "body": owed["subject"].partition("/")[0],
        "settled_by": by and {"position": by["position"], "type": by["type"]},
        "status_before": status_before(seen, kind, owed),
        **{key: by and by[key] for key in ("reason", "reported_on", "receipt")},
        "notified_on": notified[0] if notified else None,
        "opening": by is not None and by["opening"],
    }


def status_before(seen: View, kind: str, owed: Obligation) -> str:
    """Return the status before it was settled, or now; without the calendar."""
    timeline, by = seen.timeline(kind, owed["subject"]), owed["by"]
    before = timeline if by is None else timeline[: timeline.index(by)]
    return "flagged" if by is None and kind == "rule" else str((fold(before, "0001-01-01") or {})["status"])


def obligations(seen: View, notice: str) -> list[Obligation]:
    """Return what is owed under a notice, judged; nothing once it is withdrawn."""
    state = terms(seen, notice)
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
    return [{**o, **_judge(o, seen.as_of, due_day(state), state["deadline"])} for o in found]


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
        "recorded_late": sum(o["recorded_late"] and not o["by"]["opening"] for o in judged),
        "recorded_late_opening": sum(o["recorded_late"] and o["by"]["opening"] for o in judged),
    }
    for action in (*JUDGED, "dispose_certificate"):
        outcomes = OUTCOMES if action in JUDGED else ("done", "pending")
        of = [o["outcome"] for o in owed if o["action"] == action]
        figures[action] = {"total": len(of), **{outcome: of.count(outcome) for outcome in outcomes}}
    return figures


def exceptions(seen: View, notice: str, owed: Sequence[Obligation]) -> dict[str, list[str]]:
    """Return what is out of order under the rules that the obligations are about, by id."""
    rules = {o["rule"] for o in owed}
    state = terms(seen, notice) or {}
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
