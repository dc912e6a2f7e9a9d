"""Which certificates something may have happened to on some days, without reading them all.

Entries are not kept by the day they take effect. But one takes effect at most a
year after it was recorded, and one recorded later than it took effect is among
the corrections: so, of all bodies, a few years' worth of positions and the
corrections after them are looked through, and the rectangles for what expired.
Of one body, its own entries are looked through instead: what expires on a day
has an entry that says so.
"""

from collections.abc import Iterator

from domain import day
from domain.subject import Subject, of_stream
from ledger import journal
from ledger.codec import is_old_sql
from ledger.journal import Reader
from ledger.moment import end_of_day
from projections.corrections import has_table
from projections.tables import STATUS_CODES

AHEAD = 367
"""Days by which an entry may take effect after it was recorded, and some to spare."""

TOGETHER = 1_000
"""Certificates that are named together."""


def changed(reader: Reader, month: str, *, since: int, position: int, body: str | None) -> Iterator[Subject]:
    """Yield the certificates that may have changed in a month (`YYYY-MM`), by id.

    All that have by what was known at any position from `since` to `position`, and some more;
    with `body`, that body's alone.
    """
    first = f"{month}-01"
    values: dict[str, object] = {
        "effective": f'"effective_on":"{month}-',
        "expires": f'"expires_on":"{month}-',
        "expires_before": f'"expires_on":"{day.after(first, -1)}"',
        "first": day.number(first),
        "last": day.number(day.month_end(first)),
        "since": since,
        "position": position,
    }
    if body is None:
        query = _of_all(reader, first, values)
    else:
        values |= {"low": f"certificate:{body}/", "high": f"certificate:{body}0"}  # 0 comes after /
        query = (
            "SELECT DISTINCT stream FROM entries e WHERE stream >= :low AND stream < :high"
            f" AND {_says('effective', 'expires', 'expires_before')} ORDER BY stream"
        )
    found = reader.execute(query, values)
    while rows := found.fetchmany(TOGETHER):
        yield from (of_stream(stream) for (stream,) in rows)


def _of_all(reader: Reader, first: str, values: dict[str, object]) -> str:
    """Return the query for the certificates of all bodies, and bind where it looks."""
    values |= {
        "from_position": journal.position_at(reader, end_of_day(day.after(first, -AHEAD))) + 1,
        "in_time": journal.position_at(reader, end_of_day(day.month_end(first))),
        "expired": STATUS_CODES["expired"],
    }
    of_certificate = f"substr(e.stream, 1, 12) = 'certificate:' AND {_says('effective')}"
    return f"""
        SELECT e.stream FROM entries e
        WHERE e.position BETWEEN :from_position AND min(:in_time, :position) AND {of_certificate}
        UNION SELECT e.stream FROM {_LATER if has_table(reader) else "entries e WHERE 1"}
        AND e.position BETWEEN :in_time + 1 AND :position AND {of_certificate}
        UNION SELECT 'certificate:' || s.body || '/' || s.number
        FROM states st JOIN subjects s ON s.id = st.subject
        WHERE st.rule > 0 AND st.status = :expired AND st.effective_from BETWEEN :first AND :last
        AND st.recorded_from <= :position AND st.recorded_to > :since
        ORDER BY 1"""


def _says(*values: str) -> str:
    """Return the SQL that tells whether an entry says one of the values; of an old shape any may."""
    said = [f"instr(e.data, :{value})" for value in values]
    return f"({' OR '.join((*said, is_old_sql('e.name')))})"


_LATER = """corrections t CROSS JOIN entries e ON e.position BETWEEN t.first_position AND t.last_position
        WHERE t.first_position BETWEEN
        (SELECT ifnull(max(first_position), 0) FROM corrections WHERE first_position <= :in_time + 1)
        AND :position"""
