"""One row of an import: its cells by key, and what is wrong with them."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from cli.messages import message, remark
from cli.sheets.cells import read_day, read_text, trimmed
from cli.sheets.problems import CellRefused
from cli.sheets.rows import Row, Value
from domain.reasons import REASONS
from domain.rejected import Rejected
from domain.subject import Subject, approval_number
from projections.begun import Begun

REASON_OF_TEXT = {text: code for code, text in REASONS.items()} | {code: code for code in REASONS}


REMEMBERED = 50_000
"""Different writings of days that are remembered."""


class Trouble(NamedTuple):
    """What is wrong with a cell, or worth saying about it."""

    cell: str
    code: str
    message: str

    def line(self) -> str:
        """Return it as it is printed."""
        return f"{self.cell} {self.code} {self.message}"


class Cells:
    """Which column holds what, and the days and bodies read before: columns repeat themselves."""

    def __init__(
        self, positions: Mapping[str, int], address: Callable[[int, int], str], folder: Path
    ) -> None:
        self.positions = positions
        self.address = address
        self.folder = folder
        self.days: dict[str, str] = {}
        self.bodies: dict[str, str] = {}
        self.width = max(positions.values(), default=-1) + 1

    def address_of(self, row: int, key: str) -> str:
        """Return the address of a key's cell; of the row's first where there is no such column."""
        return self.address(row, self.positions.get(key, 0))


class SheetRow:
    """A row being read: every bad cell is noted, so that all are reported at once.

    `subject` is whom it seems to be about, `statement` what its cells say,
    `stated` the stream that no other row of the file may state, `begun` what the
    read model will hold of a certificate that begins with it.
    """

    __slots__ = (
        "_at",
        "_cells",
        "_values",
        "begun",
        "errors",
        "number",
        "stated",
        "statement",
        "subject",
        "warnings",
    )

    def __init__(self, row: Row, cells: Cells) -> None:
        self.number = row.number
        self.errors: list[Trouble] = []
        self.warnings: list[Trouble] = []
        self.subject: Subject | None = None
        self.statement: Any = None
        self.stated: str | None = None
        self.begun: Begun | None = None
        self._cells = cells
        self._at = cells.positions.get
        self._values = row.values
        if (lacking := cells.width - len(row.values)) > 0:
            self._values = [*row.values, *[None] * lacking]

    @property
    def folder(self) -> Path:
        """Return the folder of the file."""
        return self._cells.folder

    def cell(self, key: str) -> str:
        """Return the address of a key's cell; of the row's first where there is no such column."""
        return self._cells.address_of(self.number, key)

    def fail(self, key: str, code: str, values: Mapping[str, object]) -> None:
        """Note what is wrong with a cell."""
        self.errors.append(Trouble(self.cell(key), code, message(code, dict(values))[0]))

    def warn(self, key: str, code: str, values: Mapping[str, object]) -> None:
        """Note something worth saying about a cell."""
        cell = self.cell(key)
        self.warnings.append(Trouble(cell, code, remark(code, {"cell": cell, **values})))

    def text(self, key: str, *, required: bool = False) -> str | None:
        """Return a cell's text, or None where it is blank or bad."""
        at = self._at(key)
        if at is None and not required:
            return None  # most sheets have few of the columns that there may be
        if at is not None and type(value := self._values[at]) is str and (text := trimmed(value)):
            return text  # what most cells hold
        return self._read(key, read_text, required=required)

    def day(self, key: str, *, required: bool = False) -> str | None:
        """Return a cell's ISO day, or None where it is blank or bad."""
        at, days = self._at(key), self._cells.days
        if at is None and not required:
            return None
        if at is None or type(value := self._values[at]) is not str:
            return self._read(key, read_day, required=required)
        found = days.get(value)
        if found is None:
            found = self._read(key, read_day, required=required)
            if found is not None and len(days) < REMEMBERED:
                days[value] = found
        return found

    def choice(self, key: str, words: Mapping[str, str], *, required: bool = False) -> str | None:
        """Return the code of a cell's word, or None where it is blank or bad."""
        text = self.text(key, required=required)
        if text is None:
            return None
        code = words.get(text) or words.get(text.casefold())
        if code is None:
            self.fail(key, "import.choice", {"value": text, "choices": list(dict.fromkeys(words))})
        return code

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a cell's texts, between semicolons of either width."""
        text = self.text(key)
        if text is None:
            return ()
        return tuple(part for each in text.replace("；", ";").split(";") if (part := each.strip()))

    def reason(self, key: str) -> tuple[str | None, str | None]:
        """Return (reason code, text): a text that is no code's becomes `other`."""
        text = self.text(key)
        if text is None:
            return None, None
        code = REASON_OF_TEXT.get(text) or REASON_OF_TEXT.get(text.casefold())
        return (code, None) if code is not None else ("other", text)

    def body(self, key: str, default: str | None, *, required: bool = False) -> str | None:
        """Return a cell's approval number, or the default."""
        text = self.text(key, required=required and default is None)
        if text is None:
            return default
        found = self._cells.bodies.get(text)
        if found is not None:
            return found
        try:
            found = self._cells.bodies[text] = approval_number(text)
            return found  # noqa: TRY300 - the usual end
        except Rejected as no:
            self.fail(key, no.code, no.values)
            return None

    def blank(self, keys: Iterable[str], event: str) -> None:
        """Note cells that are filled although the event does not take them."""
        for key in keys:
            at = self._at(key)
            if at is not None and self._values[at] not in (None, "") and self.text(key):
                self.fail(key, "import.not_taken", {"event": event, "key": key})

    def _value(self, key: str) -> Value:
        at = self._at(key)
        return None if at is None else self._values[at]

    def _read(self, key: str, read: Callable[[Value], str | None], *, required: bool) -> str | None:
        try:
            found = read(self._value(key))
        except CellRefused as no:
            self.fail(key, no.code, no.values)
            return None
        if found is None and required:
            self.fail(key, "import.missing", {"key": key})
        return found
