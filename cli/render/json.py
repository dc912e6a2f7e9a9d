"""JSON: one value, or one object a line; UTF-8, nothing escaped that need not be."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import msgspec

Write = Callable[[str], None]
_encode = msgspec.json.Encoder(enc_hook=list).encode  # what is an iterator becomes an array


def write_value(write: Write, value: Any) -> None:
    """Write one value, indented for people who look all the same.

    A member of an object that is an iterator is written as an array, as its elements come.
    """
    if not (isinstance(value, Mapping) and any(isinstance(of, Iterator) for of in value.values())):
        write(_indented(value) + "\n")
        return
    opened = False
    for key, of in value.items():
        write((",\n" if opened else "{\n") + f"  {_encode(key).decode()}: ")
        opened = True
        if isinstance(of, Iterator):
            _write_elements(write, of)
        else:
            write(_indented(of).replace("\n", "\n  "))
    write("\n}\n")


def _write_elements(write: Write, elements: Iterable[Any]) -> None:
    opened = False
    for element in elements:
        write((",\n    " if opened else "[\n    ") + _indented(element).replace("\n", "\n    "))
        opened = True
    write("\n  ]" if opened else "[]")


def _indented(value: Any) -> str:
    return msgspec.json.format(_encode(value), indent=2).decode()


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
