"""The conclusion of a statement: whether what the notice asks for was done by its deadline."""

from collections.abc import Collection
from typing import Any

from domain.obligations import JUDGED, OUTCOMES
from projections.reports.compliance import Report
from projections.reports.statement.parts import BodyLine, Conclusion, Outcomes


def conclusion(report: Report, ranking: Collection[BodyLine]) -> Conclusion:
    """Return the conclusion from a report's figures."""
    summary: dict[str, Any] = report.summary
    judged = outcomes(summary)
    return Conclusion(
        verdict=_verdict(report, judged),
        judged=judged,
        rules_flagged=summary["rules"]["flagged"],
        rules_complete=summary["rules"]["complete"],
        rules_incomplete=summary["rules"]["incomplete"],
        bodies=len(ranking),
        bodies_outstanding=sum(line.judged.overdue > 0 for line in ranking),
        pending=summary["dispose_certificate"]["pending"],
        on_deadline_day=summary["on_deadline_day"],
        recorded_late=summary["recorded_late"],
        recorded_late_opening=summary["recorded_late_opening"],
    )


def outcomes(summary: dict[str, Any]) -> Outcomes:
    """Return how many judged obligations of a summary have each outcome."""
    counts = {name: sum(summary[action][name] for action in JUDGED) for name in OUTCOMES}
    return Outcomes(total=sum(summary[action]["total"] for action in JUDGED), **counts)


def _verdict(report: Report, judged: Outcomes) -> str:
    if report.status == "withdrawn":
        return "withdrawn"
    if not judged.total:
        return "nothing_flagged"
    if judged.overdue:
        return "outstanding"
    if judged.open:
        return "in_progress"
    return "fulfilled_late" if judged.late else "fulfilled"
