"""Case `writes`: one command at a time, beside a bare insert that is as durable."""

import product
from bench import Bench
from data import SUSPENDED
from floors import OneRow
from ledgers import remove
from product import Writing
from table import Row, alone, pair, tail
from timing import in_turn

COMMANDS = 100
"""Certificates issued and revoked in a round; fewer in a smaller ledger."""


def run(bench: Bench) -> None:
    """Measure every size."""
    for size in bench.settings.sizes:
        ledger = bench.ledgers.copy(bench.ledgers.full(size), "writes.sqlite")
        rows = _single(bench, size)
        rows.append(_many(bench, size))
        remove(ledger)
        bench.tell("writes", size, rows)


def _single(bench: Bench, size: int) -> list[Row]:
    """Return rows of commands that record one entry, on a ledger that stays open."""
    ledgers = bench.ledgers
    rule = ledgers.world(size).open_rule()
    body = rule.partition("/")[0]
    numbers = [f"{body}/NEW-{number:06}" for number in range(min(COMMANDS, size) * bench.settings.rounds)]
    floor = OneRow(ledgers.scratch("one-row.sqlite"))
    rows = []
    with Writing(bench.settings.folder / "writes.sqlite") as ours:
        for what, work in (
            ("cert issue", lambda number: ours.issue(number, rule, "2024-05-06", "2027-05-05")),
            ("cert revoke", lambda number: ours.revoke(number, "2024-07-10")),
        ):
            taken = in_turn(numbers, {"ours": work, "floor": floor.insert})
            beside = "INSERT of one row"
            rows.append(pair(what, "ms", taken["ours"], beside, taken["floor"], times=1.5))
            rows.append(tail(f"{what}, p99", "ms", taken["ours"], beside, taken["floor"], most=5))
    floor.close()
    return rows


def _many(bench: Bench, size: int) -> Row:
    """Return a row of one command for all certificates of a rule: its cost for each."""
    rule = bench.ledgers.world(size).open_rule()
    in_force = sum(
        it.status == SUSPENDED and f"{it.body}/{it.rule}" == rule
        for it in bench.ledgers.world(size).certificates()
    )
    ran = product.run(
        *(bench.settings.folder / "writes.sqlite", "cert", "cancel", "--rule", rule),
        *("--on", "2024-12-31", "--reason", "discontinued", "--yes"),
    )
    return alone("cert cancel --rule, each certificate", "ms", [ran.seconds / max(1, in_force)])
