"""JSON: one value, or one object a line; UTF-8, nothing escaped that need not be."""

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

Write = Callable[[str], None]
_encode = msgspec.json.Encoder().encode


def write_value(write: Write, value: Any) -> None:
    """Write one value, indented for people who look all the same."""
    write(msgspec.json.format(_encode(value), indent=2).decode() + "\n")


def write_list(write: Write, rows: Iterable[Any]) -> None:
    """Write an array, an element a line, as the rows come."""
    opened = False
    for row in rows:
        write(("[\n" if not opened else ",\n") + _encode(row).decode())
        opened = True
    write("\n]\n" if opened else "[]\n")


def write_lines(write: Write, rows: Iterable[Any]) -> None:
    """Write one object a line."""
    for row in rows:
        write(_encode(row).decode() + "\n")
