"""The pictures of reports: exact, the same each time, and read without colour."""

import re
from collections.abc import Callable, Iterator
from itertools import combinations, pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli import language
from cli.render.charts import ageing, burndown, closures, deadlines, heat, looks, ticks
from domain import day
from projections.reports.statement.parts import Age, Cell, Closure, DeadlineMark, Outcomes, Step

SVG = "{http://www.w3.org/2000/svg}"
UNTIL = "2024-07-31"


def mark(on: str, *, own: bool = True, replaced: bool = False, exclusive: bool = False) -> DeadlineMark:
    name = "认秘函〔2024〕31号" if own else "国认监〔2024〕3号"
    due = day.after(on, -1) if exclusive else on
    return DeadlineMark(notice=name, alias=None, deadline=on, due_on=due, own=own, replaced=replaced)


BOTH = [mark("2024-04-30", own=False), mark("2024-07-15")]
STEPS = [
    Step(day="2024-07-02", opened=120, settled=0, lapsed=0, remaining=120),
    Step(day="2024-07-10", opened=0, settled=70, lapsed=0, remaining=50),
    Step(day="2024-07-15", opened=0, settled=39, lapsed=1, remaining=10),
    Step(day="2024-07-18", opened=0, settled=7, lapsed=0, remaining=3),
]
CLOSURES = [
    Closure(day="2024-07-10", effective=70, recorded=20),
    Closure(day="2024-07-15", effective=109, recorded=60),
    Closure(day="2024-07-18", effective=116, recorded=116),
]
AGES = [
    Age(first=1, last=7, rules=1, certificates=3),
    Age(first=8, last=30, rules=2, certificates=14),
    Age(first=31, last=90, rules=0, certificates=7),
    Age(first=91, last=None, rules=1, certificates=0),
]
CELLS = [
    Cell(
        category="neutrality",
        scheme="service",
        outcomes=Outcomes(total=20, on_time=12, late=3, overdue=5),
        incomplete=6,
    ),
    Cell(category="reduction", scheme="product", outcomes=Outcomes(total=4, on_time=4), incomplete=0),
    Cell(category="disclosure", scheme="product", outcomes=Outcomes(), incomplete=0),
]

DRAWN: dict[str, Callable[[], str]] = {
    "burndown": lambda: burndown.picture(STEPS, BOTH, until=UNTIL),
    "closures": lambda: closures.picture(CLOSURES, BOTH, until=UNTIL),
    "ageing": lambda: ageing.picture(AGES),
    "heat": lambda: heat.picture(CELLS),
}
EMPTY: dict[str, Callable[[], str]] = {
    "burndown": lambda: burndown.picture([], BOTH, until=UNTIL),
    "closures": lambda: closures.picture([], [], until=UNTIL),
    "ageing": lambda: ageing.picture([]),
    "heat": lambda: heat.picture([CELLS[2]]),
}
every_chart = pytest.mark.parametrize(
    "draw", [*DRAWN.values(), *EMPTY.values()], ids=[*DRAWN, *(f"no {e}" for e in EMPTY)]
)


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "en")


def parts(picture: str, name: str) -> list[ET.Element]:
    """Return the elements of a name."""
    return list(ET.fromstring(picture).iter(SVG + name))


def texts(picture: str) -> list[str]:
    return ["".join(each.itertext()) for each in parts(picture, "text")]


def counted(picture: str, look: dict[str, str]) -> list[float]:
    """Return the counts at which a line runs, read off the axis of the picture."""
    (line,) = [path for path in parts(picture, "path") if look.items() <= path.attrib.items()]
    up = {
        float(e.attrib["y"]) - 4: int(e.text.replace(",", ""))
        for e in parts(picture, "text")
        if e.text and e.attrib.get("text-anchor") == "end" and re.fullmatch("[0-9,]+", e.text)
    }
    (base, none), (top, most) = max(up.items()), min(up.items())
    heights = [float(y) for y in re.findall(r"V([\d.]+)", line.attrib["d"])]
    return [round(none + (base - y) * (most - none) / (base - top), 1) for y in heights]


# All ---------------------------------------------------------------------------


@every_chart
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_picture_is_the_same_each_time_and_tells_its_title(draw: Callable[[], str], lang: str) -> None:
    language.use(lang)
    picture = draw()
    assert picture == draw()
    root = ET.fromstring(picture)
    assert root.attrib["lang"] == lang
    assert root.attrib["role"] == "img"
    said = [root.findtext(SVG + "title") or "", root.findtext(SVG + "desc") or ""]
    for each in said:
        assert bool(re.search("[\u4e00-\u9fff]", re.sub("认秘函|国认监|号", "", each))) == (lang == "zh")


@every_chart
def test_a_picture_needs_no_browser_and_nothing_else(draw: Callable[[], str]) -> None:
    for element in ET.fromstring(draw()).iter():
        assert element.tag.removeprefix(SVG) in {
            *("svg", "title", "desc", "defs", "pattern", "rect", "path", "line", "circle", "text")
        }
        for name, value in element.attrib.items():
            assert name != "style"
            assert "var(" not in value
            assert "href" not in name
            assert "url(" not in value or re.fullmatch(r"url\(#[a-z]+\)", value)


