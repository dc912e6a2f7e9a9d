"""The compliance statement of a notice: the report's figures in sections, with balances that prove them."""

import msgspec

from domain.subject import Subject
from ledger.journal import Reader
from projections.reports.compliance import basis, groups, report
from projections.reports.statement.ageing import ageing
from projections.reports.statement.balances import balances, checked
from projections.reports.statement.conclusion import conclusion
from projections.reports.statement.cover import cover
from projections.reports.statement.flagged import filings
from projections.reports.statement.grid import grid, rule_lines
from projections.reports.statement.irregularities import irregularities
from projections.reports.statement.origin import origin
from projections.reports.statement.parts import Statement
from projections.reports.statement.population import population
from projections.reports.statement.progress import burndown, closures
from projections.reports.statement.ranking import ranking
from projections.reports.statement.settlements import settlements
from projections.reports.statement.tracks import tracks
from projections.view import View


def statement(
    reader: Reader,
    notice: Subject,
    seen: View,
    *,
    by: str | None = None,
    body: str | None = None,
    detail: bool = False,
    corrects: int | None = None,
) -> Statement:
    """Return the statement of a notice in a view.

    With `by`, the report has figures for each group too; with `body`, only that
    body's rules and their certificates are counted; with `detail`, the report's
    rows are read as they are taken. `corrects` is the position at which the
    statement was published that this one corrects. Raises `Rejected`:
    `notice.unknown` …, and `report.unbalanced` where its figures do not add up.
    """
    of = basis(reader, notice, seen, body)
    made = report(reader, of, by=by, detail=detail)
    flagged = filings(reader, of.rules, seen)
    obligations = tracks(reader, of, flagged)
    ranked = ranking(reader, groups(reader, of, "body"), seen)
    draft = Statement(
        report=made,
        cover=cover(reader, of, corrects=corrects),
        conclusion=conclusion(made, ranked),
        population=population(reader, of, made),
        grid=grid(of, flagged),
        rules=rule_lines(of, flagged),
        settlements=settlements(obligations),
        burndown=burndown(obligations),
        closures=closures(obligations),
        ageing=ageing(of),
        ranking=ranked,
        irregularities=irregularities(reader, of, flagged, obligations),
        balances=[],
        origin=origin(reader, seen),
    )
    return checked(msgspec.structs.replace(draft, balances=balances(draft)))
