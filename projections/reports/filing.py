"""Rules that were filed too long after their publication, or without a day of publication."""

from collections.abc import Iterable
from operator import attrgetter

import msgspec

from domain import day
from ledger.journal import Reader
from projections.listing import listing
from projections.reports.by_body import Group, groups
from projections.view import Known, View

DAYS = 30
"""备案 is due within 30 days of publication."""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A rule filed late, or undated: `due_on` and `days_late` are null without a day of publication."""

    rule: str
    body: str
    name: str
    status: str
    published_on: str | None
    due_on: str | None
    filed_on: str
    days_late: int | None
    finding: str


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """Rules, by whether they were filed in time: the last three add up to the first."""

    rules: int
    in_time: int
    late: int
    undated: int


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """The report: figures of all, of each body, and the rules that are late or undated."""

    report: str = "filing"
    as_of: str
    known_at: Known
    body: str | None
    days: int
    summary: Figures
    groups: list[Group[Figures]]
    rows: list[Row]


def filing(reader: Reader, seen: View, *, body: str | None = None, days: int = DAYS) -> Report:
    """Return how the rules of a view were filed, by body; rows are ordered by rule."""
    found = [_row(state, days) for state in listing(reader, "rule", seen, body=body)]
    return Report(
        as_of=seen.as_of,
        known_at=seen.known_at,
        body=body,
        days=days,
        summary=_figures(found),
        groups=groups(found, attrgetter("body"), _figures),
        rows=[row for row in found if row.finding != "in_time"],
    )


def _figures(rows: Iterable[Row]) -> Figures:
    findings = [row.finding for row in rows]
    return Figures(
        rules=len(findings),
        in_time=findings.count("in_time"),
        late=findings.count("late"),
        undated=findings.count("undated"),
    )


def _row(state: dict[str, str | None], days: int) -> Row:
    published_on, filed_on = state["published_on"], str(state["filed_on"])
    due_on = None if published_on is None else day.after(published_on, days)
    late = None if due_on is None or filed_on <= due_on else day.between(due_on, filed_on)
    return Row(
        rule=str(state["id"]),
        body=str(state["body"]),
        name=str(state["name"]),
        status=str(state["status"]),
        published_on=published_on,
        due_on=due_on,
        filed_on=filed_on,
        days_late=late,
        finding="undated" if due_on is None else "in_time" if late is None else "late",
    )
