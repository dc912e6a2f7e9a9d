"""Which obligations of a notice are in force in a view: what the queries of its report share."""

import msgspec

from domain import day
from domain.subject import Subject
from ledger.journal import Reader
from projections import states
from projections.view import View

OF_BODY = "(:body IS NULL OR o.rule IN (SELECT id FROM subjects WHERE kind = 2 AND body = :body))"
"""The condition on a row `o` of the table of obligations that its rule is of the scope's body."""

OWED = f"o.notice = :notice AND {states.VISIBLE} AND {OF_BODY}"
"""The condition on such a row that it is in force in a view; `Scope.values` are its values."""

LEARNT = """(o.rule IN (SELECT value FROM json_each(:learnt))
    OR o.subject IN (SELECT value FROM json_each(:learnt)))"""
"""The condition on such a row that its rule or subject is among those of `learnt`."""


class Scope(msgspec.Struct, frozen=True):
    """The obligations of a notice in a view: all, or those under the rules of one body."""

    notice: Subject
    number: int
    seen: View
    body: str | None

    @property
    def values(self) -> dict[str, object]:
        """Return what `OWED` is to be bound to."""
        return {
            "notice": self.number,
            "day": self.seen.day,
            "position": self.seen.position,
            "body": self.body,
        }


def scope(reader: Reader, notice: Subject, seen: View, body: str | None) -> Scope:
    """Return the scope of a report."""
    return Scope(notice, states.number_of(reader, notice), seen, body)


def iso(number: int | None) -> str | None:
    """Return the ISO day of an ordinal; None for none."""
    return None if number is None else day.text(number)


def learnt(reader: Reader, first: int, last: int) -> str:
    """Return the numbers, as JSON, of the rules and certificates with entries after `first` up to `last`."""
    (numbers,) = reader.execute(
        "SELECT json_group_array(s.id) FROM"
        " (SELECT DISTINCT stream, instr(stream, ':') AS colon, instr(stream, '/') AS slash FROM entries"
        " WHERE position > ? AND position <= ? AND substr(stream, 1, 5) IN ('rule:', 'certi'))"
        " CROSS JOIN subjects s ON s.kind = CASE substr(stream, 1, 5) WHEN 'rule:' THEN 2 ELSE 3 END"
        " AND s.body = substr(stream, colon + 1, slash - colon - 1) AND s.number = substr(stream, slash + 1)",
        (first, last),
    ).fetchone()
    return str(numbers)
