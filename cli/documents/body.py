"""One body's sheet as a document."""

from collections.abc import Iterable, Iterator

import msgspec

from cli.documents.document import (
    Block,
    Column,
    Document,
    Fact,
    Facts,
    Figure,
    Figures,
    Paragraph,
    Section,
    Table,
)
from cli.documents.filing import late
from cli.documents.overdue import to_do_columns, to_do_row
from cli.documents.reports import definitions, made, table_of, titled, within
from cli.documents.suspensions import outlasted
from cli.language import gettext as _
from cli.render.compliance import finding
from cli.words import word
from domain.obligations import JUDGED, OUTCOMES
from domain.subject import STATUSES
from projections.reports.body import NoticeSheet, Report
from projections.reports.notices import TOLD

NAMED_ALL = ("total", *OUTCOMES)


def document(report: Report) -> Document:
    """Return the sheet in the language in use; each notice has a section of its own."""
    return made(
        "body",
        _("Sheet of a body"),
        [
            _who(report),
            _rules(report),
            *(
                section
                for number, sheet in enumerate(report.notices, 1)
                for section in _notice(report.body, number, sheet)
            ),
            _suspensions(report),
            _filing(report),
            definitions(_terms(report)),
        ],
        as_of=report.as_of,
        known_at=report.known_at,
        subtitle=f"{report.body} {report.name}",
    )


def _who(report: Report) -> Section:
    facts = [
        Fact(_("Body"), report.body, "id"),
        Fact(_("Name"), report.name),
        Fact(_("Credit code"), report.credit_code, "id"),
        Fact(_("Contact"), report.contact),
        Fact(_("Registered on"), report.registered_on, "day"),
        Fact(_("As of"), report.as_of, "day"),
        Fact(_("Last entry known"), f"#{report.known_at.position}", "id"),
        Fact(_("Recorded at"), report.known_at.recorded_at, "moment"),
    ]
    in_force = report.certificates["valid"] + report.certificates["suspended"]
    overdue = sum(sheet.to_do.overdue for sheet in report.notices)
    figures = [
        Figure(_("Rules"), report.rules["total"]),
        Figure(_("Certificates in force"), in_force),
        Figure(titled("overdue"), overdue, tone="bad" if overdue else "good"),
        Figure(
            _("Findings"),
            len(report.findings),
            tone="watch" if report.findings else "good",
        ),
    ]
    blocks: list[Block] = [Facts(facts), Figures(figures), _findings(report)]
    if not report.notices:
        blocks.append(Paragraph(_("No notice concerns it.")))
    return Section("about", _("About this body"), blocks)


def _findings(report: Report) -> Block:
    rows = []
    for name in report.findings:
        notice, _colon, what = name.rpartition(": ")
        rows.append({"notice": notice or None, "finding": finding(what)})
    columns = [Column("notice", _("Notice"), "id"), Column("finding", _("Finding"))]
    return table_of(
        "findings", _("Findings"), columns, rows, count=len(rows), none=_("Check: nothing found.")
    )


def _rules(report: Report) -> Section:
    statuses = STATUSES["rule"]
    rows = [
        {
            "category": word(cell.category),
            "scheme": word(cell.scheme),
            **{key: getattr(cell, key) for key in ("rules", *statuses)},
        }
        for cell in report.cells
    ]
    rules = Table(
        "rules",
        [
            Column("category", _("Category")),
            Column("scheme", _("Scheme")),
            Column("rules", _("Rules"), "count", sums=True),
            *(Column(status, titled(status), "count", sums=True) for status in statuses),
        ],
        rows,
        title=_("Rules"),
        total={"category": _("Total"), **report.rules, "rules": report.rules["total"]},
    )
    certificates = Table(
        "certificates",
        [Column("status", _("Status")), Column("count", _("Certificates"), "count", sums=True)],
        [{"status": titled(s), "count": report.certificates[s]} for s in STATUSES["certificate"]],
        title=_("Certificates"),
        total={"status": _("Total"), "count": report.certificates["total"]},
    )
    return Section("holdings", _("Rules and certificates"), [rules, certificates])


def _suspensions(report: Report) -> Section:
    counted = report.suspensions.figures
    section = outlasted("suspensions", _("Suspensions"), report.suspensions.rows, body=report.body)
    figures = [
        Figure(_("Suspended"), counted.suspended),
        Figure(_("Past last day"), counted.past_until, tone="bad" if counted.past_until else "good"),
        Figure(
            _("Over {months} months").format(months=report.suspensions.months),
            counted.over_months,
            tone="bad" if counted.over_months else "good",
        ),
    ]
    return msgspec.structs.replace(section, blocks=[Figures(figures), *section.blocks])


def _filing(report: Report) -> Section:
    counted = report.filing.figures
    section = late(_("Filing of rules"), report.filing.rows, body=report.body)
    figures = [
        Figure(_("Rules"), counted.rules),
        Figure(_("In time"), counted.in_time),
        Figure(_("Late"), counted.late, tone="bad" if counted.late else "good"),
        Figure(_("Undated"), counted.undated, tone="watch" if counted.undated else "good"),
    ]
    return msgspec.structs.replace(section, blocks=[Figures(figures), *section.blocks])


