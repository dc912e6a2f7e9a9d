"""Opening a spreadsheet file as a table of rows."""

from pathlib import Path
from types import TracebackType
from typing import Self

from cli.sheets.csv_rows import csv_rows
from cli.sheets.opening import Opened
from cli.sheets.places import address
from cli.sheets.problems import SheetRefused
from cli.sheets.rows import FORMULA_WITHOUT_VALUE, BadCell, Row, Rows, Value

__all__ = ["FORMULA_WITHOUT_VALUE", "BadCell", "Row", "Rows", "Table", "Value", "open_table"]


class Table:
    """The rows of one sheet, or of a CSV file; a context manager that closes the file."""

    def __init__(self, opened: Opened, sheet: str | None) -> None:
        """Read the file; see open_table."""
        self._opened = opened
        self.file_name = opened.name
        self.sheet: str | None = None
        suffix = Path(opened.name).suffix.lower()
        if suffix == ".csv":
            if sheet is not None:
                raise SheetRefused("import.sheet_of_csv", file=opened.name, sheet=sheet)
            self.rows = Rows(csv_rows(opened), where=self.file_name, address=self.address)
            return
        # calamine and the XML parser, for those who need them.
        from cli.sheets.xlsx_rows import xlsx_rows

        self.sheet, merged, rows = xlsx_rows(opened, sheet)
        where = f"{self.file_name}:{self.sheet}"
        self.rows = Rows(rows, where=where, address=self.address, merged=merged)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; no more rows can be taken."""
        self._opened.close()

    def done(self) -> tuple[int, int | None]:
        """Return (how much is read, of how much): bytes of a CSV file, rows of a workbook without an end."""
        if self.sheet is not None:
            return 0, None
        return self._opened.done, self._opened.size

    def address(self, row: int, column: int) -> str:
        """Name a cell, its column counted from 0: "FILE:SHEET!B17", or for CSV "FILE:17:2"."""
        return address(self.file_name, self.sheet, row, column)


def open_table(path: Path, *, sheet: str | None = None) -> Table:
    """Open a .csv or .xlsx file; of a workbook the named sheet or the first visible one.

    A CSV file is read in constant memory, row by row, after one pass that
    decides its encoding; a workbook is held in memory, within limits checked
    before. Raises SheetRefused; for a CSV file also while its rows are taken.
    """
    suffix = path.suffix.lower()
    opened = Opened(path)
    try:
        if suffix not in {".csv", ".xlsx", ".xlsm"}:
            old = suffix == ".xls"
            code = "import.old_workbook" if old else "import.format"
            raise SheetRefused(code, file=opened.name)
        return Table(opened, sheet)
    except OSError as error:
        opened.close()
        raise opened.unreadable(error) from error
    except BaseException:
        opened.close()
        raise
