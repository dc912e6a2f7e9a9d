"""Published reports: which there are, which edition a report is, and whose digest a file has."""

from collections.abc import Iterable

import msgspec

from domain import timeline
from domain.event import EntryVoided
from domain.rejected import Rejected
from domain.report import KIND, PublishedFile, ReportPublished, essential, id_of, is_of
from domain.subject import Subject
from ledger import journal
from ledger.entry import Entry
from ledger.journal import Reader
from ledger.moment import timestamp
from projections import states
from projections.tables import KIND_CODES
from projections.view import Known, View

ANY = journal.NEVER
"""A position beyond the last one: everything is known."""

STREAMS = f"{KIND}:"
"""How the streams of published reports begin."""


class Published(msgspec.Struct, frozen=True, kw_only=True):
    """A published report: the entry at `position`, with what the report was made of.

    `made_known_at` is the last entry that the report knew; `corrected_by` are
    the positions of its standing corrections.
    """

    position: int
    id: str
    report: str
    notice: str | None
    body: str | None
    as_of: str
    made_known_at: Known
    arguments: list[str]
    edition: str
    corrects: int | None
    corrected_by: list[int]
    files: list[PublishedFile]
    published_on: str
    recorded_at: str
    actor: str
    why: str | None


def published(
    reader: Reader,
    seen: View,
    *,
    kind: str | None = None,
    notice: str | None = None,
    body: str | None = None,
) -> list[Published]:
    """Return the reports that stand as published in a view, in order of position."""
    entries = [e for e in standing(reader, seen.position) if e.event.effective_on <= seen.as_of]
    corrected: dict[int, list[int]] = {}
    for entry in entries:
        if (of := event_of(entry).corrects) is not None:
            corrected.setdefault(of, []).append(entry.position)
    return [
        _row(reader, entry, corrected.get(entry.position, []))
        for entry in entries
        if kind in {None, event_of(entry).report}
        and notice in {None, entry.event.notice}
        and body in {None, event_of(entry).of_body}
    ]


def standing(reader: Reader, position: int) -> list[Entry]:
    """Return the publications that stand as known at a position, in order of position."""
    streams = [subject.stream for subject in _ever(reader)]
    found = journal.histories(reader, streams, known_at=position)
    counted = (entry for entries in found.values() for entry in timeline.standing(entries))
    return sorted(counted, key=lambda entry: entry.position)


def found(reader: Reader, subject: Subject, seen: View) -> tuple[Published, ReportPublished]:
    """Return a published report in a view, with what its entry says.

    Raises `Rejected`: `report.unknown`, `subject.not_yet_known`, `subject.not_yet`, `report.voided`.
    """
    for one in published(reader, seen):
        if one.id == subject.id:
            entry = journal.entry_at(reader, one.position)
            assert entry is not None, "it was read before"
            return one, event_of(entry)
    for entry in journal.history(reader, subject.stream, known_at=seen.position):
        if isinstance(entry.event, EntryVoided):
            raise Rejected(
                "report.voided", id=subject.id, position=entry.event.position, voided_by=entry.position
            )
    raise states.unknown(reader, subject, seen)


def publication_at(reader: Reader, position: int) -> Subject:
    """Return the report that the entry at a position published.

    Raises `Rejected`: `entry.unknown`, `report.not_a_publication`.
    """
    entry = journal.entry_at(reader, position)
    if entry is None:
        raise Rejected("entry.unknown", position=position)
    if not isinstance(entry.event, ReportPublished):
        raise Rejected("report.not_a_publication", position=position, type=entry.type, id=entry.subject.id)
    return entry.subject


def next_subject(reader: Reader) -> Subject:
    """Return the subject of the next publication; a voided one keeps its number."""
    return Subject(KIND, id_of(len(_ever(reader)) + 1))


def _ever(reader: Reader) -> list[Subject]:
    rows = reader.execute("SELECT number FROM subjects WHERE kind = ?", (KIND_CODES[KIND],))
    return [Subject(KIND, number) for (number,) in rows.fetchall()]


def event_of(entry: Entry) -> ReportPublished:
    """Return what a publication's entry says."""
    assert isinstance(entry.event, ReportPublished), "nothing else stands of a published report"
    return entry.event


def _row(reader: Reader, entry: Entry, corrected_by: list[int]) -> Published:
    event = event_of(entry)
    commit = journal.commit_of(reader, entry.position)
    assert commit is not None, "every entry has a commit"
    return Published(
        position=entry.position,
        id=entry.subject.id,
        report=event.report,
        notice=event.notice,
        body=event.of_body,
        as_of=event.as_of,
        made_known_at=known_at(reader, event.known_position),
        arguments=list(event.arguments),
        edition=event.edition,
        corrects=event.corrects,
        corrected_by=corrected_by,
        files=list(event.files),
        published_on=event.effective_on,
        recorded_at=timestamp(commit.recorded_at),
        actor=commit.actor,
        why=event.why,
    )


def known_at(reader: Reader, position: int) -> Known:
    """Return a position with its time."""
    commit = journal.commit_of(reader, position) if position else None
    return Known(position, None if commit is None else timestamp(commit.recorded_at))


# Editions --------------------------------------------------------------------


def last_news(reader: Reader, position: int) -> int:
    """Return the last position up to one that reports can tell of: no report tells of publications."""
    return journal.last_outside(reader, STREAMS, position)


def edition(
    reader: Reader,
    seen: View,
    *,
    report: str,
    notice: str | None,
    body: str | None,
    arguments: Iterable[str] = (),
) -> tuple[str, int | None]:
    """Return (original or correction, the position of the publication it corrects) of a report in a view.

    A report about the same, of the same day, that stands as published makes it
    a correction; where nothing but publications was recorded since what that
    one knew, it is the same edition once more. It follows from the entries up to
    the view's position alone, so a report made again says the same.
    """
    asked = essential(arguments)
    same = [
        entry
        for entry in standing(reader, seen.position)
        if is_of(event_of(entry), report, notice, body, seen.as_of)
        and essential(event_of(entry).arguments) == asked
    ]
    if not same:
        return "original", None
    last = max(same, key=lambda entry: (event_of(entry).known_position, entry.position))
    event = event_of(last)
    if last_news(reader, seen.position) <= event.known_position:
        return event.edition, event.corrects
    return "correction", last.position


# Files -----------------------------------------------------------------------


class Verified(msgspec.Struct, frozen=True, kw_only=True):
    """A file that was looked for by its digest, with a publication that has it; null where none has."""

    file: str
    size: int
    sha256: str
    published: bool
    position: int | None = None
    id: str | None = None
    name: str | None = None
    format: str | None = None
    report: str | None = None
    notice: str | None = None
    body: str | None = None
    as_of: str | None = None
    edition: str | None = None
    corrects: int | None = None
    arguments: list[str] = []
    corrected_by: list[int] = []
    recorded_at: str | None = None


def verified(file: str, size: int, sha256: str, among: Iterable[Published]) -> list[Verified]:
    """Return each publication of a file with this digest; one row that says there is none, without."""
    found = [
        Verified(
            file=file,
            size=size,
            sha256=sha256,
            published=True,
            position=one.position,
            id=one.id,
            name=kept.name,
            format=kept.format,
            report=one.report,
            notice=one.notice,
            body=one.body,
            as_of=one.as_of,
            edition=one.edition,
            corrects=one.corrects,
            arguments=one.arguments,
            corrected_by=one.corrected_by,
            recorded_at=one.recorded_at,
        )
        for one in among
        for kept in one.files
        if kept.sha256 == sha256
    ]
    return found or [Verified(file=file, size=size, sha256=sha256, published=False)]
