"""Documents on paper: every text is there, the file is one that can be filed, and nothing breaks it."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import msgspec
import pytest

from cli import language
from cli.documents.document import (
    Block,
    Column,
    Document,
    Fact,
    Facts,
    Figure,
    Figures,
    Paragraph,
    Picture,
    Section,
    Signatures,
    Table,
)
from cli.render import pdf
from cli.render.pdf import font as fonts
from cli.render.pdf.widths import PAGE, layouts
from cli.render.pdf.writing import Writing
from domain.rejected import Rejected

HERE = Path(__file__).parent
HOSTILE = (
    '#panic("run") #let x = 1 $x^2$ *b* _i_ `r` // @a <b>',
    "<script>alert(\"&\")</script> '甲' ]]>",
    "=cmd|'/C calc'!A0",
    "back\\slash \\u{41} \\",
    "很长的名称" * 60,
    "W" * 300,
    "！" * 300,
    "(" * 300,
    "甲/" * 150,
)


def _installed() -> fonts.Font | None:
    try:
        return fonts.font()
    except Rejected:
        return None


FONT: Any = _installed()

pytestmark = pytest.mark.skipif(FONT is None, reason="the font Noto Sans CJK SC is not installed")


@pytest.fixture(autouse=True)
def _language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "en")


def tool(name: str) -> str:
    """Return a program of poppler-utils, or skip."""
    program = shutil.which(name)
    if program is None:
        pytest.skip(f"{name} (poppler-utils) is not installed")
    return program


def document(*blocks: Block, **more: Any) -> Document:
    """Return a short document."""
    plain = {"name": "x", "title": "标题", "subtitle": None, "language": "zh", "footer": "页脚"}
    given = {"made_at": "2024-07-31T08:12:03.000417Z", "sections": [Section("only", "一节", list(blocks))]}
    return Document(**{**plain, **given, **more})


def made(document: Document) -> bytes:
    """Return a document as PDF."""
    file = BytesIO()
    pdf.write(document, file)
    return file.getvalue()


def pages(data: bytes, *arguments: str) -> list[str]:
    """Return the text of each page, in the order in which it was set."""
    command = [tool("pdftotext"), "-raw", "-enc", "UTF-8", *arguments, "-", "-"]
    done = subprocess.run(command, input=data, capture_output=True, check=True)
    return done.stdout.decode().split("\f")[:-1]


def together(text: str) -> str:
    """Return a text without spaces and the ends of lines."""
    return re.sub(r"\s+", "", text)


def sample(lang: str, count: int = 60) -> Document:
    """Return the document with every kind of block."""
    sys.path.insert(0, str(HERE))
    try:
        from pdf_sample import sample as of_module
    finally:
        sys.path.remove(str(HERE))
    found: Document = of_module(lang, count)
    return found


# What is on it -------------------------------------------------------------------


def _texts(document: Document) -> Iterator[str]:
    """Yield every text that a reader of the paper must find."""
    yield document.title
    yield document.subtitle or ""
    for section in document.sections[1:-1]:
        yield section.title
    for section in document.sections[:-1]:
        for block in section.blocks:
            yield from _of_block(block)


def _of_block(block: Block) -> Iterator[str]:
    match block:
        case Paragraph():
            yield block.text
        case Facts():
            for fact in block.facts:
                yield fact.name
                yield "66.7%" if fact.kind == "share" else str(fact.value)
        case Figures():
            for figure in block.figures:
                yield from (figure.name, f"{figure.value:,}", figure.note or "")
        case Table():
            yield from (block.title or "", *(column.heading for column in block.columns))
            for number, row in enumerate(block.rows):
                if number == block.first_rows:
                    yield block.more or ""
                    break
                yield f"{row['days']:,}" if "days" in row else str(row["rules"])
                yield str(row.get("id", ""))
                yield str(row.get("name", ""))
            yield from (str(value) for value in (block.total or {}).values() if isinstance(value, str))
        case Picture():
            yield block.title
            yield from re.findall(r"<text[^>]*>([^<]+)</text>", block.svg)
        case Signatures():
            yield from (*block.lines, block.seal)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_text_of_a_document_is_on_the_paper(lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", lang)
    found = pages(made(sample(lang)))
    whole = together("".join(found))
    missing = [text for text in _texts(sample(lang)) if together(text) not in whole]
    assert missing == []
    assert {"zh": "（无）", "en": "(none)"}[lang] in whole
    for number, page in enumerate(found, 1):
        assert together(sample(lang).footer) in together(page)
        assert f"{number}/{len(found)}" in together(page)


def test_sections_of_detail_leave_their_rows_to_the_other_formats() -> None:
    table = Table("t", [Column("a", "列")], [{"a": "某行"}])
    (page,) = pages(made(document(sections=[Section("d", "明细", [table], detail=True)])))
    assert "明细" in page
    assert "某行" not in page
    assert "The other rows are in the workbook" in page
    assert "(none)" not in page


def test_the_lines_of_a_paragraph_are_kept() -> None:
    (page,) = pages(made(document(Paragraph("甲\n乙"))))
    assert "\n甲\n乙\n" in page


def test_a_section_begins_a_page_and_a_table_repeats_its_headings() -> None:
    found = pages(made(sample("en")))
    assert found[1].index("Conclusion") < found[1].index("Rules flagged")
    assert "Rules flagged" not in found[0]
    with_rows = [page for page in found if "Smart home products" in page]
    assert len(with_rows) > 2
    assert all("IdNameOutcomeDeregisteredonDaysShare" in together(page) for page in with_rows)


def test_the_rows_beyond_those_shown_are_told_of_only_where_there_are_some() -> None:
    columns = [Column("a", "甲")]

    def shown(count: int) -> str:
        rows = ({"a": f"第{number}行"} for number in range(count))
        table = Table("t", columns, rows, first_rows=3, more="其余见工作簿")
        return together("".join(pages(made(document(table)))))

    assert "其余" not in shown(3)
    assert "第2行" in shown(3)
    assert "其余见工作簿" in shown(4)
    assert "第3行" not in shown(4)


def test_values_are_shown_by_their_kind() -> None:
    kinds = ("id", "count", "share", "share", "day", "text")
    values = ("1e5", 1234567, (1, 16), (0, 0), "2024-07-15", None)
    columns = [Column(str(at), f"列{at}", kind) for at, kind in enumerate(kinds)]
    row = {str(at): value for at, value in enumerate(values)}
    (page,) = pages(made(document(Table("t", columns, [row]))))
    assert "1e5 1,234,567 6.3% – 2024-07-15 –" in page


def test_what_is_good_or_bad_is_told_by_a_sign_too() -> None:
    tones = ("good", "watch", "bad")
    blocks: list[Block] = [Paragraph(f"语气{tone}", tone) for tone in tones]
    (page,) = pages(made(document(*blocks, Figures([Figure("数", 7, None, tone) for tone in tones]))))
    assert all(f"{sign}语气{tone}" in together(page) for sign, tone in zip("✓▲×", tones, strict=True))
    assert re.findall(r"7 ?([✓▲×])", page) == ["✓", "▲", "×"]


# The file -------------------------------------------------------------------------


def test_the_file_says_that_it_is_pdf_a_and_accessible() -> None:
    data = made(sample("zh"))
    (meta,) = re.findall(rb"<x:xmpmeta.*?</x:xmpmeta>", data, re.DOTALL)
    said = meta.decode()
    assert re.findall(r"<pdfaid:(part|conformance)>(.)<", said) == [("part", "2"), ("conformance", "A")]
    assert re.findall(r"<pdfuaid:part>(.)<", said) == ["1"]
    assert sample("zh").title in said
    assert "<xmp:CreateDate>2024-07-31T08:12:03+00:00<" in said
    assert re.search(rb"/Lang\s*\(zh-CN\)", data)


def test_the_file_has_a_title_and_is_tagged() -> None:
    done = subprocess.run([tool("pdfinfo"), "-"], input=made(sample("en")), capture_output=True, check=True)
    told = done.stdout.decode()
    assert re.search(r"Title: +Report on Putting Right Voluntary Certification Rules", told)
    assert re.search(r"Tagged: +yes", told)
    assert re.search(r"Page size: +595\.\d+ x 841\.\d+ pts \(A4\)", told)


def test_only_the_one_font_is_used_and_it_is_embedded() -> None:
    foreign = sample("zh").sections[1].blocks[-1]
    assert isinstance(foreign, Picture)
    svg = re.sub(r'font-family="[^"]*"', 'font-family="Georgia, serif"', foreign.svg)
    for document_ in (sample("zh"), document(Picture("p", "图", svg, "曲线"))):
        done = subprocess.run([tool("pdffonts"), "-"], input=made(document_), capture_output=True, check=True)
        rows = [line.split() for line in done.stdout.decode().splitlines()[2:]]
        assert rows
        for name, *_kind, embedded, subset, unicode_, _object, _generation in rows:
            assert re.fullmatch(r"[A-Z]{6}\+NotoSansCJKsc-(Regular|Bold)-Identity-H", name)
            assert (embedded, subset, unicode_) == ("yes", "yes", "yes")


def test_the_outline_names_the_sections() -> None:
    data = made(sample("zh"))
    titles = [bytes.fromhex(title.decode()) for title in re.findall(rb"/Title<([0-9A-F]+)>", data)]
    assert [title.decode("utf-16") for title in titles[:3]] == ["结论", "规则", "签署"]


SCRIPT = """
import sys, time
time.sleep(float(sys.argv[2]))
sys.path.insert(0, sys.argv[1])
from pdf_sample import sample
from cli.render import pdf
pdf.write(sample("zh"), sys.stdout.buffer)
"""


def test_the_same_document_gives_the_same_bytes_whenever_and_wherever_it_is_made() -> None:
    def run(wait: str, **settings: str) -> bytes:
        command = [sys.executable, "-c", SCRIPT, str(HERE), wait]
        environment = {**os.environ, "LANGUAGE": "zh", **settings}
        return subprocess.run(command, env=environment, capture_output=True, check=True).stdout

    first = run("0", TZ="Asia/Shanghai", PYTHONHASHSEED="1")
    later = run("1.2", TZ="America/New_York", PYTHONHASHSEED="2", SOURCE_DATE_EPOCH="86400")
    assert first[:5] == b"%PDF-"
    assert first == later


def test_a_document_of_no_entry_has_a_date_that_does_not_change() -> None:
    assert b"<xmp:CreateDate>1970-01-01T00:00:00+00:00<" in made(document(made_at=None, sections=[]))


# What goes wrong --------------------------------------------------------------------


def test_no_text_is_read_as_markup_and_none_runs_out_of_its_place() -> None:
    columns = [Column("n", "序", "count"), Column("a", "甲"), Column("b", "编号", "id"), Column("c", "丙")]
    rows = [{"n": at, "a": text, "b": text, "c": text} for at, text in enumerate(HOSTILE)]
    blocks: list[Block] = [
        *(Paragraph(text) for text in HOSTILE),
        Facts([Fact(text, text) for text in HOSTILE]),
        Table("t", columns, rows, title=HOSTILE[0], total={"a": HOSTILE[1]}, more=HOSTILE[2]),
    ]
    data = made(document(*blocks, title=HOSTILE[5], subtitle=HOSTILE[0], footer=HOSTILE[1]))
    whole = together("".join(pages(data)))
    for text in HOSTILE:
        assert whole.count(together(text)) >= 2, text[:30]
    _all_inside(data)


def _all_inside(data: bytes) -> None:
    """Check that every word lies within the margins of its page."""
    done = subprocess.run([tool("pdftotext"), "-bbox", "-", "-"], input=data, capture_output=True, check=True)
    boxes = re.findall(
        r'xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)"', done.stdout.decode()
    )
    assert boxes
    left = 28 / 25.4 * 72
    for box in boxes:
        x_min, y_min, x_max, y_max = map(float, box)
        assert left - 1 <= x_min
        assert x_max <= left + PAGE + 2  # hanging spaces and rounding
        assert y_min >= 28
        assert y_max <= 842 - 28


def test_control_characters_are_shown_as_the_terminal_shows_them() -> None:
    (page,) = pages(made(document(Facts([Fact("甲\x07乙", "\u202e丙\ud800\n丁")]))))
    assert together("甲\\x07乙\\x202e丙\\xd800\\x0a丁") in together(page)


def test_a_character_that_the_font_lacks_is_shown_by_its_number_and_told_of() -> None:
    (page,) = pages(
        made(document(Paragraph("𠮷野家 \U0002a6d6 \u3164 ①"), Facts([Fact("甲", "\U0002a6d6")])))
    )
    assert "𠮷野家 [U+2A6D6] [U+3164] ①" in page
    assert "are shown by their numbers in Unicode: [U+2A6D6], [U+3164]" in page
    assert "Unicode" not in pages(made(document(Paragraph("𠮷野家 ①"))))[0]


def test_a_character_that_the_font_lacks_is_no_empty_box_in_a_picture() -> None:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="20"><text y="15">\U0002a6d6</text></svg>'
    )
    (page,) = pages(made(document(Picture("p", "图", svg, "字"))))
    assert page.count("[U+2A6D6]") == 2


@pytest.mark.parametrize(
    ("inside", "said"),
    [("<", "failed to parse SVG"), ('<image href="/etc/passwd" width="1"/>', "failed to load linked image")],
)
def test_what_typst_cannot_set_is_refused_with_its_reason(inside: str, said: str) -> None:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{inside}</svg>'
    file = BytesIO()
    with pytest.raises(Rejected) as refused:
        pdf.write(document(Picture("p", "图", svg, "无")), file)
    assert refused.value.code == "pdf.failed"
    assert said in str(refused.value.values["detail"])
    assert file.getvalue() == b""


def test_a_table_longer_than_paper_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cli.render.pdf.blocks.MOST", 20)
    columns = [Column("a", "甲")]
    made(document(Table("t", columns, [{"a": "乙"}] * 20)))
    made(document(Table("t", columns, [{"a": "乙"}] * 50, first_rows=30)))
    with pytest.raises(Rejected) as refused:
        made(document(Table("t", columns, [{"a": "乙"}] * 21)))
    assert (refused.value.code, refused.value.values) == ("pdf.too_long", {"most": 20})


# The font ---------------------------------------------------------------------------


@pytest.fixture
def no_font(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """A machine without the font: one folder, and no fontconfig; the folder is given."""
    monkeypatch.setattr(fonts, "FOLDERS", (str(tmp_path),))
    monkeypatch.setenv("PATH", str(tmp_path))
    fonts.font.cache_clear()
    yield tmp_path
    fonts.font.cache_clear()


def test_without_the_font_nothing_is_written_and_the_package_is_named(no_font: Path) -> None:
    from cli.messages import message

    (no_font / "NotoSansCJK-Regular.ttc").write_bytes(b"no font at all")
    (no_font / "NotoSansCJK-Bold.ttc").symlink_to(no_font / "nowhere")
    file = BytesIO()
    with pytest.raises(Rejected) as refused:
        pdf.write(sample("zh"), file)
    assert refused.value.code == "pdf.font_missing"
    assert file.getvalue() == b""
    for lang in ("zh", "en"):
        language.use(lang)
        text, hint = message(refused.value.code, refused.value.values)
        assert "Noto Sans CJK SC" in text
        assert "fonts-noto-cjk" in hint


def test_without_its_bold_face_the_font_still_serves(no_font: Path) -> None:
    (no_font / os.path.basename(FONT.regular.path)).symlink_to(FONT.regular.path)
    found = fonts.font()
    assert found.bold is found.regular
    assert found.folders == [str(no_font)]
    assert made(sample("zh"))[:5] == b"%PDF-"


def test_where_folders_do_not_have_the_font_fontconfig_is_asked(no_font: Path) -> None:
    asked = no_font / "fc-list"
    asked.write_text(f"#!/bin/sh\n[ \"$3\" = 'Noto Sans CJK SC' ] && echo {FONT.regular.path}\n")
    asked.chmod(0o755)
    assert fonts.font().regular.path == FONT.regular.path


def test_the_font_is_the_chinese_one_of_its_collection() -> None:
    found = FONT
    assert (found.regular.weight, found.bold.weight) == (400, 700)
    assert found.writes("认")
    assert found.writes("𠮷")
    assert not found.writes("\U0002a6d6")
    assert not found.writes("\U0010ffff")
    assert found.regular.advance("认") == 1.0
    assert len({found.regular.advance(digit) for digit in "0123456789"}) == 1


# The columns --------------------------------------------------------------------------


def laid(columns: list[Column], row: list[str]) -> Any:
    """Return how a table of one row is laid out."""
    return layouts(columns, [column.heading for column in columns], [row] * 3, None, Writing(FONT))


@pytest.mark.parametrize("count", range(2, 11))
def test_columns_share_the_width_of_the_page(count: int) -> None:
    columns = [Column(str(at), f"第{at}列", ("id", "text", "count", "day")[at % 4]) for at in range(count)]
    cells = ("CNCA-R-2099-001/R-00001", "绿色办公管理体系认证实施规则", "1,234", "2024-07-15")
    found = laid(columns, [cells[at % 4] for at in range(count)])
    assert len(found) == 1
    assert sum(found[0].widths) <= PAGE + 0.01
    writing = Writing(FONT)
    for at, width in enumerate(found[0].widths):
        if at % 4 > 1:  # a number or a day is never broken
            assert width >= writing.width(cells[at % 4], found[0].size)


def test_a_long_text_takes_no_room_from_short_ones() -> None:
    (found,) = laid(
        [Column("a", "编号", "id"), Column("b", "名称")], ["CNCA-R-2099-001/R-00001", "很长" * 150]
    )
    assert found.widths[0] >= Writing(FONT).width("CNCA-R-2099-001/R-00001", found.size)
    assert abs(sum(found.widths) - PAGE) < 0.01


def test_columns_without_room_go_on_in_another_table_with_the_first_again() -> None:
    columns = [Column(str(at), f"第{at}列", "day") for at in range(59)]
    found = laid(columns, ["2024-07-15"] * 59)
    assert len(found) > 2
    assert all(layout.columns[0] == 0 and sum(layout.widths) <= PAGE + 0.01 for layout in found)
    assert [at for layout in found for at in layout.columns[1:]] == list(range(1, 59))
    (page,) = pages(made(document(Table("t", columns[:30], [{"0": "2024-07-15"}], title="月报"))))
    assert "月报 (columns: part 1 of 2)" in page


def test_the_data_of_a_paper_is_plain() -> None:
    from cli.render.pdf.blocks import paper

    data = msgspec.json.decode(msgspec.json.encode(paper(sample("zh"), FONT)))
    assert data["title"] == sample("zh").title
    assert data["cover"][0]["type"] == "facts"
