"""The balance checks with both sides and their result; a statement in which one fails is never made."""

import re
from collections.abc import Sequence

from cli.documents.document import Column, Paragraph, Section, Table
from cli.documents.statement.course import bracket
from cli.language import gettext as _
from cli.words import word
from projections.reports.statement.parts import Age, Statement, Term

TERMS = 5
"""Figures of a side that are written out; of more, only their number and sum."""

SPAN = re.compile("([0-9]+)-([0-9]*)")
"""Days overdue, as a balance names them."""

PARTS = {
    "judged": lambda: _("judged"),
    "outcomes": lambda: _("by outcome"),
    "actions": lambda: _("by obligation"),
    "ever": lambda: _("ever"),
    "owed": lambda: _("owed"),
    "grid": lambda: _("nine cells"),
    "lines": lambda: _("lines"),
    "settlements": lambda: _("settlements"),
    "burndown": lambda: _("burndown"),
    "opened": lambda: _("newly owed"),
    "settled": lambda: _("settled"),
    "closed": lambda: _("closed"),
    "remaining": lambda: _("remaining"),
    "unsettled": lambda: _("unsettled"),
    "closures": lambda: _("closures"),
    "ageing": lambda: _("ageing"),
    "certificates": lambda: _("certificates"),
    "ranking": lambda: _("ranking"),
    "bodies": lambda: _("bodies"),
    "irregularities": lambda: _("exceptions"),
    "population": lambda: _("population"),
    "conclusion": lambda: _("conclusion"),
    "report": lambda: _("report"),
}
"""Words for the parts of paths in a statement that are no codes of their own."""


def balances(statement: Statement) -> Section:
    """Return each balance, both sides in figures, and its result."""
    return Section(
        "balances",
        _("Balance checks"),
        [
            Paragraph(
                _(
                    "Balances checked: {count}; all hold. A report in which one fails is not written. "
                    "Figures come from different sources on the two sides."
                ).format(count=len(statement.balances)),
                "good",
            ),
            Table(
                "balances",
                [
                    Column("name", _("Balance")),
                    Column("left", _("Left side")),
                    Column("left_sum", _("Sum"), "count"),
                    Column("right", _("Right side")),
                    Column("right_sum", _("Sum"), "count"),
                    Column("result", _("Result")),
                ],
                [
                    {
                        "name": named(each.name),
                        "left": _side(each.left),
                        "left_sum": _sum(each.left),
                        "right": _side(each.right),
                        "right_sum": _sum(each.right),
                        "result": _("holds") if each.holds else _("fails"),
                    }
                    for each in statement.balances
                ],
            ),
        ],
    )


def named(path: str) -> str:
    """Return a balance's or a figure's path in words."""
    return " · ".join(_part(part) for part in path.split(".") if part)


def _part(part: str) -> str:
    if span := SPAN.fullmatch(part):
        first, last = span.groups()
        return bracket(Age(first=int(first), last=int(last) if last else None, rules=0, certificates=0))
    return PARTS[part]() if part in PARTS else word(part)


def _side(terms: Sequence[Term]) -> str:
    """Return a side in words: its figures with their signs, or how many there are where they are many."""
    if not terms:
        return _("nothing")
    if len(terms) == 1:
        return named(terms[0].name)
    above, below = _common(terms)
    if len(terms) > TERMS or above[:1] == ["ranking"]:  # its table has them, body by body
        title = named(".".join([*above, *below]))
        return _("{title}: sum of {count} figures").format(title=title, count=len(terms))
    inner = slice(len(above), -len(below) or None)
    written = ""
    for term in terms:
        sign = "− " if term.sign < 0 else "+ " if written else ""
        written += f" {sign}{named('.'.join(term.name.split('.')[inner]))} {term.value}"
    title, written = named(".".join([*above, *below])), written.strip()
    return _("{title}: {figures}").format(title=title, figures=written) if title else written


def _common(terms: Sequence[Term]) -> tuple[list[str], list[str]]:
    """Return the parts with which the paths of all terms begin, and with which they end."""
    paths = [term.name.split(".") for term in terms]
    shortest = min(map(len, paths)) - 1
    above = next((at for at in range(shortest) if len({path[at] for path in paths}) > 1), shortest)
    below = next(
        (at for at in range(shortest - above) if len({path[-1 - at] for path in paths}) > 1), shortest - above
    )
    return paths[0][:above], paths[0][len(paths[0]) - below :]


def _sum(terms: Sequence[Term]) -> int:
    return sum(term.sign * term.value for term in terms)
