"""`import`: rows that other processes check come to the same as rows that are checked at once."""

import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from cli.importing import checking, recording, workers
from domain.rejected import Conflict
from ledger import processes
from projections import rebuild

BODY = "CNCA-R-2099-001"
HEADING = (
    "number",
    "rule",
    "holder",
    "holder_id",
    "issued_on",
    "expires_on",
    "status",
    "status_on",
    "reason",
)


def row(number: str, **other: str) -> list[str]:
    """Return a good row, but for what is said otherwise."""
    cells = {
        "number": number,
        "rule": "R1",
        "holder": "样例甲乙有限公司",
        "holder_id": "",
        "issued_on": "2024-01-10",
        "expires_on": "2026-01-09",
        "status": "01",
        "status_on": "",
        "reason": "",
    } | other
    return [cells[key] for key in HEADING]


def sheet(clerk: Any, *, bad: bool) -> Path:
    """Write rows of every kind: new, settled, standing, stated before; with `bad`, wrong ones too."""
    ended = [("04", "自查"), ("03", "弄虚作假"), ("02", "nonconformity"), ("04", "an unusual text")]
    rows = [row(f"C{n:04}") for n in range(40)]
    rows += [
        row(f"D{n:04}", status=ended[n % 4][0], status_on="2024-03-01", reason=ended[n % 4][1])
        for n in range(40)
    ]
    rows += [row(f"E{n:04}", holder_id="99999012X", holder=f'"甲, 乙 {n}"') for n in range(20)]
    rows += [row(f"F{n:04}", rule="R2") for n in range(10)]
    if bad:
        rows += [row(f"G{n:04}", issued_on="soon") for n in range(5)]
        rows += [row(f"H{n:04}", rule="R7") for n in range(5)]
        rows += [row(f"I{n:04}", expires_on="2023-01-01") for n in range(5)]
        rows += [row(f"J{n:04}", status="04", status_on="2027-01-01") for n in range(5)]
        rows += [row("C0003"), row("C0004", holder="另一家"), row("K1", holder="x" * 40_000)]
        rows += [row("C0100", issued_on="2024-02-02"), row("C0101", holder="又一家")]
        random.Random(3).shuffle(rows)
    return Path(clerk.csv(HEADING, *rows))


@pytest.fixture
def begun(clerk: Any) -> Any:
    """Return the clerk, with certificates that stand and one that was voided; R2 is flagged."""
    clerk.record("notice", "issue", "--preset", "cnca-2024-31")
    flag = ("rule", "flag", f"{BODY}/R2", "--ground", "out_of_scope", "--notice", "cnca-2024-31")
    clerk.record(*flag, "--on", "2024-07-10")
    for number in ("C0100", "C0101"):
        issue = ("--rule", "R1", "--holder", "甲", "--on", "2024-01-10", "--expires", "2026-01-09")
        clerk.record("--body", BODY, "cert", "issue", number, *issue)
    return clerk


def contents(path: Path) -> dict[str, list[Any]]:
    """Return all rows of a ledger but for when they were recorded."""
    with closing(sqlite3.connect(path)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY 1")
        found = {name: connection.execute(f"SELECT * FROM {name}").fetchall() for (name,) in tables}
    found["commits"] = [(*commit[:2], *commit[3:]) for commit in found["commits"]]
    return found


def imported(
    clerk: Any, monkeypatch: pytest.MonkeyPatch, path: Path, count: int, *more: str, code: int = 0, **how: Any
) -> tuple[Any, dict[str, list[Any]]]:
    """Import into the ledger as it is now with so many workers; return what was said and what it holds.

    With workers, drafts and entries are bound by other processes too.
    """
    before = clerk.path.with_name("before.sqlite")
    if not before.exists():
        clerk.run("backup", str(before))
    clerk.path.unlink()
    shutil.copyfile(before, clerk.path)
    monkeypatch.setattr(workers, "how_many", lambda _size: count)
    monkeypatch.setattr(checking, "TOGETHER", 7)
    monkeypatch.setattr(processes, "cores", lambda: count)
    for module in (recording, rebuild):
        monkeypatch.setattr(module, "WORTH_IT", 0 if count else 1 << 30)
        monkeypatch.setattr(module, "BATCH", 50)
    clerk.clock.set("2024-07-31T10:00:00Z")
    said = clerk.json("--body", BODY, "import", "certificates", str(path), *more, code=code, **how)
    clerk.run("rebuild", "--check")
    return said, contents(clerk.path)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("bad", [False, True], ids=["good", "bad"])
def test_the_same_is_said_and_recorded(
    begun: Any, monkeypatch: pytest.MonkeyPatch, bad: bool, lang: str
) -> None:
    path = sheet(begun, bad=bad)
    more, code = (("--on-error", "skip"), 3) if bad else ((), 0)
    alone = imported(begun, monkeypatch, path, 0, *more, code=code, lang=lang)
    rejects = path.with_name(f"{path.name}.rejects.csv")
    written = rejects.read_bytes() if bad else b""
    assert imported(begun, monkeypatch, path, 2, *more, code=code, lang=lang) == alone
    assert imported(begun, monkeypatch, path, 3, *more, code=code, lang=lang) == alone
    assert (rejects.read_bytes() if bad else b"") == written
    assert alone[0]["recorded"] == 110
    assert bool(alone[0]["errors"]) == bad


def test_the_file_again_records_nothing(begun: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    path = sheet(begun, bad=False)
    imported(begun, monkeypatch, path, 2)
    entries = begun.entries()
    said = begun.json("--body", BODY, "import", "certificates", str(path))
    assert (said["recorded"], said["unchanged"], said["events"]) == (0, 110, 0)
    assert begun.entries() == entries


def test_one_that_ends_before_it_is_done_records_nothing(begun: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    path = sheet(begun, bad=False)
    monkeypatch.setattr(workers, "how_many", lambda _size: 2)
    monkeypatch.setattr(processes, "PROGRAM", "import sys; sys.stdin.buffer.read(4); sys.exit(7)")
    error = begun.refused("process.ended", "--body", BODY, "import", "certificates", str(path))
    assert "7" in error["message"]


def test_a_fault_of_the_ledger_is_told_as_ever(begun: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    path = sheet(begun, bad=False)
    fault = "from ledger.database import LedgerFault"
    raising = "def check(*_): raise LedgerFault('ledger.damaged', path='x', detail='y')"
    program = (
        f"{fault}\n{raising}\nfrom cli.importing import worker\nworker.check_rows = check\nworker.main()"
    )
    monkeypatch.setattr(workers, "how_many", lambda _size: 2)
    monkeypatch.setattr(processes, "PROGRAM", program)
    begun.refused("ledger.damaged", "--body", BODY, "import", "certificates", str(path))


def test_what_two_looks_at_the_ledger_found_differently_is_a_conflict() -> None:
    known = {"rule:a": 1}
    workers.agree(known, {"rule:a": 1, "rule:b": 2})
    assert known == {"rule:a": 1, "rule:b": 2}
    with pytest.raises(Conflict):
        workers.agree(known, {"rule:b": 3})


def test_small_files_are_not_worth_a_process() -> None:
    assert workers.how_many(10_000) == 0
    assert 0 <= workers.how_many(1 << 30) <= workers.MOST
