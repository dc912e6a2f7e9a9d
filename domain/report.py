"""The published report: what was handed in, by the digests of its files, and what it was made of.

A report is named by its kind, the day it is about and the last entry it knew,
and can be made again from them. That it was published is a fact of its own.
"""

import re
from collections.abc import Iterable

import msgspec

from domain.event import Event
from domain.rejected import Rejected
from domain.timeline import Entry

KIND = "report"
PREFIX = "REPORT-"
EDITIONS = ("original", "correction")

ABOUT_THE_PRINT = frozenset({"by", "detail", "full", "lang"})
"""Arguments that say how much of a report is printed, and in which language: not what it is about."""


class PublishedFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file of a published report: its name, bytes, SHA-256 in hex, and format."""

    name: str
    size: int
    sha256: str
    format: str


class ReportPublished(Event, frozen=True, kw_only=True):
    """A report was published, of the day `as_of`, as known with the entry `known_position` and before.

    `report` is its kind, `notice` the notice it is about, `of_body` the body it
    was narrowed to. `arguments` are what else it was asked with, as `key=value`,
    sorted. A correction `corrects` the publication at a position.
    """

    report: str
    as_of: str
    known_position: int
    edition: str
    files: tuple[PublishedFile, ...]
    of_body: str | None = None
    arguments: tuple[str, ...] = ()
    corrects: int | None = None


EVENTS = (ReportPublished,)


class Publication(msgspec.Struct, frozen=True, kw_only=True):
    """What a publication's entry says; `made_as_of` and `made_known_at` (a position) are the report's."""

    report: str
    notice: str | None
    of_body: str | None
    made_as_of: str
    made_known_at: int
    arguments: tuple[str, ...]
    edition: str
    corrects: int | None
    files: tuple[PublishedFile, ...]
    published_position: int
    status: str = "published"


def evolve(state: Publication | None, entry: Entry) -> Publication | None:
    """Apply an entry."""
    event = entry.event
    if isinstance(event, ReportPublished):
        return Publication(
            report=event.report,
            notice=event.notice,
            of_body=event.of_body,
            made_as_of=event.as_of,
            made_known_at=event.known_position,
            arguments=event.arguments,
            edition=event.edition,
            corrects=event.corrects,
            files=event.files,
            published_position=entry.position,
        )
    return state


def forbids(state: Publication | None, event: Event) -> Rejected | None:
    """Say why an event cannot follow a state."""
    if state is None and not isinstance(event, ReportPublished):
        return Rejected("report.unknown")
    if state is not None and isinstance(event, ReportPublished):
        return Rejected("report.exists", position=state.published_position)
    return None


def shown(state: Publication, _on: str) -> tuple[str, str | None]:
    """Return (status, no rule)."""
    return state.status, None


# Names -----------------------------------------------------------------------


def id_of(number: int) -> str:
    """Return the id of the `number`th publication, counted from 1."""
    return f"{PREFIX}{number}"


def is_id(number: str) -> bool:
    """Tell whether a normal form is that of a publication."""
    return re.fullmatch(r"REPORT-[1-9][0-9]*", number) is not None


# Editions --------------------------------------------------------------------


def is_of(event: ReportPublished, report: str, notice: str | None, body: str | None, as_of: str) -> bool:
    """Tell whether a publication is of a kind of report, about a notice, a body and a day."""
    return (event.report, event.notice, event.of_body, event.as_of) == (report, notice, body, as_of)


def essential(arguments: Iterable[str]) -> tuple[str, ...]:
    """Return those arguments that say what a report is about."""
    return tuple(sorted(a for a in arguments if a.partition("=")[0] not in ABOUT_THE_PRINT))


def argument(arguments: Iterable[str], key: str) -> str | None:
    """Return the value of an argument, or None."""
    return next((value for name, _, value in (a.partition("=") for a in arguments) if name == key), None)


def is_contained(event: ReportPublished, standing: ReportPublished) -> bool:
    """Tell whether a publication states nothing that a standing one does not: the same report and files."""
    return (
        is_of(event, standing.report, standing.notice, standing.of_body, standing.as_of)
        and event.known_position == standing.known_position
        and essential(event.arguments) == essential(standing.arguments)
        and _digests(event) <= _digests(standing)
    )


def _digests(event: ReportPublished) -> set[tuple[str, str]]:
    return {(file.format, file.sha256) for file in event.files}
