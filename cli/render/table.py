"""Tables for a terminal of 80 columns; Chinese characters take two."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from cli.columns import width
from cli.language import gettext as _

PIECE = 500
"""Rows that are drawn together."""


def table(rows: Iterable[Mapping[str, Any]], columns: Mapping[str, str], *, right: Iterable[str] = ()) -> str:
    """Return rows as a table: `columns` maps keys to headings, `right` names those aligned right."""
    return "\n".join(pieces(rows, columns, right=right))


def pieces(
    rows: Iterable[Mapping[str, Any]],
    columns: Mapping[str, str],
    *,
    right: Iterable[str] = (),
    size: int = PIECE,
    least: Mapping[str, int] | None = None,
) -> Iterator[str]:
    """Yield the table of `table` piece by piece, the headings with the first, as the rows come.

    A column is as wide as in the piece before, and at least as `least` says; it
    grows where a later row needs it, for nothing is cut.
    """
    rows, headings = iter(rows), list(columns.values())
    align = ["right" if key in {*right} else "left" for key in columns]
    widths = [(least or {}).get(key, 0) for key in columns]
    first = True
    while body := [[show(row.get(key)) for key in columns] for row in islice(rows, size)]:
        padded = [_padded(*each) for each in zip(headings, widths, align, strict=True)]
        drawn = grid(body, padded, align)
        _head, dashes, *lines = drawn.split("\n")
        widths = [len(each) for each in dashes.split()]
        yield drawn if first else "\n".join(lines)
        first = False
    if first:
        yield _("(none)")


def _padded(heading: str, width: int, align: str) -> str:
    """Return a heading with as much space as its column had."""
    if not width:
        return heading
    from wcwidth import wcswidth  # comes with tabulate's wide characters

    space = " " * (width - wcswidth(heading))
    return space + heading if align == "right" else heading + space


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
    # What a terminal would obey or hide, and XML does not allow, is shown by its number.
    return text if text.isprintable() else "".join(map(_visible, text))


def _visible(character: str) -> str:
    hidden = unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"} or character in "\ufffe\uffff"
    return f"\\x{ord(character):02x}" if hidden else character
