"""What a command may import, as a process of its own: nothing that it does not use.

A module of ours costs about a quarter of a millisecond, a library up to a
hundred times that. Whoever adds an import to a command's path adds it here,
too, and so says that the command is worth its time.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[[str], set[str]]

C1 = "CNCA-R-2099-001/C1"
IN_FULL = ("cli", "domain", "ledger", "projections", "eventsourcing")

PROBE = """
import os, sys

before = set(sys.modules)  # Python's own, and what an environment loads into every process
later = "_LazyModule"  # found, and loaded when it is used
leave, told = os._exit, sys.argv.pop(1)

def tell(code):
    with open(told, "w") as file:
        loaded = [name for name, module in sys.modules.items() if type(module).__name__ != later]
        file.write("\\n".join(set(loaded) - before))
    leave(code)

os._exit = tell
from cli.main import main
main()
"""
"""Runs a command as the installed program does, and notes what it had imported when it ended."""

ROOT = """
    cli  cli.command  cli.errors  cli.language  cli.main
    domain  domain.rejected
"""

ANY_COMMAND = """
    cli.app  cli.clock  cli.commands  cli.output  cli.params
    domain.body  domain.certificate  domain.day  domain.event  domain.notice  domain.obligations
    domain.report  domain.rule  domain.subject  domain.course  domain.timeline
    ledger  ledger.codec  ledger.database  ledger.entry  ledger.journal  ledger.moment
    projections  projections.tables
"""

WRITING = """
    cli.acts  cli.commands.cert  cli.selection  cli.texts
    domain.reasons
    ledger.datastore  ledger.desk  ledger.garbage  ledger.importing  ledger.record  ledger.service
    ledger.sqlite
    projections.count_blocks  projections.count_tables  projections.counts  projections.schema
    projections.tally
    projections.begun  projections.corrections  projections.held  projections.numbers  projections.owed_rows
    projections.projector  projections.read_model  projections.rectangles
"""

READING = """
    cli.columns  cli.reading  cli.render  cli.render.table  cli.words
    projections.states  projections.view
"""

STORE = """
    eventsourcing  eventsourcing.application  eventsourcing.domain  eventsourcing.persistence
    eventsourcing.sqlite  eventsourcing.utils
"""

MAY_IMPORT = {
    "--help": (ROOT, "cli.columns  cli.help", "click"),
    "cert revoke": (ROOT, ANY_COMMAND, WRITING, STORE, "click  msgspec  typing_extensions"),
    "show": (
        ROOT,
        ANY_COMMAND,
        READING,
        "cli.commands.show  cli.render.fields",
        "click  msgspec  typing_extensions",
    ),
    "list": (
        *(ROOT, ANY_COMMAND, READING, "cli.commands.list  cli.render.json  projections.listing"),
        "click  msgspec  typing_extensions",
    ),
}
"""Command -> these and no others, whatever the version of Python: modules of ours and of the store
library, and other libraries by their first name."""

NEVER = """
    asyncio  concurrent  email  hashlib  html  http  importlib.metadata  importlib.resources  logging
    json  linecache  msgspec.inspect  multiprocessing  pathlib  socket  ssl  subprocess  tempfile  tokenize
    traceback  unittest  urllib  xml  zipfile
"""
"""Modules that take long and that none of these commands has a use for, whatever libraries import."""

NOT_FOR_HELP = "csv  decimal  sqlite3"
ONLY_FOR_HELP = "textwrap"


@pytest.fixture
def run(clerk: Any, issue: Callable[..., int], tmp_path: Path) -> Run:
    """Runs one of the commands as a process; gives the modules that it imported."""
    issue("C1")
    told = tmp_path / "modules.json"
    lines = {
        "--help": ["--help"],
        "cert revoke": ["cert", "revoke", C1, "--on", "2024-07-10", "--reason", "fraud"],
        "show": ["show", C1],
        "list": ["list", "certs", "--format", "json"],
    }
    settings = {key: value for key, value in os.environ.items() if not key.startswith(("CERT", "COV", "PY"))}

    def run(command: str) -> set[str]:
        arguments = ["--lang", "en", "--ledger", str(clerk.path), *lines[command]]
        done = subprocess.run(
            [sys.executable, "-c", PROBE, str(told), *arguments],
            cwd=tmp_path,
            env=settings,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout
        return set(told.read_text().splitlines())

    return run


@pytest.mark.parametrize("command", MAY_IMPORT)
def test_a_command_imports_what_it_uses_and_no_more(command: str, run: Run) -> None:
    imported = {_listed_as(module) for module in run(command)} - {""}
    listed = set(" ".join(MAY_IMPORT[command]).split())
    more, fewer = sorted(imported - listed), sorted(listed - imported)
    assert not more, f"imported, and not in the list: {', '.join(more)}"
    assert not fewer, f"in the list, and no longer imported: {', '.join(fewer)}"


@pytest.mark.parametrize("command", MAY_IMPORT)
def test_a_command_loads_nothing_slow_that_it_does_not_use(command: str, run: Run) -> None:
    slow = f"{NEVER} {NOT_FOR_HELP if command == '--help' else ONLY_FOR_HELP}"
    assert sorted(run(command) & set(slow.split())) == []


def _listed_as(module: str) -> str:
    first = module.partition(".")[0]
    if first in IN_FULL:
        return module
    return "" if first in sys.stdlib_module_names else first
