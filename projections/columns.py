"""Columns of integers as bytes: each in the narrowest integers that hold it, the same on every machine."""

import sys
from array import array
from collections.abc import Sequence
from struct import Struct

_WIDTHS = "BbHhiq"
"""Of 1, 1, 2, 2, 4 and 8 bytes, without and with a sign, as `array` names them."""

_HEAD = Struct("<cI")
"""Before each column: its width and its length."""


def pack(*columns: Sequence[int]) -> bytes:
    """Return the columns one after another."""
    parts: list[bytes] = []
    for column in columns:
        values = _narrowest(column)
        parts += (_HEAD.pack(values.typecode.encode(), len(values)), _little_endian(values).tobytes())
    return b"".join(parts)


def _narrowest(column: Sequence[int]) -> "array[int]":
    for width in _WIDTHS[:-1]:
        try:
            return array(width, column)
        except OverflowError:  # most often at once: quicker than to look for the extremes
            continue
    return array(_WIDTHS[-1], column)


def _little_endian(values: "array[int]") -> "array[int]":
    if sys.byteorder == "big":
        values.byteswap()
    return values


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
        columns.append(_little_endian(values))
        at = end
    return columns
