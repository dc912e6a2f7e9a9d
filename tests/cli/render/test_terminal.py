"""A document on a terminal: what fits stands in columns, what does not is told row by row."""

from typing import Any

from wcwidth import wcswidth

from cli.documents.document import Column, Document, Fact, Facts, Paragraph, Picture, Section, Table
from cli.render import terminal

NAME = "虚构样例质量认证有限公司"


def drawn(*blocks: Any) -> str:
    """Return what stands under the heading of a section with these blocks."""
    document = Document(
        name="d",
        title="T",
        subtitle=None,
        language="en",
        made_at=None,
        footer="F",
        sections=[Section("s", "S", list(blocks))],
    )
    return "\n".join(terminal.pieces(document)).partition("S\n─\n")[2]


def many(**more: Any) -> Table:
    columns = [Column("id", "Id", "id"), Column("count", "Count", "count", sums=True)]
    return Table("t", columns, ({"id": f"R{i}", "count": i} for i in range(1, 6)), **more)


def test_a_table_stands_in_columns_with_its_total_below_a_line() -> None:
    text = drawn(many(title="Things", total={"id": "Total", "count": 1500}))
    assert text.splitlines()[:3] == ["Things", "Id     Count", "-----  -----"]
    assert text.splitlines()[-2:] == ["─────  ─────", "Total  1,500"]


def test_a_page_shows_the_first_rows_and_says_where_the_others_are() -> None:
    text = drawn(many(first_rows=2, more="They are elsewhere."))
    assert "R2" in text
    assert "R3" not in text
    assert text.endswith("… and 3 more. They are elsewhere.")
    assert "more" not in drawn(many(first_rows=5, more="They are elsewhere."))


def test_a_row_that_is_too_wide_is_told_with_its_headings() -> None:
    columns = [
        Column("id", "Body", "id"),
        Column("name", "Name"),
        *(Column(f"n{i}", f"Number {i}", "count") for i in range(9)),
        Column("share", "Share", "share"),
        Column("none", "None"),
    ]
    row = {"id": "CNCA-R-2099-001", "name": NAME, "share": (1, 16), **{f"n{i}": 12345 for i in range(9)}}
    text = drawn(Table("t", columns, [row]))
    lines = text.splitlines()
    assert lines[0] == "CNCA-R-2099-001"
    assert lines[1].startswith(f"  Name: {NAME} · Number 0: 12,345")
    assert text.endswith("Share: 6.3%")
    assert all(wcswidth(line) <= 80 for line in lines)


def test_no_row_says_so_and_a_picture_is_left_out() -> None:
    assert drawn(Table("t", [Column("id", "Id")], [])) == "(none)"
    assert drawn(Picture("p", "P", "<svg/>", "a"), Paragraph("Words.")) == "Words."


def test_a_long_value_goes_on_below_itself() -> None:
    lines = drawn(Facts([Fact("Name", " ".join([NAME] * 5)), Fact("Id", None, "id")])).splitlines()
    assert lines[1].startswith("      虚构")
    assert lines[-1] == "Id    –"
    assert all(wcswidth(line) <= 80 for line in lines)
