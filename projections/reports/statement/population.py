"""The population of a statement: what was ever owed under the notice, and what of it is owed still."""

from typing import Any

from domain import day
from domain.obligations import ACTIONS
from ledger.journal import Reader
from projections import states
from projections.reports.compliance import Basis, Report
from projections.reports.owed import OF_BODY
from projections.reports.statement.parts import Bridge, Flow, Population
from projections.tables import ACTION_CODES

_EVER = (
    "SELECT "
    + ", ".join(
        f"count(*) FILTER (WHERE action = {code}), count(*) FILTER (WHERE action = {code} AND NOT owed)"
        for code in map(ACTION_CODES.__getitem__, ACTIONS)
    )
    + " FROM (SELECT o.action, max(:day < min(o.effective_to, :ended)) AS owed FROM obligations o"
    " WHERE o.notice = :notice AND o.effective_from <= :day AND o.effective_from < :ended"
    f" AND {states.KNOWN} AND {OF_BODY} GROUP BY o.rule, o.subject, o.action)"
)
"""Each rule, subject and action once, however often it was flagged anew; a voided flag never was.

`ended` is the day from which the notice is withdrawn: from it on nothing is owed.
"""


def population(reader: Reader, of: Basis, report: Report) -> Population:
    """Return the bridges; what is no longer owed is counted, not subtracted."""
    ended = day.FOREVER if of.in_force else day.number(of.notice.withdrawn_on or "")
    counts = reader.execute(_EVER, {**of.scope.values, "ended": ended}).fetchone()
    summary: dict[str, Any] = report.summary
    bridges = []
    for action, ever, withdrawn in zip(ACTIONS, counts[::2], counts[1::2], strict=True):
        outcomes = dict(summary[action])
        owed = outcomes.pop("total")
        bridges.append(Bridge(action=action, ever=ever, withdrawn=withdrawn, owed=owed, outcomes=outcomes))
    rules = bridges[0]  # every flagged rule is to be deregistered
    flow = Flow(ever=rules.ever, withdrawn=rules.withdrawn, flagged=summary["rules"]["flagged"])
    return Population(rules=flow, obligations=bridges)
