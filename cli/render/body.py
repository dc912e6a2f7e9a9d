"""One body's sheet for a terminal of 80 columns."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cli.language import gettext as _
from cli.render import compliance
from cli.render.report import short
from cli.render.table import facts, grid, show
from cli.render.table import table as drawn
from cli.words import word

NAMED = 10
"""How many cases of a kind the page names; the other formats have all."""

WIDEST = 62
"""Columns of the terminal for a text beside what it is."""


def table(report: Mapping[str, Any]) -> str:
    """Return the whole sheet."""
    parts = [_("Sheet of a body"), _heading(report), _rules(report), _certificates(report)]
    if not report["notices"]:
        parts.append(_("No notice concerns it."))
    for sheet in report["notices"]:
        parts += _notice(sheet)
    parts += [_suspensions(report["suspensions"]), _filing(report["filing"]), _findings(report["findings"])]
    return "\n\n".join(parts)


def _heading(report: Mapping[str, Any]) -> str:
    known = report["known_at"]
    return facts(
        [
            (_("Body"), report["body"]),
            (_("Name"), short(report["name"], WIDEST)),
            (_("Credit code"), report["credit_code"]),
            (_("Contact"), short(report["contact"], WIDEST)),
            (_("Registered on"), report["registered_on"]),
            (_("As of"), report["as_of"]),
            (_("Known at"), f"#{known['position']} {show(known['recorded_at'])}"),
        ]
    )


def _rules(report: Mapping[str, Any]) -> str:
    statuses = ("filed", "flagged", "deregistered")
    body = [
        [word(cell["category"]), word(cell["scheme"]), str(cell["rules"]), *(str(cell[s]) for s in statuses)]
        for cell in report["cells"]
    ]
    body.append([_("Total"), "", *(str(report["rules"][key]) for key in ("total", *statuses))])
    headings = [_("Category"), _("Scheme"), _("Rules"), *map(word, statuses)]
    return f"{_('Rules')}\n{grid(body, headings, ['left', 'left', *['right'] * 4])}"


def _certificates(report: Mapping[str, Any]) -> str:
    return f"{_('Certificates')}\n{_counted(_worded(report['certificates']))}"


def _worded(figures: Mapping[str, int]) -> dict[str, int]:
    return {word(name): figure for name, figure in figures.items()}


def _counted(figures: Mapping[str, int]) -> str:
    """Return figures side by side under their names."""
    return grid([[str(figure) for figure in figures.values()]], [*figures], ["right"] * len(figures))


def _notice(sheet: Mapping[str, Any]) -> list[str]:
    deadlines = [
        _("{deadline}, replaced").format(**each) if each["replaced"] else each["deadline"]
        for each in sheet["deadlines"]
    ]
    about = [
        (_("Notice"), sheet["notice"]),
        (_("Status"), word(sheet["status"])),
        (_("Deadlines"), deadlines or sheet["deadline"]),
        (_("Last day in time"), sheet["due_on"]),
        (_("Judged by"), word(sheet["judged_by"])),
    ]
    parts = [facts(about), compliance.figures(sheet["summary"])]
    undone = [{**r, "action": word(r["action"]), "outcome": word(r["outcome"])} for r in sheet["undone"]]
    parts.append(
        _cases(
            _("Still to be done"),
            _worded(sheet["to_do"]),
            undone,
            {"action": _("Obligation"), "subject": _("Subject"), "outcome": _("Outcome"), "days": _("Days")},
            right=("days",),
        )
    )
    columns = {"certificate": _("Certificate"), "settled_on": _("Settled"), "outcome": _("Outcome")}
    not_told = [{**row, "outcome": word(row["outcome"])} for row in sheet["not_told"]]
    told = {
        _("Certificates"): sheet["told"]["certificates"],
        _("Earlier"): sheet["told"]["before"],
        _("Same day"): sheet["told"]["same_day"],
        _("Later"): sheet["told"]["after"],
        _("Unsettled"): sheet["told"]["unsettled"],
        _("Not told"): sheet["told"]["not_told"],
    }
    parts.append(_cases(_("Holders told"), told, not_told, columns))
    return [*parts, compliance.exceptions(sheet["exceptions"])]


def _suspensions(outlasted: Mapping[str, Any]) -> str:
    columns = {
        "certificate": _("Certificate"),
        "suspended_on": _("Suspended"),
        "suspended_until": _("Last day"),
        "days_past": _("Past"),
        "days_over": _("Over"),
    }
    figures = outlasted["figures"]
    counted = {
        _("Suspended"): figures["suspended"],
        _("Past last day"): figures["past_until"],
        _("Over {months} months").format(**outlasted): figures["over_months"],
    }
    return _cases(_("Suspensions"), counted, outlasted["rows"], columns, right=("days_past", "days_over"))


def _filing(filing: Mapping[str, Any]) -> str:
    columns = {
        "rule": _("Rule"),
        "published_on": _("Published"),
        "due_on": _("Due"),
        "filed_on": _("Filed"),
        "days_late": _("Late by"),
    }
    return _cases(
        _("Filing of rules"), _worded(filing["figures"]), filing["rows"], columns, right=("days_late",)
    )


def _cases(
    title: str,
    figures: Mapping[str, int],
    rows: Sequence[Mapping[str, Any]],
    columns: Mapping[str, str],
    *,
    right: Iterable[str] = (),
) -> str:
    """Return figures and the first of the cases behind them."""
    lines = [title, _counted(figures)]
    if rows:
        lines += ["", drawn(rows[:NAMED], columns, right=right)]
    if len(rows) > NAMED:
        lines.append(_("… and {count} more; the other formats have all").format(count=len(rows) - NAMED))
    return "\n".join(lines)


def _findings(findings: Sequence[str]) -> str:
    if not findings:
        return _("Check: nothing found.")
    return "\n".join([_("Check"), *(f"  {_finding(finding)}" for finding in findings)])


def _finding(name: str) -> str:
    """Return a finding as words, after the notice that it is under."""
    notice, colon, what = name.rpartition(": ")
    return f"{notice}{colon}{compliance.finding(what)}"
