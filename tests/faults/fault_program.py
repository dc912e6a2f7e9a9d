"""The program as its users run it: processes of `certledger` on one ledger file."""

import json
import os
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CERTLEDGER = str(Path(sysconfig.get_path("scripts")) / "certledger")
SCALE = int(os.environ.get("FAULTS_SCALE", "1"))
"""1 for a quick look at every fault; 20 makes a campaign of some minutes."""

BODY = "CNCA-R-2099-001"
RULE = f"{BODY}/R-1"
PATIENCE_SECONDS = 60.0

ENVIRONMENT = {k: v for k, v in os.environ.items() if not k.startswith("CERTLEDGER_")}

SMALL_BATCHES = """
from cli.importing import checking, recording
recording.BATCH = checking.TOGETHER = {batch}
from cli.main import main
main()
"""
"""A driver: the program, with imports in many commits."""


def small_batches(batch: int) -> str:
    """Return the driver whose imports commit about so many entries at once."""
    return SMALL_BATCHES.format(batch=batch)


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def error(self) -> dict[str, Any]:
        """Return the error that `--format json` puts on stderr."""
        for line in self.err.splitlines():
            if line.startswith("{"):
                found: dict[str, Any] = json.loads(line)["error"]
                return found
        raise AssertionError(f"no JSON error on stderr: {self.err!r}")

    def refuses(self, *codes: str) -> bool:
        """Tell whether the command failed cleanly with one of these codes."""
        assert "Traceback" not in self.err, self.err
        assert self.error["message"], self.err
        assert self.error["hint"], self.err
        assert self.error["code"] in codes, self.err
        return True


InProcess = Callable[..., Done]
"""Runs a command within the test's own process, where its parts can be replaced."""


@dataclass(frozen=True)
class Program:
    """Runs commands on a ledger, `through` another program; `driver` is Python instead of the script."""

    path: Path
    before: tuple[str, ...] = ("--lang", "en", "--body", BODY)
    through: tuple[str, ...] = ()

    def line(self, *arguments: str, driver: str | None = None) -> list[str]:
        """Return the whole command line."""
        program = [CERTLEDGER] if driver is None else [sys.executable, "-c", driver]
        return [*self.through, *program, *self.arguments(*arguments)]

    def arguments(self, *arguments: str) -> list[str]:
        """Return the arguments, global options first."""
        return ["--ledger", str(self.path), *self.before, *arguments]

    def start(self, *arguments: str, driver: str | None = None, **settings: Any) -> "subprocess.Popen[str]":
        """Start a command; its output is read through pipes unless told otherwise."""
        given: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "env": ENVIRONMENT}
        return subprocess.Popen(
            self.line(*arguments, driver=driver), text=True, encoding="utf-8", **(given | settings)
        )

    def run(self, *arguments: str, driver: str | None = None, **settings: Any) -> Done:
        """Run a command to its end."""
        return finish(self.start(*arguments, driver=driver, **settings))

    def record(self, *arguments: str) -> None:
        """Run a command that has to succeed."""
        done = self.run(*arguments)
        assert done.code == 0, done.err

    def read(self, *arguments: str) -> Any:
        """Return what a command prints as JSON."""
        done = self.run(*arguments, "--format", "json")
        assert done.code == 0, done.err
        return json.loads(done.out)

    def log(self) -> list[tuple[str, str, str]]:
        """Return type, subject and effective day of every entry, in order of position."""
        return [(e["type"], e["subject"], e["effective_on"]) for e in self.read("log")]


def finish(process: "subprocess.Popen[str]") -> Done:
    """Wait for a process and return how it ended; no process is ever left behind."""
    try:
        out, err = process.communicate(timeout=PATIENCE_SECONDS)
    except BaseException:
        process.kill()
        process.communicate()
        raise
    assert "Traceback" not in (err or ""), err
    return Done(process.returncode, out or "", err or "")


def write_certificates(path: Path, count: int, *, first: int = 1, rule: str = "R-1") -> Path:
    """Write a sheet of certificates; every third one was cancelled, so that its row has two entries."""
    lines = ["body,number,rule,holder,issued_on,expires_on,status,status_on,reason"]
    for number in range(first, first + count):
        status = "04,2024-03-01,holder_request" if number % 3 == 0 else "01,,"
        lines.append(f"{BODY},C-{number:05},{rule},Holder {number},2024-01-15,2099-01-14,{status}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
