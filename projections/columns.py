"""Columns of integers as bytes: each in the narrowest integers that hold it, the same on every machine."""

import sys
from array import array
from collections.abc import Sequence
from struct import Struct

_WIDTHS = (
    ("B", 0, 2**8 - 1),
    ("b", -(2**7), 2**7 - 1),
    ("H", 0, 2**16 - 1),
    ("h", -(2**15), 2**15 - 1),
    ("i", -(2**31), 2**31 - 1),
    ("q", -(2**63), 2**63 - 1),
)
_HEAD = Struct("<cI")
"""Before each column: its width and its length."""


def pack(*columns: Sequence[int]) -> bytes:
    """Return the columns one after another."""
    parts: list[bytes] = []
    for column in columns:
        low, high = (min(column), max(column)) if column else (0, 0)
        code = next(code for code, least, most in _WIDTHS if least <= low and high <= most)
        values = array(code, column)
        if sys.byteorder == "big":
            values.byteswap()
        parts += (_HEAD.pack(code.encode(), len(values)), values.tobytes())
    return b"".join(parts)


def unpack(packed: bytes) -> list[Sequence[int]]:
    """Return the columns that `pack` was given."""
    columns: list[Sequence[int]] = []
    at = 0
    while at < len(packed):
        code, length = _HEAD.unpack_from(packed, at)
        values = array(code.decode())
        at += _HEAD.size
        end = at + length * values.itemsize
        values.frombytes(packed[at:end])
        if sys.byteorder == "big":
            values.byteswap()
        columns.append(values)
        at = end
    return columns
