"""The paper of a letter: an empty A4 page with the fonts of Chinese offices, and nothing that is not used.

After GB/T 9704-2012: margins of 37, 35, 28 and 26 mm, FangSong of 16 pt, lines of 28 pt.
"""

from typing import Any

from docx import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

from cli.letters.package import FIRST_MOMENT

SONG, FANG_SONG, HEI, KAI, LATIN = "宋体", "仿宋", "黑体", "楷体", "Times New Roman"
ALTERNATIVES = {SONG: "SimSun", FANG_SONG: "FangSong", HEI: "SimHei", KAI: "KaiTi"}
"""The fonts of Chinese offices, and the other name of each."""

LINE = Pt(28)

STYLES = {"Normal", "Default Paragraph Font", "Normal Table", "No List", "Table Grid", "header", "footer"}
PARTS = ("stylesWithEffects", "customXml", "thumbnail")


def blank() -> Any:
    """Return an empty letter."""
    document = Document()
    leave_out_what_is_not_used(document)
    _page(document)
    _styles(document)
    _items(document)
    _fonts(document)
    _properties(document)
    return document


def leave_out_what_is_not_used(document: Any) -> None:
    """Leave out the many styles that python-docx brings along: they would be nine tenths of each letter."""
    styles = document.styles.element
    for style in list(styles.style_lst):
        if style.name_val not in STYLES:
            styles.remove(style)
    for source in (document.part, document.part.package):
        for key, relation in list(source.rels.items()):
            if relation.reltype.rpartition("/")[2] in PARTS:
                del source.rels[key]


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(25)


def _styles(document: Any) -> None:
    style = document.styles["Normal"]
    set_font(style.font, style.element.get_or_add_rPr(), FANG_SONG, 16)
    style.paragraph_format.line_spacing = LINE
    style.paragraph_format.space_after = Pt(0)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-US")
    language.set(qn("w:eastAsia"), "zh-CN")
    style.element.get_or_add_rPr().append(language)


def _items(document: Any) -> None:
    """Define the numbers of the list `1．`, so that items can be added and taken out."""
    numbering = document.part.numbering_part.element
    for old in list(numbering):
        numbering.remove(old)
    numbering.append(
        parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="1"><w:multiLevelType w:val="singleLevel"/>'
            '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:suff w:val="nothing"/>'
            '<w:lvlText w:val="%1．"/><w:lvlJc w:val="left"/></w:lvl></w:abstractNum>'
        )
    )
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="1"><w:abstractNumId w:val="1"/></w:num>'))


def _fonts(document: Any) -> None:
    """Name each font's other name, by which some systems know it."""
    table = next(part for part in document.part.package.parts if part.partname.endswith("fontTable.xml"))
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
        for name, other in ALTERNATIVES.items()
    )
    xml = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts {nsdecls("w")}>{fonts}</w:fonts>'
    table._blob = xml.encode()


def _properties(document: Any) -> None:
    properties = document.core_properties
    properties.title, properties.author, properties.comments = "致获证组织的通知", "", ""
    properties.last_modified_by, properties.revision = "", 1
    properties.created = properties.modified = FIRST_MOMENT.replace(tzinfo=None)


def set_font(font: Any, properties: Any, name: str, size: float) -> None:
    """Set the font of Chinese and of Latin letters, which a document names apart."""
    font.name, font.size = LATIN, Pt(size)
    properties.rFonts.set(qn("w:eastAsia"), name)
