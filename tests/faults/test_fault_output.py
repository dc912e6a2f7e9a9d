"""Data goes to a file or a pipe that fails."""

import errno
import json
import os
import signal
import subprocess
from pathlib import Path

import pytest
from fault_program import ENVIRONMENT, InProcess, Program, finish, write_certificates
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


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "out" / "log.json"


@pytest.fixture(autouse=True)
def folder(target: Path) -> Path:
    target.parent.mkdir()
    return target.parent


def test_an_existing_file_is_refused_and_replaced_whole_with_force(program: Program, target: Path) -> None:
    target.write_text("old " * 100_000)
    done = program.run("log", "-o", str(target), env=JSON)
    assert done.code == 1
    assert done.refuses("output.exists")
    assert target.read_text() == "old " * 100_000
    program.record("log", "--format", "json", "-o", str(target), "--force")
    assert len(json.loads(target.read_text("utf-8"))) == 2
    assert list(target.parent.iterdir()) == [target]


def test_a_folder_that_is_not_there_is_said(program: Program, target: Path) -> None:
    done = program.run("log", "-o", str(target.parent / "no" / "log.json"), env=JSON)
    assert done.code == 1
    assert done.refuses("output.failed")
    assert list(target.parent.iterdir()) == []


@pytest.mark.parametrize("force", [(), ("--force",)], ids=["new", "force"])
@pytest.mark.parametrize("failing", ["fsync", "replace"])
def test_a_write_that_fails_leaves_the_old_file_or_none(
    here: InProcess, target: Path, monkeypatch: pytest.MonkeyPatch, force: tuple[str, ...], failing: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", fail)
    monkeypatch.setattr(os, failing, fail)
    if force:
        target.write_text("old")
    done = here("log", "--format", "json", "-o", str(target), *force)
    assert done.code == 1
    assert done.refuses("output.failed")
    assert [path.read_text() for path in target.parent.iterdir()] == (["old"] if force else [])


def test_an_act_whose_result_cannot_be_written_to_its_file_is_not_recorded(
    program: Program, target: Path
) -> None:
    """Exit 1 is `refused or failed`: what is refused was not recorded."""
    target.write_text("old")
    done = program.run(*ISSUE, "-o", str(target), env=JSON)
    assert done.code == 1
    assert done.refuses("output.exists")
    assert size(program.path) == 2


def test_a_reader_that_goes_away_ends_the_program_quietly(program: Program, tmp_path: Path) -> None:
    program.record("import", "certificates", str(write_certificates(tmp_path / "certificates.csv", 500)))
    for form in ("table", "csv", "json", "jsonl"):
        with program.start("log", "--format", form) as writing:
            assert writing.stdout is not None
            assert writing.stderr is not None
            writing.stdout.readline()
            writing.stdout.close()
            assert writing.stderr.read() == ""
        assert writing.returncode in {0, -signal.SIGPIPE, 128 + signal.SIGPIPE}


def test_a_pipe_in_a_shell_ends_quietly(program: Program) -> None:
    line = " ".join(f"'{part}'" for part in program.line("log"))
    done = subprocess.run(
        f"{line} | head -n 1", shell=True, capture_output=True, text=True, check=False, env=ENVIRONMENT
    )
    assert done.returncode == 0
    assert done.stderr == ""
    assert len(done.stdout.splitlines()) == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("form", ["table", "csv", "json", "jsonl"])
def test_a_full_disk_behind_stdout_is_said_as_an_error(program: Program, form: str) -> None:
    with Path("/dev/full").open("w") as full:
        done = program.run("log", "--format", form, stdout=full)
    assert done.code == 1
    assert "inside certledger" not in done.err, done.err
    assert "No space left on device" in done.err
    assert "Exception ignored" not in done.err


def test_a_closed_stdout_is_said_as_an_error(program: Program) -> None:
    line = " ".join(f"'{part}'" for part in program.line("log"))
    done = subprocess.run(
        f"{line} >&-", shell=True, capture_output=True, text=True, check=False, env=ENVIRONMENT
    )
    assert done.returncode in {0, 1}
    assert "Traceback" not in done.stderr
    assert "inside certledger" not in done.stderr, done.stderr


def test_a_pipe_named_as_output_is_not_replaced_by_a_file(program: Program, target: Path) -> None:
    os.mkfifo(target)
    reading = subprocess.Popen(["cat", str(target)], stdout=subprocess.PIPE, text=True)
    try:
        done = finish(program.start("log", "--format", "json", "-o", str(target), "--force"))
        assert target.is_fifo(), "what a name stands for is not replaced by --force unless it is a file"
        assert done.code in {0, 1}
    finally:
        reading.kill()
        reading.communicate()
