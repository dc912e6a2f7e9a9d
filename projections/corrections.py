"""Which entries are corrections: those that were back-dated, and voids.

An entry is back-dated where it took effect before the Shanghai day it was
recorded on. The table `corrections` holds the positions of both kinds, in runs of a
commit, so that asking for them reads nothing else; a ledger made before there was such a table
is read through instead, until its read model is built anew. Those of a subject are found by its
own entries; those of a body too, where it has fewer than there are corrections.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import msgspec

from domain import day
from domain.event import EntryVoided, Event
from domain.subject import Subject
from ledger import journal
from ledger.codec import decode, names_of
from ledger.database import LedgerFault
from ledger.entry import Commit, Entry
from ledger.journal import Reader
from ledger.moment import shanghai_day

# Keeping the table -----------------------------------------------------------


def acted_on(event: Event) -> int:
    """Return the effective day of an event, before all days for a void: a correction whenever recorded.

    An entry is a correction where this lies before the Shanghai day it was recorded on.
    """
    return 0 if isinstance(event, EntryVoided) else day.number(event.effective_on)


def project(connection: sqlite3.Connection, prefix: str, first: int, acted: Sequence[int]) -> None:
    """Add the entries from a position on to the table.

    `acted` has `acted_on` of the event of each; their commits are in the journal already.
    The runs of a commit come out the same in whatever batches its entries are projected.
    """
    runs: list[tuple[int, int]] = []
    start, end = first, first + len(acted)
    while start < end:
        begins, ends, recorded_at = journal.span_of(connection, start)
        if ends < start:
            raise LedgerFault("ledger.damaged", path="commits", detail=f"none holds #{start}")
        after = min(ends + 1, end)
        today = day.number(shanghai_day(recorded_at))
        timely = [at for at, on in enumerate(acted[start - first : after - first], start) if on >= today]
        late = [
            (one + 1, next_ - 1) for one, next_ in pairwise((start - 1, *timely, after)) if one + 1 < next_
        ]
        if late and late[0][0] == start > begins:
            late[0] = _taken_back(connection, prefix, start), late[0][1]
        runs += late
        start = after
    if runs:
        connection.executemany(f"INSERT INTO {prefix}corrections VALUES (?, ?)", runs)


def _taken_back(connection: sqlite3.Connection, prefix: str, position: int) -> int:
    """Take the run before a position out of the table, to go on with it; return its first position."""
    run = connection.execute(
        f"DELETE FROM {prefix}corrections WHERE last_position = ?"
        f" AND first_position = (SELECT max(first_position) FROM {prefix}corrections)"
        " RETURNING first_position",
        (position - 1,),
    ).fetchone()
    return position if run is None else int(run[0])


def has_table(reader: Reader) -> bool:
    """Tell whether the ledger has the table: one made by version 0.1.0 has none until it is rebuilt."""
    found = reader.execute("SELECT 1 FROM main.sqlite_schema WHERE type = 'table' AND name = 'corrections'")
    return found.fetchone() is not None


# Reading it ------------------------------------------------------------------


def corrections(
    reader: Reader,
    first: int,
    last: int,
    *,
    opening: bool | None = None,
    subject: Subject | None = None,
    body: str | None = None,
    actor: str | None = None,
    type: str | None = None,  # noqa: A002 - the option's name
) -> Iterator[tuple[Entry, Commit]]:
    """Yield the corrections at positions `first` to `last`, in order, with their commits.

    `opening` leaves only those of opening imports, or only the others; `subject` and
    `body` those of one, `actor` those of a person or login, `type` those of a type of event.
    """
    values: dict[str, object] = {
        "first": first,
        "last": last,
        "opening": opening,
        "actor": actor,
        "names": None if type is None else msgspec.json.encode(names_of(type)).decode(),
    }
    if subject is not None:
        found = _found(reader, _OF_SUBJECT, {**values, "stream": subject.stream})
    elif body is not None and _has_fewer(reader, first, last, of := _of_body(body)):
        found = _found(reader, _OF_BODY, {**values, **of})
    else:
        found = _found(reader, _OF_RUNS.format(runs=_runs(reader)), values)
    for entry, commit in _dated(reader, found):
        if (
            acted_on(entry.event) < day.number(shanghai_day(commit.recorded_at))
            and opening in {None, commit.opening}
            and actor in {None, commit.actor, commit.login}
            and body in {None, entry.subject.body}
        ):
            yield entry, commit


def _found(reader: Reader, source: str, values: dict[str, object]) -> Iterator[Entry]:
    """Yield the entries at positions `first` to `last` of a source, which may be more than corrections."""
    for position, stream, version, name, data in reader.execute(
        f"SELECT e.position, e.stream, e.version, e.name, e.data FROM {source}", values
    ):
        yield Entry(position, stream, version, decode(name, data))


def _dated(reader: Reader, entries: Iterable[Entry]) -> Iterator[tuple[Entry, Commit]]:
    """Yield entries, which are in order of position, with their commits."""
    commit: Commit | None = None
    for entry in entries:
        if commit is None or entry.position > commit.last_position:
            commit = journal.commit_of(reader, entry.position)
            assert commit is not None, "every entry has a commit"
        yield entry, commit


# The shortest way to them ------------------------------------------------------

_WANTED = """e.position BETWEEN :first AND :last
    AND (:names IS NULL OR e.name IN (SELECT value FROM json_each(:names)))"""

_WITHIN = """t.first_position BETWEEN
    (SELECT ifnull(max(first_position), 0) FROM {runs} WHERE first_position <= :first) AND :last"""

_OF_RUNS = f"""{{runs}} t CROSS JOIN commits c ON c.first_position =
    (SELECT max(first_position) FROM commits WHERE first_position <= t.first_position)
    AND (:opening IS NULL OR c.opening = :opening) AND (:actor IS NULL OR :actor IN (c.actor, c.login))
    CROSS JOIN entries e ON e.position BETWEEN t.first_position AND t.last_position
    WHERE {_WITHIN} AND {_WANTED} ORDER BY t.first_position, e.position"""

_OF_SUBJECT = f"entries e WHERE e.stream = :stream AND +{_WANTED} ORDER BY e.version"

_STREAMS = """
    SELECT position FROM entries WHERE stream = :body UNION ALL
    SELECT position FROM entries WHERE stream >= :rules AND stream < :rules_end UNION ALL
    SELECT position FROM entries WHERE stream >= :certificates AND stream < :certificates_end"""

_OF_BODY = f"entries e WHERE e.position IN ({_STREAMS}) AND {_WANTED} ORDER BY e.position"


def _runs(reader: Reader) -> str:
    """Return the table whose runs of positions hold all corrections: without their own, that of commits."""
    return "corrections" if has_table(reader) else "commits"


def _of_body(body: str) -> dict[str, object]:
    """Return between which names the streams of a body lie; 0 comes after /."""
    return {
        "body": f"body:{body}",
        "rules": f"rule:{body}/",
        "rules_end": f"rule:{body}0",
        "certificates": f"certificate:{body}/",
        "certificates_end": f"certificate:{body}0",
    }


def _has_fewer(reader: Reader, first: int, last: int, of: dict[str, object]) -> bool:
    """Tell whether a body has fewer entries than the runs, without counting either to the end."""
    (entries,) = reader.execute(
        f"SELECT count(*) FROM (SELECT 1 FROM ({_STREAMS}) LIMIT :most)", {**of, "most": last - first + 1}
    ).fetchone()
    runs = _runs(reader)
    (others,) = reader.execute(
        "SELECT ifnull(sum(max(1 + last - first, 0)), 0) FROM"
        " (SELECT max(t.first_position, :first) AS first, min(t.last_position, :last) AS last"
        f" FROM {runs} t WHERE {_WITHIN.format(runs=runs)} LIMIT :most)",
        {"first": first, "last": last, "most": entries + 2},
    ).fetchone()
    return bool(entries < others)
