"""A workbook as a whole: its sheets, headings that stay in sight, filters, sums, links, the same bytes."""

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from xlsx_reading import MAIN, document, read, table, written
from xlsx_sample import WORDS, sample

from cli.documents.document import (
    Block,
    Fact,
    Facts,
    Figure,
    Figures,
    Joined,
    Paragraph,
    Picture,
    Section,
    Signatures,
)
from cli.language import use
from cli.render.workbook import plan, tables

SHEET = "一节"
COUNTED = {"body": "id", "owed": "count", "late": "count"}
ROWS = [{"body": "A", "owed": 3, "late": 1}, {"body": "B", "owed": 4, "late": None}]


@pytest.fixture(autouse=True)
def in_chinese() -> None:
    use("zh")


# Which sheets there are ------------------------------------------------------


def test_the_front_has_what_comes_before_the_first_table() -> None:
    word = WORDS["zh"]
    book = read(sample())
    assert book.names == [
        *(word["cover"], word["ranking"], word["grid"], word["refiled"]),
        *(word["detail"], word["definitions"], word["sign"]),
    ]
    front = [row[0] for row in book.rows(word["cover"])]
    assert front[0] == word["title"]
    assert {word["cover"], word["conclusion"], "工作表目录"} <= set(front)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_front_lists_all_other_sheets_with_links(language: str) -> None:
    use(language)
    book = read(sample(language))
    front = book.names[0]
    targets = [link.attrib["location"] for link in book.sheet(front).iter(f"{MAIN}hyperlink")]
    assert [target.rpartition("!")[0].strip("'") for target in targets] == book.names[1:]
    told = [row[3] for row in book.rows(front) if str(row[3]).endswith(("行", "rows"))]
    rows = {"zh": ["12 行", "7 行", "0 行", "40 行"], "en": ["12 rows", "7 rows", "0 rows", "40 rows"]}
    assert told == rows[language]


def test_a_long_list_of_sheets_has_a_page_to_itself() -> None:
    def breaks(count: int) -> list[int]:
        tables_ = [table([], {"a": "text"}, title=f"表 {at}") for at in range(count)]
        book = read(document(*tables_, Paragraph("长" * 400)))
        return [int(each.attrib["id"]) for each in book.sheet(book.names[0]).iter(f"{MAIN}brk")]

    assert breaks(12) == []
    assert breaks(13) == [2]  # after the title


def test_a_link_leads_to_a_sheet_whose_name_has_quotes() -> None:
    it = document(table([], {"a": "text"}))
    named = [Section("s", "it's 1", it.sections[0].blocks)]
    book = read(msgspec.structs.replace(it, sections=named))
    (link,) = book.sheet(book.names[0]).iter(f"{MAIN}hyperlink")
    assert link.attrib["location"] == "'it''s 1'!A1"


def test_short_text_stands_over_its_table_and_long_text_on_a_sheet_before() -> None:
    short, long, empty = Paragraph("短"), Paragraph("长" * 400), table([], {"a": "text"})
    facts = Facts([Fact("名", "值")] * 5)

    def planned(*blocks: Block) -> list[tuple[bool, int, int]]:
        pages = plan.pages(document(empty, *blocks))[1:]
        return [(page.table is not None, len(page.above), len(page.below)) for page in pages]

    assert planned(short, empty) == [(True, 1, 0)]
    assert planned(short, facts, empty) == [(True, 2, 0)]
    assert planned(short, facts, short, empty) == [(False, 3, 0), (True, 0, 0)]
    assert planned(long, empty, Paragraph("后")) == [(False, 1, 0), (True, 0, 1)]
    assert planned(empty, Signatures([], "")) == [(True, 0, 0), (False, 1, 0)]


def test_figures_before_the_first_table_are_on_the_first_sheet() -> None:
    book = read(document(Figures([Figure("数", 7)]), table([{"a": "1"}], {"a": "id"}), title="报告"))
    assert book.names == ["一节", "一节 (2)"]
    assert "数" in [row[0] for row in book.rows("一节")]
    assert book.rows("一节 (2)")[1:] == [["a"], ["1"]]


