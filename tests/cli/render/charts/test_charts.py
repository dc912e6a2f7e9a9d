"""The pictures of reports: the same each time, in both languages, read without colour."""

import re
from collections.abc import Callable
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from chart_sample import DRAWN, EMPTY, SVG, parts, texts

from cli import language
from cli.render.charts import looks

every_chart = pytest.mark.parametrize(
    "draw", [*DRAWN.values(), *EMPTY.values()], ids=[*DRAWN, *(f"no {e}" for e in EMPTY)]
)


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
