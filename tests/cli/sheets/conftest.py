"""Spreadsheet files made on the spot, well-behaved and hostile."""

import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from cli.sheets.problems import MESSAGES, SheetRefused
from cli.sheets.table import Row, open_table

Refused = Callable[..., SheetRefused]


@pytest.fixture
def save(tmp_path: Path) -> Callable[[str, bytes | str], Path]:
    def save(name: str, content: bytes | str) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return save


def made(fill: Callable[[Any], None], **options: object) -> bytes:
    """Make a workbook with xlsxwriter."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, **options})
    book.set_properties({"created": datetime(2024, 7, 5)})  # the same bytes each time
    fill(book)
    book.close()
    return target.getvalue()


@pytest.fixture
def book(save: Callable[..., Path]) -> Callable[..., Path]:
    def book(fill: Callable[[Any], None], **options: object) -> Path:
        return save("book.xlsx", made(fill, **options))

    return book


@pytest.fixture
def grid(book: Callable[..., Path]) -> Callable[..., Path]:
    """A workbook of one sheet with these rows, from the first cell on."""

    def grid(*rows: list[object]) -> Path:
        def fill(target: Any) -> None:
            sheet = target.add_worksheet("表")
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)

        return book(fill)

    return grid


def _parts(sheet: str) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(made(lambda book: book.add_worksheet("表")))) as plain:
        parts = {name: plain.read(name) for name in plain.namelist()}
    parts["xl/worksheets/sheet1.xml"] = sheet.encode()
    return parts


@pytest.fixture
def sheet_of() -> Callable[[str], str]:
    """Wrap rows, and what follows them, in the XML of a sheet."""

    def sheet_of(rows: str, after: str = "", doctype: str = "") -> str:
        main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        return (
            f'<?xml version="1.0" encoding="UTF-8"?>{doctype}<worksheet xmlns="{main}">'
            f"<sheetData>{rows}</sheetData>{after}</worksheet>"
        )

    return sheet_of


@pytest.fixture
def raw(save: Callable[..., Path]) -> Callable[..., Path]:
    """A workbook whose sheet has this XML; further parts by name, None to leave one out."""

    def raw(sheet: str, parts: dict[str, str | None] | None = None) -> Path:
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
            for name, content in {**_parts(sheet), **(parts or {})}.items():
                if content is not None:
                    package.writestr(name, content)
        return save("raw.xlsx", target.getvalue())

    return raw


@pytest.fixture
def rows_of() -> Callable[..., list[Row]]:
    def rows_of(path: Path, sheet: str | None = None) -> list[Row]:
        with open_table(path, sheet=sheet) as table:
            return list(table.rows)

    return rows_of


@pytest.fixture
def refused(rows_of: Callable[..., list[Row]]) -> Refused:
    """Read a file to its end, which must be refused, in words that can be shown."""

    def refused(path: Path, sheet: str | None = None) -> SheetRefused:
        with pytest.raises(SheetRefused) as caught:
            rows_of(path, sheet)
        problem = caught.value
        for template in MESSAGES[problem.code]:
            assert template.format(**problem.values)
        return problem

    return refused
