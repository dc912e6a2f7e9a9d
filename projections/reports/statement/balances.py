"""The balances of a statement: its figures, from different sources, that must add up to each other."""

from collections.abc import Iterator
from typing import Any

import msgspec

from domain.obligations import JUDGED, OUTCOMES
from domain.rejected import Rejected
from projections.reports.statement.parts import Balance, Statement, Term


def balances(made: Statement) -> list[Balance]:
    """Return every balance with its terms, whether it holds or not."""
    return [
        *_population(made),
        *_rules(made),
        *_certificates(made),
        *_progress(made),
        *_bodies(made),
        *_irregularities(made),
    ]


def checked(made: Statement) -> Statement:
    """Return the statement; raises `Rejected` (`report.unbalanced`) where its figures do not add up."""
    failed = [balance.name for balance in made.balances if not balance.holds]
    if failed:
        raise Rejected("report.unbalanced", balances=failed)
    return made


def _balance(name: str, left: list[Term], right: list[Term]) -> Balance:
    sums = [sum(term.sign * term.value for term in side) for side in (left, right)]
    return Balance(name=name, left=left, right=right, holds=sums[0] == sums[1])


def _terms(path: str, values: dict[str, int]) -> list[Term]:
    return [Term(name=f"{path}.{name}", value=value) for name, value in values.items()]


def _less(term: Term) -> Term:
    return msgspec.structs.replace(term, sign=-1)


# Population ------------------------------------------------------------------


def _population(made: Statement) -> Iterator[Balance]:
    """Yield the bridges: what was ever owed, less what was withdrawn, is owed, with some outcome."""
    summary: dict[str, Any] = made.report.summary
    rules = made.population.rules
    flagged = Term(name="population.rules.flagged", value=rules.flagged)
    yield _balance(
        "rules.flagged",
        [
            Term(name="population.rules.ever", value=rules.ever),
            Term(name="population.rules.withdrawn", value=rules.withdrawn, sign=-1),
        ],
        [flagged],
    )
    yield _balance(
        "rules.complete",
        [flagged],
        _terms("rules", {name: summary["rules"][name] for name in ("complete", "incomplete")}),
    )
    for bridge in made.population.obligations:
        path = f"population.{bridge.action}"
        owed = Term(name=f"{path}.owed", value=bridge.owed)
        yield _balance(
            f"{bridge.action}.owed",
            [
                Term(name=f"{path}.ever", value=bridge.ever),
                Term(name=f"{path}.withdrawn", value=bridge.withdrawn, sign=-1),
            ],
            [owed],
        )
        yield _balance(f"{bridge.action}.outcomes", [owed], _terms(path, bridge.outcomes))
    judged = made.conclusion.judged
    yield _balance(
        "judged.outcomes",
        [Term(name="conclusion.judged.total", value=judged.total)],
        _terms("conclusion.judged", {name: getattr(judged, name) for name in OUTCOMES}),
    )
    yield _balance(
        "judged.actions",
        [Term(name="conclusion.judged.total", value=judged.total)],
        [
            Term(name=f"population.{bridge.action}.owed", value=bridge.owed)
            for bridge in made.population.obligations
            if bridge.action in JUDGED
        ],
    )


# Rules and certificates ------------------------------------------------------


def _rules(made: Statement) -> Iterator[Balance]:
    """Yield how the grid and the list of rules add up to the flagged rules."""
    summary: dict[str, Any] = made.report.summary
    cells = {f"{cell.category}.{cell.scheme}": cell for cell in made.grid}
    for outcome in ("total", *OUTCOMES):
        yield _balance(
            f"grid.{outcome}",
            _terms(
                "grid", {f"{at}.{outcome}": getattr(cell.outcomes, outcome) for at, cell in cells.items()}
            ),
            [Term(name=f"deregister_rule.{outcome}", value=summary["deregister_rule"][outcome])],
        )
    yield _balance(
        "grid.incomplete",
        _terms("grid", {f"{at}.incomplete": cell.incomplete for at, cell in cells.items()}),
        [Term(name="rules.incomplete", value=summary["rules"]["incomplete"])],
    )
    yield _balance(
        "rules.lines",
        [Term(name="rules", value=len(made.rules))],
        [Term(name="population.rules.flagged", value=made.population.rules.flagged)],
    )


