"""Small integers for subjects: what rectangles refer to instead of texts."""

import sqlite3

from domain.subject import of_stream
from projections.tables import KIND_CODES, key_of

CERTIFICATE = KIND_CODES["certificate"]


class Numbers:
    """Gives each stream's subject its number, in order of first mention.

    Those of certificates are not remembered: there may be millions.
    """

    def __init__(self, connection: sqlite3.Connection, prefix: str) -> None:
        self._connection = connection
        self._table = f"{prefix}subjects"
        self._known: dict[str, int] = {}
        self._rules: dict[str, int] = {}
        self._bodies: dict[str, int] = {}
        self._new: list[tuple[int, int, str, str]] = []
        self.last: int = connection.execute(f"SELECT max(id) FROM {self._table}").fetchone()[0] or 0

    def of(self, stream: str) -> int:
        """Return the number of a stream's subject, which may be a new one."""
        if stream.startswith("certificate:"):
            return self._find(_certificate(stream)) or self.of_new(stream)
        number = self._known.get(stream)
        if number is None:
            number = self._known[stream] = self._find(key_of(of_stream(stream))) or self.of_new(stream)
        return number

    def of_new(self, stream: str) -> int:
        """Return the number of a subject that was never mentioned before."""
        self.last += 1
        certificate = stream.startswith("certificate:")
        self._new.append((self.last, *(_certificate(stream) if certificate else key_of(of_stream(stream)))))
        return self.last

    def of_rule(self, rule: str) -> int:
        """Return the number of the rule with an id."""
        number = self._rules.get(rule)
        if number is None:
            number = self._rules[rule] = self.of(f"rule:{rule}")
        return number

    def of_body(self, body: str) -> int:
        """Return the number of the body with an approval number."""
        number = self._bodies.get(body)
        if number is None:
            number = self._bodies[body] = self.of(f"body:{body}")
        return number

    def flush(self) -> None:
        """Write the new ones."""
        if self._new:
            self._connection.executemany(f"INSERT INTO {self._table} VALUES (?, ?, ?, ?)", self._new)
            self._new.clear()

    def _find(self, key: tuple[int, str, str]) -> int | None:
        row = self._connection.execute(
            f"SELECT id FROM {self._table} WHERE kind = ? AND body = ? AND number = ?", key
        ).fetchone()
        return None if row is None else int(row[0])


def _certificate(stream: str) -> tuple[int, str, str]:
    """Return `key_of` a certificate's stream, of which there may be millions."""
    body, _, number = stream[12:].partition("/")
    return CERTIFICATE, body, number
