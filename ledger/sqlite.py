"""The event store library on our tables: store, recorder, factory, mapper.

What is ours: entries have a position and an explicit name; and a commit row, the
expected versions, the recorded time and the read model are all part of the one
transaction that inserts them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from sqlite3 import IntegrityError
from typing import TYPE_CHECKING, Any

import msgspec
from eventsourcing.application import Application
from eventsourcing.persistence import (
    AggregateRecorder,
    EventStore,
    InfrastructureFactory,
    Mapper,
    Notification,
    ProcessRecorder,
    StoredEvent,
    TrackingRecorder,
)
from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteCursor
from eventsourcing.utils import Environment, EnvType

from domain.rejected import Conflict
from ledger import journal
from ledger.codec import decode, encode
from ledger.datastore import LedgerDatastore
from ledger.entry import Entry
from ledger.moment import shanghai_day

if TYPE_CHECKING:
    import sqlite3
    from uuid import UUID

    from ledger.bulk import Bulk

Histories = Mapping[str, Sequence[Entry]]
"""Streams with their recorded entries, as somebody has read them."""

Project = Callable[["sqlite3.Connection", Sequence[Entry], Histories], None]
"""Bring the read model up to date with new entries, in their transaction."""

ProjectBulk = Callable[["sqlite3.Connection", int], None]
"""Bring it up to date with the bulk at hand, recorded from a position on, in its transaction."""


class Recording(msgspec.Struct, kw_only=True):
    """What goes with the entries of one commit, and what the ledger answers.

    `expected` are the versions of the streams that were read: where one has
    changed, or `unchanged` says no, the commit is a `Conflict`. `today` is the
    Shanghai day that was assumed, if any; the recorded time must fall on it.
    Where `after` is still the last position, nothing has changed and no version
    is looked at. `histories` spare the read model reading them again.
    """

    actor: str
    login: str
    command: str
    clock: Callable[[], int]
    expected: Mapping[str, int]
    today: str | None = None
    unchanged: Callable[["sqlite3.Connection"], bool] | None = None
    command_id: str | None = None
    fingerprint: str | None = None
    opening: bool = False
    source: str | None = None
    after: int | None = None
    histories: Histories = {}
    # the answer
    entries: Sequence[Entry] = ()
    recorded_at: int = 0
    clock_behind: bool = False


class EntryMapper(Mapper[str]):
    """Entries from stored events, by explicit names."""

    def __init__(self) -> None:
        """Take no transcoder: `ledger.codec` decodes, and the library's own would load Python's JSON."""

    def to_domain_event(self, stored_event: StoredEvent) -> Any:
        """Return the entry; its position is the notification's id."""
        position = stored_event.id if isinstance(stored_event, Notification) else 0
        event = decode(stored_event.topic, stored_event.state)
        return Entry(position, str(stored_event.originator_id), stored_event.originator_version, event)


class EntryStore(EventStore[str]):
    """Hands entries to the recorder as they are, which encodes each where it inserts its row."""

    def put(self, domain_events: Sequence[Any], **kwargs: Any) -> list[Any]:
        """Record entries; what comes of it is in the `Recording` that goes with them."""
        self.recorder.insert_events(domain_events, **kwargs)
        return []


