"""certledger, as a user runs it and as its commands work: the one place that knows its functions.

`run` starts commands as processes; `Reading` and `Writing` do in this process
what a command does between reading its options and printing.
"""

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from pathlib import Path
from typing import Any, NamedTuple, Self

from timing import Ran, process

PROGRAM = Path(sys.executable).with_name("certledger")
ENVIRONMENT = {key: value for key, value in os.environ.items() if not key.startswith("CERTLEDGER_")}


class Point(NamedTuple):
    """A place on both time axes: the end of a day, and the last position known."""

    as_of: str
    position: int


def command(ledger: Path, *arguments: str) -> list[str]:
    """Return a command line."""
    return [str(PROGRAM), "--ledger", str(ledger), "--lang", "en", *arguments]


def run(ledger: Path, *arguments: str) -> Ran:
    """Run a command as a process, in the ledger's folder."""
    return process(command(ledger, *arguments), ledger.parent, environment=ENVIRONMENT)


def create(ledger: Path) -> None:
    """Make an empty ledger file, with its tables."""
    from cli.app import App

    App.open(str(ledger), None, debug=False).create()


def agrees_with_its_entries(ledger: Path) -> bool:
    """Tell whether the read model is what a rebuild makes of the entries."""
    try:
        run(ledger, "rebuild", "--check")
    except RuntimeError:
        return False
    return True


def log(ledger: Path, certificate: str) -> list[dict[str, Any]]:
    """Return the rows of `log ID`."""
    from cli.app import App
    from domain.subject import Subject
    from projections.log import Filter
    from projections.log import log as read_log

    subject = Subject("certificate", certificate)
    last = Reading(ledger).last_position()
    with App.open(str(ledger), None, debug=False).reading() as reader:
        return list(read_log(reader, 1, last, Filter(subject=subject), known_at=last))


class Reading:
    """What the reading commands do; each opens the file for itself, as a command would.

    With `stays_open` they share a connection, which sees the ledger as it stood
    when the first of them asked.
    """

    def __init__(self, ledger: Path, *, stays_open: bool = False) -> None:
        from cli.app import App

        self._app = App.open(str(ledger), None, debug=False)
        self._kept = ExitStack()
        self._reader = self._kept.enter_context(self._app.reading()) if stays_open else None

    def _reading(self) -> AbstractContextManager[Any]:
        return self._app.reading() if self._reader is None else nullcontext(self._reader)

    def close(self) -> None:
        """Close the file, if it stayed open."""
        self._kept.close()

    def _view(self, reader: Any, point: Point) -> Any:
        from projections.view import KnownAt

        return self._app.view(reader, point.as_of, KnownAt(position=point.position))

    def last_position(self) -> int:
        """Return the last position."""
        from ledger import journal

        with self._reading() as reader:
            last = journal.last_commit(reader)
        return 0 if last is None else last.last_position

    def show(self, certificate: str, point: Point) -> dict[str, Any]:
        """Return what `show` prints."""
        from projections import states

        with self._reading() as reader:
            seen = self._view(reader, point)
            subject = self._app.resolve(reader, certificate, position=point.position)
            return states.show(reader, subject, seen)

    def listed(self, rule: str, point: Point) -> list[Mapping[str, Any]]:
        """Return what `list certs --rule` prints."""
        from projections.listing import listing

        with self._reading() as reader:
            seen = self._view(reader, point)
            under = self._app.resolve(reader, rule, ("rule",), position=point.position)
            return list(listing(reader, "certificate", seen, rule=under))

    def first_listed(self, point: Point) -> Mapping[str, Any] | None:
        """Return the first row of `list certs`."""
        from projections.listing import listing

        with self._reading() as reader:
            return next(iter(listing(reader, "certificate", self._view(reader, point))), None)

    def first_logged(self, point: Point) -> Mapping[str, Any]:
        """Return the first row of `log`."""
        from projections.log import Filter, log

        with self._reading() as reader:
            return next(iter(log(reader, 1, point.position, Filter(), known_at=point.position)))

    def count(self, by: str, point: Point) -> dict[str, int]:
        """Return what `count certs --by` prints: how many in each group."""
        from projections import census

        with self._reading() as reader:
            rows = census.count(reader, "certificate", self._view(reader, point), (by,))
        return {row[by]: row["count"] for row in rows}

    def report(self, notice: str, point: Point) -> Any:
        """Return what `report compliance` prints."""
        from projections.reports.compliance import compliance

        with self._reading() as reader:
            seen = self._view(reader, point)
            return compliance(reader, self._app.notice(reader, notice, position=point.position), seen)


