"""A month's certificate changes as a document; its workbook has the 59 columns as they are handed in."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import msgspec

from cli.documents.document import Block, Column, Document, Fact, Figure, Kind, Paragraph, Section, Table
from cli.documents.reports import ROWS, about, definitions, listing, made, of_body, table_of, titled
from cli.language import gettext as _
from cli.words import listed, word
from domain import platform
from domain.certificate import STATUS_CODES
from domain.platform import COLUMNS, SEPARATOR
from domain.reasons import REASONS
from projections.reports.month import Late, Report

STATUS_OF = {code: status for status, code in STATUS_CODES.items()}

REASON_COLUMNS = ("replacement_reason", "suspension_reason", "withdrawal_reason")

FEW = 20
"""How many entries of opening imports a page shows."""

JOINED = "；"
"""Between the texts of one cell."""

KINDS: Mapping[str, Kind] = {"text": "text", "id": "id", "code": "id", "day": "day", "count": "count"}
"""What the columns hold, as documents name it."""

Again = Callable[[], Iterable[Mapping[str, Any]]]
"""Goes through the rows once more."""


class Rows:
    """Rows that each table goes through for itself, so that none need be held in memory."""

    def __init__(self, again: Again, shown: Callable[[Mapping[str, Any]], Mapping[str, Any]]) -> None:
        self._again = again
        self._shown = shown

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        """Yield the rows as they are shown."""
        return map(self._shown, self._again())


def document(report: Report, again: Again) -> Document:
    """Return the report in the language in use; `again` gives its rows each time it is called."""
    own = [entry for entry in report.late if not entry.opening]
    data = _("{first} to {last}").format(first=report.first, last=report.last)
    return made(
        "month",
        _("Certificate changes of a month"),
        [
            about(
                [
                    Fact(_("Month"), report.month),
                    Fact(_("Data"), data if report.complete else f"{data} ({_('the month is not over')})"),
                    Fact(_("Due on"), report.due_on, "day"),
                ],
                body=report.body,
                as_of=report.as_of,
                known_at=report.known_at,
                figures=[
                    Figure(_("Certificates that changed"), report.summary.certificates),
                    Figure(
                        _("Learnt after the day due"),
                        len(report.late),
                        note=_("{count} of them in opening imports").format(
                            count=len(report.late) - len(own)
                        ),
                        tone="watch" if own else "plain",
                    ),
                ],
            ),
            _figures(report),
            *([_by_body(report)] if report.groups else []),
            _changes(report, again),
            _late(report),
            _unknown(report),
            definitions(_terms()),
            _data(again),
        ],
        as_of=report.as_of,
        known_at=report.known_at,
        subtitle=report.month,
    )


def _figures(report: Report) -> Section:
    changes = [
        {"change": titled(change), "certificates": count} for change, count in report.summary.changes.items()
    ]
    statuses = [
        {"code": STATUS_CODES[status], "status": titled(status), "certificates": count}
        for status, count in report.summary.statuses.items()
    ]
    blocks: list[Block] = [
        Table(
            "changes",
            [Column("change", _("Kind of change")), Column("certificates", _("Certificates"), "count")],
            changes,
            title=_("By change"),
        ),
        Table(
            "statuses",
            [
                Column("code", _("Platform code"), "id"),
                Column("status", _("Status")),
                Column("certificates", _("Certificates"), "count", sums=True),
            ],
            statuses,
            title=_("By status at the end"),
            total={"code": _("Total"), "certificates": report.summary.certificates},
        ),
    ]
    return Section("figures", _("Figures"), blocks)


def _by_body(report: Report) -> Section:
    rows = [
        {"body": group.body, "certificates": group.figures.certificates, **group.figures.statuses}
        for group in report.groups
    ]
    columns = [
        Column("body", _("Body"), "id"),
        Column("certificates", _("Certificates"), "count", sums=True),
        *(Column(status, titled(status), "count", sums=True) for status in STATUS_CODES),
    ]
    total = {"body": _("Total"), "certificates": report.summary.certificates, **report.summary.statuses}
    return Section("bodies", _("Figures by body"), [Table("bodies", columns, rows, total=total)])


def _changes(report: Report, again: Again) -> Section:
    columns = [
        *of_body(report.body),
        Column("certificate", _("Certificate"), "id"),
        Column("organisation", _("Holder")),
        Column("changed_on", _("Changed on"), "day"),
        Column("changes", _("Changes")),
        Column("status_shown", _("Status")),
    ]
    count = report.summary.certificates
    none = _("No certificate changed.")
    return listing("certificates", _("Certificates"), columns, Rows(again, _shown), count=count, none=none)


def _shown(row: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        **row,
        "changes": listed(row["change_type"].split(SEPARATOR)),
        "status_shown": f"{row['status']} {word(STATUS_OF[row['status']])}",
    }


def _late(report: Report) -> Section:
    """Return what was learnt after the data was due; what opening imports took over stands apart."""
    title = _("Learnt after {due_on}").format(due_on=report.due_on)
    own = [entry for entry in report.late if not entry.opening]
    opening = [entry for entry in report.late if entry.opening]
    none = _("Nothing was learnt of this month after {due_on}.").format(due_on=report.due_on)
    blocks = [_entries("late", title, own, none=none)]
    if opening:
        blocks.append(
            _entries("late_opening", _("Taken over by opening imports"), opening, none=none, first=FEW)
        )
    return Section("late", title, blocks)


def _entries(name: str, title: str, entries: list[Late], *, none: str, first: int = ROWS) -> Block:
    columns = [
        Column("entry", _("Entry"), "id"),
        Column("subject", _("Certificate"), "id"),
        Column("type", _("Kind of entry"), "id"),
        Column("effective_on", _("Effective"), "day"),
        Column("recorded_on", _("Recorded on"), "day"),
        Column("effect", _("Effect")),
    ]
    rows = [
        {
            **msgspec.structs.asdict(entry),
            "entry": f"#{entry.position}",
            "type": entry.type if entry.voids is None else f"{entry.type} #{entry.voids}",
            "effect": word(entry.effect),
        }
        for entry in entries
    ]
    return table_of(name, title, columns, rows, count=len(rows), none=none, first=first)


def _unknown(report: Report) -> Section:
    columns = [
        Column("number", _("Column"), "count"),
        Column("name", _("Chinese heading")),
        Column("key", _("Key"), "id"),
    ]
    text = _("These {count} of the {columns} columns are left empty: the ledger does not record them.")
    blocks: list[Block] = [
        Paragraph(text.format(count=len(report.unknown_columns), columns=len(COLUMNS))),
        Table("unknown_columns", columns, [msgspec.structs.asdict(c) for c in report.unknown_columns]),
    ]
    return Section("unknown_columns", _("Columns left empty"), blocks)


def _terms() -> list[tuple[str, str]]:
    return [
        (
            _("Kind of change"),
            _(
                "An issue, amendment, suspension, reinstatement, cancellation, revocation, renewal or "
                "transfer that took effect in the month, or the first day on which a certificate had "
                "expired. A certificate has one row, with all its changes."
            ),
        ),
        (
            _("Due on"),
            _("The 10th of the next month, whatever day of the week or holiday that is."),
        ),
        (
            _("Status"),
            _("That at the end of the month, or of the day the report is as of where the month is not over."),
        ),
        (
            _("Reason of a cancellation"),
            _("The platform has no column for it; the reason of a revocation is in column 55."),
        ),
        (
            _("Learnt after the day due"),
            _(
                "Entries recorded after that day by which the row of a certificate is another, is new or is "
                "gone."
            ),
        ),
    ]


# The sheet that is handed in ----------------------------------------------------


def _data(again: Again) -> Section:
    """Return the 59 columns under their Chinese headings: the platform is Chinese in either language."""
    columns = [Column(c.key, c.name, KINDS[c.kind]) for c in COLUMNS]
    table = Table("data", columns, Rows(again, _handed_in), form=True)
    return Section("data", _("The 59 columns"), [table], detail=True)


def _handed_in(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a row as the platform is handed it: our own codes as their Chinese texts, in either language."""
    changes = row["change_type"].split(SEPARATOR)
    reasons = {key: REASONS.get(row[key], row[key]) for key in REASON_COLUMNS}
    return {**row, **reasons, "change_type": JOINED.join(platform.CHANGES[change] for change in changes)}
