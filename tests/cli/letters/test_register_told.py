"""From letters to a register that is filled in, and to the record that holders were told."""

import hashlib
from datetime import date
from typing import Any

import pytest

BODY = "CNCA-R-2099-001"
N31 = "认秘函〔2024〕31号"
C1, C2, C3, C4 = (f"{BODY}/{number}" for number in ("C1", "C2", "C3", "C4"))
NOTIFY = ("cert", "notify", "--yes", "--from")


def told(clerk: Any) -> dict[str, tuple[str, str | None, str | None]]:
    rows = clerk.json("report", "notices", "--notice", N31)["rows"]
    return {row["certificate"]: (row["told"], row["notified_on"], row["by"]) for row in rows}


@pytest.fixture
def sent(clerk: Any, letters: Any, flagged: None) -> Any:
    """Letters that were written on 2024-07-04, and a clerk on 2024-07-10."""
    letters.write()
    clerk.clock.set("2024-07-10T01:00:00Z")
    return letters


def test_letters_then_a_filled_in_register_then_the_report_says_told(clerk: Any, sent: Any) -> None:
    cells = {"C1": ("挂号信", "2024-07-05"), "C2": ("挂号信", "2024-07-05"), "C4": ("电话", "2024/7/6")}
    recorded = clerk.record(*NOTIFY, sent.fill_in(cells))
    assert [(e["subject"], e["type"], e["effective_on"]) for e in recorded] == [
        (C4, "HolderNotified", "2024-07-06"),
        (C1, "HolderNotified", "2024-07-05"),
        (C2, "HolderNotified", "2024-07-05"),
    ]
    assert told(clerk) == {
        C1: ("unsettled", "2024-07-05", "挂号信"),
        C2: ("unsettled", "2024-07-05", "挂号信"),
        C3: ("not_told", None, None),
        C4: ("unsettled", "2024-07-06", "电话"),
    }
    assert {row["notice"] for row in clerk.log()[-3:]} == {N31}
    assert len({row["commit"] for row in clerk.log()[-3:]}) == 1


def test_the_next_letters_leave_out_who_was_told(clerk: Any, sent: Any) -> None:
    clerk.record(*NOTIFY, sent.fill_in({"C1": ("函", "2024-07-05"), "C2": ("函", "2024-07-05")}))
    sent.folder = clerk.folder / "second"
    said = sent.write()
    assert [letter["certificates"] for letter in said["letters"]] == [[C3, C4]]


def test_rows_without_a_day_are_left_out_and_said(clerk: Any, sent: Any) -> None:
    result = clerk.run(*NOTIFY, sent.fill_in({"C1": ("函", "2024-07-05"), "C2": ("函", "")}))
    assert "Left out, for no day is filled in: 3 rows" in result.stderr
    assert [told(clerk)[c][0] for c in (C1, C2, C3, C4)] == ["unsettled", "not_told", "not_told", "not_told"]


def test_a_register_without_any_day_leaves_nothing_to_do(clerk: Any, sent: Any) -> None:
    assert "no day is filled in: 4 rows" in clerk.idle(*NOTIFY, sent.fill_in({}))


def test_the_command_line_stands_for_empty_cells(clerk: Any, sent: Any) -> None:
    path = sent.fill_in({"C1": ("电话", ""), "C3": ("", "2024-07-05")})
    clerk.record(*NOTIFY, path, "--by", "挂号信", "--on", "2024-07-08")
    assert told(clerk) == {
        C1: ("unsettled", "2024-07-08", "电话"),
        C2: ("unsettled", "2024-07-08", "挂号信"),
        C3: ("unsettled", "2024-07-05", "挂号信"),
        C4: ("unsettled", "2024-07-08", "挂号信"),
    }


def test_real_spreadsheet_dates_are_days(clerk: Any, sent: Any) -> None:
    clerk.record(*NOTIFY, sent.fill_in({"C1": ("函", date(2024, 7, 5))}))
    assert told(clerk)[C1] == ("unsettled", "2024-07-05", "函")


def test_a_chinese_register_is_read_by_its_headings(clerk: Any, letters: Any, flagged: None) -> None:
    letters.write(lang="zh")
    clerk.clock.set("2024-07-10T01:00:00Z")
    headings, *rows = letters.sheet()[2:]
    for row in rows:
        row[headings.index("通知方式")], row[headings.index("通知日期")] = "特快专递", "2024年7月5日"
    path = clerk.xlsx(["标题"], headings, *rows)
    assert len(clerk.record(*NOTIFY, path)) == 4
    assert told(clerk)[C4] == ("unsettled", "2024-07-05", "特快专递")


