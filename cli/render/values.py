"""Values of a document as people read them, the same wherever they are read."""

from typing import Any

from cli.documents.document import Kind
from cli.render.table import show


def shown(value: Any, kind: Kind) -> str:
    """Return a value of a kind as a person reads it: None as –, numbers by threes, shares in per cent."""
    if value is None:
        return show(None)
    match kind:
        case "count" if isinstance(value, int) and not isinstance(value, bool):
            return f"{value:,}"
        case "share":
            return share(*value)
        case _:
            return show(value)


def share(part: int, whole: int) -> str:
    """Return a share in per cent with one decimal, a half rounded up; – of nothing."""
    if not whole:
        return show(None)
    tenths = (2000 * part + whole) // (2 * whole)  # in whole numbers: 6.25 has no neighbour to fall to
    return f"{tenths // 10:,}.{tenths % 10}%"
