"""The rows of a report by the body they are of."""

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

import msgspec

Row = TypeVar("Row")
Figures = TypeVar("Figures")


class Group(msgspec.Struct, Generic[Figures], frozen=True, kw_only=True):
    """The figures of one body."""

    body: str
    figures: Figures


def by_body(rows: Iterable[Row], body_of: Callable[[Row], str]) -> dict[str, list[Row]]:
    """Return the rows of each body in their order, the bodies in that of their numbers."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(body_of(row), []).append(row)
    return dict(sorted(found.items()))


def groups(
    rows: Iterable[Row], body_of: Callable[[Row], str], figures: Callable[[list[Row]], Figures]
) -> list[Group[Figures]]:
    """Return the figures of each body that has rows."""
    return [Group(body=body, figures=figures(of)) for body, of in by_body(rows, body_of).items()]
