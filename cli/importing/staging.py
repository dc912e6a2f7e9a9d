"""What a file says, between its check and its recording: on disk, so that memory stays bounded.

The whole file is checked before the first write, and it may state more than
memory holds. SQLite keeps it in a temporary file that vanishes with the
process, however that ends.
"""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from operator import itemgetter
from tempfile import gettempdir
from types import TracebackType
from typing import Self

import msgspec

from cli.importing.drafts import NO_DRAFTS, StagedDraft, decoded, encoded
from cli.importing.findings import Findings
from cli.importing.sheet_row import Trouble
from domain.subject import Subject, of_stream
from ledger.codec import decode
from ledger.database import LedgerFault, fault_code
from ledger.entry import Entry

CACHE_KIB = 65_536
MOST_HELD = 20_000
"""Drafts and troubles held in memory before they are written."""

SCHEMA = """
CREATE TABLE drafts (
    number INTEGER PRIMARY KEY, row INTEGER, stream TEXT, version INTEGER, name TEXT, data BLOB, rule TEXT
);
CREATE TABLE packs (number INTEGER PRIMARY KEY, drafts BLOB);
CREATE TABLE idle (row INTEGER PRIMARY KEY, stream TEXT);
CREATE TABLE retracted (row INTEGER PRIMARY KEY);
CREATE TABLE troubles (
    row INTEGER, error INTEGER, cell TEXT, code TEXT, message TEXT, number INTEGER PRIMARY KEY
);
"""

LOOKED_UP = """
CREATE INDEX drafts_by_stream ON drafts (stream);
CREATE INDEX drafts_by_rule ON drafts (rule) WHERE rule IS NOT NULL;
CREATE INDEX drafts_by_number ON drafts (substr(stream, instr(stream, '/') + 1));
"""


def _folder() -> str:
    """Return where SQLite keeps temporary files."""
    return os.environ.get("SQLITE_TMPDIR") or gettempdir()


