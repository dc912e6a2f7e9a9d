"""A compliance report restated: which of its figures changed between two moments, and by which entries.

Both reports are of the same day, so whatever differs was learnt between the two.
A figure is named by its path in the report (`settle_certificate.overdue`,
`exceptions.not_reported`). What is counted otherwise is a `Move`: the moves
that joined a figure less those that left it are the figure's change. Only
obligations of whose subject, rule or notice something was learnt are looked at
one by one: no other can differ.
"""

from collections.abc import Iterable, Iterator

import msgspec

from domain.obligations import ACTIONS, COMPLETE, JUDGED
from domain.subject import Subject
from ledger import journal
from ledger.journal import Reader
from projections import states
from projections.causes import Cause, causes_at
from projections.reports.attribution import Attribution, Counted, Obligation
from projections.reports.compliance import Basis, Report, basis, report
from projections.reports.groups import subjects_of
from projections.reports.owed import learnt as learnt_of
from projections.reports.rows import Row
from projections.view import Known, View

KIND_OF_EXCEPTION = {
    "in_force_under_deregistered_rule": "certificate",
    "issued_under_closed_rule": "certificate",
    "undetermined_filing_day": "rule",
}
"""The others are of what is owed, rules and certificates."""


class Side(msgspec.Struct, frozen=True):
    """One of the two reports: what was known, and how the notice stood."""

    known_at: Known
    status: str
    deadline: str
    due_on: str


class Count(msgspec.Struct, frozen=True):
    """A figure that changed, with the entries that made it so."""

    count: str
    before: int
    after: int
    change: int
    positions: list[int]


class Move(msgspec.Struct, frozen=True, kw_only=True):
    """What is counted otherwise: an obligation, a rule as a whole, or an exception.

    `action` is the obligation's, `rules` of a rule as a whole, or the name of
    the exception; `before` and `after` are outcomes, `flagged`, `complete`,
    `incomplete`, or `listed`; None where it was not counted. `left` and
    `joined` name figures, `positions` the entries that made it so.
    """

    subject: str
    kind: str
    action: str
    rule: str | None
    before: str | None
    after: str | None
    left: list[str]
    joined: list[str]
    positions: list[int]


class Restated(msgspec.Struct, frozen=True, kw_only=True):
    """The figures that changed, what moved between them, and the entries behind it."""

    report: str = "compliance_restated"
    notice: str
    title: str
    as_of: str
    body: str | None
    before: Side
    after: Side
    counts: list[Count]
    moves: list[Move]
    entries: list[Cause]


class Made(msgspec.Struct, frozen=True):
    """A report; whether each flagged rule is complete, by id; the rows of which something was learnt.

    The rows are looked at more than once.
    """

    report: Report
    completeness: dict[str, str]
    rows: list[Row]


def restated(
    reader: Reader, notice: Subject, first: View, last: View, *, body: str | None = None
) -> Restated:
    """Return how the report of the day of `last` differs from what it was as known in `first`.

    Both views are of one day. Raises `Rejected` where the notice was not known in `first`.
    """
    then, now = both(reader, notice, first, last, body=body)
    return difference(reader, then, now, Attribution(reader, notice, first, last))


def both(
    reader: Reader, notice: Subject, first: View, last: View, *, body: str | None, by: str | None = None
) -> tuple[Made, Made]:
    """Return the report in both views; raises `Rejected` as `restated` does."""
    if not states.is_known(reader, notice, first.position):
        raise states.unknown(reader, notice, first)
    of_notice = journal.history(reader, notice.stream, known_at=last.position)
    anew = any(entry.position > first.position for entry in of_notice)
    learnt = None if anew else learnt_of(reader, first.position, last.position)
    then = _made(reader, basis(reader, notice, first, body), by, learnt)
    return then, _made(reader, basis(reader, notice, last, body), by, learnt)


def _made(reader: Reader, of: Basis, by: str | None, learnt: str | None) -> Made:
    made = report(reader, of, by=by, detail=True, learnt=learnt)
    return Made(made, _completeness(reader, of), list(made.rows or ()))


def _completeness(reader: Reader, of: Basis) -> dict[str, str]:
    """Return whether what is judged of each flagged rule is done, by id."""
    undone = {
        rule
        for rule, cohort, _count in of.found
        if cohort.case.action in JUDGED and cohort.judgement.outcome not in COMPLETE
    }
    ids = subjects_of(reader, of.rules)
    return {ids[rule].id: "incomplete" if rule in undone else "complete" for rule in of.rules}


def difference(reader: Reader, then: Made, now: Made, attribution: Attribution) -> Restated:
    """Return how one report differs from the other, and why."""
    obligations = list(_obligations(then, now, attribution))
    moves = [*_rules(then, now, obligations, attribution), *obligations, *_exceptions(then, now, attribution)]
    return Restated(
        notice=now.report.notice,
        title=now.report.title,
        as_of=now.report.as_of,
        body=now.report.body,
        before=_side(then.report),
        after=_side(now.report),
        counts=list(_counts(then, now, moves)),
        moves=moves,
        entries=list(causes_at(reader, {position for move in moves for position in move.positions})),
    )


