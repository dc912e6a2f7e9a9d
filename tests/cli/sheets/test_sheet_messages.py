"""The messages, and what the package may load."""

import re
import string
import subprocess
import sys
from pathlib import Path

from cli.sheets.places import Area, area_of, cell_of, column_of, letters
from cli.sheets.problems import MESSAGES

SOURCES = Path(__file__).parents[3] / "cli" / "sheets"


def test_every_code_has_a_message_and_every_message_a_use() -> None:
    sources = "".join(path.read_text() for path in SOURCES.glob("*.py") if path.name != "problems.py")
    assert set(re.findall(r'"(import\.\w+)"', sources)) == set(MESSAGES)


def test_every_message_says_what_to_do() -> None:
    for message, hint in MESSAGES.values():
        assert message.endswith(".")
        assert hint.endswith(".")
        assert list(string.Formatter().parse(message))


def test_a_csv_file_loads_neither_calamine_nor_xml(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("a\n1\n")
    script = (
        "import sys, pathlib\n"
        "from cli.sheets.headings import find_columns\n"
        "from cli.sheets.table import open_table\n"
        f"with open_table(pathlib.Path({str(path)!r})) as table: list(table.rows)\n"
        "loaded = {'python_calamine', 'zipfile', 'xml', 'pyexpat'} & set(sys.modules)\n"
        "sys.exit(str(loaded) if loaded else 0)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=SOURCES.parents[1], capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_places_are_written_and_read() -> None:
    for column in (0, 25, 26, 701, 702, 16_383):
        assert column_of(letters(column)) == column
    assert letters(16_383) == "XFD"
    assert cell_of("$AB$17") == (17, 27)
    assert area_of("C3:A1") == Area(1, 0, 3, 2)
    assert str(area_of("B17")) == "B17"
    assert str(Area(1, 0, 3, 2)) == "A1:C3"
