"""Two makings of a report, compared: facts, figures and rows, with the entries behind what differs."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import msgspec

from domain.certificate import STATUS_CODES
from domain.platform import SEPARATOR
from domain.subject import Subject
from projections.causes import Looked
from projections.reports.learnt import Learnt
from projections.reports.restated import Count, Move

IDENTIFYING = ("subject", "certificate", "rule", "action")
"""The fields that say which row of a report is which, as far as it has them."""

COUNTED: dict[str, dict[str, Looked]] = {
    "suspensions": {
        "certificate": lambda c: (
            None if c is None or c.status != "suspended" else (c.suspended_until, c.expires_on)
        ),
    },
    "filing": {"rule": lambda r: None if r is None else (r.published_on, r.filed_on)},
}
"""Reports that count more than they list: subjects of these kinds, by what of their state."""

CODED = {code: status for status, code in STATUS_CODES.items()}

COUNTS: dict[str, Callable[[Mapping[str, Any]], set[str]]] = {
    "month": lambda row: {*row["change_type"].split(SEPARATOR), CODED[row["status"]]},
}
"""Which figures a row is counted in, where that is not said by its values alone."""

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


class Found(NamedTuple):
    """What is different."""

    facts: list[Fact]
    counts: list[Count]
    moves: list[Move]
    rows: list[RowChange]


def compared(
    kind: str, was: Mapping[str, Any], became: Mapping[str, Any], learnt: Learnt, *, body: str | None
) -> Found:
    """Compare two makings of a report of a kind, as plain values, of one body or of all."""
    turned = list(row_changes(_rows_of(was), _rows_of(became), learnt, told=was.keys()))
    found = [
        msgspec.structs.replace(count, positions=_behind(count, kind, body, turned, learnt))
        for count in counts(was, became)
    ]
    return Found(list(facts(was, became, learnt)), found, [], [change for change, _one, _other in turned])


def _behind(count: Count, kind: str, body: str | None, turned: "list[Turned]", learnt: Learnt) -> list[int]:
    """Return the entries behind a figure: of the rows counted in it otherwise, or of what it counts."""
    path, _, figure = count.count.rpartition(".")
    group = path.removeprefix("groups.") if path.startswith("groups.") else ""
    if kind in COUNTED:
        found = {
            position
            for of_kind, looked in COUNTED[kind].items()
            for position in learnt.of_kind(of_kind, looked, body=group or body)
        }
        return sorted(found) or learnt.of_everything()
    in_group = [
        (change, one, other)
        for change, one, other in turned
        if not group or Subject("rule", change.rule or "").body == group
    ]
    counted_in = COUNTS.get(kind, _values)
    moved = [
        change
        for change, *sides in in_group
        if len({row is not None and figure in counted_in(row) for row in sides}) > 1
    ]
    moved = moved or [change for change, one, other in in_group if one is None or other is None]
    found = {p for change in moved or [change for change, _o, _n in in_group] for p in change.positions}
    return sorted(found) or learnt.of_everything()


def _values(row: Mapping[str, Any]) -> set[str]:
    return set(map(str, row.values()))


def _rows_of(report: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the rows of a report, those within its groups too."""
    yield from report.get("rows") or ()
    for group in report.get("groups") or ():
        yield from group.get("rows") or ()


# What differs ------------------------------------------------------------------


def facts(was: Mapping[str, Any], became: Mapping[str, Any], learnt: Learnt) -> Iterator[Fact]:
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


def counts(was: Mapping[str, Any], became: Mapping[str, Any]) -> Iterator[Count]:
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


def row_changes(
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
