"""Templates of people's own: filled in as text, in a sandbox, and refused where they are not sound."""

import io
import zipfile
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from cli.letters import template
from cli.letters.filling import DEFAULT, Filling
from cli.letters.package import moment
from cli.letters.paper import leave_out_what_is_not_used

BODY = "CNCA-R-2099-001"
DAY = datetime(2024, 7, 4, tzinfo=UTC)


def docx(path: Path, *paragraphs: str) -> Path:
    """Write a document of some paragraphs."""
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    document.save(str(path))
    return path


def parts(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        return {part.filename: opened.read(part) for part in opened.infolist()}


def test_the_template_that_comes_along_is_what_its_program_makes() -> None:
    made = template.default_template()
    assert parts(DEFAULT.read_bytes()) == parts(made)  # another zlib may pack the same otherwise
    assert template.default_template() == made


def test_a_template_written_out_makes_the_same_letters(clerk: Any, letters: Any, flagged: None) -> None:
    out = clerk.folder / "mine.docx"
    clerk.run("letters", "--template-out", str(out))
    first = letters.write()["letters"]
    assert letters.write("--template", str(out), "--force")["letters"] == first
    assert clerk.error("letters", "--template-out", str(out))["code"] == "output.exists"
    clerk.run("letters", "--template-out", str(out), "--force")


def test_an_edited_template_is_what_the_letter_says(clerk: Any, letters: Any, flagged: None) -> None:
    mine = docx(
        clerk.folder / "mine.docx",
        "{{ holder }}|{{ body.name }}|{{ notice.deadline }}|{{ act_by }}",
        "{%p for c in certificates %}",
        "{{ c.no }} {{ c.number }} {{ c.scope }}",
        "{%p endfor %}",
    )
    letters.write("--template", str(mine))
    assert letters.text(2).splitlines() == [
        "样例甲有限公司|虚构认证中心|2024年7月15日|2024年7月15日",
        "1 C1 范围C1",
        "2 C2 范围C2",
    ]


def test_placeholders_stand_in_headers_and_footers_too(clerk: Any, letters: Any, flagged: None) -> None:
    document = Document()
    document.add_paragraph("x")
    document.sections[0].header.paragraphs[0].text = "{{ body.name }}"
    document.sections[0].footer.paragraphs[0].text = "{{ number }}"
    document.save(str(clerk.folder / "mine.docx"))
    letters.write("--template", str(clerk.folder / "mine.docx"))
    section = Document(str(letters.folder / "001_样例乙有限公司.docx")).sections[0]
    assert (section.header.paragraphs[0].text, section.footer.paragraphs[0].text) == ("虚构认证中心", "001")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ hodler }}", "hodler"),
        ("{% if false %}{{ hodler }}{% endif %}", "hodler"),
        ("{{ body.nmae }}", "nmae"),
        ("{{ certificates[9].number }}", "9"),
        ("{{ holder ", "unexpected"),
        ("{% if holder %}", "endif"),
        ("{% for c in certificates %}{{ c.number }}", "endfor"),
        ("{% include 'x' %}", "loader"),
        ("{{ holder.__class__.__mro__ }}", "unsafe"),
        ("{{ ''.__class__.__base__.__subclasses__() }}", "unsafe"),
        ("{{ cycler.__init__.__globals__ }}", "unsafe"),
        ("{{ holder | nosuch }}", "nosuch"),
        ("{{ 1 / 0 }}", "ZeroDivisionError"),
        ("{% for i in range(10 ** 9) %}{% endfor %}", "Range too big"),
        ("{%p if holder %}", "endif"),
        ("{{r holder }}", "outside of a paragraph"),
        ("{{p holder }}", "outside of a paragraph"),
    ],
)
def test_a_template_that_is_not_sound_is_refused_and_says_why(
    clerk: Any, letters: Any, flagged: None, text: str, said: str
) -> None:
    mine = docx(clerk.folder / "mine.docx", text)
    error = letters.refused("letters.template_malformed", "--template", str(mine))
    assert said in error["message"]
    assert "mine.docx" in error["message"]


