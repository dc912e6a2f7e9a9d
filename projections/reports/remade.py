"""A published report made again from what it was asked with, in another view."""

from collections.abc import Callable

import msgspec

from domain.rejected import Rejected
from domain.report import ReportPublished, argument
from domain.subject import Subject
from ledger.journal import Reader
from projections.reports.filing import DAYS, filing
from projections.reports.notices import notices
from projections.reports.overdue import overdue
from projections.reports.suspensions import LONGEST_MONTHS, suspensions
from projections.view import View

Maker = Callable[[Reader, ReportPublished, View], msgspec.Struct]


def _overdue(reader: Reader, event: ReportPublished, seen: View) -> msgspec.Struct:
    return overdue(reader, _notice(event), seen, body=event.of_body)


def _notices(reader: Reader, event: ReportPublished, seen: View) -> msgspec.Struct:
    return notices(reader, _notice(event), seen, body=event.of_body)


def _suspensions(reader: Reader, event: ReportPublished, seen: View) -> msgspec.Struct:
    months = int(argument(event.arguments, "months") or LONGEST_MONTHS)
    return suspensions(reader, seen, months=months, body=event.of_body)


def _filing(reader: Reader, event: ReportPublished, seen: View) -> msgspec.Struct:
    given = argument(event.arguments, "days")
    return filing(reader, seen, days=DAYS if given is None else int(given), body=event.of_body)


MAKERS: dict[str, Maker] = {
    "overdue": _overdue,
    "notices": _notices,
    "suspensions": _suspensions,
    "filing": _filing,
}
"""How each kind of report is made again; the compliance report is compared by `restated`."""


def remade(reader: Reader, event: ReportPublished, seen: View, *, position: int) -> msgspec.Struct:
    """Return a published report, made again in a view of its day.

    Raises `Rejected` (`report.not_remade`) for a kind that this version does not know.
    """
    if event.report not in MAKERS:
        raise Rejected("report.not_remade", report=event.report, position=position)
    return MAKERS[event.report](reader, event, seen)


def _notice(event: ReportPublished) -> Subject:
    return Subject("notice", event.notice or "")
