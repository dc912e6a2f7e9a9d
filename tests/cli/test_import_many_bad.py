"""`import`: files with more bad rows than are held in memory."""

import csv
from pathlib import Path
from typing import Any

import pytest

from cli.importing import staging

BODY = "CNCA-R-2099-001"
HEADING = ("number", "rule", "holder", "issued_on", "expires_on", "备注")
BAD = 5_200


@pytest.fixture
def path(clerk: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    """Rows of which all but every hundredth are bad, each in one of four ways."""
    monkeypatch.setattr(staging, "MOST_HELD", 700)
    rows = []
    for n in range(BAD):
        good = [f"C{n:05}", "R1", "甲, 乙", "2024-01-10", "2026-01-09", f"note {n}"]
        bad: dict[int, str] = {0: {3: "soon"}, 1: {1: "R7"}, 2: {2: ""}, 3: {3: "x", 4: "y"}}[n % 4]
        rows.append(good if n % 100 == 50 else [bad.get(at, cell) for at, cell in enumerate(good)])
    return str(clerk.csv(HEADING, *[[f'"{cell}"' for cell in row] for row in rows]))


def is_bad(n: int) -> bool:
    return n % 100 != 50


def test_the_result_is_one_json_object_with_every_error_in_order(clerk: Any, path: str) -> None:
    before = clerk.entries()
    said = clerk.json("--body", BODY, "import", "certificates", path, code=1)
    assert (said["rows"], said["recorded"], said["events"]) == (BAD, 0, 0)
    assert said["rejected"] == BAD - BAD // 100
    cells = [tuple(map(int, error["cell"].split(":")[1:])) for error in said["errors"]]
    columns = {0: (4,), 1: (2,), 2: (3,), 3: (4, 5)}
    assert cells == [(n + 2, column) for n in range(BAD) if is_bad(n) for column in columns[n % 4]]
    assert all(set(error) == {"cell", "code", "message"} for error in said["errors"])
    assert {w["code"] for w in said["warnings"]} == {"import.ignored_column"}
    assert clerk.entries() == before


@pytest.mark.parametrize("form", ["table", "csv"])
def test_people_are_told_of_every_error_too(clerk: Any, path: str, form: str) -> None:
    told = clerk.run("--body", BODY, "import", "certificates", path, "--format", form, code=1).stderr
    assert sum(line.startswith("file.csv:") for line in told.splitlines()) >= 2 + BAD - BAD // 100


def test_the_rejects_hold_every_bad_row_as_it_was_in_order(clerk: Any, path: str) -> None:
    line = ("--body", BODY, "import", "certificates", path, "--on-error", "skip")
    said = clerk.json(*line, code=3)
    assert said["recorded"] == said["events"] == BAD // 100
    assert said["rejected"] == BAD - BAD // 100
    with Path(f"{path}.rejects.csv").open(encoding="utf-8-sig", newline="") as file:
        rejects = list(csv.DictReader(file))
    with Path(path).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [{key: reject[key] for key in HEADING} for reject in rejects] == [
        row for n, row in enumerate(rows) if is_bad(n)
    ]
    assert all(reject["rejected_code"] for reject in rejects)
    assert sum(len(reject["rejected_cell"].split("; ")) for reject in rejects) == len(said["errors"])
    again = clerk.json(*line, code=3)
    assert (again["recorded"], again["unchanged"]) == (0, BAD // 100)
    clerk.run("rebuild", "--check")


def test_the_mended_rejects_are_a_file_to_import(clerk: Any, path: str) -> None:
    clerk.run("--body", BODY, "import", "certificates", path, "--on-error", "skip", code=3)
    with Path(f"{path}.rejects.csv").open(encoding="utf-8-sig", newline="") as file:
        rejects = list(csv.DictReader(file))
    mended = [(r["number"], "R1", "丙", "2024-01-10", "2026-01-09", r["备注"]) for r in rejects]
    said = clerk.json(
        "--body", BODY, "import", "certificates", clerk.csv(HEADING, *mended, name="mended.csv")
    )
    assert (said["recorded"], said["rejected"]) == (len(rejects), 0)
    assert clerk.entries() == 6 + BAD
    clerk.run("rebuild", "--check")


@pytest.mark.parametrize("column", [1, 3, 4])
def test_a_column_of_wrong_types_is_told_of_row_by_row_and_records_nothing(clerk: Any, column: int) -> None:
    rows = [[f"C{n}", "R1", "甲", "2024-01-10", "2026-01-09", ""] for n in range(600)]
    for row in rows:
        row[column] = "3.14"
    path = clerk.xlsx(HEADING, *[[float(c) if c == "3.14" else c for c in row] for row in rows])
    before = clerk.entries()
    said = clerk.json("--body", BODY, "import", "certificates", path, code=1)
    assert (said["rows"], said["rejected"], said["recorded"]) == (600, 600, 0)
    assert len(said["errors"]) == 600
    assert clerk.entries() == before
    said = clerk.json("--body", BODY, "import", "certificates", path, "--on-error", "skip", code=3)
    assert said["rejected"] == 600
    assert clerk.entries() == before
    assert len(Path(f"{path}.rejects.csv").read_text("utf-8-sig").splitlines()) == 601
