"""CSV files: encodings, delimiters, quotation marks, lengths."""

import csv
import io
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cli.sheets.cells import read_text
from cli.sheets.problems import CellRefused, SheetRefused
from cli.sheets.table import Row, open_table

Save = Callable[..., Path]
RowsOf = Callable[..., list[Row]]
Refused = Callable[..., SheetRefused]

HEADING = "证书编号,获证组织名称\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
def test_both_encodings_are_read(save: Save, rows_of: RowsOf, encoding: str) -> None:
    path = save("list.csv", (HEADING + "C-1,某某公司\n").encode(encoding))
    assert rows_of(path) == [Row(1, ["证书编号", "获证组织名称"]), Row(2, ["C-1", "某某公司"])]


def test_gb18030_with_a_byte_order_mark_is_read(save: Save, rows_of: RowsOf) -> None:
    path = save("list.csv", ("\ufeff" + HEADING).encode("gb18030"))
    assert rows_of(path)[0].values[0] == "证书编号"


def test_a_character_across_two_pieces_is_read(save: Save, rows_of: RowsOf) -> None:
    for encoding in ("utf-8", "gb18030"):
        text = "证,a\n" + f"{'x' * 1021},y\n" * 1023 + "x" * 1007 + ",y\n" + "某𠮷,b\n" * 3
        for shift in range(4):
            path = save("list.csv", ("z" * shift + text).encode(encoding))
            assert rows_of(path)[-3:] == [Row(row, ["某𠮷", "b"]) for row in (1026, 1027, 1028)]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le"])
def test_utf_16_is_refused(save: Save, refused: Refused, encoding: str) -> None:
    problem = refused(save("list.csv", (HEADING + "C-1,某\n").encode(encoding)))
    assert (problem.code, problem.values["line"]) == ("import.encoding", 1)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_undecodable_bytes_are_refused_with_their_line(save: Save, refused: Refused, end: str) -> None:
    content = f"a,b{end}1,2{end}3,".encode() + b"\xff\xff" + f"{end}5,6{end}".encode()
    problem = refused(save("list.csv", content))
    assert (problem.code, problem.values["line"]) == ("import.encoding", 3)


def test_a_line_end_across_two_pieces_counts_once(save: Save, refused: Refused) -> None:
    for shift in range(3):
        start = b"x" * ((1 << 20) - 2 + shift)
        problem = refused(save("list.csv", start + b"\r\n1,2\r\n\xff"))
        assert problem.values["line"] == 3


def test_nul_bytes_are_refused_with_their_line(save: Save, refused: Refused) -> None:
    problem = refused(save("list.csv", b"a,b\n1,2\n3,\0\n"))
    assert (problem.code, problem.values["line"]) == ("import.encoding", 3)


def test_damaged_utf_8_is_not_taken_for_gb18030(save: Save, refused: Refused) -> None:
    # As GB18030 this would decode, into nonsense.
    damaged = (HEADING + "C-1,某某公司\n").encode() + b"C-2,\xb9\xab\n"
    assert damaged.decode("gb18030")
    problem = refused(save("list.csv", damaged))
    assert (problem.code, problem.values["line"]) == ("import.encoding", 3)


def test_a_file_with_a_utf_8_mark_is_only_utf_8(save: Save, refused: Refused) -> None:
    problem = refused(save("list.csv", b"\xef\xbb\xbfa\n\xb9\xab\n"))
    assert (problem.code, problem.values["line"]) == ("import.encoding", 2)


def test_a_file_cut_within_a_character_is_refused(save: Save, refused: Refused) -> None:
    problem = refused(save("list.csv", (HEADING + "C-1,某某公司").encode()[:-1]))
    assert (problem.code, problem.values["line"]) == ("import.encoding", 2)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found(save: Save, rows_of: RowsOf, delimiter: str) -> None:
    rows = [["编号", "依据", "名称"], ["1", "GB 1;GB 2;GB 3;GB 4;GB 5", "甲, 乙"]]
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([["认证规则备案表"], *rows])
    assert [row.values for row in rows_of(save("list.csv", text.getvalue()))[1:]] == rows


