"""A published report restated: what it would say today, and which entries make the difference.

The report is made twice, of the same day and with the same arguments: as known
when it was published, and as known now. Whatever differs was learnt between.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Any

import msgspec

from domain.report import ReportPublished, argument
from domain.subject import Subject
from ledger.journal import Reader
from projections.causes import Cause, Looked, causes_at, everything
from projections.reports.attribution import Attribution
from projections.reports.learnt import Learnt
from projections.reports.published import Published
from projections.reports.remade import remade
from projections.reports.restated import Count, Move, both, difference
from projections.reports.rows import Row
from projections.view import Known, View

IDENTIFYING = ("subject", "certificate", "rule", "action")
"""The fields that say which row of a report is which, as far as it has them."""

COUNTED: dict[str, dict[str, Looked]] = {
    "suspensions": {
        "certificate": lambda c: (
            None if c is None or c.status != "suspended" else (c.suspended_until, c.expires_on)
        ),
    },
    "filing": {"rule": lambda r: None if r is None else (r.published_on, r.filed_on)},
    "body": {"rule": everything, "certificate": everything},
}
"""Reports that count more than they list: subjects of these kinds, by what of their state."""

NOT_COMPARED = frozenset({"report", "as_of", "known_at", "body", "summary", "groups", "rows", "exceptions"})
"""What is no fact of its own: where the report stands, and what is compared by itself."""


class Turn(msgspec.Struct, frozen=True):
    """A field that says something else."""

    field: str
    before: Any
    after: Any


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """Something that the report says beside figures and rows: a deadline, a body's name."""

    fact: str
    before: Any
    after: Any
    positions: list[int]


class RowChange(msgspec.Struct, frozen=True, kw_only=True):
    """A row that is `gone`, has `come`, or is `changed` in some fields."""

    subject: str
    kind: str
    action: str | None
    rule: str | None
    change: str
    fields: list[Turn]
    positions: list[int]


class Restatement(msgspec.Struct, frozen=True, kw_only=True):
    """What is different, and the entries behind it; `moves` are of the compliance report alone."""

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
    compare = _compliance if event.report == "compliance" else _any
    facts, counts, moves, rows = compare(reader, of, event, first, last)
    positions = {p for found in (facts, counts, moves, rows) for one in found for p in one.positions}
    return Restatement(
        published=of,
        as_of=last.as_of,
        before=first.known_at,
        after=last.known_at,
        changed=bool(facts or counts or moves or rows),
        facts=facts,
        counts=counts,
        moves=moves,
        rows=rows,
        entries=list(causes_at(reader, positions)),
    )


Found = tuple[list[Fact], list[Count], list[Move], list[RowChange]]


def _compliance(reader: Reader, _of: Published, event: ReportPublished, first: View, last: View) -> Found:
    """Compare the compliance report: its own figures by what moved between them, the rest as of any."""
    notice = Subject("notice", event.notice or "")
    by = argument(event.arguments, "by")
    then, now = both(reader, notice, first, last, body=event.of_body, by=by)
    learnt = Learnt(reader, first, last, notice)
    found = difference(reader, then, now, Attribution(reader, notice, first, last))
    was, became = (
        {**msgspec.to_builtins(msgspec.structs.replace(made.report, rows=None)), "findings": None}
        for made in (then, now)
    )
    before, after = _unlike(then.rows, now.rows)
    rows = [change for change, _one, _other in _turned(before, after, learnt, told=was.keys())]
    behind: dict[str, set[int]] = {}
    for move in found.moves:
        for figure in (*move.left, *move.joined):
            behind.setdefault(figure, set()).update(move.positions)
    groups = [c for c in _counts(was, became) if c.count.startswith("groups.")]
    counts = [*found.counts, *(_of_group(c, behind, learnt, rows) for c in groups)]
    return list(_facts(was, became, learnt)), counts, found.moves, rows


Plain = list[dict[str, Any]]


def _unlike(then: Iterable[Row], now: Iterable[Row]) -> tuple[Plain, Plain]:
    """Return the rows of either report that the other has not: of hundreds of thousands, few."""
    before, after = set(then), set(now)
    return (
        [msgspec.to_builtins(row) for row in before - after],
        [msgspec.to_builtins(row) for row in after - before],
    )


def _of_group(count: Count, behind: Mapping[str, set[int]], learnt: Learnt, rows: list[RowChange]) -> Count:
    """Return a group's figure with the entries behind the same figure of all; else, behind the grouping."""
    figure = next((f for f in behind if count.count.endswith(f".{f}")), None)
    positions = behind[figure] if figure is not None else {p for row in rows for p in row.positions}
    return msgspec.structs.replace(count, positions=sorted(positions or learnt.of_rules()))


def _any(reader: Reader, of: Published, event: ReportPublished, first: View, last: View) -> Found:
    """Compare any report by its facts, figures and rows."""
    was, became = (
        msgspec.to_builtins(remade(reader, event, seen, position=of.position)) for seen in (first, last)
    )
    notice = None if event.notice is None else Subject("notice", event.notice)
    learnt = Learnt(reader, first, last, notice)
    turned = list(_turned(_rows_of(was), _rows_of(became), learnt, told=was.keys()))
    counts = [
        msgspec.structs.replace(count, positions=_behind(count, event, turned, learnt))
        for count in _counts(was, became)
    ]
    return list(_facts(was, became, learnt)), counts, [], [change for change, _one, _other in turned]


