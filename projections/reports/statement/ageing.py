"""How long what is overdue has been so."""

from projections.reports.compliance import Basis
from projections.reports.statement.parts import Age

SPANS = ((1, 7), (8, 30), (31, 90), (91, None))
"""First and last day of each span; the last one is open."""


def ageing(of: Basis) -> list[Age]:
    """Return the overdue obligations of rules and of certificates in each span of days.

    Days are counted from the last day in time, as in the report: what became
    owed later is as old as the rest.
    """
    ages = []
    for first, last in SPANS:
        counts = {True: 0, False: 0}
        for _rule, cohort, count in of.found:
            judged = cohort.judgement
            days = judged.days or 0
            if judged.outcome == "overdue" and first <= days and (last is None or days <= last):
                counts[cohort.case.action == "settle_certificate"] += count
        ages.append(Age(first=first, last=last, rules=counts[False], certificates=counts[True]))
    return ages
