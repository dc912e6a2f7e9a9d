"""Chinese or English: chosen once per run, for our texts and for click's own."""

import gettext as catalogues
import os
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

DOMAIN = "certledger"
FOLDER = os.path.join(os.path.dirname(__file__), "locale")
LANGUAGES = ("zh", "en")


def choose(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """Return the language for a command line: `--lang`, the variable, or the locale's."""
    for wanted in given(arguments, "--lang"):
        if wanted in LANGUAGES:
            return wanted
    wanted = environment.get("CERTLEDGER_LANG", "")
    if wanted in LANGUAGES:
        return wanted
    locale = next((v for k in ("LC_ALL", "LC_MESSAGES", "LANG") if (v := environment.get(k))), "")
    return "zh" if locale.lower().startswith("zh") else "en"


def given(arguments: Sequence[str], option: str) -> Iterator[str]:
    """Yield the values of an option as they stand on a command line, before click has read it."""
    for index, argument in enumerate(arguments):
        if argument == option and index + 1 < len(arguments):
            yield arguments[index + 1]
        elif argument.startswith(f"{option}="):
            yield argument.partition("=")[2]


def use(language: str) -> None:
    """Let gettext speak a language from now on."""
    os.environ["LANGUAGE"] = language
    catalogues.bindtextdomain(DOMAIN, FOLDER)
    catalogues.textdomain(DOMAIN)


def current() -> str:
    """Return the language in use."""
    return os.environ.get("LANGUAGE", "en")


def gettext(text: str) -> str:
    """Return a text in the language in use.

    As Python's own does for click's texts; that one looks for the catalogue's
    file on every call, which is slow for a table with a word in every row.
    """
    return _catalogue(current()).gettext(text)


@cache
def _catalogue(language: str) -> catalogues.NullTranslations:
    if language == "en":
        return catalogues.NullTranslations()  # the texts are English
    return catalogues.translation(DOMAIN, FOLDER, [language], fallback=True)
