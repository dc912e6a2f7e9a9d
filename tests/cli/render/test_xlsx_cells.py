"""What cells of a workbook hold: real numbers and days; texts and ids that stay what they are."""

from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xlsx_reading import MAIN, Workbook, document, read, table
from xlsxwriter import Workbook as Library

from cli.documents.document import Kind
from cli.language import use
from cli.render.workbook.cells import Cells
from cli.render.workbook.names import Names
from cli.render.workbook.rows import Sheet

SHEET = "一节"


@pytest.fixture(autouse=True)
def in_chinese() -> None:
    use("zh")


def only(kind: Kind, *values: Any) -> Workbook:
    """Return a workbook with a table of one column: its cells are A3, A4 …"""
    return read(document(table([{"it": value} for value in values], {"it": kind})))


@pytest.mark.parametrize(
    "id_",
    [
        "1E5",
        "00114E22766R2L/3502",
        "123456789012345678",
        "007",
        "=1+1",
        "+86",
        "-1",
        "@SUM",
        "2024-07-15",
        "TRUE",
        "CNCA-R-2099-001/R-07",
    ],
)
def test_an_id_is_text_whatever_it_looks_like(id_: str) -> None:
    book = only("id", id_)
    assert book.text(SHEET, "A3") == id_
    assert book.number_format(SHEET, "A3") == "@"
    assert book.rows(SHEET)[2] == [id_]


@pytest.mark.parametrize(
    "name",
    [
        "=cmd|' /C calc'!A0",
        "+1",
        "-1+1",
        "@SUM(A1)",
        "\t=1",
        'He said "no"',
        "<script>alert(1)</script>",
        "<r>bold</r>",
        "<r><t>x</t></r>",
        "</t></is></c>",
        "&amp; & <b>",
        "_x0041_",
        "https://example.org/a",
        "mailto:a@example.org",
        " spaces ",
        "　全角　",
        "𠮷野家 𪚥 🀄",
        "#REF!",
        "{=1}",
        "认证" * 150,
        "one\ntwo",
        "12",
        "1e5",
    ],
)
def test_a_text_is_never_a_formula_a_link_or_a_number(name: str) -> None:
    book = only("text", name)
    assert book.text(SHEET, "A3") == name
    assert book.formulas(SHEET) == {}
    assert list(book.sheet(SHEET).iter("{*}hyperlink")) == []
    assert book.format(SHEET, "A3").attrib["quotePrefix"] == "1"  # nor when somebody edits it


def test_a_text_of_the_front_is_as_safe_as_one_of_a_table() -> None:
    title = "<r>=cmd|' /C calc'!A0</r>"
    book = read(document(title=title, subtitle="=1+1", footer="_x0041_ & <b>"))
    front = book.names[0]
    assert book.text(front, "A1") == title
    assert book.text(front, "A2") == "=1+1"
    assert book.formulas(front) == {}


@pytest.mark.parametrize("footer", ["&" * 300, "认证" * 300, "𠮷" * 300, "&P of &N &R 8", "2024"])
def test_any_footer_is_shown_as_far_as_a_page_takes_it(footer: str) -> None:
    book = read(document(footer=footer))
    front = book.names[0]
    shown = book.sheet(front).findtext(f".//{MAIN}oddFooter", "")
    assert shown.startswith("&L&8 ")
    assert shown.endswith("&R&8 &P / &N")
    own = shown.removeprefix("&L&8 ").removesuffix("&R&8 &P / &N").replace("&&", "&")
    assert own.removesuffix("…") == footer[: len(own.removesuffix("…"))] != ""
    if len(footer) > 200:
        assert book.rows(front)[-1][0] == footer  # whole on the first sheet


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x00b", "a\\x00b"),
        ("a\x1bb", "a\\x1bb"),
        ("a\rb", "a\\x0db"),
        ("a\u202eb", "a\\x202eb"),
        ("a\ud800b", "a\\xd800b"),
        ("a\uffffb\ufffe", "a\\xffffb\\xfffe"),
        ("a\x85b", "a\\x85b"),
    ],
)
def test_what_xml_forbids_or_nobody_sees_is_shown_by_its_number(text: str, shown: str) -> None:
    assert only("text", text).text(SHEET, "A3") == shown
    assert only("id", text).text(SHEET, "A3") == shown


