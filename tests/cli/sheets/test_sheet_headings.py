"""Finding the columns by their headings."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cli.sheets.headings import Columns, find_columns
from cli.sheets.problems import MESSAGES, SheetRefused
from cli.sheets.table import Row, open_table

Save = Callable[..., Path]
Book = Callable[..., Path]

KNOWN = {
    "number": ["证书编号"],
    "holder": ["获证组织名称", "组织名称"],
    "issued_on": ["发证日期"],
    "code": [],
}
REQUIRED = ["number", "holder"]


def found(path: Path, **overrides: str) -> tuple[Columns, list[Row]]:
    with open_table(path) as table:
        columns = find_columns(table.rows, KNOWN, required=REQUIRED, overrides=overrides)
        return columns, list(table.rows)


def refusal(path: Path, **overrides: str) -> SheetRefused:
    with pytest.raises(SheetRefused) as caught:
        found(path, **overrides)
    for template in MESSAGES[caught.value.code]:
        assert template.format(**caught.value.values)
    return caught.value


def test_columns_are_found_in_any_order_and_language(save: Save) -> None:
    columns, rows = found(save("list.csv", "获证组织名称,备注,NUMBER,\n某公司,x,C-1,y\n"))
    assert columns == Columns(1, {"number": 2, "holder": 0}, ["备注"])
    assert rows == [Row(2, ["某公司", "x", "C-1", "y"])]


def test_headings_are_compared_without_width_case_and_white_space(save: Save) -> None:
    text = '"证书\n编号", 获证　组织名称 ,ＩＳＳＵＥＤ＿ＯＮ,\u200bcode\nC-1,某公司,,\n'
    columns, rows = found(save("list.csv", text))
    assert columns == Columns(1, {"number": 0, "holder": 1, "issued_on": 2, "code": 3}, [])
    assert [row.number for row in rows] == [3]


def test_title_rows_above_the_heading_are_passed_over(save: Save) -> None:
    text = "证书编号清单\n填表人:,某人\n\n证书编号,获证组织名称\nC-1,某公司\n"
    columns, rows = found(save("list.csv", text))
    assert columns.row == 4
    assert [row.number for row in rows] == [5]


def test_the_row_that_names_most_columns_is_the_heading(save: Save) -> None:
    text = "number,holder,x\n证书编号,组织名称,发证日期\nC-1,某公司,2024-07-05\n"
    assert found(save("list.csv", text))[0].row == 2


def test_the_heading_may_be_in_row_20_but_not_in_row_21(save: Save) -> None:
    heading = "number,holder\nC-1,某公司\n"
    columns, rows = found(save("list.csv", "x\n" * 19 + heading))
    assert (columns.row, len(rows)) == (20, 1)
    assert refusal(save("list.csv", "x\n" * 20 + heading)).code == "import.no_heading"
    assert refusal(save("list.csv", "\n" * 20 + heading)).code == "import.no_heading"


def test_only_a_heading_is_fine(save: Save) -> None:
    columns, rows = found(save("list.csv", "number,holder\n"))
    assert (columns.row, rows) == (1, [])


def test_a_missing_required_heading_is_named(save: Save) -> None:
    problem = refusal(save("list.csv", "证书编号,名称\nC-1,某公司\n"))
    assert problem.code == "import.no_heading"
    assert problem.values["missing"] == "holder (获证组织名称)"
    assert problem.values["where"] == "list.csv"


def test_a_sheet_without_headings_misses_them_all(save: Save) -> None:
    problem = refusal(save("list.csv", "C-1,某公司\n"))
    assert problem.values["missing"] == "number (证书编号), holder (获证组织名称)"


def test_a_file_of_blanks_is_empty(save: Save) -> None:
    assert refusal(save("list.csv", "\n,,\n")).code == "import.empty"


def test_two_columns_of_one_heading_are_refused_with_both_places(save: Save, grid: Book) -> None:
    problem = refusal(save("list.csv", "number,holder,组织名称\n"))
    assert (problem.code, problem.values) == (
        "import.duplicate_heading",
        {"key": "holder", "first": "list.csv:1:2", "second": "list.csv:1:3"},
    )
    problem = refusal(grid(["标题"], ["number", "holder", "组织名称"]))
    assert (problem.values["first"], problem.values["second"]) == (
        "book.xlsx:表!B2",
        "book.xlsx:表!C2",
    )


def test_an_unknown_heading_may_be_there_twice(save: Save) -> None:
    columns, _ = found(save("list.csv", "number,备注,holder,备注\n"))
    assert columns.ignored == ["备注", "备注"]


def test_the_user_says_which_column_it_is(save: Save) -> None:
    path = save("list.csv", "编 号,holder,证书编号\nC-1,某公司,x\n")
    columns, _ = found(path, number="编号")
    assert columns == Columns(1, {"number": 0, "holder": 1}, ["证书编号"])


def test_the_user_chooses_between_two_columns(save: Save) -> None:
    path = save("list.csv", "number,获证组织名称,组织名称\n")
    assert found(path, holder="组织名称")[0].positions == {"number": 0, "holder": 2}


def test_a_column_chosen_for_one_key_does_not_serve_another(save: Save) -> None:
    path = save("list.csv", "number,holder,发证日期\n")
    columns, _ = found(path, code="发证日期")
    assert columns.positions == {"number": 0, "holder": 1, "code": 2}


def test_a_column_may_be_chosen_for_two_keys(save: Save) -> None:
    path = save("list.csv", "number,holder,日期\n")
    columns, _ = found(path, code="日期", issued_on="日期")
    assert columns.positions == {"number": 0, "holder": 1, "issued_on": 2, "code": 2}


def test_an_unknown_key_is_refused_with_the_known_ones(save: Save) -> None:
    problem = refusal(save("list.csv", "number,holder\n"), date="日期")
    assert (problem.code, problem.values) == (
        "import.unknown_column",
        {"key": "date", "keys": "number, holder, issued_on, code"},
    )


@pytest.mark.parametrize("key", ["issued_on", "holder"])
def test_a_chosen_heading_that_is_not_there_is_refused(save: Save, key: str) -> None:
    problem = refusal(save("list.csv", "题\nnumber,holder\nC-1,某公司\n"), **{key: "日期"})
    assert (problem.code, problem.values) == (
        "import.no_such_heading",
        {"key": key, "heading": "日期", "where": "list.csv", "headings": "number, holder"},
    )


def test_a_chosen_heading_that_is_there_twice_is_refused(save: Save) -> None:
    problem = refusal(save("list.csv", "number,holder,日期,日期\n"), issued_on="日期")
    assert problem.code == "import.duplicate_heading"


def test_headings_that_are_no_texts_are_listed(book: Book) -> None:
    def fill(target: object) -> None:
        sheet = target.add_worksheet("表")  # type: ignore[attr-defined]
        sheet.write_row(0, 0, ["number", "holder", 2024, True])
        sheet.write_formula(0, 4, "=NA()", None, "#N/A")
        sheet.write_formula(0, 5, "=1+1", None, "")

    assert found(book(fill))[0].ignored == ["2024.0", "True", "#N/A"]


def merged(*ranges: tuple[int, int, int, int]) -> Callable[[object], None]:
    """Fill a sheet with a title, a heading in row 2 and data, and merge ranges of it."""

    def fill(target: object) -> None:
        sheet = target.add_worksheet("表")  # type: ignore[attr-defined]
        for area in ranges:
            sheet.merge_range(*area, "合并")
        sheet.write_row(1, 0, ["number", "holder"])
        for row in range(2, 30):
            sheet.write_row(row, 0, ["C", "某公司"])

    return fill


def test_merged_titles_above_the_heading_are_fine(book: Book) -> None:
    columns, rows = found(book(merged((0, 0, 0, 3))))
    assert (columns.row, len(rows)) == (2, 28)


@pytest.mark.parametrize(
    ("area", "cells"),
    [((0, 2, 1, 2), "C1:C2"), ((4, 0, 5, 0), "A5:A6"), ((27, 0, 28, 1), "A28:B29")],
)
def test_merged_cells_in_the_table_are_refused_by_name(
    book: Book, area: tuple[int, int, int, int], cells: str
) -> None:
    problem = refusal(book(merged((0, 0, 0, 1), area, (40, 0, 41, 0))))
    assert (problem.code, problem.values["cells"]) == (
        "import.merged_cells",
        f"book.xlsx:表!{cells}",
    )


def test_a_plain_file_without_heading_reads_no_further_than_it_must(save: Save) -> None:
    problem = refusal(save("list.csv", "\n" * 20 + "x,y\n" * 50_000 + '"open'))
    assert problem.code == "import.no_heading"
