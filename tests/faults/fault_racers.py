"""Processes that have everything loaded and act at the same moment."""

import json
import subprocess
import sys
from types import TracebackType
from typing import Self

from fault_program import ENVIRONMENT, Done, Program

RACER = """
import contextlib, io, json, sys
import cli.commands.body, cli.commands.cert, cli.commands.init, cli.commands.rule, cli.commands.void
import cli.messages, eventsourcing.application, ledger.sqlite
from cli.main import main

print("ready", flush=True)
for line in sys.stdin:
    out, err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8"), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main.main(json.loads(line), standalone_mode=False)
    out.flush()
    out = out.buffer.getvalue().decode()
    print(json.dumps([code if isinstance(code, int) else 0, out, err.getvalue()]), flush=True)
"""


class Racers:
    """Some processes; use it in a `with`."""

    def __init__(self, program: Program, count: int) -> None:
        self._program = program
        self._count = count
        self._processes: list[subprocess.Popen[str]] = []

    def __enter__(self) -> Self:
        for _ in range(self._count):
            self._processes.append(
                subprocess.Popen(
                    [sys.executable, "-c", RACER],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                    encoding="utf-8",
                    env=ENVIRONMENT,
                )
            )
        for process in self._processes:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        for process in self._processes:
            process.communicate(timeout=30)

    def together(self, *commands: tuple[str, ...]) -> list[Done]:
        """Give each process a command at the same moment; return how each ended."""
        lines = [json.dumps(self._program.arguments(*command)) + "\n" for command in commands]
        running = self._processes[: len(lines)]
        for process, line in zip(running, lines, strict=True):
            assert process.stdin is not None
            process.stdin.write(line)
        for process in running:
            assert process.stdin is not None
            process.stdin.flush()
        return [self._answer(process) for process in running]

    def alone(self, *command: str) -> None:
        """Let the first process do something that has to succeed."""
        (done,) = self.together(command)
        assert done.code == 0, done.err

    def _answer(self, process: "subprocess.Popen[str]") -> Done:
        assert process.stdout is not None
        code, out, err = json.loads(process.stdout.readline())
        assert "locked" not in err, err
        assert "Traceback" not in err, err
        assert "internal" not in err, err
        return Done(code, out, err)
