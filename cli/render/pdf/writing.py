"""Texts as a paper shows them: what the font cannot write by its number, what is too long in pieces."""

from typing import Any

from cli.documents.document import Kind
from cli.render.pdf.font import Face, Font
from cli.render.table import show
from cli.render.values import shown

VARIATIONS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))
"""Selectors of a variant of the character before them; without that variant it is drawn as usual."""

CHINESE = 0x2E80
"""From here on letters are Chinese characters, kana and syllables, between which a line may end."""

BLANK = {0x115F, 0x1160, 0x2800, 0x3164, 0xFFA0}
"""Letters and signs that fonts draw as nothing at all."""

Text = str | list[str | list[str]]
"""A text; or parts of one, of which those in a list of their own are kept whole, with line ends around."""


class Writing:
    """Turns values into texts that the font can write; remembers what it could not, and all widths."""

    def __init__(self, font: Font) -> None:
        self.unwritten: list[str] = []
        self._signs = _Signs(font, self.unwritten)
        self._widths: dict[bool, dict[str, float]] = {
            False: _Widths(font.regular),
            True: _Widths(font.bold),
        }

    def text(self, value: Any) -> str:
        """Return a value as a person reads it, each character that the font lacks as [U+20BB7]."""
        return self.plain(show(value))

    def plain(self, text: str) -> str:
        """Return a text with each character that the font lacks as [U+20BB7]."""
        return text if text.isascii() else text.translate(self._signs)

    def value(self, value: Any, kind: Kind) -> str:
        """Return a value of a kind as a person reads it."""
        return self.plain(shown(value, kind))

    def width(self, text: str, size: float, *, bold: bool = False) -> float:
        """Return how wide a text is, in points."""
        widths = self._widths[bold]
        return size * sum([widths[character] for character in text])

    def fitted(self, text: str, room: float, size: float, *, bold: bool = False) -> Text:
        """Return a text so that each of its lines fits into a room, in points.

        A word that is too long may end a line after each `/`, and where that is
        not enough, wherever the room ends.
        """
        if self.width(text, size, bold=bold) <= room:
            return text
        parts: list[str | list[str]] = []
        for word in words(text):
            if self.width(word, size, bold=bold) > room:
                pieces = word.replace("/", "/\0").split("\0")
                parts += [[piece] for long in pieces for piece in self._chopped(long, room, size, bold=bold)]
            elif parts and isinstance(parts[-1], str):
                parts[-1] += word
            else:
                parts.append(word)
        return text if parts == [text] else parts

    def cut(self, text: str, room: float, size: float) -> str:
        """Return a text in one line, cut off where it is longer than a room, in points."""
        if self.width(text, size) <= room:
            return text
        return self._chopped(text, room - self.width("…", size), size, bold=False)[0] + "…"

    def _chopped(self, text: str, room: float, size: float, *, bold: bool) -> list[str]:
        """Return a text in pieces that fit into a room."""
        if self.width(text, size, bold=bold) <= room:
            return [text] if text else []
        pieces, taken, used = [], "", 0.0
        for character in text:
            width = self.width(character, size, bold=bold)
            if taken and used + width > room:
                pieces.append(taken)
                taken, used = "", 0.0
            taken += character
            used += width
        return [*pieces, taken]


class _Signs(dict[int, int | str]):
    """What stands for a character: itself, or its number, which is noted; looked up once each."""

    def __init__(self, font: Font, unwritten: list[str]) -> None:
        super().__init__()
        self._font = font
        self._unwritten = unwritten

    def __missing__(self, code: int) -> int | str:
        character = chr(code)
        varies = any(code in selectors for selectors in VARIATIONS)
        if character.isascii() or varies or (self._font.writes(character) and code not in BLANK):
            self[code] = code
            return code
        self[code] = number = f"[U+{code:04X}]"
        self._unwritten.append(number)
        return number


class _Widths(dict[str, float]):
    """The widths of characters in a face, in ems, looked up once each."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._face = face

    def __missing__(self, character: str) -> float:
        self[character] = width = self._face.advance(character)
        return width


def words(text: str) -> list[str]:
    """Return the parts of a text within which no line ends: a Chinese character, a space, a run of others."""
    found, run = [], ""
    for character in text:
        if character == " " or (ord(character) >= CHINESE and character.isalpha()):
            found += [run, character] if run else [character]
            run = ""
        else:
            run += character
    return [*found, run] if run else found
