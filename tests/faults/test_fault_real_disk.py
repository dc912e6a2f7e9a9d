"""A disk of its own that is full indeed; skipped where none can be mounted."""

from pathlib import Path

import pytest
from fault_program import ENVIRONMENT, Program, small_batches, write_certificates
from fault_soundness import assert_sound, assert_whole_commits, size

JSON = {**ENVIRONMENT, "CERTLEDGER_FORMAT": "json"}


def issue(number: str) -> tuple[str, ...]:
    return (
        "cert",
        "issue",
        number,
        "--rule",
        "R-1",
        "--holder",
        "H",
        "--expires",
        "2099-01-01",
        "--on",
        "2024-02-01",
    )


def fill(folder: Path) -> Path:
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for amount in (65536, 4096, 1):
            try:
                while True:
                    file.write(b"x" * amount)
            except OSError:
                pass
    return ballast


def test_on_a_full_disk_nothing_is_recorded_and_all_can_be_read(program: Program, small_disk: Path) -> None:
    there = Program(small_disk / "ledger.sqlite")
    there.path.write_bytes(program.path.read_bytes())
    there.record(*issue("C-1"))
    ballast = fill(small_disk)
    done = there.run(*issue("C-2"), "--format", "json")
    assert done.code == 1
    assert done.refuses("ledger.disk_full")
    read = there.run("show", "C-1", "--format", "json")
    assert read.code == 0, read.err
    ballast.unlink()
    assert size(there.path) == 3
    there.record(*issue("C-2"))
    assert_sound(there.path)


def test_an_import_that_fills_the_disk_keeps_whole_commits(
    program: Program, small_disk: Path, tmp_path: Path
) -> None:
    sheet = write_certificates(tmp_path / "certificates.csv", 1500)
    there = Program(small_disk / "ledger.sqlite")
    there.path.write_bytes(program.path.read_bytes())
    done = there.run("import", "certificates", str(sheet), "--format", "json", driver=small_batches(100))
    assert done.code == 1
    assert done.refuses("ledger.disk_full")
    saved = tmp_path / "saved.sqlite"
    for suffix in ("", "-wal"):
        part = Path(f"{there.path}{suffix}")
        if part.exists():
            Path(f"{saved}{suffix}").write_bytes(part.read_bytes())
    assert_whole_commits(saved)
    assert size(saved) > 2
    Program(saved).record("import", "certificates", str(sheet))
    assert size(saved) == 2 + 2000
    assert_sound(saved)


@pytest.mark.parametrize("command", ["init", "backup", "-o"])
def test_on_a_full_disk_no_half_file_is_left(program: Program, small_disk: Path, command: str) -> None:
    ballast = fill(small_disk)
    target = small_disk / "new"
    if command == "init":
        done = Program(target).run("init", env=JSON)
    elif command == "backup":
        done = program.run("backup", str(target), env=JSON)
    else:
        done = program.run("log", "-o", str(target), env=JSON)
    assert done.code == 1
    assert done.refuses("ledger.disk_full", "output.failed")
    assert list(small_disk.iterdir()) == [ballast]
