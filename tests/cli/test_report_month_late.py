"""`report month`: what was learnt of a month after its data was due, and the formats."""

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from wcwidth import wcswidth

from domain import platform

BODY = "CNCA-R-2099-001"
C1, R1 = f"{BODY}/C1", f"{BODY}/R1"
Issue = Callable[..., int]


def month(clerk: Any, of: str = "2024-07", *args: str) -> dict[str, Any]:
    return dict(clerk.json("report", "month", of, *args))


def row(clerk: Any, number: str) -> dict[str, Any]:
    (found,) = [each for each in month(clerk)["rows"] if each["certificate"] == number]
    return found


# What was learnt too late --------------------------------------------------------


@pytest.fixture
def reported(clerk: Any, issue: Issue, clock: Any) -> None:
    """Before the 10th of August C1 was issued and C2 revoked in July; C3 and C4 were issued in January."""
    issue("C1", "--on", "2024-07-10")
    for number in ("C2", "C3", "C4"):
        issue(number)
    clerk.record("cert", "revoke", f"{BODY}/C2", "--on", "2024-07-12")
    clock.set("2024-08-10T15:59:00Z")
    clerk.record("cert", "suspend", C1, "--on", "2024-07-20")
    clock.set("2024-08-10T16:00:00Z")


def late(clerk: Any, *args: str) -> list[tuple[Any, ...]]:
    keys = ("subject", "type", "effective_on", "recorded_on", "effect", "voids", "opening")
    return [tuple(each[key] for key in keys) for each in month(clerk, "2024-07", *args)["late"]]


def test_what_is_entered_by_the_end_of_the_day_due_is_not_late(clerk: Any, reported: None) -> None:
    assert late(clerk) == []
    clerk.run("report", "month", "2024-07", "--check")


def test_what_is_learnt_after_the_day_due_is_listed_with_its_effect(clerk: Any, reported: None) -> None:
    clerk.record("cert", "cancel", f"{BODY}/C3", "--on", "2024-07-31")
    clerk.record("cert", "cancel", f"{BODY}/C4", "--on", "2024-08-01")
    clerk.record("cert", "notify", f"{BODY}/C1", "--by", "函", "--on", "2024-07-30")
    position = clerk.log("--type", "CertificateRevoked")[0]["position"]
    clerk.record("void", f"#{position}", "--why", "误录", "--yes")
    clerk.record("cert", "reinstate", C1, "--on", "2024-07-25")
    assert late(clerk) == [
        (f"{BODY}/C3", "CertificateCancelled", "2024-07-31", "2024-08-11", "added", None, False),
        (f"{BODY}/C2", "EntryVoided", "2024-07-12", "2024-08-11", "removed", position, False),
        (C1, "CertificateReinstated", "2024-07-25", "2024-08-11", "changed", None, False),
    ]
    assert [each["certificate"] for each in month(clerk)["rows"]] == ["C1", "C3"]
    assert late(clerk, "--known-at", "2024-08-10") == []
    clerk.run("report", "month", "2024-07", "--check", code=3)
    clerk.run("report", "month", "2024-07", "--check", "--format", "csv", code=3)


def test_what_is_learnt_and_taken_back_is_not_listed(clerk: Any, reported: None) -> None:
    (entry,) = clerk.record("cert", "cancel", f"{BODY}/C3", "--on", "2024-07-31")
    clerk.record("void", f"#{entry['position']}", "--why", "误录", "--yes")
    assert late(clerk) == []


def test_an_earlier_day_learnt_late_counts_where_it_changes_the_month(clerk: Any, reported: None) -> None:
    clerk.record("cert", "amend", f"{BODY}/C2", "--scope", "新范围", "--on", "2024-06-05")
    assert [(entry[0], entry[2], entry[4]) for entry in late(clerk)] == [
        (f"{BODY}/C2", "2024-06-05", "changed")
    ]
    assert row(clerk, "C2")["scope"] == "新范围"


def test_what_an_opening_import_takes_over_is_marked_and_no_finding(clerk: Any, reported: None) -> None:
    heading = "number,rule,holder,issued_on,expires_on,status,body"
    path = clerk.csv((heading,), ("X1", "R1", "丁", "2024-07-02", "2027-07-01", "01", BODY))
    clerk.run("import", "certificates", path, "--opening")
    assert [(entry[0], entry[4], entry[6]) for entry in late(clerk)] == [(f"{BODY}/X1", "added", True)]
    clerk.run("report", "month", "2024-07", "--check")


# Formats -------------------------------------------------------------------------


@pytest.fixture
def hostile(clerk: Any, issue: Issue) -> list[str]:
    """Certificates whose holders have names that programs stumble over."""
    names = [
        "<script>alert(1)</script>",
        "=cmd|' /C calc'!A0",
        "\"甲\",'乙'",
        "名" * 300,
        "𠮷𪚥有限公司",
        "a\x1b[31mb",
    ]
    for number, name in enumerate(names, 1):
        given = ("--rule", R1, "--expires", "2027-01-01", "--on", "2024-07-01", "--scope", name)
        clerk.record("cert", "issue", f"{BODY}/H{number}", "--holder", name, *given)
    return names


def test_csv_and_jsonl_have_the_59_columns_alone(clerk: Any, hostile: list[str]) -> None:
    rows = month(clerk)["rows"]
    assert [each["organisation"] for each in rows] == hostile
    lines = clerk.run("report", "month", "2024-07", "--format", "jsonl").stdout.splitlines()
    assert [json.loads(line) for line in lines] == rows
    said = clerk.run("report", "month", "2024-07", "--format", "csv").stdout
    heading, *table = csv.reader(io.StringIO(said))
    assert heading == list(platform.KEYS)
    assert len(table) == len(rows)
    assert table[1][2] == "'=cmd|' /C calc'!A0"
    for form in ("json", "jsonl", "csv"):
        both = [
            clerk.run("report", "month", "2024-07", "--format", form, lang=of).stdout for of in ("zh", "en")
        ]
        assert both[0] == both[1]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_table_fits_80_columns_and_names_the_empty_columns(
    clerk: Any, hostile: list[str], reported: None, lang: str
) -> None:
    clerk.record("cert", "cancel", f"{BODY}/C3", "--on", "2024-07-31")
    shown = clerk.run("report", "month", "2024-07", lang=lang).stdout
    assert [line for line in shown.splitlines() if wcswidth(line) not in range(81)] == []
    assert ("48 risk" if lang == "en" else "48 风险等级") in shown
    assert "2024-08-10" in shown


def test_a_month_without_changes_says_so(clerk: Any) -> None:
    said = month(clerk, "2023-03")
    assert (said["rows"], said["late"], said["groups"]) == ([], [], [])
    assert "Certificates that changed: 0" in clerk.run("report", "month", "2023-03").stdout
    assert clerk.run("report", "month", "2023-03", "--format", "csv").stdout.count("\n") == 1
