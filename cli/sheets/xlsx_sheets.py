"""The sheets of a workbook, and which one is meant."""

from typing import NamedTuple
from xml.parsers import expat

from cli.sheets.problems import SheetRefused
from cli.sheets.xlsx_package import Package

_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"


class Sheet(NamedTuple):
    """A worksheet: its place among all sheets from 0, its name, its part of the package."""

    place: int
    name: str
    visible: bool
    part: str


def choose_sheet(package: Package, file: str, name: str | None) -> Sheet:
    """Give the worksheet of this name, or the first visible one.

    Raises SheetRefused: "import.not_a_workbook", "import.no_sheet" with the
    names there are, "import.no_table_sheet", "import.broken_workbook",
    "import.unsafe_xml".
    """
    if _WORKBOOK not in package or _RELATIONS not in package:
        raise SheetRefused("import.not_a_workbook", file=file)
    sheets = _worksheets(package)
    if name is None:
        for sheet in sheets:
            if sheet.visible:
                return sheet
        raise SheetRefused("import.no_table_sheet", file=file)
    for sheet in sheets:
        if sheet.name == name:
            return sheet
    names = ", ".join(sheet.name for sheet in sheets)
    raise SheetRefused("import.no_sheet", file=file, sheet=name, sheets=names)


def _worksheets(package: Package) -> list[Sheet]:
    """List the worksheets in the order of the tabs; charts and macro sheets are none."""
    targets = {
        attributes["Id"]: attributes["Target"]
        for attributes in _elements(package, _RELATIONS, "Relationship")
        if attributes.get("Type", "").endswith("/worksheet") and {"Id", "Target"} <= set(attributes)
    }
    return [
        Sheet(
            place,
            attributes.get("name", ""),
            attributes.get("state", "visible") == "visible",
            _part(targets[attributes["id"]]),
        )
        for place, attributes in enumerate(_elements(package, _WORKBOOK, "sheet"))
        if attributes.get("id") in targets
    ]


def _part(target: str) -> str:
    """Find the part that a relation of the workbook leads to, as calamine does."""
    if target.startswith("/"):
        return target[1:]
    return target if target.startswith("xl/") else f"xl/{target}"


def _elements(package: Package, part: str, wanted: str) -> list[dict[str, str]]:
    """Give the attributes of all elements of a name, without the prefixes of names."""
    found: list[dict[str, str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == wanted:
            found.append({key.rpartition(":")[2]: text for key, text in attributes.items()})

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    package.parse(part, parser)
    return found
