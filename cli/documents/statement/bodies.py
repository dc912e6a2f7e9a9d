"""Bodies ranked with their denominators, and the figures of the groups that were asked for."""

from typing import Any

from cli.documents.document import Block, Column, Paragraph, Section, Table
from cli.documents.statement.tables import ROWS, in_workbook, outcome_columns
from cli.language import gettext as _
from cli.words import word
from domain.obligations import JUDGED, OUTCOMES
from projections.reports.statement.parts import Statement

NAMES = ("total", *OUTCOMES)


def ranking(statement: Statement) -> Section:
    """Return the bodies, the largest share of overdue obligations first."""
    title = _("Bodies ranked")
    if not statement.ranking:
        return Section("ranking", title, [Paragraph(_("No body has a flagged rule."))])
    rows: list[dict[str, Any]] = [
        {
            "rank": line.rank,
            "body": line.body,
            "name": line.name,
            "rules": line.rules,
            **{name: getattr(line.judged, name) for name in NAMES},
            "overdue_share": (line.judged.overdue, line.judged.total),
            "late_share": (line.judged.late, line.judged.total),
            "pending": line.pending,
        }
        for line in statement.ranking
    ]
    total: dict[str, Any] = {key: sum(row[key] for row in rows) for key in ("rules", *NAMES, "pending")}
    total["overdue_share"] = (total["overdue"], total["total"])
    total["late_share"] = (total["late"], total["total"])
    blocks: list[Block] = [
        Paragraph(
            _(
                "Ranked by the share of overdue obligations among those judged, then by the share fulfilled "
                "late; equal shares share a rank. The denominator of both is the total beside them."
            )
        ),
        Table(
            "ranking",
            [
                Column("rank", _("Rank"), "count"),
                Column("body", _("Body"), "id"),
                Column("name", _("Name")),
                Column("rules", _("flagged rules"), "count", sums=True),
                *outcome_columns(),
                Column("overdue_share", _("Share overdue"), "share"),
                Column("late_share", _("Share late"), "share"),
                Column("pending", word("pending"), "count", sums=True),
            ],
            rows,
            total={"body": _("Total"), **total},
            first_rows=ROWS,
            more=in_workbook(),
        ),
    ]
    return Section("ranking", title, blocks)


def groups(statement: Statement) -> Section:
    """Return the judged obligations of each group."""
    rows: list[dict[str, Any]] = []
    for group in statement.report.groups or ():
        summary: Any = group["summary"]
        for action in JUDGED:
            rows.append({"group": word(group["key"]), "action": word(action), **summary[action]})
    total = {name: sum(row[name] for row in rows) for name in NAMES}
    return Section(
        "groups",
        _("Figures by group"),
        [
            Table(
                "groups",
                [Column("group", _("Group"), "id"), Column("action", _("Obligation")), *outcome_columns()],
                rows,
                total={"group": _("Total"), **total},
                first_rows=ROWS,
                more=in_workbook(),
            )
        ],
    )
