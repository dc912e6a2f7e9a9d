"""The sections of a compliance statement, worked out the slow way from the rows of the log alone."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import naive
import naive_report
from naive import Row, View
from naive_report import Obligation

Key = tuple[str, str, str]
"""Rule, subject, action."""

CATEGORIES = ("reduction", "disclosure", "neutrality")
SCHEMES = ("product", "management_system", "service")
SPANS = ((1, 7), (8, 30), (31, 90), (91, None))
ACTS = {"CertificateCancelled": "cancelled", "CertificateRevoked": "revoked"}


def obligations(seen: View, notice: str, body: str | None) -> list[Obligation]:
    """Return what is owed under the notice, of one body's rules or all."""
    owed = naive_report.obligations(seen, notice)
    return [o for o in owed if body is None or o["rule"].startswith(f"{body}/")]


def keys(owed: Iterable[Obligation]) -> set[Key]:
    """Return what is owed."""
    return {(o["rule"], o["subject"], o["action"]) for o in owed}


def ever(seen: View, notice: str, body: str | None) -> set[Key]:
    """Return what was owed at the end of any day up to the view's; more only when an entry takes effect."""
    days = {row["effective_on"] for row in seen.rows if row["effective_on"] <= seen.as_of}
    return {key for day in days for key in keys(obligations(seen.on(day), notice, body))}


def bridges(before: set[Key], now: set[Key]) -> dict[str, tuple[int, ...]]:
    """Return (ever, withdrawn, owed) of each action."""
    return {
        action: tuple(sum(key[2] == action for key in some) for some in (before, before - now, now))
        for action in (*naive_report.JUDGED, "dispose_certificate")
    }


def grid(seen: View, owed: Sequence[Obligation]) -> dict[tuple[str, str], tuple[dict[str, int], int]]:
    """Return (outcomes, incomplete) of each cell."""
    found = {}
    for category in CATEGORIES:
        for scheme in SCHEMES:
            of = [o for o in owed if _cell(seen, o) == (category, scheme)]
            figures = naive_report.summary(of)
            found[category, scheme] = figures["deregister_rule"], figures["rules"]["incomplete"]
    return found


def _cell(seen: View, owed: Obligation) -> tuple[str, str]:
    state = seen.state("rule", owed["rule"]) or {}
    return state["category"], state["scheme"]


def rules(seen: View, owed: Sequence[Obligation]) -> list[tuple[Any, ...]]:
    """Return (rule, ground, outcome, days, deregistered, refiling's outcome, refiled as, from when)."""
    lines = []
    for o in owed:
        if o["action"] != "deregister_rule":
            continue
        rule = o["rule"]
        history = seen.timeline("rule", rule)
        refiled = next((row for row in history if row["type"] == "RuleRefiled"), None)
        asked = [p["outcome"] for p in owed if (p["rule"], p["action"]) == (rule, "refile_rule")]
        lines.append(
            (
                *(rule, o["ground"], o["outcome"], o["days"], o["by"] and o["by"]["effective_on"]),
                *(asked[0] if asked else None, refiled and refiled["data"]["refiled_as"]),
                refiled and refiled["effective_on"],
            )
        )
    return sorted(lines)


def settlements(seen: View, owed: Iterable[Obligation]) -> Counter[tuple[Any, ...]]:
    """Return how many certificates there are of each action, act, former status and reason."""
    found: Counter[tuple[Any, ...]] = Counter()
    for o in owed:
        by: Row | None = o["by"]
        if by is None or o["subject"] == o["rule"]:
            continue
        life = seen.timeline("certificate", o["subject"])
        before = naive.fold(life[: life.index(by)], by["effective_on"]) or {}
        moved = "transferred" if o["action"] == "dispose_certificate" else "cancelled"
        found[o["action"], ACTS.get(by["type"], moved), before["status"], by["reason"]] += 1
    return found


