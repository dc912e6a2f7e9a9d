"""Console blocks in the documentation: run, and written or compared."""

import os
import re
import shlex
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import clocked
import sheets

ROOT = Path(__file__).parent.parent
PAGES = {
    "README.md": "en",
    "README.zh-CN.md": "zh",
    "docs/screening.md": "en",
    "docs/screening.zh-CN.md": "zh",
}
"""Pages with console blocks, and the language they speak. Their commands build on each other."""

CLOCKED = {
    "docs/time.md": "en",
    "docs/time.zh-CN.md": "zh",
    "docs/tutorial.md": "en",
    "docs/tutorial.zh-CN.md": "zh",
    "docs/published.md": "en",
    "docs/published.zh-CN.md": "zh",
}
"""Pages whose blocks say when each command is given."""

SAMPLE_DAY = "2026-11-22"
BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
_RECORDED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")


def filled(page: str, folder: Path) -> str:
    """Return a page with the output of its commands, run one after another in `folder`."""
    text = (ROOT / page).read_text("utf-8")
    (folder / "samples").symlink_to(ROOT / "samples")
    if page in CLOCKED:
        sheets.write(folder / "sheets")
        with clocked.telling(folder, CLOCKED[page]) as told:
            return BLOCK.sub(lambda block: f"```console\n{told(block[1])}```", text)
    return BLOCK.sub(lambda block: f"```console\n{_run(block[1], folder, PAGES[page])}```", text)


def _run(block: str, folder: Path, language: str) -> str:
    lines = []
    for line in block.splitlines():
        if line.startswith("$ "):
            lines += [line, *_output(line.removeprefix("$ "), folder, language)]
    return "\n".join(lines) + "\n"


def _output(command: str, folder: Path, language: str) -> list[str]:
    """Return what a command prints; what depends on the day it runs is replaced."""
    program, *arguments = shlex.split(command)
    done = subprocess.run(
        [Path(sys.executable).with_name(program), *arguments],
        cwd=folder,
        env={**_environment(), "CERTLEDGER_LANG": language, "CERTLEDGER_ACTOR": clocked.ACTORS[language]},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
    )
    today = (datetime.now(UTC) + timedelta(hours=8)).date().isoformat()
    text = _RECORDED.sub(f"{SAMPLE_DAY}T01:30:00.000000Z", done.stdout).replace(today, SAMPLE_DAY)
    return [line.rstrip() for line in text.splitlines()]


def _environment() -> dict[str, str]:
    """Return the environment without what somebody has left over of ours."""
    return {name: value for name, value in os.environ.items() if not name.startswith("CERTLEDGER_")}
