"""Console blocks that say when each command is given: run in this process, with the clock set."""

import os
import re
import shlex
from collections.abc import Callable, Iterator
from contextlib import chdir, contextmanager
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch
from uuid import UUID

from click.testing import CliRunner

import cli.clock
from cli.main import main
from ledger.moment import SHANGHAI, microseconds

_MOMENT = re.compile(r"# \d{4}-\d\d-\d\d \d\d:\d\d")
ACTORS = {"en": "Zhang San", "zh": "张三"}
LOGIN = SimpleNamespace(pw_name="clerk")
LEDGER_ID = UUID("2ed8e4a0-0000-4000-8000-000000002099")
SECOND = 1_000_000


class _Clock:
    """Stands where the page says; each command takes a second."""

    def __init__(self) -> None:
        self._micros = 0

    def set(self, moment: str) -> None:
        self._micros = microseconds(datetime.fromisoformat(moment).replace(tzinfo=SHANGHAI))

    def now(self) -> int:
        self._micros += SECOND
        return self._micros - SECOND


@contextmanager
def telling(folder: Path, language: str) -> Iterator[Callable[[str], str]]:
    """Yield what fills a block: `# 2024-07-20 09:30` sets the clock (Beijing time), `$ ` gives a command."""
    clock = _Clock()

    def told(block: str) -> str:
        lines = []
        for line in block.splitlines():
            if _MOMENT.fullmatch(line):
                clock.set(line.removeprefix("# "))
                lines.append(line)
            elif line.startswith("$ "):
                lines += [line, *_output(line.removeprefix("$ "), language)]
        return "\n".join(lines) + "\n"

    with (
        chdir(folder),
        patch.object(cli.clock, "now", clock.now),
        patch("pwd.getpwuid", lambda _number: LOGIN),
        patch("uuid.uuid4", lambda: LEDGER_ID),
    ):
        yield told


def _output(command: str, language: str) -> list[str]:
    arguments = shlex.split(command)[1:]
    left_over = dict.fromkeys(name for name in os.environ if name.startswith("CERTLEDGER_"))
    given = CliRunner(env={**left_over, "CERTLEDGER_LANG": language, "CERTLEDGER_ACTOR": ACTORS[language]})
    return [line.rstrip() for line in given.invoke(main, arguments).output.splitlines()]
