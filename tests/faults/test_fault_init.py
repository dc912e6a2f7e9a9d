"""Making a ledger where something is already."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from fault_program import ENVIRONMENT, SCALE, InProcess, Program, finish
from fault_racers import Racers
from fault_soundness import assert_sound, size

JSON = {**ENVIRONMENT, "CERTLEDGER_FORMAT": "json"}
ISSUE = (
    "cert",
    "issue",
    "C-1",
    "--rule",
    "R-1",
    "--holder",
    "H",
    "--expires",
    "2099-01-01",
    "--on",
    "2024-02-01",
)


@pytest.mark.parametrize("content", [b"", b"a text\n", None], ids=["empty", "text", "ledger"])
def test_an_existing_file_is_refused_and_left_byte_for_byte(program: Program, content: bytes | None) -> None:
    if content is not None:
        program.path.write_bytes(content)
    before = program.path.read_bytes()
    done = program.run("init", env=JSON)
    assert done.code == 1
    assert done.refuses("ledger.exists")
    assert program.path.read_bytes() == before
    assert sorted(program.path.parent.iterdir()) == [program.path]


def test_a_ledger_in_use_is_refused_and_goes_on(program: Program) -> None:
    with closing(sqlite3.connect(program.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert program.run("init").code == 1
        other.execute("ROLLBACK")
    program.record(*ISSUE)
    assert_sound(program.path)


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    done = Program(tmp_path / "no" / "ledger.sqlite").run("init", env=JSON)
    assert done.code == 1
    assert done.refuses("ledger.no_folder")


def test_of_several_that_make_the_ledger_at_once_one_wins(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    with Racers(Program(path), 4) as racers:
        for _ in range(6 * SCALE):
            done = racers.together(*[("init",)] * 4)
            assert sorted(each.code for each in done) == [0, 1, 1, 1]
            assert list(tmp_path.iterdir()) == [path]
            assert size(path) == 0
            path.unlink()


def test_processes_that_make_the_ledger_at_once_leave_a_sound_one(tmp_path: Path) -> None:
    program = Program(tmp_path / "ledger.sqlite")
    started = [program.start("init") for _ in range(3)]
    assert sorted(finish(process).code for process in started) == [0, 1, 1]
    assert_sound(program.path)


def test_what_an_old_ledger_of_that_name_left_beside_it_does_not_get_into_the_new_one(
    program: Program,
) -> None:
    """A killed writer leaves `-wal`; SQLite would apply it to whatever has the ledger's name."""
    with closing(sqlite3.connect(program.path)) as connection:
        connection.execute("SELECT * FROM entries").fetchone()
        program.record(*ISSUE)
        left = Path(f"{program.path}-wal").read_bytes()
    program.path.unlink()
    Path(f"{program.path}-wal").write_bytes(left)
    made = program.run("init", env=JSON)
    if made.code == 0:
        assert size(program.path) == 0
        assert_sound(program.path)
    else:
        assert made.refuses("ledger.exists")


def without_hard_links(*_: object, **__: object) -> None:
    raise PermissionError(1, "Operation not permitted")


@pytest.fixture
def no_links(monkeypatch: pytest.MonkeyPatch) -> None:
    """Behave as a FAT or exFAT disk, which has no hard links."""
    monkeypatch.setattr(os, "link", without_hard_links)


@pytest.mark.usefixtures("no_links")
def test_a_ledger_is_made_on_a_disk_without_hard_links(program: Program, here: InProcess) -> None:
    program.path.unlink()
    done = here("init")
    assert done.code == 0, done.err
    assert_sound(program.path)


@pytest.mark.usefixtures("no_links")
def test_a_report_is_written_to_a_disk_without_hard_links(here: InProcess, tmp_path: Path) -> None:
    done = here("log", "--format", "csv", "-o", str(tmp_path / "log.csv"))
    assert done.code == 0, done.err
    assert (tmp_path / "log.csv").exists()
