"""One body's sheet as known at two moments, compared: each part of it as the report that judges it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from domain.subject import Subject
from ledger.journal import Reader
from projections import causes, states
from projections.reports.body import Report, body, lines
from projections.reports.compared import Fact, Found, compared, row_changes
from projections.reports.compliance_compared import compliance_compared
from projections.reports.learnt import Learnt
from projections.reports.notices import notices
from projections.reports.overdue import overdue
from projections.reports.restated import Count, Move
from projections.view import View

OF_THE_BODY = ("name", "credit_code", "contact", "registered_on")
"""What the sheet says of the body itself."""


def body_compared(
    reader: Reader, subject: Subject, first: View, last: View, *, only: Sequence[Subject] = ()
) -> Found:
    """Compare a body's sheet in two views of one day; raises `Rejected` where it is unknown in either."""
    was, became = (body(reader, subject, seen, only=only) for seen in (first, last))
    learnt = Learnt(reader, first, last, None)
    own = Found(
        list(_facts(was, became, learnt.of(subject))), list(_owned(was, became, learnt, last)), [], []
    )
    parts = (_part(kind, was, became, learnt) for kind in ("suspensions", "filing"))
    numbers = sorted({sheet.notice for one in (was, became) for sheet in one.notices})
    asked = (_of_notice(reader, Subject("notice", n), was, became, first, last) for n in numbers)
    return _together([own, *parts, *asked])


# What the body is and has ---------------------------------------------------------


def _facts(was: Report, became: Report, positions: list[int]) -> Iterator[Fact]:
    """Yield what is said of the body itself where it differs."""
    for key in OF_THE_BODY:
        before, after = getattr(was, key), getattr(became, key)
        if before != after:
            yield Fact(fact=key, before=before, after=after, positions=positions)


def _owned(was: Report, became: Report, learnt: Learnt, last: View) -> Iterator[Count]:
    """Yield the figures of rules and certificates that differ."""
    kinds = {"rules": "rule", "cells": "rule", "certificates": "certificate"}
    sides = [
        {(line.section, line.group, line.figure): line.value for line in lines(one) if line.section in kinds}
        for one in (was, became)
    ]
    for section, group, figure in dict.fromkeys((*sides[1], *sides[0])):
        before, after = (side.get((section, group, figure), 0) for side in sides)
        if before != after:
            counted = _counted(group, figure, last.as_of)
            positions = learnt.of_kind(kinds[section], counted, body=was.body) or learnt.of_everything()
            path = ".".join(filter(None, (section, group, figure)))
            yield Count(path, before, after, after - before, positions)


def _counted(group: str, figure: str, on: str) -> causes.Looked:
    """Look at whether a rule or certificate is counted in a figure: of a status, or of all; of a cell."""

    def looked(state: Any) -> object:
        status = causes.status_of(state, on)
        of_group = not group or (state is not None and f"{state.category}.{state.scheme}" == group)
        return of_group and status is not None and figure in {status, "total", "rules"}

    return looked


def _part(kind: str, was: Report, became: Report, learnt: Learnt) -> Found:
    """Compare the part of the sheet that another report judges."""
    before, after = (
        {"summary": msgspec.to_builtins(part.figures), "rows": msgspec.to_builtins(part.rows)}
        for part in (getattr(was, kind), getattr(became, kind))
    )
    found = compared(kind, before, after, learnt, body=was.body)
    return found._replace(counts=[_named(count, f"{kind}.{count.count}") for count in found.counts])


# What a notice asks of it -----------------------------------------------------------


def _of_notice(
    reader: Reader, notice: Subject, was: Report, became: Report, first: View, last: View
) -> Found:
    """Compare what the sheet has of a notice: its obligations, what is undone, and whom was told."""
    learnt = Learnt(reader, first, last, notice)
    if not states.is_known(reader, notice, first.position):
        return _new(notice, became, learnt.of_notice())
    of_body = was.body
    judged = compliance_compared(reader, notice, first, last, body=of_body)
    to_do, holders = (
        [msgspec.to_builtins(make(reader, notice, seen, body=of_body)) for seen in (first, last)]
        for make in (overdue, notices)
    )
    undone = compared("overdue", to_do[0], to_do[1], learnt, body=of_body)
    told = compared("notices", holders[0], holders[1], learnt, body=of_body)
    before, after = ([row for row in made["rows"] if row["told"] == "not_told"] for made in holders)
    said = {(row.subject, row.action): set(row.positions) for row in undone.rows}
    untold = [
        row
        for row, *_sides in row_changes(before, after, learnt, told=())
        if not set(row.positions) <= said.get((row.subject, row.action), set())
    ]
    return Found(
        [msgspec.structs.replace(fact, fact=f"notices.{notice.id}.{fact.fact}") for fact in judged.facts],
        [
            *(_named(count, _figure(count.count, notice)) for count in judged.counts),
            *(_named(count, f"to_do.{notice.id}.{count.count}") for count in _of_all(undone)),
            *(_named(count, f"told.{notice.id}.{count.count}") for count in _of_all(told)),
        ],
        [_placed(move, notice) for move in judged.moves],
        [*undone.rows, *untold],
    )


def _new(notice: Subject, became: Report, positions: list[int]) -> Found:
    """Return what is said of a notice that was not known before."""
    figures = (
        (".".join(filter(None, (line.section, notice.id, line.group, line.figure))), line.value)
        for line in lines(became)
        if line.notice == notice.id and line.value
    )
    counts = [Count(path, 0, value, value, positions) for path, value in figures]
    return Found([Fact(fact="notices", before=None, after=notice.id, positions=positions)], counts, [], [])


def _of_all(found: Found) -> Iterator[Count]:
    """Yield the figures of a report of one body, which has them for its only group once more."""
    yield from (count for count in found.counts if not count.count.startswith("groups."))


def _figure(path: str, notice: Subject) -> str:
    """Return where the sheet has a figure of the compliance report."""
    if path.startswith("exceptions."):
        return f"exceptions.{notice.id}.{path.removeprefix('exceptions.')}"
    return f"obligations.{notice.id}.{path}"


def _placed(move: Move, notice: Subject) -> Move:
    left, joined = ([_figure(path, notice) for path in paths] for paths in (move.left, move.joined))
    return msgspec.structs.replace(move, left=left, joined=joined)


# Putting together -------------------------------------------------------------------


def _named(count: Count, path: str) -> Count:
    return msgspec.structs.replace(count, count=path)


def _together(parts: Iterable[Found]) -> Found:
    every = Found([], [], [], [])
    for part in parts:
        every.facts.extend(part.facts)
        every.counts.extend(part.counts)
        every.moves.extend(part.moves)
        every.rows.extend(part.rows)
    return every
