"""The rows of a CSV file, in constant memory."""

import csv
import io
from collections.abc import Iterator
from itertools import chain, islice

from cli.sheets.csv_encoding import encoding_of
from cli.sheets.opening import Opened
from cli.sheets.problems import SheetRefused
from cli.sheets.rows import LONGEST_CELL, Row, Value, checked_text

# Characters; a quotation mark left open would take in the whole file.
_LONGEST_RECORD = 1 << 20
_LOOKED_AT = 20  # lines, for the delimiter: the heading is among them
_DELIMITERS = ",;\t"


def csv_rows(opened: Opened) -> Iterator[Row]:
    """Check the encoding of the whole file now, then give its rows as they are asked for.

    Raises SheetRefused: "import.empty", "import.workbook_named_csv",
    "import.encoding"; while the rows are taken "import.quotes",
    "import.line_too_long", "import.changed".
    """
    start = opened.starts_with()
    if not start:
        raise SheetRefused("import.empty", where=opened.name)
    if start.startswith(b"PK\x03\x04"):
        raise SheetRefused("import.workbook_named_csv", file=opened.name)
    encoding = encoding_of(opened)
    opened.file.seek(0)
    return _Records(opened, encoding).rows()


class _Records:
    """Cuts the text into records, never holding more than one."""

    def __init__(self, opened: Opened, encoding: str) -> None:
        self._opened = opened
        self._encoding = encoding
        self._start = 1  # line on which the current record starts
        self._length = 0  # characters of it so far

    def rows(self) -> Iterator[Row]:
        file = self._opened.file
        with io.TextIOWrapper(file, encoding=self._encoding, newline="") as text:
            yield from self._records(self._lines(text))

    def _records(self, lines: Iterator[str]) -> Iterator[Row]:
        first = list(islice(lines, _LOOKED_AT))
        counted = self._counted(chain(first, lines))
        reader = csv.reader(counted, delimiter=_delimiter(first), strict=True)
        while True:
            self._start, self._length = reader.line_num + 1, 0
            try:
                record = next(reader, None)
            except csv.Error as error:
                too_long = "field limit" in str(error)
                code = "import.line_too_long" if too_long else "import.quotes"
                raise self._refused(code) from error
            if record is None:
                break
            if not any(map(str.strip, record)):
                continue
            values: list[Value] = [cell or None for cell in record]
            if self._length > LONGEST_CELL:  # then a cell may be
                values = [checked_text(cell) for cell in record]
            yield Row(self._start, values)
        self._opened.check_unchanged()

    def _lines(self, text: io.TextIOWrapper) -> Iterator[str]:
        """Give the physical lines, with their ends, without a byte order mark."""
        try:
            line = text.readline(_LONGEST_RECORD + 1).removeprefix("\ufeff")
            while line:
                yield line
                line = text.readline(_LONGEST_RECORD + 1)
        except UnicodeDecodeError:
            # It could be decoded a moment ago.
            raise self._opened.changed() from None
        except OSError as error:
            raise self._opened.unreadable(error) from error

    def _counted(self, lines: Iterator[str]) -> Iterator[str]:
        for line in lines:
            self._length += len(line)
            if self._length > _LONGEST_RECORD:
                raise self._refused("import.line_too_long")
            yield line

    def _refused(self, code: str) -> SheetRefused:
        return SheetRefused(code, cell=f"{self._opened.name}:{self._start}")


def _delimiter(lines: list[str]) -> str:
    """Choose what divides most of these lines: the heading and data agree on it.

    Counting lines before signs: a cell may list many standards with `;`
    between, but the heading of such a column does not.
    """
    bare = ["".join(line.split('"')[::2]) for line in lines]

    def weight(delimiter: str) -> tuple[int, int]:
        counts = [line.count(delimiter) for line in bare]
        return sum(1 for count in counts if count), sum(counts)

    return max(_DELIMITERS, key=weight)
