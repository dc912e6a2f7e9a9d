"""A published report restated: what it would say today, and which entries make the difference.

The report is made twice, of the same day and with the same arguments: as known
when it was published, and as known now. Whatever differs was learnt between.
"""

from collections.abc import Callable

import msgspec

from domain.report import ReportPublished, argument
from domain.subject import Subject
from ledger.journal import Reader
from projections.causes import Cause, causes_at
from projections.reports.body_compared import body_compared
from projections.reports.compared import Fact, Found, RowChange, compared
from projections.reports.compliance_compared import compliance_compared
from projections.reports.learnt import Learnt
from projections.reports.published import Published
from projections.reports.remade import notice_of, remade
from projections.reports.restated import Count, Move
from projections.view import Known, View


class Restatement(msgspec.Struct, frozen=True, kw_only=True):
    """What is different, and the entries behind it; `moves` are of obligations, rules and exceptions."""

    report: str = "restatement"
    published: Published
    as_of: str
    before: Known
    after: Known
    changed: bool
    facts: list[Fact]
    counts: list[Count]
    moves: list[Move]
    rows: list[RowChange]
    entries: list[Cause]


def restatement(reader: Reader, of: Published, event: ReportPublished, last: View) -> Restatement:
    """Return how a published report differs from what is known in `last`, a view of the report's day."""
    first = View(last.as_of, of.made_known_at.position, of.made_known_at)
    compare = COMPARE.get(event.report, _any)
    found = compare(reader, of, event, first, last)
    positions = {p for changes in found for change in changes for p in change.positions}
    return Restatement(
        published=of,
        as_of=last.as_of,
        before=first.known_at,
        after=last.known_at,
        changed=any(found),
        facts=found.facts,
        counts=found.counts,
        moves=found.moves,
        rows=found.rows,
        entries=list(causes_at(reader, positions)),
    )


def _any(reader: Reader, of: Published, event: ReportPublished, first: View, last: View) -> Found:
    """Compare any report by its facts, figures and rows."""
    was, became = (
        msgspec.to_builtins(remade(reader, event, seen, position=of.position)) for seen in (first, last)
    )
    learnt = Learnt(reader, first, last, None if event.notice is None else notice_of(event))
    return compared(event.report, was, became, learnt, body=event.of_body)


def _compliance(reader: Reader, _of: Published, event: ReportPublished, first: View, last: View) -> Found:
    by = argument(event.arguments, "by")
    return compliance_compared(reader, notice_of(event), first, last, body=event.of_body, by=by)


def _body(reader: Reader, _of: Published, event: ReportPublished, first: View, last: View) -> Found:
    said = argument(event.arguments, "notices") or ""
    only = [Subject("notice", number) for number in said.split("; ") if number]
    return body_compared(reader, Subject("body", event.of_body or ""), first, last, only=only)


COMPARE: dict[str, Callable[[Reader, Published, ReportPublished, View, View], Found]] = {
    "compliance": _compliance,
    "body": _body,
}
"""How reports are compared that are not by their facts, figures and rows alone."""