class Writing:
    """What the writing commands do, on a ledger that stays open."""

    def __init__(self, ledger: Path) -> None:
        from cli.app import App

        self._app = App.open(str(ledger), None, debug=False)
        self._ledger = self._app.writing()

    def close(self) -> None:
        """Close the file."""
        self._ledger.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def issue(self, certificate: str, rule: str, on: str, expires: str) -> list[tuple[int, str, int]]:
        """Do what `cert issue` does."""
        from domain.certificate import CertificateIssued

        event = CertificateIssued(
            effective_on=on, rule=rule, holder="虚构示例有限公司", expires_on=expires, scope="示例产品的生产"
        )
        return self._record("cert issue", certificate, [event], new=True)

    def revoke(self, certificate: str, on: str) -> list[tuple[int, str, int]]:
        """Do what `cert revoke` does."""
        from domain.certificate import CertificateRevoked

        event = CertificateRevoked(effective_on=on, reason="fraud")
        return self._record("cert revoke", certificate, [event])

    def amend(
        self, certificate: str, days_and_scopes: Iterable[tuple[str, str]]
    ) -> list[tuple[int, str, int]]:
        """Do what `cert amend` does, for many changes of one certificate in one commit."""
        from domain.certificate import CertificateAmended

        events = [CertificateAmended(effective_on=day, scope=scope) for day, scope in days_and_scopes]
        return self._record("cert amend", certificate, events)

    def _record(
        self, name: str, certificate: str, events: Sequence[Any], *, new: bool = False
    ) -> list[tuple[int, str, int]]:
        """Decide and record; return (position, stream, version) of each entry."""
        from ledger.desk import Proposal
        from ledger.service import Request

        def decide(desk: Any) -> None:
            if new:
                subject = self._app.new_id("certificate", certificate)
            else:
                with self._ledger.reading() as reader:
                    subject = self._app.resolve(reader, certificate, ("certificate",))
            desk.propose(*(Proposal(subject, event) for event in events))

        outcome = self._ledger.transact(Request(actor="测试员", login="bench", command=name), decide)
        return [(entry.position, entry.stream, entry.version) for entry in outcome.recorded]


def refusals() -> tuple[type[Exception], type[Exception], type[Exception]]:
    """Return the errors of a writing command: refused, somebody else was first, the file is at fault."""
    from domain.rejected import Conflict, Rejected
    from ledger.database import LedgerFault

    return Rejected, Conflict, LedgerFault


class Rectangle(NamedTuple):
    """A certificate's status, for some effective days and some recorded positions, half-open.

    `None` is an open end; days are ISO.
    """

    certificate: str
    rule: str
    status: str
    effective_from: str
    effective_to: str | None
    recorded_from: int
    recorded_to: int | None


def rectangles(ledger: Path) -> Iterator[Rectangle]:
    """Yield all that was ever believed of the certificates, ordered by id."""
    from cli.app import App
    from domain import day
    from projections.tables import NEVER, STATUSES

    with App.open(str(ledger), None, debug=False).reading() as reader:
        for body, number, rule_body, rule, status, start, end, known, forgotten in reader.execute(
            "SELECT s.body, s.number, r.body, r.number, st.status, st.effective_from, st.effective_to,"
            " st.recorded_from, st.recorded_to FROM subjects s JOIN states st ON st.subject = s.id"
            " JOIN subjects r ON r.id = st.rule WHERE s.kind = 3 ORDER BY s.body, s.number"
        ):
            yield Rectangle(
                f"{body}/{number}",
                f"{rule_body}/{rule}",
                STATUSES[status],
                day.text(start),
                None if end == day.FOREVER else day.text(end),
                known,
                None if forgotten == NEVER else forgotten,
            )
