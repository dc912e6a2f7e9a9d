"""The ledger file: an SQLite database that says what it is, and refuses to be changed.

Nothing here knows the event store library; reading a ledger needs only this.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress

APPLICATION_ID = 0x4345524C
"""`CERL`, in the file's header."""

SCHEMA_VERSION = 2
"""1: the read model has no counts and no table of corrections (certledger 0.1.0). An older program
refuses a newer file, whose tables it would not keep; a newer one keeps an older file as it is
until its read model is rebuilt.
"""

LOCK_TIMEOUT_SECONDS = 30.0
CACHED_STATEMENTS = 128

SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE commits (
    first_position INTEGER PRIMARY KEY,
    last_position  INTEGER NOT NULL,
    recorded_at    INTEGER NOT NULL,
    actor          TEXT NOT NULL,
    login          TEXT NOT NULL,
    command        TEXT NOT NULL,
    command_id     TEXT,
    fingerprint    TEXT,
    opening        INTEGER NOT NULL,
    source         TEXT
);

-- Only of those that have one, and none of the times, which rise with the positions: a commit
-- writes a page for each index. Ledgers made by version 0.1.0 have both, as constraints.
CREATE UNIQUE INDEX commits_by_command_id ON commits (command_id) WHERE command_id IS NOT NULL;

-- The position is a column of its own: an implicit rowid may be given twice.
CREATE TABLE entries (
    position INTEGER PRIMARY KEY,
    stream   TEXT NOT NULL,
    version  INTEGER NOT NULL,
    name     TEXT NOT NULL,
    data     TEXT NOT NULL,
    UNIQUE (stream, version)
);

CREATE TRIGGER entries_are_not_updated BEFORE UPDATE ON entries
BEGIN SELECT RAISE(ABORT, 'an entry is never changed: void it with a new one'); END;
CREATE TRIGGER entries_are_not_deleted BEFORE DELETE ON entries
BEGIN SELECT RAISE(ABORT, 'an entry is never deleted: void it with a new one'); END;
CREATE TRIGGER entries_are_not_replaced BEFORE INSERT ON entries
WHEN EXISTS (SELECT 1 FROM entries WHERE position = NEW.position)
BEGIN SELECT RAISE(ABORT, 'an entry is never replaced: void it with a new one'); END;
CREATE TRIGGER entries_of_a_stream_are_not_replaced BEFORE INSERT ON entries
WHEN EXISTS (SELECT 1 FROM entries WHERE stream = NEW.stream AND version = NEW.version)
BEGIN SELECT RAISE(ABORT, 'somebody else recorded this version of the stream'); END;

CREATE TRIGGER commits_are_not_updated BEFORE UPDATE ON commits
BEGIN SELECT RAISE(ABORT, 'a commit is never changed'); END;
CREATE TRIGGER commits_are_not_deleted BEFORE DELETE ON commits
BEGIN SELECT RAISE(ABORT, 'a commit is never deleted'); END;
CREATE TRIGGER commits_are_not_replaced BEFORE INSERT ON commits
WHEN EXISTS (SELECT 1 FROM commits WHERE first_position >= NEW.first_position)
  OR NEW.recorded_at <= (SELECT recorded_at FROM commits ORDER BY first_position DESC LIMIT 1)
  OR EXISTS (SELECT 1 FROM commits WHERE command_id = NEW.command_id)
BEGIN SELECT RAISE(ABORT, 'a commit is never replaced, and comes after all others'); END;
"""


class LedgerFault(Exception):
    """The ledger file cannot be used as asked; `code` is stable, `values` fill the message."""

    def __init__(self, code: str, /, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


@contextmanager
def faults(path: str) -> Iterator[None]:
    """Turn SQLite's errors, wrapped by the store library or not, into `LedgerFault`."""
    try:
        yield
    except Exception as error:
        cause: BaseException | None = error
        while cause is not None and not isinstance(cause, sqlite3.Error):
            cause = cause.__cause__
        if cause is None:
            raise
        code = fault_code(cause)
        if code is None:
            raise
        raise LedgerFault(code, path=path, detail=str(cause)) from error


