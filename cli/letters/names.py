"""File names of letters: safe on every file system, in order, each only once."""

import re
import unicodedata

LONGEST = 120
"""Bytes of a holder's name in a file name, in UTF-8: with a number and an ending it stays well under 255."""

_UNSAFE = re.compile(r'[/\\:*?"<>|\s]+')
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def numbers(count: int) -> list[str]:
    """Return the numbers of letters, of one width so that they sort as text."""
    width = max(3, len(str(count)))
    return [f"{number:0{width}}" for number in range(1, count + 1)]


def file_name(number: str, holder: str) -> str:
    """Return the file name of a letter, without an ending.

    The number comes first: so no name is one that a system keeps for itself
    (CON, NUL …), begins with a dot, or is there twice.
    """
    seen = "".join(c for c in unicodedata.normalize("NFC", holder) if unicodedata.category(c) not in _UNSEEN)
    name = _UNSAFE.sub("_", seen.strip()).encode()[:LONGEST].decode(errors="ignore")
    return f"{number}_{name}".rstrip("_. ")
