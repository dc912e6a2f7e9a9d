"""For random histories, every section of a compliance statement is the naive model's, from any view."""

from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import msgspec
import naive
import naive_report
import naive_statement as model
from histories import BODY, NOTICES, OTHER, Clerk, ledger
from hypothesis import given, note
from hypothesis import strategies as st
from stories import SEARCH, Story, stand, stories

from domain.obligations import JUDGED
from domain.rejected import Rejected
from domain.subject import Subject
from ledger.database import connect
from projections.reports.rows import Row
from projections.reports.statement.parts import Outcomes, Statement
from projections.reports.statement.statement import statement
from projections.view import KnownAt, View, view


@contextmanager
def read(clerk: Clerk, seen: naive.View) -> Iterator[tuple[Any, View]]:
    """Yield a reader, and the view that the model has."""
    with closing(connect(str(clerk._path), writing=False)) as reader:
        known_at = KnownAt(position=seen.position) if seen.position else KnownAt(day="1970-01-01")
        yield reader, view(reader, as_of=seen.as_of, known_at=known_at, today=seen.as_of)


def made(clerk: Clerk, seen: naive.View, notice: str, body: str | None) -> Statement | None:
    """Return the statement with its rows, or None where the notice is unknown."""
    with read(clerk, seen) as (reader, at):
        try:
            found = statement(reader, Subject("notice", notice), at, body=body, detail=True)
        except Rejected as error:
            assert error.code in {"notice.unknown", "subject.not_yet", "subject.not_yet_known"}, error
            return None
        same_as_rows(found, list(found.report.rows or ()))
        listed = [msgspec.structs.replace(each, cases=list(each.cases)) for each in found.irregularities]
        return msgspec.structs.replace(found, irregularities=listed)


@SEARCH
@given(stories, st.sampled_from((None, None, BODY, OTHER)))
def test_every_section_of_a_statement_is_that_of_the_model(story: Story, body: str | None) -> None:
    with ledger(story[0]) as clerk:
        rows = clerk.log()
        for asked in story[1][:3]:
            seen, _options = stand(rows, asked)
            for notice in NOTICES.values():
                found = made(clerk, seen, notice, body)
                if found is not None and seen.state("notice", notice) is not None:
                    same_sections(found, seen, notice, body)


def same_sections(found: Statement, seen: naive.View, notice: str, body: str | None) -> None:
    """Compare all that the model knows; the balances hold, or there would be no statement."""
    assert found.balances
    assert all(balance.holds for balance in found.balances)
    owed = model.obligations(seen, notice, body)
    note(f"owed: {owed}")
    bridges = {b.action: (b.ever, b.withdrawn, b.owed) for b in found.population.obligations}
    assert bridges == model.bridges(model.ever(seen, notice, body), model.keys(owed))
    flow = found.population.rules
    assert (flow.ever, flow.withdrawn, flow.flagged) == bridges["deregister_rule"]
    cells = {(cell.category, cell.scheme): (_plain(cell.outcomes), cell.incomplete) for cell in found.grid}
    assert cells == model.grid(seen, owed)
    lines = [
        (
            *(line.rule, line.ground, line.outcome, line.days, line.deregistered_on),
            *(line.refile_outcome, line.refiled_as, line.refiled_on),
        )
        for line in found.rules
    ]
    assert lines == model.rules(seen, owed)
    settled = Counter({(s.action, s.act, s.former, s.reason): s.count for s in found.settlements})
    assert settled == model.settlements(seen, owed)
    steps = [(s.day, s.opened, s.settled, s.lapsed, s.remaining) for s in found.burndown]
    assert steps == model.burndown(seen, notice, owed)
    assert [(c.day, c.effective, c.recorded) for c in found.closures] == model.closures(owed)
    assert [(age.rules, age.certificates) for age in found.ageing] == model.ageing(owed)
    ranked = [(b.rank, b.body, b.rules, _outcomes(b.judged), b.pending) for b in found.ranking]
    assert ranked == model.ranking(owed)
    same_cases(found, seen, notice, body, owed)


MADE_BY = {
    "in_force_under_deregistered_rule": {"RuleDeregistered"},
    "issued_under_closed_rule": {"CertificateIssued", "CertificateTransferred"},
    "undetermined_filing_day": {"RuleFiled"},
}
SETTLING = {
    "RuleDeregistered",
    "RuleRefiled",
    "CertificateCancelled",
    "CertificateRevoked",
    "CertificateTransferred",
}


def same_cases(
    found: Statement, seen: naive.View, notice: str, body: str | None, owed: list[naive_report.Obligation]
) -> None:
    """Compare the irregularities; those that are exceptions of the report by their subjects."""
    cases = {listed.name: list(listed.cases) for listed in found.irregularities}
    assert {name: len(of) for name, of in cases.items()} == {i.name: i.count for i in found.irregularities}
    exceptions = naive_report.exceptions(seen, notice, owed)
    filed = exceptions["undetermined_filing_day"]
    exceptions["undetermined_filing_day"] = [i for i in filed if body is None or i.startswith(f"{body}/")]
    for name, listed in exceptions.items():
        assert [case.subject for case in cases[name]] == listed, name
        for case in cases[name]:
            entry = seen.rows[(case.position or 0) - 1]
            assert (entry["position"], entry["effective_on"]) == (case.position, case.day)
            assert entry["type"] in MADE_BY.get(name, SETTLING)
    expected = model.irregularities(seen, notice, body, owed)
    for name, told in expected.items():
        assert [(case.subject, case.position, case.day) for case in cases[name]] == told, name
    assert set(cases) == {*exceptions, *expected}
    kinds = {row["subject"]: row["kind"] for row in seen.rows}
    assert all(kinds[case.subject] == case.kind for of in cases.values() for case in of)


def same_as_rows(found: Statement, rows: list[Row]) -> None:
    """Compare with the rows of the report, one by one."""
    judged = [row for row in rows if row.action in JUDGED]
    outcomes = Counter(row.outcome for row in judged)
    assert found.conclusion.judged == Outcomes(total=len(judged), **outcomes)
    assert found.conclusion.pending == sum(row.outcome == "pending" for row in rows)
    assert found.conclusion.bodies == len({row.rule.partition("/")[0] for row in rows})
    done = Counter((row.action, row.status_before, row.reason) for row in rows if _ends_certificate(row))
    lines = Counter[Any]()
    for line in found.settlements:
        lines[line.action, line.former, line.reason] += line.count
    assert lines == done
    gone = Counter(row.settled_on for row in judged if row.settled_by is not None)
    taken = {step.day: step.settled for step in found.burndown if step.settled}
    assert sum(taken.values()) == gone.total()
    closed = [(closure.day, closure.effective) for closure in found.closures]
    assert closed == [(day, sum(n for on, n in gone.items() if on and on <= day)) for day, _ in closed]


def _ends_certificate(row: Row) -> bool:
    return row.kind == "certificate" and row.settled_by is not None


def _plain(outcomes: Outcomes) -> dict[str, int]:
    return dict(msgspec.structs.asdict(outcomes))


def _outcomes(outcomes: Outcomes) -> dict[str, int]:
    return {name: number for name, number in _plain(outcomes).items() if name != "total"}
