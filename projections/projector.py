"""Bringing the read model up to date, entry by entry.

For each new entry, what its subject's timeline now implies is compared with
the rectangles that are still open on the recorded axis; those that changed are
closed at the entry's position, and what is new is opened there.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from domain import day, obligations
from domain.event import EntryVoided
from domain.rule import FlagSpan, flag_spans
from domain.rule import segments as rule_segments
from domain.subject import Subject
from domain.timeline import standing
from ledger import journal
from ledger.database import LedgerFault
from ledger.entry import Entry
from projections.tables import (
    ACTION_CODES,
    CLOSED_ISSUE,
    GROUND_CODES,
    NEVER,
    STATUS_CODES,
    key_of,
    subject_of,
)
from projections.tally import Tally


class Projector:
    """Projects entries into the tables that begin with `prefix`, in order of position."""

    def __init__(self, connection: sqlite3.Connection, prefix: str) -> None:
        self._connection = connection
        self._prefix = prefix
        self._histories: dict[str, list[Entry]] = {}
        self._ids: dict[Subject, int] = {}
        self._mentioned: set[tuple[int, int]] = set()
        self._lives: dict[tuple[Subject, int], tuple[list[FlagSpan], list[tuple[str, str | None]]]] = {}
        self._tally = Tally(connection, prefix)

    def apply(self, entries: Sequence[Entry]) -> None:
        """Project a batch; the entries are in the journal already."""
        for entry in entries:
            history = self._history(entry)
            subject = entry.subject
            number = self._id(subject)
            if isinstance(entry.event, EntryVoided):
                self._execute("INSERT INTO {p}voids VALUES (?, ?)", (entry.event.position, entry.position))
            rules = self._mentions(subject, number, entry)
            timeline = standing(history)
            self._update_states(subject, number, timeline, entry.position)
            if subject.kind == "certificate":
                for rule in rules:
                    self._update_certificate(rule, subject, number, timeline, entry.position)
            elif subject.kind == "rule":
                self._tally.rule(entry.position, number, timeline)
                self._update_rule(subject, number, timeline, entry.position)
        if entries:
            self._tally.flush(entries[-1].position)

    # States ------------------------------------------------------------------

    def _update_states(self, subject: Subject, number: int, timeline: Sequence[Entry], position: int) -> None:
        spans = subject.aggregate.segments(timeline)
        rows = {
            (
                0 if span.rule is None else self._id(Subject("rule", span.rule)),
                day.number(span.start),
                day.FOREVER if span.end is None else day.number(span.end),
                STATUS_CODES[span.status],
                span.position,
            )
            for span in spans
        }
        before = self._query(
            "SELECT rule, effective_from, effective_to, status, position, recorded_from FROM {p}states"
            " WHERE subject = ? AND recorded_to = ?",
            (number, NEVER),
        )
        for row in before:
            if row[:5] not in rows:
                self._close("states", "rule = ? AND subject = ?", (row[0], number), row[5], row[1], position)
        if subject.kind == "certificate":
            body = self._id(Subject("body", subject.body or ""))
            self._tally.certificate(position, body, [row[:4] for row in before], [row[:4] for row in rows])
        known = {row[:5] for row in before}
        self._connection.executemany(
            f"INSERT INTO {self._prefix}states VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (rule, number, position, start, end, NEVER, status, by)
                for rule, start, end, status, by in rows - known
            ],
        )

    # Obligations -------------------------------------------------------------

    def _update_rule(self, rule: Subject, number: int, timeline: Sequence[Entry], position: int) -> None:
        """Bring the rule's obligations up to date, and where its flags or life changed, its certificates'."""
        life = self._life_of(rule, position)
        pieces = [piece for span in life[0] for piece in obligations.of_rule(timeline, span)]
        self._update_obligations(number, number, pieces, None, position)
        if life == self._life_of(rule, position - 1):
            return
        for (certificate,) in self._query(
            "SELECT naming FROM {p}mentions m JOIN {p}subjects s ON s.id = m.naming"
            " WHERE m.named = ? AND s.kind = 3",
            (number,),
        ):
            subject = self._subject(certificate)
            timeline = standing(self._known(subject, position))
            self._update_certificate(rule, subject, certificate, timeline, position)

    def _update_certificate(
        self, rule: Subject, subject: Subject, number: int, timeline: Sequence[Entry], position: int
    ) -> None:
        spans, closed = self._life_of(rule, position)
        rule_number = self._id(rule)
        pieces = [piece for span in spans for piece in obligations.of_certificate(timeline, rule.id, span)]
        misplaced = obligations.under_closed_rule(timeline, rule.id, closed)
        if not pieces and not misplaced and not self._has_obligations(rule_number, number):
            return
        self._update_obligations(rule_number, number, pieces, misplaced, position)

    def _life_of(self, rule: Subject, position: int) -> tuple[list[FlagSpan], list[tuple[str, str | None]]]:
        """Return the rule's flags and the days it was closed, as known at a position."""
        known = self._known(rule, position)
        key = (rule, len(known))
        if key not in self._lives:
            self._lives[key] = flag_spans(known), _closed(known)
        return self._lives[key]

    def _has_obligations(self, rule: int, number: int) -> bool:
        return bool(
            self._query("SELECT 1 FROM {p}obligations WHERE rule = ? AND subject = ? LIMIT 1", (rule, number))
        )

    def _update_obligations(
        self,
        rule: int,
        number: int,
        pieces: Iterable[obligations.Piece],
        misplaced: tuple[str, int] | None,
        position: int,
    ) -> None:
        rows = {self._obligation_row(piece) for piece in pieces}
        if misplaced is not None:
            on, by = misplaced
            rows.add(
                (
                    0,
                    ACTION_CODES[CLOSED_ISSUE],
                    day.number(on),
                    day.FOREVER,
                    None,
                    None,
                    by,
                    *(None, None, None, None),
                )
            )
        before = self._query(
            "SELECT notice, action, effective_from, effective_to, ground, settled_on, settled_by,"
            " last_valid_on, status_before, reported_on, decided_on, recorded_from FROM {p}obligations"
            " WHERE rule = ? AND subject = ? AND recorded_to = ?",
            (rule, number, NEVER),
        )
        for row in before:
            if row[:11] not in rows:
                self._close(
                    "obligations",
                    "notice = ? AND rule = ? AND subject = ? AND action = ?",
                    (row[0], rule, number, row[1]),
                    row[11],
                    row[2],
                    position,
                )
        known = {row[:11] for row in before}
        self._connection.executemany(
            f"INSERT INTO {self._prefix}obligations VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (row[0], rule, number, row[1], position, row[2], row[3], NEVER, *row[4:])
                for row in rows - known
            ],
        )

    def _obligation_row(self, piece: obligations.Piece) -> tuple[int | None, ...]:
        return (
            self._id(Subject("notice", piece.notice)),
            ACTION_CODES[piece.action],
            day.number(piece.start),
            day.FOREVER if piece.end is None else day.number(piece.end),
            GROUND_CODES[piece.ground],
            _number(piece.settled_on),
            piece.settled_by,
            _number(piece.last_valid_on),
            STATUS_CODES[piece.status_before],
            _number(piece.reported_on),
            _number(piece.decided_on),
        )

    # Rows --------------------------------------------------------------------

    def _close(
        self, table: str, where: str, values: tuple[int, ...], recorded: int, effective: int, at: int
    ) -> None:
        """Close a rectangle on the recorded axis; one that was opened by the same entry never was."""
        rest = f"{where} AND recorded_from = ? AND effective_from = ?"
        if recorded == at:
            self._execute(f"DELETE FROM {{p}}{table} WHERE {rest}", (*values, recorded, effective))
        else:
            self._execute(
                f"UPDATE {{p}}{table} SET recorded_to = ? WHERE {rest}", (at, *values, recorded, effective)
            )

    def _mentions(self, subject: Subject, number: int, entry: Entry) -> list[Subject]:
        """Note whom the entry names; return the rules that a certificate ever named."""
        named = []
        if entry.event.notice is not None and subject != Subject("notice", entry.event.notice):
            named.append(Subject("notice", entry.event.notice))
        if subject.kind == "rule" and (new := getattr(entry.event, "refiled_as", None)):
            named.append(Subject("rule", new))
        rules: dict[Subject, None] = {}
        if subject.kind == "certificate":
            for other in self._history_of(subject):
                rule = getattr(other.event, "rule", None)
                if rule is not None and other.position <= entry.position:
                    rules[Subject("rule", rule)] = None
        for other_subject in (*named, *rules):
            pair = (self._id(other_subject), number)
            if pair not in self._mentioned:
                self._mentioned.add(pair)
                self._execute("INSERT OR IGNORE INTO {p}mentions VALUES (?, ?)", pair)
        return list(rules)

    # Subjects and histories ----------------------------------------------------

    def _id(self, subject: Subject) -> int:
        number = self._ids.get(subject)
        if number is None:
            key = key_of(subject)
            self._execute(
                "INSERT INTO {p}subjects (kind, body, number) VALUES (?, ?, ?)"
                " ON CONFLICT (kind, body, number) DO NOTHING",
                key,
            )
            row = self._query("SELECT id FROM {p}subjects WHERE kind = ? AND body = ? AND number = ?", key)
            number = self._ids[subject] = row[0][0]
        return number

    def _subject(self, number: int) -> Subject:
        return subject_of(
            *self._query("SELECT kind, body, number FROM {p}subjects WHERE id = ?", (number,))[0]
        )

    def _history(self, entry: Entry) -> list[Entry]:
        """Return the subject's entries up to this one."""
        history = self._history_of(entry.subject)
        if len(history) < entry.version:
            raise LedgerFault("ledger.damaged", path=entry.stream, detail=f"entries before #{entry.position}")
        return history if history[-1].version == entry.version else history[: entry.version]

    def _known(self, subject: Subject, position: int) -> list[Entry]:
        """Return the subject's entries as known at a position."""
        return [entry for entry in self._history_of(subject) if entry.position <= position]

    def _history_of(self, subject: Subject) -> list[Entry]:
        stream = subject.stream
        found = self._histories.get(stream)
        if found is None:
            found = self._histories[stream] = journal.history(self._connection, stream)
        return found

    def _query(self, sql: str, values: Iterable[object]) -> list[tuple[Any, ...]]:
        rows = self._connection.execute(sql.format(p=self._prefix), tuple(values))
        return [tuple(row) for row in rows.fetchall()]

    def _execute(self, sql: str, values: Iterable[object]) -> None:
        self._connection.execute(sql.format(p=self._prefix), tuple(values))


def _closed(history: Iterable[Entry]) -> list[tuple[str, str | None]]:
    """Return the spans of days during which nothing could be issued under a rule."""
    return [(s.start, s.end) for s in rule_segments(standing(history)) if s.status != "filed"]


def _number(on: str | None) -> int | None:
    return None if on is None else day.number(on)
