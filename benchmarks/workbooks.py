"""A workbook of many rows: `workbooks.py document|cells ROWS FILE`.

`document` is what a report with `--detail` writes; `cells` writes the same cells
by XlsxWriter's own functions, one after another, by somebody who has nothing to
measure, to check or to decide.
"""

import sys
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

COLUMNS = {
    "subject": "id",
    "kind": "text",
    "action": "text",
    "body": "id",
    "rule": "id",
    "ground": "text",
    "due_on": "day",
    "outcome": "text",
    "settled_on": "day",
    "settled_by": "count",
    "settled_by_type": "text",
    "days": "count",
    "status_before": "text",
    "reason": "text",
    "reported_on": "day",
    "receipt": "id",
    "notified_on": "day",
    "on_deadline_day": "text",
    "recorded_late": "text",
}
"""The columns of obligations, with what they hold."""

FIRST_DAY = date(2024, 7, 1)


def rows(count: int) -> Iterator[dict[str, Any]]:
    """Yield made-up obligations, like those of a report."""
    for number in range(count):
        body = f"CNCA-R-2099-{number // 1_000 % 997:03}"
        settled = None if number % 5 == 0 else str(FIRST_DAY + timedelta(number % 20))
        yield {
            "subject": f"{body}/C-{number:07}",
            "kind": "证书",
            "action": "处置证书",
            "body": body,
            "rule": f"{body}/R-{number // 100 % 10}",
            "ground": "超出范围",
            "due_on": "2024-07-15",
            "outcome": "逾期未完成" if settled is None else "按期",
            "settled_on": settled,
            "settled_by": None if settled is None else 10_000 + number,
            "settled_by_type": None if settled is None else "证书注销",
            "days": 16 if settled is None else None,
            "status_before": "有效",
            "reason": None if settled is None else "获证组织申请",
            "reported_on": settled,
            "receipt": None if settled is None else f"{number:012}",
            "notified_on": "2024-07-02",
            "on_deadline_day": "否",
            "recorded_late": "否",
        }


def of_document(count: int, path: str) -> None:
    """Write them as a document."""
    from cli.documents.document import Column, Document, Section, Table
    from cli.render import xlsx

    columns: list[Any] = [Column(key, key, kind) for key, kind in COLUMNS.items()]  # type: ignore[arg-type]
    detail = Section("detail", "Detail", [Table("detail", columns, rows(count))], detail=True)
    document = Document(
        name="detail", title="Title", subtitle=None, language="en", made_at=None, footer="", sections=[detail]
    )
    with open(path, "wb") as file:
        xlsx.write(document, file)


def of_cells(count: int, path: str) -> None:
    """Write them cell by cell, under two rows as a document has them."""
    import xlsxwriter

    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet("Detail")
    formats = {
        "text": book.add_format({"text_wrap": True}),
        "id": book.add_format({"num_format": "@"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        "count": book.add_format({"num_format": "#,##0"}),
    }
    for at, key in enumerate(COLUMNS):
        sheet.write_string(1, at, key)
    for number, row in enumerate(rows(count), 2):
        for at, (key, kind) in enumerate(COLUMNS.items()):
            value = row[key]
            if value is None:
                sheet.write_blank(number, at, None, formats[kind])
            elif kind == "day":
                sheet.write_datetime(number, at, date.fromisoformat(value), formats[kind])
            elif kind == "count":
                sheet.write_number(number, at, value, formats[kind])
            else:
                sheet.write_string(number, at, value, formats[kind])
    book.close()


if __name__ == "__main__":
    what, count, path = sys.argv[1:]
    {"document": of_document, "cells": of_cells}[what](int(count), path)
