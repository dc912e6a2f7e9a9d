"""Cases for a person to look at: how many of each kind, and which."""

from functools import cache

from cli.documents.document import Block, Column, Joined, Paragraph, Section, Table
from cli.documents.statement.irregularities import explained
from cli.documents.statement.tables import in_workbook
from cli.language import gettext as _
from cli.words import word
from projections.reports.statement.parts import Irregularity, Statement

CASES = 10
"""Cases of a kind that a page names; a workbook names all."""


def exceptions(statement: Statement) -> Section:
    """Return the irregularities: their counts, then the cases of each."""
    blocks: list[Block] = [
        Table(
            "exceptions",
            [
                Column("name", _("Kind")),
                Column("count", _("Count"), "count"),
                Column("meaning", _("What is counted")),
            ],
            [
                {"name": word(each.name), "count": each.count, "meaning": explained(each.name)}
                for each in statement.irregularities
            ],
            title=_("Exceptions by kind"),
        )
    ]
    found = [each for each in statement.irregularities if each.count]
    blocks += [_cases(each) for each in found]
    if not found:
        blocks.append(Paragraph(_("None was found."), "good"))
    return Section("exceptions", _("Exceptions"), blocks)


def _cases(each: Irregularity) -> Table:
    """Return the cases of a kind, put into words as they are written: there may be many."""
    said = cache(word)
    return Table(
        f"cases_{each.name}",
        [
            Column("subject", _("Subject"), "id"),
            Column("kind", _("Kind")),
            Column("position", _("Entry"), "id"),
            Column("day", _("Day"), "day"),
        ],
        (
            {
                "subject": case.subject,
                "kind": said(case.kind),
                "position": None if case.position is None else f"#{case.position}",
                "day": case.day,
            }
            for case in each.cases
        ),
        title=word(each.name),
        first_rows=CASES,
        more=in_workbook(),
        joined=Joined(_("Exceptions one by one"), _("Kind of exception")),
    )
