"""A peer: the log and a loop, which is what one writes who has entries and a question."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from product import Point

STATUS_AFTER = {
    "certificate.suspended.v1": "suspended",
    "certificate.reinstated.v1": "valid",
    "certificate.cancelled.v1": "cancelled",
    "certificate.revoked.v1": "revoked",
}


def count(ledger: Path, point: Point) -> dict[str, int]:
    """Return how many certificates there are by status: every entry is read and every history sorted."""
    histories: dict[str, list[tuple[str, int, int, str, str]]] = {}
    voided = set()
    with closing(sqlite3.connect(ledger)) as connection:
        for position, stream, version, name, data in connection.execute(
            "SELECT position, stream, version, name, data FROM entries WHERE position <= ?", (point.position,)
        ):
            if not stream.startswith("certificate:"):
                continue
            said = json.loads(data)
            if name == "entry.voided.v1":
                voided.add(said["position"])
            elif said["effective_on"] <= point.as_of:
                act = (said["effective_on"], version, position, name, said.get("expires_on", ""))
                histories.setdefault(stream, []).append(act)
    found: dict[str, int] = {}
    for history in histories.values():
        status = _status(sorted(act for act in history if act[2] not in voided), point.as_of)
        if status is not None:
            found[status] = found.get(status, 0) + 1
    return found


def _status(history: list[tuple[str, int, int, str, str]], day: str) -> str | None:
    status, expires_on = None, ""
    for _on, _version, _position, name, expiry in history:
        if name == "certificate.issued.v1":
            status, expires_on = "valid", expiry
        elif name == "certificate.renewed.v1":
            expires_on = expiry
        elif status is not None:
            status = STATUS_AFTER.get(name, status)
    return "expired" if status in {"valid", "suspended"} and expires_on < day else status