def test_the_register_again_records_nothing_new(clerk: Any, sent: Any) -> None:
    path = sent.fill_in({"C1": ("函", "2024-07-05"), "C3": ("函", "2024-07-05")})
    clerk.record(*NOTIFY, path)
    assert "says so already" in clerk.idle(*NOTIFY, path)
    more = sent.fill_in({"C1": ("函", "2024-07-05"), "C4": ("函", "2024-07-06")}, name="more.xlsx")
    assert [entry["subject"] for entry in clerk.record(*NOTIFY, more)] == [C4]


def test_the_letter_is_kept_as_evidence(clerk: Any, sent: Any) -> None:
    clerk.record(*NOTIFY, sent.fill_in({"C1": ("函", "2024-07-05")}))
    (row,) = sent.folder.glob("002_*.docx")
    digest = hashlib.sha256(row.read_bytes()).hexdigest()
    assert clerk.log()[-1]["evidence"] == [
        {"name": "002_样例甲有限公司.docx", "size": row.stat().st_size, "sha256": digest}
    ]


def test_a_letter_that_was_changed_is_kept_as_it_is_and_said(clerk: Any, sent: Any) -> None:
    path = sent.fill_in({"C1": ("函", "2024-07-05")})
    (letter,) = sent.folder.glob("002_*.docx")
    letter.write_bytes(b"signed")
    result = clerk.run(*NOTIFY, path)
    assert "was changed since it was written" in result.stderr
    assert "!H" in result.stderr
    assert clerk.log()[-1]["evidence"][0]["sha256"] == hashlib.sha256(b"signed").hexdigest()


def test_a_letter_that_is_not_there_is_no_evidence(clerk: Any, sent: Any) -> None:
    path = sent.fill_in({"C1": ("函", "2024-07-05")})
    (letter,) = sent.folder.glob("002_*.docx")
    letter.unlink()
    assert "Not kept as evidence" in clerk.run(*NOTIFY, path).stderr
    assert clerk.log()[-1]["evidence"] == []


def test_a_file_name_in_a_register_leads_nowhere_else(clerk: Any, flagged: None) -> None:
    clerk.file("secret.txt", "x")
    (clerk.folder / "in").mkdir()
    rows = (("certificate", "method", "notified_on", "file"), (C1, "函", "2024-07-05", "../secret.txt"))
    clerk.csv(*rows, name="in/register.csv")
    clerk.record(*NOTIFY, str(clerk.folder / "in" / "register.csv"))
    assert clerk.log()[-1]["evidence"] == []


# Other tables ----------------------------------------------------------------------


def test_a_csv_register(clerk: Any, flagged: None) -> None:
    clerk.clock.set("2024-07-10T01:00:00Z")
    rows = (("证书编号", "通知方式", "通知日期", "通知文号"), (C1, "函", "20240705", "认秘函[2024]31号"))
    clerk.record(*NOTIFY, clerk.csv(*rows))
    assert told(clerk)[C1] == ("unsettled", "2024-07-05", "函")
    assert clerk.log()[-1]["notice"] == N31


def test_a_register_of_numbers_and_bodies(clerk: Any, flagged: None) -> None:
    rows = (("body", "number", "method", "notified_on"), (BODY, "C1", "函", "2024-07-05"))
    clerk.record(*NOTIFY, clerk.csv(*rows), "--notice", N31)
    assert clerk.log()[-1]["subject"] == C1
    assert clerk.log()[-1]["notice"] == N31


def test_a_table_without_days_is_told_on_one_day(clerk: Any, flagged: None) -> None:
    path = clerk.csv(("certificate",), (C1,), (C2,))
    assert clerk.error(*NOTIFY, path)["code"] == "register.rejected"
    assert len(clerk.record(*NOTIFY, path, "--by", "函", "--on", "2024-07-04")) == 2
    assert len(clerk.record(*NOTIFY, path, "--by", "电话")) == 2
    assert clerk.log()[-1]["effective_on"] == "2024-07-04"


def test_a_file_of_lines_needs_a_method(clerk: Any, flagged: None) -> None:
    path = clerk.file("ids.txt", f"{C1}\n{C2}\n")
    assert clerk.error(*NOTIFY, path, code=2)["code"] == "usage"
    assert len(clerk.record(*NOTIFY, path, "--by", "函")) == 2