class LedgerRecorder(SQLiteApplicationRecorder):
    """Inserts commits and entries, and reads streams with their positions."""

    project: Project | None = None
    project_bulk: ProjectBulk | None = None

    def construct_create_table_statements(self) -> list[str]:
        """Return nothing: `ledger.database.create` makes the tables."""
        return []

    def _insert_events(
        self, c: SQLiteCursor, stored_events: Sequence[Any], **kwargs: Any
    ) -> Sequence[int] | None:
        """Insert a commit: what is given are entries, as `EntryStore` hands them on."""
        connection, recording, drafts = c.sqlite_cursor.connection, kwargs["recording"], stored_events

        def rows(first: int) -> Iterator[tuple[int, str, int, str, str]]:
            for position, draft in enumerate(drafts, first):
                name, data = encode(draft.event)
                yield position, draft.stream, draft.version, name, data.decode()

        def insert(first: int) -> None:
            connection.executemany("INSERT INTO entries VALUES (?, ?, ?, ?, ?)", rows(first))

        first = self._insert(connection, recording, len(drafts), insert)
        entries = [
            Entry(position, draft.stream, draft.version, draft.event)
            for position, draft in enumerate(drafts, first)
        ]
        if self.project is not None:
            self.project(connection, entries, recording.histories)
        recording.entries = entries
        return None

    def insert_bulk(self, bulk: "Bulk", recording: Recording) -> int:
        """Record a large commit, without an object for each entry; return the last position."""
        from ledger.bulk import NAME, take_up  # only imports need it

        with self.datastore.transaction(commit=True) as c:
            connection = c.sqlite_cursor.connection

            def insert(first: int) -> None:
                take_up(connection, bulk)
                connection.execute(
                    f"INSERT INTO entries SELECT ? + number, stream, version, name, data FROM {NAME}.entries"
                    " ORDER BY number",
                    (first - 1,),
                )

            first = self._insert(connection, recording, bulk.entries, insert)
            if self.project_bulk is not None:
                self.project_bulk(connection, first)
        return first + bulk.entries - 1

    def _insert(
        self,
        connection: "sqlite3.Connection",
        recording: Recording,
        entries: int,
        insert: Callable[[int], None],
    ) -> int:
        """Insert a commit and, from the first position on, its entries; return that position.

        Raises `Conflict` where what they were decided on is no more.
        """
        _, last, last_at = journal.span_of(connection, journal.NEVER)
        now = recording.clock()
        recorded_at = max(now, last_at + 1)
        if last != recording.after:
            for stream, version in recording.expected.items():
                if journal.version_of(connection, stream) != version:
                    raise Conflict(stream)
        if recording.unchanged is not None and not recording.unchanged(connection):
            raise Conflict(recording.command)
        if recording.today is not None and shanghai_day(recorded_at) != recording.today:
            raise Conflict("midnight")
        first = last + 1
        commit = (
            first,
            first + entries - 1,
            recorded_at,
            recording.actor,
            recording.login,
            recording.command,
            recording.command_id,
            recording.fingerprint,
            int(recording.opening),
            recording.source,
        )
        try:
            connection.execute("INSERT INTO commits VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", commit)
            insert(first)
        except IntegrityError as error:
            raise Conflict(str(error)) from error
        recording.recorded_at = recorded_at
        recording.clock_behind = now < last_at
        return first

    def select_events(
        self,
        originator_id: "UUID | str",
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """Return a stream's stored events, each with its position as notification id."""
        with self.datastore.transaction(commit=False) as c:
            c.execute(
                "SELECT position, stream, version, name, data FROM entries WHERE stream = ?"
                " AND version > ? AND version <= ?"
                f" ORDER BY version {'DESC' if desc else 'ASC'} LIMIT ?",
                (originator_id, gt or 0, lte if lte is not None else 1 << 60, -1 if limit is None else limit),
            )
            return [
                Notification(
                    id=row[0], originator_id=row[1], originator_version=row[2], topic=row[3], state=row[4]
                )
                for row in c.fetchall()
            ]


class LedgerFactory(InfrastructureFactory[TrackingRecorder]):
    """Builds the recorder on the file named in the environment given to it."""

    def __init__(self, env: Environment | EnvType | None) -> None:
        super().__init__(env)
        self.datastore = LedgerDatastore(self.env["LEDGER_PATH"])

    def application_recorder(self) -> LedgerRecorder:
        """Return the recorder."""
        return LedgerRecorder(self.datastore, events_table_name="entries")

    def aggregate_recorder(self, purpose: str = "events") -> AggregateRecorder:
        """Refuse: snapshots would break replay by effective day."""
        raise NotImplementedError(purpose)

    def tracking_recorder(self, tracking_recorder_class: type[TrackingRecorder] | None = None) -> Any:
        """Refuse: the read model is kept in the entries' own transaction."""
        raise NotImplementedError(tracking_recorder_class)

    def process_recorder(self) -> ProcessRecorder:
        """Refuse: the read model is kept in the entries' own transaction."""
        raise NotImplementedError

    def close(self) -> None:
        """Close the connections."""
        self.datastore.close()


class LedgerApplication(Application[str]):
    """The library's application over one ledger file."""

    recorder: LedgerRecorder

    def construct_env(self, name: str, env: EnvType | None = None) -> Environment:
        """Return the given settings alone: no variable of the shell may change how entries are kept."""
        return Environment(
            name,
            {
                "PERSISTENCE_MODULE": "ledger.sqlite:LedgerFactory",
                "ORIGINATOR_ID_TYPE": "text",
                **(env or {}),
            },
        )

    def construct_mapper(self) -> EntryMapper:
        """Return the mapper."""
        return EntryMapper()

    def construct_event_store(self) -> EntryStore:
        """Return the store."""
        return EntryStore(self.mapper, self.recorder)
