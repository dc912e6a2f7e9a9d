"""How cells look: one font with Chinese, few colours, each with a sign or a line that says the same."""

from typing import Any

from cli.documents.document import Kind, Tone

SIZE = 10

FONT = {
    "font_name": "Microsoft YaHei",
    "font_family": 2,  # sans serif
    "font_charset": 134,  # simplified Chinese
    "font_size": SIZE,
}
"""Every Windows has this font, and Office brings it to macOS. Elsewhere its family
and character set let a program take another sans serif with simplified Chinese."""

LINE_HEIGHT = 16.5
"""Points of a line of `FONT`."""

DEFAULT_HEIGHT = 22
"""Pixels of a row of one line."""

INK, FAINT, LINE, HEAD, PALE = "#1A1A1A", "#5A5A5A", "#C8C8C8", "#1F3A5F", "#F3F5F8"

TONES: dict[Tone, tuple[str, str]] = {
    "plain": ("", INK),
    "good": ("√ ", "#1B6E4A"),
    "watch": ("△ ", "#8A5A00"),
    "bad": ("× ", "#A3211B"),
}
"""Sign and colour; every Chinese font has these signs."""

NUMBERS: dict[Kind, str] = {
    "text": "General",
    "moment": "General",
    "id": "@",
    "count": "#,##0",
    "day": "yyyy-mm-dd",
    "share": "0.0%",
}
"""How a cell of each kind shows its number; an id stays text when somebody edits it."""

LOOKS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 18, "font_color": HEAD, "text_wrap": True},
    "subtitle": {"font_size": 11, "font_color": FAINT, "text_wrap": True},
    "heading": {"bold": True, "font_size": 13, "font_color": HEAD, "text_wrap": True, "valign": "top"},
    "paragraph": {"text_wrap": True, "valign": "top"},
    "aside": {"text_wrap": True, "valign": "top", "font_color": FAINT, "italic": True},
    "small": {"text_wrap": True, "valign": "top", "font_color": FAINT, "font_size": 9},
    "name": {"text_wrap": True, "valign": "top", "font_color": FAINT},
    "fact": {"text_wrap": True, "valign": "top", "align": "left"},
    "figure name": {
        "text_wrap": True,
        "valign": "bottom",
        "top": 2,
        "bg_color": PALE,
        "indent": 1,
        "align": "left",
    },
    "figure": {"bold": True, "font_size": 20, "align": "left", "bg_color": PALE, "indent": 1},
    "figure note": {
        "text_wrap": True,
        "valign": "top",
        "font_color": FAINT,
        "font_size": 9,
        "bg_color": PALE,
        "indent": 1,
        "align": "left",
    },
    "column": {
        "indent": 1,
        "bold": True,
        "font_color": "#FFFFFF",
        "bg_color": HEAD,
        "text_wrap": True,
        "valign": "vcenter",
        "border": 1,
        "border_color": LINE,
    },
    "cell": {"indent": 1, "text_wrap": True, "valign": "vcenter", "bottom": 1, "bottom_color": LINE},
    "total": {
        "indent": 1,
        "bold": True,
        "top": 1,
        "top_color": HEAD,
        "bg_color": PALE,
        "valign": "vcenter",
        "text_wrap": True,
    },
    "sum": {"indent": 1, "font_color": FAINT, "bg_color": PALE, "valign": "vcenter"},
    "link": {"underline": 1, "font_color": "#0B5CAD", "bottom": 1, "bottom_color": LINE},
    "signed": {"bottom": 1, "bottom_color": INK},
    "line": {"bottom": 1, "bottom_color": LINE},
}
"""What is special about each look."""


class Styles:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[Any, ...], Any] = {}

    def look(self, name: str, kind: Kind = "text", /, **more: str | int) -> Any:
        """Return the format of a look for values of a kind; `more` are further properties."""
        key = (name, kind, *sorted(more.items()))
        if key not in self._made:
            # Texts keep the mark of a text, so that none becomes a formula when somebody edits it.
            quoted = {"quote_prefix": True} if kind == "text" else {}
            own = {"font_color": INK, "num_format": NUMBERS[kind], **quoted, **LOOKS[name], **more}
            if kind in {"count", "day", "share"}:  # a number too wide for its column would be ####
                own |= {"text_wrap": False, "shrink": True}
            self._made[key] = self._book.add_format(own)
        return self._made[key]

    def cell(self, kind: Kind) -> int:
        """Return the number of the format of a table's cell, as `Sheet.row_writer` takes it."""
        format_ = self.look("cell", kind, align=side(kind))
        index: int = format_._get_xf_index()  # noqa: SLF001  # the library gives it no other way
        return index


def side(kind: Kind) -> str:
    """Return where values of a kind stand in their column: what is compared digit by digit at the right."""
    return "right" if kind in {"count", "share"} else "left"
