"""Reads a workbook back: as its cells, and as the XML it is made of."""

import re
import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any
from xml.etree import ElementTree as ET

from python_calamine import CalamineWorkbook

from cli.documents.document import Block, Column, Document, Kind, Section, Table
from cli.render import xlsx

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def document(*blocks: Block, **more: Any) -> Document:
    """Return a document of one section."""
    given = {"title": "报告", "subtitle": None, "made_at": None, "footer": "", **more}
    return Document(name="d", language="zh", sections=[Section("s", "一节", list(blocks))], **given)


def table(rows: Any, kinds: Mapping[str, Kind], **more: Any) -> Table:
    """Return a table with a column of each kind, headed by its key."""
    sums = more.pop("sums", ())
    columns = [Column(key, key, kind, key in sums) for key, kind in kinds.items()]
    return Table("t", columns, rows, **more)


def written(it: Document) -> bytes:
    """Return the workbook."""
    file = BytesIO()
    xlsx.write(it, file)
    return file.getvalue()


class Workbook:
    """A workbook that was written."""

    def __init__(self, data: bytes) -> None:
        self.parts = zipfile.ZipFile(BytesIO(data))
        self.values = CalamineWorkbook.from_filelike(BytesIO(data))
        self.names = self.values.sheet_names

    def rows(self, name: str) -> list[list[Any]]:
        """Return a sheet's values."""
        return self.values.get_sheet_by_name(name).to_python(skip_empty_area=False)

    def xml(self, path: str) -> ET.Element:
        """Return a part as XML."""
        return ET.fromstring(self.parts.read(path))

    def sheet(self, name: str) -> ET.Element:
        """Return a sheet as XML."""
        return self.xml(f"xl/worksheets/sheet{self.names.index(name) + 1}.xml")

    def cells(self, name: str) -> Iterator[tuple[str, ET.Element]]:
        """Yield a sheet's cells by their places."""
        for cell in self.sheet(name).iter(f"{MAIN}c"):
            yield cell.attrib["r"], cell

    def cell(self, name: str, place: str) -> ET.Element:
        """Return a cell."""
        return dict(self.cells(name))[place]

    def text(self, name: str, place: str) -> str:
        """Return the text of a text cell, as a spreadsheet program reads it."""
        cell = self.cell(name, place)
        assert cell.attrib["t"] == "inlineStr"
        text = "".join(part.text or "" for part in cell.iter(f"{MAIN}t"))
        return re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)

    def format(self, name: str, place: str) -> ET.Element:
        """Return the format of a cell."""
        formats = self.xml("xl/styles.xml").find(f"{MAIN}cellXfs")
        assert formats is not None
        return formats[int(self.cell(name, place).attrib["s"])]

    def number_format(self, name: str, place: str) -> str:
        """Return how a cell shows its number."""
        number = self.format(name, place).attrib["numFmtId"]
        own = {
            it.attrib["numFmtId"]: it.attrib["formatCode"]
            for it in self.xml("xl/styles.xml").iter(f"{MAIN}numFmt")
        }
        return own.get(number, {"0": "General", "3": "#,##0", "49": "@"}.get(number, number))

    def formulas(self, name: str) -> dict[str, tuple[str, str]]:
        """Return the formulas of a sheet with the values that are stored beside them."""
        return {
            place: (formula, cell.findtext(f"{MAIN}v", ""))
            for place, cell in self.cells(name)
            if (formula := cell.findtext(f"{MAIN}f")) is not None
        }


def read(it: Document) -> Workbook:
    """Write a document, and read it back."""
    return Workbook(written(it))
