"""Imports of more than memory should hold: bounded memory, a full temporary disk, whole commits."""

import json
import random
import shutil
from pathlib import Path
from typing import Any

import pytest
from fault_program import (
    BODY,
    ENVIRONMENT,
    SCALE,
    Done,
    InProcess,
    Program,
    finish,
    small_batches,
    write_certificates,
)
from fault_soundness import assert_nothing_twice, assert_sound, assert_whole_commits, size
from test_fault_kills import wait_for

from cli.commands import importing
from cli.importing import checking, source

KILLS = 5 * SCALE
"""100 of them with FAULTS_SCALE=20."""

ROWS = 300

MEASURED = """
import atexit, resource, sys
atexit.register(lambda: print("KiB", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr))
from cli.importing import staging
from ledger import service
staging.CACHE_KIB = service.LARGE_CACHE_KIB = 4_096
from cli.main import main
main(sys.argv[1:])
"""
"""A driver that tells how much memory it took; caches that are only filled by millions of rows are small."""

SMALL_CACHE = """
import sys
from cli.importing import staging
staging.CACHE_KIB, staging.MOST_HELD = 64, 500
from cli.main import main
main(sys.argv[1:])
"""
"""A driver that keeps a checked file in the temporary folder, as it does with a large one."""


def shuffled(path: Path, count: int, again: int = 0) -> Path:
    """Write certificates in no order, and the first `again` of them a second time at the end."""
    write_certificates(path, count)
    heading, *lines = path.read_text("utf-8").splitlines()
    random.Random(5).shuffle(lines)
    path.write_text("\n".join([heading, *lines, *lines[:again]]) + "\n", encoding="utf-8")
    return path


def memory(done: Done) -> float:
    """Return how many MiB a measured command took at most."""
    (line,) = (line for line in done.err.splitlines() if line.startswith("KiB "))
    return int(line.split()[1]) / 1024


# Killed ------------------------------------------------------------------------------


