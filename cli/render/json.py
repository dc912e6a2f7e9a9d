"""JSON: one value, or one object a line; UTF-8, nothing escaped that need not be."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import msgspec

Write = Callable[[str], None]
_encode = msgspec.json.Encoder(enc_hook=list).encode  # what is an iterator becomes an array


def write_value(write: Write, value: Any) -> None:
    """Write one value, indented for people who look all the same.

    A list in an object may come as an iterator: it is written as it comes.
    """
    if isinstance(value, Mapping) and any(isinstance(v, Iterator) for v in value.values()):
        between = "{\n"
        for key, held in value.items():
            write(f"{between}  {_indented(key, '')}: ")
            if isinstance(held, Iterator):
                _write_items(write, held)
            else:
                write(_indented(held, "  "))
            between = ",\n"
        write("\n}\n")
    else:
        write(_indented(value, "") + "\n")


def _write_items(write: Write, items: Iterator[Any]) -> None:
    """Write the items of a list that is a value of the outermost object."""
    between = "[\n    "
    for item in items:
        write(between + _indented(item, "    "))
        between = ",\n    "
    write("[]" if between.startswith("[") else "\n  ]")


def _indented(value: Any, margin: str) -> str:
    return msgspec.json.format(_encode(value), indent=2).decode().replace("\n", f"\n{margin}")


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
