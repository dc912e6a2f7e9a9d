"""Binding entries to a bulk: drafts for recording, recorded ones for building the read model anew."""

import sqlite3
from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter

import msgspec

from domain.course import Course
from domain.subject import Subject
from ledger import journal
from ledger.bulk import Bulk, image
from ledger.codec import decode
from ledger.journal import Reader
from projections import begun
from projections.begun import Begun
from projections.bulk import SCHEMA, Rows
from projections.corrections import acted_on
from projections.held import RuleLife

Draft = tuple[str, int, str | None, bytes]
"""(stream, version, stored name, data) of an entry.

Without a name, `data` are all entries of a new certificate, packed, and `version` is how many.
"""

packed = msgspec.msgpack.Encoder().encode
"""Pack a new certificate: (what it is, its entries as (stored name, data))."""

_unpacked = msgspec.msgpack.Decoder(tuple[Begun, list[tuple[str, str]]]).decode


def bound(drafts: Iterable[Draft]) -> Bulk:
    """Bind drafts to be recorded: first new certificates in the order given, then all others in theirs."""
    rows = Rows()
    entries: list[tuple[str, int, str, str]] = []
    others: list[tuple[str, int, str, str]] = []
    for stream, version, name, data in drafts:
        if name is not None:
            others.append((stream, version, name, data.decode()))
            continue
        made, events = _unpacked(data)
        rows.new(stream, made)
        entries += [(stream, at, *event) for at, event in enumerate(events, 1)]
    for _, _, name, text in others:
        rows.other(acted_on(decode(name, text)))
    entries += others
    versions = {stream: version for stream, version, *_ in others if not stream.startswith("certificate:")}

    def fill(connection: sqlite3.Connection) -> None:
        connection.executemany(
            "INSERT INTO entries (stream, version, name, data) VALUES (?, ?, ?, ?)", entries
        )
        rows.write(connection)

    return Bulk(len(entries), versions, image(SCHEMA, fill))


def bound_entries(reader: Reader, first: int, last: int) -> Bulk | None:
    """Bind what recorded entries make of new certificates, without the entries.

    None where some have to be projected one by one: where they begin anything that
    is no new certificate, change a rule, or are not all there.
    """
    if journal.count_with(reader, first, last, "certificate:") != last - first + 1:
        return None
    entries = list(journal.entries(reader, first, last))
    lives = _Lives(reader, first)
    rows = Rows()
    seen: set[str] = set()
    for stream, group in groupby(entries, attrgetter("stream")):
        some = list(group)
        made = None if some[0].version > 1 else begun.of_entries(some, lives.life)
        if made is not None:
            rows.new(stream, made)
            seen.add(stream)
        elif some[0].version == 1 or stream in seen:
            return None
        else:
            for entry in some:
                rows.other(acted_on(entry.event))
    return Bulk(len(entries), {}, image(SCHEMA, rows.write))


class _Lives:
    """What rules' timelines say at a position, each read once."""

    def __init__(self, reader: Reader, position: int) -> None:
        self._reader = reader
        self._position = position
        self._lives: dict[str, RuleLife] = {}

    def life(self, rule: str) -> RuleLife:
        """Return that of the rule with an id."""
        found = self._lives.get(rule)
        if found is None:
            subject = Subject("rule", rule)
            history = journal.history(self._reader, subject.stream, known_at=self._position)
            found = self._lives[rule] = RuleLife.of(Course(subject.aggregate, history))
        return found
