"""The deadline-compliance report of a notice: typed figures and rows, no rendering."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

import msgspec

from domain import timeline
from domain.notice import Notice
from domain.obligations import ACTIONS, COMPLETE, DISPOSITIONS, JUDGED, OUTCOMES, Deadline
from domain.subject import Subject
from ledger import journal
from ledger.journal import Reader
from projections import states
from projections.reports.cohorts import Cohort, cohorts
from projections.reports.exceptions import exceptions as exceptions_in
from projections.reports.groups import key_by
from projections.reports.owed import Scope
from projections.reports.owed import scope as scope_of
from projections.reports.rows import Owed, Row, judged
from projections.reports.rows import rows as rows_in
from projections.view import Known, View


class Tally:
    """Counts obligations, and the rules they belong to."""

    def __init__(self) -> None:
        self.counts = {
            action: dict.fromkeys(OUTCOMES if action in JUDGED else DISPOSITIONS, 0) for action in ACTIONS
        }
        self.rules: set[int] = set()
        self.incomplete: set[int] = set()
        self.on_deadline_day = self.recorded_late = self.recorded_late_opening = 0

    def add(self, rule: int, cohort: Cohort, count: int) -> None:
        """Count the obligations of a rule that are in a cohort."""
        action, judgement = cohort.case.action, cohort.judgement
        self.counts[action][judgement.outcome] += count
        self.rules.add(rule)
        if action not in JUDGED:
            return
        if judgement.outcome not in COMPLETE:
            self.incomplete.add(rule)
        if judgement.on_deadline_day:
            self.on_deadline_day += count
        if judgement.recorded_late and cohort.opening:
            self.recorded_late_opening += count
        elif judgement.recorded_late:
            self.recorded_late += count

    def summary(self) -> dict[str, object]:
        """Return the figures as the report prints them."""
        return {
            "rules": {
                "flagged": len(self.rules),
                "complete": len(self.rules) - len(self.incomplete),
                "incomplete": len(self.incomplete),
            },
            **{action: {"total": sum(counts.values()), **counts} for action, counts in self.counts.items()},
            "on_deadline_day": self.on_deadline_day,
            "recorded_late": self.recorded_late,
            "recorded_late_opening": self.recorded_late_opening,
        }


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """The report; `groups` and `rows` are None where they were not asked for.

    `rows` are read as they are taken, once, from the reader that made the report.
    """

    report: str = "compliance"
    notice: str
    title: str
    status: str
    deadline: str
    due_on: str
    boundary: str
    judged_by: str
    as_of: str
    known_at: Known
    body: str | None
    summary: dict[str, object]
    groups: list[dict[str, object]] | None
    rows: Iterator[Row] | None
    exceptions: dict[str, list[str]]
    findings: list[str]


class Basis(msgspec.Struct, frozen=True, kw_only=True):
    """What a report is made from: the notice as it stood, and its obligations in cohorts, by rule.

    `found` holds (number of a rule, cohort, how many of its obligations are in
    it): nothing where the notice is withdrawn.
    """

    notice: Notice
    deadline: Deadline
    scope: Scope
    found: list[tuple[int, Cohort, int]]

    @property
    def in_force(self) -> bool:
        """Tell whether the notice was not withdrawn."""
        return self.notice.withdrawn_on is None

    @property
    def rules(self) -> set[int]:
        """Return the numbers of the flagged rules."""
        return {rule for rule, _cohort, _count in self.found}


def basis(reader: Reader, notice: Subject, seen: View, body: str | None) -> Basis:
    """Return what a report is made from; raises `Rejected` where the notice is unknown."""
    state, deadline, scope = terms(reader, notice, seen, body)
    found = list(cohorts(reader, scope, deadline)) if state.withdrawn_on is None else []
    return Basis(notice=state, deadline=deadline, scope=scope, found=found)


def terms(reader: Reader, notice: Subject, seen: View, body: str | None) -> tuple[Notice, Deadline, Scope]:
    """Return a notice as it stood, its deadline and scope; raises `Rejected` where it is unknown."""
    state = notice_in(reader, notice, seen)
    deadline = Deadline(on=state.deadline, boundary=state.boundary, judged_by=state.judged_by)
    return state, deadline, scope_of(reader, notice, seen, body)


def owed(
    reader: Reader, notice: Subject, seen: View, body: str | None
) -> tuple[Deadline, Scope, Iterator[Owed]]:
    """Return a notice's deadline, whom it concerns, and its obligations, judged; none where withdrawn.

    They are read as they are taken. Raises `Rejected` where the notice is unknown.
    """
    state, deadline, scope = terms(reader, notice, seen, body)
    return deadline, scope, judged(reader, scope, deadline) if state.withdrawn_on is None else iter(())


def compliance(
    reader: Reader,
    notice: Subject,
    seen: View,
    *,
    by: str | None = None,
    body: str | None = None,
    detail: bool = False,
) -> Report:
    """Return the report of a notice in a view; raises `Rejected` where the notice is unknown.

    With `body`, only that body's rules and their certificates are counted.
    """
    return report(reader, basis(reader, notice, seen, body), by=by, detail=detail)


def report(
    reader: Reader, of: Basis, *, by: str | None = None, detail: bool = False, learnt: str | None = None
) -> Report:
    """Return the report that is made from this; its rows may be those `learnt` of alone."""
    state, deadline, scope, found, rules = of.notice, of.deadline, of.scope, of.found, of.rules
    seen = scope.seen
    total = Tally()
    for rule, cohort, count in found:
        total.add(rule, cohort, count)
    tallies = None if by is None else _tallies(reader, of, by)
    exceptions = exceptions_in(reader, scope, state, rules)
    return Report(
        notice=scope.notice.id,
        title=state.title,
        status=state.status,
        deadline=deadline.on,
        due_on=deadline.due_on,
        boundary=deadline.boundary,
        judged_by=deadline.judged_by,
        as_of=seen.as_of,
        known_at=seen.known_at,
        body=scope.body,
        summary=total.summary(),
        groups=None if tallies is None else _summaries(tallies),
        rows=rows_in(reader, scope, deadline, _judged(reader, of, learnt)) if detail else None,
        exceptions=exceptions,
        findings=_findings(
            total,
            None if tallies is None else tallies.values(),
            sum(count for _rule, _cohort, count in found),
            exceptions,
        ),
    )


def _judged(reader: Reader, of: Basis, learnt: str | None) -> Iterator[Owed]:
    return judged(reader, of.scope, of.deadline, learnt=learnt) if of.in_force else iter(())


def groups(reader: Reader, of: Basis, by: str) -> list[dict[str, object]]:
    """Return the groups of the report that is made from this, and nothing else of it."""
    return _summaries(_tallies(reader, of, by))


def _tallies(reader: Reader, of: Basis, by: str) -> dict[str, Tally]:
    found: defaultdict[str, Tally] = defaultdict(Tally)
    key = key_by(reader, by, of.rules, of.scope.seen)
    for rule, cohort, count in of.found:
        found[key(rule, cohort)].add(rule, cohort, count)
    return found


def _summaries(tallies: dict[str, Tally]) -> list[dict[str, object]]:
    return [{"key": key, "summary": tallies[key].summary()} for key in sorted(tallies)]


def notice_in(reader: Reader, notice: Subject, seen: View) -> Notice:
    """Return the notice as it stood; before its first day, as it was issued."""
    known = timeline.standing(journal.history(reader, notice.stream, known_at=seen.position))
    counted = timeline.until(known, seen.as_of) or known[:1]
    state = timeline.fold(counted, notice.aggregate.evolve)
    if state is None:
        raise states.unknown(reader, notice, seen)
    return state  # type: ignore[no-any-return]  # an Aggregate's states are of any type


# Checks ------------------------------------------------------------------------


def _findings(
    total: Tally, groups: Iterable[Tally] | None, owed: int, exceptions: dict[str, list[str]]
) -> list[str]:
    """Return what `--check` finds: stable names, none where all is well."""
    found = [
        f"{action}.{outcome}"
        for action in JUDGED
        for outcome in ("late", "overdue")
        if total.counts[action][outcome]
    ]
    found += [
        name for name in ("in_force_under_deregistered_rule", "issued_under_closed_rule") if exceptions[name]
    ]
    if sum(sum(counts.values()) for counts in total.counts.values()) != owed:
        found.append("sum.total")
    if sum(total.counts["deregister_rule"].values()) != len(total.rules):
        found.append("sum.rules")
    if groups is not None:
        for action in ACTIONS:
            for outcome, number in total.counts[action].items():
                if sum(tally.counts[action][outcome] for tally in groups) != number:
                    found.append(f"sum.{action}.{outcome}")
    return found
