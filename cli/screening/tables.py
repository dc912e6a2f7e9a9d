"""The tables of a screening: those that come with the program, and what a person adds."""

from importlib import resources

from domain.rejected import Rejected
from domain.screening_tables import Tables, read_national, read_words


def tables(added: str | None) -> Tables:
    """Return all tables; `added` is a file with more names of national rules.

    Raises `Rejected`: `file.unreadable`, `national.malformed`.
    """
    folder = resources.files("domain").joinpath("notices")
    words = read_words(folder.joinpath("cnca-2024-3-screening.toml").read_text("utf-8"))
    national = read_national(folder.joinpath("national-rules.toml").read_text("utf-8"))
    more = read_national(read_text(added, "national.malformed")) if added is not None else ()
    return Tables(words, (*national, *more))


def read_text(path: str, malformed: str) -> str:
    """Return a TOML file's text; raises `Rejected`: `file.unreadable`, or the code for malformed text."""
    try:
        with open(path, encoding="utf-8-sig") as file:
            return file.read()
    except OSError as error:
        raise Rejected("file.unreadable", path=path, detail=error.strerror or str(error)) from None
    except UnicodeDecodeError as error:
        raise Rejected(malformed, detail=str(error)) from None