def test_a_list_in_an_unquoted_cell_is_no_delimiter(save: Save, rows_of: RowsOf) -> None:
    text = "编号,依据\n" + "1,GB 1;GB 2;GB 3\n" * 3
    assert rows_of(save("list.csv", text))[1].values == ["1", "GB 1;GB 2;GB 3"]


def test_one_column_needs_no_delimiter(save: Save, rows_of: RowsOf) -> None:
    assert rows_of(save("list.csv", "编号\n1\n")) == [Row(1, ["编号"]), Row(2, ["1"])]


def test_blank_rows_are_skipped_but_counted(save: Save, rows_of: RowsOf) -> None:
    text = 'a,b\n\n , \u3000\n,,,\n"x\ny",1\n\n2,3\n'
    rows = [Row(1, ["a", "b"]), Row(5, ["x\ny", "1"]), Row(8, ["2", "3"])]
    assert rows_of(save("list.csv", text)) == rows


def test_a_cell_is_named_by_line_and_column(save: Save) -> None:
    with open_table(save("list.csv", "a,b\n")) as table:
        assert table.sheet is None
        assert table.address(17, 1) == "list.csv:17:2"


def test_rows_longer_than_the_heading_are_kept(save: Save, rows_of: RowsOf) -> None:
    assert rows_of(save("list.csv", "a,b\n1,2,3\n"))[1].values == ["1", "2", "3"]


@pytest.mark.parametrize("bad", ['"open,2\n3,4\n', '"a"b,2\n'])
def test_quotation_marks_that_do_not_match_are_refused(save: Save, refused: Refused, bad: str) -> None:
    problem = refused(save("list.csv", "a,b\n1,2\n" + bad))
    assert (problem.code, problem.values) == ("import.quotes", {"cell": "list.csv:3"})


def test_a_quotation_mark_inside_a_plain_cell_stays(save: Save, rows_of: RowsOf) -> None:
    assert rows_of(save("list.csv", 'a,b\n5" pipe,x\n'))[1].values == ['5" pipe', "x"]


@pytest.mark.parametrize("bad", ['"' + "x,y\n" * 100_000, "x" * 200_000, "x" * (2 << 20), '"a\n",' * 300_000])
def test_an_endless_row_is_refused_with_its_line(save: Save, refused: Refused, bad: str) -> None:
    problem = refused(save("list.csv", "a,b\n1,2\n" + bad))
    assert (problem.code, problem.values) == ("import.line_too_long", {"cell": "list.csv:3"})


def test_a_cell_longer_than_excel_allows_is_refused_by_itself(save: Save, rows_of: RowsOf) -> None:
    rows = rows_of(save("list.csv", f"a,b\n{'x' * 32_768},1\n{'x' * 32_767},2\n"))
    assert rows[1].values[1] == "1"
    with pytest.raises(CellRefused) as caught:
        read_text(rows[1].values[0])
    assert (caught.value.code, caught.value.values["length"]) == ("import.cell_too_long", 32_768)
    assert read_text(rows[2].values[0]) == "x" * 32_767


def test_a_file_of_nothing_but_blanks_has_no_rows(save: Save, rows_of: RowsOf) -> None:
    assert rows_of(save("list.csv", "\n\n , \n")) == []


def test_a_long_file_is_read_in_little_memory(save: Save) -> None:
    path = save("list.csv", f"{'x' * 997},b\n" * 30_000)
    tracemalloc.start()
    with open_table(path) as table:
        assert sum(1 for _ in table.rows) == 30_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 << 20


cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)


@given(rows=st.lists(st.lists(cells, min_size=2, max_size=4), min_size=1, max_size=8))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_what_the_csv_module_writes_is_read_back(save: Save, rows_of: RowsOf, rows: list[list[str]]) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(["first", "second"])
    writer.writerows(rows)
    read = [row.values for row in rows_of(save("list.csv", text.getvalue()))[1:]]
    assert read == [[cell or None for cell in row] for row in rows if any(cell.strip() for cell in row)]
