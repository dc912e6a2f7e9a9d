"""The flagged rules of a statement: in the nine cells of category and scheme, and one by one."""

from collections import Counter
from collections.abc import Iterable, Mapping

from domain.obligations import COMPLETE, JUDGED, Judgement
from domain.rule import CATEGORIES, SCHEMES
from projections.reports.compliance import Basis
from projections.reports.statement.flagged import Filing
from projections.reports.statement.parts import Cell, Outcomes, RuleLine


def grid(of: Basis, filings: Mapping[int, Filing]) -> list[Cell]:
    """Return the nine cells, those without flagged rules too; by category, then scheme."""
    counts: Counter[tuple[str, str, str]] = Counter()
    incomplete = {
        rule
        for rule, cohort, _count in of.found
        if cohort.case.action in JUDGED and cohort.judgement.outcome not in COMPLETE
    }
    for rule, cohort, count in of.found:
        if cohort.case.action == "deregister_rule":
            state = filings[rule].state
            counts[state.category, state.scheme, cohort.judgement.outcome] += count
    left = Counter((filings[rule].state.category, filings[rule].state.scheme) for rule in incomplete)
    return [
        Cell(
            category=category,
            scheme=scheme,
            outcomes=_outcomes({o: n for (c, s, o), n in counts.items() if (c, s) == (category, scheme)}),
            incomplete=left[category, scheme],
        )
        for category in CATEGORIES
        for scheme in SCHEMES
    ]


def _outcomes(counts: Mapping[str, int]) -> Outcomes:
    return Outcomes(total=sum(counts.values()), **counts)


def rule_lines(of: Basis, filings: Mapping[int, Filing]) -> list[RuleLine]:
    """Return the flagged rules by id."""
    deregistered = {rule: (ground, judged) for rule, ground, judged in _judged(of, "deregister_rule")}
    refiled = {rule: judged.outcome for rule, _ground, judged in _judged(of, "refile_rule")}
    lines = []
    for number, filing in filings.items():
        ground, judged = deregistered[number]
        state = filing.state
        lines.append(
            RuleLine(
                rule=filing.rule.id,
                name=state.name,
                body=filing.body,
                category=state.category,
                scheme=state.scheme,
                ground=ground,
                outcome=judged.outcome,
                deregistered_on=state.deregistered_on,
                days=judged.days,
                refile_outcome=refiled.get(number),
                refiled_as=state.superseded_by,
                refiled_on=filing.refiled_on,
            )
        )
    return lines


def _judged(of: Basis, action: str) -> Iterable[tuple[int, str, Judgement]]:
    """Yield (rule, ground, judgement) of what each rule itself owes at most once."""
    for rule, cohort, _count in of.found:
        if cohort.case.action == action:
            yield rule, cohort.ground, cohort.judgement
