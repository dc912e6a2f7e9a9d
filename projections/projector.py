"""Bringing the read model up to date with new entries.

Entries are taken in order of position. What each one changed of its subject's
timeline closes rectangles on the recorded axis and opens others; the rows of a
batch are gathered in memory and written together.
"""

import sqlite3
from collections.abc import Mapping, Sequence

from domain import day
from domain.event import EntryVoided
from domain.timeline import Change
from ledger.entry import Entry
from projections import corrections
from projections.held import Held, Holdings, RuleLife
from projections.numbers import Numbers
from projections.owed_rows import OwedRows
from projections.rectangles import Rectangles
from projections.schema import TABLES
from projections.tables import KIND_CODES, STATUS_CODES
from projections.tally import Piece, Tally, pieces

TOGETHER = 500
"""Certificates whose histories are read at once when their rule changes."""


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
        self._rules: dict[str, Held] = {}
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
        if self._held.let_go():
            self._rules.clear()
        self._position = entries[-1].position

    def _apply(self, entry: Entry) -> None:
        held = self._held.of(entry)
        before = held.life if held.kind == "rule" else None
        change = held.course.add(entry)
        position = entry.position
        if type(entry.event) is EntryVoided:
            self._voids.append((entry.event.position, position))
        self._mention(held, entry)
        if held.kind == "certificate":
            self._write_certificate(held, change, position)
            for name in held.rules:
                rule = self._rule(name, position)
                if rule.life.binds:
                    self._owed.of_certificate(rule, held, position)
            return
        self._write(held, change, position)
        if before is not None:
            held.forget_life()
            self._owed.of_rule(held, position)
            if held.life != before:
                self._update_certificates(held, before, position)
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
        elif held.kind == "report":
            body = getattr(event, "of_body", None)
            if body is not None:
                self._mentions.add((self._numbers.of_body(body), held.number))
        elif held.kind == "certificate":
            rule = getattr(event, "rule", None)
            if rule is not None and rule not in held.rules:
                held.rules.append(rule)
                self._mentions.add((self._rule(rule, entry.position).number, held.number))

    def _write(self, held: Held, change: Change, position: int) -> None:
        """Close and open the rectangles of what an entry changed, of a subject that stands under no rule."""
        for segment, believed_from in change.gone:
            self._states.close((0, held.number, believed_from, day.number(segment.start)), position)
        for segment in change.come:
            end = day.FOREVER if segment.end is None else day.number(segment.end)
            place = (0, held.number, position, day.number(segment.start))
            self._states.open(place, end, STATUS_CODES[segment.status], segment.position)

    def _write_certificate(self, held: Held, change: Change, position: int) -> None:
        """Close and open a certificate's rectangles, and count it by them."""
        number, day_number = held.number, day.number
        gone: list[Piece] = []
        come: list[Piece] = []
        for segment, believed_from in change.gone:
            rule = self._rule(segment.rule or "", position)
            start = day_number(segment.start)
            end = day.FOREVER if segment.end is None else day_number(segment.end)
            self._states.close((rule.number, number, believed_from, start), position)
            gone += pieces(start, end, STATUS_CODES[segment.status], rule.life.facts)
        for segment in change.come:
            rule = self._rule(segment.rule or "", position)
            start = day_number(segment.start)
            end = day.FOREVER if segment.end is None else day_number(segment.end)
            status = STATUS_CODES[segment.status]
            self._states.open((rule.number, number, position, start), end, status, segment.position)
            come += pieces(start, end, status, rule.life.facts)
        if held.body is None:
            held.body = self._numbers.of_body(held.stream[len("certificate:") :].partition("/")[0])
        self._tally.certificate(position, held.body, gone, come)

    def _rule(self, name: str, position: int) -> Held:
        """Return a rule by its id, as it is now."""
        rule = self._rules.get(name)
        if rule is None:
            rule = self._rules[name] = self._held.rule(f"rule:{name}", position)
        return rule

    def _update_certificates(self, rule: Held, before: RuleLife, position: int) -> None:
        """Bring up to date how a rule's certificates are counted and what they owe."""
        if rule.new:  # nobody can have named it
            return
        self._flush()  # they are looked up
        if rule.life.facts != before.facts:
            self._tally.rule(position, rule.number, before.facts, rule.life.facts)
        if (rule.flags, rule.closed) == (before.flags, before.closed):
            return
        certificates = self._connection.execute(
            f"SELECT 'certificate:' || s.body || '/' || s.number FROM {self._prefix}mentions m"
            f" JOIN {self._prefix}subjects s ON s.id = m.naming"
            " WHERE m.named = ? AND s.kind = ? ORDER BY m.naming",
            (rule.number, KIND_CODES["certificate"]),
        ).fetchall()
        for at in range(0, len(certificates), TOGETHER):
            some = [stream for (stream,) in certificates[at : at + TOGETHER]]
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