def burndown(seen: View, notice: str, owed: Iterable[Obligation]) -> list[tuple[str, int, int, int, int]]:
    """Return (day, opened, settled, lapsed, remaining) of the days on which something changed."""
    changes: dict[str, list[int]] = {}
    for o in owed:
        if o["action"] not in naive_report.JUDGED:
            continue
        _ground, opened = (seen.state("rule", o["rule"]) or {})["flags"][notice]
        if o["subject"] != o["rule"]:
            opened = max(opened, (seen.state("certificate", o["subject"]) or {})["issued_on"])
        changes.setdefault(opened, [0, 0, 0])[0] += 1
        if o["by"] is not None:
            changes.setdefault(max(opened, o["by"]["effective_on"]), [0, 0, 0])[1] += 1
        elif o["outcome"] in {"late", "lapsed"}:
            changes.setdefault(max(opened, naive.plus(o["expires_on"], 1)), [0, 0, 0])[2] += 1
    steps, remaining = [], 0
    for day in sorted(changes):
        opened, settled, lapsed = changes[day]
        remaining += opened - settled - lapsed
        steps.append((day, opened, settled, lapsed, remaining))
    return steps


def closures(owed: Iterable[Obligation]) -> list[tuple[str, int, int]]:
    """Return (day, taken effect by then, recorded by then) of what was settled."""
    done = [o["by"] for o in owed if o["by"] is not None and o["action"] in naive_report.JUDGED]
    effective = [row["effective_on"] for row in done]
    recorded = [naive.shanghai_day(row["recorded_at"]) for row in done]
    return [
        (day, sum(on <= day for on in effective), sum(on <= day for on in recorded))
        for day in sorted({*effective, *recorded})
    ]


def ageing(owed: Iterable[Obligation]) -> list[tuple[int, int]]:
    """Return how many obligations of (rules, certificates) are overdue in each span."""
    found = []
    for first, last in SPANS:
        of = [o for o in owed if o["outcome"] == "overdue" and first <= o["days"] <= (last or o["days"])]
        rules = sum(o["subject"] == o["rule"] for o in of)
        found.append((rules, len(of) - rules))
    return found


def ranking(owed: Sequence[Obligation]) -> list[tuple[int, str, int, dict[str, int], int]]:
    """Return (rank, body, rules, outcomes, pending), the worst first."""
    found = []
    for body in {o["rule"].partition("/")[0] for o in owed}:
        of = [o for o in owed if o["rule"].startswith(f"{body}/")]
        judged = Counter(o["outcome"] for o in of if o["action"] in naive_report.JUDGED)
        shares = judged["overdue"] / judged.total(), judged["late"] / judged.total()
        outcomes = {outcome: judged[outcome] for outcome in naive_report.OUTCOMES}
        pending = sum(o["outcome"] == "pending" for o in of)
        found.append((shares, body, len({o["rule"] for o in of}), outcomes, pending))
    return sorted((1 + sum(other[0] > one[0] for other in found), *one[1:]) for one in found)


Case = tuple[str, int | None, str | None]


def irregularities(
    seen: View, notice: str, body: str | None, owed: Iterable[Obligation]
) -> dict[str, list[Case]]:
    """Return the cases that are not among the report's exceptions: (subject, position, effective day)."""
    late, back_dated, pending = [], set(), []
    for o in owed:
        by: Row | None = o["by"]
        if by is not None:
            case = o["subject"], by["position"], by["effective_on"]
            late += [case] if o["recorded_late"] else []
            back_dated |= {case} if by["effective_on"] < naive.shanghai_day(by["recorded_at"]) else set()
        elif o["outcome"] == "pending":
            pending.append((o["subject"], None, None))
    return {
        "recorded_late": sorted(late),
        "recorded_late_opening": [],
        "back_dated": sorted(back_dated),
        "back_dated_opening": [],
        "disposition_pending": sorted(pending),
        "voided": sorted(voided(seen, notice, body)),
    }


def voided(seen: View, notice: str, body: str | None) -> Iterable[Case]:
    """Yield the voided entries of subjects that were ever believed to owe something under the notice."""
    gone = {position for position, by in naive.log(seen.rows, seen.position) if by is not None}
    entries = [row for row in seen.rows if row["position"] in gone and row["effective_on"] <= seen.as_of]
    # Whether the notice was withdrawn is no matter: what it asked for was asked.
    rows = [row for row in seen.rows if row["type"] != "NoticeWithdrawn"]
    began = {
        row["effective_on"]
        for row in rows
        if row["type"] in {"RuleFlagged", "CertificateIssued"} and row["effective_on"] <= seen.as_of
    }
    believed: set[str] = set()
    for position in range(1, seen.position + 1) if entries else ():
        for day in began:
            believed |= {key[1] for key in keys(obligations(View(rows, day, position), notice, body))}
    for row in entries:
        if row["subject"] in believed:
            yield row["subject"], row["position"], row["effective_on"]
