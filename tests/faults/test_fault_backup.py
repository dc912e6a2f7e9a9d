"""A copy is made while others write."""

import random
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest
from fault_program import ENVIRONMENT, SCALE, Program, finish, small_batches, write_certificates
from fault_soundness import assert_nothing_twice, assert_sound, rows, size

JSON = {**ENVIRONMENT, "CERTLEDGER_FORMAT": "json"}

PAGE_BY_PAGE = """
import sys, time
from cli.commands import backup
backup.PAGES = 1
class Slow:
    def __init__(self, connection): self.connection = connection
    def __getattr__(self, name): return getattr(self.connection, name)
    def backup(self, target, *, pages, progress):
        def slowly(*told):
            time.sleep(0.005)
            progress(*told)
        self.connection.backup(target, pages=pages, progress=slowly)
connecting = backup.connect
backup.connect = lambda path, *, writing: Slow(connecting(path, writing=writing))
from cli.main import main
main(sys.argv[1:])
"""
"""A driver that copies slowly, as a large ledger is copied."""


def test_a_copy_made_during_an_import_is_a_sound_ledger_of_one_moment(
    program: Program, tmp_path: Path
) -> None:
    sheet = write_certificates(tmp_path / "certificates.csv", 120)
    for turn in range(SCALE):
        importing = program.start("import", "certificates", str(sheet), driver=small_batches(5))
        copies: list[Path] = []
        while importing.poll() is None:
            copies.append(tmp_path / f"copy-{turn}-{len(copies)}.sqlite")
            program.record("backup", str(copies[-1]))
        assert finish(importing).code == 0
        assert copies
        whole = rows(program.path, "SELECT * FROM entries ORDER BY position")
        for copy in copies[-3:]:
            assert_sound(copy)
            assert_nothing_twice(copy)
            assert rows(copy, "SELECT * FROM entries ORDER BY position") == whole[: size(copy)]
            Program(copy).record("import", "certificates", str(sheet))
            assert size(copy) == len(whole)


def test_a_slow_copy_comes_to_an_end_although_others_never_stop_writing(
    program: Program, tmp_path: Path
) -> None:
    target = tmp_path / "copy.sqlite"
    program.record("import", "certificates", str(write_certificates(tmp_path / "certificates.csv", 300)))
    copying = program.start("backup", str(target), driver=PAGE_BY_PAGE)
    began = time.monotonic()
    with closing(sqlite3.connect(program.path, isolation_level=None, timeout=30)) as other:
        while copying.poll() is None and time.monotonic() - began < 5:
            other.execute("INSERT OR REPLACE INTO meta VALUES ('test', ?)", (str(time.monotonic()),))
            time.sleep(0.02)
    ended = copying.poll() is not None
    if not ended:
        copying.kill()
    finish(copying)
    assert ended, "the copy begins anew with each write and never ends"
    assert_sound(target)


def test_an_existing_file_is_refused_and_left_as_it_is(program: Program, tmp_path: Path) -> None:
    target = tmp_path / "copy.sqlite"
    target.write_text("something else")
    done = program.run("backup", str(target), env=JSON)
    assert done.code == 1
    assert done.refuses("output.exists")
    assert target.read_text() == "something else"


@pytest.mark.parametrize("force", [(), ("--force",)], ids=["plain", "force"])
def test_a_ledger_is_not_copied_onto_itself(program: Program, force: tuple[str, ...]) -> None:
    before = program.path.stat().st_ino
    done = program.run("backup", str(program.path), *force, env=JSON)
    assert done.code == 1
    assert program.path.stat().st_ino == before
    assert_sound(program.path)


def test_what_lies_beside_the_name_of_a_copy_does_not_get_into_it(program: Program, tmp_path: Path) -> None:
    """A `-wal` that was left behind belongs to another ledger."""
    target = tmp_path / "copy.sqlite"
    other = Program(tmp_path / "other.sqlite")
    other.path.write_bytes(program.path.read_bytes())
    with closing(sqlite3.connect(other.path)) as connection:
        connection.execute("SELECT * FROM entries").fetchone()
        other.record("body", "register", "CNCA-R-2099-009", "--name", "Other")
        Path(f"{target}-wal").write_bytes(Path(f"{other.path}-wal").read_bytes())
    done = program.run("backup", str(target), env=JSON)
    if done.code == 0:
        assert size(target) == 2
        assert_sound(target)
    else:
        assert done.refuses("output.exists", "output.failed")


def test_a_copy_that_is_killed_leaves_nothing_under_its_name(program: Program, tmp_path: Path) -> None:
    program.record("import", "certificates", str(write_certificates(tmp_path / "certificates.csv", 300)))
    target = tmp_path / "copy.sqlite"
    moments = random.Random(3)
    for _ in range(3 * SCALE):
        copying = program.start("backup", str(target), driver=PAGE_BY_PAGE)
        time.sleep(0.2 + moments.random() * 0.1)
        copying.kill()
        finish(copying)
        assert not target.exists()
    program.record("backup", str(target))
    assert_sound(target)
