"""The pictures of a history: a back-dated entry is seen as one, in plain characters and as SVG."""

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from wcwidth import wcswidth

BODY = "CNCA-R-2099-001"
C1 = f"{BODY}/C1"
SVG = "{http://www.w3.org/2000/svg}"
Issue = Callable[..., int]


@pytest.fixture
def cancelled_late(clerk: Any, issue: Issue) -> None:
    """C1, issued as #7; cancelled with effect from 12 July, entered on 20 July as #8."""
    clerk.clock.set("2024-03-10T01:00:00Z")
    issue()
    clerk.clock.set("2024-07-20T01:30:00Z")
    clerk.record("cert", "cancel", C1, "--on", "2024-07-12")


def lines(clerk: Any, *args: str, **more: Any) -> dict[str, str]:
    """Return the drawn lines of the picture by entry, and `axis`."""
    drawn = clerk.run("history", *(args or (C1,)), **more).stdout.split("\n\n")[2].splitlines()
    margin = drawn[2].index("|")
    found = {line.split()[0]: line[margin:] for line in drawn[3:]}
    return {**found, "axis": drawn[1][margin:]}


def test_a_back_dated_entry_changes_what_lies_left_of_its_recording(clerk: Any, cancelled_late: None) -> None:
    drawn = lines(clerk)
    before, after, twelfth = drawn["#7"], drawn["#8"], drawn["axis"].index("07-12")
    recorded = after.index("|")
    assert twelfth < recorded
    assert set(after[:twelfth]) == {"="}
    assert set(after[twelfth:]) == {"x", "|"}
    assert re.fullmatch(r"=+\|=+\.+", before)
    assert len(before) == len(after)


def test_the_reach_of_an_entry_is_told_in_days(clerk: Any, cancelled_late: None) -> None:
    clerk.record("cert", "amend", C1, "--scope", "全部", "--on", "2024-05-01")
    clerk.record("correct", "#8", "--on", "2024-07-30", "--why", "it comes later")
    page = clerk.run("history", C1).stdout
    assert re.search(r"^#7 +2024-03-10 +-60 ", page, re.MULTILINE)
    assert re.search(r"^#8 +2024-07-20 +-8 ", page, re.MULTILINE)
    assert re.search(r"^#10 +2024-07-20 +-8 ", page, re.MULTILINE)  # the void takes back what #8 said
    assert re.search(r"^#11 +2024-07-20 +\+10 ", page, re.MULTILINE)
    assert "#9 " not in page.split("\n\n")[2]  # an amendment changes no status


def test_the_page_fits_into_80_columns_in_both_languages(clerk: Any, issue: Issue) -> None:
    issue()
    for month in range(2, 8):
        clerk.record("cert", "suspend", C1, "--on", f"2024-0{month}-03")
        clerk.record("cert", "reinstate", C1, "--on", f"2024-0{month}-20")
    clerk.record("cert", "transfer", C1, "--to", "R2", "--on", "2024-07-25")
    for lang in ("en", "zh"):
        for subject in (C1, f"{BODY}/R1", BODY, "cnca-2024-31"):
            page = clerk.run("history", subject, lang=lang).stdout
            assert max(wcswidth(line) for line in page.splitlines()) <= 80, page


def test_every_sign_that_is_drawn_is_explained(clerk: Any, issue: Issue) -> None:
    issue()
    clerk.record("cert", "suspend", C1, "--on", "2024-06-03")
    clerk.record("cert", "transfer", C1, "--to", "R2", "--on", "2024-06-20")
    page = clerk.run("history", C1).stdout
    assert "= valid   ~ suspended   . expired" in page
    assert "\n/ under another rule" in page
    assert "[2] CNCA-R-2099-001/R2" in page
    assert "revoked" not in page
    clerk.record("cert", "revoke", C1, "--on", "2024-07-20")
    assert "% revoked" in clerk.run("history", C1).stdout


