"""Lets the domain's tests tell their stories with the words of `telling.py`."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
pytest.register_assert_rewrite("telling")