@pytest.mark.parametrize("name", EMPTY)
def test_where_there_is_nothing_to_draw_the_picture_says_so(name: str) -> None:
    said = texts(EMPTY[name]())
    assert len(said) == 2
    assert any(word in said[1] for word in ("nothing to draw", "Nothing is overdue", "No rule is flagged"))
    assert len(texts(DRAWN[name]())) > 5


@every_chart
def test_no_text_runs_out_of_the_picture(draw: Callable[[], str]) -> None:
    from cli.render.svg import columns

    picture = draw()
    width = float(ET.fromstring(picture).attrib["width"])
    for each in parts(picture, "text"):
        room = columns("".join(each.itertext()), float(each.attrib["font-size"]))
        x, anchor = float(each.attrib["x"]), each.attrib.get("text-anchor")
        left = x - {"end": room, "middle": room / 2}.get(anchor or "", 0)
        assert left >= -1
        assert left + room <= width + 1


# Grey ----------------------------------------------------------------------------


def luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_texts_and_lines_stand_out_by_their_lightness_alone() -> None:
    assert all(contrast(looks.INK, tone) >= 7 for tone in looks.RAMP)
    assert contrast(looks.FAINT, "#ffffff") >= 4.5
    assert contrast(looks.DARK, "#ffffff") >= 4.5
    assert contrast(looks.DARK, looks.LIGHT) >= 4.5
    assert contrast(looks.MIDDLE, "#ffffff") >= 3
    assert contrast(looks.INK, looks.MIDDLE) >= 3


def test_the_tones_of_the_grid_darken_step_by_step() -> None:
    assert all(contrast(light, dark) > 1.12 for light, dark in pairwise(looks.RAMP))
    assert [luminance(tone) for tone in looks.RAMP] == sorted(map(luminance, looks.RAMP), reverse=True)


# Axes ----------------------------------------------------------------------------


@given(st.integers(0, 10**9))
def test_counts_on_an_axis_are_round_and_few(most: int) -> None:
    marks = ticks.counts(most)
    assert marks[0] == 0
    assert marks[-1] >= max(most, 1)
    assert 2 <= len(marks) <= 6
    assert {after - before for before, after in pairwise(marks)} == {marks[1]}
    assert re.fullmatch("[125]0*", str(marks[1]))
    assert marks[-2] < max(most, 1)  # no interval more than is needed


@given(st.integers(day.number("1949-01-01"), day.number("2200-01-01")), st.integers(1, 90000))
def test_days_on_an_axis_are_few_and_within_it(first: int, length: int) -> None:
    last = min(first + length, day.number("2200-12-31"))
    marks = ticks.days(first, last, 12)
    places = [on for on, _label, _year in marks]
    assert places == sorted(set(places))
    assert len(marks) <= 12
    assert all(first <= on <= last for on in places)
    assert len(marks) >= 2 or last - first < 10 or length > 36500
    for on, label, year in marks:
        assert label in day.text(on)
        assert year in {"", day.text(on)[:4]}


# Deadlines -----------------------------------------------------------------------

days = st.integers(0, 100).map(lambda number: day.after("2024-05-01", number))
marks = st.lists(st.builds(mark, days, own=st.booleans(), replaced=st.booleans()), max_size=8)


def flags_of(drawn: list[DeadlineMark]) -> list[deadlines.Flag]:
    near = deadlines.near(drawn, "2024-05-01", "2024-08-09")
    first = day.number("2024-05-01")
    return deadlines.flags(near, lambda on: 40 + 6 * (on - first), 4, 716)


@given(marks)
def test_labels_of_deadlines_do_not_lie_on_each_other(drawn: list[DeadlineMark]) -> None:
    flags = flags_of(drawn)
    assert len(flags) == len(drawn)
    for one, other in combinations(flags, 2):
        assert one.row != other.row or one.span[1] <= other.span[0] or other.span[1] <= one.span[0]
    assert all(flag.span[0] >= 4 and flag.span[1] <= 716 for flag in flags)


def test_two_deadlines_near_each_other_have_labels_that_no_line_crosses() -> None:
    for first, second in (
        ("2024-07-14", "2024-07-15"),
        ("2024-05-02", "2024-05-04"),
        ("2024-08-01", "2024-08-07"),
    ):
        one, other = flags_of([mark(first, own=False), mark(second)])
        assert not deadlines._cross(one, other)


def lines_of(picture: str) -> list[dict[str, str]]:
    """Return the looks of the upright lines that are deadlines."""
    return [
        e.attrib
        for e in parts(picture, "line")
        if e.attrib["x1"] == e.attrib["x2"] and "stroke-width" in e.attrib
    ]