def test_every_kind_of_block_is_on_some_sheet() -> None:
    book = read(
        document(
            Paragraph("正文", tone="bad"),
            Facts([Fact("名", "值"), Fact("日", "2024-07-15", "day"), Fact("号", "1E5", "id")]),
            Figures([Figure("数", 7, note="注", tone="good")]),
            Picture("p", "图", "<svg/>", "替代文字"),
            Signatures(["审核人"], "（公章）"),
        )
    )
    texts = {str(cell) for row in book.rows(book.names[0]) for cell in row}
    assert {"× 正文", "名", "值", "2024-07-15", "1E5", "√ 数", "7.0", "注", "审核人", "（公章）"} <= texts
    assert any("图" in text and "替代文字" in text and "PDF" in text for text in texts)


def test_tables_that_are_joined_are_one_sheet_which_says_what_each_row_is_of() -> None:
    joined = Joined("明细", "种类")
    early, late = (
        table([{"body": body, "owed": owed}], {"body": "id", "owed": "count"}, title=title, joined=joined)
        for title, body, owed in (("按期", "A", 3), ("逾期", "B", 4))
    )
    other = table([{"body": "C"}], {"body": "id"}, title="另表")
    book = read(document(early, late, other, msgspec.structs.replace(late, title="再逾期")))
    assert book.names[1:] == ["明细", "另表", "明细 (2)"]
    assert [row[:3] for row in book.rows("明细")[-3:]] == [
        ["种类", "body", "owed"],
        ["按期", "A", 3],
        ["逾期", "B", 4],
    ]
    assert [row[0] for row in book.rows("明细 (2)")][-1] == "再逾期"


def test_the_seal_has_an_empty_box_with_a_border_all_round() -> None:
    book = read(document(Signatures(["单位负责人"], "（公章）")))
    borders = book.xml("xl/styles.xml").find(f"{MAIN}borders")
    assert borders is not None

    def edges(place: str) -> set[str]:
        border = borders[int(book.format(book.names[0], place).attrib["borderId"])]
        return {edge.tag.removeprefix(MAIN) for edge in border if edge.get("style")}

    (seal,) = [place for place, cell in book.cells(book.names[0]) if "公章" in "".join(cell.itertext())]
    first = int(seal[1:])
    for row in range(first, first + 5):
        assert edges(f"C{row}") >= {"left"}
        assert edges(f"D{row}") >= {"right"}
    assert edges(f"C{first}") >= {"top"}
    assert edges(f"D{first + 4}") >= {"bottom"}


# Tables ----------------------------------------------------------------------


def test_headings_stay_in_sight_and_stand_on_every_page_and_rows_can_be_filtered() -> None:
    book = read(sample())
    for name, place, area in (
        ("机构排名", "A5", "A4:E16"),
        ("规则分布", "A3", "A2:B9"),
        ("义务明细", "B3", "A2:S42"),
    ):
        sheet = book.sheet(name)
        (pane,) = sheet.iter(f"{MAIN}pane")
        assert (pane.attrib["topLeftCell"], pane.attrib["state"]) == (place, "frozen")
        (filtered,) = sheet.iter(f"{MAIN}autoFilter")
        assert filtered.attrib["ref"] == area
    defined = {(it.attrib["name"], it.text) for it in book.xml("xl/workbook.xml").iter(f"{MAIN}definedName")}
    assert ("_xlnm.Print_Titles", "机构排名!$4:$4") in defined


def test_pages_are_a4_as_wide_as_the_table_with_numbers_at_the_foot() -> None:
    book = read(sample())
    for name in book.names:
        (setup,) = book.sheet(name).iter(f"{MAIN}pageSetup")
        assert setup.attrib["paperSize"] == "9"
        assert setup.attrib["orientation"] == ("landscape" if name == "义务明细" else "portrait")
        if name != book.names[0]:
            assert (setup.attrib.get("fitToWidth", "1"), setup.attrib["fitToHeight"]) == ("1", "0")
        assert book.sheet(name).findtext(f".//{MAIN}oddFooter", "").endswith("#1234 · R&&D&R&8 &P / &N")


def test_columns_are_as_wide_as_what_they_hold_and_chinese_takes_two() -> None:
    rows = [{"a": "认证" * 10, "b": "ab" * 10, "c": "x" * 300}]
    columns = list(
        read(document(table(rows, {"a": "text", "b": "id", "c": "text"}))).sheet(SHEET).iter(f"{MAIN}col")
    )
    assert [round(float(column.attrib["width"])) for column in columns] == [44, 24, 47]


