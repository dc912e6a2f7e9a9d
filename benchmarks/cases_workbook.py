"""Case `workbook`: a row of 19 columns for each certificate, beside the same cells written one by one."""

import sys
from pathlib import Path

import product
from bench import Bench
from peers_sheet import ROWS
from python_calamine import CalamineWorkbook
from table import alone, check, pair
from timing import Ran, process

PROGRAM = Path(__file__).with_name("workbooks.py")
COMPARED = 1_000
"""How many rows are read back and compared."""


def run(bench: Bench) -> None:
    """Measure every size that a sheet can hold."""
    folder = bench.settings.folder

    def written(what: str, size: int) -> tuple[Ran, Path]:
        path = folder / f"{what}.xlsx"
        arguments = [sys.executable, PROGRAM, what, str(size), path]
        return process(arguments, folder, environment=product.ENVIRONMENT), path

    same = _values(written("document", COMPARED)[1]) == _values(written("cells", COMPARED)[1])
    for size in bench.settings.sizes:
        if size > ROWS:
            bench.tell("workbook", size, [], f"Not run: a sheet ends after {ROWS:,} rows.")
            continue
        ours: list[Ran] = []
        theirs: list[Ran] = []
        bytes_of_ours = 0
        for number in range(bench.settings.rounds_at(size)):
            turn = [("document", ours), ("cells", theirs)]
            for what, taken in turn if number % 2 == 0 else turn[::-1]:
                ran, path = written(what, size)
                taken.append(ran)
                if what == "document":
                    bytes_of_ours = path.stat().st_size
                path.unlink()
        rows = [
            pair(
                *("a workbook of so many rows", "s", [each.seconds for each in ours]),
                *("XlsxWriter, cell by cell", [each.seconds for each in theirs]),
                times=1,
            ),
            alone("size of a row in the file", "B", [bytes_of_ours / size]),
            alone("peak memory", "MB", [each.peak for each in ours], most=100),
            check("the same cells", holds=same),
        ]
        bench.tell("workbook", size, rows)


def _values(path: Path) -> list[list[object]]:
    """Return what stands under the title of the sheet with the rows."""
    with CalamineWorkbook.from_path(path) as book:
        return list(book.get_sheet_by_name("Detail").to_python(skip_empty_area=False))[1:]
