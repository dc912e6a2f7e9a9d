"""Workbooks that are damaged, or made to harm."""

import io
import struct
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

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


def test_a_zip_that_is_no_workbook_is_refused(save: Save, refused: Refused) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr("hello.txt", "hello")
    assert refused(save("zip.xlsx", target.getvalue())).code == "import.not_a_workbook"


@pytest.mark.parametrize("kept", [10, 0.3, 0.7, -1])
def test_a_truncated_workbook_is_refused(
    save: Save, grid: Book, refused: Refused, kept: float
) -> None:
    content = grid(["a", "b"], ["c", 1]).read_bytes()
    end = int(len(content) * kept) if isinstance(kept, float) else kept
    assert refused(save("cut.xlsx", content[:end])).code == "import.broken_workbook"


@pytest.mark.parametrize(
    "sheet",
    [
        "",
        "<worksheet>",
        "<worksheet><sheetData></worksheet>",
        '<worksheet xmlns="x"><sheetData><row r="1"><c r="A1"><v>&nope;</v></c></row>',
    ],
)
def test_broken_xml_is_refused(raw: Book, refused: Refused, sheet: str) -> None:
    problem = refused(raw(sheet))
    assert problem.code == "import.broken_workbook"
    assert "sheet1.xml" in str(problem.values["detail"])


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1"><c r="B1"><v>1</v></c></row>',
        '<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="XFD9"><v>1</v></c></row>',
        '<row r="1"><c r="XFE1"><v>1</v></c></row>',
        '<row r="0"><c r="A0"><v>1</v></c></row>',
        '<row r="1048577"><c r="A1048577"><v>1</v></c></row>',
        '<row r="x"/>',
        '<row r="1"><c r="1"><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>99</v></c></row>',
        '<row r="1"><c r="A1" t="e"><v>#SURPRISE!</v></c></row>',
    ],
)
def test_cells_in_impossible_places_or_of_impossible_kinds_are_refused(
    raw: Book, sheet_of: SheetOf, refused: Refused, rows: str
) -> None:
    assert refused(raw(sheet_of(rows))).code == "import.broken_workbook"


def test_an_impossible_merged_range_is_refused(
    raw: Book, sheet_of: SheetOf, refused: Refused
) -> None:
    merged = '<mergeCells><mergeCell ref="A1:nowhere"/></mergeCells>'
    assert refused(raw(sheet_of(ONE, merged))).code == "import.broken_workbook"


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/_rels/workbook.xml.rels"])
def test_a_workbook_without_a_list_of_sheets_is_none(
    raw: Book, sheet_of: SheetOf, refused: Refused, part: str
) -> None:
    assert refused(raw(sheet_of(ONE), {part: None})).code == "import.not_a_workbook"


def test_a_missing_sheet_part_is_refused(raw: Book, sheet_of: SheetOf, refused: Refused) -> None:
    problem = refused(raw(sheet_of(ONE), {"xl/worksheets/sheet1.xml": None}))
    assert problem.code == "import.broken_workbook"


def test_a_workbook_without_a_worksheet_is_refused(
    raw: Book, sheet_of: SheetOf, refused: Refused
) -> None:
    problem = refused(raw(sheet_of(ONE), {"xl/workbook.xml": "<workbook><sheets/></workbook>"}))
    assert problem.code == "import.no_table_sheet"


def workbook_of(sheet: str) -> str:
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return f'<workbook xmlns:r="{relations}"><sheets>{sheet}</sheets></workbook>'


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_workbook_of_hidden_sheets_is_refused(
    raw: Book, sheet_of: SheetOf, refused: Refused, state: str
) -> None:
    listed = workbook_of(f'<sheet name="表" sheetId="1" state="{state}" r:id="rId1"/>')
    path = raw(sheet_of(ONE), {"xl/workbook.xml": listed})
    assert refused(path).code == "import.no_table_sheet"


def test_a_list_of_sheets_that_can_be_read_in_two_ways_is_refused(
    raw: Book, sheet_of: SheetOf, refused: Refused
) -> None:
    listed = workbook_of('<sheet name="表" sheetId="1" r:id="rId1"/>')
    listed = listed.replace("<sheets>", '<extLst><sheet name="x"/></extLst><sheets>')
    path = raw(sheet_of(ONE), {"xl/workbook.xml": listed})
    assert refused(path).code == "import.broken_workbook"


@pytest.mark.parametrize(
    "part",
    [
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/sharedStrings.xml",
        "xl/styles.xml",
        "xl/worksheets/sheet1.xml",
    ],
)
def test_a_document_type_is_refused_in_every_part_that_is_read(
    raw: Book, sheet_of: SheetOf, refused: Refused, part: str
) -> None:
    doctype = '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    problem = refused(raw(sheet_of(ONE), {part: doctype + "<a>&e;</a>"}))
    assert (problem.code, problem.values["part"]) == ("import.unsafe_xml", part)


