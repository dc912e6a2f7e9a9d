"""A ledger to ask about: two bodies with rules and certificates, kept in-process by a clerk with a clock."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import note

import cli.clock
from cli.main import main

BODY, OTHER = "CNCA-R-2099-001", "CNCA-RF-2099-02"
RULES = tuple(f"{BODY}/{number}" for number in ("R1", "R2", "R3"))
REFILINGS = tuple(f"{BODY}/{number}" for number in ("R8", "R9"))
CERTS = tuple(f"{BODY}/{number}" for number in ("C1", "C2", "C3", "C4"))
REPLACEMENTS = tuple(f"{BODY}/{number}" for number in ("C8", "C9"))
THERE = (f"{OTHER}/R1", f"{OTHER}/C1")
NOTICES = {"cnca-2024-3": "国认监〔2024〕3号", "cnca-2024-31": "认秘函〔2024〕31号"}
BOUNDARIES = tuple((one, other) for one in ("inclusive", "exclusive") for other in ("inclusive", "exclusive"))

DAYS = (
    *("2024-04-02", "2024-04-15", "2024-04-29", "2024-04-30", "2024-05-01", "2024-05-30"),
    *("2024-07-02", "2024-07-05", "2024-07-14", "2024-07-15", "2024-07-16", "2024-07-20"),
)
READ_DAYS = ("2024-04-01", *DAYS, "2024-04-03", "2024-05-02", "2024-07-17", "2024-07-31", "2025-07-01")
MOMENTS = tuple(
    f"{day}T{time}" for day in DAYS for time in ("01:00:00", "15:59:59.999999", "16:00:00", "16:03:00")
)
"""UTC; midnight in Shanghai is at 16:00."""

FILE = "@report"
"""Stands for a file beside the ledger."""

SHEET = "@sheet\n"
"""What begins with it stands for a file that holds the rest."""


def opening(boundaries: tuple[str, str]) -> Iterator[tuple[str, ...]]:
    """Yield the command lines that every ledger begins with."""
    filed = ("--name", "n", "--category", "reduction", "--scheme", "product", "--on")
    for body in (BODY, OTHER):
        yield ("body", "register", body, "--name", body, "--on", "2024-01-01")
    for alias, boundary in zip(NOTICES, boundaries, strict=True):
        yield ("notice", "issue", "--preset", alias, "--boundary", boundary)
    for rule, on in ((RULES[0], "2024-03-01"), (RULES[1], "2024-04-15"), (THERE[0], "2024-03-01")):
        yield ("rule", "file", rule, *filed, on)
    certificates = (
        (CERTS[0], RULES[0], "2024-07-15"),
        (CERTS[1], RULES[0], "2025-06-30"),
        (THERE[1], THERE[0], "2024-04-30"),
    )
    for cert, rule, expires in certificates:
        yield (
            "cert",
            "issue",
            cert,
            "--rule",
            rule,
            "--holder",
            "甲",
            "--expires",
            expires,
            "--on",
            "2024-03-01",
        )


@cache
def begun(boundaries: tuple[str, str]) -> bytes:
    """Return a ledger's file with the entries that every ledger begins with."""
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        clerk = Clerk(Path(folder) / "first.sqlite", patch)
        clerk.say("init")
        for line in opening(boundaries):
            assert clerk.enter(line), line
        clerk.say("backup", str(Path(folder) / "copy.sqlite"))
        return (Path(folder) / "copy.sqlite").read_bytes()


class Clerk:
    """Gives command lines to one ledger, at moments of a clock."""

    def __init__(self, path: Path, patch: pytest.MonkeyPatch) -> None:
        self.path = path
        self.rows: list[dict[str, Any]] = []
        self._runner, self._moment, self._micros = CliRunner(), 0, 0
        self.stand_at(0)
        patch.setattr(cli.clock, "now", lambda: self._micros)

    # The clock ---------------------------------------------------------------

    def stand_at(self, moment: int) -> None:
        """Let the clock show one of the moments."""
        self._moment = min(max(moment, 0), len(MOMENTS) - 1)
        self.set(MOMENTS[self._moment])

    def pass_on(self, moments: int) -> None:
        """Let the clock go by some of the moments, backwards too."""
        self.stand_at(self._moment + moments)

    def set(self, moment: str) -> None:
        """Let the clock show a moment, UTC."""
        since = datetime.fromisoformat(moment + "+00:00") - datetime.fromisoformat(
            "1970-01-01T00:00:00+00:00"
        )
        self._micros = since // timedelta(microseconds=1)

    @property
    def today(self) -> str:
        """Return the day in Shanghai."""
        return (datetime(1970, 1, 1) + timedelta(microseconds=self._micros, hours=8)).date().isoformat()

    # The command line --------------------------------------------------------

    def say(self, *args: str) -> Result:
        """Run a command line; a failure that is no refusal is an error of the test."""
        result = self._runner.invoke(main, ["--ledger", str(self.path), "--lang", "en", *args])
        said = f"{args}\n{result.stdout}\n{result.stderr}"
        assert result.exit_code in {0, 1, 3}, said
        assert '"internal"' not in result.stderr, said
        return result

    def read(self, *args: str) -> Any:
        """Return what a reading command prints as JSON; None where it is refused."""
        result = self.say(*args, "--format", "json")
        return None if result.exit_code == 1 else json.loads(result.stdout)

    def refusal(self, *args: str) -> str:
        """Return the code of the error with which a command is refused."""
        result = self.say(*args, "--format", "json")
        assert result.exit_code == 1, (args, result.stdout)
        return str(json.loads(result.stderr.splitlines()[-1])["error"]["code"])

    def log(self, *args: str) -> list[dict[str, Any]]:
        """Return the rows of the log."""
        return list(self.read("log", *args))

    def enter(self, line: tuple[str, ...]) -> bool:
        """Give a command line; tell whether it was accepted. What is refused records nothing."""
        note(f"{self.today}: {' '.join(line)}")
        before = self.rows
        accepted = self.say(*map(self._beside, line), "--format", "json").exit_code != 1
        self.rows = self.log()
        assert accepted or self.rows == before, "what was refused is recorded"
        return accepted

    def _beside(self, text: str) -> str:
        """Return the path of a file that a text stands for."""
        path = self.path.with_suffix(".csv" if text.startswith(SHEET) else ".report")
        if text.startswith(SHEET):
            path.write_text(text.removeprefix(SHEET))
        return str(path) if text == FILE or text.startswith(SHEET) else text


@contextmanager
def books(boundaries: tuple[str, str]) -> Iterator[Clerk]:
    """Yield the clerk of a ledger that has just begun."""
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        path = Path(folder) / "ledger.sqlite"
        path.write_bytes(begun(boundaries))
        clerk = Clerk(path, patch)
        clerk.rows = clerk.log()
        yield clerk
