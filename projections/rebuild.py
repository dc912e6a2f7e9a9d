"""Building the read model anew from the entries, beside the live one."""

import sqlite3
from collections.abc import Callable

from ledger import journal
from ledger.database import LedgerFault
from projections.projector import Projector
from projections.tables import SCHEMA, TABLES

BATCH = 5_000
"""Entries held in memory at once."""

SHADOW = "shadow_"
"""Prefix of the temporary tables beside the live ones."""

Progress = Callable[[int, int], None]
"""Told how many entries are done, and of how many."""


def build_beside(connection: sqlite3.Connection, progress: Progress) -> int:
    """Project all entries into temporary tables; return the last position projected."""
    for table in TABLES:
        connection.execute(f"DROP TABLE IF EXISTS temp.{SHADOW}{table}")
    _make_tables(connection, SHADOW, "temp.")
    return catch_up(connection, 0, progress)


def catch_up(connection: sqlite3.Connection, done: int, progress: Progress) -> int:
    """Project the entries after position `done` as well; return the last position projected."""
    last = journal.last_commit(connection)
    total = 0 if last is None else last.last_position
    projector = Projector(connection, SHADOW)
    while done < total:
        batch = list(journal.entries(connection, done + 1, min(done + BATCH, total)))
        if not batch:
            raise LedgerFault("ledger.damaged", path=_file_of(connection), detail=f"no entry #{done + 1}")
        projector.apply(batch)
        done = batch[-1].position
        progress(done, total)
    return done


def _file_of(connection: sqlite3.Connection) -> str:
    return str(connection.execute("PRAGMA database_list").fetchone()[2])


def differences(connection: sqlite3.Connection) -> dict[str, int]:
    """Return, for each table that differs, how many rows are on one side only."""
    found = {}
    for table in TABLES:
        live, shadow = f"SELECT * FROM main.{table}", f"SELECT * FROM temp.{SHADOW}{table}"
        try:
            count = connection.execute(
                f"SELECT (SELECT count(*) FROM ({live} EXCEPT {shadow}))"
                f" + (SELECT count(*) FROM ({shadow} EXCEPT {live}))"
            ).fetchone()[0]
        except sqlite3.OperationalError as error:
            if "no such table" not in str(error):
                raise
            count = connection.execute(f"SELECT count(*) FROM temp.{SHADOW}{table}").fetchone()[0] or 1
        if count:
            found[table] = count
    return found


def swap(connection: sqlite3.Connection, done: int, progress: Progress) -> dict[str, int]:
    """Put the rebuilt tables in place of the live ones, in one transaction; return the differences."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        catch_up(connection, done, progress)
        found = differences(connection)
        if found:
            for table in TABLES:
                connection.execute(f"DROP TABLE IF EXISTS main.{table}")
            _make_tables(connection, "", "main.")
            for table in TABLES:
                connection.execute(f"INSERT INTO main.{table} SELECT * FROM temp.{SHADOW}{table}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
    return found


def _make_tables(connection: sqlite3.Connection, prefix: str, schema: str) -> None:
    statement = ""
    for line in SCHEMA.format(prefix=prefix, schema=schema).splitlines():
        statement += line + "\n"
        if sqlite3.complete_statement(statement):
            connection.execute(statement)
            statement = ""
