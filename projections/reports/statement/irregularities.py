"""What a statement lists for a person to look at: each kind of case under a stable name."""

from collections.abc import Callable, Iterable, Iterator, Mapping

import msgspec

from domain import day
from domain.subject import of_stream
from ledger.codec import decode
from ledger.journal import Reader
from projections import states
from projections.reports.compliance import Basis
from projections.reports.exceptions import WHERE, values
from projections.reports.owed import OF_BODY, Scope
from projections.reports.statement.cases import Cases, Found, ranks
from projections.reports.statement.flagged import Filing
from projections.reports.statement.flagged import filings as filings_of
from projections.reports.statement.parts import Irregularity
from projections.reports.statement.tracks import Track, Tracks

ONCE = {
    "issued_under_closed_rule": "subject",
    "settled_before_notice": "subject",
    "not_reported": "subject",
    "back_dated": "entry",
    "back_dated_opening": "entry",
}
"""Of which kinds a subject, or an entry, is one case, however much it settled."""


def irregularities(
    reader: Reader, of: Basis, filings: Mapping[int, Filing], tracks: Tracks
) -> list[Irregularity]:
    """Return all of them by name, those without cases too; cases by id and position.

    The first five are the exceptions of the report, each subject once: a
    certificate in force under a deregistered rule, by the deregistration.
    `recorded_late` and `disposition_pending` are of obligations, as the report
    counts them. `back_dated` are the settling entries that took effect before
    the Shanghai day they were recorded on. Of both, those of opening imports
    stand apart under a name of their own. `voided` are the entries that no
    longer count, effective by the as-of day, of subjects that were ever
    believed to owe something under the notice.
    """
    scope, issued_on = of.scope, of.notice.issued_on
    bound = values(scope, of.notice, filings)

    def rows(columns: str, name: str) -> Iterator[tuple[int, ...]]:
        yield from reader.execute(f"SELECT {columns} FROM {WHERE[name]}", bound)

    def listed(is_case: Callable[[Track], bool]) -> Iterator[Found]:
        return _listed(tracks, is_case)

    closed = {
        rule: (filing.state.deregistered_position, filing.state.deregistered_on)
        for rule, filing in filings.items()
    }
    misplaced = rows("subject, settled_by, effective_from", "issued_under_closed_rule")
    filed = [subject for (subject,) in rows("subject", "undetermined_filing_day")]
    found: dict[str, Iterable[Found]] = {
        "in_force_under_deregistered_rule": (
            (subject, *closed[rule])
            for subject, rule in rows("subject, rule", "in_force_under_deregistered_rule")
        ),
        "issued_under_closed_rule": ((subject, at, day.text(on)) for subject, at, on in misplaced),
        "settled_before_notice": listed(lambda t: t.done and (t.settled_on or "") < issued_on),
        "not_reported": listed(lambda t: t.done and t.reported_on is None),
        "undetermined_filing_day": (
            (rule, filing.state.filed_position, filing.state.filed_on)
            for rule, filing in filings_of(reader, filed, scope.seen).items()
        ),
        "recorded_late": listed(lambda t: t.judgement.recorded_late and not t.opening),
        "recorded_late_opening": listed(lambda t: t.judgement.recorded_late and t.opening),
        "back_dated": listed(lambda t: t.back_dated and not t.opening),
        "back_dated_opening": listed(lambda t: t.back_dated and t.opening),
        "voided": _voided(reader, scope),
        "disposition_pending": listed(lambda t: t.judgement.outcome == "pending"),
    }
    told = {name: Cases(reader, cases) for name, cases in found.items()}
    ranked = ranks(reader, told.values())
    for name, cases in told.items():
        cases.sort(ranked, once=ONCE.get(name))
    return [Irregularity(name=name, count=len(cases), cases=cases) for name, cases in told.items()]


def _listed(tracks: Tracks, is_case: Callable[[Track], bool]) -> Iterator[Found]:
    """Yield the obligations whose tracks make them cases."""
    for track, members in tracks.items():
        if is_case(track):
            for subject, position in zip(members.subjects, members.positions, strict=True):
                yield subject, position or None, track.settled_on


def _voided(reader: Reader, scope: Scope) -> Iterator[Found]:
    """Yield what was voided of subjects that were ever among those of the notice, be it by that void."""
    seen = scope.seen
    voided: list[Found] = []
    for position, stream, name, data in reader.execute(
        "SELECT e.position, e.stream, e.name, e.data FROM voids v JOIN entries e ON e.position = v.position"
        " WHERE v.voided_by <= ? ORDER BY v.position",
        (seen.position,),
    ):
        on = decode(name, data).effective_on
        if on <= seen.as_of:
            voided.append((states.number_of(reader, of_stream(stream)), position, on))
    concerned = {
        subject
        for (subject,) in reader.execute(
            "SELECT DISTINCT o.subject FROM obligations o WHERE o.notice = :notice"
            " AND o.effective_from <= :day AND o.recorded_from <= :position"
            f" AND o.subject IN (SELECT value FROM json_each(:subjects)) AND {OF_BODY}",
            {**scope.values, "subjects": msgspec.json.encode([case[0] for case in voided]).decode()},
        )
    }
    yield from (case for case in voided if case[0] in concerned)
