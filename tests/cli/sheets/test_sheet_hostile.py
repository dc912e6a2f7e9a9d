"""Workbooks that are damaged, or made to confuse."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cli.sheets import xlsx_rows
from cli.sheets.problems import SheetRefused
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
def test_a_truncated_workbook_is_refused(save: Save, grid: Book, refused: Refused, kept: float) -> None:
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


def test_an_impossible_merged_range_is_refused(raw: Book, sheet_of: SheetOf, refused: Refused) -> None:
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


def test_a_workbook_without_a_worksheet_is_refused(raw: Book, sheet_of: SheetOf, refused: Refused) -> None:
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


def test_a_part_packed_in_a_strange_way_is_refused(raw: Book, sheet_of: SheetOf, refused: Refused) -> None:
    path = raw(sheet_of(ONE))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_LZMA) as package:
        package.writestr("xl/odd.xml", "odd")
    assert refused(path).code == "import.broken_workbook"


def test_an_encrypted_part_is_refused(save: Save, grid: Book, refused: Refused) -> None:
    content = bytearray(grid(["a"]).read_bytes())
    directory = content.index(b"PK\x01\x02")
    content[directory + 8] |= 1
    assert refused(save("locked.xlsx", bytes(content))).code == "import.broken_workbook"


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
    [
        *("<row>", '<row r="2">', '<row r="7"/>', "</row>", "<c>", '<c r="A1">', '<c r="B2">'),
        *('<c r="C2"/>', "<c/>", '<c r="A2">', '<c t="s">', '<c t="e">', "</c>", "<v>", "</v>"),
        *("1", "x", "<v>0</v></c>", "<f>", "</f>", "<is>", "</is>", "<t>", "</t>", "<!--"),
    ]
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
