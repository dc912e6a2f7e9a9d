"""Makes the ledger of docs/tutorial.md, for whoever wants to ask along.

`follow.py FOLDER` leaves it as the auditor finds it: in FOLDER/en as the page
tells, in FOLDER/zh as the page in Chinese does.
"""

import shutil
import sys
from pathlib import Path

import clocked
import sheets
from console import BLOCK, CLOCKED, ROOT

PAGES = ("docs/tutorial.md", "docs/tutorial.zh-CN.md")


def make(folder: Path) -> None:
    """Run the first box of each page, in a folder of its own that is made anew."""
    for page in PAGES:
        language = CLOCKED[page]
        there = folder / language
        shutil.rmtree(there, ignore_errors=True)
        there.mkdir(parents=True)
        (there / "samples").symlink_to(ROOT / "samples")
        sheets.write(there / "sheets")
        begun = BLOCK.search((ROOT / page).read_text("utf-8"))
        assert begun is not None, "the page begins with how the ledger came to be"
        with clocked.telling(there, language) as told:
            told(begun[1])


if __name__ == "__main__":
    make(Path(sys.argv[1]))
