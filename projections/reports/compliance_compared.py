"""A notice's compliance report as known at two moments, compared."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from domain.subject import Subject
from ledger.journal import Reader
from projections.reports.attribution import Attribution
from projections.reports.compared import Found, RowChange, counts, facts, row_changes
from projections.reports.learnt import Learnt
from projections.reports.restated import Count, both, difference
from projections.reports.rows import Row
from projections.view import View


def compliance_compared(
    reader: Reader, notice: Subject, first: View, last: View, *, body: str | None, by: str | None = None
) -> Found:
    """Compare a notice's report in two views of one day: its own figures by what moved, the rest as of any.

    Raises `Rejected` where the notice was not known in `first`.
    """
    then, now = both(reader, notice, first, last, body=body, by=by)
    learnt = Learnt(reader, first, last, notice)
    found = difference(reader, then, now, Attribution(reader, notice, first, last))
    was, became = (
        {**msgspec.to_builtins(msgspec.structs.replace(made.report, rows=None)), "findings": None}
        for made in (then, now)
    )
    before, after = _unlike(then.rows, now.rows)
    rows = [change for change, _one, _other in row_changes(before, after, learnt, told=was.keys())]
    behind: dict[str, set[int]] = {}
    for move in found.moves:
        for figure in (*move.left, *move.joined):
            behind.setdefault(figure, set()).update(move.positions)
    groups = [c for c in counts(was, became) if c.count.startswith("groups.")]
    every = [*found.counts, *(_of_group(c, behind, learnt, rows) for c in groups)]
    return Found(list(facts(was, became, learnt)), every, found.moves, rows)


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
