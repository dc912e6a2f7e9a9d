"""What stands on a sheet beside a table: headings, running text, facts, figures, lines to sign on."""

from collections.abc import Iterable

from cli.documents.document import Block, Fact, Facts, Figure, Figures, Paragraph, Picture, Signatures
from cli.language import gettext as _
from cli.render.workbook.leaf import Leaf
from cli.render.workbook.styles import LOOKS, SIZE, TONES

WIDTHS = (21, 21, 21, 21)
"""The columns of a sheet without a table: together A4 upright, also where another font is wider."""

GAP, SIGNING_HEIGHT = 9, 33
"""Points of the row between two blocks, and of a line to sign on."""

SEAL_ROWS = 5
"""How many lines high the box for the seal is at least."""


def title(leaf: Leaf, text: str, look: str = "heading") -> None:
    """Write the title of the document, or a heading."""
    paragraph(leaf, text, look, space=GAP / 2)


def blocks(leaf: Leaf, content: Iterable[Block]) -> None:
    """Write blocks, none of them a table, with a low empty row after each."""
    for block in content:
        match block:
            case Paragraph(text, tone):
                sign, colour = TONES[tone]
                paragraph(leaf, sign + text, "paragraph", font_color=colour)
            case Facts(facts):
                for fact in facts:
                    _fact(leaf, fact)
            case Figures(figures):
                _figures(leaf, figures)
            case Picture(title=name, alternative=alternative):
                told = _("Picture on the page and in the PDF: {title}. {alternative}")
                paragraph(leaf, told.format(title=name, alternative=alternative), "aside")
            case Signatures(lines, seal):
                _signatures(leaf, lines, seal)
        leaf.end_row(GAP)


def paragraph(leaf: Leaf, text: str, look: str, *, space: float = 0, **more: str) -> None:
    """Write running text over the whole width, with space under it."""
    cell = leaf.cells.text(text)
    leaf.across(0, leaf.last, cell, leaf.styles.look(look, **more))
    size = LOOKS[look].get("font_size", SIZE)
    leaf.end_row(leaf.height(0, leaf.last, cell, size=size) + space)


def _fact(leaf: Leaf, fact: Fact) -> None:
    name, value = leaf.cells.text(fact.name), leaf.cells.of(fact.kind, fact.value)
    leaf.put(0, name, leaf.styles.look("name"))
    leaf.across(1, leaf.last, value, leaf.styles.look("fact", fact.kind))
    leaf.end_row(max(leaf.height(0, 0, name), leaf.height(1, leaf.last, value)))


def _figures(leaf: Leaf, figures: list[Figure]) -> None:
    """Write figures side by side, as many as there are columns, each with its name above and note below."""
    across = len(leaf.widths)
    for first in range(0, len(figures), across):
        some = figures[first : first + across]
        names = [leaf.cells.text(TONES[each.tone][0] + each.name) for each in some]
        notes = [leaf.cells.text(each.note or "") for each in some]
        for column, (each, name) in enumerate(zip(some, names, strict=True)):
            colour = TONES[each.tone][1]
            leaf.put(column, name, leaf.styles.look("figure name", top_color=colour, font_color=colour))
        leaf.end_row(max(leaf.height(at, at, name) for at, name in enumerate(names)) + 6)
        for column, each in enumerate(some):
            look = leaf.styles.look("figure", "count", font_color=TONES[each.tone][1])
            leaf.put(column, leaf.cells.of("count", each.value), look)
        leaf.end_row(34)
        for column, note in enumerate(notes):
            leaf.put(column, note, leaf.styles.look("figure note"))
        leaf.end_row(max(leaf.height(at, at, note, size=9) for at, note in enumerate(notes)) + 4)


def _signatures(leaf: Leaf, lines: list[str], seal: str) -> None:
    """Write lines to sign on at the left, and a box at the right: cells with a border round them."""
    box, rows = leaf.last, max(len(lines), SEAL_ROWS)
    for number in range(rows):
        if number < len(lines):
            leaf.put(0, leaf.cells.text(lines[number]), leaf.styles.look("name", valign="bottom"))
            leaf.across(1, box - 2, None, leaf.styles.look("signed"))
        edges = {"left": 1, "right": 1, "top": int(number == 0), "bottom": int(number == rows - 1)}
        label = leaf.cells.text(seal) if number == 0 else None
        leaf.across(box - 1, box, label, leaf.styles.look("small", "text", align="center", **edges))
        leaf.end_row(SIGNING_HEIGHT)