def test_a_long_history_draws_its_last_moments_and_says_so(clerk: Any, issue: Issue) -> None:
    issue()
    for number in range(60):
        verb = ("suspend", "reinstate")[number % 2]
        clerk.record("cert", verb, C1, "--on", f"2024-0{2 + number // 28}-{1 + number % 28:02}")
    page = clerk.run("history", C1).stdout
    told = "Only the last 40 of 61 recorded moments are drawn; those before: --known-at '#27'."
    assert told in " ".join(page.split())
    assert list(lines(clerk, C1, "--known-at", "#27"))[:-1] == [f"#{position}" for position in range(7, 28)]
    drawn = lines(clerk)
    assert list(drawn)[:-1] == [f"#{position}" for position in range(28, 68)]
    assert all(len(line) <= 80 for line in page.splitlines())
    assert "* several changes within a column" in page  # what is the same in all 40 lines
    assert re.fullmatch(r"\*+[=~]+\|[=~]+\.+", drawn["#67"])
    assert "\n\n#" not in clerk.run("history", C1, "--no-picture").stdout
    picture = ET.fromstring(clerk.run("history", C1, "--format", "svg").stdout)
    assert "Only the last 60 of 61 recorded moments are drawn; those before: --known-at '#7'." in "".join(
        picture.itertext()
    )


def test_where_days_are_too_many_those_that_change_in_the_picture_have_places(
    clerk: Any, issue: Issue
) -> None:
    issue()
    for number in range(70):
        verb = ("suspend", "reinstate")[number % 2]
        clerk.record("cert", verb, C1, "--on", f"2024-0{2 + number // 28}-{1 + number % 28:02}")
    drawn = lines(clerk)
    steps = [re.sub(r"\|", "", line).rstrip(".") for name, line in drawn.items() if name != "axis"]
    for before, after in pairwise(steps):
        assert len(set(after) & {"=", "~"}) == 2
        assert before != after
    texts = list(drawn_svg(clerk, C1).itertext())
    assert "several changes" in texts


