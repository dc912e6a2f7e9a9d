"""What is overdue by age, and the nine cells."""

from collections.abc import Iterator
from xml.etree import ElementTree as ET

from chart_sample import CELLS, DRAWN, parts, texts
from hypothesis import given
from hypothesis import strategies as st

from cli.render.charts import ageing, heat, looks
from projections.reports.statement.parts import Age


def bars(picture: str) -> list[ET.Element]:
    return [e for e in parts(picture, "rect") if e.attrib.get("width") == str(ageing.BAR)]


def test_ages_are_bars_under_their_numbers_told_apart_without_colour() -> None:
    picture = DRAWN["ageing"]()
    heights = [float(bar.attrib["height"]) for bar in bars(picture)]
    assert [round(height / heights[0]) for height in heights] == [1, 3, 2, 14, 7, 1]
    assert [bar.attrib["fill"] for bar in bars(picture)].count("url(#certificates)") == 3
    numbers = [e.text for e in parts(picture, "text") if e.attrib["font-size"] == "13"]
    assert numbers == ["1", "3", "2", "14", "0", "7", "1", "0"]
    assert {"1–7 days", "8–30 days", "31–90 days", "over 90 days"} <= set(texts(picture))


def test_one_beside_a_million_is_still_seen() -> None:
    picture = ageing.picture([Age(first=1, last=7, rules=1, certificates=1_000_000)])
    assert [float(bar.attrib["height"]) for bar in bars(picture)] == [ageing.LEAST, ageing.HEIGHT]


# The grid ------------------------------------------------------------------------


def cells_of(picture: str) -> Iterator[tuple[str, str]]:
    """Yield the tone and the number of each cell, row by row."""
    tones = [e.attrib["fill"] for e in parts(picture, "rect") if float(e.attrib["height"].rstrip("%")) > 40][
        1:
    ]
    numbers = [e.text or "" for e in parts(picture, "text") if e.attrib["font-size"] in {"24", "16"}]
    return zip(tones, numbers, strict=True)


def test_each_of_the_nine_cells_has_its_number_and_tone() -> None:
    white, darkest = looks.RAMP[0], looks.RAMP[-1]
    drawn = list(cells_of(DRAWN["heat"]()))
    assert [number for _tone, number in drawn] == ["4", "0", "0", "0", "0", "0", "0", "0", "20"]
    assert drawn[0][0] == looks.RAMP[1]
    assert drawn[1][0] == white
    assert drawn[8][0] == darkest


def test_a_cell_tells_the_outcomes_that_there_are() -> None:
    said = texts(heat.picture(CELLS[:1]))
    begin = said.index("20")
    assert said[begin + 1 : begin + 9] == ["on time", "12", "late", "3", "overdue", "5", "incomplete", "6"]


@given(st.integers(1, 10**6).flatmap(lambda most: st.tuples(st.integers(0, most), st.just(most))))
def test_the_legend_of_the_grid_says_what_the_tones_mean(counts: tuple[int, int]) -> None:
    count, most = counts
    tones = len(looks.RAMP) - 1
    index = looks.RAMP.index(heat._tone(count, most))
    if count == 0:
        assert index == 0
    else:
        assert most * (index - 1) // tones + 1 <= count <= most * index // tones