def test_a_replaced_deadline_is_dashed_and_says_so() -> None:
    picture = burndown.picture(STEPS, [mark("2024-07-15", replaced=True), mark("2024-07-25")], until=UNTIL)
    replaced, own = sorted(lines_of(picture), key=lambda line: float(line["x1"]))
    assert "stroke-dasharray" in replaced
    assert "stroke-dasharray" not in own
    assert float(own["stroke-width"]) > float(replaced["stroke-width"])
    assert "认秘函〔2024〕31号 · due 2024-07-15 (replaced)" in texts(picture)
    assert "认秘函〔2024〕31号 · due 2024-07-25" in texts(picture)


def test_a_deadline_whose_day_is_too_late_says_so() -> None:
    assert "认秘函〔2024〕31号 · due before 2024-07-16" in texts(
        burndown.picture(STEPS, [mark("2024-07-16", exclusive=True)], until=UNTIL)
    )


def test_both_deadlines_are_drawn_though_one_lies_before_everything() -> None:
    picture = burndown.picture(STEPS, BOTH, until=UNTIL)
    assert len(lines_of(picture)) == 2
    assert not any("Not drawn" in each for each in texts(picture))


def test_a_deadline_years_off_is_named_and_does_not_crush_the_days() -> None:
    picture = burndown.picture(STEPS, [*BOTH, mark("2034-01-01", own=False)], until=UNTIL)
    assert len(lines_of(picture)) == 2
    assert "Not drawn: 国认监〔2024〕3号 · due 2034-01-01" in texts(picture)


def test_of_many_deadlines_the_rest_is_named() -> None:
    many = [mark(day.after("2024-07-01", number), replaced=number < 29) for number in range(30)]
    picture = closures.picture(CLOSURES, many, until=UNTIL)
    assert len(lines_of(picture)) == deadlines.MOST
    said = " ".join(texts(picture))
    assert all(f"due {each.deadline}" in said for each in many)


# Burndown ------------------------------------------------------------------------

CURVE = {"fill": "none", "stroke": looks.DARK}


def test_the_burndown_runs_through_what_remains() -> None:
    assert counted(DRAWN["burndown"](), CURVE) == [120, 50, 10, 3]


def test_the_burndown_tells_what_remains_at_the_deadline_and_at_the_end() -> None:
    bold = [e.text for e in parts(DRAWN["burndown"](), "text") if e.attrib["font-size"] == "14"]
    assert bold == ["10", "3"]


def test_a_deadline_still_to_come_is_drawn_beyond_the_end_of_the_line() -> None:
    picture = burndown.picture(STEPS[:2], BOTH, until="2024-07-12")
    assert [e.text for e in parts(picture, "text") if e.attrib["font-size"] == "14"] == ["50"]
    (dot,) = parts(picture, "circle")
    assert float(lines_of(picture)[1]["x1"]) > float(dot.attrib["cx"])


def test_one_day_alone_is_a_picture() -> None:
    picture = burndown.picture(STEPS[:1], [mark("2024-07-02")], until="2024-07-02")
    assert {"07-01", "07-02", "07-03"} <= set(texts(picture))


def test_a_million_and_thousands_of_days_are_a_picture() -> None:
    steps = [
        Step(day=day.after("2010-01-01", number), opened=0, settled=1, lapsed=0, remaining=1_000_000 - number)
        for number in range(4000)
    ]
    picture = burndown.picture(steps, [mark("2015-01-01")], until="2024-07-31")
    assert "1,000,000" in texts(picture)
    assert {"2012", "2014"} <= set(texts(picture))


# Closures ------------------------------------------------------------------------


def test_closures_run_by_both_days_in_lines_of_their_own() -> None:
    picture = DRAWN["closures"]()
    thick, dashed = (
        {k.replace("_", "-"): str(v) for k, v in look.items()}
        for look in (closures.EFFECTIVE, closures.RECORDED)
    )
    assert counted(picture, thick) == [70, 109, 116]
    assert counted(picture, dashed) == [20, 60, 116]
    assert "stroke-dasharray" in dashed
    assert "stroke-dasharray" not in thick
    assert {"by effective day", "by recorded day"} <= set(texts(picture))
    (gap,) = [e for e in parts(picture, "path") if e.attrib.get("fill") == "url(#gap)"]
    assert gap.attrib["fill-rule"] == "evenodd"


@pytest.mark.parametrize(("effective", "recorded"), [(5, 5), (0, 5), (5, 0), (1000, 999)])
def test_the_labels_of_both_lines_stand_apart(effective: int, recorded: int) -> None:
    end = Closure(day="2024-07-15", effective=effective, recorded=recorded)
    places = {
        "".join(e.itertext()): float(e.attrib["y"])
        for e in parts(closures.picture([end], BOTH, until=UNTIL), "text")
    }
    apart = places["by recorded day"] - places["by effective day"]
    assert abs(apart) >= closures.APART
    assert (apart > 0) == (effective >= recorded), "the upper line has the upper label"


# Ageing --------------------------------------------------------------------------


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
