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


@pytest.mark.parametrize(("page", "picture"), [("time.md", "time.svg"), ("time.zh-CN.md", "time.zh-CN.svg")])
def test_a_page_tells_its_story_again_and_draws_the_same_picture(
    make: ModuleType, page: str, picture: str, tmp_path: Path
) -> None:
    told = make.console.filled(f"docs/{page}", tmp_path)
    assert (DOCS / page).read_text("utf-8") == told
    assert f"pictures/{picture}" in told
    assert "Error" not in told
    assert (DOCS / "pictures" / picture).read_bytes() == (tmp_path / picture).read_bytes()
