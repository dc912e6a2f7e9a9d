"""A clerk at the command line: every test gets a ledger of its own, and a clock that it sets."""

import json
import os
import re
import shutil
import signal
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import settings

import cli.clock
from cli.main import main
from ledger.moment import microseconds, timestamp

BODY = "CNCA-R-2099-001"
NOT_FILLED_IN = re.compile(r"\{[a-z_]+\}")


# The suite draws the same cases each time, so that it says something of the change at hand;
# a campaign draws new ones.
settings.register_profile("suite", derandomize=os.environ.get("HYPOTHESIS_PROFILE") != "campaign")
settings.load_profile("suite")


class Clock:
    """Gives the same moment until it is set or a second has been let pass."""

    def __init__(self) -> None:
        self.micros = 0
        self.set("2024-07-31T08:00:00Z")

    def set(self, moment: str) -> None:
        """Go to a moment, RFC 3339."""
        self.micros = microseconds(datetime.fromisoformat(moment))

    def now(self) -> int:
        return self.micros

    @property
    def text(self) -> str:
        return timestamp(self.micros)


class Clerk:
    """Gives command lines to one ledger, and says what must come of them."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self.folder = folder
        self.clock = clock
        self.path = folder / "ledger.sqlite"
        self._runner = CliRunner()

    def run(self, *args: str, code: int = 0, lang: str = "en", **more: Any) -> Result:
        """Give a command line; a second later the next can be given."""
        arguments = ["--ledger", str(self.path), "--lang", lang, *map(str, args)]
        result = self._runner.invoke(main, arguments, **more)
        self.clock.micros += 1_000_000
        said = f"{args}\nexit {result.exit_code}\n{result.stdout}\n{result.stderr}"
        assert result.exit_code == code, said
        assert '"internal"' not in result.stderr, said
        assert "--debug" in args or not NOT_FILLED_IN.search(result.stderr), said
        return result

    def json(self, *args: str, code: int = 0, **more: Any) -> Any:
        """Give a command line and return what it prints as JSON."""
        return json.loads(self.run(*args, "--format", "json", code=code, **more).stdout)

    def record(self, *args: str, **more: Any) -> list[dict[str, Any]]:
        """Give a writing command and return what it recorded."""
        said = self.json(*args, **more)
        assert said["dry_run"] is False
        return said["recorded"]

    def error(self, *args: str, code: int = 1, **more: Any) -> dict[str, str]:
        """Give a command line that fails and return the error."""
        result = self.run(*args, "--format", "json", code=code, **more)
        said = json.loads(result.stderr.strip().splitlines()[-1])
        assert list(said) == ["error"]
        assert list(said["error"]) == ["code", "message", "hint"]
        return said["error"]

    def refused(self, problem: str, *args: str, **more: Any) -> dict[str, str]:
        """Give a command line that is refused, and find that nothing was recorded."""
        before = self.entries()
        error = self.error(*args, **more)
        assert error["code"] == problem, error
        assert self.entries() == before
        return error

    def idle(self, *args: str, **more: Any) -> str:
        """Give a command that finds nothing left to do; return what it says on stderr."""
        before = self.entries()
        result = self.run(*args, "--format", "json", **more)
        said = json.loads(result.stdout)
        assert said["recorded"] == []
        assert result.stderr.strip()
        assert self.entries() == before
        return result.stderr

    def entries(self) -> int:
        """Return how many entries there are."""
        return int(self.json("info")["entries"])

    def log(self, *args: str) -> list[dict[str, Any]]:
        """Return the rows of the log."""
        return list(self.json("log", *args))

    def status(self, subject: str, *args: str) -> str:
        """Return a subject's status."""
        return str(self.json("show", subject, *args)["status"])

    # Files -------------------------------------------------------------------

    def file(self, name: str, content: str | bytes) -> str:
        """Write a file into the clerk's folder and return its path."""
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return str(path)

    def csv(self, *rows: Sequence[object], name: str = "file.csv") -> str:
        """Write rows of plain values as CSV."""
        return self.file(name, "".join(",".join(map(str, row)) + "\r\n" for row in rows))

    def xlsx(self, *rows: Sequence[object], name: str = "file.xlsx", sheet: str = "表") -> str:
        """Write rows as a workbook; texts stay texts."""
        import xlsxwriter

        path = self.folder / name
        book = xlsxwriter.Workbook(
            str(path), {"strings_to_formulas": False, "default_date_format": "yyyy-mm-dd"}
        )
        page = book.add_worksheet(sheet)
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
        book.close()
        return str(path)


@pytest.fixture(scope="session", autouse=True)
def _interrupts() -> None:
    """Let the programs that tests start hear Ctrl-C: whoever runs in the background may be deaf to it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock that the command line reads."""
    made = Clock()
    monkeypatch.setattr(cli.clock, "now", made.now)
    return made


def _without_variables(patch: pytest.MonkeyPatch) -> None:
    """Take our variables out of the environment, until the patch is undone."""
    for name in list(os.environ):
        if name.startswith("CERTLEDGER_"):
            patch.delenv(name)
    patch.setenv("LANGUAGE", "en")


@pytest.fixture
def bare(tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Clerk:
    """A clerk without a ledger."""
    _without_variables(monkeypatch)
    return Clerk(tmp_path, clock)


@pytest.fixture(scope="session")
def first_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger to copy: a body, the two notices, rules R1 to R3 (#1 to #6)."""
    with pytest.MonkeyPatch.context() as patch:
        _without_variables(patch)
        clock = Clock()
        patch.setattr(cli.clock, "now", clock.now)
        clock.set("2024-03-01T01:00:00Z")
        clerk = Clerk(tmp_path_factory.mktemp("first"), clock)
        clerk.run("init")
        clerk.record("body", "register", BODY, "--name", "虚构认证中心", "--on", "2023-01-01")
        clerk.record("notice", "issue", "--preset", "cnca-2024-3")
        clerk.record("notice", "issue", "--preset", "cnca-2024-31")
        for number in ("R1", "R2", "R3"):
            named = ("--name", f"规则{number}", "--category", "reduction", "--scheme", "product")
            clerk.record("rule", "file", f"{BODY}/{number}", *named, "--on", "2023-02-01")
        copy = clerk.folder / "copy.sqlite"
        clerk.run("backup", str(copy))
    return copy


@pytest.fixture
def clerk(bare: Clerk, first_ledger: Path) -> Clerk:
    """A clerk with a ledger of its own: a body, the two notices, rules R1 to R3 (#1 to #6)."""
    shutil.copyfile(first_ledger, bare.path)
    return bare


@pytest.fixture
def issue(clerk: Clerk) -> Callable[..., int]:
    """Issues certificates under R1 from 2024-01-10 through 2026-01-09; gives the position."""

    def issue(number: str = "C1", *more: str, rule: str = "R1", expires: str = "2026-01-09") -> int:
        given = ("--rule", f"{BODY}/{rule}", "--holder", f"样例公司{number}", "--expires", expires)
        on = () if "--on" in more else ("--on", "2024-01-10")
        recorded = clerk.record("cert", "issue", f"{BODY}/{number}", *given, *on, *more)
        return int(recorded[-1]["position"])

    return issue
