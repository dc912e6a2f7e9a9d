"""Ledgers to be mistreated; lets the files of this folder import each other.

`FAULTS_SCALE=20` makes campaigns of the quick looks.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from fault_program import BODY, RULE, Done, InProcess, Program


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a ledger file with a body and a rule, to be copied."""
    path = tmp_path_factory.mktemp("founded") / "ledger.sqlite"
    program = Program(path)
    program.record("init")
    program.record("body", "register", BODY, "--name", "Sample body", "--on", "2020-01-01")
    program.record(
        *("rule", "file", RULE, "--name", "Sample rule", "--category", "reduction", "--scheme", "product"),
        *("--on", "2020-01-02"),
    )
    return path


@pytest.fixture
def program(founded: Path, tmp_path: Path) -> Program:
    """Return the program on a ledger of one body and one rule."""
    path = tmp_path / "ledger.sqlite"
    shutil.copyfile(founded, path)
    return Program(path)


@pytest.fixture
def here(program: Program, capfdbinary: pytest.CaptureFixture[bytes]) -> InProcess:
    """Return what runs a command within the test's own process, where its parts can be replaced."""
    from cli.main import main

    def run(*arguments: str) -> Done:
        capfdbinary.readouterr()
        code = main.main(program.arguments(*arguments), standalone_mode=False)
        told = capfdbinary.readouterr()
        return Done(code if isinstance(code, int) else 0, told.out.decode(), told.err.decode())

    return run


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Return a folder on a disk of one megabyte of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip(f"no disk can be mounted here: {mounted.stderr.decode().strip()}")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)
