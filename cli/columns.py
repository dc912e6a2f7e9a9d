"""How many columns of a terminal a text takes: a Chinese character takes two."""

from unicodedata import east_asian_width


def width(text: str) -> int:
    """Return the columns of a text without combining characters, such as a heading or help."""
    wide = 0 if text.isascii() else sum(east_asian_width(character) in "WF" for character in text)
    return len(text) + wide
