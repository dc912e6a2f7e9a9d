"""`import`: what goes for every file: headings, workbooks, skipping, dry runs, opening, commits."""

import csv
import datetime as dt
import json
from typing import Any

import pytest

BODY = "CNCA-R-2099-001"
HEADING = ("body", "number", "rule", "holder", "issued_on", "expires_on", "status", "status_on")


def row(number: str = "C1", **given: object) -> list[object]:
    cells: dict[str, object] = {
        "body": BODY,
        "number": number,
        "rule": "R1",
        "holder": "甲",
        "issued_on": "2024-01-10",
        "expires_on": "2026-01-09",
        "status": "01",
        "status_on": "",
        **given,
    }
    return [cells[key] for key in HEADING]


def take(clerk: Any, path: str, *more: str, code: int = 0) -> Any:
    return clerk.json("import", "certificates", path, *more, code=code)


# Headings ----------------------------------------------------------------------


def test_a_missing_heading_is_named(clerk: Any) -> None:
    path = clerk.csv(HEADING[:-3], row()[:-3])
    said = take(clerk, path, code=1)
    assert [error["code"] for error in said["errors"]] == ["import.no_heading"]
    assert "expires_on" in said["errors"][0]["message"]
    clerk.refused("import.no_heading", "import", "certificates", path)


def test_a_heading_twice_is_refused_and_names_both(clerk: Any) -> None:
    path = clerk.csv((*HEADING, "证书编号"), [*row(), "C2"])
    error = clerk.refused("import.duplicate_heading", "import", "certificates", path)
    assert "file.csv:1:2" in error["message"]
    assert "file.csv:1:9" in error["message"]


def test_a_column_is_chosen_by_hand(clerk: Any) -> None:
    heading = [{"number": "号码", "expires_on": "到期"}.get(key, key) for key in HEADING]
    path = clerk.csv(heading, row())
    assert take(clerk, path, "--column", "number=号码", "--column", "expires_on=到期")["recorded"] == 1
    clerk.refused("import.no_such_heading", "import", "certificates", path, "--column", "number=编码")
    clerk.refused("import.unknown_column", "import", "certificates", path, "--column", "colour=号码")
    assert clerk.error("import", "certificates", path, "--column", "number", code=2)["code"] == "usage"