def test_a_file_in_no_order_that_is_killed_records_exactly_the_rest(
    program: Program, founded: Path, tmp_path: Path
) -> None:
    sheet = shuffled(tmp_path / "certificates.csv", ROWS)
    other = Program(tmp_path / "uninterrupted.sqlite")
    shutil.copyfile(founded, other.path)
    other.record("import", "certificates", str(sheet))
    end, moments = size(other.path), random.Random(9)
    kills = 0
    for number in range(KILLS):
        before = size(program.path)
        running = program.start("import", "certificates", str(sheet), driver=small_batches(5))
        if wait_for(running, program.path, moments.randrange(before, before + max(2, end // KILLS))):
            running.kill()
        kills += finish(running).code != 0
        if number % 5 == 0:
            assert_whole_commits(program.path)
    assert kills > KILLS // 2
    assert_sound(program.path)
    kept = size(program.path)
    told = json.loads(program.run("import", "certificates", str(sheet), "--format", "json").out)
    assert told["events"] == end - kept
    assert told["recorded"] + told["unchanged"] == ROWS
    assert_sound(program.path)
    assert_nothing_twice(program.path)
    assert sorted(program.log()) == sorted(other.log())


# A file that changes -------------------------------------------------------------------


@pytest.mark.parametrize("how", ["appended to", "written anew", "removed", "replaced"])
def test_a_file_that_changes_while_it_is_checked_records_nothing(
    program: Program, here: InProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    monkeypatch.setattr(checking, "TOGETHER", 50)
    sheet = write_certificates(tmp_path / "certificates.csv", ROWS)
    before, deciding = sheet.read_bytes(), checking._decide

    def meanwhile(row: object, *given: object) -> None:
        if getattr(row, "number", 0) == 120 and sheet.exists() and sheet.read_bytes() == before:
            match how:
                case "appended to":
                    with sheet.open("a") as file:
                        file.write(f"{BODY},C-99999,R-1,H,2024-01-15,2099-01-14,01,,\n")
                case "written anew":
                    sheet.write_bytes(before.replace(b"2099-01-14", b"2098-01-14"))
                case "removed":
                    sheet.unlink()
                case _:
                    other = tmp_path / "other"
                    other.write_bytes(before[:-1] + b" ")
                    other.replace(sheet)
        deciding(row, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(checking, "_decide", meanwhile)
    done = here("import", "certificates", str(sheet), "--on-error", "skip", "--format", "json")
    assert done.code == 1
    assert done.refuses("import.changed")
    assert [error["code"] for error in json.loads(done.out)["errors"]] == ["import.changed"]
    assert size(program.path) == 2
    assert list(tmp_path.glob("*.rejects.csv")) == []


def test_a_file_that_changes_once_it_is_checked_is_recorded_as_it_was(
    program: Program, here: InProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = write_certificates(tmp_path / "certificates.csv", ROWS)
    unchanged = source.Source.check_unchanged

    def and_then_changed(self: source.Source) -> None:
        unchanged(self)
        sheet.write_text("number\n", encoding="utf-8")

    monkeypatch.setattr(source.Source, "check_unchanged", and_then_changed)
    assert here("import", "certificates", str(sheet)).code == 0
    assert size(program.path) == 2 + ROWS + ROWS // 3
    assert_sound(program.path)


def test_a_file_with_bad_rows_that_changes_once_it_is_checked_records_nothing(
    program: Program, here: InProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = write_certificates(tmp_path / "certificates.csv", ROWS)
    sheet.write_text(sheet.read_text("utf-8").replace("C-00007,R-1", "C-00007,R-7"), encoding="utf-8")
    writing = importing.write_rejects

    def once_changed(*given: Any) -> Path:
        write_certificates(sheet, 10)
        return writing(*given)

    monkeypatch.setattr(importing, "write_rejects", once_changed)
    done = here("import", "certificates", str(sheet), "--on-error", "skip", "--format", "json")
    assert done.code == 1
    assert done.refuses("import.changed")
    assert json.loads(done.out)["recorded"] == 0
    assert size(program.path) == 2
    assert list(tmp_path.glob("*rejects*")) == []


# Memory ------------------------------------------------------------------------------


@pytest.mark.parametrize("order", ["in order", "in no order, some again"])
def test_memory_does_not_grow_with_the_file(
    program: Program, founded: Path, tmp_path: Path, order: str
) -> None:
    took = []
    for count in (10_000, 30_000 * min(SCALE, 4)):
        sheet = tmp_path / f"{count}.csv"
        if order == "in order":
            write_certificates(sheet, count)
        else:
            shuffled(sheet, count, again=count // 10)
        shutil.copyfile(founded, program.path)
        line = ("import", "certificates", str(sheet), "--on-error", "skip", "-o", str(tmp_path / "told"))
        done = program.run(*line, "--force", "--format", "json", driver=MEASURED)
        assert done.code == (0 if order == "in order" else 3), done.err[-500:]
        took.append(memory(done))
        assert size(program.path) == 2 + count + count // 3
    assert took[1] - took[0] < 40, took


# The temporary disk ------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["drafts", "troubles", "duplicates"])
def test_a_full_temporary_disk_is_told_of_and_records_nothing(
    program: Program, small_disk: Path, tmp_path: Path, kind: str
) -> None:
    sheet = tmp_path / "certificates.csv"
    match kind:
        case "drafts":
            write_certificates(sheet, 8_000)
        case "troubles":
            write_certificates(sheet, 16_000, rule="R-7")
        case _:
            shuffled(sheet, 2_500, again=2_500)
    env = {**ENVIRONMENT, "SQLITE_TMPDIR": str(small_disk)}
    line = ("import", "certificates", str(sheet), "--on-error", "skip", "--format", "json")
    done = program.run(*line, driver=SMALL_CACHE, env=env)
    assert done.code == 1
    assert done.refuses("ledger.disk_full")
    assert [error["code"] for error in json.loads(done.out)["errors"]] == ["ledger.disk_full"]
    assert size(program.path) == 2
    assert list(small_disk.iterdir()) == []
    assert program.run(*line, driver=SMALL_CACHE).code == (0 if kind == "drafts" else 3)
    assert_sound(program.path)


# Rejects -----------------------------------------------------------------------------


def test_the_rejects_are_complete_though_the_import_was_killed_before(
    program: Program, tmp_path: Path
) -> None:
    sheet = write_certificates(tmp_path / "certificates.csv", ROWS)
    lines = sheet.read_text("utf-8").splitlines()
    bad = range(7, ROWS, 7)
    for at in bad:
        lines[at] = lines[at].replace("2024-01-15", "someday")
    sheet.write_text("\n".join(lines) + "\n", encoding="utf-8")
    line = ("import", "certificates", str(sheet), "--on-error", "skip", "--format", "json")
    running = program.start(*line, driver=small_batches(5))
    assert wait_for(running, program.path, 60)
    running.kill()
    finish(running)
    told_before = Path(f"{sheet}.rejects.csv").read_bytes()
    told = program.run(*line)
    assert told.code == 3
    assert json.loads(told.out)["rejected"] == len(bad)
    rejects = Path(f"{sheet}.rejects.csv").read_text("utf-8-sig").splitlines()
    assert Path(f"{sheet}.rejects.csv").read_bytes() == told_before
    assert [line.split(",")[1] for line in rejects[1:]] == [f"C-{at:05}" for at in bad]
    assert_sound(program.path)
