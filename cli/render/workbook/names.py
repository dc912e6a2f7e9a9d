"""Names of sheets: legal in every spreadsheet program, each once in its workbook."""

from cli.language import gettext as _
from cli.render.workbook.cells import legible

LIMIT = 31
"""How long a name may be, in units of UTF-16."""

FORBIDDEN = str.maketrans("[]:*?/\\\n\t", "［］：＊？／＼  ")
"""What no name may have, and what looks the same."""

RESERVED = "history"
"""The name of a sheet that spreadsheet programs make themselves."""


class Names:
    """The names that are given in a workbook."""

    def __init__(self) -> None:
        self._given = {RESERVED}

    def give(self, title: str) -> str:
        """Return a name for a sheet: its title as far as that is legal, numbered where that is given."""
        wanted = _cut(legible(title).translate(FORBIDDEN), LIMIT) or _("Sheet")
        name, number = wanted, 1
        while name.casefold() in self._given:
            number += 1
            mark = f" ({number})"
            name = _cut(wanted, LIMIT - len(mark)) + mark
        self._given.add(name.casefold())
        return name


def _cut(text: str, units: int) -> str:
    """Return so much of a text, without what a name may not begin or end with."""
    kept = text.strip(" '\u3000").encode("utf-16-le")[: 2 * units]
    return kept.decode("utf-16-le", "ignore").strip(" '\u3000")
