"""Tables on a page: no more rows than wanted, empty ones and totals, many columns."""

import re
from collections.abc import Iterator
from itertools import count, repeat

from cli.documents.document import Column, Document, Section, Table
from cli.render.html import page


def of(*blocks: Table, detail: bool = False) -> Document:
    """Return a document of some blocks."""
    section = Section("one", "One", list(blocks), detail=detail)
    return Document(
        name="d", title="T", subtitle=None, language="en", made_at=None, footer="F", sections=[section]
    )


ONE = [Column("n", "N", "count")]


def rows_in(document: Document) -> list[str]:
    """Return the numbers in the body of the only table."""
    body = page(document).split("<tbody>")[1].split("</tbody>")[0]
    return re.findall(r'<td class="count">([^<]*)</td>', body)


def endless() -> Iterator[dict[str, int]]:
    return ({"n": number} for number in count(1))


def test_a_table_shows_its_first_rows_and_where_the_others_are() -> None:
    document = of(Table("t", ONE, endless(), None, None, 3, "elsewhere"))
    assert rows_in(document) == ["1", "2", "3"]
    assert '<p class="more">elsewhere</p>' in page(of(Table("t", ONE, endless(), None, None, 3, "elsewhere")))


def test_nothing_is_said_about_other_rows_where_there_are_none() -> None:
    three = [{"n": number} for number in range(3)]
    assert "elsewhere" not in page(of(Table("t", ONE, three, None, None, 3, "elsewhere")))
    assert rows_in(of(Table("t", ONE, three))) == ["0", "1", "2"]


def test_details_are_left_to_the_other_formats() -> None:
    document = of(Table("t", ONE, endless(), None, {"n": 7}), detail=True)
    said = page(document)
    assert "The other rows are in the workbook" in said
    assert '<th scope="row" class="count">7</th>' in said
    assert rows_in(of(Table("t", ONE, endless(), None, None, 2), detail=True)) == ["1", "2"]


def test_an_empty_table_says_so() -> None:
    assert "(none)" in page(of(Table("t", ONE, [])))
    assert "(none)" not in page(of(Table("t", ONE, [{"n": None}])))


def test_a_total_leaves_empty_what_it_does_not_add_up() -> None:
    columns = [Column("a", "A"), Column("b", "B", "count"), Column("c", "C", "day")]
    said = page(of(Table("t", columns, [{"a": "x", "b": 2, "c": None}], None, {"b": 2})))
    foot = said.split("<tfoot>")[1]
    assert '<th scope="row" class="text">total</th><td class="count">2</td><td class="day"></td>' in foot


def test_rows_are_read_once_and_no_further_than_needed() -> None:
    read = 0

    def counted() -> Iterator[dict[str, int]]:
        nonlocal read
        for row in repeat({"n": 1}):
            read += 1
            yield row

    page(of(Table("t", ONE, counted(), None, None, 5)))
    assert read == 6


def test_a_broad_table_lies_across_the_paper_a_broader_one_becomes_records() -> None:
    for columns, look in ((7, ""), (8, " wide"), (14, " broad"), (21, " records")):
        table = Table("t", [Column(f"c{n}", f"H{n}") for n in range(columns)], [{"c0": "x"}])
        said = page(of(table))
        assert f'<div class="table{look}"' in said
        assert ('aria-labelledby="heading-one" class="broad">' in said) == (look == " broad")
        assert ('data-heading="H0">x</th>' in said) == (look == " records")
