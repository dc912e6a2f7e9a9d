"""The tables of counts: what they hold, and how it is written there.

A *kind* is what a certificate counts as: status, category and scheme. A move
goes between two kinds; under each keying it is one between two keys, a *pair*.
"""

import sqlite3
from collections.abc import Iterable

from ledger.journal import Reader
from projections.count_blocks import Shape

SCHEMA = """
-- Moves of the positions after the last block that is complete.
CREATE TABLE {prefix}count_moves (
    position     INTEGER NOT NULL,
    effective_on INTEGER NOT NULL,
    before       INTEGER NOT NULL,
    after        INTEGER NOT NULL,
    body         INTEGER NOT NULL,
    change       INTEGER NOT NULL,
    PRIMARY KEY (position, effective_on, before, after, body)
) WITHOUT ROWID;

-- The pairs of keys that moves go between, numbered as they come up.
CREATE TABLE {prefix}count_pairs (
    keying INTEGER NOT NULL,
    number INTEGER NOT NULL,
    pair   INTEGER NOT NULL,
    PRIMARY KEY (keying, number)
) WITHOUT ROWID;

-- Every block of level 0: its moves, packed.
CREATE TABLE {prefix}count_blocks (block INTEGER PRIMARY KEY, moves BLOB NOT NULL);

-- The merged blocks: pages of sums by day, packed.
CREATE TABLE {prefix}count_pages (
    keying    INTEGER NOT NULL,
    level     INTEGER NOT NULL,
    block     INTEGER NOT NULL,
    first_day INTEGER NOT NULL,
    sums      BLOB NOT NULL,
    PRIMARY KEY (keying, level, block, first_day)
);
"""
TABLES = {
    "count_moves": ("position", "effective_on", "before", "after", "body"),
    "count_pairs": ("keying", "number"),
    "count_blocks": ("block",),
    "count_pages": ("keying", "level", "block", "first_day"),
}
"""The tables with their primary keys."""


SHAPE = Shape(size=1024, merge=32)
"""Larger blocks are smaller on disk and slower to ask. With another shape the tables have to be rebuilt."""

KINDS, BODIES = 0, 1
"""The keyings: by kind, and by body and status."""

KEYINGS = (KINDS, BODIES)


def are_kept(connection: sqlite3.Connection, prefix: str = "") -> bool:
    """Tell whether there are tables of counts: a ledger from before them has none until it is rebuilt."""
    found = ", ".join(f"(SELECT 1 FROM {prefix}{table} LIMIT 0)" for table in TABLES)
    try:
        connection.execute(f"SELECT {found}")
    except sqlite3.OperationalError as error:
        if "no such table" not in str(error):
            raise
        return False
    return True


# Keys ------------------------------------------------------------------------

Move = tuple[int, int, int, int, int]
"""(day, kind before, kind after, number of the body, how many); kind 0 is no certificate."""


def upward(before: int, after: int, change: int) -> tuple[int, int, int]:
    """Return a move as one from the lower kind to the higher: fewer of those go the other way."""
    return (before, after, change) if before < after else (after, before, -change)


def kind(status: int, category: int, scheme: int) -> int:
    """Return three codes below 16, the status above 0, as one integer."""
    return status << 8 | category << 4 | scheme


def pairs_of(keying: int, before: Iterable[int], after: Iterable[int], bodies: Iterable[int]) -> list[int]:
    """Return the pairs of keys, each as one integer, between which moves of kinds go."""
    if keying == KINDS:
        return [b << 12 | a for b, a in zip(before, after, strict=True)]
    return [body << 8 | b >> 8 << 4 | a >> 8 for b, a, body in zip(before, after, bodies, strict=True)]


def keys_of(keying: int, pair: int) -> tuple[int, int]:
    """Return the keys before and after, each as one integer."""
    if keying == KINDS:
        return pair >> 12, pair & 0xFFF
    return pair >> 4, pair >> 8 << 4 | pair & 0xF


def codes_of(keying: int, key: int) -> tuple[int, ...]:
    """Return what a key is made of: (status, category, scheme) or (body, status)."""
    return (key >> 8, key >> 4 & 0xF, key & 0xF) if keying == KINDS else (key >> 4, key & 0xF)


def has_status(keying: int, key: int) -> bool:
    """Tell whether a key is one of certificates; the others stand for those before issue."""
    return bool(key if keying == KINDS else key & 0xF)


def sealed_blocks(reader: Reader, prefix: str) -> int:
    """Return how many blocks of level 0 are sealed."""
    last: int | None = reader.execute(f"SELECT max(block) FROM {prefix}count_blocks").fetchone()[0]
    return 0 if last is None else last + 1
