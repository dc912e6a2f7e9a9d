"""Makes the letter that certledger brings along: a .docx file with placeholders, for people to edit.

After GB/T 9704-2012 headings are in SimHei, page numbers in dashes. Run as a
program it writes `letter.docx` beside itself, the same bytes each time.
"""

import io
from pathlib import Path
from typing import Any

from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from cli.letters import wording
from cli.letters.package import FIRST_MOMENT, repacked
from cli.letters.paper import FANG_SONG, HEI, KAI, SONG, blank, set_font

FILE = Path(__file__).with_name("letter.docx")

RED = RGBColor(0xC0, 0x00, 0x00)
TWO_CHARACTERS = Pt(32)
TEXT_WIDTH = Mm(156)

Cells = tuple[tuple[str, int, str, Any], ...]
"""The columns of a table: heading, width in mm, placeholder, alignment."""

RULES: Cells = (
    ("规则编号", 24, "{{ r.number }}", ALIGN.CENTER),
    ("规则名称", 50, "{{ r.name }}", ALIGN.LEFT),
    ("核查结论", 30, "{{ r.ground }}", ALIGN.CENTER),
    ("《通知》要求", 52, "{{ r.order }}{{ r.clause }}", ALIGN.LEFT),
)
CERTIFICATES: Cells = (
    ("序号", 13, "{{ c.no }}", ALIGN.CENTER),
    ("证书编号", 37, "{{ c.number }}", ALIGN.LEFT),
    ("认证范围", 41, "{{ c.scope }}", ALIGN.LEFT),
    ("规则编号", 19, "{{ c.rule }}", ALIGN.CENTER),
    ("证书状态", 23, "{{ c.status }}", ALIGN.CENTER),
    ("有效期至", 23, "{{ c.expires_on }}", ALIGN.CENTER),
)


def default_template() -> bytes:
    """Return the template, the same bytes each time."""
    document = blank()
    _letterhead(document)
    _text(document, "{{ holder }}：", indented=False)
    _text(document, wording.ABOUT)
    _heading(document, "一、涉及的认证规则")
    _above_table(_text(document, wording.RULES_FOUND))
    _table(document, RULES, "r in rules")
    _heading(document, "二、涉及的认证证书")
    _above_table(_text(document, wording.CERTIFICATES_FOUND, justified=False))
    _table(document, CERTIFICATES, "c in certificates")
    _heading(document, "三、处理安排")
    for group, text in wording.ARRANGEMENTS:
        lead = f"上表第{{{{ {group}.numbers }}}}项证书："
        _when(document, group, lambda lead=lead, text=text: _text(document, text, lead=lead))
    _heading(document, "四、请贵单位配合的事项")
    for condition, text in wording.REQUESTS:
        _when(document, condition, lambda text=text: _item(document, text))
    _heading(document, "五、联系方式")
    for text in (wording.CONTACT, "特此通知。"):
        _text(document, text, justified=False).paragraph_format.keep_with_next = True
    _signature(document)
    _page_number(document)
    made = io.BytesIO()
    document.save(made)
    return repacked(made.getvalue(), FIRST_MOMENT)


def main() -> None:
    """Write the file."""
    FILE.write_bytes(default_template())


# Paragraphs --------------------------------------------------------------------


def _letterhead(document: Any) -> None:
    name = _paragraph(document, "{{ body.name }}", SONG, 24, bold=True, align=ALIGN.CENTER)
    name.runs[0].font.color.rgb = RED
    name.paragraph_format.line_spacing = Pt(36)
    edges = parse_xml(
        f'<w:pBdr {nsdecls("w")}><w:bottom w:val="thickThinSmallGap" w:sz="24" w:space="6"'
        ' w:color="C00000"/></w:pBdr>'
    )
    name.paragraph_format.element.get_or_add_pPr().insert_element_before(edges, "w:spacing", "w:jc")
    number = _paragraph(document, "机构批准号：{{ body.number }}\t编号：{{ number }}", FANG_SONG, 14)
    number.paragraph_format.tab_stops.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    number.paragraph_format.space_before = Pt(6)
    title = _paragraph(document, wording.TITLE[0], SONG, 22, bold=True, align=ALIGN.CENTER)
    title.paragraph_format.space_before = Pt(24)
    rest = _paragraph(document, wording.TITLE[1], SONG, 22, bold=True, align=ALIGN.CENTER)
    rest.paragraph_format.space_after = Pt(28)
    for paragraph in (title, rest):
        paragraph.paragraph_format.line_spacing = Pt(34)
        paragraph.paragraph_format.keep_with_next = True


