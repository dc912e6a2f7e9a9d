"""Sums in a workbook: formulas beside the total that the report says, and whether they agree."""

from typing import Any

import pytest
from xlsx_reading import MAIN, document, read, table

from cli.language import use

SHEET = "一节"
COUNTED = {"body": "id", "owed": "count", "late": "count"}
ROWS = [{"body": "A", "owed": 3, "late": 1}, {"body": "B", "owed": 4, "late": None}]
TOTAL: dict[str, Any] = {"sums": ("owed",), "total": {"day": None, "owed": 3}}


@pytest.fixture(autouse=True)
def in_chinese() -> None:
    use("zh")


def test_a_total_stands_beside_formulas_and_whether_they_agree() -> None:
    total = {"body": "合计", "owed": 7, "late": 1}
    book = read(document(table(ROWS, COUNTED, total=total, sums=("owed", "late"))))
    assert book.rows(SHEET)[4:7] == [["合计", 7, 1], ["公式求和", 7, 1], ["核对", "一致", "一致"]]
    assert book.formulas(SHEET) == {
        "B6": ("SUM(B3:B4)", "7"),
        "C6": ("SUM(C3:C4)", "1"),
        "B7": ('IF(B5=B6,"一致","不一致")', "一致"),
        "C7": ('IF(C5=C6,"一致","不一致")', "一致"),
    }


def test_what_stands_beside_the_formulas_has_room() -> None:
    use("en")
    book = read(document(table([{"day": "2024-07-15", "owed": 3}], {"day": "day", "owed": "count"}, **TOTAL)))
    first = next(book.sheet(book.names[1]).iter(f"{MAIN}col"))
    assert float(first.attrib["width"]) > len("Sum by formula")


def test_a_total_that_is_wrong_is_seen_beside_its_formula() -> None:
    book = read(document(table(ROWS, COUNTED, total={"owed": 8, "late": 1}, sums=("owed", "late"))))
    assert book.rows(SHEET)[4:7] == [["合计", 8, 1], ["公式求和", 7, 1], ["核对", "不一致", "一致"]]


def test_a_formula_stays_one_when_somebody_edits_its_cell() -> None:
    book = read(document(table(ROWS, COUNTED, total={"owed": 7, "late": 1}, sums=("owed", "late"))))
    for place in book.formulas(SHEET):
        assert "quotePrefix" not in book.format(SHEET, place).attrib


def test_a_total_without_sums_has_no_formulas() -> None:
    book = read(document(table(ROWS, COUNTED, total={"body": "合计", "owed": 7})))
    assert (book.rows(SHEET)[4:], book.formulas(SHEET)) == ([["合计", 7, ""]], {})
