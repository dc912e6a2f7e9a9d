"""Case `long`: one certificate with very many entries."""

from collections.abc import Callable
from pathlib import Path

import product
from bench import Bench
from data import EVENT_HEADINGS, day, write
from floors import OneRow
from product import Writing
from table import Row, alone, pair
from timing import in_turn, seconds

LENGTHS = (1_000, 10_000, 30_000, 100_000)
"""Entries of one certificate at a size of 100,000 or more; fewer below."""

TAKES_ONE_MORE = 1_000
PATIENCE = 120.0
"""Seconds that the next length may take, if time grew by the square."""

STARTED = 1.0
"""Seconds that do not grow with the length."""

FIRST_DAY = 738_300


def run(bench: Bench) -> None:
    """Measure on the smallest ledger: how large it is plays no part."""
    size = bench.settings.sizes[0]
    lengths = [max(1, min(length, length * bench.settings.size // 100_000)) for length in LENGTHS]
    source = bench.ledgers.begun(size, "long.sqlite")
    rule = bench.ledgers.world(size).open_rule()
    more = min(TAKES_ONE_MORE, bench.settings.size)
    rows = [_one_more(bench, source, rule, more)]
    remarks: list[str] = []
    for what, record in (("recorded in one commit", _at_once), ("imported from a sheet", _imported)):
        before, taken = 0, 0.0
        for length in lengths:
            expected = max(0.0, taken - STARTED) * (length / before) ** 2 if before else 0.0
            if expected > PATIENCE:
                remarks.append(f"Not {what}: {length:,} entries and more, which may take {expected:,.0f} s.")
                break
            each = taken / before if before else None
            taken = _recorded(bench, source, rule, length, record)
            rows.append(_row(f"{length:,} entries {what}", length, taken, before, each))
            before = length
    bench.tell("long", size, rows, *remarks)


def _row(what: str, length: int, taken: float, before: int, each: float | None) -> Row:
    """Return a row of what a length takes, beside as many entries at the cost of a shorter one."""
    most = 2 if length == LENGTHS[-1] else None
    if each is None:
        return alone(what, "s", [taken], most=most)
    return pair(what, "s", [taken], f"in proportion to {before:,}", [each * length], most=most)


def _amendments(count: int) -> list[tuple[str, str]]:
    """Return (day, scope) of changes, three hundred a day."""
    return [
        (day(FIRST_DAY + number // 300), f"示例产品的生产（第{number}次变更）") for number in range(count)
    ]


def _one_more(bench: Bench, source: Path, rule: str, length: int) -> Row:
    ledger = bench.ledgers.copy(source, "long-one.sqlite")
    certificate = f"{rule.partition('/')[0]}/LONG"
    floor = OneRow(bench.ledgers.scratch("one-row.sqlite"))
    amendments = _amendments(length + 20 * bench.settings.rounds)
    with Writing(ledger) as ours:
        ours.issue(certificate, rule, day(FIRST_DAY), "2027-05-05")
        ours.amend(certificate, amendments[: length - 1])
        taken = in_turn(
            amendments[length:], {"ours": lambda one: ours.amend(certificate, [one]), "floor": floor.insert}
        )
    floor.close()
    what = f"one more entry after {length:,}"
    return pair(what, "ms", taken["ours"], "INSERT of one row", taken["floor"], most=20)


def _recorded(
    bench: Bench, source: Path, rule: str, length: int, record: Callable[[Bench, Path, str, int], float]
) -> float:
    """Return the seconds that so many entries of one certificate take."""
    ledger = bench.ledgers.copy(source, "long-many.sqlite")
    certificate = f"{rule.partition('/')[0]}/LONG"
    with Writing(ledger) as ours:
        ours.issue(certificate, rule, day(FIRST_DAY), "2027-05-05")
    return record(bench, ledger, certificate, length)


def _at_once(_bench: Bench, ledger: Path, certificate: str, length: int) -> float:
    changes = _amendments(length)
    with Writing(ledger) as ours:
        return seconds(lambda: ours.amend(certificate, changes))


def _imported(bench: Bench, ledger: Path, certificate: str, length: int) -> float:
    body, _, number = certificate.partition("/")
    rows = (["amend", number, body, on, "", "", "", scope] for on, scope in _amendments(length))
    sheet = write(bench.settings.folder / "long.csv", [EVENT_HEADINGS, *rows])
    return product.run(ledger, "import", "events", str(sheet)).seconds
