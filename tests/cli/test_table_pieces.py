"""Tables that are drawn piece by piece, as their rows come."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

from cli.render.table import PIECE, grid, pieces, show, table

COLUMNS = {"number": "#", "name": "Name 名", "status": "Status"}
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "number": st.integers(0, 10**6),
            "name": st.text("ab证书é ", max_size=9),
            "status": st.sampled_from(("valid", "有效", None)),
        }
    ),
    max_size=12,
)
Row = dict[str, Any]


def whole(rows: list[Row]) -> str:
    """Return a table whose rows are all there when it is drawn."""
    body = [[show(row[key]) for key in COLUMNS] for row in rows]
    return grid(body, list(COLUMNS.values()), ["right", "left", "left"]) if body else "(none)"


@given(rows=ROWS)
def test_a_small_table_is_drawn_as_one(rows: list[Row]) -> None:
    assert table(rows, COLUMNS, right=("number",)) == whole(rows)
    assert list(pieces(rows, COLUMNS, right=("number",))) == [whole(rows)]


@given(rows=ROWS, size=st.integers(1, 4))
def test_pieces_hold_the_same_cells_as_the_whole(rows: list[Row], size: int) -> None:
    drawn = "\n".join(pieces(rows, COLUMNS, right=("number",), size=size))
    told = [line.split() for line in drawn.splitlines() if not line.startswith("-")]
    assert told == [line.split() for line in whole(rows).splitlines() if not line.startswith("-")]


def many(count: int, name: str = "证书{:05}") -> Iterator[Row]:
    for number in range(count):
        yield {"number": number, "name": name.format(number), "status": "valid"}


def test_all_pieces_have_the_widths_of_the_first() -> None:
    rows = list(many(3 * PIECE + 1))
    rows[0] |= {"name": "the longest of all names", "number": 10**6}
    lines = "\n".join(pieces(rows, COLUMNS, right=("number",))).splitlines()
    assert len(lines) == len(rows) + 2
    ends = {wcswidth(line[: line.index("valid")]) for line in lines[2:]}
    assert len(ends) == 1
    assert ends == {wcswidth(lines[1][: lines[1].rindex("  ") + 2])}


def test_a_column_grows_where_a_later_row_needs_it_and_nothing_is_cut() -> None:
    rows = [*many(PIECE), *many(1, "a much longer name than any before"), *many(PIECE)]
    first, second, *_ = pieces(rows, COLUMNS, right=("number",))
    at = {line.index("valid") for line in second.splitlines()[1:]}
    assert len(at) == 1
    assert min(at) > max(line.index("valid") for line in first.splitlines()[2:])
    assert "a much longer name than any before" in second


def test_a_piece_is_drawn_before_the_rows_of_the_next_are_asked_for() -> None:
    def rows() -> Iterator[Row]:
        yield from many(PIECE)
        raise AssertionError("the next row was asked for")

    assert next(pieces(rows(), COLUMNS)).count("\n") == PIECE + 1


@pytest.mark.parametrize("count", [0, 1, PIECE, PIECE + 1])
def test_there_is_one_heading(count: int) -> None:
    drawn = "\n".join(pieces(many(count), COLUMNS))
    assert drawn.count("Status") == (1 if count else 0)
    assert (drawn == "(none)") == (count == 0)