def _behind(count: Count, event: ReportPublished, turned: "list[Turned]", learnt: Learnt) -> list[int]:
    """Return the entries behind a figure: of the rows counted in it otherwise, or of what it counts."""
    group, _, figure = count.count.removeprefix("groups.").rpartition(".")
    if event.report in COUNTED:
        body = event.of_body if event.report == "body" else group or event.of_body
        found = {
            position
            for kind, looked in COUNTED[event.report].items()
            for position in learnt.of_kind(kind, looked, body=body)
        }
        return sorted(found) or learnt.of_everything()
    in_group = [
        (change, one, other)
        for change, one, other in turned
        if not group or Subject("rule", change.rule or "").body == group
    ]
    moved = [
        change
        for change, one, other in in_group
        if (figure in map(str, (one or {}).values())) != (figure in map(str, (other or {}).values()))
    ]
    moved = moved or [change for change, one, other in in_group if one is None or other is None]
    found = {p for change in moved or [change for change, _o, _n in in_group] for p in change.positions}
    return sorted(found) or learnt.of_everything()


def _rows_of(report: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the rows of a report, those within its groups too."""
    yield from report.get("rows") or ()
    for group in report.get("groups") or ():
        yield from group.get("rows") or ()


# What differs ------------------------------------------------------------------


def _facts(was: Mapping[str, Any], became: Mapping[str, Any], learnt: Learnt) -> Iterator[Fact]:
    """Yield what is said of the notice, and of each body of the report, where it differs."""
    for key in sorted((was.keys() & became.keys()) - NOT_COMPARED):
        before, after = was[key], became[key]
        if before != after and not isinstance(before, (dict, list)):
            yield Fact(fact=key, before=before, after=after, positions=learnt.of_notice())
    groups = [{group.get("body"): group for group in report.get("groups") or ()} for report in (was, became)]
    for body in sorted(filter(None, groups[0].keys() & groups[1].keys())):
        one, other = groups[0][body], groups[1][body]
        for key in sorted(one.keys() - {"body", "figures", "rows"}):
            if one[key] != other.get(key):
                positions = learnt.of(Subject("body", body))
                yield Fact(
                    fact=f"groups.{body}.{key}", before=one[key], after=other.get(key), positions=positions
                )


def _counts(was: Mapping[str, Any], became: Mapping[str, Any]) -> Iterator[Count]:
    """Yield the figures that differ by their paths, the entries behind them left out."""
    before, after = dict(_figures(was)), dict(_figures(became))
    for path in dict.fromkeys((*after, *before)):
        one, other = before.get(path, 0), after.get(path, 0)
        if one != other:
            yield Count(path, one, other, other - one, [])


def _figures(report: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """Yield the figures of a report, then of its groups."""
    yield from _numbers("", report.get("summary") or {})
    for group in report.get("groups") or ():
        name = group.get("body") or group.get("key")
        yield from _numbers(f"groups.{name}.", group.get("figures") or group.get("summary") or {})


def _numbers(path: str, figures: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    for key, value in figures.items():
        if isinstance(value, dict):
            yield from _numbers(f"{path}{key}.", value)
        elif isinstance(value, int):
            yield f"{path}{key}", value


Turned = tuple[RowChange, dict[str, Any] | None, dict[str, Any] | None]
"""A change with the row as it was and as it is."""


def _turned(
    was: Iterable[dict[str, Any]], became: Iterable[dict[str, Any]], learnt: Learnt, *, told: Container[str]
) -> Iterator[Turned]:
    """Yield the rows that are gone, have come or are changed; by what identifies them.

    What is `told` of the report as a whole, the last day in time, is not looked at in each row.
    """
    left_out = {"due_on"} if "due_on" in told else set()
    before, after = (
        {_key(row): {key: row[key] for key in row.keys() - left_out} for row in rows}
        for rows in (was, became)
    )
    for key in sorted(before.keys() | after.keys()):
        one, other = before.get(key), after.get(key)
        if one != other:
            yield _change(one, other, learnt), one, other


def _change(one: dict[str, Any] | None, other: dict[str, Any] | None, learnt: Learnt) -> RowChange:
    row = other or one or {}
    fields = (
        [Turn(f, one[f], other.get(f)) for f in sorted(one) if one[f] != other.get(f)]
        if one and other
        else []
    )
    subject = str(row.get("subject") or row.get("certificate") or row.get("rule"))
    kind = "rule" if subject == row.get("rule") else "certificate"
    return RowChange(
        subject=subject,
        kind=kind,
        action=row.get("action"),
        rule=row.get("rule"),
        change="come" if one is None else "gone" if other is None else "changed",
        fields=fields,
        positions=learnt.of_row(Subject(kind, subject), row, {turn.field for turn in fields}),
    )


def _key(row: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(row.get(field) or "") for field in IDENTIFYING)
