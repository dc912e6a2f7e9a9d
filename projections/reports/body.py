"""One body's sheet: who it is, what it has, what each notice asks of it, what is out of order.

Every figure is that of the report which judges it; nothing is judged here.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from domain.body import Body
from domain.notice import DeadlineExtended, NoticeIssued
from domain.obligations import JUDGED
from domain.rule import CATEGORIES, SCHEMES
from domain.subject import STATUSES, Subject
from ledger.journal import Reader
from projections import census, states
from projections.listing import listing
from projections.reports import compliance as compliance_report
from projections.reports import filing as filing_report
from projections.reports import notices as notices_report
from projections.reports import overdue as overdue_report
from projections.reports import suspensions as suspensions_report
from projections.view import Known, View

NO_RULES = {"flagged": 0, "complete": 0, "incomplete": 0}


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """The rules of one of the nine cells, by status: they add up to `rules`."""

    category: str
    scheme: str
    rules: int
    filed: int
    flagged: int
    deregistered: int


class Deadline(msgspec.Struct, frozen=True, kw_only=True):
    """A deadline that a notice or its extension set, published on `effective_on`; `replaced` by a later."""

    deadline: str
    effective_on: str
    position: int
    replaced: bool


class NoticeSheet(msgspec.Struct, frozen=True, kw_only=True):
    """What a notice asks of the body, and how far it has come.

    `summary` and `exceptions` are those of `report compliance`, `to_do` and
    `undone` of `report overdue`, `told` of `report notices`; `not_told` are the
    certificates whose holders were not told. `findings` is what `--check` finds.
    """

    notice: str
    title: str
    status: str
    deadline: str
    due_on: str
    boundary: str
    judged_by: str
    deadlines: list[Deadline]
    summary: dict[str, Any]
    to_do: overdue_report.Figures
    undone: list[overdue_report.Row]
    told: notices_report.Figures
    not_told: list[notices_report.Row]
    exceptions: dict[str, list[str]]
    findings: list[str]


class Outlasted(msgspec.Struct, frozen=True, kw_only=True):
    """What `report suspensions` says of the body."""

    months: int
    figures: suspensions_report.Figures
    rows: list[suspensions_report.Row]


class Filing(msgspec.Struct, frozen=True, kw_only=True):
    """What `report filing` says of the body."""

    days: int
    figures: filing_report.Figures
    rows: list[filing_report.Row]


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """The sheet; `rules` and `certificates` are counted by status, `cells` hold the rules again."""

    report: str = "body"
    body: str
    name: str
    credit_code: str | None
    contact: str | None
    registered_on: str
    as_of: str
    known_at: Known
    rules: dict[str, int]
    cells: list[Cell]
    certificates: dict[str, int]
    notices: list[NoticeSheet]
    suspensions: Outlasted
    filing: Filing
    findings: list[str]


def body(reader: Reader, subject: Subject, seen: View, *, only: Sequence[Subject] = ()) -> Report:
    """Return a body's sheet in a view; raises `Rejected` where the body, or a notice, is unknown in it.

    With `only`, those notices; else each that flagged a rule of the body, or lists one as an exception.
    """
    state = states.state_in(reader, subject, seen)
    if not isinstance(state, Body):
        raise states.unknown(reader, subject, seen)
    rules = list(listing(reader, "rule", seen, body=subject.id))
    sheets = [
        _sheet(reader, notice, seen, made) for notice, made in _concerning(reader, seen, subject, only, rules)
    ]
    outlasted = suspensions_report.suspensions(reader, seen, body=subject.id)
    filing = filing_report.filing(reader, seen, body=subject.id)
    return Report(
        body=subject.id,
        name=state.name,
        credit_code=state.credit_code,
        contact=state.contact,
        registered_on=state.registered_on,
        as_of=seen.as_of,
        known_at=seen.known_at,
        rules=_by_status("rule", Counter(str(rule["status"]) for rule in rules)),
        cells=_cells(rules),
        certificates=_certificates(reader, subject.id, seen),
        notices=sheets,
        suspensions=Outlasted(months=outlasted.months, figures=outlasted.summary, rows=outlasted.rows),
        filing=Filing(days=filing.days, figures=filing.summary, rows=filing.rows),
        findings=[
            *(f"{sheet.notice}: {finding}" for sheet in sheets for finding in sheet.findings),
            *(["suspensions"] if outlasted.rows else []),
            *(["filing"] if filing.rows else []),
        ],
    )


# What the body has ---------------------------------------------------------------


def _certificates(reader: Reader, body: str, seen: View) -> dict[str, int]:
    """Return the body's certificates by status, as `count` counts them."""
    counted = census.count(reader, "certificate", seen, ("body", "status"))
    return _by_status("certificate", {row["status"]: row["count"] for row in counted if row["body"] == body})


