"""Letters as a holder reads them, and registers as a clerk fills them in."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from python_calamine import CalamineWorkbook

BODY = "CNCA-R-2099-001"
N31 = "认秘函〔2024〕31号"
CODES = ("91999999MA5528545Q", "91999999MA2477296A")
"""Made up: the district 999999 does not exist."""


class Letters:
    """The set of letters that a command line writes into a folder."""

    def __init__(self, clerk: Any) -> None:
        self.clerk = clerk
        self.folder: Path = clerk.folder / "letters"

    def write(self, *more: str, notice: str = "cnca-2024-31", **how: Any) -> dict[str, Any]:
        """Write the letters and return what the command prints."""
        return self.clerk.json("letters", "--notice", notice, "-o", str(self.folder), *more, **how)

    def refused(self, problem: str, *more: str, **how: Any) -> dict[str, str]:
        """Fail to write them, and find that nothing appears."""
        before = self._beside()
        line = ("letters", "--notice", "cnca-2024-31", "-o", str(self.folder), *more)
        error: dict[str, str] = self.clerk.refused(problem, *line, **how)
        assert self._beside() == before
        return error

    def _beside(self) -> list[Path]:
        """Return the files and folders beside the ledger, and all that lies in the folder of letters."""
        beside = [path for path in self.folder.parent.iterdir() if ".sqlite" not in path.name]
        return sorted([*beside, *(self.folder.iterdir() if self.folder.is_dir() else ())])

    def text(self, number: int = 1) -> str:
        """Return all that stands in a letter, a paragraph or a row of a table each line."""
        (path,) = self.folder.glob(f"{number:03}*.docx")
        return text_of(path)

    def register(self) -> list[dict[str, Any]]:
        """Return the rows of the register by its headings."""
        headings, *rows = self.sheet()[2:]
        return [dict(zip(headings, row, strict=True)) for row in rows]

    def sheet(self) -> list[list[Any]]:
        """Return all cells of the register."""
        book = CalamineWorkbook.from_path(self.folder / "register.xlsx")
        return list(book.get_sheet_by_index(0).to_python(skip_empty_area=False))

    def fill_in(self, cells: dict[str, tuple[str, object]], *, name: str = "filled.xlsx") -> str:
        """Fill in method and day of certificates; return the path of the new register."""
        headings = self.sheet()[2]
        at = {key: headings.index(key) for key in ("certificate", "method", "notified_on")}
        rows = self.sheet()
        for row in rows[3:]:
            for number, (method, day) in cells.items():
                if str(row[at["certificate"]]).endswith(f"/{number}"):
                    row[at["method"]], row[at["notified_on"]] = method, day
        path = self.clerk.xlsx(*(["" if c is None else c for c in row] for row in rows), name=name)
        return str(Path(path).rename(self.folder / name))


def text_of(path: Path) -> str:
    """Return all that stands in a .docx file, a paragraph or a row of a table each line."""
    document = Document(str(path))
    rows = ["|".join(cell.text for cell in row.cells) for table in document.tables for row in table.rows]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *rows])


@pytest.fixture
def letters(clerk: Any) -> Letters:
    """A folder for letters, not there yet."""
    return Letters(clerk)


@pytest.fixture
def flagged(clerk: Any, issue: Callable[..., int]) -> None:
    """甲 holds C1, C2 (suspended), 乙 C3 under R1, out of scope; 乙 C4 under R2, misclassified."""
    clerk.clock.set("2024-07-03T01:00:00Z")
    for number, holder, code, rule in (
        ("C1", "样例甲有限公司", CODES[0], "R1"),
        ("C2", "样例甲有限公司", CODES[0], "R1"),
        ("C3", "样例乙有限公司", CODES[1], "R1"),
        ("C4", "样例乙有限公司", CODES[1], "R2"),
    ):
        scope = ("--scope", f"范围{number}")
        issue(number, rule=rule)
        held = ("--holder", holder, "--holder-id", code, *scope)
        clerk.record("cert", "amend", f"{BODY}/{number}", *held, "--on", "2024-01-10")
    clerk.record("cert", "suspend", f"{BODY}/C2", "--on", "2024-06-01", "--until", "2024-08-31")
    for rule, ground in (("R1", "out_of_scope"), ("R2", "misclassified")):
        line = ("rule", "flag", f"{BODY}/{rule}", "--ground", ground, "--notice", N31)
        clerk.record(*line, "--on", "2024-07-03")
    clerk.clock.set("2024-07-04T01:00:00Z")
