"""A ledger that may be read and not written."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from fault_program import ENVIRONMENT, Program
from fault_soundness import size

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
AS_ANYBODY = ("setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner")
"""An administrator whom permissions bind as they bind anybody."""

READS = (
    ("log",),
    ("show", "C-1"),
    ("count", "certs"),
    ("rebuild", "--check"),
)
WRITES = (("cert", "revoke", "C-1"), ("rebuild",), ("void", "#2", "--why", "A mistake", "--yes"))


def assert_readable(program: Program) -> None:
    for command in READS:
        done = program.run(*command)
        assert done.code == 0, (command, done.err)


def assert_refused(program: Program, *codes: str) -> None:
    for command in WRITES:
        done = program.run(*command, env=JSON)
        assert done.code == 1, command
        assert done.refuses(*codes), command


def test_a_file_without_write_permission_is_read_and_not_written_even_by_an_administrator(
    program: Program,
) -> None:
    program.record(*ISSUE)
    program.path.chmod(0o444)
    before = program.path.read_bytes()
    assert_readable(program)
    assert_refused(program, "ledger.read_only")
    assert program.path.read_bytes() == before


def test_a_file_without_write_permission_is_copied(program: Program, tmp_path: Path) -> None:
    program.record(*ISSUE)
    program.path.chmod(0o444)
    program.record("backup", str(tmp_path / "copy.sqlite"))
    assert size(tmp_path / "copy.sqlite") == 3


@pytest.mark.parametrize("owner", [65534, 0], ids=["file and folder", "folder"])
def test_a_ledger_in_a_folder_of_somebody_else_is_read_and_not_written(
    program: Program, tmp_path: Path, owner: int
) -> None:
    if os.geteuid() != 0 or shutil.which("setpriv") is None:
        pytest.skip("only an administrator can give files away, and give up its rights")
    program.record(*ISSUE)
    folder = tmp_path / "theirs"
    folder.mkdir()
    there = Program(folder / "ledger.sqlite", through=AS_ANYBODY)
    there.path.write_bytes(program.path.read_bytes())
    there.path.chmod(0o644)
    os.chown(there.path, owner, 0)
    folder.chmod(0o755)
    os.chown(folder, 65534, 65534)
    assert_readable(there)
    assert_refused(there, "ledger.read_only", "ledger.cannot_open")
    assert list(folder.iterdir()) == [there.path]


@pytest.fixture
def read_only_disk(program: Program, small_disk: Path) -> Iterator[Program]:
    program.record(*ISSUE)
    (small_disk / "ledger.sqlite").write_bytes(program.path.read_bytes())
    done = subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], capture_output=True, check=False)
    if done.returncode != 0:
        pytest.skip("no disk can be made read-only here")
    yield Program(small_disk / "ledger.sqlite")
    subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)


def test_a_ledger_on_a_read_only_disk_is_read_and_not_written(read_only_disk: Program) -> None:
    assert_readable(read_only_disk)
    assert_refused(read_only_disk, "ledger.read_only", "ledger.cannot_open")


@pytest.mark.parametrize(
    "command",
    [
        ("backup", "copy.sqlite"),
        ("log", "-o", "log.csv"),
        ("log", "-o", "no such folder/log.csv"),
        ("init", ""),
    ],
    ids=["backup", "output", "folder", "init"],
)
def test_nothing_is_made_on_a_read_only_disk(
    read_only_disk: Program, program: Program, command: tuple[str, ...]
) -> None:
    folder = read_only_disk.path.parent
    *verb, target = command
    if verb == ["init"]:
        done = Program(folder / "new.sqlite").run("init", env=JSON)
    else:
        done = program.run(*verb, str(folder / target), env=JSON)
    assert done.code == 1
    assert done.refuses("output.failed", "ledger.cannot_open", "ledger.read_only")


def test_the_copy_of_a_ledger_that_was_not_closed_is_read_whole(program: Program, tmp_path: Path) -> None:
    """What is committed may still lie in the file beside it."""
    with closing(sqlite3.connect(program.path)) as connection:
        connection.execute("SELECT * FROM entries").fetchone()
        program.record(*ISSUE)
        wal = Path(f"{program.path}-wal").read_bytes()
        copy = Program(tmp_path / "copy.sqlite")
        copy.path.write_bytes(program.path.read_bytes())
    assert wal
    Path(f"{copy.path}-wal").write_bytes(wal)
    copy.path.chmod(0o444)
    assert copy.read("show", "C-1")["status"] == "valid"
    assert copy.run("rebuild", "--check").code == 0
