"""What a worksheet holds, found without keeping it: its extent, faults and merged ranges.

calamine builds the whole range between the first and the last cell, and reads
a formula without a stored value, or an error, as an empty cell. So this looks
first, in one pass over the XML.
"""

import re
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.parsers import expat

from cli.sheets.places import LAST_COLUMN, LAST_ROW, Area, area_of, column_of
from cli.sheets.rows import FORMULA_WITHOUT_VALUE, BadCell
from cli.sheets.xlsx_package import Package

_TITLE_ROWS = 20  # the heading is among them
_ERRORS = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA")
_FAULTS = (
    FORMULA_WITHOUT_VALUE,
    *(BadCell("import.cell_error", {"error": text}) for text in (*_ERRORS, "#ERROR")),
)

# An event for each element takes ten times as long as leaving out beforehand
# what says nothing: blank cells and rows, where what follows says its own
# place (a styled margin has a million of them), and the plain cells between
# the first and the last of a row. Those are of one letter, so that cells in a
# false order could hide no more than 26 columns.
_BLANK_CELL = re.compile(rb'<c r="[A-Z]{1,3}[0-9]{1,7}"(?: s="[0-9]+")?/>(?=<c r="|</row>)')
_BLANK_ROW = re.compile(rb'<row r="[0-9]{1,7}"[^<>]*(?:/>|(?<!/)></row>)(?=<row r=")')
_PLAIN = (
    rb'(?: s="[0-9]+")?(?: t="(?:s|n|b|str|inlineStr)")?>'
    rb"(?:<v>[^<]*</v>|<is><t[^<>]*>[^<]*</t></is>)</c>"
)
_INNER_CELLS = re.compile(
    rb'(<row r="([0-9]{1,7})"[^<>]*><c r="[A-Z]{1,3}\2"'
    + _PLAIN
    + rb')(?:<c r="[A-Z]\2"'
    + _PLAIN
    + rb')+(?=<c r=")'
)
_SHARED = b' t="s"'


@dataclass
class Scan:
    """The used area (None where no cell holds anything), the bad cells, the merged ranges.

    Of merged ranges those are kept that end among the title rows, and one of
    those below: enough to tell whether the table has any.
    """

    used: Area | None = None
    merged: list[Area] = field(default_factory=list)
    # In order of place; packed into integers, for a sheet may have millions.
    packed_faults: "array[int]" = field(default_factory=lambda: array("Q"))
    string_cells: int = 0  # cells that refer to a shared string
    text_size: int = 0  # bytes of those strings, once for each cell; where it was asked for

    def fault(self, index: int) -> tuple[int, int, BadCell]:
        """Give the bad cell at this place of the list: its row, column and fault."""
        place, kind = divmod(self.packed_faults[index], len(_FAULTS))
        row, column = divmod(place, LAST_COLUMN)
        return row, column, _FAULTS[kind]


def scan_sheet(package: Package, part: str, sizes: Sequence[int] | None = None) -> Scan:
    """Go through a worksheet; with the sizes of the shared strings add up those it uses.

    Raises SheetRefused "import.broken_workbook", "import.unsafe_xml".
    """
    parser = expat.ParserCreate()
    parser.ordered_attributes = True
    parser.buffer_text = True
    return _Scanner(parser, sizes).run(package, part)


