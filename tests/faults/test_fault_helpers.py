"""Processes that help with an import or a rebuild: they end with it, and it survives their end."""

import os
import signal
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path
from subprocess import Popen, run

import pytest
from fault_program import BODY, ENVIRONMENT, SCALE, Program, finish, small_batches, write_certificates
from fault_soundness import assert_sound, assert_whole_commits, size

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs Linux")

ROWS = 300

WITH_HELPERS = """
import sys, time
from cli.importing import checking, recording, workers
from ledger import processes
from projections import rebuild
workers.how_many = lambda size: 2
processes.cores = lambda: 2
checking.TOGETHER = recording.BATCH = rebuild.BATCH = 20
recording.WORTH_IT = rebuild.WORTH_IT = 0
starting, answering = processes.Process.__init__, processes.Process.answer
def start(self, main):
    starting(self, main)
    print("pid", self._process.pid, main, file=sys.stderr, flush=True)
def slowly(self):
    time.sleep(0.05)
    return answering(self)
processes.Process.__init__, processes.Process.answer = start, slowly
from cli.main import main
main(sys.argv[1:])
"""
"""A driver: the program, with processes to help it, which it asks slowly; it tells their numbers."""

CHECKING, RECORDING, REBUILDING = "cli.importing.worker", "cli.importing.binder", "projections.binder"


@pytest.fixture
def sheet(tmp_path: Path) -> str:
    return str(write_certificates(tmp_path / "certificates.csv", ROWS))


def helpers(running: "Popen[str]", main: str) -> list[int]:
    """Return the numbers of the two processes that help with this, once they are started."""
    found: list[int] = []
    assert running.stderr is not None
    while len(found) < 2:
        line = running.stderr.readline()
        assert line, "it ended before"
        if line.startswith("pid") and line.split()[2] == main:
            found.append(int(line.split()[1]))
    return found


def assert_ended(pids: list[int]) -> None:
    deadline = time.monotonic() + 30
    while any(Path(f"/proc/{pid}").exists() for pid in pids):
        assert time.monotonic() < deadline, "a helper goes on alone"
        time.sleep(0.05)


@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT], ids=lambda sent: sent.name)
@pytest.mark.parametrize("main", [CHECKING, RECORDING])
def test_who_helps_ends_with_the_import(
    program: Program, sheet: str, main: str, sent: signal.Signals
) -> None:
    before = size(program.path)
    importing = program.start("import", "certificates", sheet, driver=WITH_HELPERS)
    pids = helpers(importing, main)
    time.sleep(0.3)
    importing.send_signal(sent)
    done = finish(importing)
    assert done.code == (130 if sent == signal.SIGINT else -sent)
    assert "Traceback" not in done.err
    assert_ended(pids)
    assert main == RECORDING or size(program.path) == before
    assert_whole_commits(program.path)
    assert_sound(program.path)


@pytest.mark.parametrize("main", [CHECKING, RECORDING])
def test_an_import_whose_helper_is_killed_says_so_and_can_be_run_again(
    program: Program, sheet: str, main: str
) -> None:
    line = ("import", "certificates", sheet, "--format", "json")
    importing = program.start(*line, driver=WITH_HELPERS)
    os.kill(helpers(importing, main)[0], signal.SIGKILL)
    done = finish(importing)
    assert done.code == 1
    assert done.refuses("process.ended")
    assert_whole_commits(program.path)
    program.record(*line)
    assert_sound(program.path)
    assert program.run("count", "certs", "--format", "csv").out.split()[-1] == str(ROWS)


def test_a_rebuild_whose_helper_is_killed_says_so_and_goes_on_when_run_again(
    program: Program, sheet: str
) -> None:
    program.record("import", "certificates", sheet)
    rebuilding = program.start("rebuild", "--format", "json", driver=WITH_HELPERS)
    os.kill(helpers(rebuilding, REBUILDING)[1], signal.SIGKILL)
    done = finish(rebuilding)
    assert done.code == 1
    assert done.refuses("process.ended")
    done = program.run("rebuild", "--format", "json", driver=WITH_HELPERS)
    assert done.code == 0, done.err
    assert_sound(program.path)


@pytest.mark.parametrize("_time", range(2 * SCALE))
def test_a_rebuild_with_helpers_that_is_killed_goes_on(program: Program, sheet: str, _time: int) -> None:
    program.record("import", "certificates", sheet)
    program.record("cert", "revoke", f"{BODY}/C-00007", "--on", "2024-07-01")
    rebuilding = program.start("rebuild", driver=WITH_HELPERS)
    pids = helpers(rebuilding, REBUILDING)
    time.sleep(0.1 + 0.1 * _time)
    rebuilding.kill()
    finish(rebuilding)
    assert_ended(pids)
    assert program.run("rebuild", driver=WITH_HELPERS).code == 0
    assert_sound(program.path)


def test_nothing_of_the_folder_at_hand_is_run(program: Program, sheet: str, tmp_path: Path) -> None:
    for name in ("domain", "cli", "csv"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('not of this program')")
    line = program.arguments("import", "certificates", sheet)
    asked = [sys.executable, "-P", "-c", WITH_HELPERS, *line]
    done = run(asked, cwd=tmp_path, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert_sound(program.path)


def test_a_folder_whose_name_is_no_text_is_a_folder_like_others(
    program: Program, sheet: str, tmp_path: Path
) -> None:
    folder = os.fsencode(tmp_path) + b"/\xd6\xa4\xca\xe9"
    try:
        os.mkdir(folder)
    except OSError:
        pytest.skip("the disk takes no such name")
    there = Program(Path(os.fsdecode(folder)) / "ledger.sqlite")
    there.path.write_bytes(program.path.read_bytes())
    there.record("import", "certificates", sheet)
    for line in (("import", "certificates", sheet), ("rebuild",)):
        done = there.run(*line, driver=WITH_HELPERS)
        assert done.code == 0, done.err


@pytest.mark.parametrize("driver", [None, WITH_HELPERS], ids=["alone", "with helpers"])
@pytest.mark.parametrize(
    ("damage", "code"),
    [
        ("UPDATE entries SET data = '{' WHERE position = 30", "ledger.damaged"),
        ("UPDATE entries SET name = 'certificate.painted.v1' WHERE position = 30", "ledger.unknown_event"),
        ("DELETE FROM commits WHERE first_position > 5 AND first_position < 60", "ledger.damaged"),
    ],
)
def test_what_ails_the_ledger_is_told_as_it_is(
    program: Program, sheet: str, driver: str | None, damage: str, code: str
) -> None:
    program.run("import", "certificates", sheet, driver=small_batches(20))
    with closing(sqlite3.connect(program.path)) as connection:
        triggers = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(damage)
        connection.commit()
    done = program.run("rebuild", "--check", "--format", "json", **({"driver": driver} if driver else {}))
    assert done.code == 1
    assert done.refuses(code)
