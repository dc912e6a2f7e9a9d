"""Modules that few commands use are loaded at their first use, and are then what they always were."""

import subprocess
import sys
from pathlib import Path

import pytest

from cli import SELDOM_USED

FIRST_USE = {
    "json": "import json; used = json.dumps([1])",
    "linecache": "import linecache; used = linecache.getline(cli.__file__, 1)",
    "msgspec.inspect": "from msgspec import inspect; used = inspect.type_info(int)",
    "textwrap": "from textwrap import dedent; used = dedent(' x')",
    "tokenize": "import tokenize; used = tokenize.COMMENT",
}

PROGRAM = """
import sys, cli
assert {name!r} not in sys.modules, "an environment loads it into every process"
import {name}
found = type(sys.modules[{name!r}]).__name__
{use}
print(found, type(sys.modules[{name!r}]).__name__, used)
"""


def test_there_is_a_use_of_each() -> None:
    assert set(FIRST_USE) == SELDOM_USED


@pytest.mark.parametrize("name", sorted(SELDOM_USED))
def test_a_module_is_loaded_when_something_of_it_is_asked_for(name: str, tmp_path: Path) -> None:
    program = tmp_path / "program.py"  # with -c, Python 3.13 loads linecache itself
    program.write_text(PROGRAM.format(name=name, use=FIRST_USE[name]))
    done = subprocess.run(
        [sys.executable, program],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert done.stdout.startswith("_LazyModule module ")


def test_a_module_that_is_not_there_is_still_missed() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import cli, json.nothing"], capture_output=True, text=True, check=False
    )
    assert done.stderr.endswith("ModuleNotFoundError: No module named 'json.nothing'\n")
