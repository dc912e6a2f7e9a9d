"""The journal as people and programs read it: one row per entry, with its commit."""

from collections.abc import Iterator
from typing import Any

import msgspec

from domain.event import own_data
from domain.subject import Subject
from ledger import journal
from ledger.entry import Commit, Entry
from ledger.journal import Reader
from ledger.moment import timestamp


def log(  # noqa: PLR0913 - one argument per filter of the command
    reader: Reader,
    first: int,
    last: int,
    *,
    known_at: int,
    subject: Subject | None = None,
    entry_type: str | None = None,
    actor: str | None = None,
    as_of: str | None = None,
    limit: int | None = None,
) -> Iterator[dict[str, Any]]:
    """Yield the entries at positions `first` to `last` that pass the filters, in order.

    `voided_by` tells of voids known at position `known_at`; `as_of` leaves out what had not
    taken effect by the end of that day.
    """
    if limit == 0:
        return
    shown = 0
    commit: Commit | None = None
    stream = None if subject is None else subject.stream
    for entry in journal.entries(reader, first, last, stream=stream):
        if entry_type is not None and entry.type != entry_type:
            continue
        if as_of is not None and entry.event.effective_on > as_of:
            continue
        if commit is None or entry.position > commit.last_position:
            commit = journal.commit_of(reader, entry.position)
            assert commit is not None, "every entry has a commit"
        if actor is not None and actor not in {commit.actor, commit.login}:
            continue
        yield row(reader, entry, commit, known_at)
        shown += 1
        if shown == limit:
            return


def row(reader: Reader, entry: Entry, commit: Commit, known_at: int) -> dict[str, Any]:
    """Return an entry as a row of the log."""
    event, subject = entry.event, entry.subject
    return {
        "position": entry.position,
        "recorded_at": timestamp(commit.recorded_at),
        "kind": subject.kind,
        "subject": subject.id,
        "version": entry.version,
        "type": entry.type,
        "effective_on": event.effective_on,
        "actor": commit.actor,
        "login": commit.login,
        "reason": event.reason,
        "why": event.why,
        "notice": event.notice,
        "reported_on": event.reported_on,
        "receipt": event.receipt,
        "decided_on": event.decided_on,
        "evidence": msgspec.to_builtins(event.evidence),
        "command_id": commit.command_id,
        "commit": commit.first_position,
        "command": commit.command,
        "opening": commit.opening,
        "data": own_data(event),
        "voided_by": voided_by(reader, entry.position, known_at),
    }


def voided_by(reader: Reader, position: int, known_at: int) -> int | None:
    """Return the position of the void of an entry, as known at a position."""
    found = reader.execute(
        "SELECT voided_by FROM voids WHERE position = ? AND voided_by <= ?", (position, known_at)
    ).fetchone()
    return None if found is None else int(found[0])