def test_certificates_named_on_the_command_line_need_a_method(clerk: Any, flagged: None) -> None:
    assert clerk.error("cert", "notify", C1, code=2)["code"] == "usage"
    assert clerk.error("cert", "notify", C1, "--from", "x.csv", "--by", "函", code=2)["code"] == "usage"


# Bad cells -------------------------------------------------------------------------


def test_every_bad_cell_is_named_and_nothing_is_recorded(clerk: Any, flagged: None) -> None:
    path = clerk.csv(
        ("certificate", "method", "notified_on", "notice"),
        (C1, "函", "2024-07-05", N31),
        (f"{BODY}/C8", "函", "2024-07-05", N31),
        (C2, "函", "2024-13-05", N31),
        (C3, "", "2024-07-05", N31),
        ("", "函", "2024-07-05", N31),
        (C4, "函", "2024-07-05", "某监〔2099〕9号"),
        (C4, "函", "2024-01-01", N31),
        (C4, "函", "2099-01-01", N31),
        name="register.csv",
    )
    before = clerk.entries()
    result = clerk.run(*NOTIFY, path, code=1)
    assert clerk.entries() == before
    lines = [line.strip() for line in result.stderr.splitlines() if line.startswith("  ")]
    assert [line.split(" ")[:2] for line in lines] == [
        ["register.csv:3:1", "certificate.unknown"],
        ["register.csv:4:3", "import.day"],
        ["register.csv:5:2", "import.missing"],
        ["register.csv:6:1", "import.missing"],
        ["register.csv:7:4", "notice.unknown"],
        ["register.csv:8:3", "certificate.not_yet_issued"],
        ["register.csv:9:3", "effective.too_far_ahead"],
    ]
    assert "7 of 8 rows" in result.stderr
    error = clerk.refused("register.rejected", *NOTIFY, path)
    assert "register.csv:3:1" in error["hint"]


def test_the_cell_of_a_workbook_is_named_by_its_letters(clerk: Any, sent: Any) -> None:
    path = sent.fill_in({"C3": ("函", "gestern")}, name="bad.xlsx")
    assert "bad.xlsx:表!K4" in clerk.refused("register.rejected", *NOTIFY, path)["hint"]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.csv", b"x,y\r\n1,2\r\n", "import.no_heading"),
        ("a.csv", b"", "import.empty"),
        ("a.xlsx", b"no workbook", "import.not_a_workbook"),
        ("a.pdf", b"x", "import.format"),
    ],
)
def test_what_is_no_register_is_refused(clerk: Any, name: str, content: bytes, code: str) -> None:
    clerk.refused(code, *NOTIFY, clerk.file(name, content))
    clerk.refused("import.no_file", *NOTIFY, str(clerk.folder / "none.xlsx"))


# Confirming ------------------------------------------------------------------------


def test_a_register_is_confirmed_as_other_bulk_forms_are(clerk: Any, sent: Any) -> None:
    path = sent.fill_in({"C1": ("函", "2024-07-05")})
    clerk.refused("confirmation.impossible", "cert", "notify", "--from", path, code=2)
    said = clerk.json("cert", "notify", "--from", path, "--dry-run")
    assert (said["dry_run"], [entry["subject"] for entry in said["recorded"]]) == (True, [C1])
    assert told(clerk)[C1][0] == "not_told"


def test_at_a_terminal_the_register_is_previewed(
    clerk: Any, sent: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda _stream: True, raising=False)
    path = sent.fill_in({"C1": ("函", "2024-07-05"), "C3": ("函", "2024-07-05")})
    result = clerk.run("cert", "notify", "--from", path, input="y\n")
    assert C1 in result.stderr
    assert C3 in result.stderr
    assert C2 not in result.stderr
    assert {told(clerk)[c][0] for c in (C1, C3)} == {"unsettled"}


def test_a_command_id_makes_the_register_safe_to_repeat(clerk: Any, sent: Any) -> None:
    path = sent.fill_in({"C1": ("函", "2024-07-05")})
    clerk.record(*NOTIFY, path, "--command-id", "n-1")
    assert clerk.json(*NOTIFY, path, "--command-id", "n-1")["repeated"] is True
    other = sent.fill_in({"C1": ("函", "2024-07-06")}, name="other.xlsx")
    clerk.refused("command_id.reused", *NOTIFY, other, "--command-id", "n-1")
