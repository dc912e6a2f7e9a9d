"""Small workbooks that would fill the memory, and others of extreme sizes."""

import struct
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cli.sheets import xlsx_package, xlsx_rows
from cli.sheets.cells import read_text
from cli.sheets.problems import CellRefused, SheetRefused
from cli.sheets.table import Row, open_table

Book = Callable[..., Path]
Save = Callable[..., Path]
RowsOf = Callable[..., list[Row]]
Refused = Callable[..., SheetRefused]
SheetOf = Callable[..., str]

ONE = '<row r="1"><c r="A1"><v>1</v></c></row>'


def test_a_zip_bomb_is_refused_before_it_is_read(raw: Book, sheet_of: SheetOf, refused: Refused) -> None:
    path = raw(sheet_of(ONE))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for number in range(5):
            package.writestr(f"xl/media/{number}.bin", bytes(256 << 20))
    began = time.monotonic()
    problem = refused(path)
    assert (problem.code, problem.values["limit"]) == ("import.too_big", 1024)
    assert time.monotonic() - began < 2


def test_a_zip_bomb_that_lies_about_its_size_is_refused(
    raw: Book,
    save: Save,
    sheet_of: SheetOf,
    refused: Refused,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(xlsx_package, "LARGEST", 1 << 20)
    path = raw(sheet_of(ONE))
    size = 3_333_333
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/media/bomb.bin", bytes(size))
    content = path.read_bytes()
    lie = content.replace(struct.pack("<I", size), struct.pack("<I", 10))
    assert lie != content
    assert refused(save("lie.xlsx", lie)).code == "import.too_big"


def test_a_cell_far_off_is_refused_with_the_area(book: Book, refused: Refused) -> None:
    def fill(target: Any) -> None:
        sheet = target.add_worksheet("表")
        sheet.write(0, 0, "a")
        sheet.write(1_048_575, 16_383, "far")

    path = book(fill)
    assert path.stat().st_size < 10_000
    problem = refused(path)
    assert (problem.code, problem.values) == (
        "import.too_many_cells",
        {"where": "book.xlsx:表", "area": "A1:XFD1048576", "limit": 20},
    )


def test_a_far_off_cell_alone_is_one_row(book: Book, rows_of: RowsOf) -> None:
    def fill(target: Any) -> None:
        target.add_worksheet().write(1_048_575, 16_383, "far")

    rows = rows_of(book(fill))
    assert [(row.number, row.values[-1], len(row.values)) for row in rows] == [(1_048_576, "far", 16_384)]


def test_a_far_off_formula_without_value_is_seen_too(book: Book, refused: Refused) -> None:
    def fill(target: Any) -> None:
        sheet = target.add_worksheet()
        sheet.write(0, 0, "a")
        sheet.write_formula(1_048_575, 16_383, "=1", None, "")

    assert refused(book(fill)).code == "import.too_many_cells"


def test_a_million_styled_blank_rows_are_quick(raw: Book, sheet_of: SheetOf, rows_of: RowsOf) -> None:
    tail = "".join(
        f'<row r="{row}" spans="1:2"><c r="A{row}" s="1"/><c r="B{row}" s="1"/></row>'
        for row in range(2, 1_048_577)
    )
    path = raw(sheet_of(ONE + tail))
    began = time.process_time()
    assert rows_of(path) == [Row(1, [1.0])]
    assert time.process_time() - began < 10


def test_merged_ranges_in_a_styled_margin_are_no_part_of_the_table(raw: Book, sheet_of: SheetOf) -> None:
    merged = "".join(f'<mergeCell ref="{ref}"/>' for ref in ("A2:A3", "C1:D1", "A1", "A50:B60"))
    with open_table(raw(sheet_of(ONE, f"<mergeCells>{merged}</mergeCells>"))) as table:
        table.rows.begin_after(1)


def test_one_long_text_in_a_million_cells_is_refused(raw: Book, sheet_of: SheetOf, refused: Refused) -> None:
    rows = "".join(
        f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c><c r="B{row}" t="s"><v>0</v></c>'
        f'<c r="C{row}" t="s"><v>0</v></c></row>'
        for row in range(1, 15_000)
    )
    strings = f"<sst><si><t>{'x' * 32_767}</t></si></sst>"
    path = raw(sheet_of(rows), {"xl/sharedStrings.xml": strings})
    assert path.stat().st_size < 300_000
    assert refused(path).code == "import.too_big"


def test_one_long_text_in_one_cell_of_many_is_fine(
    raw: Book, sheet_of: SheetOf, rows_of: RowsOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx_rows, "LARGEST", 50_000)
    rows = "".join(
        f'<row r="{row}"><c r="A{row}" t="s"><v>{int(row == 1)}</v></c></row>' for row in range(1, 100)
    )
    strings = f"<sst><si><t>a</t></si><si><t>{'x' * 30_000}</t></si></sst>"
    path = raw(sheet_of(rows), {"xl/sharedStrings.xml": strings})
    assert len(rows_of(path)) == 99


def test_a_cell_longer_than_excel_allows_is_refused_by_itself(
    raw: Book, sheet_of: SheetOf, rows_of: RowsOf
) -> None:
    text = f"<is><t>{'x' * 32_768}</t></is>"
    path = raw(sheet_of(f'<row r="1"><c r="A1" t="inlineStr">{text}</c></row>'))
    with pytest.raises(CellRefused) as caught:
        read_text(rows_of(path)[0].values[0])
    assert caught.value.code == "import.cell_too_long"


def test_numbers_beyond_all_bounds_are_no_text(raw: Book, sheet_of: SheetOf, rows_of: RowsOf) -> None:
    for number in ("NaN", "1e400"):
        path = raw(sheet_of(f'<row r="1"><c r="A1"><v>{number}</v></c></row>'))
        with pytest.raises(CellRefused):
            read_text(rows_of(path)[0].values[0])
