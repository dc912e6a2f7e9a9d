"""The rows of a worksheet, read by calamine after a hard look at the file."""

from collections.abc import Iterator
from xml.parsers import expat

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from cli.sheets.opening import Opened
from cli.sheets.places import Area
from cli.sheets.problems import SheetRefused
from cli.sheets.rows import Row, Value, checked_text, is_blank
from cli.sheets.xlsx_package import LARGEST, Package
from cli.sheets.xlsx_scan import Scan, scan_sheet
from cli.sheets.xlsx_sheets import Sheet, choose_sheet
from cli.sheets.xlsx_strings import string_sizes

_MOST_CELLS = 20_000_000  # of the used area; calamine takes some 30 bytes for each
_MILLION = 1_000_000


def xlsx_rows(opened: Opened, name: str | None) -> tuple[str, list[Area], Iterator[Row]]:
    """Read the sheet of this name, or the first visible one: its name, merged ranges and rows.

    Raises SheetRefused: "import.empty", "import.too_many_cells", and what
    Package, choose_sheet, string_sizes and scan_sheet raise.
    """
    package = Package(opened)
    sheet = choose_sheet(package, opened.name, name)
    where = f"{opened.name}:{sheet.name}"
    scan = _checked_scan(package, sheet, where)
    if scan.used is None:
        raise SheetRefused("import.empty", where=where)
    cells = _read(opened, package, sheet)
    opened.check_unchanged()
    return sheet.name, scan.merged, _rows(cells, scan, scan.used)


def _checked_scan(package: Package, sheet: Sheet, where: str) -> Scan:
    """Scan the sheet, and refuse one that calamine could not hold."""
    if "xl/styles.xml" in package:
        package.parse("xl/styles.xml", expat.ParserCreate())
    sizes = string_sizes(package)
    scan = scan_sheet(package, sheet.part)
    if scan.used is not None and scan.used.cells > _MOST_CELLS:
        limit = _MOST_CELLS // _MILLION
        raise SheetRefused("import.too_many_cells", where=where, area=str(scan.used), limit=limit)
    # The exact sum takes a second pass, which only a strange file needs.
    if scan.string_cells * max(sizes, default=0) > LARGEST:
        scan = scan_sheet(package, sheet.part, sizes)
        if scan.text_size > LARGEST:
            raise package.too_big()
    return scan


def _read(opened: Opened, package: Package, sheet: Sheet) -> CalamineSheet:
    opened.file.seek(0)
    try:
        workbook = CalamineWorkbook.from_filelike(opened.file)
        if workbook.sheet_names[sheet.place] != sheet.name:
            raise package.broken("its list of sheets is ambiguous")
        return workbook.get_sheet_by_index(sheet.place)
    except (CalamineError, IndexError) as error:
        raise package.broken(str(error)) from error
    except BaseException as error:
        # A panic of the Rust library is no Exception.
        if type(error).__name__ == "PanicException":
            raise package.broken("it cannot be read") from error
        raise


def _rows(cells: CalamineSheet, scan: Scan, used: Area) -> Iterator[Row]:
    """Join what calamine read with the bad cells that it leaves empty."""
    # calamine counts rows from the top of the sheet, but columns from the first used one.
    margin: list[Value] = [None] * (cells.start[1] if cells.start else 0)
    found = cells.iter_rows() if cells.start else iter(())
    faults = range(len(scan.packed_faults))
    at = 0
    for number in range(1, used.bottom + 1):
        values: list[Value] = [
            checked_text(value) if isinstance(value, str) else value for value in next(found, ())
        ]
        bad = []
        while at in faults and (fault := scan.fault(at))[0] == number:
            bad.append(fault)
            at += 1
        if not bad and all(map(is_blank, values)):
            continue
        values = margin + values
        for _, column, reason in bad:
            values.extend([None] * (column + 1 - len(values)))
            values[column] = reason
        yield Row(number, values)
