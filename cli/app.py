"""The composition root: wires clock, ledger file and read model together."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import msgspec

from cli import clock
from domain import report
from domain.rejected import Rejected
from domain.subject import (
    KINDS,
    Subject,
    approval_number,
    checked,
    is_approval_number,
    normal,
    normal_notice,
    split_id,
)
from ledger.database import connect, faults
from ledger.journal import Reader
from ledger.moment import shanghai_day

if TYPE_CHECKING:
    from ledger.service import Ledger
    from projections.view import KnownAt, View

# Reading does without what writes, and most writing without what reads: each
# module costs a quarter of a millisecond, so it is imported where it is used.


def version() -> str:
    """Return the version that is installed."""
    from importlib.metadata import version as installed

    return installed("certledger")


class App(msgspec.Struct, frozen=True):
    """What a command works with: the ledger file, the default body, whether to debug."""

    path: str
    body: str | None
    debug: bool

    @classmethod
    def open(cls, path: str, body: str | None, *, debug: bool) -> "App":
        """Return the app; raises `Rejected` where the body is no approval number."""
        return cls(path, None if body is None else approval_number(body), debug)

    def create(self) -> None:
        """Make the ledger file."""
        from uuid import uuid4

        from ledger.moment import timestamp
        from ledger.service import create_ledger
        from projections.read_model import ReadModel

        create_ledger(
            self.path,
            ledger_id=str(uuid4()),
            created_at=timestamp(clock.now()),
            version=version(),
            read_model=ReadModel(),
        )

    def writing(self) -> "Ledger":
        """Open the ledger for writing."""
        from ledger.service import Ledger
        from projections.read_model import ReadModel

        return Ledger(self.path, clock=clock.now, read_model=ReadModel())

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Yield a connection that sees the ledger as it stands at one moment; nothing can be written."""
        connection = connect(self.path, writing=False)
        try:
            with faults(self.path):
                connection.execute("BEGIN")
                yield connection
        finally:
            connection.close()

    def today(self) -> str:
        """Return the present day in Asia/Shanghai."""
        return shanghai_day(clock.now())

    def view(
        self,
        reader: Reader,
        as_of: str | None,
        known_at: "KnownAt | None",
        *,
        any_day: bool = False,
        until: int | None = None,
    ) -> "View":
        """Return where a reader stands, and say how to stand there again where that is asked for.

        With `any_day` a command that was given no day leaves out nothing by its day.
        `until` is the last position at which it looks, where it looks further than is known.
        """
        from cli import reading
        from projections.view import view

        seen = view(reader, as_of=as_of, known_at=known_at, today=self.today())
        reading.tell_view(reader, seen, known_at, as_of=as_of if any_day else seen.as_of, until=until)
        return seen

    # Ids -------------------------------------------------------------------

    def resolve(
        self,
        reader: Reader,
        text: str,
        kinds: Iterable[str] = KINDS,
        *,
        body: str | None = None,
        position: int | None = None,
    ) -> Subject:
        """Return the subject that an id names, in any writing.

        A short number is completed with `body`, or the default body, or taken
        where only one subject has it, as known at `position` (None: now).
        Raises `Rejected`: `id.ambiguous`, `certificate.unknown` …
        """
        kinds = tuple(kinds)
        prefix, colon, rest = text.strip().partition(":")
        if colon and prefix.lower() in KINDS:
            kinds, text = (prefix.lower(),), rest
        of, number = split_id(text)
        # What says whose it is is no notice, of which each is looked at for its alias.
        named = "notice" in kinds and (of is None or kinds == ("notice",))
        if named and (notice := self._notice(reader, text, position)) is not None:
            return notice
        if "body" in kinds and (is_approval_number(normal(text)) or kinds == ("body",)):
            return Subject("body", approval_number(text))
        numbered = [kind for kind in kinds if kind in {"rule", "certificate"}]
        if "report" in kinds and of is None and report.is_id(number):
            published = self._published(reader, number, numbered, position)
            if published is not None:
                return published
        if kinds == ("report",):
            raise Rejected("report.unknown", id=number)
        if not number or not numbered:
            raise Rejected(f"{kinds[0]}.unknown", id=text)
        of = of or body or self.body
        if of is not None and len(numbered) == 1:
            return Subject(numbered[0], f"{of}/{number}")
        from projections import states

        found = states.find(reader, number, numbered, position, body=of)
        if len(found) > 1:
            raise Rejected("id.ambiguous", id=number, found=[f"{s.kind}:{s.id}" for s in found])
        if not found:
            raise Rejected(f"{numbered[-1]}.unknown", id=number if of is None else f"{of}/{number}")
        return found[0]

    def _published(
        self, reader: Reader, number: str, others: Iterable[str], position: int | None
    ) -> Subject | None:
        """Return the published report of that name; None where only other things may have it."""
        from projections import states

        subject = Subject("report", number)
        there = states.number_of(reader, subject) >= 0
        if found := states.find(reader, number, others, position):
            if there:
                every = [subject, *found]
                raise Rejected("id.ambiguous", id=number, found=[f"{s.kind}:{s.id}" for s in every])
            return None
        if not there:
            raise Rejected("report.unknown", id=number)
        return subject

    def known(self, reader: Reader, subject: Subject, *, position: int | None = None) -> Subject:
        """Return the subject; raises `Rejected` where the ledger never heard of it, or not by a position.

        `rule.unknown` …, `subject.not_yet_known`.
        """
        from projections import states

        if states.number_of(reader, subject) < 0:
            raise Rejected(f"{subject.kind}.unknown", id=subject.id)
        if position is not None:
            states.need_entry(reader, subject, position)
        return subject

    def known_body(self, reader: Reader, text: str | None, *, position: int | None = None) -> str | None:
        """Return the approval number to filter by, or None; raises `Rejected` for a body nobody knows."""
        if text is None:
            return None
        return self.known(reader, Subject("body", approval_number(text)), position=position).id

    def new_id(self, kind: str, text: str, *, body: str | None = None) -> Subject:
        """Return the id of a subject that may not exist yet; raises `Rejected` (`id.needs_body`)."""
        prefix, colon, rest = text.strip().partition(":")
        of, number = split_id(rest if colon and prefix.lower() == kind else text)
        of = of or body or self.body
        if of is None or not number:
            raise Rejected("id.needs_body", id=text)
        return checked(Subject(kind, f"{of}/{number}"))

    def notice(self, reader: Reader, text: str, *, position: int | None = None) -> Subject:
        """Return a notice by number or alias, in any brackets; raises `Rejected` (`notice.unknown`)."""
        found = self._notice(reader, text, position)
        if found is None:
            raise Rejected("notice.unknown", id=text)
        return found

    def _notice(self, reader: Reader, text: str, position: int | None) -> Subject | None:
        from projections import states

        found = states.notices_named(reader, normal_notice(text), position)
        if len(found) > 1:
            raise Rejected("id.ambiguous", id=text, found=[subject.id for subject in found])
        return found[0] if found else None


def login() -> str:
    """Return the login name, from the system and not from a variable; the user's number without one."""
    import os
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())
