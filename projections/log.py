"""The journal as people and programs read it: one row per entry, with its commit."""

import unicodedata
from collections.abc import Collection, Iterator
from typing import Any

import msgspec

from domain.subject import Subject
from ledger import journal
from ledger.codec import NAMES, decode, is_old_sql, names_of
from ledger.entry import Commit, Entry
from ledger.journal import Reader
from ledger.moment import timestamp
from projections.states import number_of
from projections.tables import KIND_CODES


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """What an entry has to be; what is None or empty is not asked.

    `types` are names of events, `actors` persons or logins. An entry is of a
    `notice` where its event names it, or is its own. `text` stands somewhere in
    the event, in upper or lower case. `as_of` leaves out what had not taken
    effect by the end of that day.
    """

    subject: Subject | None = None
    types: Collection[str] = ()
    actors: Collection[str] = ()
    notice: Subject | None = None
    text: str | None = None
    as_of: str | None = None

    def passes(self, entry: Entry) -> bool:
        """Tell whether an entry is of the day, the notice and the text."""
        event = entry.event
        return (
            (self.as_of is None or event.effective_on <= self.as_of)
            and (self.notice is None or self.notice.id == event.notice or self.notice.stream == entry.stream)
            and (self.text is None or folded(self.text) in texts(msgspec.to_builtins(event)))
        )


def log(
    reader: Reader, first: int, last: int, wanted: Filter, *, known_at: int, newest_first: bool = False
) -> Iterator[dict[str, Any]]:
    """Yield the entries at positions `first` to `last` that pass a filter, in order of position.

    `voided_by` tells of voids known at position `known_at`.
    """
    found = _found(reader, first, last, wanted, known_at=known_at, order="DESC" if newest_first else "ASC")
    # What is stored holds every text of its event, so most of it need not be decoded.
    stored_text = None if wanted.text is None else folded(_as_stored(wanted.text))
    commit: Commit | None = None
    for position, stream, version, name, data, voided_by in found:
        if stored_text is not None and name in NAMES and stored_text not in folded(data):
            continue
        if commit is None or not commit.first_position <= position <= commit.last_position:
            commit = journal.commit_of(reader, position)
            assert commit is not None, "every entry has a commit"
        if wanted.actors and commit.actor not in wanted.actors and commit.login not in wanted.actors:
            continue
        entry = Entry(position, stream, version, decode(name, data))
        if wanted.passes(entry):
            yield row(entry, commit, voided_by)


def row(entry: Entry, commit: Commit, voided_by: int | None) -> dict[str, Any]:
    """Return an entry as a row of the log."""
    kind, _, subject = entry.stream.partition(":")
    said: dict[str, Any] = msgspec.to_builtins(entry.event)
    take = said.pop  # what is left is the event's own
    return {
        "position": entry.position,
        "recorded_at": timestamp(commit.recorded_at),
        "kind": kind,
        "subject": subject,
        "version": entry.version,
        "type": entry.type,
        "effective_on": take("effective_on"),
        "actor": commit.actor,
        "login": commit.login,
        "reason": take("reason", None),
        "why": take("why", None),
        "notice": take("notice", None),
        "reported_on": take("reported_on", None),
        "receipt": take("receipt", None),
        "decided_on": take("decided_on", None),
        "evidence": take("evidence", []),
        "command_id": commit.command_id,
        "commit": commit.first_position,
        "command": commit.command,
        "opening": commit.opening,
        "data": said,
        "voided_by": voided_by,
    }


def voided_by(reader: Reader, position: int, known_at: int) -> int | None:
    """Return the position of the void of an entry, as known at a position."""
    found = reader.execute(
        "SELECT voided_by FROM voids WHERE position = ? AND voided_by <= ?", (position, known_at)
    ).fetchone()
    return None if found is None else int(found[0])


# Text --------------------------------------------------------------------------


def folded(text: str) -> str:
    """Return a text as it is compared: NFC, without upper and lower case."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


def texts(plain: object) -> str:
    """Return the texts within plain values as they are compared, one a line."""
    match plain:
        case str():
            return folded(plain)
        case dict():
            return "\n".join(map(texts, plain.values()))
        case list() | tuple():
            return "\n".join(map(texts, plain))
    return ""


def _as_stored(text: str) -> str:
    """Return a text as it stands within the stored bytes of an event."""
    return msgspec.json.encode(text).decode()[1:-1]


# The shortest way to the entries ---------------------------------------------------

_STREAM_OF = f"""CASE s.kind
    WHEN {KIND_CODES["body"]} THEN 'body:' || s.body
    WHEN {KIND_CODES["notice"]} THEN 'notice:' || s.number
    WHEN {KIND_CODES["rule"]} THEN 'rule:' || s.body || '/' || s.number
    WHEN {KIND_CODES["report"]} THEN 'report:' || s.number
    ELSE 'certificate:' || s.body || '/' || s.number END"""


def _of_notice() -> str:
    """Return the SQL of the positions of a notice's own entries, those that name it, and perhaps more."""
    named = f"(instr(n.data, :named) OR {is_old_sql('n.name')})"
    return f"""
        SELECT n.position FROM mentions m
        CROSS JOIN subjects s ON s.id = m.naming
        CROSS JOIN entries n ON n.stream = {_STREAM_OF} AND {named}
        WHERE m.named = :notice
        UNION ALL SELECT position FROM entries WHERE stream = :of_notice"""


def _found(
    reader: Reader, first: int, last: int, wanted: Filter, *, known_at: int, order: str
) -> Iterator[tuple[Any, ...]]:
    """Return the entries that may pass a filter, each with its void, without sorting or reading others.

    A stream is read by its own index, where the order of version is that of position.
    """
    values: dict[str, Any] = {"first": first, "last": last, "known_at": known_at}
    source, where, by = "entries e", "e.position BETWEEN :first AND :last", "e.position {order}"
    if wanted.subject is not None:
        values["stream"] = wanted.subject.stream
        where, by = f"e.stream = :stream AND +{where}", "e.version {order}"
    elif wanted.notice is not None:
        values["notice"] = number_of(reader, wanted.notice)
        values["named"] = _as_stored(wanted.notice.id)
        values["of_notice"] = wanted.notice.stream
        where += f" AND e.position IN ({_of_notice()})"
    elif wanted.actors:
        source = "commits c CROSS JOIN entries e ON e.position BETWEEN c.first_position AND c.last_position"
        who = _bind(values, "actor", wanted.actors)
        where += (
            " AND c.first_position BETWEEN"
            " (SELECT max(first_position) FROM commits WHERE first_position <= :first) AND :last"
            f" AND (c.actor IN ({who}) OR c.login IN ({who}))"
        )
        by = "c.first_position {order}, e.position {order}"
    if wanted.types:
        names = [name for type_ in wanted.types for name in names_of(type_)]
        where += f" AND e.name IN ({_bind(values, 'name', names)})"
    return reader.execute(
        "SELECT e.position, e.stream, e.version, e.name, e.data, v.voided_by"
        f" FROM {source} LEFT JOIN voids v ON v.position = e.position AND v.voided_by <= :known_at"
        f" WHERE {where} ORDER BY {by.format(order=order)}",
        values,
    )


def _bind(values: dict[str, Any], name: str, items: Collection[str]) -> str:
    """Bind items as `name0`, `name1` … and return their places in a statement."""
    values |= {f"{name}{number}": item for number, item in enumerate(items)}
    return ", ".join(f":{name}{number}" for number in range(len(items)))
