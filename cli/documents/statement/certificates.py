"""Certificates by how they ended, what they were before, and why."""

from collections.abc import Iterable

from cli.documents.document import Block, Column, Paragraph, Section, Table
from cli.language import gettext as _
from cli.words import word
from projections.reports.statement.parts import Settlement, Statement

FORMER = ("valid", "suspended")


def certificates(statement: Statement) -> Section:
    """Return the section of the certificates: those to settle, and those to dispose of, apart."""
    tables = {
        "settle_certificate": _("Certificates settled"),
        "dispose_certificate": _("Certificates disposed of"),
    }
    blocks: list[Block] = []
    for action, title in tables.items():
        ended = [each for each in statement.settlements if each.action == action]
        if ended:
            blocks.append(_table(action, title, ended))
    if not blocks:
        blocks.append(Paragraph(_("No certificate was cancelled, revoked or transferred under the notice.")))
    return Section("certificates", _("Certificates by act, former status and reason"), blocks)


def _table(action: str, title: str, ended: Iterable[Settlement]) -> Table:
    counts: dict[tuple[str, str | None], dict[str, int]] = {}
    for each in ended:
        row = counts.setdefault((each.act, each.reason), dict.fromkeys(FORMER, 0))
        row[each.former] += each.count
    rows = [
        {
            "act": word(act),
            "reason": _("none given") if reason is None else word(reason),
            **row,
            "total": sum(row.values()),
        }
        for (act, reason), row in counts.items()
    ]
    keys = (*FORMER, "total")
    return Table(
        action,
        [
            Column("act", _("Act")),
            Column("reason", _("Reason")),
            *(Column(former, _before(former), "count", sums=True) for former in FORMER),
            Column("total", word("total"), "count", sums=True),
        ],
        rows,
        title=title,
        total={"act": _("Total"), **{key: sum(_number(row[key]) for row in rows) for key in keys}},
    )


def _before(former: str) -> str:
    return _("formerly {status}").format(status=word(former))


def _number(value: object) -> int:
    assert isinstance(value, int), "counts are integers"
    return value
