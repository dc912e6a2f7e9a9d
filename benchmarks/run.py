"""What certledger costs, beside a floor measured in the same run.

Prints medians and ratios. Times are of whole processes, taken in turn, so that
a machine that slows down slows both.
"""

import csv
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

PYTHON = Path(sys.executable)
PROGRAM = PYTHON.with_name("certledger")
ROUNDS = 21
CERTIFICATES = 10_000
BODY = "CNCA-R-2099-001"

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


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print(
            f"Python {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}; {CERTIFICATES:,} certificates"
        )
        seconds = timed(lambda: build(folder))
        print(f"{'import of the certificates':34} {seconds:7.2f} s")
        single_commands(folder)
        bulk_command(folder)


def build(folder: Path) -> None:
    """Make a ledger with one rule and many certificates, and a table for the floor."""
    run(folder, "init")
    run(folder, "body", "register", BODY, "--name", "虚构示例认证机构")
    for number in ("R-1", "R-2"):
        run(
            *(folder, "rule", "file", f"{BODY}/{number}", "--name", "虚构示例规则"),
            *("--category", "reduction", "--scheme", "product", "--on", "2023-01-02"),
        )
    with (folder / "certificates.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["body", "number", "rule", "holder", "issued_on", "expires_on"])
        for number in range(CERTIFICATES + ROUNDS):
            rule = "R-1" if number < CERTIFICATES else "R-2"
            holder = f"虚构示例{number:06}有限公司"
            writer.writerow([BODY, f"C-{number:06}", rule, holder, "2024-01-02", "2027-01-01"])
    run(folder, "import", "certificates", "certificates.csv")
    connection = sqlite3.connect(folder / "floor.sqlite")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT)")
    connection.close()
    (folder / "bare.py").write_text(BARE_INSERT, "utf-8")


def single_commands(folder: Path) -> None:
    """Help, one write and one read, each as a process, against the floor."""
    floor: list[float] = []
    ours: dict[str, list[float]] = {"--help": [], "cert revoke": [], "show": []}
    for number in range(ROUNDS):
        certificate = f"{BODY}/C-{CERTIFICATES + number:06}"
        act = ("cert", "revoke", certificate, "--on", "2024-07-10", "--reason", "fraud")
        floor.append(timed(lambda: call(folder, PYTHON, "bare.py", "floor.sqlite")))
        for name, arguments in (
            ("--help", ("--help",)),
            ("cert revoke", act),
            ("show", ("show", certificate)),
        ):
            ours[name].append(timed(lambda a=arguments: run(folder, *a)))
    print(f"{'bare Python inserting one row':34} {statistics.median(floor) * 1000:7.1f} ms")
    for name, seconds in ours.items():
        ratios = [a / b for a, b in zip(seconds, floor, strict=True)]
        print(
            f"{f'{name}, as a process':34} {statistics.median(seconds) * 1000:7.1f} ms,"
            f" {statistics.median(ratios):.2f} times that ({min(ratios):.2f} to {max(ratios):.2f})"
        )


def bulk_command(folder: Path) -> None:
    """One `cert cancel --rule` for all of them, as a process."""
    seconds = timed(
        lambda: run(
            *(folder, "cert", "cancel", "--rule", f"{BODY}/R-1", "--on", "2024-07-10"),
            *("--reason", "rule_out_of_scope", "--yes", "-o", "cancelled.csv", "--format", "csv"),
        )
    )
    print(f"{f'cert cancel --rule, {CERTIFICATES:,} at once':34} {seconds:7.2f} s")


def timed(work: Callable[[], None]) -> float:
    """Return the wall seconds that some work takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def run(folder: Path, *arguments: str) -> None:
    """Run certledger."""
    call(folder, PROGRAM, *arguments)


def call(folder: Path, *arguments: str | Path) -> None:
    """Run a program; what it prints is thrown away."""
    subprocess.run(arguments, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