@pytest.mark.parametrize("length", [32_767, 32_768, 100_000])
@pytest.mark.parametrize("character", ["认", "𠮷"])
def test_a_text_longer_than_a_cell_says_that_it_is_cut(length: int, character: str) -> None:
    text = character * length
    book = only("text", text)
    found = book.text(SHEET, "A3")
    units = len(found.encode("utf-16-le")) // 2
    assert units <= 32_767
    front = "\n".join(str(row[0]) for row in book.rows(book.names[0]))
    if len(text.encode("utf-16-le")) // 2 <= 32_767:
        assert found == text
        assert "△" not in front
    else:
        assert found.endswith(f"……〔已截断，全文共 {length:,} 字〕")
        assert units >= 32_766
        assert "△ 有 1 处文字超过单元格容量" in front


def test_days_are_real_days() -> None:
    book = only("day", "2024-07-15", "1900-03-01", "1900-02-28", "9999-12-31", None, "2024-02-30", "soon")
    assert book.number_format(SHEET, "A3") == "yyyy-mm-dd"
    assert [row[0] for row in book.rows(SHEET)[2:]] == [
        date(2024, 7, 15),
        date(1900, 3, 1),
        "1900-02-28",  # spreadsheets count a day too many before
        date(9999, 12, 31),
        "",
        "2024-02-30",
        "soon",
    ]


def test_a_moment_is_text_with_its_microseconds_and_time_zone() -> None:
    moment = "2024-07-31T08:12:03.000417Z"
    assert only("moment", moment).text(SHEET, "A3") == moment


def test_counts_are_numbers_as_far_as_a_spreadsheet_keeps_their_digits() -> None:
    book = only("count", 0, 403_270, -3, 999_999_999_999_999, 10**15, True)
    assert [row[0] for row in book.rows(SHEET)[2:]] == [
        0,
        403_270,
        -3,
        999_999_999_999_999,
        str(10**15),
        "是",
    ]
    assert book.number_format(SHEET, "A3") == "#,##0"


def test_a_share_is_a_fraction_in_per_cent() -> None:
    book = only("share", (1, 3), (0, 9), None, (0, 0))
    assert book.number_format(SHEET, "A3") == "0.0%"
    assert [row[0] for row in book.rows(SHEET)[2:]] == [1 / 3, 0, "", "–"]


@settings(deadline=None, max_examples=50)
@given(
    st.lists(st.one_of(st.text(), st.integers(-(10**14), 10**14), st.floats(0, 1)), min_size=1, max_size=5)
)
def test_a_row_put_together_at_once_has_the_bytes_of_the_library(values: list[Any]) -> None:
    made = [Cells().of("text", value) if isinstance(value, str) else value for value in values]
    cells = [f"{cell}." if isinstance(cell, str) and cell.startswith("<r>") else cell for cell in made]
    ours, theirs = BytesIO(), BytesIO()
    for file in (ours, theirs):
        book = Library(
            file, {"constant_memory": True, "strings_to_urls": False, "strings_to_formulas": False}
        )
        look = book.add_format({"bold": True})
        sheet: Any = book.add_worksheet("一", Sheet if file is ours else None)
        if file is ours:
            write = sheet.row_writer([look._get_xf_index()] * len(cells))
            write(0, cells)
            write(7, cells, 33)
        else:
            for row in (0, 7):
                sheet.set_row(row, 33 if row else None)
                for at, cell in enumerate(cells):
                    if not isinstance(cell, str):
                        sheet.write_number(row, at, cell, look)
                    elif cell:
                        sheet.write_string(row, at, cell, look)
                    else:
                        sheet.write_blank(row, at, None, look)
        book.close()
    parts = [ZipFile(file).read("xl/worksheets/sheet1.xml") for file in (ours, theirs)]
    assert parts[0] == parts[1]


# Names of sheets -------------------------------------------------------------


def test_names_of_sheets_are_legal_and_given_once() -> None:
    names = Names()
    given_ = [
        names.give(title)
        for title in (
            "机构",
            "机构",
            "a/b:c*d?[e]\\",
            "'quoted'",
            "",
            "''",
            "History",
            "A",
            "a",
            "长" * 40,
            "长" * 40,
        )
    ]
    assert given_ == [
        *(
            "机构",
            "机构 (2)",
            "a／b：c＊d？［e］＼",
            "quoted",
            "工作表",
            "工作表 (2)",
            "History (2)",
            "A",
            "a (2)",
        ),
        *("长" * 31, "长" * 27 + " (2)"),
    ]


@settings(deadline=None, max_examples=50)
@given(st.lists(st.text(max_size=40), max_size=20))
def test_any_titles_make_names_that_the_library_takes(titles: list[str]) -> None:
    names = Names()
    book = Library(BytesIO(), {"in_memory": True})
    for title in titles:
        name = names.give(title)
        assert name.strip("' ") == name != ""
        assert not set("[]:*?/\\") & set(name)
        assert len(name.encode("utf-16-le")) <= 62
        book.add_worksheet(name)
    book.close()
