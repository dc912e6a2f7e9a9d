"""Reading the journal: entries in order of position, and the commits they came in."""

import sqlite3
from collections.abc import Iterable, Iterator

import msgspec

from ledger.codec import decode
from ledger.entry import Commit, Entry

NEVER = 0x7FFFFFFFFFFF
"""Later than any position; the open end of an interval of positions."""

Reader = sqlite3.Connection
"""Whatever can execute a query; each query of a connection has a cursor of its own."""

_COMMIT_COLUMNS = (
    "first_position, last_position, recorded_at, actor, login,"
    " command, command_id, fingerprint, opening, source"
)


def history(reader: Reader, stream: str, *, known_at: int | None = None) -> list[Entry]:
    """Return a stream's entries in order of version, up to a position where one is given."""
    rows = reader.execute(
        "SELECT position, version, name, data FROM entries WHERE stream = ? ORDER BY version", (stream,)
    )
    return [
        Entry(position, stream, version, decode(name, data))
        for position, version, name, data in rows
        if known_at is None or position <= known_at
    ]


def histories(
    reader: Reader, streams: Iterable[str], *, known_at: int = NEVER, first_version: int = 1
) -> dict[str, list[Entry]]:
    """Return the histories of many streams, read together: from a version on, up to a position."""
    found: dict[str, list[Entry]] = {stream: [] for stream in streams}
    rows = reader.execute(
        "SELECT e.position, e.stream, e.version, e.name, e.data FROM json_each(?) wanted"
        " CROSS JOIN entries e ON e.stream = wanted.value AND e.version >= ? WHERE +e.position <= ?"
        " ORDER BY wanted.key, e.version",
        (msgspec.json.encode(list(found)).decode(), first_version, known_at),
    )
    for position, stream, version, name, data in rows:
        found[stream].append(Entry(position, stream, version, decode(name, data)))
    return found


def entry_at(reader: Reader, position: int) -> Entry | None:
    """Return the entry at a position, or None."""
    row = reader.execute(
        "SELECT stream, version, name, data FROM entries WHERE position = ?", (position,)
    ).fetchone()
    return None if row is None else Entry(position, row[0], row[1], decode(row[2], row[3]))


def entries(reader: Reader, first: int, last: int) -> Iterator[Entry]:
    """Yield the entries at positions `first` to `last`."""
    rows = reader.execute(
        "SELECT position, stream, version, name, data FROM entries WHERE position BETWEEN ? AND ?"
        " ORDER BY position",
        (first, last),
    )
    for position, of, version, name, data in rows:
        yield Entry(position, of, version, decode(name, data))


def streams(reader: Reader, first: int, last: int, prefix: str) -> Iterator[str]:
    """Yield the streams of the entries at positions `first` to `last` that begin with a prefix, sorted."""
    rows = reader.execute(
        "SELECT DISTINCT stream FROM entries WHERE position BETWEEN ? AND ?"
        " AND substr(stream, 1, ?) = ? ORDER BY stream",
        (first, last, len(prefix), prefix),
    )
    yield from (stream for (stream,) in rows)


def count_with(reader: Reader, first: int, last: int, prefix: str) -> int:
    """Return how many entries at positions `first` to `last` are of streams that begin with a prefix."""
    count: int = reader.execute(
        "SELECT count(*) FROM entries WHERE position BETWEEN ? AND ? AND substr(stream, 1, ?) = ?",
        (first, last, len(prefix), prefix),
    ).fetchone()[0]
    return count


def last_outside(reader: Reader, prefix: str, position: int) -> int:
    """Return the last position up to one whose stream does not begin with a prefix; 0 where none is."""
    row = reader.execute(
        "SELECT position FROM entries WHERE position <= ? AND substr(stream, 1, ?) <> ?"
        " ORDER BY position DESC LIMIT 1",
        (position, len(prefix), prefix),
    ).fetchone()
    return 0 if row is None else int(row[0])


def version_of(reader: Reader, stream: str) -> int:
    """Return the latest version of a stream; 0 where it has no entries."""
    found: int | None = reader.execute(
        "SELECT max(version) FROM entries WHERE stream = ?", (stream,)
    ).fetchone()[0]
    return found or 0


# Commits ---------------------------------------------------------------------


def commit_of(reader: Reader, position: int) -> Commit | None:
    """Return the commit that holds a position, or None where no entry has it."""
    row = reader.execute(
        f"SELECT {_COMMIT_COLUMNS} FROM commits WHERE first_position <= ?"
        " ORDER BY first_position DESC LIMIT 1",
        (position,),
    ).fetchone()
    return None if row is None or position > row[1] else _commit(row)


def span_of(reader: Reader, position: int) -> tuple[int, int, int]:
    """Return (first position, last position, when recorded) of the commit that holds a position.

    The time is in microseconds. Of the last commit for a later position; zeros where there is none.
    """
    row: tuple[int, int, int] | None = reader.execute(
        "SELECT first_position, last_position, recorded_at FROM commits WHERE first_position <= ?"
        " ORDER BY first_position DESC LIMIT 1",
        (position,),
    ).fetchone()
    return row or (0, 0, 0)


def last_commit(reader: Reader) -> Commit | None:
    """Return the latest commit; None in an empty ledger."""
    row = reader.execute(
        f"SELECT {_COMMIT_COLUMNS} FROM commits ORDER BY first_position DESC LIMIT 1"
    ).fetchone()
    return None if row is None else _commit(row)


def commit_with_id(reader: Reader, command_id: str) -> Commit | None:
    """Return the commit of a command id, or None."""
    row = reader.execute(
        f"SELECT {_COMMIT_COLUMNS} FROM commits WHERE command_id = ?",
        (command_id,),
    ).fetchone()
    return None if row is None else _commit(row)


def commits(reader: Reader, first: int, last: int) -> Iterator[Commit]:
    """Yield the commits that hold positions `first` to `last`, in order."""
    start = commit_of(reader, first)
    rows = reader.execute(
        f"SELECT {_COMMIT_COLUMNS} FROM commits WHERE first_position BETWEEN ? AND ? ORDER BY first_position",
        (start.first_position if start else first, last),
    )
    yield from map(_commit, rows)


def position_at(reader: Reader, moment: int) -> int:
    """Return the last position recorded at or before a moment in microseconds; 0 where none was.

    Recorded times rise with the positions, so half of what is left is ruled out at a time.
    """
    low, (_, high, _) = 0, span_of(reader, NEVER)
    while low < high:
        first, last, recorded_at = span_of(reader, (low + high + 1) // 2)
        if recorded_at <= moment:
            low = last
        else:
            high = first - 1
    return low


def _commit(row: tuple[int, int, int, str, str, str, str | None, str | None, int, str | None]) -> Commit:
    first, last, at, actor, login, command, command_id, fingerprint, opening, source = row
    return Commit(
        first_position=first,
        last_position=last,
        recorded_at=at,
        actor=actor,
        login=login,
        command=command,
        command_id=command_id,
        fingerprint=fingerprint,
        opening=bool(opening),
        source=source,
    )
