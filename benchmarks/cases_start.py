"""Case `start`: what it costs to run one command as a process, beside a bare script."""

import compileall
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import product
from bench import Bench
from floors import OneRow
from ledgers import remove
from product import Writing
from table import pair
from timing import process

ROUNDS = 3
"""Times the rounds of other cases: a process that starts is short, and noisy."""

BARE_INSERT = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA synchronous = FULL")
connection.execute("BEGIN IMMEDIATE")
connection.execute("INSERT INTO t (text) VALUES ('one row')")
connection.execute("COMMIT")
connection.close()
"""
"""The floor: a bare script that records one row as durably as a command does."""


def run(bench: Bench) -> None:
    """Measure on the largest ledger."""
    for package in ("cli", "domain", "ledger", "projections"):  # as an installation leaves them
        compileall.compile_dir(Path(__file__).parents[1] / package, quiet=2)
    size, ledgers, folder = bench.settings.size, bench.ledgers, bench.settings.folder
    ledger = ledgers.copy(ledgers.full(size), "start.sqlite")
    rule = ledgers.world(size).open_rule()
    numbers = [
        f"{rule.partition('/')[0]}/START-{number:03}" for number in range(ROUNDS * bench.settings.rounds)
    ]
    with Writing(ledger) as ours:
        for number in numbers:
            ours.issue(number, rule, "2024-05-06", "2027-05-05")
    floor = ledgers.scratch("one-row.sqlite")
    OneRow(floor).close()
    script = folder / "bare.py"
    script.write_text(BARE_INSERT, "utf-8")

    programs: dict[str, Callable[[str], Sequence[str | Path]]] = {
        "nothing": lambda _: (sys.executable, "-c", "pass"),
        "bare": lambda _: (sys.executable, script, floor),
        "help": lambda _: (product.PROGRAM, "--help"),
        "revoke": lambda number: product.command(
            ledger, "cert", "revoke", number, "--on", "2024-07-10", "--reason", "fraud"
        ),
    }
    taken: dict[str, list[float]] = {name: [] for name in programs}
    used: dict[str, list[float]] = {name: [] for name in programs}
    for number in numbers:
        for name, arguments in programs.items():
            ran = process(arguments(number), folder, environment=product.ENVIRONMENT)
            taken[name].append(ran.seconds)
            used[name].append(ran.processor)
    remove(ledger)
    beside = "bare script, one INSERT"
    rows = [
        pair("certledger --help", "ms", taken["help"], beside, taken["bare"], times=3.5),
        pair("certledger cert revoke", "ms", taken["revoke"], beside, taken["bare"], times=3.5),
        pair("Python that does nothing", "ms", taken["nothing"], beside, taken["bare"]),
        pair("certledger --help, processor", "ms", used["help"], beside, used["bare"]),
        pair("certledger cert revoke, processor", "ms", used["revoke"], beside, used["bare"]),
    ]
    bench.tell("start", size, rows)
