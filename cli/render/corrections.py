"""What came late, as tables: each correction, or figures of each person or body."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from cli.language import gettext as _
from cli.render.table import pieces
from cli.render.table import table as drawn

Row = Mapping[str, Any]

MARKS: Mapping[str, tuple[str, Callable[[], str]]] = {
    "deadline_between": ("*", lambda: _("the last day in time of a deadline lies between")),
    "report_end_between": ("+", lambda: _("the end of a report lies between")),
    "opening": ("o", lambda: _("taken over by an opening import")),
}
"""What is told of a correction by a sign behind its days."""


def table(rows: Iterable[Row]) -> Iterator[str]:
    """Yield each correction on a line, and what the signs behind the days mean."""
    seen: set[str] = set()
    yield from pieces(
        (_line(row, seen) for row in rows),
        {
            "position": "#",
            "subject": _("Subject"),
            "effective_on": _("Effective"),
            "recorded_on": _("Recorded on"),
            "lag_days": _("Days"),
            "voids": _("Voids"),
        },
        right=("position", "lag_days"),
    )
    yield from (f"{sign} {means()}" for key, (sign, means) in MARKS.items() if key in seen)


def _line(row: Row, seen: set[str]) -> Row:
    """Return a correction as it is drawn, and keep which signs it has."""
    seen.update(key for key in MARKS if row[key])
    return {
        **row,
        "effective_on": row["voided_effective_on"] or row["effective_on"],
        "lag_days": f"{row['lag_days']} {_marks(row)}",
        "voids": "" if row["voids"] is None else f"#{row['voids']}",
    }


def _marks(row: Row) -> str:
    return "".join(sign if row[key] else " " for key, (sign, _means) in MARKS.items())


def sums(rows: Iterable[Row], every: Row, by: str) -> str:
    """Return the figures of each person or body, with those of all below, and what they count."""
    each = list(rows)
    columns = {
        by: _("Actor") if by == "actor" else _("Body"),
        "back_dated": _("Back-dated"),
        "voids": _("Voids"),
        "max_lag_days": _("Longest"),
        "median_lag_days": _("Median"),
        "deadline_between": _("Deadline"),
        "report_end_between": _("Report"),
        "opening": _("Opening"),
    }
    if not each:
        return drawn([], columns)
    legend = (
        _("Longest, Median: days from taking effect to being recorded."),
        _("Deadline, Report: a last day in time, or the end of a report, lies between."),
        _("Opening: taken over by opening imports, counted in no other column."),
    )
    lines = drawn([*each, {by: _("Total"), **every}], columns, right=columns.keys() - {by})
    return "\n".join([lines, *legend])
