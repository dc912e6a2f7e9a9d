"""The balance checks with their result; a statement in which one fails is not written."""

from collections.abc import Iterable

from cli.documents.document import Column, Paragraph, Section, Table
from cli.language import gettext as _
from cli.words import word
from domain.rejected import Rejected
from projections.reports.statement.parts import Balance, Statement, Term


def need_balance(statement: Statement) -> None:
    """Raise `Rejected` (`report.unbalanced`) where a balance does not hold."""
    failed = [balance for balance in statement.balances if not balance.holds]
    if failed:
        raise Rejected(
            "report.unbalanced", found=[f"{_side(each.left)} ≠ {_side(each.right)}" for each in failed]
        )


def balances(statement: Statement) -> Section:
    """Return each balance, both sides in figures, and its result."""
    return Section(
        "balances",
        _("Balance checks"),
        [
            Paragraph(
                _(
                    "{count} balances were checked, and all hold. A report in which one fails is not written."
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
                        "name": titled(each),
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


def titled(balance: Balance) -> str:
    """Return a balance's name in words."""
    return " – ".join(word(part) for part in balance.name.split("."))


def _side(terms: Iterable[Term]) -> str:
    """Return a side as a sum: each figure with its name."""
    text = ""
    for term in terms:
        sign = "−" if term.sign < 0 else "+" if text else ""
        text += f" {sign} {_named(term)} {term.value}" if text else f"{sign}{_named(term)} {term.value}"
    return text


def _named(term: Term) -> str:
    """Return a figure's name: the last parts of its path, in words."""
    return word(term.name.rpartition(".")[2])


def _sum(terms: Iterable[Term]) -> int:
    return sum(term.sign * term.value for term in terms)
