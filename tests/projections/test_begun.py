"""New certificates, worked out before they are recorded, beside what the projector makes of their entries."""

import sqlite3
from contextlib import closing
from datetime import date
from itertools import chain

from hypothesis import given, settings
from hypothesis import strategies as st

from domain import day
from domain.body import BodyRegistered
from domain.certificate import (
    CertificateCancelled,
    CertificateIssued,
    CertificateRevoked,
    CertificateSuspended,
)
from domain.event import Event
from domain.rule import RuleFiled
from ledger import journal
from ledger.bulk import Bulk, take_up
from ledger.codec import encode
from ledger.database import SCHEMA as JOURNAL
from ledger.entry import Entry
from projections.begun import begun
from projections.binding import Draft, bound, bound_entries, packed
from projections.projector import Projector
from projections.schema import SCHEMA, TABLES
from projections.tally import facts

BODY, RULE = "CNCA-R-2099-001", "CNCA-R-2099-001/R-01"
FIRST = 738_000
RECORDED_AT = (FIRST + 2 - date(1970, 1, 1).toordinal()) * 86_400_000_000
"""So that some are back-dated."""

FOUNDING: list[tuple[str, Event]] = [
    (f"body:{BODY}", BodyRegistered(effective_on="2020-01-01", name="Sample")),
    (
        f"rule:{RULE}",
        RuleFiled(effective_on="2020-01-01", name="Sample", category="reduction", scheme="product"),
    ),
]
FACTS = facts([Entry(2, FOUNDING[1][0], 1, FOUNDING[1][1])])


def issued(on: int, expires: int) -> CertificateIssued:
    return CertificateIssued(
        effective_on=day.text(FIRST + on), expires_on=day.text(FIRST + expires), rule=RULE, holder="Sample"
    )


@st.composite
def certificates(draw: st.DrawFn) -> tuple[CertificateIssued, Event | None]:
    """Draw what a row may state: few days, so that many fall together."""
    on = draw(st.integers(0, 4))
    expires = on + draw(st.integers(0, 4))
    kind = draw(st.sampled_from([None, CertificateSuspended, CertificateCancelled, CertificateRevoked]))
    settled = None if kind is None else kind(effective_on=day.text(FIRST + draw(st.integers(on, expires))))
    return issued(on, expires), settled


def tables(stated: list[tuple[CertificateIssued, Event | None]], way: str) -> dict[str, list[object]]:
    """Return the read model of certificates: of their drafts or entries, bound, or of each entry.

    Every seventh draft leaves what it makes to its entries, and so comes after the others.
    """
    drafts: list[list[Draft]] = [[], []]
    for number, (issue, settled) in enumerate(stated):
        stream = f"certificate:{BODY}/C-{number:05}"
        events = [event for event in (issue, settled) if event is not None]
        made = begun(issue, settled, FACTS)
        if made is not None and number % 7 != 3:
            drafts[0].append((stream, len(events), None, packed((made, [text(e) for e in events]))))
        else:
            drafts[1] += [(stream, version, *encode(event)) for version, event in enumerate(events, 1)]
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.executescript(JOURNAL + SCHEMA.format(prefix=""))
        projector = Projector(connection)
        add(connection, [(stream, 1, *text(event)) for stream, event in FOUNDING])
        projector.apply(list(journal.entries(connection, 1, 2)))
        bulk: Bulk | None = bound([*drafts[0], *drafts[1]])
        assert bulk is not None
        take_up(connection, bulk)
        rows = connection.execute("SELECT stream, version, name, data FROM bulk.entries ORDER BY number")
        add(connection, rows.fetchall())
        last = 2 + bulk.entries
        if way == "entries":
            bulk = bound_entries(connection, 3, last)
            assert bulk is not None
            take_up(connection, bulk)
        if way == "each":
            if stated:
                projector.apply(list(journal.entries(connection, 3, last)))
        else:
            projector.apply_bulk(3)
        return {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}


def add(connection: sqlite3.Connection, rows: list[tuple[str, int, str, str]]) -> None:
    """Add a commit of entries to the journal."""
    last = connection.execute("SELECT coalesce(max(position), 0) FROM entries").fetchone()[0]
    values = (last + 1, last + len(rows), RECORDED_AT + last, "a", "b", "c", None, None, 0, None)
    if rows:
        connection.execute("INSERT INTO commits VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
    connection.executemany(
        "INSERT INTO entries VALUES (?, ?, ?, ?, ?)", ((at, *row) for at, row in enumerate(rows, last + 1))
    )


def text(event: Event) -> tuple[str, str]:
    name, data = encode(event)
    return name, data.decode()


@settings(deadline=None)
@given(st.lists(certificates(), max_size=6))
def test_what_is_worked_out_before_is_what_the_entries_make(
    stated: list[tuple[CertificateIssued, Event | None]],
) -> None:
    assert tables(stated, "drafts") == tables(stated, "each") == tables(stated, "entries")


def test_every_shape_is_as_the_entries_make_it_also_over_many_blocks_of_counts() -> None:
    kinds = (CertificateSuspended, CertificateCancelled, CertificateRevoked)
    shapes: list[tuple[CertificateIssued, Event | None]] = [
        (issued(0, last), None if kind is None else kind(effective_on=day.text(FIRST + on)))
        for last in (0, 1, 5)
        for on in range(last + 1)
        for kind in (None, *kinds)
    ]
    many = list(chain.from_iterable([shapes] * 60))
    assert tables(many, "drafts") == tables(many, "each") == tables(many, "entries")


def test_a_rule_that_said_several_things_leaves_it_to_the_entries() -> None:
    first, said = FACTS[0]
    assert begun(issued(0, 9), None, ((first, said), (FIRST, said + 1))) is None
    assert begun(issued(0, 9), None, ((FIRST + 1, said),)) is None
    assert begun(issued(0, 9), None, ()) is None
