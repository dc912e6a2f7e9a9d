"""What a screening looks for, as TOML files beside the notices state it."""

import re
from collections.abc import Iterable
from functools import cached_property

import msgspec

from domain import wording
from domain.rejected import Rejected


class Accounting(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, dict=True):
    """一: objects and the activities that do no more than account for or verify them."""

    objects: tuple[str, ...]
    activities: tuple[str, ...]
    vaguer: tuple[str, ...]
    perhaps: tuple[str, ...]

    @cached_property
    def named(self) -> re.Pattern[str]:
        """Return what finds an object with one of the activities right after it."""
        objects, activities = (wording.pattern(words).pattern for words in (self.objects, self.activities))
        return re.compile(rf"(?:{objects}) ?(?:量|数据|情况)? ?的? ?(?:{activities})")


class Names(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """四(三)1: words that no name may hold, and what they are in English."""

    forbidden: tuple[str, ...]
    english: tuple[str, ...]


class Similarity(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How names are compared: words dropped before, the score from which they are close.

    A national name of at least `contained_from` characters is close to any that holds it whole.
    """

    generic: tuple[str, ...]
    close_from: float
    contained_from: int


class Mechanism(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, dict=True):
    """四(三)2: an offset mechanism in its writings; `named` where the clause itself names it."""

    code: str
    writings: tuple[str, ...]
    numbers: tuple[str, ...]
    named: bool = False

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Return what finds it in a folded text."""
        numbers = [rf"(?<![a-z0-9])(?:{number})(?![a-z0-9])" for number in self.numbers]
        return re.compile("|".join([*numbers, wording.pattern(self.writings).pattern]))


class Basis(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, dict=True):
    """四(三)2: words that make no other basis, and patterns of numbers that do."""

    padding: tuple[str, ...]
    standards: tuple[str, ...]

    @cached_property
    def other(self) -> re.Pattern[str]:
        """Return what finds the number of another standard in a folded text."""
        return re.compile("|".join(rf"(?<![a-z])(?:{number})" for number in self.standards))


class Content(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a rule's text must hold, under a checklist's key or one of its Chinese headings."""

    key: str
    clause: str
    headings: tuple[str, ...]
    category: str | None = None
    if_applicable: bool = False


class National(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A nationally unified rule."""

    number: str
    name: str


class Words(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What `cnca-2024-3-screening.toml` states."""

    variants: tuple[str, ...]
    accounting: Accounting
    names: Names
    similarity: Similarity
    mechanisms: tuple[Mechanism, ...]
    basis: Basis
    contents: tuple[Content, ...]


class NationalRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What `national-rules.toml` states."""

    rules: tuple[National, ...]


class Tables(msgspec.Struct, frozen=True, dict=True):
    """All that a screening looks for."""

    words: Words
    national: tuple[National, ...]

    @cached_property
    def variants(self) -> dict[int, str]:
        """Return the usual character for each that some write otherwise, by code point."""
        return {ord(pair[0]): pair[1] for pair in self.words.variants}

    @cached_property
    def national_cores(self) -> tuple[tuple[National, str], ...]:
        """Return each national rule with what is particular about its name; those without are left out."""
        cores = ((rule, self.core(rule.name)) for rule in dict.fromkeys(self.national))
        return tuple((rule, core) for rule, core in cores if core)

    def folded(self, text: str) -> str:
        """Return a text as words are looked for in it."""
        return wording.folded(text, self.variants)

    def core(self, name: str) -> str:
        """Return what is particular about a name."""
        return wording.core(self.folded(name), self.words.similarity.generic)


def read_words(text: str) -> Words:
    """Read the words that come with the program from TOML."""
    import tomllib

    return msgspec.convert(tomllib.loads(text), Words)


def read_national(text: str) -> Iterable[National]:
    """Read names of national rules from TOML; raises `Rejected` (`national.malformed`)."""
    import tomllib

    try:
        return msgspec.convert(tomllib.loads(text), NationalRules).rules
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise Rejected("national.malformed", detail=str(error)) from None