def test_two_parts_of_one_name_are_refused(raw: Book, sheet_of: SheetOf, refused: Refused) -> None:
    path = raw(sheet_of(ONE))
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("XL/worksheets/sheet1.xml", sheet_of(ONE))
    assert refused(path).code == "import.broken_workbook"


def test_a_part_packed_in_a_strange_way_is_refused(
    raw: Book, sheet_of: SheetOf, refused: Refused
) -> None:
    path = raw(sheet_of(ONE))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_LZMA) as package:
        package.writestr("xl/odd.xml", "odd")
    assert refused(path).code == "import.broken_workbook"


def test_an_encrypted_part_is_refused(save: Save, grid: Book, refused: Refused) -> None:
    content = bytearray(grid(["a"]).read_bytes())
    directory = content.index(b"PK\x01\x02")
    content[directory + 8] |= 1
    assert refused(save("locked.xlsx", bytes(content))).code == "import.broken_workbook"


def test_a_zip_bomb_is_refused_before_it_is_read(
    raw: Book, sheet_of: SheetOf, refused: Refused
) -> None:
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
    assert [(row.number, row.values[-1], len(row.values)) for row in rows] == [
        (1_048_576, "far", 16_384)
    ]


def test_a_far_off_formula_without_value_is_seen_too(book: Book, refused: Refused) -> None:
    def fill(target: Any) -> None:
        sheet = target.add_worksheet()
        sheet.write(0, 0, "a")
        sheet.write_formula(1_048_575, 16_383, "=1", None, "")

    assert refused(book(fill)).code == "import.too_many_cells"


def test_a_million_styled_blank_rows_are_quick(
    raw: Book, sheet_of: SheetOf, rows_of: RowsOf
) -> None:
    tail = "".join(
        f'<row r="{row}" spans="1:2"><c r="A{row}" s="1"/><c r="B{row}" s="1"/></row>'
        for row in range(2, 1_048_577)
    )
    path = raw(sheet_of(ONE + tail))
    began = time.process_time()
    assert rows_of(path) == [Row(1, [1.0])]
    assert time.process_time() - began < 10


def test_merged_ranges_in_a_styled_margin_are_no_part_of_the_table(
    raw: Book, sheet_of: SheetOf
) -> None:
    merged = "".join(f'<mergeCell ref="{ref}"/>' for ref in ("A2:A3", "C1:D1", "A1", "A50:B60"))
    with open_table(raw(sheet_of(ONE, f"<mergeCells>{merged}</mergeCells>"))) as table:
        table.rows.begin_after(1)


def test_one_long_text_in_a_million_cells_is_refused(
    raw: Book, sheet_of: SheetOf, refused: Refused
) -> None:
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
        f'<row r="{row}"><c r="A{row}" t="s"><v>{int(row == 1)}</v></c></row>'
        for row in range(1, 100)
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


def test_numbers_beyond_all_bounds_are_no_text(
    raw: Book, sheet_of: SheetOf, rows_of: RowsOf
) -> None:
    for number in ("NaN", "1e400"):
        path = raw(sheet_of(f'<row r="1"><c r="A1"><v>{number}</v></c></row>'))
        with pytest.raises(CellRefused):
            read_text(rows_of(path)[0].values[0])


def test_a_panic_of_the_reader_is_a_refusal(
    grid: Book, refused: Refused, monkeypatch: pytest.MonkeyPatch
) -> None:
    class PanicException(BaseException):
        pass

    class Panicking:
        @staticmethod
        def from_filelike(_: object) -> None:
            raise PanicException("index out of bounds")

    monkeypatch.setattr(xlsx_rows, "CalamineWorkbook", Panicking)
    assert refused(grid(["a"])).code == "import.broken_workbook"


def test_an_interrupt_is_not_swallowed(grid: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    class Interrupted:
        @staticmethod
        def from_filelike(_: object) -> None:
            raise KeyboardInterrupt

    monkeypatch.setattr(xlsx_rows, "CalamineWorkbook", Interrupted)
    with pytest.raises(KeyboardInterrupt):
        open_table(grid(["a"]))


@given(data=st.data())
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_a_workbook_with_a_flipped_byte_is_read_or_refused(
    save: Save, grid: Book, rows_of: RowsOf, data: st.DataObject
) -> None:
    content = bytearray(grid(["编号", "名称"], ["C-1", 20240705]).read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        rows_of(save("flipped.xlsx", bytes(content)))
    except SheetRefused as problem:
        assert str(problem)


fragments = st.sampled_from(
    """<row> <row r="2"> <row r="7"/> </row> <c> <c r="A1"> <c r="B2"> <c r="C2"/> <c/>
    <c r="A2"> </c> <v> </v> 1 x <f> </f> <is> </is> <t> </t> <!--""".split()
)


@given(pieces=st.lists(fragments, max_size=14))
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_a_sheet_of_random_xml_is_read_or_refused(
    raw: Book, sheet_of: SheetOf, rows_of: RowsOf, pieces: list[str]
) -> None:
    try:
        rows_of(raw(sheet_of("".join(pieces))))
    except SheetRefused as problem:
        assert str(problem)
