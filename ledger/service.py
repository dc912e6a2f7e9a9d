"""The ledger: load, decide, record. Safe with many writers, and when repeated."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol, Self

import msgspec

from domain.rejected import Conflict, Rejected
from domain.subject import Subject
from ledger import importing, journal
from ledger.database import create, faults
from ledger.desk import Desk, Proposal, Remark
from ledger.entry import Entry
from ledger.garbage import nothing_collected
from ledger.journal import Reader
from ledger.moment import shanghai_day

if TYPE_CHECKING:
    import sqlite3

    from ledger.bulk import Bulk

LARGE_CACHE_KIB = 131_072
ATTEMPTS = 8
"""How often a decision is made again after somebody else changed what it was based on."""


class ReadModel(Protocol):
    """What the ledger needs of the read model, which it is handed."""

    @property
    def schema(self) -> str:
        """Return the SQL that makes its tables."""

    def project(
        self,
        connection: "sqlite3.Connection",
        entries: Sequence[Entry],
        histories: Mapping[str, Sequence[Entry]],
    ) -> None:
        """Bring the tables up to date with new entries; `histories` of some streams are known already."""

    def project_bulk(self, connection: "sqlite3.Connection", first: int) -> None:
        """Bring the tables up to date with the bulk at hand, recorded from a position on."""

    def naming(self, reader: Reader, subject: Subject) -> Iterable[Subject]:
        """Return the subjects with entries that name this one, and perhaps more."""


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks for what: goes into the commit."""

    actor: str
    login: str
    command: str
    command_id: str | None = None
    fingerprint: str | None = None
    opening: bool = False
    source: str | None = None
    dry_run: bool = False


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a request: the entries of its commit, or the drafts of a dry run."""

    recorded: Sequence[Entry] = ()
    unchanged: Sequence[tuple[Proposal, Entry]] = ()
    remarks: Sequence[Remark] = ()
    dry_run: bool = False
    repeated: bool = False


class Ledger:
    """One ledger file, open for writing."""

    def __init__(self, path: str, *, clock: Callable[[], int], read_model: ReadModel) -> None:
        # Only writing needs the store library; reading a ledger starts without it.
        with importing.shortened():
            from ledger.sqlite import LedgerApplication, Recording

        self.path = path
        self._clock = clock
        self._reader: sqlite3.Connection | None = None
        self._after: int | None = None  # the last position, where it was ours
        self._read_model = read_model
        self._recording = Recording
        self._app = LedgerApplication({"LEDGER_PATH": path})
        self._app.recorder.project = read_model.project
        self._app.recorder.project_bulk = read_model.project_bulk

    def close(self) -> None:
        """Close the file."""
        self._app.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def histories(self, subjects: Iterable[Subject]) -> dict[Subject, list[Entry]]:
        """Return the histories of many subjects, as they stood at one moment."""
        with self.reading() as reader:
            found = journal.histories(reader, streams := {s.stream: s for s in subjects})
            return {subject: found[stream] for stream, subject in streams.items()}

    @contextmanager
    def reading(self) -> Iterator["sqlite3.Connection"]:
        """Yield a connection that sees the ledger as it stood at one moment; the same within itself."""
        if self._reader is not None:
            yield self._reader
            return
        with self._app.recorder.datastore.transaction(commit=False) as cursor:
            self._reader = cursor.sqlite_cursor.connection
            try:
                yield self._reader
            finally:
                self._reader = None

    def desk(self, reader: Reader) -> Desk:
        """Return an empty desk, on the Shanghai day that a commit made now would have."""
        _, after, last_at = journal.span_of(reader, journal.NEVER)
        return Desk(
            lambda subject: journal.history(reader, subject.stream),
            lambda subject: list(self._read_model.naming(reader, subject)),
            shanghai_day(max(self._clock(), last_at + 1)),
            after,
        )

    def transact(
        self,
        request: Request,
        decide: Callable[[Desk], None],
        unchanged: Callable[["sqlite3.Connection"], bool] | None = None,
    ) -> Outcome:
        """Decide and record as one commit; decide again where somebody else was first.

        `unchanged` is asked under the write lock whether a selection that the
        decision was based on is still the same. Raises `Rejected`, `Conflict`
        when it was too often in vain, `LedgerFault`.
        """
        with faults(self.path), nothing_collected():
            for _ in range(ATTEMPTS):
                if (first := self._first_result(request)) is not None:
                    return first
                refused: Rejected | None = None
                with self.reading() as reader:
                    desk = self.desk(reader)
                    try:
                        decide(desk)
                    except Rejected as no:
                        refused = no
                    if desk.drafts and not (refused or request.dry_run):
                        try:
                            return self._record(request, desk, unchanged)
                        except Conflict as conflict:
                            last = conflict
                            continue
                # The same command may have been carried out since: then that is why nothing is left to do.
                if (refused or not desk.drafts) and (first := self._first_result(request)) is not None:
                    return first
                if refused is not None:
                    raise refused
                return _told(desk, recorded=desk.drafts, dry_run=request.dry_run)
        raise last

    def _record(
        self, request: Request, desk: Desk, unchanged: Callable[["sqlite3.Connection"], bool] | None
    ) -> Outcome:
        """Record the drafts of a desk; raises `Conflict` where what they were decided on is no more."""

        def still(connection: "sqlite3.Connection") -> bool:
            return (unchanged is None or unchanged(connection)) and all(
                set(self._read_model.naming(connection, subject)) == set(found)
                for subject, found in desk.dependants.items()
            )

        recording = self._recorded(
            request,
            expected=desk.expected,
            histories=desk.histories,
            today=desk.today,
            unchanged=still,
            after=desk.after,
        )
        self._app.events.put(desk.drafts, recording=recording)
        if recording.clock_behind:
            desk.remark("clock.behind", recorded_at=recording.recorded_at)
        return _told(desk, recorded=recording.entries)

    def record_many(self, request: Request, bulk: "Bulk", expected: Mapping[str, int]) -> None:
        """Record what a file says, or a part of it, as one commit.

        `expected` are the versions of the streams that many entries build on,
        their own are implied by theirs. Raises `Conflict` where one is
        different under the write lock, and `LedgerFault`.
        """
        recording = self._recorded(request, expected=expected, after=self._after)
        with faults(self.path):
            self._after = self._app.recorder.insert_bulk(bulk, recording)

    @contextmanager
    def many(self) -> Iterator[None]:
        """Make room in memory for large commits."""
        with self.reading() as connection:
            connection.execute(f"PRAGMA cache_size = -{LARGE_CACHE_KIB}")
        with nothing_collected():
            yield

    def _recorded(self, request: Request, **particulars: Any) -> Any:
        """Return what goes with the entries of a request's commit."""
        return self._recording(
            actor=request.actor,
            login=request.login,
            command=request.command,
            command_id=request.command_id,
            fingerprint=request.fingerprint,
            opening=request.opening,
            source=request.source,
            clock=self._clock,
            **particulars,
        )

    def was_carried_out(self, request: Request) -> bool:
        """Tell whether this command was; raises `Rejected` where its id belongs to another command."""
        return self._first_result(request) is not None

    def _first_result(self, request: Request) -> Outcome | None:
        """Return what this command id led to when it was first used; None without one."""
        if request.command_id is None:
            return None
        with self.reading() as reader:
            commit = journal.commit_with_id(reader, request.command_id)
            if commit is None:
                return None
            if (commit.command, commit.fingerprint) != (request.command, request.fingerprint):
                raise Rejected(
                    "command_id.reused", command_id=request.command_id, position=commit.first_position
                )
            entries = list(journal.entries(reader, commit.first_position, commit.last_position))
        return Outcome(recorded=entries, repeated=True)


def _told(desk: Desk, *, recorded: Sequence[Entry], dry_run: bool = False) -> Outcome:
    return Outcome(recorded=recorded, unchanged=desk.unchanged, remarks=desk.remarks, dry_run=dry_run)


def create_ledger(path: str, *, ledger_id: str, created_at: str, version: str, read_model: ReadModel) -> None:
    """Make an empty ledger file; raises `LedgerFault`."""
    create(
        path,
        {"ledger_id": ledger_id, "created_at": created_at, "created_by": f"certledger {version}"},
        read_model.schema,
    )
