"""The documentation says what the program does."""

import sys
from pathlib import Path
from types import ModuleType

import pytest

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture
def make(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Return docs/make.py, which is no part of a package."""
    monkeypatch.syspath_prepend(str(DOCS))
    sys.modules.pop("make", None)
    import make as module

    return module


def test_the_reference_of_commands_is_what_help_says(make: ModuleType) -> None:
    assert (DOCS / "cli.md").read_text("utf-8") == make.cli_reference()


def test_every_code_is_documented(make: ModuleType) -> None:
    assert (DOCS / "codes.md").read_text("utf-8") == make.codes_reference()


PAGES = ["README.md", "README.zh-CN.md", "docs/screening.md", "docs/screening.zh-CN.md"]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_shows_what_its_commands_print(make: ModuleType, page: str, tmp_path: Path) -> None:
    assert sorted(make.console.PAGES) == sorted(PAGES)
    assert (DOCS.parent / page).read_text("utf-8") == make.console.filled(page, tmp_path)