def _by_status(kind: str, counted: Mapping[str, int]) -> dict[str, int]:
    found = {status: counted.get(status, 0) for status in STATUSES[kind]}
    return {"total": sum(found.values()), **found}


def _cells(rules: Iterable[Mapping[str, Any]]) -> list[Cell]:
    """Return the cells of category and scheme that have rules."""
    counted = Counter((rule["category"], rule["scheme"], rule["status"]) for rule in rules)
    found = []
    for category in CATEGORIES:
        for scheme in SCHEMES:
            statuses = {status: counted[category, scheme, status] for status in STATUSES["rule"]}
            if any(statuses.values()):
                of_all = sum(statuses.values())
                found.append(Cell(category=category, scheme=scheme, rules=of_all, **statuses))
    return found


# What the notices ask of it --------------------------------------------------------


def _concerning(
    reader: Reader, seen: View, body: Subject, only: Iterable[Subject], rules: Iterable[Mapping[str, Any]]
) -> Iterator[tuple[Subject, compliance_report.Report]]:
    """Yield the notices that were asked for, or those that concern the body, with its compliance report."""
    flagged = {flag["notice"] for rule in rules for flag in rule["flags"]}
    known = [Subject("notice", str(state["id"])) for state in listing(reader, "notice", seen)]
    for notice in only or known:
        made = compliance_report.compliance(reader, notice, seen, body=body.id)
        owed = made.summary["rules"] != NO_RULES
        if only or notice.id in flagged or owed or any(made.exceptions.values()):
            yield notice, made


def _sheet(reader: Reader, notice: Subject, seen: View, made: compliance_report.Report) -> NoticeSheet:
    undone = overdue_report.overdue(reader, notice, seen, body=made.body)
    holders = notices_report.notices(reader, notice, seen, body=made.body)
    amiss = [f"told.{when}" for when in ("after", "not_told") if getattr(holders.summary, when)]
    return NoticeSheet(
        notice=notice.id,
        title=made.title,
        status=made.status,
        deadline=made.deadline,
        due_on=made.due_on,
        boundary=made.boundary,
        judged_by=made.judged_by,
        deadlines=_deadlines(reader, notice, seen),
        summary=made.summary,
        to_do=undone.summary,
        undone=[row for group in undone.groups for row in group.rows],
        told=holders.summary,
        not_told=[row for row in holders.rows if row.told == "not_told"],
        exceptions=made.exceptions,
        findings=[*made.findings, *amiss],
    )


def _deadlines(reader: Reader, notice: Subject, seen: View) -> list[Deadline]:
    """Return the deadlines of a notice in the order in which they were set."""
    set_by = [
        (entry.position, entry.event)
        for entry in states.timeline_in(reader, notice, seen)
        if isinstance(entry.event, NoticeIssued | DeadlineExtended)
    ]
    return [
        Deadline(
            deadline=event.deadline if isinstance(event, NoticeIssued) else event.to,
            effective_on=event.effective_on,
            position=position,
            replaced=number < len(set_by),
        )
        for number, (position, event) in enumerate(set_by, 1)
    ]


# Flat ------------------------------------------------------------------------------


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A figure of the sheet by its place: section, notice, what of it, which figure."""

    section: str
    notice: str | None
    group: str
    figure: str
    value: int


def lines(report: Report) -> list[Line]:
    """Return every figure of a sheet as a row of its own."""
    found: list[Line] = []

    def add(section: str, group: str, figures: Mapping[str, int], notice: str | None = None) -> None:
        for figure, value in figures.items():
            found.append(Line(section=section, notice=notice, group=group, figure=figure, value=value))

    add("rules", "", report.rules)
    for cell in report.cells:
        figures = {status: getattr(cell, status) for status in ("rules", *STATUSES["rule"])}
        add("cells", f"{cell.category}.{cell.scheme}", figures)
    add("certificates", "", report.certificates)
    for sheet in report.notices:
        for group in ("rules", *JUDGED, "dispose_certificate"):
            add("obligations", group, sheet.summary[group], sheet.notice)
        add("to_do", "", msgspec.structs.asdict(sheet.to_do), sheet.notice)
        add("told", "", msgspec.structs.asdict(sheet.told), sheet.notice)
        add("exceptions", "", {name: len(ids) for name, ids in sheet.exceptions.items()}, sheet.notice)
    add("suspensions", "", msgspec.structs.asdict(report.suspensions.figures))
    add("filing", "", msgspec.structs.asdict(report.filing.figures))
    return found
