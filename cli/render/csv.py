"""CSV: keys as headings, whole values, and no cell that a spreadsheet would calculate."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet program takes for the beginning of a formula."""


def write_rows(
    write: Callable[[str], None], rows: Iterable[Mapping[str, Any]], columns: Sequence[str]
) -> None:
    """Write a heading and the rows under it; objects and lists in a cell are JSON."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([None if (value := row.get(column)) is None else cell(value) for column in columns])
        write(buffer.getvalue())
        buffer.seek(0)
        buffer.truncate()
    write(buffer.getvalue())


def cell(value: Any) -> str:
    """Return a value as a cell: a text that would act as a formula begins with an apostrophe."""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA) else value
    return "" if value is None else msgspec.json.encode(value, enc_hook=list).decode()
