"""What the reports of rows and figures share: their heading, figures by body, and the other formats."""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any, Protocol

import msgspec

from cli.language import gettext as _
from cli.output import Output
from cli.render import document as document_renderer
from cli.render.table import facts, grid, show

NO_WIDER = 18
"""Columns of a text that a person wrote, where it stands beside an id."""


class Report(Protocol):
    """A typed report: `cli.documents` has a module of its name, with its `document`."""

    @property
    def report(self) -> str:
        """Return its name."""


def write(
    output: Output,
    report: Report,
    *,
    rows: Sequence[Mapping[str, Any]] | None = None,
    columns: Sequence[str],
    table: Callable[[dict[str, Any]], str],
) -> None:
    """Print a report: whole as JSON, its rows as CSV or one a line, as `table` draws it, or as a document."""
    if output.format in document_renderer.FORMATS:
        words = import_module(f"cli.documents.{report.report}")  # a table needs none
        document_renderer.write(output, words.document(report))
        return
    plain: dict[str, Any] = msgspec.to_builtins(report)
    if output.format in {"csv", "jsonl"}:
        output.rows(plain["rows"] if rows is None else rows, columns=columns, table=str)
    else:
        output.value(plain, table=lambda: table(plain))


def heading(report: Mapping[str, Any], *more: tuple[str, Any]) -> str:
    """Return what a report is about."""
    known = report["known_at"]
    return facts(
        [
            *more,
            (_("Body"), report["body"] or _("all bodies")),
            (_("As of"), report["as_of"]),
            (_("Known at"), f"#{known['position']} {show(known['recorded_at'])}"),
        ]
    )


def figures(report: Mapping[str, Any], columns: Mapping[str, str]) -> str:
    """Return the figures of each body and of all; `columns` maps their keys to headings."""
    counted = [(group["body"], group["figures"]) for group in report["groups"]]
    body = [
        [name, *(str(numbers[key]) for key in columns)]
        for name, numbers in [*counted, (_("Total"), report["summary"])]
    ]
    return grid(body, [_("Body"), *columns.values()], ["left", *["right"] * len(columns)])


def short(text: Any, columns: int = NO_WIDER) -> str:
    """Return a person's text as it fits beside an id; the other formats have all of it."""
    from wcwidth import wcswidth

    shown = show(text)
    if wcswidth(shown) <= columns:
        return shown
    while wcswidth(shown) > columns - 1:
        shown = shown[:-1]
    return f"{shown}…"