def _certificates(made: Statement) -> Iterator[Balance]:
    """Yield how the settlements add up to the outcomes; what expired unsettled had none."""
    summary: dict[str, Any] = made.report.summary
    settled, disposed = (
        Term(
            name=f"settlements.{action}",
            value=sum(line.count for line in made.settlements if line.action == action),
        )
        for action in ("settle_certificate", "dispose_certificate")
    )
    closed = {outcome: summary["settle_certificate"][outcome] for outcome in ("on_time", "late", "lapsed")}
    yield _balance(
        "settlements.settle_certificate",
        [settled, _steps(made, "lapsed")],
        _terms("settle_certificate", closed),
    )
    yield _balance(
        "settlements.dispose_certificate",
        [disposed],
        [Term(name="dispose_certificate.done", value=summary["dispose_certificate"]["done"])],
    )


def _steps(made: Statement, column: str) -> Term:
    return Term(name=f"burndown.{column}", value=sum(getattr(step, column) for step in made.burndown))


# Progress --------------------------------------------------------------------


def _progress(made: Statement) -> Iterator[Balance]:
    """Yield how burndown, closures and ageing end where the outcomes stand."""
    judged = made.conclusion.judged
    opened, settled, lapsed = (_steps(made, column) for column in ("opened", "settled", "lapsed"))
    remaining = Term(name="burndown.remaining", value=made.burndown[-1].remaining if made.burndown else 0)
    unsettled = _terms("conclusion.judged", {"open": judged.open, "overdue": judged.overdue})
    closed = {outcome: getattr(judged, outcome) for outcome in ("on_time", "late", "lapsed")}
    yield _balance("burndown.opened", [opened], [Term(name="conclusion.judged.total", value=judged.total)])
    yield _balance("burndown.closed", [settled, lapsed], _terms("conclusion.judged", closed))
    yield _balance("burndown.remaining", [opened, _less(settled), _less(lapsed)], [remaining])
    yield _balance("burndown.unsettled", [remaining], unsettled)
    for axis in ("effective", "recorded"):
        last = getattr(made.closures[-1], axis) if made.closures else 0
        yield _balance(f"closures.{axis}", [Term(name=f"closures.{axis}", value=last)], [settled])
    ages: dict[str, Any] = {f"{age.first}-{age.last or ''}": age for age in made.ageing}
    yield _balance(
        "ageing.rules",
        _terms("ageing", {f"{span}.rules": age.rules for span, age in ages.items()}),
        [_overdue(made, "deregister_rule"), _overdue(made, "refile_rule")],
    )
    yield _balance(
        "ageing.certificates",
        _terms("ageing", {f"{span}.certificates": age.certificates for span, age in ages.items()}),
        [_overdue(made, "settle_certificate")],
    )


def _overdue(made: Statement, action: str) -> Term:
    summary: dict[str, Any] = made.report.summary
    return Term(name=f"{action}.overdue", value=summary[action]["overdue"])


# Bodies ----------------------------------------------------------------------


def _bodies(made: Statement) -> Iterator[Balance]:
    """Yield how each column of the ranking adds up to the whole, and that each body is in it once."""
    conclusion, lines = made.conclusion, made.ranking
    columns = {"rules": conclusion.rules_flagged, "pending": conclusion.pending}
    for column, whole in columns.items():
        yield _balance(
            f"ranking.{column}",
            _terms("ranking", {f"{line.body}.{column}": getattr(line, column) for line in lines}),
            [Term(name=f"conclusion.{column}", value=whole)],
        )
    for outcome in ("total", *OUTCOMES):
        yield _balance(
            f"ranking.{outcome}",
            _terms("ranking", {f"{line.body}.{outcome}": getattr(line.judged, outcome) for line in lines}),
            [Term(name=f"conclusion.judged.{outcome}", value=getattr(conclusion.judged, outcome))],
        )
    yield _balance(
        "ranking.bodies",
        [Term(name="ranking", value=len(lines))],
        [Term(name="rules.bodies", value=len({line.body for line in made.rules}))],
    )


# Irregularities --------------------------------------------------------------


def _irregularities(made: Statement) -> Iterator[Balance]:
    """Yield how the cases add up to what the report counts and lists."""
    summary: dict[str, Any] = made.report.summary
    counts = {name: len(ids) for name, ids in made.report.exceptions.items()}
    counts["recorded_late"] = summary["recorded_late"]
    counts["recorded_late_opening"] = summary["recorded_late_opening"]
    counts["disposition_pending"] = summary["dispose_certificate"]["pending"]
    for found in made.irregularities:
        if found.name in counts:
            yield _balance(
                f"irregularities.{found.name}",
                [Term(name=f"irregularities.{found.name}", value=found.count)],
                [Term(name=f"report.{found.name}", value=counts[found.name])],
            )
