"""A published report made again from what it was asked with, in another view."""

from collections.abc import Callable
from typing import Any

import msgspec

from domain.platform import month as month_of
from domain.rejected import Rejected
from domain.report import ReportPublished, argument
from domain.subject import Subject
from ledger.journal import Reader
from projections.reports.filing import DAYS, filing
from projections.reports.month import Question, month
from projections.reports.month import rows as month_rows
from projections.reports.notices import notices
from projections.reports.overdue import overdue
from projections.reports.suspensions import LONGEST_MONTHS, suspensions
from projections.view import View

Maker = Callable[[Reader, ReportPublished, View], msgspec.Struct]


def notice_of(event: ReportPublished) -> Subject:
    """Return the notice that a published report is about, of a kind that is about one."""
    return Subject("notice", event.notice or "")


def _overdue(reader: Reader, event: ReportPublished, seen: View) -> msgspec.Struct:
    return overdue(reader, notice_of(event), seen, body=event.of_body)


def _notices(reader: Reader, event: ReportPublished, seen: View) -> msgspec.Struct:
    return notices(reader, notice_of(event), seen, body=event.of_body)


def _suspensions(reader: Reader, event: ReportPublished, seen: View) -> msgspec.Struct:
    months = int(argument(event.arguments, "months") or LONGEST_MONTHS)
    return suspensions(reader, seen, months=months, body=event.of_body)


def _filing(reader: Reader, event: ReportPublished, seen: View) -> msgspec.Struct:
    given = argument(event.arguments, "days")
    return filing(reader, seen, days=DAYS if given is None else int(given), body=event.of_body)


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """A month as it is compared: its figures, and rows that have a subject."""

    summary: dict[str, Any]
    rows: list[dict[str, Any]]


def _month(reader: Reader, event: ReportPublished, seen: View) -> msgspec.Struct:
    question = Question(month_of(argument(event.arguments, "month") or ""), seen, event.of_body)
    made = month(reader, question)
    rows = [{"subject": f"{row['body']}/{row['certificate']}", **row} for row in month_rows(reader, question)]
    return Changes(summary=msgspec.to_builtins(made.summary), rows=rows)


MAKERS: dict[str, Maker] = {
    "month": _month,
    "overdue": _overdue,
    "notices": _notices,
    "suspensions": _suspensions,
    "filing": _filing,
}
"""How each kind of report is made again that `compared` compares."""


def remade(reader: Reader, event: ReportPublished, seen: View, *, position: int) -> msgspec.Struct:
    """Return a published report, made again in a view of its day.

    Raises `Rejected` (`report.not_remade`) for a kind that this version does not know.
    """
    if event.report not in MAKERS:
        raise Rejected("report.not_remade", report=event.report, position=position)
    return MAKERS[event.report](reader, event, seen)
