"""A peer: a spreadsheet of the certificates as they stand, read whole for every question.

It knows one state of each certificate and the day of its last change, and
nothing of what was known when.
"""

from collections.abc import Iterable
from pathlib import Path

import xlsxwriter
from data import CANCELLED, HEADINGS, REVOKED, SUSPENDED
from python_calamine import CalamineWorkbook

ROWS = 1_000_000
"""A sheet ends soon after."""

STATUSES = {SUSPENDED: "suspended", REVOKED: "revoked", CANCELLED: "cancelled"}


def write(path: Path, rows: Iterable[list[str]]) -> None:
    """Write a workbook."""
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    page = book.add_worksheet("证书")
    for number, row in enumerate(rows):
        page.write_row(number, 0, row)
    book.close()


def count(path: Path, day: str) -> dict[str, int]:
    """Return how many certificates there are by status at the end of a day."""
    with CalamineWorkbook.from_path(path) as book:
        rows = book.get_sheet_by_index(0).to_python()
    issued, expires, status, since = (
        HEADINGS.index(heading) for heading in ("发证日期", "有效期至", "证书状态", "状态日期")
    )
    found: dict[str, int] = {}
    for row in rows[1:]:
        if str(row[issued]) > day:
            continue
        now = STATUSES[str(row[status])] if str(row[since]) <= day else "valid"
        if now in {"valid", "suspended"} and str(row[expires]) < day:
            now = "expired"
        found[now] = found.get(now, 0) + 1
    return found