def test_a_heading_beyond_the_20th_row_is_not_found(clerk: Any) -> None:
    titles = [("标题",)] * 19
    assert take(clerk, clerk.csv(*titles, HEADING, row()))["recorded"] == 1
    assert (
        take(clerk, clerk.csv(*titles, ("标题",), HEADING, row()), code=1)["errors"][0]["code"]
        == "import.no_heading"
    )


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("none.csv", None, "import.no_file"),
        ("empty.csv", b"", "import.empty"),
        ("list.xls", b"x", "import.old_workbook"),
        ("list.pdf", b"x", "import.format"),
        ("list.xlsx", b"x", "import.not_a_workbook"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_with_the_object_too(
    clerk: Any, name: str, content: Any, code: str
) -> None:
    path = str(clerk.folder / name) if content is None else clerk.file(name, content)
    said = take(clerk, path, code=1)
    assert [error["code"] for error in said["errors"]] == [code]
    assert {key: said[key] for key in ("rows", "recorded", "unchanged", "rejected", "events")} == {
        "rows": 0,
        "recorded": 0,
        "unchanged": 0,
        "rejected": 0,
        "events": 0,
    }
    clerk.refused(code, "import", "certificates", path)


# Workbooks ---------------------------------------------------------------------


def test_a_workbook_with_dates_and_numbers(clerk: Any) -> None:
    given = {
        "issued_on": dt.date(2024, 1, 10),
        "expires_on": dt.datetime.fromisoformat("2026-01-09"),
        "status": 2,
    }
    path = clerk.xlsx(("标题",), HEADING, row(2009010702358, **given, status_on="2024/3/1"))
    assert take(clerk, path)["events"] == 2
    shown = clerk.json("show", f"{BODY}/2009010702358")
    assert (shown["status"], shown["issued_on"], shown["expires_on"]) == (
        "suspended",
        "2024-01-10",
        "2026-01-09",
    )


def test_a_bad_cell_of_a_workbook_is_named_by_sheet_and_cell(clerk: Any) -> None:
    rows = [row(f"C{at}") for at in range(15)]
    said = take(clerk, clerk.xlsx(HEADING, *rows, row("c3"), row("C20", expires_on="2024-01-01")), code=1)
    assert [(e["cell"], e["code"]) for e in said["errors"]] == [
        ("file.xlsx:表!B17", "import.duplicate"),
        ("file.xlsx:表!F18", "certificate.expiry_before_issue"),
    ]


def test_a_sheet_is_chosen_by_name(clerk: Any) -> None:
    path = clerk.xlsx(HEADING, row(), sheet="台账")
    clerk.refused("import.no_sheet", "import", "certificates", path, "--sheet", "别的")
    assert take(clerk, path, "--sheet", "台账")["recorded"] == 1
    clerk.refused(
        "import.sheet_of_csv", "import", "certificates", clerk.csv(HEADING, row()), "--sheet", "台账"
    )


def test_a_long_number_stored_as_a_number_is_refused(clerk: Any) -> None:
    said = take(clerk, clerk.xlsx(HEADING, row(2009010702358369)), code=1)
    assert [(e["cell"], e["code"]) for e in said["errors"]] == [
        ("file.xlsx:表!B2", "import.number_precision")
    ]


@pytest.mark.parametrize("text", ["=1+1", "+86公司", "-减碳", "@公司"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_text_that_looks_like_a_formula_stays_text(clerk: Any, text: str, kind: str) -> None:
    path = (clerk.csv if kind == "csv" else clerk.xlsx)(HEADING, row(holder=text))
    take(clerk, path)
    assert clerk.json("show", f"{BODY}/C1")["holder"] == text


def test_a_formula_counts_as_its_stored_value(clerk: Any) -> None:
    import xlsxwriter

    path = clerk.folder / "book.xlsx"
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet("表")
    page.write_row(0, 0, HEADING)
    page.write_row(1, 0, row())
    page.write_formula(1, 3, '="甲"&"公司"', None, "甲公司")
    page.write_row(2, 0, row("C2"))
    page.write_formula(2, 3, "=A1", None, "")
    book.close()
    said = take(clerk, str(path), code=1)
    assert [(e["cell"], e["code"]) for e in said["errors"]] == [
        ("book.xlsx:表!D3", "import.formula_without_value")
    ]
    take(clerk, str(path), "--on-error", "skip", code=3)
    assert clerk.json("show", f"{BODY}/C1")["holder"] == "甲公司"


# Abort, skip, dry run ------------------------------------------------------------


def test_by_default_a_file_with_a_bad_row_records_nothing(clerk: Any) -> None:
    path = clerk.csv(HEADING, row(), row("C2", expires_on="x"), row("C3"))
    result = clerk.run("import", "certificates", path, code=1)
    assert any(line.startswith("file.csv:3:6 import.day ") for line in result.stderr.splitlines())
    said = take(clerk, path, code=1)
    assert {key: said[key] for key in ("rows", "recorded", "rejected", "events")} == {
        "rows": 3,
        "recorded": 0,
        "rejected": 1,
        "events": 0,
    }
    assert said["rows"] == said["recorded"] + said["unchanged"] + said["rejected"]
    assert clerk.entries() == 6
    assert not (clerk.folder / "file.csv.rejects.csv").exists()


def test_skip_records_the_good_rows_and_writes_the_bad_ones(clerk: Any) -> None:
    path = clerk.csv(HEADING, row(), row("C2", expires_on="x", holder="=甲"), row("C3"))
    said = take(clerk, path, "--on-error", "skip", code=3)
    assert (said["rows"], said["recorded"], said["unchanged"], said["rejected"], said["events"]) == (
        3,
        2,
        0,
        1,
        2,
    )
    rejects = clerk.folder / "file.csv.rejects.csv"
    assert rejects.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(rejects.read_text("utf-8-sig").splitlines()))
    assert rows[0][: len(HEADING)] == list(HEADING)
    assert rows[1][:4] == [BODY, "C2", "R1", "'=甲"]
    assert "file.csv:3:6" in rows[1]
    assert "import.day" in rows[1]
    assert len(rows) == 2
    again = take(clerk, path, "--on-error", "skip", code=3)
    assert (again["recorded"], again["unchanged"], again["rejected"]) == (0, 2, 1)


def test_skip_without_a_bad_row_is_exit_0(clerk: Any) -> None:
    take(clerk, clerk.csv(HEADING, row()), "--on-error", "skip")
    assert not (clerk.folder / "file.csv.rejects.csv").exists()


def test_a_bad_row_of_a_workbook_is_written_with_its_days_as_text(clerk: Any) -> None:
    path = clerk.xlsx(HEADING, row(issued_on=dt.date(2024, 1, 10), holder=""))
    take(clerk, path, "--on-error", "skip", code=3)
    rows = list(csv.reader((clerk.folder / "file.xlsx.rejects.csv").read_text("utf-8-sig").splitlines()))
    assert rows[1][4] == "2024-01-10"
    assert "file.xlsx:表!D2" in rows[1]


def test_a_dry_run_checks_and_records_nothing(clerk: Any) -> None:
    path = clerk.csv(HEADING, row(), row("C2"))
    said = take(clerk, path, "--dry-run")
    assert (said["rows"], said["recorded"], said["events"], said["dry_run"]) == (2, 2, 2, True)
    assert clerk.entries() == 6
    assert clerk.run("import", "certificates", path, "--dry-run").stderr
    bad = clerk.csv(HEADING, row(), row("C2", holder=""), name="bad.csv")
    assert take(clerk, bad, "--dry-run", code=1)["rejected"] == 1
    take(clerk, bad, "--dry-run", "--on-error", "skip", code=3)
    assert not (clerk.folder / "bad.csv.rejects.csv").exists()


def test_the_object_and_the_error_come_apart(clerk: Any) -> None:
    path = clerk.csv(HEADING, row(holder=""))
    result = clerk.run("import", "certificates", path, "--format", "json", code=1)
    said = json.loads(result.stdout)
    assert set(said) >= {"rows", "recorded", "unchanged", "rejected", "events", "errors", "warnings"}
    assert set(said["errors"][0]) == {"cell", "code", "message"}
    assert json.loads(result.stderr)["error"]["code"] == "import.rejected"


def test_kinds_are_rules_certificates_and_events(clerk: Any) -> None:
    assert clerk.error("import", "bodies", "x.csv", code=2)["code"] == "usage"
    assert clerk.error("import", "rules", "x.csv", "--on-error", "guess", code=2)["code"] == "usage"


# Opening, commits, actor ---------------------------------------------------------


def test_an_opening_import_is_counted_apart_in_the_report(clerk: Any) -> None:
    flag = (
        "rule",
        "flag",
        f"{BODY}/R1",
        "--ground",
        "out_of_scope",
        "--notice",
        "cnca-2024-31",
        "--on",
        "2024-07-05",
    )
    clerk.record(*flag)
    rows = [row(f"C{at}", status="04", status_on="2024-07-10") for at in (1, 2)]
    take(clerk, clerk.csv(HEADING, *rows, name="old.csv"), "--opening")
    take(clerk, clerk.csv(HEADING, row("C3", status="03", status_on="2024-07-12"), name="new.csv"))
    clerk.record("rule", "deregister", f"{BODY}/R1", "--on", "2024-07-10")
    report = clerk.json("report", "compliance", "--notice", "cnca-2024-31")
    summary = report["summary"]
    assert summary["settle_certificate"]["on_time"] == 3
    assert (summary["recorded_late"], summary["recorded_late_opening"]) == (2, 2)
    assert [entry["opening"] for entry in clerk.log()[7:]] == [True] * 4 + [False] * 3


def test_an_import_is_one_commit_by_its_actor(clerk: Any) -> None:
    take(clerk, clerk.csv(HEADING, row(), row("C2")), "--actor", "王五", "--command-id", "I-1")
    assert {(e["commit"], e["actor"], e["command_id"]) for e in clerk.log()[6:]} == {(7, "王五", "I-1")}


def test_5001_rows_are_three_commits(clerk: Any) -> None:
    path = clerk.csv(HEADING, *(row(f"C{at:05}") for at in range(5001)))
    said = take(clerk, path)
    assert (said["rows"], said["recorded"], said["events"]) == (5001, 5001, 5001)
    rows = clerk.run("log", "--since", "#7", "--format", "jsonl").stdout.splitlines()
    assert sorted({json.loads(line)["commit"] for line in rows}) == [7, 2507, 5007]
    assert clerk.json("count", "certs", "--by", "status") == [{"status": "valid", "count": 5001}]
