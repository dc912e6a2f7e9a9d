"""The documentation says what the program does."""

import json
import re
import sys
from importlib.metadata import version as installed
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner

from cli.main import main

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture
def make(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Return docs/make.py, which is no part of a package."""
    monkeypatch.syspath_prepend(str(DOCS))
    sys.modules.pop("make", None)
    sys.modules.pop("figures", None)
    import make as module

    return module


def test_the_reference_of_commands_is_what_help_says(make: ModuleType) -> None:
    assert (DOCS / "cli.md").read_text("utf-8") == make.cli_reference()


def test_every_code_is_documented(make: ModuleType) -> None:
    assert (DOCS / "codes.md").read_text("utf-8") == make.codes_reference()


@pytest.mark.parametrize("page", ["reports.md", "reports.zh-CN.md"])
def test_a_page_defines_each_figure_as_the_program_does(make: ModuleType, page: str) -> None:
    text = (DOCS / page).read_text("utf-8")
    assert text == make.figures.filled(page, make.figures.PAGES[page])
    assert text.count("| `summary.") > 10


PAGES = ["README.md", "README.zh-CN.md", "docs/screening.md", "docs/screening.zh-CN.md"]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_shows_what_its_commands_print(make: ModuleType, page: str, tmp_path: Path) -> None:
    assert sorted(make.console.PAGES) == sorted(PAGES)
    assert (DOCS.parent / page).read_text("utf-8") == make.console.filled(page, tmp_path)


STORIES = ["time.md", "time.zh-CN.md", "tutorial.md", "tutorial.zh-CN.md"]
UNILLUSTRATED = ["published.md", "published.zh-CN.md"]


@pytest.mark.parametrize("page", STORIES)
def test_a_page_tells_its_story_again_and_draws_the_same_picture(
    make: ModuleType, page: str, tmp_path: Path
) -> None:
    assert sorted(make.console.CLOCKED) == sorted(f"docs/{story}" for story in (*STORIES, *UNILLUSTRATED))
    picture = page.replace(".md", ".svg")
    told = make.console.filled(f"docs/{page}", tmp_path)
    assert (DOCS / page).read_text("utf-8") == told
    assert f"pictures/{picture}" in told
    assert not re.search("^(Error: |错误：)", told, re.MULTILINE)
    assert (DOCS / "pictures" / picture).read_bytes() == (tmp_path / picture).read_bytes()


@pytest.mark.parametrize("page", UNILLUSTRATED)
def test_a_page_without_a_picture_tells_its_story_again(make: ModuleType, page: str, tmp_path: Path) -> None:
    told = make.console.filled(f"docs/{page}", tmp_path)
    assert (DOCS / page).read_text("utf-8") == told
    assert not re.search("^(Error: |错误：)", told, re.MULTILINE)


@pytest.mark.parametrize("page", ["tutorial.md", "tutorial.zh-CN.md"])
def test_the_command_of_a_token_prints_the_same_after_a_correction(page: str) -> None:
    text = (DOCS / page).read_text("utf-8")
    blocks = [block.partition("\n") for block in re.findall(r"```console\n(.*?)```", text, re.DOTALL)]
    (kept,) = [answer for command, _, answer in blocks if command.endswith("--token")]
    (again,) = [answer for command, _, answer in blocks if "show" in command and "#1004" in command]
    token, _, answer = kept.partition("\n")
    assert token == "--as-of 2024-07-15 --known-at '#1004'"
    assert answer == again


def test_the_version_has_its_changes_and_its_ledger() -> None:
    version = installed("certledger")
    assert f'\nversion = "{version}"\n' in (DOCS.parent / "pyproject.toml").read_text("utf-8")
    assert f"\n## [{version}] - 20" in (DOCS.parent / "CHANGELOG.md").read_text("utf-8")
    assert (DOCS.parent / "tests" / "golden" / "ledgers" / f"{version}.sqlite").exists()


def test_whoever_asks_along_finds_the_ledger_of_the_tutorial(
    make: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import follow

    follow.make(tmp_path)
    follow.make(tmp_path)
    asked = ("count", "certs", "--by", "status", "--as-of", "2024-07-15")
    for page in follow.PAGES:
        language = make.console.CLOCKED[page]
        monkeypatch.chdir(tmp_path / language)
        there = ("--ledger", "certledger.sqlite", "--lang", language)
        said = CliRunner().invoke(main, [*there, *asked, "--format", "table"]).stdout
        assert f"$ certledger {' '.join(asked)}\n{said}" in (DOCS.parent / page).read_text("utf-8")
        told = json.loads(CliRunner().invoke(main, [*there, "info", "--format", "json"]).stdout)
        assert (told["entries"], told["last_recorded_at"]) == (1004, "2024-10-31T10:00:01.000000Z")


def test_the_tutorial_is_the_same_story_in_both_languages() -> None:
    english, chinese = (_story((DOCS / page).read_text("utf-8")) for page in STORIES[2:])
    assert english == chinese
    assert len(english) > 30


def _story(text: str) -> list[str]:
    """Return the moments and commands of a page without what is said in words."""
    lines = [line for line in text.splitlines() if line.startswith(("$ ", "# 20"))]
    return [re.sub(r'"[^"]*"', '""', line).replace(".zh-CN", "") for line in lines]
