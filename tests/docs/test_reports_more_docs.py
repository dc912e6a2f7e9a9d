"""docs/reports-more.md shows the columns, changes and keys as the program has them."""

import re
from pathlib import Path

import msgspec
import pytest

from domain.platform import CHANGES, COLUMNS
from projections.reports import body, month

DOCS = Path(__file__).parents[2] / "docs"

either_page = pytest.mark.parametrize("page", ["reports-more.md", "reports-more.zh-CN.md"])


def rows(page: str, columns: int) -> list[list[str]]:
    lines = (DOCS / page).read_text("utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line[:1] == "|"]
    return [row for row in cells if len(row) == columns]


@either_page
def test_the_table_of_columns_is_the_program_s_own(page: str) -> None:
    shown = [(row[0], row[1], row[2], row[3] != "–") for row in rows(page, 4) if row[0].isdecimal()]
    assert shown == [(str(c.number), f"`{c.key}`", c.name, c.known) for c in COLUMNS]


@either_page
def test_the_table_of_changes_is_the_program_s_own(page: str) -> None:
    shown = {row[0].strip("`"): row[1] for row in rows(page, 2) if row[0].strip("`") in CHANGES}
    assert {code: re.split("[,;，；]", text)[0] for code, text in shown.items()} == CHANGES


@either_page
@pytest.mark.parametrize("made", [body, month])
def test_every_key_of_the_json_is_documented(page: str, made: object) -> None:
    text = (DOCS / page).read_text("utf-8")
    shared = {"report", "as_of", "known_at", "body"}
    structs = [
        each for each in vars(made).values() if isinstance(each, type) and issubclass(each, msgspec.Struct)
    ]
    documented = {"Report", "NoticeSheet", "Deadline", "Late", "Line", "Cell", "UnknownColumn"}
    keys = {key for each in structs if each.__name__ in documented for key in each.__struct_fields__}
    assert [
        key for key in keys - shared - {"filed", "flagged", "deregistered"} if f"`{key}`" not in text
    ] == []