def test_what_is_no_docx_is_refused(clerk: Any, letters: Any, flagged: None) -> None:
    for content in (b"", b"{{ holder }}", b"PK\x03\x04"):
        path = clerk.file("mine.docx", content)
        letters.refused("letters.template_malformed", "--template", path)
    with zipfile.ZipFile(clerk.folder / "mine.docx", "w") as package:
        package.writestr("a.txt", "x")
    letters.refused("letters.template_malformed", "--template", str(clerk.folder / "mine.docx"))
    letters.refused("file.unreadable", "--template", str(clerk.folder / "none.docx"))


def test_a_template_that_unpacks_to_too_much_is_refused(clerk: Any, letters: Any, flagged: None) -> None:
    with zipfile.ZipFile(clerk.folder / "bomb.docx", "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", bytes(101_000_000))
    letters.refused("letters.template_malformed", "--template", str(clerk.folder / "bomb.docx"))


# Names ---------------------------------------------------------------------------

HOSTILE = [
    "<script>alert('x')</script>",
    '=cmd|"/c calc"!A1',
    "{{ 7*7 }}",
    "{% raw %}",
    "{_{ x }_}{_% y %_}",
    "&amp; & \"引号\" '单' “”",
    "长" * 300,
    "𠮷野𪚥公司",
    "一\x1b[31m二\x07三",
    "@SUM(1+1)",
    "..",
    "CON",
    "a/b\\c:d*e?f",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_text_wherever_it_stands(
    clerk: Any, letters: Any, flagged: None, issue: Any, name: str
) -> None:
    issue("C9", "--holder", name, "--scope", f"范围{name}")
    said = letters.write()
    (letter,) = [one for one in said["letters"] if one["certificates"] == [f"{BODY}/C9"]]
    assert letter["holder"] == name
    text = letters.text(int(letter["no"]))
    shown = name.replace("\x1b", "\ufffd").replace("\x07", "\ufffd")
    assert f"\n{shown}：\n" in text
    assert f"1|C9|范围{shown}|R1|" in text
    (row,) = [row for row in letters.register() if row["certificate"] == f"{BODY}/C9"]
    assert row["holder"] == name
    assert (letters.folder / letter["file"]).is_file()
    with zipfile.ZipFile(letters.folder / "register.xlsx") as book:
        assert "<f>" not in book.read("xl/worksheets/sheet1.xml").decode()


@cache
def in_brackets() -> Filling:
    """Return a template of one paragraph."""
    document = Document()
    leave_out_what_is_not_used(document)
    document.add_paragraph("〔{{ holder }}〕")
    saved = io.BytesIO()
    document.save(saved)
    filling = Filling()
    filling._docx = saved.getvalue()
    return filling


def visible(text: str) -> str:
    """Return what a person can see of a text; what XML cannot hold is a mark in a letter."""
    return "".join(c for c in text if c.isprintable() and not c.isspace() and c != "\ufffd")


@given(st.text(min_size=1, max_size=40))
@settings(max_examples=60, deadline=None)
def test_any_text_comes_out_as_it_is(text: str) -> None:
    filled = in_brackets().fill({"holder": text}, title="x", made_at=DAY)
    read = Document(io.BytesIO(filled)).paragraphs[0].text
    assert visible(read) == f"〔{visible(text)}〕"
    if text.isprintable():
        assert read == f"〔{text}〕"


def test_a_letter_tells_nothing_of_the_machine_and_its_clock(letters: Any, flagged: None) -> None:
    letters.write()
    document = Document(str(letters.folder / "001_样例乙有限公司.docx"))
    made = document.core_properties
    assert (made.author, made.last_modified_by) == ("", "")
    assert made.created == made.modified
    with zipfile.ZipFile(letters.folder / "001_样例乙有限公司.docx") as package:
        days = {part.date_time for part in package.infolist()}
    assert len(days) == 1
    assert made.created.replace(tzinfo=None).timetuple()[:5] == next(iter(days))[:5]


def test_the_moment_of_an_empty_ledger_is_the_first_that_a_package_knows() -> None:
    assert moment(None).year == 1980
    assert moment("2024-07-04T01:00:00.123456Z").hour == 1
