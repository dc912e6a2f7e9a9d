"""Eight processes write and four read for a while: everybody comes to their turn, and nothing is lost."""

import json
import subprocess
import sys
from collections import Counter
from itertools import pairwise

from fault_program import ENVIRONMENT, SCALE, Program
from fault_soundness import assert_nothing_twice, assert_sound, rows, size

SECONDS = min(60, 3 * SCALE)
"""60 of them with FAULTS_SCALE=20."""

WRITERS = 8
READERS = 4
ISSUE = ("--rule", "R-1", "--holder", "Holder", "--expires", "2099-01-01", "--on", "2024-01-02")

LOOP = """
import contextlib, io, json, sys, time
import cli.commands.cert, cli.commands.log, ledger.sqlite
from cli.main import main

lines, seconds = json.loads(sys.stdin.readline())
print("ready", flush=True)
sys.stdin.readline()
until, told, number = time.monotonic() + seconds, [], 0
while time.monotonic() < until:
    for line in lines:
        line = [word.replace("{n}", str(number)) for word in line]
        out, err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8"), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main.main(line, standalone_mode=False)
        out.flush()
        told.append([code if isinstance(code, int) else 0, out.buffer.getvalue().decode(), err.getvalue()])
    number += 1
print(json.dumps(told), flush=True)
"""
"""A driver: gives the same command lines over and over, with a number of its own each time."""


def crowd(program: Program, *parts: list[tuple[str, ...]]) -> list[list[tuple[int, str, str]]]:
    """Let a process for each part give its lines for a while, all at once; return how each ended."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", LOOP],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env=ENVIRONMENT,
        )
        for _ in parts
    ]
    try:
        for process, part in zip(processes, parts, strict=True):
            assert process.stdin is not None
            lines = [program.arguments(*line) for line in part]
            process.stdin.write(json.dumps([lines, SECONDS]) + "\n")
            process.stdin.flush()
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for process in processes:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        return [json.loads(process.communicate(timeout=SECONDS + 60)[0]) for process in processes]
    finally:
        for process in processes:
            process.kill()
            process.wait()


def writer(name: int) -> list[tuple[str, ...]]:
    number = f"W{name}-{{n}}"
    return [
        ("cert", "issue", number, *ISSUE, "--format", "json"),
        ("cert", "suspend", number, "--on", "2024-03-01", "--format", "json"),
        ("cert", "cancel", number, "--on", "2024-02-01", "--command-id", number, "--format", "json")
        if name % 2
        else ("cert", "reinstate", number, "--on", "2024-04-01", "--format", "json"),
    ]


READING = [
    ("info", "--format", "json"),
    ("log", "--reverse", "--limit", "60", "--format", "json"),
    ("count", "certs", "--format", "json"),
]


def test_a_crowd_loses_nothing_doubles_nothing_and_waits_for_no_lock_in_vain(program: Program) -> None:
    before = size(program.path)
    told = crowd(program, *[writer(name) for name in range(WRITERS)], *[READING] * READERS)
    written, read = told[:WRITERS], told[WRITERS:]
    recorded: Counter[int] = Counter()
    for name, one in enumerate(written):
        # Odd ones cancel on a day before the suspension, which could then no longer stand.
        expected = [0, 0, name % 2] * (len(one) // 3)
        assert [code for code, _, _ in one] == expected, [e for c, _, e in one if c]
        for code, out, err in one:
            assert "locked" not in err
            assert "internal" not in err
            if code == 0:
                recorded.update(entry["position"] for entry in json.loads(out)["recorded"])
    assert sorted(recorded) == list(range(before + 1, size(program.path) + 1))
    assert set(recorded.values()) == {1}
    for one in read:
        assert {code for code, _, _ in one} == {0}, [e for c, _, e in one if c]
        entries = [json.loads(out)["entries"] for _, out, _ in one[:: len(READING)]]
        assert entries == sorted(entries)
        for _, out, _ in one[1 :: len(READING)]:
            positions = [entry["position"] for entry in json.loads(out)]
            assert positions == list(range(positions[0], positions[0] - len(positions), -1))
    times = [t for (t,) in rows(program.path, "SELECT recorded_at FROM commits ORDER BY first_position")]
    assert all(one < later for one, later in pairwise(times))
    assert_sound(program.path)
    assert_nothing_twice(program.path)