class Staging:
    """Drafts and troubles by the rows of the file they come from.

    With `looked_up`, rows may build on what rows before them drafted.
    """

    def __init__(self, *, looked_up: bool) -> None:
        self.looked_up = looked_up
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        self._db.execute("PRAGMA temp_store = FILE")
        self._db.execute("PRAGMA journal_mode = OFF")
        self.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._db.close()

    @property
    def ascending(self) -> bool:
        """Tell whether each row so far states a later stream than the one before."""
        return self.findings.ascending

    # Writing ---------------------------------------------------------------

    def clear(self) -> None:
        """Begin anew, with nothing."""
        for table in ("drafts", "packs", "sorted", "idle", "retracted", "troubles"):
            self._db.execute(f"DROP TABLE IF EXISTS {table}")
        self._db.executescript(SCHEMA + (LOOKED_UP if self.looked_up else ""))
        self.findings, self._table = Findings(), "drafts"

    def flush_many(self) -> None:
        """Write what is held in memory, where it has become much; raises as `flush` does."""
        if len(self.findings) > MOST_HELD:
            self.flush()

    def flush(self) -> None:
        """Write what is held in memory; raises `LedgerFault` where the temporary disk is full."""
        with self._faults():
            self._db.execute("BEGIN")
            self._insert(self.findings.drafts)
            self._db.executemany("INSERT INTO idle VALUES (?, ?)", self.findings.idle)
            self._db.executemany(
                "INSERT INTO troubles (row, error, cell, code, message) VALUES (?, ?, ?, ?, ?)",
                self.findings.troubles,
            )
            self._db.execute("COMMIT")
        self.findings.clear()

    def pack(self, findings: Findings, drafts: bytes) -> None:
        """Keep what many rows hold, and their drafts as they come, encoded; raises as `flush` does."""
        self.findings.extend(findings)
        if drafts != NO_DRAFTS:
            with self._faults():
                self._db.execute("INSERT INTO packs (drafts) VALUES (?)", (drafts,))

    def _unpack(self) -> None:
        """Keep what came packed by its rows."""
        self._db.execute("BEGIN")
        for (drafts,) in self._db.execute("SELECT drafts FROM packs ORDER BY number"):
            self._insert(decoded(drafts))
        self._db.execute("DELETE FROM packs")
        self._db.execute("COMMIT")

    def _insert(self, drafts: Sequence[StagedDraft]) -> None:
        self._db.executemany(
            "INSERT INTO drafts (row, stream, version, name, data, rule) VALUES (?, ?, ?, ?, ?, ?)", drafts
        )

    # Looking up ------------------------------------------------------------

    def history(self, stream: str) -> list[Entry]:
        """Return what the file drafted for a stream so far."""
        return self.histories([stream]).get(stream, [])

    def histories(self, streams: Sequence[str]) -> dict[str, list[Entry]]:
        """Return what the file drafted for many streams so far; those without drafts are left out."""
        self.flush()
        found: dict[str, list[Entry]] = {}
        rows = self._db.execute(
            "SELECT d.stream, d.version, d.name, d.data FROM json_each(?) wanted"
            " CROSS JOIN drafts d ON d.stream = wanted.value ORDER BY d.number",
            (msgspec.json.encode(streams).decode(),),
        )
        for stream, version, name, data in rows:
            found.setdefault(stream, []).append(Entry(0, stream, version, decode(name, data)))
        return found

    def naming(self, rule: str) -> list[Subject]:
        """Return the certificates that drafts put under a rule."""
        self.flush()
        rows = self._db.execute("SELECT DISTINCT stream FROM drafts WHERE rule = ?", (rule,))
        return [of_stream(stream) for (stream,) in rows]

    def numbered(self, kind: str, number: str) -> list[Subject]:
        """Return the subjects of a kind that were drafted with this number, in whatever body."""
        self.flush()
        rows = self._db.execute(
            "SELECT DISTINCT stream FROM drafts WHERE substr(stream, instr(stream, '/') + 1) = ?", (number,)
        )
        return [subject for (stream,) in rows if (subject := of_stream(stream)).kind == kind]

    # Sorting ---------------------------------------------------------------

    def stated_again(self) -> Iterator[tuple[int, str, int]]:
        """Yield (row, stream, first row) of rows that state what a row before them stated.

        For that the drafts are sorted by stream: what is far apart in the file comes together.
        """
        self.flush()
        with self._faults():
            self._unpack()
            self._db.execute(
                "CREATE TABLE sorted AS SELECT row, stream, version, name, data, rule FROM drafts"
                " ORDER BY stream, row, version"
            )
            stated = "SELECT stream, row FROM sorted"
            if self._db.execute("SELECT 1 FROM idle LIMIT 1").fetchone() is None:
                rows = self._db.execute(f"{stated} ORDER BY rowid")
            else:
                rows = self._db.execute(f"{stated} UNION ALL SELECT stream, row FROM idle ORDER BY 1, 2")
            for stream, group in groupby(rows, itemgetter(0)):
                first, *later = dict.fromkeys(row for _, row in group)
                for row in later:
                    yield row, stream, first

    def in_order_of_streams(self) -> None:
        """Give the drafts out as `stated_again` has sorted them, instead of in the order of the file."""
        self._table = "sorted"

    def retract(self, row: int) -> tuple[int, int]:
        """Take back what a row drafted and what was wrong with it; return (drafts, errors) taken."""
        self.flush()
        with self._faults():
            for table in ("drafts", "troubles"):
                self._db.execute(f"CREATE INDEX IF NOT EXISTS {table}_by_row ON {table} (row)")
            self._db.execute("INSERT OR IGNORE INTO retracted VALUES (?)", (row,))
            taken = self._db.execute("DELETE FROM drafts WHERE row = ? RETURNING name, version", (row,))
            drafted = sum(1 if name is not None else entries for name, entries in taken)
            failed = self._db.execute("DELETE FROM troubles WHERE row = ? AND error", (row,)).rowcount
        return drafted, failed

    # Reading ---------------------------------------------------------------

    def batches(self, about: int) -> Iterator[bytes]:
        """Yield the drafts, encoded, in batches of about so many entries; what a row says is not divided."""
        self.flush()
        with self._faults():
            for (drafts,) in self._db.execute("SELECT drafts FROM packs ORDER BY number"):
                yield drafts
            rows = self._db.execute(
                f"SELECT row, stream, version, name, data, rule FROM {self._table}"
                " WHERE row NOT IN (SELECT row FROM retracted) ORDER BY rowid"
            )
            batch: list[StagedDraft] = []
            entries, of = 0, None
            for draft in rows:
                row, _, version, name, *_ = draft
                if row != of and entries >= about:
                    yield encoded(batch)
                    batch, entries = [], 0
                of = row
                batch.append(draft)
                entries += 1 if name is not None else version
            if batch:
                yield encoded(batch)

    def troubles(self, *, error: bool) -> Iterator[Trouble]:
        """Yield what is wrong, or worth saying, by row."""
        for _, trouble in self._troubled(error=error):
            yield trouble

    def rejected(self) -> Iterator[tuple[int, list[Trouble]]]:
        """Yield the rows that are rejected, in their order, and why."""
        for row, group in groupby(self._troubled(error=True), itemgetter(0)):
            if row:
                yield row, [trouble for _, trouble in group]

    def _troubled(self, *, error: bool) -> Iterator[tuple[int, Trouble]]:
        self.flush()
        with self._faults():
            rows = self._db.execute(
                "SELECT row, cell, code, message FROM troubles WHERE error = ? ORDER BY row, number", (error,)
            )
            for row, *trouble in rows:
                yield row, Trouble(*trouble)

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            code = fault_code(error)
            if code is None:
                raise
            raise LedgerFault(code, path=_folder(), detail=str(error)) from error
