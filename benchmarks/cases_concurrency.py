"""Case `concurrency`: eight processes write and four read, and afterwards nothing is lost or doubled."""

import json
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any

import product
from bench import Bench
from contenders import shared
from floors import OneRow
from ledgers import remove
from product import Reading, Writing
from table import Row, alone, check, pair, tail

WRITERS, READERS = 8, 4
CONTENDER = Path(__file__).with_name("contenders.py")


def run(bench: Bench) -> None:
    """Measure on the smallest ledger: writers contend for the lock, whatever the size."""
    size, ledgers = bench.settings.sizes[0], bench.ledgers
    ledger = ledgers.copy(ledgers.full(size), "concurrency.sqlite")
    rule = ledgers.world(size).open_rule()
    with Writing(ledger) as ours:
        for certificate in shared(rule):
            ours.issue(certificate, rule, "2024-05-06", "2027-05-05")
    before = Reading(ledger).last_position()
    seconds, floor = bench.settings.seconds, ledgers.scratch("one-row.sqlite")
    OneRow(floor).close()
    bare = _contend(bench, floor, rule, seconds / 4, {"insert": WRITERS})["insert"]
    done = _contend(bench, ledger, rule, seconds, {"write": WRITERS, "read": READERS})
    writers, readers = done["write"], done["read"]
    written, read, inserted = (_seconds(each) for each in (writers, readers, bare))
    troubles = sum((Counter(done["troubles"]) for done in (*writers, *readers)), Counter())
    recorded = [tuple(entry) for done in writers for entry in done["recorded"]]
    beside = f"INSERTs of {WRITERS} processes"
    rows = [
        pair("entries recorded", "/s", [len(recorded) / seconds], beside, [4 * len(inserted) / seconds]),
        tail("cert issue, amend or revoke, p99", "ms", written, beside, inserted),
        alone("questions answered", "/s", [len(read) / seconds]),
        tail("count and show, p99", "ms", read),
        check("no lock error", holds=not any(code.startswith("ledger.") for code in troubles)),
        check("a position's answer stays the same", holds="another answer" not in troubles),
        *_sound(ledger, before, recorded),
        check("the read model is what its rebuild is", holds=product.agrees_with_its_entries(ledger)),
    ]
    remove(ledger)
    told = ", ".join(f"{count} {code}" for code, count in sorted(troubles.items())) or "none"
    bench.tell("concurrency", size, rows, f"{WRITERS} writers, {READERS} readers; commands refused: {told}.")


def _contend(
    bench: Bench, file: Path, rule: str, seconds: float, who: Mapping[str, int]
) -> dict[str, list[dict[str, Any]]]:
    """Let so many processes of each kind work at once; return what each did."""
    started: list[tuple[str, subprocess.Popen[str], Path]] = []
    for what, count in who.items():
        for number in range(count):
            out = bench.settings.folder / f"{what}-{number}.json"
            process = subprocess.Popen(
                [sys.executable, str(CONTENDER), what, str(file), rule, f"{what[0]}{number}", str(out)],
                env=dict(product.ENVIRONMENT),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            started.append((what, process, out))
    for what, process, _ in started:
        if process.stdout is None or process.stdout.readline() != "ready\n":
            raise RuntimeError(f"a process that should {what} did not start")
    for _, process, _ in started:
        assert process.stdin is not None
        process.stdin.write(f"{seconds}\n")
        process.stdin.flush()
    done: dict[str, list[dict[str, Any]]] = {what: [] for what in who}
    for what, process, out in started:
        process.communicate()
        if process.returncode:
            raise RuntimeError(f"a process that should {what} ended with {process.returncode}")
        done[what].append(json.loads(out.read_text("utf-8")))
    return done


def _seconds(processes: Iterable[Mapping[str, Any]]) -> list[float]:
    """Return the seconds of each act of some processes."""
    return [taken for done in processes for taken in done["seconds"]]


def _sound(ledger: Path, before: int, recorded: list[tuple[Any, ...]]) -> list[Row]:
    """Return whether the file holds what the writers were told it holds, and in good order."""
    with closing(sqlite3.connect(ledger)) as connection:
        entries = connection.execute(
            "SELECT position, stream, version FROM entries WHERE position > ? ORDER BY position", (before,)
        ).fetchall()
        commits = connection.execute(
            "SELECT first_position, last_position, recorded_at FROM commits ORDER BY first_position"
        ).fetchall()
        torn = connection.execute(
            "SELECT 1 FROM entries GROUP BY stream HAVING min(version) <> 1 OR max(version) <> count(*)"
        ).fetchall()
    neighbours = list(pairwise(commits))
    return [
        check("nothing lost, nothing doubled", holds=entries == sorted(recorded)),
        check(
            "positions without a gap",
            holds=[entry[0] for entry in entries] == list(range(before + 1, before + 1 + len(entries)))
            and all(after[0] == one[1] + 1 for one, after in neighbours),
        ),
        check("recorded times rise", holds=all(one[2] < after[2] for one, after in neighbours)),
        check("versions of a subject without a gap", holds=not torn),
    ]