# Notices -------------------------------------------------------------------------


def _notice(body: str, number: int, sheet: NoticeSheet) -> Iterator[Section]:
    """Yield what a notice asks of the body: its figures, what is to be done, who was not told."""
    yield Section(
        f"notice_{number}", sheet.notice, [_about(sheet), *_obligations(number, sheet)], begins_page=True
    )
    yield Section(
        f"cases_{number}",
        _("Cases under {notice}").format(notice=sheet.notice),
        [_to_do(body, number, sheet), _not_told(body, number, sheet), _exceptions(number, sheet)],
    )


def _about(sheet: NoticeSheet) -> Facts:
    deadlines = [
        Fact(
            _("Deadline, replaced") if each.replaced else _("Deadline"),
            each.deadline,
            "day",
        )
        for each in sheet.deadlines
    ]
    return Facts(
        [
            Fact(_("Title"), sheet.title),
            Fact(_("Status"), word(sheet.status)),
            *(deadlines or [Fact(_("Deadline"), sheet.deadline, "day")]),
            Fact(_("Last day in time"), sheet.due_on, "day"),
            Fact(_("Judged by"), word(sheet.judged_by)),
        ]
    )


def _obligations(number: int, sheet: NoticeSheet) -> Iterator[Block]:
    yield Figures(
        [
            Figure(_("Rules flagged"), sheet.summary["rules"]["flagged"]),
            Figure(titled("overdue"), sheet.to_do.overdue, tone="bad" if sheet.to_do.overdue else "good"),
            Figure(titled("pending"), sheet.to_do.pending, tone="watch" if sheet.to_do.pending else "plain"),
            Figure(_("Holders not told"), sheet.told.not_told, tone="bad" if sheet.told.not_told else "good"),
        ]
    )
    rows = [{"action": word(action), **sheet.summary[action]} for action in JUDGED]
    total = {name: sum(sheet.summary[action][name] for action in JUDGED) for name in NAMED_ALL}
    yield Table(
        f"obligations_{number}",
        [Column("action", _("Obligation")), *(Column(n, titled(n), "count", sums=True) for n in NAMED_ALL)],
        rows,
        title=_("Judged obligations"),
        total={"action": _("Total"), **total},
    )
    yield Table(
        f"told_{number}",
        [Column("told", _("Holders told")), Column("count", _("Certificates"), "count", sums=True)],
        [{"told": titled(when), "count": getattr(sheet.told, when)} for when in TOLD],
        title=_("Holders told"),
        total={"told": _("Total"), "count": sheet.told.certificates},
    )
    text = _("Not judged: {total} dispositions of certificates, {done} done, {pending} pending")
    yield Paragraph(text.format(**sheet.summary["dispose_certificate"]))


def _to_do(body: str, number: int, sheet: NoticeSheet) -> Block:
    return table_of(
        f"to_do_{number}",
        _("What is to be done"),
        to_do_columns(),
        [to_do_row(body, row) for row in sheet.undone],
        count=len(sheet.undone),
        none=_("Nothing is left to be done."),
    )


def _not_told(body: str, number: int, sheet: NoticeSheet) -> Block:
    columns = [
        Column("certificate", _("Certificate"), "id"),
        Column("holder", _("Holder")),
        Column("settled_on", _("Settled"), "day"),
        Column("outcome", _("Outcome")),
    ]
    rows = [
        {
            **msgspec.structs.asdict(row),
            "certificate": within(body, row.certificate),
            "outcome": word(row.outcome),
        }
        for row in sheet.not_told
    ]
    none = _("Every holder was told.")
    return table_of(f"not_told_{number}", _("Holders not told"), columns, rows, count=len(rows), none=none)


def _exceptions(number: int, sheet: NoticeSheet) -> Block:
    rows = [
        {"exception": word(name), "subject": subject}
        for name, subjects in sheet.exceptions.items()
        for subject in subjects
    ]
    return table_of(
        f"exceptions_{number}",
        _("Exceptions"),
        [Column("exception", _("Exception")), Column("subject", _("Subject"), "id")],
        rows,
        count=len(rows),
        none=_("No exceptions."),
    )


def _terms(report: Report) -> Iterable[tuple[str, str]]:
    return [
        (_("Certificates"), _("Those of the body, by status at the end of the day.")),
        (
            _("Judged obligations"),
            _(
                "To deregister and refile flagged rules and to settle their certificates; the outcomes "
                "add up to the total."
            ),
        ),
        (
            titled("pending"),
            _("Dispositions of certificates of misclassified rules, which no deadline judges."),
        ),
        (
            _("Holders not told"),
            _("Certificates affected by the notice with no entry that the holder was told."),
        ),
        (
            _("Suspensions"),
            _("Those past their own last day, or longer than {months} months.").format(
                months=report.suspensions.months
            ),
        ),
        (
            _("Filing of rules"),
            _("Rules filed more than {days} days after publication, or without a day of publication.").format(
                days=report.filing.days
            ),
        ),
    ]
