"""The compliance report as a page for a terminal, and as flat rows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from cli.language import gettext as _
from cli.render.table import facts, grid, show
from cli.words import word
from domain.obligations import ACTIONS, DISPOSITIONS, JUDGED, OUTCOMES
from projections.reports.compliance import Report
from projections.reports.statement.parts import Statement

NAMED = 5
"""How many subjects of an exception the page names."""


def plain(report: Report) -> dict[str, Any]:
    """Return a report as programs read it; what was not asked for is left out, rows come as they are read."""
    values: dict[str, Any] = msgspec.to_builtins(msgspec.structs.replace(report, rows=None))
    if report.rows is not None:
        values["rows"] = map(msgspec.to_builtins, report.rows)
    return {k: v for k, v in values.items() if not (v is None and k in {"groups", "rows"})}


def full(statement: Statement) -> dict[str, Any]:
    """Return a statement as programs read it: the report's own keys, then those of the other sections.

    The irregularities come one by one: each may have very many cases.
    """
    sections: dict[str, Any] = {
        name: msgspec.to_builtins(getattr(statement, name)) if name != "irregularities" else None
        for name in statement.__struct_fields__
        if name != "report"
    }
    sections["irregularities"] = iter(statement.irregularities)
    return {**plain(statement.report), **sections}


def _heading(report: dict[str, Any]) -> str:
    """Return what the report is about."""
    known = report["known_at"]
    return facts(
        [
            (_("Notice"), report["notice"]),
            (_("Status"), word(report["status"])),
            (
                _("Deadline"),
                _("{deadline} (the day itself: {boundary}; judged by {judged_by})").format(
                    deadline=report["deadline"],
                    boundary=word(report["boundary"]),
                    judged_by=word(report["judged_by"]),
                ),
            ),
            (_("Body"), report["body"] or _("all bodies")),
            (_("As of"), report["as_of"]),
            (_("Known at"), f"#{known['position']} {show(known['recorded_at'])}"),
        ]
    )


def table(report: dict[str, Any]) -> str:
    """Return the whole report for a terminal of 80 columns."""
    parts = [_("Compliance report"), _heading(report), figures(report["summary"])]
    for group in report.get("groups", []):
        parts.append(f"{word(group['key'])}\n{figures(group['summary'])}")
    if "rows" in report:
        parts.append(_detail(report["rows"]))
    parts.append(exceptions(report["exceptions"]))
    parts.append(_findings(report["findings"]))
    return "\n\n".join(parts)


def figures(summary: Mapping[str, Any]) -> str:
    """Return the figures of a report, or of one of its groups."""
    rules = summary["rules"]
    body = []
    for action in JUDGED:
        counts = summary[action]
        body.append([word(action), str(counts["total"]), *(str(counts[outcome]) for outcome in OUTCOMES)])
    headings = [_("Obligation"), word("total"), *(word(outcome) for outcome in OUTCOMES)]
    judged = grid(body, headings, ["left", *["right"] * (len(headings) - 1)])
    disposed = summary["dispose_certificate"]
    lines = [
        _("Rules: {flagged} flagged, {complete} complete, {incomplete} incomplete").format(**rules),
        judged,
        _("Not judged: {total} dispositions of certificates, {done} done, {pending} pending").format(
            **disposed
        ),
        _("On the deadline day itself: {count}").format(count=summary["on_deadline_day"]),
        _("In time but recorded after the deadline: {count}, another {opening} in opening imports").format(
            count=summary["recorded_late"], opening=summary["recorded_late_opening"]
        ),
    ]
    return "\n".join(lines)


def _detail(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return every obligation, under its action."""
    headings = [_("Subject"), _("Outcome"), _("Settled"), _("Days")]
    shown: dict[str, list[list[str]]] = {action: [] for action in ACTIONS}
    for row in rows:
        shown[row["action"]].append(
            [
                row["subject"],
                word(row["outcome"]) + (" *" if row["recorded_late"] else ""),
                show(row["settled_on"]),
                show(row["days"]),
            ]
        )
    parts = []
    for action, cells in shown.items():
        if cells:
            drawn = grid(cells, headings, ["left", "left", "left", "right"])
            parts.append(f"{word(action)}\n{drawn}")
    parts.append(_("* in time, but recorded after the deadline") if parts else _("No obligations."))
    return "\n\n".join(parts)


def exceptions(cases: Mapping[str, Sequence[str]]) -> str:
    """Return how many exceptions there are of each name, with the first of them."""
    lines = [_("Exceptions")]
    for name, subjects in cases.items():
        lines.append(f"  {word(name)}: {len(subjects)}")
        lines += [f"    {subject}" for subject in subjects[:NAMED]]
        if len(subjects) > NAMED:
            lines.append(_("    … and {count} more").format(count=len(subjects) - NAMED))
    return "\n".join(lines)


def _findings(findings: Iterable[str]) -> str:
    findings = list(findings)
    if not findings:
        return _("Check: nothing found.")
    return "\n".join([_("Check"), *(f"  {finding(name)}" for name in findings)])


def finding(name: str) -> str:
    """Return a finding as words."""
    return " – ".join(word(part) for part in name.split("."))


# Flat ------------------------------------------------------------------------


def flat(report: dict[str, Any]) -> tuple[list[str], Iterable[dict[str, Any]]]:
    """Return (columns, rows): the obligations where they were asked for, else the figures by group."""
    shared = {key: report[key] for key in ("notice", "deadline", "due_on", "boundary", "judged_by", "as_of")}
    shared["known_at"] = report["known_at"]["position"]
    if "rows" in report:
        columns = ["subject", "kind", "action", "body", "rule", "ground", "due_on", "outcome", "settled_on"]
        columns += [
            "settled_by",
            "settled_by_type",
            "days",
            "status_before",
            "reason",
            "reported_on",
            "receipt",
        ]
        columns += ["notified_on", "on_deadline_day", "recorded_late", "opening"]
        return columns, _flat_rows(report["rows"])
    figures = [("", report["summary"]), *((g["key"], g["summary"]) for g in report.get("groups", []))]
    columns = [*shared, "group", "action", "total", *OUTCOMES, *DISPOSITIONS]
    rows = [
        {**shared, "group": key, "action": action, **summary[action]}
        for key, summary in figures
        for action in ACTIONS
    ]
    return columns, rows


def _flat_rows(rows: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    for row in rows:
        by = row["settled_by"] or {"position": None, "type": None}
        yield {**row, "settled_by": by["position"], "settled_by_type": by["type"]}
