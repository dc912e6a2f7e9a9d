"""Whether the holders of the certificates that a notice affects were told, when and how."""

from collections.abc import Iterable, Iterator
from itertools import islice

import msgspec

from domain import timeline
from domain.certificate import Certificate, HolderNotified
from domain.subject import Subject
from ledger.entry import Entry
from ledger.journal import Reader
from projections import states
from projections.reports.by_body import Group, groups
from projections.reports.compliance import owed
from projections.reports.rows import BATCH, Owed
from projections.view import Known, View

TOLD = ("before", "same_day", "after", "unsettled", "not_told")
"""When a holder was first told: before its certificate was settled, on that day, after it; while it is
not settled; or not at all."""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A certificate that the notice affects, and when its holder was first told, `by` which method.

    `times` counts every time; told under this notice or under none by name.
    """

    certificate: str
    body: str
    rule: str
    holder: str
    action: str
    outcome: str
    settled_on: str | None
    told: str
    notified_on: str | None
    by: str | None
    position: int | None
    times: int


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """Certificates, by when their holders were told: the five add up to the first."""

    certificates: int
    before: int
    same_day: int
    after: int
    unsettled: int
    not_told: int


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """The report: figures of all, of each body, and every certificate."""

    report: str = "notices"
    notice: str
    as_of: str
    known_at: Known
    body: str | None
    summary: Figures
    groups: list[Group[Figures]]
    rows: list[Row]


def notices(reader: Reader, notice: Subject, seen: View, *, body: str | None = None) -> Report:
    """Return whom a notice's certificates concern and who was told, in a view.

    Raises `Rejected` where the notice is unknown.
    """
    _deadline, _scope, every = owed(reader, notice, seen, body)
    rows = list(_rows(reader, notice, seen, (one for one in every if one.subject.kind == "certificate")))
    return Report(
        notice=notice.id,
        as_of=seen.as_of,
        known_at=seen.known_at,
        body=body,
        summary=_figures(rows),
        groups=groups(rows, _body_of, _figures),
        rows=sorted(rows, key=lambda row: (row.rule, row.certificate)),
    )


def _body_of(row: Row) -> str:
    return Subject("rule", row.rule).body or ""


def _figures(rows: Iterable[Row]) -> Figures:
    told = [row.told for row in rows]
    return Figures(certificates=len(told), **{when: told.count(when) for when in TOLD})


def _rows(reader: Reader, notice: Subject, seen: View, every: Iterator[Owed]) -> Iterator[Row]:
    while batch := list(islice(every, BATCH)):
        timelines = states.timelines_in(reader, {one.subject for one in batch}, seen)
        for one in batch:
            yield _row(notice, one, timelines[one.subject])


def _row(notice: Subject, of: Owed, entries: list[Entry]) -> Row:
    told = [
        (entry.position, entry.event)
        for entry in entries
        if isinstance(entry.event, HolderNotified) and entry.event.notice in {None, notice.id}
    ]
    state = timeline.fold(entries, of.subject.aggregate.evolve)
    position, first = told[0] if told else (None, None)
    return Row(
        certificate=of.subject.id,
        body=of.subject.body or "",
        rule=of.rule,
        holder=state.holder if isinstance(state, Certificate) else "",
        action=of.piece.action,
        outcome=of.judgement.outcome,
        settled_on=of.judgement.settled_on,
        told=_when(None if first is None else first.effective_on, of.judgement.settled_on),
        notified_on=None if first is None else first.effective_on,
        by=None if first is None else first.by,
        position=position,
        times=len(told),
    )


def _when(notified_on: str | None, settled_on: str | None) -> str:
    if notified_on is None:
        return "not_told"
    if settled_on is None:
        return "unsettled"
    if notified_on == settled_on:
        return "same_day"
    return "before" if notified_on < settled_on else "after"
