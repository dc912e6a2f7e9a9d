"""How long the shared strings of a workbook are.

Each cell that refers to one becomes a text of its own, so one long string and
a million cells that name it would take 30 GB from a file of 100 KB.
"""

from array import array
from xml.parsers import expat

from cli.sheets.xlsx_package import Package

_PART = "xl/sharedStrings.xml"
_MOST = 20_000_000  # strings; no sheet that is taken has more cells


def string_sizes(package: Package) -> "array[int]":
    """Give for each shared string its bytes in the XML: no less than its text has.

    Raises SheetRefused: "import.too_big", "import.broken_workbook", "import.unsafe_xml".
    """
    sizes = array("L")
    if _PART not in package:
        return sizes
    parser = expat.ParserCreate()
    began = 0

    def start(name: str, _: object) -> None:
        nonlocal began
        if name == "si" or name.endswith(":si"):
            here = parser.CurrentByteIndex
            if sizes:
                sizes[-1] = here - began
            if len(sizes) == _MOST:
                raise package.too_big()
            sizes.append(0)
            began = here

    parser.StartElementHandler = start
    package.parse(_PART, parser)
    if sizes:
        sizes[-1] = parser.CurrentByteIndex - began
    return sizes