def _heading(document: Any, text: str) -> None:
    heading = _paragraph(document, text, HEI, 16)
    heading.paragraph_format.first_line_indent = TWO_CHARACTERS
    heading.paragraph_format.keep_with_next = True


def _text(document: Any, text: str, *, lead: str = "", indented: bool = True, justified: bool = True) -> Any:
    """Add running text; what has a long word in it is not justified, for that would spread the line."""
    paragraph = _paragraph(document, lead, KAI, 16) if lead else document.add_paragraph()
    paragraph.add_run(text)
    paragraph.alignment = ALIGN.JUSTIFY if indented and justified else ALIGN.LEFT
    if indented:
        paragraph.paragraph_format.first_line_indent = TWO_CHARACTERS
    return paragraph


def _item(document: Any, text: str) -> None:
    paragraph = _text(document, text)
    number = parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>')
    paragraph.paragraph_format.element.get_or_add_pPr().insert_element_before(
        number, "w:spacing", "w:ind", "w:jc"
    )


def _when(document: Any, condition: str, add: Any) -> None:
    """Add paragraphs that stand in a letter where a condition holds."""
    if condition == "true":
        add()
        return
    document.add_paragraph(f"{{%p if {condition} %}}")
    add()
    document.add_paragraph("{%p endif %}")


def _signature(document: Any) -> None:
    """Add the body's name and the day, kept on one page with room for the seal."""
    document.add_paragraph().paragraph_format.keep_with_next = True
    lines = ("{{ body.name }}", "{{ date }}")
    for text in lines:
        line = _paragraph(document, text, FANG_SONG, 16, align=ALIGN.RIGHT)
        line.paragraph_format.right_indent = Pt(32)
        line.paragraph_format.keep_with_next = text is not lines[-1]
        line.paragraph_format.keep_together = True


def _page_number(document: Any) -> None:
    footer = document.sections[0].footer.paragraphs[0]
    footer.alignment = ALIGN.CENTER
    for text, field in (("— ", None), ("", "begin"), ("PAGE", None), ("", "end"), (" —", None)):
        run = footer.add_run()
        set_font(run.font, run._element.get_or_add_rPr(), SONG, 14)
        if field is not None:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), field)
            run._element.append(mark)
        elif text == "PAGE":
            code = OxmlElement("w:instrText")
            code.text = text
            run._element.append(code)
        else:
            run.text = text


def _paragraph(
    document: Any, text: str, font: str, size: int, *, bold: bool = False, align: Any = None
) -> Any:
    paragraph = document.add_paragraph()
    run = paragraph.add_run(text)
    set_font(run.font, run._element.get_or_add_rPr(), font, size)
    run.font.bold = bold or None
    paragraph.alignment = align
    return paragraph


# Tables ------------------------------------------------------------------------


def _above_table(paragraph: Any) -> None:
    paragraph.paragraph_format.space_after = Pt(6)
    paragraph.paragraph_format.keep_with_next = True


def _table(document: Any, columns: Cells, each: str) -> None:
    """Add a table with a heading that repeats on each page, and a row for each of a list."""
    table = document.add_table(rows=4, cols=len(columns))
    table.style, table.autofit = "Table Grid", False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for index, (heading, width, placeholder, align) in enumerate(columns):
        table.columns[index].width = Mm(width)
        texts = (heading, f"{{%tr for {each} %}}" if not index else "", placeholder)
        for row, text in zip(table.rows, (*texts, "{%tr endfor %}" if not index else ""), strict=True):
            cell = row.cells[index]
            cell.width = Mm(width)
            cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
            paragraph = cell.paragraphs[0]
            paragraph.alignment = ALIGN.CENTER if text is heading else align
            paragraph.paragraph_format.line_spacing = Pt(18)
            run = paragraph.add_run(text)
            set_font(run.font, run._element.get_or_add_rPr(), HEI if text is heading else FANG_SONG, 10.5)
    for row in table.rows:
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    after = document.add_paragraph()
    after.paragraph_format.line_spacing = Pt(12)


if __name__ == "__main__":
    main()
