"""The hash of a statement's origin: anybody with the program sqlite3 gets the same, whatever came later."""

import hashlib
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from ledger.database import connect
from projections.reports.statement import origin as module
from projections.reports.statement.origin import lines_sql, origin
from projections.view import KnownAt, view

BODY = "CNCA-R-2099-001"


def sha256(path: Path, position: int) -> str:
    """Return the hash of what was known at a position."""
    with closing(connect(str(path), writing=False)) as reader:
        seen = view(reader, as_of=None, known_at=KnownAt(position=position), today="2024-07-31")
        found = origin(reader, seen)
        assert (found.position, len(found.sha256)) == (position, 64)
        assert found.ledger == reader.execute("SELECT value FROM meta WHERE key = 'ledger_id'").fetchone()[0]
    return found.sha256


@pytest.fixture
def path(clerk: Any) -> Path:
    """A ledger with texts that could be mistaken for separators (#7 to #10)."""
    clerk.clock.set("2024-07-20T02:00:00Z")
    given = ("--rule", "R1", "--holder", '甲|"乙"\t<丙>\n𠮷', "--expires", "2026-01-09", "--on", "2024-01-10")
    for number in ("C1", "C2"):
        clerk.record("cert", "issue", f"{BODY}/{number}", *given, "--actor", "张三|\n李四")
    clerk.record("rule", "flag", "R1", "--ground", "out_of_scope", "--notice", "cnca-2024-31")
    clerk.record("rule", "deregister", "R1", "--settle", "cancel", "--yes", "--command-id", "a|b")
    return Path(clerk.path)


@pytest.mark.skipif(shutil.which("sqlite3") is None, reason="the program sqlite3 is not installed")
@pytest.mark.parametrize("position", [1, 7, 10, 12])
def test_the_program_sqlite3_prints_the_lines_that_are_hashed(path: Path, position: int) -> None:
    command = ["sqlite3", "-batch", "-noheader", "-list", str(path), lines_sql(position)]
    printed = subprocess.run(command, check=True, capture_output=True).stdout
    assert hashlib.sha256(printed).hexdigest() == sha256(path, position)


def test_the_lines_are_those_of_the_statement_in_any_sqlite(path: Path) -> None:
    digest = hashlib.sha256()
    with closing(sqlite3.connect(path)) as reader:
        for sql in lines_sql(12).split(";"):
            for (line,) in reader.execute(sql) if sql.strip() else ():
                assert "\n" not in line
                digest.update(f"{line}\n".encode())
    assert digest.hexdigest() == sha256(path, 12)


@pytest.mark.parametrize("block", [1, 3, 20_000])
def test_how_many_are_read_together_is_no_matter(
    path: Path, block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = sha256(path, 10)
    monkeypatch.setattr(module, "BLOCK", block)
    assert sha256(path, 10) == expected


def test_what_comes_later_changes_no_hash_of_what_was_known(clerk: Any, path: Path) -> None:
    before = [sha256(path, position) for position in range(1, 13)]
    assert len(set(before)) == len(before)
    clerk.record("cert", "issue", f"{BODY}/C9", "--rule", "R2", "--holder", "丁", "--expires", "2026-01-09")
    assert [sha256(path, position) for position in range(1, 13)] == before


def test_another_text_or_moment_is_another_hash(clerk: Any, path: Path) -> None:
    before = sha256(path, 12)
    for change in (
        "UPDATE entries SET data = replace(data, '甲', '已')",
        "UPDATE commits SET recorded_at = 1 + recorded_at",
    ):
        copy = clerk.folder / "changed.sqlite"
        shutil.copyfile(path, copy)
        with closing(sqlite3.connect(copy)) as connection:
            for (name,) in connection.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'trigger'"
            ).fetchall():
                connection.execute(f"DROP TRIGGER {name}")
            connection.execute(change)
            connection.commit()
        assert sha256(copy, 12) != before
