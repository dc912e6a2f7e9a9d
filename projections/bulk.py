"""New certificates in bulk: what their entries make of the read model, worked out beforehand.

Most of a large sheet states new certificates, and what the read model will hold of
those is known before they are recorded (`projections.begun`), but for where in the
ledger that will be. So their rows are made elsewhere, with positions and numbers that
count from 1, and SQLite takes them over. All other entries are projected one by one.
"""

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from ledger.bulk import NAME
from ledger.codec import decode
from ledger.entry import Entry
from projections.begun import Begun
from projections.columns import pack, unpack
from projections.counts import net
from projections.numbers import Numbers
from projections.rectangles import Rectangles
from projections.tables import KIND_CODES, NEVER

SCHEMA = """
-- The bodies and rules of new certificates, numbered from 0.
CREATE TABLE bodies (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE rules (id INTEGER PRIMARY KEY, name TEXT, number INTEGER);

-- New certificates, numbered from 1.
CREATE TABLE certificates (id INTEGER PRIMARY KEY, rule INTEGER, body TEXT, number TEXT);

-- Their rectangles in the order in which they are written; opened and closed by entries, by number.
CREATE TABLE states (
    rule INTEGER, certificate INTEGER, opened INTEGER, effective_from INTEGER, effective_to INTEGER,
    closed INTEGER, status INTEGER
);

-- Entries that are not of new certificates.
CREATE TABLE others (number INTEGER PRIMARY KEY);

-- Packed: the day on which each entry acts, and what the new certificates move in the counts.
CREATE TABLE columns (acted BLOB, moves BLOB);
"""


class Rows:
    """The rows of a bulk, as they are made."""

    def __init__(self) -> None:
        self.acted: list[int] = []
        """The day on which each entry acts, as `corrections.acted_on` has it."""
        self._others: list[tuple[int]] = []
        self._rules: dict[str, int] = {}
        self._bodies: dict[str, int] = {}
        self._certificates: list[tuple[int, int, str, str]] = []
        self._states: list[tuple[int, int, int, int, int, int | None, int]] = []
        self._moves: list[tuple[int, ...]] = []

    def new(self, stream: str, made: Begun) -> None:
        """Add the next entries, all of a new certificate."""
        last, days, shape = len(self.acted), made.days, made.shape
        rule = self._rules.setdefault(made.rule, len(self._rules))
        body, _, number = stream[len("certificate:") :].partition("/")
        of = self._bodies.setdefault(body, len(self._bodies))
        certificate = len(self._certificates) + 1
        self._certificates.append((certificate, rule, body, number))
        for opened, start, end, closed, status in shape.states:
            closing = last + closed if closed else None
            self._states.append((rule, certificate, last + opened, days[start], days[end], closing, status))
        for entry, on, before, after, by in shape.moves:
            self._moves.append((last + entry, days[on], before, after, of, by))
        self.acted += made.acted

    def other(self, acted_on: int) -> None:
        """Add the next entry, which is of no new certificate."""
        self.acted.append(acted_on)
        self._others.append((len(self.acted),))

    def write(self, connection: sqlite3.Connection) -> None:
        """Write them to a database of `SCHEMA`."""
        for table, columns, rows in (
            ("bodies (name, id)", 2, self._bodies.items()),
            ("rules (name, id)", 2, self._rules.items()),
            ("certificates", 4, self._certificates),
            ("states", 7, sorted(self._states)),
            ("others", 1, self._others),
            ("columns", 2, [(pack(self.acted), pack(*zip(*net(self._moves), strict=True)))]),
        ):
            connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * columns)})", rows)


# Taking them over ------------------------------------------------------------


class Taken(NamedTuple):
    """What is not written yet of the bulk at hand: the day each entry acts on, and moves of the counts."""

    acted: Sequence[int]
    moves: list[tuple[int, ...]]


def take(
    connection: sqlite3.Connection, prefix: str, first: int, numbers: Numbers, states: Rectangles
) -> Taken:
    """Write the rows of the bulk at hand, whose entries are in the journal from a position on."""
    before, last = first - 1, numbers.last
    rules = connection.execute(f"SELECT name, id FROM {NAME}.rules").fetchall()
    connection.executemany(
        f"UPDATE {NAME}.rules SET number = ? WHERE id = ?",
        [(numbers.of_rule(rule), number) for rule, number in rules],
    )
    names = connection.execute(f"SELECT name FROM {NAME}.bodies ORDER BY id").fetchall()
    bodies = [numbers.of_body(body) for (body,) in names]
    assert numbers.last == last, "bodies and rules are known before their certificates"
    numbers.last += connection.execute(
        f"INSERT INTO {prefix}subjects SELECT ? + id, ?, body, number FROM {NAME}.certificates ORDER BY id",
        (last, KIND_CODES["certificate"]),
    ).rowcount
    connection.execute(
        f"INSERT INTO {prefix}mentions SELECT r.number, ? + c.id FROM {NAME}.certificates c"
        f" JOIN {NAME}.rules r ON r.id = c.rule ORDER BY 1, 2",
        (last,),
    )
    states.take(
        "SELECT r.number AS rule, ?1 + s.certificate AS subject, ?2 + s.opened AS recorded_from,"
        " s.effective_from, s.effective_to, coalesce(?2 + s.closed, ?3) AS recorded_to, s.status"
        f" FROM {NAME}.states s CROSS JOIN {NAME}.rules r WHERE r.id = s.rule",
        (last, before, NEVER),
    )
    (acted,), moves = map(unpack, connection.execute(f"SELECT * FROM {NAME}.columns").fetchone())
    if not moves:
        return Taken(acted, [])
    entries, *kinds, of, by = moves
    positions = map(before.__add__, entries)
    return Taken(acted, list(zip(positions, *kinds, map(bodies.__getitem__, of), by, strict=True)))


def others(connection: sqlite3.Connection, first: int) -> list[Entry]:
    """Return the entries of the bulk at hand that are of no new certificates, from the journal."""
    rows = connection.execute(
        "SELECT e.position, e.stream, e.version, e.name, e.data"
        f" FROM {NAME}.others o CROSS JOIN entries e ON e.position = ? + o.number ORDER BY 1",
        (first - 1,),
    )
    return [
        Entry(position, stream, version, decode(name, data)) for position, stream, version, name, data in rows
    ]
