"""`log --follow` beside other processes, and readings that somebody ends."""

import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fault_program import PATIENCE_SECONDS, Program, write_certificates

NOTIFY = ("cert", "notify", "C-00001", "--by", "letter", "--yes", "--on")


@pytest.fixture
def issued(program: Program, tmp_path: Path) -> Program:
    """Return the program on a ledger with three certificates (#3 to #6)."""
    program.record("import", "certificates", str(write_certificates(tmp_path / "certificates.csv", 3)))
    return program


@contextmanager
def following(program: Program, *more: str) -> Iterator["subprocess.Popen[str]"]:
    """Start to follow, and see to it that nothing is left behind."""
    process = program.start("log", "--follow", *more)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def settle(process: "subprocess.Popen[str]") -> None:
    """Wait until a process sleeps more than it works: it has started to wait."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    before = -1.0
    while time.monotonic() < deadline:
        time.sleep(0.5)
        worked = cpu_seconds(process.pid)
        if worked > 0.02 and worked - before < 0.05:
            return
        before = worked
    raise AssertionError("it never came to rest")


def cpu_seconds(pid: int) -> float:
    """Return the processor time that a process has taken."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def next_line(process: "subprocess.Popen[str]") -> str:
    """Return a line that is there, or comes soon."""
    assert process.stdout is not None
    # Not by asking whether the pipe has bytes: what came with an earlier line is no longer in it.
    patience = threading.Timer(PATIENCE_SECONDS, process.kill)
    patience.start()
    line = process.stdout.readline()
    patience.cancel()
    assert line, "nothing came"
    return line


pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs Linux")


def test_what_others_record_is_printed_line_by_line_until_the_limit(issued: Program) -> None:
    with following(issued, "--format", "jsonl", "--limit", "2") as process:
        settle(process)
        issued.record(*NOTIFY, "2024-02-01")
        assert json.loads(next_line(process))["effective_on"] == "2024-02-01"
        assert process.poll() is None
        issued.record(*NOTIFY, "2024-02-02")
        assert json.loads(next_line(process))["effective_on"] == "2024-02-02"
        assert process.wait(PATIENCE_SECONDS) == 0


@pytest.mark.parametrize("form", ["table", "csv", "jsonl"])
def test_it_may_begin_with_what_was_recorded_before(issued: Program, form: str) -> None:
    with following(issued, "--since", "#4", "--limit", "4", "--format", form) as process:
        settle(process)
        issued.record(*NOTIFY, "2024-02-01")
        assert process.stdout is not None
        lines = process.stdout.read().splitlines()
        assert process.wait(PATIENCE_SECONDS) == 0
    assert len(lines) == {"table": 6, "csv": 5, "jsonl": 4}[form]
    assert "HolderNotified" in lines[-1]
    if form == "table":
        assert len({line.index("2024-") for line in lines[2:]}) == 1


def test_filters_hold_while_it_follows(issued: Program) -> None:
    with following(
        issued, "C-00002", "--type", "HolderNotified", "--format", "jsonl", "--limit", "1"
    ) as process:
        settle(process)
        issued.record(*NOTIFY, "2024-02-01")
        issued.record("cert", "amend", "C-00002", "--scope", "all", "--on", "2024-02-02")
        issued.record("cert", "notify", "C-00002", "--by", "letter", "--on", "2024-02-03")
        assert json.loads(next_line(process))["effective_on"] == "2024-02-03"
        assert process.wait(PATIENCE_SECONDS) == 0


def test_an_empty_ledger_can_be_followed(tmp_path: Path) -> None:
    program = Program(tmp_path / "new.sqlite")
    program.record("init")
    with following(program, "--format", "jsonl", "--limit", "1") as process:
        settle(process)
        program.record("body", "register", "CNCA-R-2099-001", "--name", "Sample")
        assert json.loads(next_line(process))["position"] == 1
        assert process.wait(PATIENCE_SECONDS) == 0


def test_waiting_takes_next_to_no_work_and_ends_with_130_at_ctrl_c(issued: Program) -> None:
    with following(issued, "--format", "jsonl") as process:
        settle(process)
        before = cpu_seconds(process.pid)
        time.sleep(2)
        assert cpu_seconds(process.pid) - before < 0.2
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE_SECONDS) == 130
        assert process.stderr is not None
        assert "Traceback" not in process.stderr.read()


def test_it_ends_when_its_reader_goes_away_though_nothing_is_recorded(issued: Program) -> None:
    with following(issued, "--since", "#6", "--format", "jsonl") as process:
        assert json.loads(next_line(process))["position"] == 6
        assert process.stdout is not None
        process.stdout.close()
        assert process.wait(PATIENCE_SECONDS) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""
        process.stdout = None


def test_a_writer_is_not_held_up_and_the_file_can_be_tidied(issued: Program) -> None:
    with following(
        issued, "--type", "HolderNotified", "--since", "2000-01-01", "--format", "jsonl"
    ) as process:
        settle(process)
        for day in range(1, 6):
            issued.record(*NOTIFY, f"2024-02-0{day}")
        for day in range(1, 6):
            assert json.loads(next_line(process))["effective_on"] == f"2024-02-0{day}"


# Readings that somebody ends ------------------------------------------------------


@pytest.fixture
def many(program: Program, tmp_path: Path) -> Program:
    """Return the program on a ledger with some thousand entries."""
    program.record("import", "certificates", str(write_certificates(tmp_path / "certificates.csv", 3_000)))
    return program


WATCHED = """
import sys
from cli import output
output.WATCH_EVERY = 100
in_vain, looks = output._in_vain, 0
def look():
    global looks
    looks += 1
    print("looked", file=sys.stderr, flush=True)
    if looks == 20:
        sys.stdin.readline()
    return in_vain()
output._in_vain = look
from cli.main import main
main(sys.argv[1:])
"""
"""A driver: the program, which tells each time that it looks whether somebody still reads.

At the twentieth time it waits for a line, so that what it finds then is certain.
"""


@pytest.mark.parametrize("goes_away", [True, False])
def test_a_search_that_finds_nothing_more_ends_when_its_reader_goes_away(
    many: Program, goes_away: bool
) -> None:
    line = ("log", "--text", "Sample rule", "--format", "jsonl")
    with many.start(*line, driver=WATCHED, stdin=subprocess.PIPE) as searching:
        assert searching.stdin is not None
        assert searching.stdout is not None
        assert searching.stderr is not None
        assert json.loads(searching.stdout.readline())["type"] == "RuleFiled"
        if goes_away:
            searching.stdout.close()
        searching.stdin.write("go on\n")
        searching.stdin.flush()
        looks = searching.stderr.read().count("looked")
    assert searching.returncode == 0
    # The twentieth look ends the reading at the latest; one more tells that it was no key that did.
    assert looks <= 21 if goes_away else looks > 100


def test_ctrl_c_in_the_middle_of_a_reading_is_130(many: Program) -> None:
    stopping = WATCHED.replace("return in_vain()", "import os, signal; os.kill(os.getpid(), signal.SIGINT)")
    done = many.run("log", "--text", "no such text", driver=stopping)
    assert done.code == 130
    assert "Interrupted" in done.err
