"""A peer: MariaDB with a table that is versioned by the system and has an application-time period.

The server is a private one in a folder of its own, without network, and ends
with the run. The recorded axis is the row start and row end: the n-th position
is the n-th microsecond of 2024.
"""

import getpass
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from data import Certificate
from product import Point, Rectangle

SERVER, INSTALL, CLIENT = (
    shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    for name in ("mariadbd", "mariadb-install-db", "mariadb")
)
FOREVER = "9999-12-31"
CURRENT = "2038-01-19 03:14:07.999999"
"""The row end of what stands."""

TABLE = """
DROP DATABASE IF EXISTS bench;
CREATE DATABASE bench CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
USE bench;
CREATE TABLE certificates (
    id            VARCHAR(64) NOT NULL,
    rule          VARCHAR(64) NOT NULL,
    holder        VARCHAR(120) NOT NULL,
    holder_id     CHAR(18) NOT NULL,
    scope         VARCHAR(120) NOT NULL,
    issued_on     DATE NOT NULL,
    expires_on    DATE NOT NULL,
    status        VARCHAR(10) NOT NULL,
    valid_from    DATE NOT NULL,
    valid_to      DATE NOT NULL,
    recorded_from TIMESTAMP(6) GENERATED ALWAYS AS ROW START,
    recorded_to   TIMESTAMP(6) GENERATED ALWAYS AS ROW END,
    PERIOD FOR validity (valid_from, valid_to),
    PERIOD FOR SYSTEM_TIME (recorded_from, recorded_to),
    PRIMARY KEY (id, validity WITHOUT OVERLAPS),
    KEY by_rule (rule),
    KEY by_status (status, valid_from, valid_to, recorded_from, recorded_to)
) WITH SYSTEM VERSIONING;
"""
COLUMNS = (
    "id, rule, holder, holder_id, scope, issued_on, expires_on, status, valid_from, valid_to,"
    " recorded_from, recorded_to"
)
SETTINGS = (
    "--no-defaults",
    "--skip-networking",
    "--skip-grant-tables",
    "--innodb-buffer-pool-size=1G",
    "--innodb-log-file-size=512M",
    "--default-time-zone=+00:00",
    "--local-infile=1",
    "--secure-file-priv=",
)
"""All else is as MariaDB comes: each commit is synced. Its cache holds a million certificates."""


def is_found() -> bool:
    """Tell whether the server and its tools are installed."""
    return bool(SERVER and INSTALL and CLIENT)


class Server:
    """A client that stays connected to the server."""

    def __init__(self, socket: Path) -> None:
        self._client = subprocess.Popen(
            [
                *(str(CLIENT), "--no-defaults", f"--socket={socket}", "--batch", "--silent", "--unbuffered"),
                *("--skip-column-names", "--local-infile=1", "--default-character-set=utf8mb4"),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def close(self) -> None:
        """End the client."""
        self._client.communicate()

    def ask(self, sql: str) -> list[list[str]]:
        """Return the rows of some statements."""
        assert self._client.stdin is not None
        assert self._client.stdout is not None
        self._client.stdin.write(f"{sql.rstrip().rstrip(';')};\nSELECT 'that is all';\n")
        self._client.stdin.flush()
        rows: list[list[str]] = []
        for line in self._client.stdout:
            if line == "that is all\n":
                return rows
            rows.append(line.rstrip("\n").split("\t"))
        raise RuntimeError(f"MariaDB refused: {sql}")

    def version(self) -> str:
        """Return what the server says it is."""
        return f"MariaDB {self.ask('SELECT VERSION()')[0][0]}"

    # The history -------------------------------------------------------------------

    def load(self, sheet: Path, rectangles: Iterable[Rectangle], certificates: Iterable[Certificate]) -> None:
        """Fill the table with all that was ever believed; both are ordered by id."""
        with sheet.open("w", encoding="utf-8", newline="") as file:
            for line in _lines(rectangles, certificates):
                file.write("\t".join(line) + "\n")
        self.ask(TABLE)
        self.ask("SET system_versioning_insert_history = 1")
        self.ask(
            f"LOAD DATA LOCAL INFILE '{sheet}' INTO TABLE certificates CHARACTER SET utf8mb4 ({COLUMNS})"
        )
        self.ask("SET system_versioning_insert_history = 0; ANALYZE TABLE certificates")
        sheet.unlink()

    def revoke(self, certificate: str, on: str) -> None:
        """Record that a certificate is revoked from a day on."""
        self.ask(
            f"UPDATE certificates FOR PORTION OF validity FROM '{on}' TO '{FOREVER}'"
            f" SET status = 'revoked' WHERE id = '{certificate}'"
        )

    # The questions -----------------------------------------------------------------

    def show(self, certificate: str, point: Point) -> list[str]:
        """Return a certificate's row."""
        (row,) = self.ask(f"SELECT * FROM {_at(point)} AND id = '{certificate}'")
        return row

    def listed(self, rule: str, point: Point) -> list[list[str]]:
        """Return the rows of a rule's certificates."""
        return self.ask(f"SELECT * FROM {_at(point)} AND rule = '{rule}' ORDER BY id")

    def count(self, point: Point) -> dict[str, int]:
        """Return how many certificates there are by status."""
        rows = self.ask(f"SELECT status, COUNT(*) FROM {_at(point)} GROUP BY status")
        return {status: int(count) for status, count in rows}

    def first(self, point: Point) -> list[str]:
        """Return the first certificate's row."""
        return self.ask(f"SELECT * FROM {_at(point)} ORDER BY id LIMIT 1")[0]


@contextmanager
def server() -> Iterator[Server]:
    """Yield a client of a server of its own, in a folder that is removed."""
    with tempfile.TemporaryDirectory(prefix="bench-mariadb-") as name:
        folder, user = Path(name), f"--user={getpass.getuser()}"
        socket, data = folder / "socket", f"--datadir={folder / 'data'}"
        with (folder / "log.txt").open("w") as log:
            subprocess.run(
                [str(INSTALL), "--no-defaults", data, user, "--skip-test-db"],
                check=True,
                stdout=log,
                stderr=log,
            )
            running = subprocess.Popen(
                [str(SERVER), *SETTINGS, data, user, f"--socket={socket}", f"--pid-file={folder / 'pid'}"],
                stdout=log,
                stderr=log,
            )
            try:
                for _ in range(600):
                    if socket.exists() or running.poll() is not None:
                        break
                    time.sleep(0.05)
                client = Server(socket)
                try:
                    yield client
                finally:
                    client.close()
            finally:
                running.terminate()
                running.wait()


def _lines(rectangles: Iterable[Rectangle], certificates: Iterable[Certificate]) -> Iterator[list[str]]:
    following = iter(certificates)
    certificate = next(following)
    for one in rectangles:
        while certificate.id < one.certificate:
            certificate = next(following)
        row = certificate.row()
        yield [
            *(one.certificate, one.rule, row[3], row[4], row[5], row[6], row[7], one.status),
            *(one.effective_from, one.effective_to or FOREVER),
            *(_moment(one.recorded_from), CURRENT if one.recorded_to is None else _moment(one.recorded_to)),
        ]


def _at(point: Point) -> str:
    return (
        f"certificates FOR SYSTEM_TIME AS OF TIMESTAMP '{_moment(point.position)}'"
        f" WHERE valid_from <= '{point.as_of}' AND '{point.as_of}' < valid_to"
    )


def _moment(position: int) -> str:
    return (datetime(2024, 1, 1) + timedelta(microseconds=position)).strftime("%Y-%m-%d %H:%M:%S.%f")  # noqa: DTZ001