def fault_code(error: sqlite3.Error) -> str | None:
    """Return the stable code for an SQLite error; None for one that is our own mistake."""
    name = getattr(error, "sqlite_errorname", "") or ""
    if not name and str(error).startswith("Could not decode to UTF-8"):
        return "ledger.damaged"
    for prefix, code in (
        ("SQLITE_BUSY", "ledger.locked"),
        ("SQLITE_LOCKED", "ledger.locked"),
        ("SQLITE_FULL", "ledger.disk_full"),
        ("SQLITE_IOERR_SHMSIZE", "ledger.disk_full"),  # no room to begin: the index of the write-ahead log
        ("SQLITE_IOERR", "ledger.disk_error"),
        ("SQLITE_READONLY", "ledger.read_only"),
        ("SQLITE_CANTOPEN", "ledger.cannot_open"),
        ("SQLITE_NOTADB", "ledger.not_a_ledger"),
        ("SQLITE_CORRUPT", "ledger.damaged"),
    ):
        if name.startswith(prefix):
            return code
    return None


def create(path: str, meta: dict[str, str], extra_schema: str) -> None:
    """Make a ledger file; raises `LedgerFault` (`ledger.exists`) where there is a file already.

    It is made under another name and linked into place, so that no half-made
    ledger is ever seen.
    """
    folder, name = os.path.split(path)
    # What an old ledger of that name left beside it would be applied to the new one.
    for taken in (path, f"{path}-wal", f"{path}-journal"):
        if os.path.lexists(taken):
            raise LedgerFault("ledger.exists", path=taken)
    if not os.path.isdir(folder or "."):
        raise LedgerFault("ledger.no_folder", path=folder)
    draft = os.path.join(folder, f".{name}.{os.getpid()}.new")
    remove(draft)
    try:
        with faults(path):
            connection = sqlite3.connect(draft, isolation_level=None)
            try:
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
                connection.execute("PRAGMA journal_mode = WAL")
                connection.executescript("BEGIN;" + SCHEMA + extra_schema)
                connection.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())
                connection.execute("COMMIT")
            finally:
                connection.close()
        try:
            put_in_place(draft, path)
        except FileExistsError:
            raise LedgerFault("ledger.exists", path=path) from None
    finally:
        remove(draft)


def remove(path: str) -> None:
    """Remove a draft and what SQLite keeps beside it, where they are and as far as the disk allows."""
    for name in (path, f"{path}-wal", f"{path}-shm"):
        with suppress(OSError):
            os.unlink(name)


def put_in_place(draft: str, path: str) -> None:
    """Give a finished draft its name; raises `FileExistsError` where the name is taken."""
    try:
        os.link(draft, path)
    except FileExistsError:
        raise
    except OSError:  # a disk without hard links, such as exFAT
        open(path, "xb").close()
        os.replace(draft, path)


def connect(path: str, *, writing: bool) -> sqlite3.Connection:
    """Open a ledger file, in autocommit mode; raises `LedgerFault` where it is none.

    A file without any write permission is read-only, even for an administrator.
    """
    if os.path.isdir(path):
        raise LedgerFault("ledger.not_a_ledger", path=path, detail="a folder")
    if not os.path.exists(path):
        raise LedgerFault("ledger.missing", path=path)
    if writing and not os.stat(path).st_mode & 0o222:
        raise LedgerFault("ledger.read_only", path=path, detail="no write permission")
    with faults(path):
        if writing:
            connection = _open(path, "mode=rw")
        else:
            try:
                connection = _open(path, "mode=ro")
            except sqlite3.OperationalError:
                if os.path.exists(f"{path}-wal") and os.path.getsize(f"{path}-wal"):
                    raise
                # A write-ahead ledger in a folder that cannot be written: nobody
                # can be writing, so it may be read as it stands.
                connection = _open(path, "immutable=1")
        _recognise(connection, path)
    return connection


def _open(path: str, mode: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"file:{_quoted(os.path.abspath(path))}?{mode}",
        uri=True,
        isolation_level=None,
        timeout=LOCK_TIMEOUT_SECONDS,
        cached_statements=CACHED_STATEMENTS,
        check_same_thread=False,
    )
    try:
        connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone()
        connection.execute("PRAGMA synchronous = FULL")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _quoted(path: str) -> str:
    """Return a path as it may stand in a URI; what is no ASCII may stay."""
    return path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")


def _recognise(connection: sqlite3.Connection, path: str) -> None:
    application_id = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if application_id != APPLICATION_ID:
        connection.close()
        raise LedgerFault("ledger.not_a_ledger", path=path, detail="another database")
    if version > SCHEMA_VERSION:
        connection.close()
        raise LedgerFault("ledger.newer", path=path, version=version, known=SCHEMA_VERSION)