def _side(report: Report) -> Side:
    return Side(report.known_at, report.status, report.deadline, report.due_on)


# What moved ------------------------------------------------------------------


def _obligations(then: Made, now: Made, attribution: Attribution) -> Iterator[Move]:
    """Yield the obligations that are counted otherwise; by action, rule, subject."""
    was, became = _by_obligation(then), _by_obligation(now)
    for key in sorted(was.keys() | became.keys()):
        before, after = was.get(key), became.get(key)
        left, joined = _counted(before), _counted(after)
        if left != joined:
            number, rule, subject = key
            action = ACTIONS[number]
            kind = next(row.kind for row in (before, after) if row is not None)
            yield Move(
                subject=subject,
                kind=kind,
                action=action,
                rule=rule,
                before=None if before is None else before.outcome,
                after=None if after is None else after.outcome,
                left=sorted(left - joined),
                joined=sorted(joined - left),
                positions=attribution.of_obligation(
                    Obligation(action, Subject("rule", rule), Subject(kind, subject))
                ),
            )


def _by_obligation(made: Made) -> dict[tuple[int, str, str], Row]:
    return {(ACTIONS.index(row.action), row.rule, row.subject): row for row in made.rows}


def _counted(row: Row | None) -> frozenset[str]:
    if row is None:
        return frozenset()
    return Counted(
        action=row.action,
        outcome=row.outcome,
        on_deadline_day=row.on_deadline_day,
        recorded_late=row.recorded_late,
        opening=row.opening,
    ).figures


def _rules(then: Made, now: Made, obligations: Iterable[Move], attribution: Attribution) -> Iterator[Move]:
    """Yield the rules that are flagged, or complete, otherwise; by id."""
    judged: dict[str, list[Move]] = {}
    for move in obligations:
        if move.action in JUDGED and move.rule is not None:
            judged.setdefault(move.rule, []).append(move)
    was, became = then.completeness, now.completeness
    for rule in sorted(was.keys() | became.keys()):
        before, after = was.get(rule), became.get(rule)
        anew = before is None or after is None
        if anew:
            flagged = before and "flagged", after and "flagged"
            yield _rule(rule, *flagged, attribution.of_flag(Subject("rule", rule)))
        if before != after:
            moves = [move for move in judged[rule] if anew or _is_done(move.before) != _is_done(move.after)]
            yield _rule(rule, before, after, sorted({p for move in moves for p in move.positions}))


def _is_done(outcome: str | None) -> bool:
    return outcome is None or outcome in COMPLETE


def _rule(rule: str, before: str | None, after: str | None, positions: list[int]) -> Move:
    return Move(
        subject=rule,
        kind="rule",
        action="rules",
        rule=rule,
        before=before,
        after=after,
        left=[] if before is None else [f"rules.{before}"],
        joined=[] if after is None else [f"rules.{after}"],
        positions=positions,
    )


def _exceptions(then: Made, now: Made, attribution: Attribution) -> Iterator[Move]:
    """Yield what became, or ceased to be, an exception; by name, then id."""
    kinds = {row.subject: row.kind for made in (then, now) for row in made.rows}
    for name, listed in now.report.exceptions.items():
        was, became = set(then.report.exceptions[name]), set(listed)
        for subject in sorted(was ^ became):
            kind = KIND_OF_EXCEPTION.get(name) or kinds[subject]
            figure = [f"exceptions.{name}"]
            yield Move(
                subject=subject,
                kind=kind,
                action=name,
                rule=None,
                before="listed" if subject in was else None,
                after="listed" if subject in became else None,
                left=figure if subject in was else [],
                joined=figure if subject in became else [],
                positions=attribution.of_exception(Subject(kind, subject)),
            )


# What they add up to ---------------------------------------------------------


def _counts(then: Made, now: Made, moves: Iterable[Move]) -> Iterator[Count]:
    """Yield the figures that changed, in the order of the report."""
    behind: dict[str, set[int]] = {}
    for move in moves:
        for figure in (*move.left, *move.joined):
            behind.setdefault(figure, set()).update(move.positions)
    was, became = dict(_figures(then.report)), dict(_figures(now.report))
    for figure, after in became.items():
        before = was[figure]
        if before != after:
            yield Count(figure, before, after, after - before, sorted(behind.get(figure, ())))


def _figures(report: Report) -> Iterator[tuple[str, int]]:
    """Yield the figures of a report by their paths."""
    for key, value in report.summary.items():
        if isinstance(value, dict):
            yield from ((f"{key}.{name}", number) for name, number in value.items())
        elif isinstance(value, int):
            yield key, value
    for name, listed in report.exceptions.items():
        yield f"exceptions.{name}", len(listed)
