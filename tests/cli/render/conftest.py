"""Lets the tests of renderers import the made-up documents beside them, and speak English."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(autouse=True)
def _in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Speak English where a test does not say otherwise, whatever ran before."""
    monkeypatch.setenv("LANGUAGE", "en")