def test_a_column_that_needs_it_gets_what_is_free_on_the_page() -> None:
    def widths(*lengths: int) -> list[int]:
        row = {f"c{at}": "x" * length for at, length in enumerate(lengths)}
        book = read(document(table([row], dict.fromkeys(row, "text"))))
        return [round(float(column.attrib["width"])) for column in book.sheet(SHEET).iter(f"{MAIN}col")]

    assert widths(7, 300) == [11, 91]
    assert widths(7, 50) == [11, 54, 22]  # the last is beside the table
    assert widths(300, 300) == [51]  # alike columns are written once
    assert widths(300, 300, 300) == [47]


def test_a_text_longer_than_its_column_is_wrapped_in_a_row_that_is_high_enough() -> None:
    rows = [{"a": text, "b": 1} for text in ("短", "x" * 300, "认证" * 75, "a\nb")]
    book = read(document(table(rows, {"a": "text", "b": "count"})))
    assert book.format(SHEET, "A4")[0].attrib["wrapText"] == "1"
    heights = [row.get("ht") for row in book.sheet(SHEET).iter(f"{MAIN}row")][2:]
    assert heights == [None, "68", "68", "35"]


def test_a_table_without_rows_says_so() -> None:
    book = read(document(table(iter(()), COUNTED, total={"owed": 0}, sums=("owed",))))
    assert book.rows(SHEET)[2:] == [
        ["（无）", "", ""],
        ["合计", 0, ""],
        ["公式求和", 0, ""],
        ["核对", "一致", ""],
    ]
    assert book.sheet(SHEET).find(f"{MAIN}autoFilter").attrib["ref"] == "A2:C2"


def test_first_rows_are_for_pages_alone() -> None:
    rows = [{"a": at} for at in range(9)]
    book = read(document(table(rows, {"a": "count"}, first_rows=2, more="…")))
    assert len(book.rows(SHEET)) == 2 + 9


def test_more_rows_than_a_sheet_has_go_on_upon_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "ROWS", 20)
    rows = [{"body": f"B{at:02}", "owed": at, "late": 0} for at in range(33)]
    total = {"body": "合计", "owed": sum(range(33)), "late": 0}
    it = document(table(iter(rows), COUNTED, total=total, sums=("owed",)), Paragraph("后文"))
    book = read(it)
    assert book.names == ["报告", SHEET, f"{SHEET} (2)", f"{SHEET} (3)"]
    found = [row[:2] for name in book.names[1:] for row in book.rows(name) if str(row[0]).startswith("B")]
    assert found == [[row["body"], row["owed"]] for row in rows]
    for name in book.names[1:]:
        assert book.rows(name)[1] == ["body", "owed", "late"]
        assert len(book.rows(name)) <= 20
    last = book.names[-1]
    assert next(iter(book.formulas(last).values())) == (
        f"SUM({SHEET}!B3:B14,'{SHEET} (2)'!B3:B14,'{SHEET} (3)'!B3:B11)",
        str(sum(range(33))),
    )
    assert [row[3] for row in book.rows(book.names[0]) if row[3]] == ["12 行", "12 行", "9 行"]
    assert book.rows(last)[-1][0] == "后文"


@pytest.mark.parametrize("count", [11, 12, 13, 24, 25])
def test_no_row_is_lost_where_a_sheet_is_just_full(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    monkeypatch.setattr(tables, "ROWS", 18)
    book = read(
        document(table(({"a": at} for at in range(count)), {"a": "count"}, total={"a": 0}, sums=("a",)))
    )
    found = [row[0] for name in book.names[1:] for row in book.rows(name)[2:14]]
    assert [at for at in found if isinstance(at, float)][:count] == list(range(count))


def test_rows_are_read_once_as_they_are_written_and_not_kept() -> None:
    alive = most = 0

    class Row(dict[str, Any]):
        def __init__(self, at: int) -> None:
            nonlocal alive, most
            super().__init__(a=f"C-{at}", b=at)
            alive += 1
            most = max(most, alive)

        def __del__(self) -> None:
            nonlocal alive
            alive -= 1

    class Once:
        begun = 0

        def __iter__(self) -> Iterator[Row]:
            self.begun += 1
            return (Row(at) for at in range(5_000))

    rows = Once()
    data = written(document(table(rows, {"a": "id", "b": "count"})))
    assert data
    assert rows.begun == 1
    assert most < 10
