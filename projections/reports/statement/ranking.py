"""The bodies of a statement, those with the largest share overdue first."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from domain.obligations import JUDGED
from ledger.journal import Reader
from projections.reports.bodies import bodies
from projections.reports.statement.conclusion import outcomes
from projections.reports.statement.parts import BodyLine, Outcomes
from projections.view import View


def ranking(reader: Reader, by_body: Iterable[Mapping[str, Any]], seen: View) -> list[BodyLine]:
    """Return the bodies that have flagged rules, from the report's groups by body; ties by number.

    After two that share rank 1 comes rank 3.
    """
    groups = {str(group["key"]): group["summary"] for group in by_body}
    judged = {body: outcomes(summary) for body, summary in groups.items()}
    registered = bodies(reader, groups, seen)
    shares = sorted((_share(judged[body]) for body in groups), reverse=True)
    lines = []
    for body, summary in sorted(groups.items()):
        known = registered[body]
        lines.append(
            BodyLine(
                rank=shares.index(_share(judged[body])) + 1,
                body=body,
                name=None if known is None else known.name,
                rules=summary["rules"]["flagged"],
                judged=judged[body],
                undone={action: summary[action]["overdue"] + summary[action]["open"] for action in JUDGED},
                pending=summary["dispose_certificate"]["pending"],
            )
        )
    return sorted(lines, key=lambda line: (line.rank, line.body))


def _share(judged: Outcomes) -> tuple[Fraction, Fraction]:
    """Return the shares overdue and late; every flagged rule owes something judged."""
    return Fraction(judged.overdue, judged.total), Fraction(judged.late, judged.total)
