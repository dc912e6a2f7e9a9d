"""Bringing the read model up to date with new entries.

Entries are taken in order of position. What each one changed of its subject's
timeline closes rectangles on the recorded axis and opens others; the rows of a
batch are gathered in memory and written together.
"""

import sqlite3
from collections.abc import Mapping, Sequence

from domain import day
from domain.event import EntryVoided
from domain.timeline import Change, Segment
from ledger import journal
from ledger.entry import Entry
from projections import corrections
from projections.held import Held, Holdings, RuleLife
from projections.numbers import Numbers
from projections.owed_rows import OwedRows
from projections.rectangles import Rectangles
from projections.tables import KIND_CODES, STATUS_CODES, TABLES
from projections.tally import Rectangle, Tally


class Projector:
    """Projects entries into the tables that begin with `prefix`.

    It may be kept from batch to batch for as long as nobody else writes.
    """

    def __init__(self, connection: sqlite3.Connection, prefix: str = "") -> None:
        self._position = 0
        self._connection = connection
        self._prefix = prefix
        self._numbers = Numbers(connection, prefix)
        self._held = Holdings(connection, self._numbers)
        self._states = Rectangles(connection, f"{prefix}states", TABLES["states"], ("status", "position"))
        self._owed = OwedRows(connection, prefix, self._numbers)
        self._tally = Tally(connection, prefix)
        self._voids: list[tuple[int, int]] = []
        self._mentions: set[tuple[int, int]] = set()

    def continues(self, connection: sqlite3.Connection, position: int) -> bool:
        """Tell whether the entry at a position is the next, on the same connection."""
        return connection is self._connection and position == self._position + 1

    def apply(self, entries: Sequence[Entry], known: Mapping[str, Sequence[Entry]] | None = None) -> None:
        """Project a batch; the entries are in the journal already.

        `known` are the histories before it of some of its streams, for who has read them.
        """
        self._held.prepare(entries, known or {})
        for entry in entries:
            self._apply(entry)
        corrections.project(self._connection, self._prefix, entries)
        self._flush()
        self._tally.flush(entries[-1].position)
        self._held.let_go()
        self._position = entries[-1].position

    def _apply(self, entry: Entry) -> None:
        held = self._held.of(entry)
        before = held.life if held.kind == "rule" else None
        change = held.course.add(entry)
        if type(entry.event) is EntryVoided:
            self._voids.append((entry.event.position, entry.position))
        self._mention(held, entry)
        self._write(held, change, entry.position)
        if held.kind == "certificate":
            for name in held.rules:
                rule = self._held.rule(name, entry.position)
                if rule.flags or rule.closed:
                    self._owed.of_certificate(rule, held, entry.position)
        elif before is not None:
            held.forget_life()
            self._owed.of_rule(held, entry.position)
            if held.life != before:
                self._update_certificates(held, before, entry.position)
            held.new = False

    def _mention(self, held: Held, entry: Entry) -> None:
        """Note whom the entry names."""
        event = entry.event
        if event.notice is not None and held.stream != (notice := f"notice:{event.notice}"):
            self._mentions.add((self._numbers.of(notice), held.number))
        if held.kind == "rule":
            new = getattr(event, "refiled_as", None)
            if new is not None:
                self._mentions.add((self._numbers.of(f"rule:{new}"), held.number))
        elif held.kind == "certificate":
            rule = getattr(event, "rule", None)
            if rule is not None and (name := f"rule:{rule}") not in held.rules:
                held.rules.append(name)
                self._mentions.add((self._numbers.of(name), held.number))

    def _write(self, held: Held, change: Change, position: int) -> None:
        """Close and open the rectangles of what an entry changed."""
        number, rule_number, day_number = held.number, self._numbers.of_rule, day.number
        gone: list[Rectangle] = []
        come: list[Rectangle] = []
        for segment, believed_from in change.gone:
            rule = 0 if segment.rule is None else rule_number(segment.rule)
            start = day_number(segment.start)
            self._states.close((rule, number, believed_from, start), position)
            if segment.rule is not None:
                gone.append(self._rectangle(segment, start, position))
        for segment in change.come:
            rule = 0 if segment.rule is None else rule_number(segment.rule)
            start = day_number(segment.start)
            end = day.FOREVER if segment.end is None else day_number(segment.end)
            place = (rule, number, position, start)
            self._states.open(place, end, STATUS_CODES[segment.status], segment.position)
            if segment.rule is not None:
                come.append(self._rectangle(segment, start, position))
        if held.kind == "certificate":
            self._tally.certificate(position, self._body(held), gone, come)

    def _body(self, held: Held) -> int:
        if held.body is None:
            held.body = self._numbers.of_body(held.stream[held.stream.index(":") + 1 :].partition("/")[0])
        return held.body

    def _rectangle(self, segment: Segment, start: int, position: int) -> Rectangle:
        """Return a segment as it is counted."""
        end = day.FOREVER if segment.end is None else day.number(segment.end)
        rule = self._held.rule(f"rule:{segment.rule}", position)
        return start, end, STATUS_CODES[segment.status], rule.facts

    def _update_certificates(self, rule: Held, before: RuleLife, position: int) -> None:
        """Bring up to date how a rule's certificates are counted and what they owe."""
        if rule.new:  # nobody can have named it
            return
        self._flush()  # they are looked up
        if rule.facts != before.facts:
            self._tally.rule(position, rule.number, before.facts, rule.facts)
        if (rule.flags, rule.closed) == (before.flags, before.closed):
            return
        certificates = self._connection.execute(
            f"SELECT 'certificate:' || s.body || '/' || s.number FROM {self._prefix}mentions m"
            f" JOIN {self._prefix}subjects s ON s.id = m.naming"
            " WHERE m.named = ? AND s.kind = ? ORDER BY m.naming",
            (rule.number, KIND_CODES["certificate"]),
        ).fetchall()
        for at in range(0, len(certificates), journal.TOGETHER):
            some = [stream for (stream,) in certificates[at : at + journal.TOGETHER]]
            together = self._held.certificates(some, position)
            self._owed.read(rule, together)
            for certificate in together:
                self._owed.of_certificate(rule, certificate, position)
            self._owed.flush()

    def _flush(self) -> None:
        self._numbers.flush()
        self._connection.executemany(
            f"INSERT OR IGNORE INTO {self._prefix}mentions VALUES (?, ?)", sorted(self._mentions)
        )
        self._connection.executemany(f"INSERT INTO {self._prefix}voids VALUES (?, ?)", self._voids)
        self._mentions.clear()
        self._voids.clear()
        self._states.flush()
        self._owed.flush()
        self._held.written()
