"""What was measured, as rows: medians, ratios pair by pair, and what was wanted of them."""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from tabulate import tabulate

HEADINGS = ("", "median", "min … max", "beside", "median", "ratio", "min … max", "wanted", "")
ALIGNED = ("left", "right", "left", "left", "right", "right", "left", "left", "left")
FLAT = 2.0
"""What does not grow with the size may grow by this: a tree gets higher, a cache misses more."""

SCALES = {"s": 1.0, "ms": 1e3, "µs": 1e6, "MB": 1e-6, "B": 1.0, "/s": 1.0, "": 1.0}
"""What a value is multiplied by to be printed in a unit; values are seconds, bytes, numbers."""


@dataclass(frozen=True)
class Spread:
    """A median, between the least and the most."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        """Return the spread of some values."""
        return cls(statistics.median(values), min(values), max(values))


@dataclass(frozen=True)
class Row:
    """One measure, beside a floor or a peer where there is one."""

    what: str
    unit: str
    value: Spread
    beside: str = ""
    other: Spread | None = None
    ratio: Spread | None = None
    wanted: str = ""
    met: bool | None = None
    flat: bool = False
    """Whether it is not to grow with the number of certificates."""

    def at_most(self, most: float | None) -> "Row":
        """Return the row with the wish that its median is so much, in its unit, or less."""
        if most is None:
            return self
        met = self.value.median * SCALES[self.unit] <= most
        return replace(self, wanted=f"≤ {most:g} {self.unit}", met=met)

    def at_most_times(self, times: float | None) -> "Row":
        """Return the row with the wish that it is so many times the other, or less."""
        if times is None or self.ratio is None:
            return self
        return replace(self, wanted=f"≤ {times:g}x", met=self.ratio.median <= times)

    def cells(self) -> list[str]:
        """Return the row as it is printed."""
        beside = [self.beside, "", "", ""]
        if self.other is not None:
            beside[1] = shown(self.other.median, self.unit)
        if self.ratio is not None:
            beside[2:] = [f"{_short(self.ratio.median)}x", _between(self.ratio, "x")]
        verdict = "" if self.met is None else "met" if self.met else "NOT MET"
        median, between = shown(self.value.median, self.unit), _between(self.value, self.unit)
        return [self.what, median, between, *beside, self.wanted, verdict]


def pair(
    what: str,
    unit: str,
    ours: Sequence[float],
    beside: str,
    others: Sequence[float],
    *,
    most: float | None = None,
    times: float | None = None,
) -> Row:
    """Return a row of neighbours: ours over theirs, each with the one taken beside it.

    Wanted may be a median of `most` (in the unit), or `times` the other at most.
    """
    ratio = Spread.of([a / b for a, b in zip(ours, others, strict=True)])
    row = Row(what, unit, Spread.of(ours), beside, Spread.of(others), ratio)
    return row.at_most(most) if most is not None else row.at_most_times(times)


def alone(what: str, unit: str, values: Sequence[float], *, most: float | None = None) -> Row:
    """Return a row of its own, with a median of `most` (in the unit) where that is wanted."""
    return Row(what, unit, Spread.of(values)).at_most(most)


def tail(
    what: str,
    unit: str,
    ours: Sequence[float],
    beside: str = "",
    others: Sequence[float] = (),
    *,
    most: float | None = None,
) -> Row:
    """Return the 99th percentiles, ours `most` (in the unit) where that is wanted."""
    value = percentile(ours, 99)
    row = Row(what, unit, Spread(value, value, value))
    if others:
        other = percentile(others, 99)
        ratio = value / other
        row = replace(
            row, beside=beside, other=Spread(other, other, other), ratio=Spread(ratio, ratio, ratio)
        )
    return row.at_most(most)


def check(what: str, *, holds: bool) -> Row:
    """Return a row that says whether something holds, as it must."""
    number = float(holds)
    return Row(what, "yes", Spread(number, number, number), wanted="yes", met=holds)


def percentile(values: Sequence[float], percent: int) -> float:
    """Return the smallest value that so many percent of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, -(-len(ordered) * percent // 100) - 1)]


# Printing --------------------------------------------------------------------


@dataclass(frozen=True)
class Section:
    """The rows of one case at one size, with remarks where something has to be said."""

    case: str
    size: int
    rows: Sequence[Row]
    remarks: Sequence[str] = field(default=())

    def text(self) -> str:
        """Return it as it is printed."""
        lines = [f"{self.case}, {self.size:,} certificates"]
        if self.rows:
            lines.append(_table(*_without_empty_columns([row.cells() for row in self.rows])))
        lines += [f"  {remark}" for remark in self.remarks]
        return "\n".join(lines)


def growth(sections: Iterable[Section]) -> str:
    """Return how each measure grows with the number of certificates; "" where there is one size only."""
    found: dict[tuple[str, str], tuple[Row, dict[int, float]]] = {}
    for section in sections:
        for row in section.rows:
            if row.unit != "yes":
                _, values = found.setdefault((section.case, row.what), (row, {}))
                values.setdefault(section.size, row.value.median)
    sizes = sorted({size for _, values in found.values() for size in values})
    if len(sizes) < 2:
        return ""
    rows = []
    for (case, what), (row, values) in found.items():
        if len(values) > 1:
            first, last = min(values), max(values)
            cells = [shown(values[size], row.unit) if size in values else "" for size in sizes]
            by = values[last] / values[first]
            wanted = [f"≤ {FLAT:g}x", "met" if by <= FLAT else "NOT MET"] if row.flat else ["", ""]
            rows.append([f"{case}: {what}", *cells, f"{_short(by)}x", f"{_short(last / first)}x", *wanted])
    headings = ["growth", *(f"{size:,}" for size in sizes), "grows by", "size by", "wanted", ""]
    return _table(rows, headings, ("left", *["right"] * (len(headings) - 1))) if rows else ""


def wanted(sections: Iterable[Section]) -> str:
    """Return how much of what was wanted was met, and what was not; "" where nothing was wanted."""
    judged = [(section, row) for section in sections for row in section.rows if row.met is not None]
    if not judged:
        return ""
    missed = [
        f"  {section.case}, {section.size:,}: {row.what}{f', beside {row.beside}' if row.beside else ''}"
        for section, row in judged
        if not row.met
    ]
    told = f"wanted: {len(judged) - len(missed)} met, {len(missed)} not met"
    return "\n".join([f"{told}:" if missed else told, *missed])


def shown(value: float, unit: str) -> str:
    """Return a value in a unit."""
    if unit == "yes":
        return "yes" if value else "NO"
    return f"{_short(value * SCALES[unit])} {unit}".rstrip()


def _between(spread: Spread, unit: str) -> str:
    if unit == "yes" or spread.low == spread.high:
        return ""
    scale = SCALES.get(unit, 1.0)
    return f"{_short(spread.low * scale)} … {_short(spread.high * scale)}"


def _short(value: float) -> str:
    """Return three digits that count."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 0.1 else f"{value:.3g}"


def _without_empty_columns(rows: Sequence[Sequence[str]]) -> tuple[list[list[str]], list[str], list[str]]:
    """Return rows, headings and alignments without the columns in which nothing is written."""
    kept = [at for at in range(len(HEADINGS)) if any(row[at] for row in rows)]
    columns = [[row[at] for at in kept] for row in (*rows, HEADINGS, ALIGNED)]
    return columns[:-2], columns[-2], columns[-1]


def _table(rows: Sequence[Sequence[str]], headings: Sequence[str], aligned: Sequence[str]) -> str:
    text = tabulate(rows, headers=list(headings), tablefmt="simple", disable_numparse=True, colalign=aligned)
    return "\n".join(line.rstrip() for line in text.splitlines())
