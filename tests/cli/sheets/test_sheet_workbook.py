"""Workbooks: what each kind of cell gives, and where it is."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from cli.sheets.cells import read_day, read_text
from cli.sheets.problems import CellRefused, SheetRefused
from cli.sheets.table import FORMULA_WITHOUT_VALUE, BadCell, Row, Value, open_table

Book = Callable[..., Path]
RowsOf = Callable[..., list[Row]]
Refused = Callable[..., SheetRefused]
SheetOf = Callable[..., str]


@pytest.fixture
def cell(book: Book, rows_of: RowsOf) -> Callable[..., Value]:
    """What comes of one cell, written by a method of xlsxwriter's sheet."""

    def cell(method: str, *args: object, number_format: object = None, **options: object) -> Value:
        def fill(target: Any) -> None:
            style = number_format and target.add_format({"num_format": number_format})
            sheet = target.add_worksheet()
            sheet.write(0, 1, "edge")
            getattr(sheet, method)(0, 0, *args, *([style] if style else []))

        return rows_of(book(fill, **options))[0].values[0]

    return cell


@pytest.mark.parametrize("value", ["=1+1", "-", "@a", "0012", "#N/A", "1e5", "某\n公司"])
def test_a_text_cell_stays_that_text(cell: Callable[..., Value], value: str) -> None:
    assert cell("write_string", value) == value


def test_numbers_and_truth_keep_their_kind(cell: Callable[..., Value]) -> None:
    assert cell("write_number", 123) == 123.0
    assert cell("write_number", 0.25, number_format="0%") == 0.25
    assert cell("write_boolean", True) is True


def test_a_long_number_is_refused_as_a_text(cell: Callable[..., Value]) -> None:
    assert read_text(cell("write_number", 123456789012345)) == "123456789012345"
    with pytest.raises(CellRefused) as caught:
        read_text(cell("write_number", 91310000123456789))
    assert caught.value.code == "import.number_precision"


@pytest.mark.parametrize(
    "number_format",
    [14, 22, 27, 31, 57, 58, "yyyy-mm-dd", "yyyy/m/d;@", '[$-804]yyyy"年"m"月"d"日";@', "m/d"],
)
@pytest.mark.parametrize("old_mac", [False, True])
def test_dates_are_read_in_both_date_systems(
    cell: Callable[..., Value], number_format: object, old_mac: bool
) -> None:
    for moment in (datetime(2024, 7, 5), datetime(2024, 7, 5, 23, 59, 59)):
        value = cell("write_datetime", moment, number_format=number_format, date_1904=old_mac)
        assert isinstance(value, date)
        assert read_day(value) == "2024-07-05"


def test_a_serial_number_is_no_date(cell: Callable[..., Value]) -> None:
    value = cell("write_number", 45478)
    assert value == 45478.0
    with pytest.raises(CellRefused):
        read_day(value)


def test_times_and_durations_are_no_days(cell: Callable[..., Value]) -> None:
    assert cell("write_datetime", time(13, 5), number_format="hh:mm") == time(13, 5)
    duration = cell("write_number", 1.5, number_format="[h]:mm")
    assert duration == timedelta(days=1.5)


def test_a_formula_counts_as_its_stored_value(cell: Callable[..., Value]) -> None:
    assert cell("write_formula", '="a"', None, "abc") == "abc"
    assert cell("write_formula", "=1+1", None, 2) == 2.0
    assert cell("write_formula", "=1=1", None, True) is True


def test_a_formula_without_a_stored_value_is_told_apart(cell: Callable[..., Value]) -> None:
    assert cell("write_formula", "=1+1", None, "") == FORMULA_WITHOUT_VALUE


