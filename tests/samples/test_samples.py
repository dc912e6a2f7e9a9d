"""The samples: made anew they are the same bytes, and the four packages are ours."""

import importlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "samples"


def test_the_samples_are_made_byte_for_byte(tmp_path: Path) -> None:
    for source in ("make.py", "story.py", "story.toml"):
        shutil.copy(SAMPLES / source, tmp_path)
    subprocess.run([sys.executable, tmp_path / "make.py"], check=True, capture_output=True)
    made = sorted(path.name for path in tmp_path.iterdir() if path.suffix in {".csv", ".xlsx"})
    assert made == sorted(path.name for path in SAMPLES.iterdir() if path.suffix in {".csv", ".xlsx"})
    assert [name for name in made if (tmp_path / name).read_bytes() != (SAMPLES / name).read_bytes()] == []


@pytest.mark.parametrize("package", ["cli", "domain", "ledger", "projections"])
def test_a_package_with_a_plain_name_is_ours(package: str) -> None:
    found = importlib.import_module(package).__file__
    assert found is not None
    assert Path(found).parent == ROOT / package
