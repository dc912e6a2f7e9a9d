"""Bringing the read model up to date with new entries.

Entries are taken in order of position. What each one changed of its subject's
timeline closes rectangles on the recorded axis and opens others; the rows of a
batch are gathered in memory and written together.
"""

import sqlite3
from collections.abc import Mapping, Sequence

from domain import day
from domain.course import Change
from domain.event import EntryVoided
from ledger.entry import Entry
from projections import corrections
from projections.begun import changed
from projections.corrections import acted_on
from projections.held import Held, Holdings, RuleLife
from projections.numbers import Numbers
from projections.owed_rows import OwedRows
from projections.rectangles import Rectangles
from projections.schema import TABLES
from projections.tables import KIND_CODES, STATUS_CODES
from projections.tally import Tally

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
        self._schema = _schema(connection)
        self._corrected = bool(prefix) or corrections.has_table(connection)
        self._numbers = Numbers(connection, prefix)
        self._held = Holdings(connection, self._numbers)
        self._states = Rectangles(connection, f"{prefix}states", TABLES["states"], ("status",))
        self._owed = OwedRows(connection, prefix, self._numbers)
        self._tally = Tally(connection, prefix)
        self._rules: dict[str, Held] = {}
        self._voids: list[tuple[int, int]] = []
        self._mentions: set[tuple[int, int]] = set()

    def continues(self, connection: sqlite3.Connection, position: int) -> bool:
        """Tell whether the entry at a position is the next, on the same connection, into the same tables."""
        return (
            connection is self._connection
            and position == self._position + 1
            and _schema(connection) == self._schema
        )

    def apply(self, entries: Sequence[Entry], known: Mapping[str, Sequence[Entry]] | None = None) -> None:
        """Project a batch; the entries are in the journal already.

        `known` are the histories before it of some of its streams, for who has read them.
        """
        self._held.prepare(entries, known or {})
        for entry in entries:
            self._apply(entry)
        self._finish(entries[0].position, [acted_on(entry.event) for entry in entries])

    def apply_bulk(self, first: int) -> None:
        """Project the bulk at hand, whose entries are in the journal from a position on."""
        from projections import bulk  # only imports and rebuilds need it

        taken = bulk.take(self._connection, self._prefix, first, self._numbers, self._states)
        self._tally.net(taken.moves)
        others = bulk.others(self._connection, first)
        if others:
            self._held.prepare(others, {})
        for entry in others:
            self._apply(entry)
        self._finish(first, taken.acted)

    def _finish(self, first: int, acted: Sequence[int]) -> None:
        """Write a batch from a position on; `acted` has the day on which each entry acts."""
        last = first + len(acted) - 1
        if self._corrected:
            corrections.project(self._connection, self._prefix, first, acted)
        self._flush()
        self._tally.flush(last)
        if self._held.let_go():
            self._rules.clear()
        self._position = last

    def _apply(self, entry: Entry) -> None:
        held = self._held.of(entry)
        before = held.life if held.kind == "rule" else None
        change = held.course.add(entry)
        position = entry.position
        if type(entry.event) is EntryVoided:
            self._voids.append((entry.event.position, position))
        self._mention(held, entry)
        if held.kind == "certificate":
            if change.gone or change.come:
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
            self._states.open(place, end, STATUS_CODES[segment.status])

    def _write_certificate(self, held: Held, change: Change, position: int) -> None:
        """Close and open a certificate's rectangles, and count it by them."""
        rows = changed(change, lambda name: self._rule(name, position).life.facts)
        for name, believed_from, start in rows.closed:
            rule = self._rule(name, position)
            self._states.close((rule.number, held.number, believed_from, start), position)
        for name, start, end, status in rows.opened:
            rule = self._rule(name, position)
            self._states.open((rule.number, held.number, position, start), end, status)
        self._tally.certificate(position, self._body_of(held.stream), rows.moves)

    def _body_of(self, stream: str) -> int:
        """Return the number of a certificate's body."""
        return self._numbers.of_body(stream[len("certificate:") :].partition("/")[0])

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
        if self._mentions:
            self._connection.executemany(
                f"INSERT OR IGNORE INTO {self._prefix}mentions VALUES (?, ?)", sorted(self._mentions)
            )
            self._mentions.clear()
        if self._voids:
            self._connection.executemany(f"INSERT INTO {self._prefix}voids VALUES (?, ?)", self._voids)
            self._voids.clear()
        self._states.flush()
        self._owed.flush()
        self._held.written()


def _schema(connection: sqlite3.Connection) -> int:
    """Return what changes when tables change: a rebuild may put others in their place."""
    version: int = connection.execute("PRAGMA schema_version").fetchone()[0]
    return version
