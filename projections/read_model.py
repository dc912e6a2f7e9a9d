"""The read model: kept in the same transaction as the entries, rebuilt from them at will."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence

from domain.subject import Subject
from ledger.entry import Entry
from ledger.journal import Reader
from projections.projector import Projector
from projections.schema import SCHEMA
from projections.tables import key_of, subject_of


class ReadModel:
    """What the ledger is handed: tables to make, entries to project, who names whom."""

    schema = SCHEMA.format(prefix="")

    def __init__(self) -> None:
        self._projector: Projector | None = None

    def project(
        self,
        connection: sqlite3.Connection,
        entries: Sequence[Entry],
        histories: Mapping[str, Sequence[Entry]],
    ) -> None:
        """Bring the live tables up to date with new entries, which are inserted already.

        What was worked out for the commit before serves again where nobody else
        has written since.
        """
        projector = self._from(connection, entries[0].position)
        projector.apply(entries, histories)
        self._projector = projector

    def project_bulk(self, connection: sqlite3.Connection, first: int) -> None:
        """Bring the live tables up to date with the bulk at hand, inserted from a position on."""
        projector = self._from(connection, first)
        projector.apply_bulk(first)
        self._projector = projector

    def _from(self, connection: sqlite3.Connection, position: int) -> Projector:
        """Return what projects the entries from a position on; none is kept should that fail."""
        projector, self._projector = self._projector, None
        if projector is not None and projector.continues(connection, position):
            return projector
        return Projector(connection)

    def naming(self, reader: Reader, subject: Subject) -> Iterator[Subject]:
        """Yield the subjects that name this one, or once did; for a body, all its own too."""
        rows = reader.execute(
            "SELECT s.kind, s.body, s.number FROM mentions m JOIN subjects s ON s.id = m.naming"
            " WHERE m.named = (SELECT id FROM subjects WHERE kind = ? AND body = ? AND number = ?)",
            key_of(subject),
        ).fetchall()
        if subject.kind == "body":
            rows += reader.execute(
                "SELECT kind, body, number FROM subjects WHERE kind IN (2, 3) AND body = ?", (subject.id,)
            ).fetchall()
        for kind, body, number in rows:
            yield subject_of(kind, body, number)
