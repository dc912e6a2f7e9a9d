"""Help measured in columns: click counts characters, and a Chinese one takes two columns."""

import re
from collections.abc import Iterable

import click

from cli.columns import width
from cli.language import gettext as _

_CJK = "\u2e80-\u9fff"
_OPENING, _CLOSING = "（“《", "）”》，。；：、？！…"
_PIECE = rf"\[[^\]]*\]|\s+|[{_OPENING}]*(?:[{_CJK}]|[^\s{_CJK}{_OPENING}{_CLOSING}]+)[{_CLOSING}]*|."
"""What a line is never broken within: a word, a Chinese character with its punctuation, `[default: …]`."""

_ASCII_PIECE = r"\[[^\]]*\]|\s+|\S+"
"""The same for a text in ASCII: a set of Chinese characters takes 5 ms to compile."""


def wrap(text: str, columns: int) -> str:
    """Break a text into lines of at most so many columns; a Chinese character takes two."""
    lines, line = [], ""
    for piece in re.findall(_ASCII_PIECE if text.isascii() else _PIECE, " ".join(text.split())):
        if line and width(line + piece.rstrip()) > columns:
            lines.append(line.rstrip())
            line = ""
        line += piece if line else piece.lstrip()
    return "\n".join([*lines, line.rstrip()])


class Formatter(click.HelpFormatter):
    """Wraps before click does; a leading backspace is click's mark for text that is wrapped already."""

    def write_heading(self, heading: str) -> None:
        """Write a heading with the colon of the language."""
        self.write(_("{heading}:").format(heading=heading) + "\n")

    def write_text(self, text: str) -> None:
        """Write a paragraph."""
        super().write_text("\b\n" + wrap(text, self.width - self.current_indent))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write names and what they mean, in two columns."""
        rows = list(rows)
        first = min(max(len(name) for name, _text in rows), col_max) + col_spacing
        columns = max(self.width - self.current_indent - first, 10)
        super().write_dl([(name, "\b\n" + wrap(text, columns)) for name, text in rows], col_max, col_spacing)
