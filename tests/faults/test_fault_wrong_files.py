"""A ledger file that is none, is newer, is damaged, or is not there."""

import random
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

import pytest
from fault_program import ENVIRONMENT, SCALE, InProcess, Program, write_certificates

JSON = {**ENVIRONMENT, "CERTLEDGER_FORMAT": "json"}
ISSUE = ("cert", "issue", "C-1", "--rule", "R-1", "--holder", "H", "--expires", "2099-01-01")
COMMANDS: Mapping[str, tuple[str, ...]] = {
    "read": ("info",),
    "record": ISSUE,
    "rebuild": ("rebuild",),
    "check": ("rebuild", "--check"),
    "backup": ("backup", "copy.sqlite"),
    "import": ("import", "certificates", "certificates.csv"),
}


def a_text(path: Path) -> None:
    path.write_text("body,number\n" * 1000, encoding="utf-8")


def nothing(path: Path) -> None:
    path.write_bytes(b"")


def another_database(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE entries (position INTEGER PRIMARY KEY, data TEXT)")


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def missing(path: Path) -> None:
    path.unlink()


def newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")


def a_header(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:60])


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 8192 * 4096])


WRONG: Mapping[str, tuple[Callable[[Path], None], str]] = {
    "text": (a_text, "ledger.not_a_ledger"),
    "empty": (nothing, "ledger.not_a_ledger"),
    "other": (another_database, "ledger.not_a_ledger"),
    "folder": (a_folder, "ledger.not_a_ledger"),
    "missing": (missing, "ledger.missing"),
    "newer": (newer, "ledger.newer"),
    "header": (a_header, "ledger.damaged"),
    "short": (cut_short, "ledger.damaged"),
}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("wrong", WRONG)
def test_a_file_that_is_no_ledger_of_ours_is_named_as_what_it_is_and_left_alone(
    program: Program,
    here: InProcess,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    wrong: str,
    command: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CERTLEDGER_FORMAT", "json")
    write_certificates(tmp_path / "certificates.csv", 3)
    spoil, code = WRONG[wrong]
    spoil(program.path)
    before = program.path.read_bytes() if program.path.is_file() else None
    done = here(*COMMANDS[command])
    assert done.code == 1
    assert done.refuses(code)
    assert program.path.exists() == (wrong != "missing")
    assert before is None or program.path.read_bytes() == before
    assert not (tmp_path / "copy.sqlite").exists()


@pytest.mark.parametrize("wrong", ["text", "missing", "newer", "short"])
def test_what_is_wrong_with_a_file_is_said_as_an_error_and_a_hint(program: Program, wrong: str) -> None:
    WRONG[wrong][0](program.path)
    for command in (("info",), ISSUE):
        done = program.run(*command)
        assert done.code == 1
        assert done.out == ""
        first, second = done.err.splitlines()
        assert first.startswith("Error: ")
        assert str(program.path) in first
        assert second.startswith("Hint: ")


PAGE = 4096


@pytest.mark.parametrize("seed", range(12 * SCALE))
def test_garbage_within_a_ledger_is_a_clear_error_or_does_no_harm(
    program: Program, here: InProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """What does not touch the damage works, everything else says what is wrong."""
    monkeypatch.setenv("CERTLEDGER_FORMAT", "json")
    sheet = write_certificates(tmp_path / "certificates.csv", 100)
    assert here("import", "certificates", str(sheet)).code == 0
    whole = bytearray(program.path.read_bytes())
    chance = random.Random(seed)
    at = chance.randrange(PAGE, len(whole) - 100)
    length = min(chance.choice((10, 100, 3000)), len(whole) - at)
    whole[at : at + length] = chance.randbytes(length)
    program.path.write_bytes(whole)
    for command in (
        ("info",),
        ("log",),
        ("show", "C-00001"),
        ("rebuild", "--check"),
        (*ISSUE, "--on", "2024-02-01"),
    ):
        done = here(*command)
        if done.code in {0, 3}:
            continue
        assert done.code == 1, done.err
        assert done.refuses("ledger.damaged", "certificate.unknown", "rule.unknown", "ledger.unknown_event")