@pytest.mark.parametrize("error", ["#N/A", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?"])
def test_an_error_is_told_with_its_name(cell: Callable[..., Value], error: str) -> None:
    value = cell("write_formula", "=NA()", None, error)
    assert value == BadCell("import.cell_error", {"error": error})
    with pytest.raises(CellRefused):
        read_text(value)


def test_formulas_of_other_programs_are_told_apart(raw: Book, sheet_of: SheetOf, rows_of: RowsOf) -> None:
    path = raw(
        sheet_of(
            '<row r="2"><c r="B2"><f>1+1</f></c><c r="C2"><f>1+1</f><v/></c>'
            '<c r="D2" t="str"><f>A1</f><v></v></c><c r="E2"><f>1</f><v>1</v></c></row>'
            '<row r="4"><c r="G4"><f t="shared" si="0"/><v> </v></c></row>'
        )
    )
    bad = FORMULA_WITHOUT_VALUE
    assert rows_of(path) == [
        Row(2, [None, bad, bad, None, 1.0, None, None]),
        Row(4, [None, None, None, None, None, None, bad]),
    ]


def test_a_sheet_of_nothing_but_such_formulas_has_rows(raw: Book, sheet_of: SheetOf, rows_of: RowsOf) -> None:
    path = raw(sheet_of('<row r="3"><c r="B3"><f>1</f></c></row>'))
    assert rows_of(path) == [Row(3, [None, FORMULA_WITHOUT_VALUE])]


def test_rows_and_columns_keep_their_places(book: Book, rows_of: RowsOf) -> None:
    def fill(target: Any) -> None:
        sheet = target.add_worksheet("表")
        sheet.write(4, 2, "C5")
        sheet.write(4, 3, "  ")
        sheet.write(6, 3, "\u3000")
        sheet.write(8, 27, "AB9")

    path = book(fill)
    rows = rows_of(path)
    assert [row.number for row in rows] == [5, 9]
    assert rows[0].values[:4] == [None, None, "C5", "  "]
    assert rows[1].values[27] == "AB9"
    with open_table(path) as table:
        assert table.address(9, 27) == "book.xlsx:表!AB9"


def test_cells_without_references_are_counted_from_their_neighbours(
    raw: Book, sheet_of: SheetOf, rows_of: RowsOf
) -> None:
    path = raw(
        sheet_of(
            '<row r="3"><c r="B3"><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c><c><f>1</f></c></row>'
        )
    )
    assert rows_of(path) == [
        Row(3, [None, 1.0, 2.0]),
        Row(4, [3.0, FORMULA_WITHOUT_VALUE, None]),
    ]


def test_prefixed_names_are_understood(raw: Book, rows_of: RowsOf) -> None:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    path = raw(
        f'<x:worksheet xmlns:x="{main}"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c>'
        '<x:c r="B1"><x:f>1</x:f></x:c></x:row></x:sheetData></x:worksheet>'
    )
    assert rows_of(path) == [Row(1, [1.0, FORMULA_WITHOUT_VALUE])]


def test_iso_dates_in_cells_are_dates(raw: Book, sheet_of: SheetOf, rows_of: RowsOf) -> None:
    path = raw(sheet_of('<row r="1"><c r="A1" t="d"><v>2024-07-05</v></c></row>'))
    assert rows_of(path) == [Row(1, [date(2024, 7, 5)])]


def test_a_workbook_without_a_value_is_empty(book: Book, refused: Refused) -> None:
    def fill(target: Any) -> None:
        target.add_worksheet("表").write_blank(5, 5, None, target.add_format({"bold": True}))

    problem = refused(book(fill))
    assert (problem.code, problem.values) == ("import.empty", {"where": "book.xlsx:表"})


def several(target: Any) -> None:
    for name in ("隐藏", "说明", "数据 & 表"):
        target.add_worksheet(name).write(0, 0, name)
    target.add_chartsheet("图")
    target.worksheets()[0].hide()
    target.worksheets()[1].activate()


def test_the_first_visible_sheet_is_taken(book: Book) -> None:
    with open_table(book(several)) as table:
        assert table.sheet == "说明"
        assert next(table.rows) == Row(1, ["说明"])


def test_a_sheet_is_taken_by_name_even_where_hidden(book: Book, rows_of: RowsOf) -> None:
    for name in ("隐藏", "数据 & 表"):
        assert rows_of(book(several), name) == [Row(1, [name])]


@pytest.mark.parametrize("name", ["图", "别的", ""])
def test_a_sheet_that_is_not_there_is_refused_with_those_that_are(
    book: Book, refused: Refused, name: str
) -> None:
    problem = refused(book(several), name)
    assert (problem.code, problem.values) == (
        "import.no_sheet",
        {"file": "book.xlsx", "sheet": name, "sheets": "隐藏, 说明, 数据 & 表"},
    )


def test_a_long_row_of_plain_cells_ends_where_it_ends(book: Book, rows_of: RowsOf) -> None:
    # More columns than letters, and blanks, texts, numbers and faults among them.
    width = 60

    def fill(target: Any) -> None:
        style = target.add_format({"bold": True})
        sheet = target.add_worksheet()
        for row in range(40):
            for column in range(row % 7, width - row):
                if (row + column) % 5 == 0:
                    sheet.write_blank(row, column, None, style)
                elif (row + column) % 11 == 0:
                    sheet.write_formula(row, column, "=1", None, "")
                else:
                    sheet.write(row, column, f"{row}.{column}" if column % 2 else column)

    rows = rows_of(book(fill))
    assert [row.number for row in rows] == list(range(1, 41))
    for row in rows:
        at = row.number - 1
        for column in range(width - at):
            value = row.values[column]
            if column < at % 7 or (at + column) % 5 == 0:
                assert value is None
            elif (at + column) % 11 == 0:
                assert value == FORMULA_WITHOUT_VALUE
            else:
                assert value == (f"{at}.{column}" if column % 2 else float(column))