class _Scanner:
    """Follows the elements of a sheet.

    Only their starts are followed, which is what takes time; text only in the
    cells that have a formula or an error.
    """

    def __init__(self, parser: expat.XMLParserType, sizes: Sequence[int] | None) -> None:
        self._parser = parser
        self._sizes = sizes
        self._columns: dict[str, int] = {}
        self._local: dict[str, str] = {}
        self._row = 0
        self._row_text = ""
        self._column = -1
        self._type = ""
        self._counted = False  # whether the cell is part of the used area
        self._value: list[str] | None = None  # of a cell whose text is followed
        self._in_value = self._has_value = False
        self._top, self._left, self._bottom, self._right = LAST_ROW + 1, LAST_COLUMN, 0, -1
        self._scan = Scan()
        self._merged_below = False

    def run(self, package: Package, part: str) -> Scan:
        self._parser.StartElementHandler = self._start
        # Adding up the shared strings needs every cell.
        package.parse(part, self._parser, self._thin if self._sizes is None else bytes)
        if self._bottom:
            self._scan.used = Area(self._top, self._left, self._bottom, self._right)
        return self._scan

    def _thin(self, xml: bytes) -> bytes:
        filled = _BLANK_ROW.sub(b"", _BLANK_CELL.sub(b"", xml))
        thinned = _INNER_CELLS.sub(rb"\1", filled)
        self._scan.string_cells += filled.count(_SHARED) - thinned.count(_SHARED)
        return thinned

    def _start(self, name: str, attributes: list[str]) -> None:
        local = self._local[name] if name in self._local else self._without_prefix(name)
        if local == "c":
            self._start_cell(attributes)
        elif local in {"v", "is"}:
            if not self._counted:
                self._count()
            self._in_value = self._has_value = True
        elif local == "f":
            if not self._counted:
                self._count()
            self._follow()
        elif local == "row":
            self._start_row(dict(zip(attributes[::2], attributes[1::2], strict=True)))
        elif local == "mergeCell":
            self._merge(dict(zip(attributes[::2], attributes[1::2], strict=True)))

    def _without_prefix(self, name: str) -> str:
        local = self._local[name] = name.rpartition(":")[2]
        return local

    def _start_row(self, attributes: dict[str, str]) -> None:
        row = int(attributes.get("r", self._row + 1))
        if not self._row < row <= LAST_ROW:
            raise ValueError(f"row {row} is out of order")
        self._row, self._row_text, self._column = row, str(row), -1

    def _start_cell(self, attributes: list[str]) -> None:
        column = self._column + 1
        self._type = ""
        for at in range(0, len(attributes), 2):
            name = attributes[at]
            if name == "r":
                column = self._place(attributes[at + 1])
            elif name == "t":
                self._type = attributes[at + 1]
        if not self._column < column < LAST_COLUMN:
            raise ValueError(f"row {self._row} has a cell out of order")
        self._column = column
        self._counted = False
        if self._type == "s":
            self._scan.string_cells += 1
            if self._sizes is not None:
                self._follow()
        elif self._type == "e":
            self._follow()

    def _place(self, reference: str) -> int:
        """Give the column of a reference, which must be of the current row."""
        name = reference.rstrip("0123456789")
        if reference[len(name) :] != self._row_text:
            raise ValueError(f"row {self._row} has a cell {reference}")
        column = self._columns.get(name)
        if column is None:
            column = self._columns[name] = column_of(name)
        return column

    def _count(self) -> None:
        self._counted = True
        self._top = min(self._top, self._row)
        self._bottom = self._row
        self._left = min(self._left, self._column)
        self._right = max(self._right, self._column)

    def _follow(self) -> None:
        """Follow the text of this cell, to its end."""
        if self._value is None:
            self._value = []
            self._in_value = self._has_value = False
            self._parser.CharacterDataHandler = self._text
            self._parser.EndElementHandler = self._end

    def _text(self, text: str) -> None:
        if self._in_value and self._value is not None:
            self._value.append(text)

    def _end(self, name: str) -> None:
        local = name.rpartition(":")[2]
        if local in {"v", "is"}:
            self._in_value = False
        elif local == "c":
            self._parser.CharacterDataHandler = None
            self._parser.EndElementHandler = None
            self._judge("".join(self._value or ()))
            self._value = None

    def _judge(self, text: str) -> None:
        if self._type == "e":
            kind = 1 + (_ERRORS.index(text) if text in _ERRORS else len(_ERRORS))
        elif self._type == "s" and self._sizes is not None:
            self._scan.text_size += self._sizes[int(text)]
            return
        elif text.strip() or (self._type == "str" and self._has_value):
            return  # a formula whose result is an empty text has one all the same
        else:
            kind = 0
        place = self._row * LAST_COLUMN + self._column
        self._scan.packed_faults.append(place * len(_FAULTS) + kind)

    def _merge(self, attributes: dict[str, str]) -> None:
        area = area_of(attributes.get("ref", ""))
        if area.cells == 1 or not self._holds_something(area):
            return
        if area.bottom > _TITLE_ROWS:
            if self._merged_below:
                return
            self._merged_below = True
        self._scan.merged.append(area)

    def _holds_something(self, area: Area) -> bool:
        # Merged cells in a blank, styled margin mean nothing.
        return area.top <= self._bottom and area.left <= self._right
