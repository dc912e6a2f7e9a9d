"""Tables for a terminal of 80 columns; Chinese characters take two."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cli.columns import width
from cli.language import gettext as _


def table(rows: Iterable[Mapping[str, Any]], columns: Mapping[str, str], *, right: Iterable[str] = ()) -> str:
    """Return rows as a table: `columns` maps keys to headings, `right` names those aligned right."""
    body = [[show(row.get(key)) for key in columns] for row in rows]
    if not body:
        return _("(none)")
    return grid(body, list(columns.values()), ["right" if key in set(right) else "left" for key in columns])


def grid(body: Sequence[Sequence[str]], headings: Sequence[str], align: Sequence[str]) -> str:
    """Return a table of ready cells."""
    import tabulate

    tabulate.MIN_PADDING = 0  # 80 columns are few
    return tabulate.tabulate(
        body, headers=headings, tablefmt="simple", disable_numparse=True, colalign=align
    ).rstrip()


def facts(pairs: Iterable[tuple[str, Any]]) -> str:
    """Return names and values, one pair a line, the values in a column; these need no tabulate."""
    shown = [(name, show(value)) for name, value in pairs]
    column = max((width(name) for name, _value in shown), default=0) + 2
    return "\n".join(name + " " * (column - width(name)) + value for name, value in shown)


def show(value: Any) -> str:
    """Return a value as a person reads it."""
    if value is None:
        return "–"
    if value is True:
        return _("yes")
    if value is False:
        return _("no")
    if isinstance(value, (list, tuple)):
        return "; ".join(show(item) for item in value) if value else "–"
    text = str(value)
    # What a terminal would obey, or hide, is shown by its number.
    return text if text.isprintable() else "".join(map(_visible, text))


def _visible(character: str) -> str:
    hidden = unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
    return f"\\x{ord(character):02x}" if hidden else character
