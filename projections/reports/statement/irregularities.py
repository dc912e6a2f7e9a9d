"""What a statement lists for a person to look at: each kind of case under a stable name."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

import msgspec

from domain import day
from domain.subject import of_stream
from ledger.codec import decode
from ledger.journal import Reader
from projections import states
from projections.reports.compliance import Basis
from projections.reports.exceptions import WHERE, values
from projections.reports.owed import OF_BODY, Scope
from projections.reports.statement.flagged import Filing
from projections.reports.statement.flagged import filings as filings_of
from projections.reports.statement.parts import Case, Irregularity
from projections.reports.statement.tracks import Track, Tracks
from projections.tables import KINDS

Found = tuple[int, int | None, str | None]
"""A case: the number of its subject, and the position and effective day of the entry that made it one."""


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
        "issued_under_closed_rule": _each_subject(
            (subject, at, day.text(on)) for subject, at, on in misplaced
        ),
        "settled_before_notice": _each_subject(listed(lambda t: t.done and (t.settled_on or "") < issued_on)),
        "not_reported": _each_subject(listed(lambda t: t.done and t.reported_on is None)),
        "undetermined_filing_day": (
            (rule, filing.state.filed_position, filing.state.filed_on)
            for rule, filing in filings_of(reader, filed, scope.seen).items()
        ),
        "recorded_late": listed(lambda t: t.judgement.recorded_late and not t.opening),
        "recorded_late_opening": listed(lambda t: t.judgement.recorded_late and t.opening),
        "back_dated": _each_entry(listed(lambda t: t.back_dated and not t.opening)),
        "back_dated_opening": _each_entry(listed(lambda t: t.back_dated and t.opening)),
        "voided": _voided(reader, scope),
        "disposition_pending": listed(lambda t: t.judgement.outcome == "pending"),
    }
    told = {name: list(cases) for name, cases in found.items()}
    subjects = _subjects(reader, {case[0] for cases in told.values() for case in cases})
    return [
        Irregularity(name=name, count=len(cases), cases=_cases(cases, subjects))
        for name, cases in told.items()
    ]


def _listed(tracks: Tracks, is_case: Callable[[Track], bool]) -> Iterator[Found]:
    """Yield the obligations whose tracks make them cases."""
    for track, members in tracks.items():
        if is_case(track):
            for subject, position in zip(members.subjects, members.positions, strict=True):
                yield subject, position or None, track.settled_on


def _each_subject(found: Iterable[Found]) -> Iterable[Found]:
    """Return the first case of each subject."""
    return {case[0]: case for case in sorted(found, key=lambda case: -(case[1] or 0))}.values()


def _each_entry(found: Iterable[Found]) -> Iterable[Found]:
    """Return each settling entry once, however much it settled."""
    return {case[1]: case for case in found}.values()


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


def _subjects(reader: Reader, numbers: Collection[int]) -> dict[int, tuple[str, str]]:
    """Return (id, kind) of rules and certificates by their numbers, which go and come as JSON arrays."""
    wanted = sorted(numbers)
    ids, kinds = reader.execute(
        "SELECT json_group_array(s.body || '/' || s.number), json_group_array(s.kind)"
        " FROM json_each(?) wanted CROSS JOIN subjects s ON s.id = wanted.value",
        (msgspec.json.encode(wanted).decode(),),
    ).fetchone()
    named = zip(msgspec.json.decode(ids), (KINDS[kind] for kind in msgspec.json.decode(kinds)), strict=True)
    return dict(zip(wanted, named, strict=True))


def _cases(found: Iterable[Found], subjects: Mapping[int, tuple[str, str]]) -> list[Case]:
    """Return the cases with their subjects, in order of id and position."""
    told = sorted((*subjects[subject], position or 0, on) for subject, position, on in found)
    return [
        Case(subject=subject, kind=kind, position=position or None, day=on)
        for subject, kind, position, on in told
    ]
