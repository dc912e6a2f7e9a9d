"""The entries of a large commit, bound together before they are recorded, perhaps by another process.

They travel as the image of a small database: SQLite takes rows over from table to
table several times quicker than from Python. The read model has tables of its own
in the image, for what it worked out of the entries; only it knows them.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing

import msgspec

NAME = "bulk"
"""What an image is called where it is attached."""

SCHEMA = """
-- Numbered from 1 in the order in which they are recorded.
CREATE TABLE entries (number INTEGER PRIMARY KEY, stream TEXT, version INTEGER, name TEXT, data TEXT);
"""


class Bulk(msgspec.Struct, frozen=True):
    """So many entries, as an image of `SCHEMA` and the read model's tables.

    `versions` are the last ones of the streams that others may build on: of all but certificates.
    """

    entries: int
    versions: dict[str, int]
    image: bytes


def image(schema: str, fill: Callable[[sqlite3.Connection], None]) -> bytes:
    """Return a database of `SCHEMA` and of further tables, filled."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.executescript(f"BEGIN;{SCHEMA}{schema}")
        fill(connection)
        connection.execute("COMMIT")
        return connection.serialize()


def take_up(connection: sqlite3.Connection, bulk: Bulk) -> None:
    """Let a connection see the image under `NAME`, in place of one that it saw before.

    All images have the same tables, made in the same order: SQLite does not read their
    definitions again.
    """
    attached = connection.execute("SELECT 1 FROM pragma_database_list WHERE name = ?", (NAME,))
    if attached.fetchone() is None:
        connection.execute(f"ATTACH ':memory:' AS {NAME}")
    connection.deserialize(bulk.image, name=NAME)
