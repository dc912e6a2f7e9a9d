"""The rows of obligations: what rules and certificates owe under the flags of a rule."""

import sqlite3
from collections.abc import Iterable

from domain import day, obligations
from domain.subject import Subject
from projections.held import Held
from projections.numbers import Numbers
from projections.rectangles import Rectangles
from projections.schema import TABLES
from projections.tables import ACTION_CODES, CLOSED_ISSUE, GROUND_CODES, NEVER, STATUS_CODES

Row = tuple[int | None, ...]
"""(notice, action, effective_from, effective_to, ground, settled_on, settled_by, last_valid_on,
status_before, reported_on, decided_on)."""

REST = (
    "ground",
    "settled_on",
    "settled_by",
    "last_valid_on",
    "status_before",
    "reported_on",
    "decided_on",
)


class OwedRows:
    """Keeps, for a rule and a subject, what is owed now beside what was believed before."""

    def __init__(self, connection: sqlite3.Connection, prefix: str, numbers: Numbers) -> None:
        self._connection = connection
        self._table = f"{prefix}obligations"
        self._numbers = numbers
        self._rows = Rectangles(connection, self._table, TABLES["obligations"], REST)
        self._open: dict[tuple[int, int], dict[Row, int]] = {}

    def of_rule(self, rule: Held, position: int) -> None:
        """Bring up to date what a rule itself owes."""
        pieces = [p for flag in rule.flags for p in obligations.of_rule(rule.timeline.entries, flag)]
        self._update(rule, rule, {self._row(piece) for piece in pieces}, position)

    def of_certificate(self, rule: Held, certificate: Held, position: int) -> None:
        """Bring up to date what a certificate owes under the flags of a rule that it names or named."""
        timeline, name = certificate.timeline.entries, rule.stream.partition(":")[2]
        rows = {
            self._row(piece)
            for flag in rule.flags
            for piece in obligations.of_certificate(timeline, name, flag)
        }
        misplaced = obligations.under_closed_rule(timeline, name, rule.closed)
        if misplaced is not None:
            rows.add(_misplaced(*misplaced))
        self._update(rule, certificate, rows, position)

    def read(self, rule: Held, certificates: Iterable[Held]) -> None:
        """Read what is believed of many certificates together."""
        wanted = [held.number for held in certificates]
        for number in wanted:
            self._open[rule.number, number] = {}
        rows = self._connection.execute(
            f"SELECT subject, recorded_from, notice, action, effective_from, effective_to, {', '.join(REST)}"
            f" FROM {self._table} WHERE rule = ? AND subject IN ({','.join('?' * len(wanted))})"
            " AND recorded_to = ?",
            (rule.number, *wanted, NEVER),
        )
        for subject, recorded_from, *row in rows:
            self._open[rule.number, subject][tuple(row)] = recorded_from

    def flush(self) -> None:
        """Write the batch."""
        self._rows.flush()
        self._open.clear()

    def _update(self, rule: Held, subject: Held, rows: set[Row], position: int) -> None:
        pair = (rule.number, subject.number)
        if pair not in self._open:
            if subject.fresh:
                self._open[pair] = {}
            else:
                self.read(rule, [subject])
        believed = self._open[pair]
        for row in [row for row in believed if row not in rows]:
            self._rows.close(_place(row, rule, subject, believed.pop(row)), position)
        for row in rows:
            if row not in believed:
                believed[row] = position
                self._rows.open(_place(row, rule, subject, position), row[3] or 0, *row[4:])

    def _row(self, piece: obligations.Piece) -> Row:
        return (
            self._numbers.of(Subject("notice", piece.notice).stream),
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


def _misplaced(on: str, position: int) -> Row:
    start = day.number(on)
    return 0, ACTION_CODES[CLOSED_ISSUE], start, day.FOREVER, None, None, position, None, None, None, None


def _place(row: Row, rule: Held, subject: Held, recorded_from: int) -> tuple[int, ...]:
    return row[0] or 0, rule.number, subject.number, row[1] or 0, recorded_from, row[2] or 0


def _number(on: str | None) -> int | None:
    return None if on is None else day.number(on)
