"""Texts as words are looked for in them: widths, spaces and writings made one, and names compared."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import pairwise

DIVIDING = frozenset("、,;:。!?")
"""Signs that stand between words; the others may stand inside one."""


def folded(text: str, variants: Mapping[int, str]) -> str:
    """Return a text with one writing for each character: NFKC, lower case, single spaces.

    What cannot be seen is dropped; `variants` maps the code points of characters that some
    write otherwise to the usual ones.
    """
    for _ in range(2):  # what lower case yields may compose anew
        text = unicodedata.normalize("NFKC", text).casefold().translate(variants)
    seen = "".join(" " if c.isspace() else c for c in text if c.isspace() or not _is_hidden(c))
    return " ".join(seen.split())


def _is_hidden(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cf", "Cs"} or (
        "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"
    )


def joined(text: str) -> str:
    """Return a folded text without the signs that may stand inside a word, and without spaces."""
    return "".join(c if c in DIVIDING or _is_letter(c) else "" for c in text)


def _is_letter(character: str) -> bool:
    return unicodedata.category(character)[0] in "LNM"


@lru_cache(maxsize=1024)
def pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return what finds any of some words in a folded text, the longest first.

    Spaces may stand inside a word; one in Latin letters has no letter right before or after it.
    """
    ordered = sorted(map(str.casefold, words), key=lambda word: (-len(word), word))
    return re.compile("|".join(map(_spaced, ordered)) or "(?!)")


def _spaced(word: str) -> str:
    loose = " ?".join("[ -]?" if c == " " else re.escape(c) for c in word)
    return rf"(?<![a-z]){loose}(?![a-z])" if word.isascii() else loose


def found(words: Iterable[str], text: str) -> tuple[str, ...]:
    """Return those of some words that stand in a folded text, in their own order."""
    return tuple(word for word in words if pattern((word,)).search(text))


# Names -----------------------------------------------------------------------


def core(name: str, generic: Iterable[str]) -> str:
    """Return what is particular about a folded name: letters and digits, without generic words."""
    plain = "".join(c for c in name if _is_letter(c))
    return re.sub("|".join(sorted(map(re.escape, generic), key=len, reverse=True)) or "(?!)", "", plain)


def bigrams(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring characters; of a single one, itself."""
    return frozenset(map("".join, pairwise(text))) or frozenset(text)


def dice(one: str, other: str) -> float:
    """Return how alike two texts are: twice the bigrams in both, over those of each (0 to 1)."""
    first, second = bigrams(one), bigrams(other)
    return 2 * len(first & second) / (len(first) + len(second)) if first and second else 0.0


def shared(text: str, other: str) -> tuple[str, ...]:
    """Return the stretches of a text whose bigrams the other one has too."""
    both = bigrams(text) & bigrams(other)
    stretches: list[str] = []
    for at in range(len(text) - 1):
        if text[at : at + 2] not in both:
            continue
        if at and stretches and text[at - 1 : at + 1] in both:
            stretches[-1] += text[at + 1]
        else:
            stretches.append(text[at : at + 2])
    return tuple(dict.fromkeys(stretches)) or ((text,) if text and text in both else ())
