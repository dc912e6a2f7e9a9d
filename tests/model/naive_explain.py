"""What `explain` must print of a subject's entries, whole, worked out from the rows of the log alone."""

from collections.abc import Sequence
from typing import Any

import naive
import naive_clauses
import naive_report
import naive_show
from naive import Row, View


def explain(seen: View, kind: str, subject: str) -> dict[str, Any] | None:
    """Return the state with every entry of a subject, marked; None where the subject does not exist."""
    shown = naive_show.show(seen, kind, subject)
    if shown is None:
        return None
    own = [row for row in seen.rows if (row["kind"], row["subject"]) == (kind, subject)]
    own.sort(key=lambda row: (row["effective_on"], row["version"]))
    last_words = decides(seen, kind, subject)
    return {
        **shown,
        "by_calendar": shown["status"] == "expired",
        "entries": [
            {
                **row,
                "voided_by": naive.voids(seen).get(row["position"]),
                "clauses": naive_clauses.clauses(seen, row),
                "mark": mark(row, seen),
                "decides": [name for name, position in last_words if position == row["position"]],
            }
            for row in own
        ],
    }


def why_unexplained(seen: View, kind: str, subject: str) -> str:
    """Return the code of the error about a subject that does not exist in a view; its issue may be voided."""
    own = [row for row in seen.rows[: seen.position] if (row["kind"], row["subject"]) == (kind, subject)]
    begun = any(row["type"] in naive.FOUNDING for row in own)
    code = naive_show.why_unknown(seen, kind, subject)
    return "subject.voided" if begun and code != "subject.not_yet" else code


def mark(row: Row, seen: View) -> str:
    """Return what becomes of an entry in a view."""
    if row["position"] > seen.position:
        return "not_yet_known"
    if row["type"] == "EntryVoided":
        return "void"
    if row["position"] in naive.voids(seen):
        return "voided"
    return "counts" if row["effective_on"] <= seen.as_of else "not_yet_effective"


def decides(seen: View, kind: str, subject: str) -> list[tuple[str, int]]:
    """Return (what, position) of the last word on each thing that a state says."""
    timeline, state = seen.timeline(kind, subject), seen.state(kind, subject) or {}

    def last(*types: str) -> int:
        return int([row["position"] for row in timeline if row["type"] in types][-1])

    def telling(key: str) -> int:
        return int([row["position"] for row in timeline if row["data"].get(key) is not None][-1])

    match kind:
        case "certificate":
            turns = [row for row in timeline if _turns(row)]
            expired = state["status"] == "expired"
            moves = [row for row in timeline if row["data"].get("rule") and not _replaced(row)]
            return [
                ("status", telling("expires_on") if expired else turns[-1]["position"]),
                ("expiry", telling("expires_on")),
                ("rule", moves[-1]["position"]),
                ("holder", telling("holder")),
                *([("scope", telling("scope"))] if state["scope"] is not None else []),
            ]
        case "rule":
            flags = [naive_show.flagged(seen, subject, notice) for notice in state["flags"]]
            return [("status", rule_status(timeline)), *(("flag", position) for position in flags)]
        case "notice":
            withdrawn = state["status"] == "withdrawn"
            status = last("NoticeWithdrawn" if withdrawn else "NoticeIssued")
            return [("status", status), ("deadline", last("NoticeIssued", "DeadlineExtended"))]
    return [("status", timeline[0]["position"])]


def rule_status(timeline: Sequence[Row]) -> int:
    """Return the entry by which a rule stands as it does: of several flags the first."""
    flags: dict[str, tuple[str, int]] = {}
    found = withdrawn = 0
    for row in timeline:
        match row["type"]:
            case "RuleFlagged":
                flags[row["notice"]] = row["effective_on"], row["position"]
            case "RuleFlagWithdrawn":
                withdrawn = row["position"]
                flags.pop(row["notice"], None)
            case "RuleDeregistered":
                return int(row["position"])
            case "RuleFiled":
                found = row["position"]
    return min(flags.values())[1] if flags else withdrawn or found


TURNS = (
    *("CertificateIssued", "CertificateSuspended", "CertificateReinstated"),
    *("CertificateCancelled", "CertificateRevoked"),
)


def _turns(row: Row) -> bool:
    return row["type"] in TURNS or _replaced(row)


def _replaced(row: Row) -> bool:
    return row["data"].get("superseded_by") is not None


# Obligations -----------------------------------------------------------------


def obligation(seen: View, notice: str, owed: naive_report.Obligation) -> dict[str, Any]:
    """Return why something is owed, by when, and what became of it."""
    state = naive_report.terms(seen, notice) or {}
    row, by = naive_report.row(seen, notice, owed), owed["by"]
    judged = owed["action"] in naive_report.JUDGED
    flag = naive_show.flagged(seen, owed["rule"], notice)
    flagged_on = seen.rows[flag - 1]["effective_on"]
    found = in_force(seen, owed, flag)
    told = seen.timeline("notice", notice) or seen.on("9999-12-31").timeline("notice", notice)[:1]
    setting = [r for r in told if r["data"].get("deadline") or r["data"].get("to")]
    deadlines = [
        {
            "on": r["data"].get("deadline") or r["data"]["to"],
            "position": r["position"],
            "effective_on": r["effective_on"],
        }
        for r in setting
    ]
    same = ("action", "rule", "ground", "due_on", "outcome", "settled_on", "settled_by", "days")
    same += ("status_before", "on_deadline_day", "recorded_late", "opening")
    expired = by is None and owed["expires_on"] is not None and owed["expires_on"] < seen.as_of
    return {
        **{key: row[key] for key in same},
        "clauses": [c["clause"] for c in state["clauses"] if c["ground"] == owed["ground"]],
        "owed_from": found["on"],
        "flag": {"position": flag, "effective_on": flagged_on},
        "in_force": found,
        "deadline": state["deadline"] if judged else None,
        "deadline_set_by": setting[-1]["position"] if judged else None,
        "deadlines": deadlines if judged else [],
        "boundary": state["boundary"],
        "judged_by": state["judged_by"],
        "done_by": by and {key: by[key] for key in ("position", "type", "effective_on")},
        "recorded_on": by and naive.shanghai_day(by["recorded_at"]),
        "last_valid_on": owed["expires_on"] if expired else None,
    }


def in_force(seen: View, owed: naive_report.Obligation, flag: int) -> dict[str, Any]:
    """Return how the flag found it: its status, on which day, by which entries."""
    flagged_on = seen.rows[flag - 1]["effective_on"]
    if owed["subject"] == owed["rule"]:
        history = seen.timeline("rule", owed["rule"])
        before = history[: [row["position"] for row in history].index(flag)]
        status = (naive.fold(before, flagged_on) or {})["status"]
        told = {"status": status, "positions": [rule_status(before)], "expires_on": None}
        return {**told, "on": flagged_on, "issued_later": False}
    life = seen.timeline("certificate", owed["subject"])
    found = [row for row in life if row["effective_on"] < flagged_on]
    issue = life[0]
    later = not found
    found = [issue] if later else found
    state = naive.fold(found, "0001-01-01") or {}
    turning = [row for row in found if _turns(row)][-1]
    moved = [row for row in found if row["data"].get("rule")][-1]
    expiring = [row for row in found if row["data"].get("expires_on")][-1]
    return {
        "status": state["status"],
        "positions": sorted({row["position"] for row in (turning, moved, expiring)}),
        "expires_on": state["expires_on"],
        "on": issue["effective_on"] if later else flagged_on,
        "issued_later": later,
    }