def test_colours_are_for_terminals_that_want_them(
    clerk: Any, cancelled_late: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cli.output import Output
    from cli.render import history as renderer

    assert "\x1b" not in clerk.run("history", C1).stdout
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert Output("table", None, force=False, encoding="utf-8").coloured
    assert not Output("table", "file", force=False, encoding="utf-8").coloured
    for name, value in (("NO_COLOR", "1"), ("TERM", "dumb")):
        with monkeypatch.context() as patch:
            patch.setenv(name, value)
            assert not Output("table", None, force=False, encoding="utf-8").coloured
    assert renderer._coloured("==|..") == "\x1b[32m==\x1b[0m|\x1b[90m..\x1b[0m"


# SVG ---------------------------------------------------------------------------


def drawn_svg(clerk: Any, *args: str, **more: Any) -> ET.Element:
    """Return the picture, which must be well-formed."""
    return ET.fromstring(clerk.run("history", *args, "--format", "svg", **more).stdout)


def rectangles(picture: ET.Element) -> list[tuple[str, float, float, float, float]]:
    """Return (fill, left, top, right, bottom) of the fields, without background, patterns and legend."""
    found = []
    for box in picture.iter(f"{SVG}rect"):
        if box.get("stroke") and not box.get("fill", "").startswith("url"):
            x, y, width, height = (float(box.get(key, "0")) for key in ("x", "y", "width", "height"))
            found.append((box.get("fill", ""), x, y, x + width, y + height))
    return found


def test_each_rectangle_is_drawn_once_and_none_overlaps_another(clerk: Any, cancelled_late: None) -> None:
    clerk.clock.set("2024-08-01T02:00:00Z")
    clerk.record("void", "#8", "--why", "wrong", "--yes")
    boxes = rectangles(drawn_svg(clerk, C1))
    assert len(boxes) == len(clerk.json("history", C1))
    for one in boxes:
        for other in boxes:
            apart = one[3] <= other[1] or other[3] <= one[1] or one[4] <= other[2] or other[4] <= one[2]
            assert one is other or apart
    left, right = min(box[1] for box in boxes), max(box[3] for box in boxes)
    rows = {box[2] for box in boxes}
    for top in rows:
        assert sum(box[3] - box[1] for box in boxes if box[2] <= top < box[4]) == right - left


def test_the_picture_names_its_subject_axes_units_and_signs(clerk: Any, cancelled_late: None) -> None:
    said = {
        "en": (f"History of {C1}", "effective day (Asia/Shanghai) →", "recorded on ↓", "cancelled", "valid"),
        "zh": (f"{C1} 的历史", "生效日（北京时间）→", "记录日 ↓", "注销", "有效"),
    }
    for lang, words in said.items():
        picture = drawn_svg(clerk, C1, lang=lang)
        texts = ["".join(element.itertext()) for element in picture.iter(f"{SVG}text")]
        assert set(words) <= set(texts)
        assert picture.get("lang") == lang
        assert picture.find(f"{SVG}title") is not None
        assert {"2024", "01-10", "07-12", "#7", "#8", "2024-07-20", "−8"} <= set(texts)


def test_names_are_escaped_and_nothing_runs(clerk: Any, issue: Issue) -> None:
    hostile = "<script>alert(\"&\")</script> '甲' ]]>"
    issue("C7", "--holder", hostile)
    said = clerk.run("history", f"{BODY}/C7", "--format", "svg").stdout
    assert "<script" not in said
    texts = ["".join(element.itertext()) for element in ET.fromstring(said).iter(f"{SVG}text")]
    assert f"certificate – {hostile}" in texts


def test_a_name_that_is_too_long_is_cut_off(clerk: Any, issue: Issue) -> None:
    issue("C7", "--holder", "很长的名称" * 60)
    texts = ["".join(e.itertext()) for e in drawn_svg(clerk, f"{BODY}/C7").iter(f"{SVG}text")]
    (cut,) = [text for text in texts if "很长的名称" in text]
    assert cut.endswith("…")
    assert len(cut) < 80


def test_all_that_is_written_below_the_picture_fits(clerk: Any, issue: Issue) -> None:
    from cli.render.svg import columns

    rule = f"rule:{BODY}/{'很长的编号' * 40}"
    clerk.record("rule", "file", rule, "--name", "n", "--category", "reduction", "--scheme", "product")
    issue()
    for number in range(70):
        verb = ("suspend", "reinstate")[number % 2]
        clerk.record("cert", verb, C1, "--on", f"2024-0{2 + number // 28}-{1 + number % 28:02}")
    clerk.record("cert", "transfer", C1, "--to", rule, "--on", "2024-07-31")
    clerk.record("cert", "cancel", C1, "--on", "2024-08-01")
    clerk.record("void", "#80", "--why", "x", "--yes")
    clerk.record("cert", "revoke", C1, "--on", "2024-08-01")
    for lang in ("en", "zh"):
        picture = drawn_svg(clerk, C1, lang=lang)
        drawn = [t for t in picture.iter(f"{SVG}text") if t.get("text-anchor") != "end"]
        for told in drawn:
            said = "".join(told.itertext())
            right = float(told.get("x", "0")) + columns(said, float(told.get("font-size", "0")))
            assert right <= 1000, said


@pytest.mark.parametrize(
    ("hidden", "shown"), [("\x07", "\\x07"), ("\ufffe", "\\xfffe"), ("\uffff", "\\xffff")]
)
def test_what_is_no_character_in_a_name_leaves_the_picture_well_formed(
    clerk: Any, issue: Issue, hidden: str, shown: str
) -> None:
    issue("C7", "--holder", f"甲{hidden}公司")
    assert f"甲{shown}公司" in "".join(drawn_svg(clerk, f"{BODY}/C7").itertext())


def test_statuses_differ_by_more_than_colour() -> None:
    from cli.render.history_svg import LOOKS
    from domain.subject import STATUSES

    for statuses in STATUSES.values():
        assert len({LOOKS[status] for status in statuses}) == len(statuses)
        assert len({LOOKS[status][1] for status in statuses}) == len(statuses), "a pattern for grey"


def test_the_svg_goes_into_a_file(clerk: Any, cancelled_late: None) -> None:
    path = clerk.folder / "report.svg"
    clerk.run("history", C1, "--format", "svg", "-o", str(path))
    written = path.read_bytes()
    assert written.decode() == clerk.run("history", C1, "--format", "svg").stdout
    assert clerk.error("history", C1, "-o", str(path))["code"] == "output.exists"
    assert "'svg' is not one of" in clerk.run("show", C1, "--format", "svg", code=2).stderr
