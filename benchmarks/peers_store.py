"""A peer: the event store library used plainly, as its own tutorial does.

Decorator aggregates, JSON transcoder, SQLite; as a program,
`peers_store.py SHEET DATABASE` records a sheet of certificates.
"""

import csv
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

AT_ONCE = 500
"""Certificates saved in one transaction."""

STATUSES = {"02": "suspended", "03": "revoked", "04": "cancelled"}


class Certificate(Aggregate):
    """A certificate that is issued and changes its status."""

    @event("Issued")
    def __init__(
        self,
        number: str,
        rule: str,
        holder: str,
        holder_id: str,
        scope: str,
        issued_on: str,
        expires_on: str,
    ) -> None:
        self.number = number
        self.rule = rule
        self.holder = holder
        self.holder_id = holder_id
        self.scope = scope
        self.issued_on = issued_on
        self.expires_on = expires_on
        self.changes: list[tuple[str, str]] = []

    @staticmethod
    def create_id(number: str) -> UUID:
        return uuid5(NAMESPACE_URL, number)

    @event("StatusChanged")
    def change_status(self, status: str, on: str, reason: str) -> None:
        """Take another status from a day on."""
        self.changes = [*self.changes, (on, status)]
        self.reason = reason

    def status_on(self, day: str) -> str | None:
        """Return the status at the end of a day; None before it was issued."""
        if day < self.issued_on:
            return None
        status = "valid"
        for on, changed in sorted(self.changes):
            if on <= day:
                status = changed
        return "expired" if status in {"valid", "suspended"} and self.expires_on < day else status


class Store:
    """The library's application on an SQLite file."""

    def __init__(self, path: Path) -> None:
        self._app: Application[UUID] = Application(
            {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(path)}
        )

    def close(self) -> None:
        """Close the file."""
        self._app.close()

    def record(self, sheet: Path) -> int:
        """Record what a sheet of certificates states; return how many events."""
        waiting: list[Certificate] = []
        events = 0
        for certificate in _stated(sheet):
            events += len(certificate.pending_events)
            waiting.append(certificate)
            if len(waiting) == AT_ONCE:
                self._app.save(*waiting)
                waiting.clear()
        self._app.save(*waiting)
        return events

    def get(self, number: str, version: int | None = None) -> Certificate:
        """Return a certificate, as it was at a version."""
        certificate: Certificate = self._app.repository.get(Certificate.create_id(number), version=version)
        return certificate

    def revoke(self, number: str, on: str) -> None:
        """Record one more event of a certificate."""
        certificate = self.get(number)
        certificate.change_status("revoked", on, "fraud")
        self._app.save(certificate)

    def count(self, numbers: Iterable[str], day: str) -> dict[str, int]:
        """Return how many certificates there are by status, which takes replaying all of them."""
        found: dict[str, int] = {}
        for number in numbers:
            status = self.get(number).status_on(day)
            if status is not None:
                found[status] = found.get(status, 0) + 1
        return found


def _stated(sheet: Path) -> Iterator[Certificate]:
    with sheet.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            body = row["认证机构批准号"]
            certificate = Certificate(
                number=f"{body}/{row['证书编号']}",
                rule=f"{body}/{row['规则编号']}",
                holder=row["获证组织名称"],
                holder_id=row["统一社会信用代码"],
                scope=row["认证范围"],
                issued_on=row["发证日期"],
                expires_on=row["有效期至"],
            )
            certificate.change_status(STATUSES[row["证书状态"]], row["状态日期"], row["原因"])
            yield certificate


if __name__ == "__main__":
    store = Store(Path(sys.argv[2]))
    store.record(Path(sys.argv[1]))
    store.close()
