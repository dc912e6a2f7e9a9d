"""What a statement was made from, so that anybody who has the ledger file can tell that it is the same.

The SHA-256 is of the lines of `lines_sql`, each with a line feed: of every
entry up to the position known, then of every commit that began up to it. The
program `sqlite3` prints those lines, so nothing of ours is needed:

    sqlite3 -batch -noheader -list FILE "SQL" | sha256sum
"""

import hashlib
from collections.abc import Iterator

from ledger.journal import Reader
from projections.reports.statement.parts import Origin
from projections.view import View

ENTRY = "position || '|' || stream || '|' || version || '|' || name || '|' || data"
COMMIT = (
    "json_array(first_position, last_position, recorded_at, actor, login,"
    " command, command_id, fingerprint, opening, source)"
)
"""As JSON, for what a person typed may hold line feeds."""

BLOCK = 2_000
"""Positions whose lines are held in memory together."""


def lines_sql(position: int) -> str:
    """Return the SQL whose lines are hashed, on one line, ASCII, without double quotes."""
    return (
        f"SELECT {ENTRY} FROM entries WHERE position <= {position} ORDER BY position;"
        f" SELECT {COMMIT} FROM commits WHERE first_position <= {position} ORDER BY first_position;"
    )


def origin(reader: Reader, seen: View) -> Origin:
    """Return the ledger's id, the last position known, and the hash of all that was known."""
    (ledger,) = reader.execute("SELECT value FROM meta WHERE key = 'ledger_id'").fetchone()
    digest = hashlib.sha256()
    for lines in _lines(reader, seen.position):
        digest.update(lines)
    return Origin(ledger=ledger, position=seen.position, sha256=digest.hexdigest())


def _lines(reader: Reader, position: int) -> Iterator[bytes]:
    """Yield the lines in blocks that SQLite strings together, as the bytes that it has."""
    for table, key, line in (("entries", "position", ENTRY), ("commits", "first_position", COMMIT)):
        for first in range(1, position + 1, BLOCK):
            last = min(first + BLOCK - 1, position)
            (lines,) = reader.execute(
                "SELECT CAST(group_concat(line, '') AS BLOB)"
                f" FROM (SELECT {line} || char(10) AS line FROM {table}"
                f" WHERE {key} BETWEEN ? AND ? ORDER BY {key})",
                (first, last),
            ).fetchone()
            yield lines or b""
