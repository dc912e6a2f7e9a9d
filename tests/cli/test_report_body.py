"""`report body`: one body's sheet says what the other reports say of it."""

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from wcwidth import wcswidth

BODY, OTHER, EMPTY = "CNCA-R-2099-001", "CNCA-RF-2099-04", "CNCA-R-2099-09"
R1, R2, R3 = (f"{BODY}/{number}" for number in ("R1", "R2", "R3"))
N3, N31 = "国认监〔2024〕3号", "认秘函〔2024〕31号"
Issue = Callable[..., int]
LATE = ("--as-of", "2024-07-31")


@pytest.fixture
def busy(clerk: Any, issue: Issue) -> None:
    """R1 is out of scope, R2 misclassified; another body has a flagged rule too, a third has nothing."""
    for body, name in ((OTHER, "乙"), (EMPTY, "<script>alert(1)</script>")):
        clerk.record("body", "register", body, "--name", name, "--on", "2023-01-01")
    kind = ("--name", "样例规则", "--category", "neutrality", "--scheme", "service", "--on", "2024-03-02")
    clerk.record("rule", "file", f"{BODY}/R7", *kind, "--published-on", "2024-01-01")
    clerk.record("rule", "file", f"{OTHER}/R1", *kind)
    for number in ("C1", "C2", "C3", "C4"):
        issue(number)
    issue("C5", rule="R2")
    issue("C6", rule="R3")
    clerk.record("cert", "suspend", f"{BODY}/C6", "--on", "2024-02-01", "--until", "2024-03-01")
    for rule, ground in ((R1, "out_of_scope"), (R2, "misclassified"), (f"{OTHER}/R1", "out_of_scope")):
        clerk.record("rule", "flag", rule, "--ground", ground, "--notice", N31, "--on", "2024-07-03")
    told = ("--by", "挂号信", "--notice", N31, "--on", "2024-07-04", "--yes")
    clerk.record("cert", "notify", f"{BODY}/C1", f"{BODY}/C2", *told)
    clerk.record("cert", "cancel", f"{BODY}/C1", "--on", "2024-07-10")
    clerk.record("cert", "revoke", f"{BODY}/C2", "--on", "2024-07-18")
    clerk.record("notice", "extend", N31, "--to", "2024-07-17", "--on", "2024-07-12")


def sheet(clerk: Any, *args: str, body: str = BODY) -> dict[str, Any]:
    return dict(clerk.json("report", "body", body, *args))


def test_the_sheet_says_who_the_body_is_and_what_it_has(clerk: Any, busy: None) -> None:
    said = sheet(clerk, *LATE)
    assert (said["body"], said["name"], said["credit_code"], said["contact"]) == (
        BODY,
        "虚构认证中心",
        None,
        None,
    )
    assert said["rules"] == {"total": 4, "filed": 2, "flagged": 2, "deregistered": 0}
    assert said["cells"] == [
        {
            "category": "reduction",
            "scheme": "product",
            "rules": 3,
            "filed": 1,
            "flagged": 2,
            "deregistered": 0,
        },
        {
            "category": "neutrality",
            "scheme": "service",
            "rules": 1,
            "filed": 1,
            "flagged": 0,
            "deregistered": 0,
        },
    ]
    counted = {row["status"]: row["count"] for row in clerk.json("count", "certs", "--by", "status", *LATE)}
    assert {status: n for status, n in said["certificates"].items() if n} == {"total": 6, **counted}


def test_each_figure_is_that_of_the_report_that_judges_it(clerk: Any, busy: None) -> None:
    said = sheet(clerk, *LATE)
    (notice,) = said["notices"]
    of = ("--notice", N31, "--body", BODY, *LATE)
    compliance = clerk.json("report", "compliance", *of)
    for key in ("notice", "deadline", "due_on", "boundary", "judged_by", "summary", "exceptions"):
        assert notice[key] == compliance[key]
    overdue = clerk.json("report", "overdue", *of)
    assert notice["to_do"] == overdue["summary"]
    assert notice["undone"] == [row for group in overdue["groups"] for row in group["rows"]]
    told = clerk.json("report", "notices", *of)
    assert notice["told"] == told["summary"]
    assert notice["not_told"] == [row for row in told["rows"] if row["told"] == "not_told"]
    for name in ("suspensions", "filing"):
        report = clerk.json("report", name, "--body", BODY, *LATE)
        assert (said[name]["figures"], said[name]["rows"]) == (report["summary"], report["rows"])
    assert [row["rule"] for row in said["filing"]["rows"]] == [R1, R2, R3, f"{BODY}/R7"]
    assert [row["certificate"] for row in said["suspensions"]["rows"]] == [f"{BODY}/C6"]


def test_deadlines_are_those_that_were_published_the_last_one_stands(clerk: Any, busy: None) -> None:
    (notice,) = sheet(clerk, *LATE)["notices"]
    deadlines = [(each["deadline"], each["effective_on"], each["replaced"]) for each in notice["deadlines"]]
    assert deadlines == [("2024-07-15", "2024-07-02", True), ("2024-07-17", "2024-07-12", False)]
    (earlier,) = sheet(clerk, "--as-of", "2024-07-11")["notices"]
    assert [(each["deadline"], each["replaced"]) for each in earlier["deadlines"]] == [("2024-07-15", False)]


def test_the_findings_are_what_the_checks_of_the_reports_find(clerk: Any, busy: None) -> None:
    assert sheet(clerk, *LATE)["findings"] == [
        f"{N31}: deregister_rule.overdue",
        f"{N31}: refile_rule.overdue",
        f"{N31}: settle_certificate.late",
        f"{N31}: settle_certificate.overdue",
        f"{N31}: told.not_told",
        "suspensions",
        "filing",
    ]
    clerk.run("report", "body", BODY, *LATE, "--check", code=3)
    clerk.run("report", "body", EMPTY, *LATE, "--check")


def test_only_notices_that_concern_the_body_or_those_asked_for(clerk: Any, busy: None) -> None:
    def noticed(*args: str, body: str = BODY) -> list[str]:
        return [each["notice"] for each in sheet(clerk, *LATE, *args, body=body)["notices"]]

    assert noticed() == noticed(body=OTHER) == [N31]
    assert noticed(body=EMPTY) == []
    assert noticed("--notice", "cnca-2024-3") == [N3]
    assert noticed("--notice", N31, "--notice", "cnca-2024-3", "--notice", N31) == [N31, N3]
    assert noticed("--as-of", "2024-07-02") == []
    error = clerk.error("report", "body", BODY, "--notice", "国认监〔2099〕9号")
    assert error["code"] == "notice.unknown"


def test_a_withdrawn_notice_is_shown_as_such_and_asks_for_nothing(clerk: Any, busy: None) -> None:
    clerk.record("notice", "withdraw", N31, "--on", "2024-07-20")
    (notice,) = sheet(clerk, *LATE)["notices"]
    assert (notice["status"], notice["to_do"]) == ("withdrawn", {"overdue": 0, "open": 0, "pending": 0})


def test_a_body_without_rules_or_certificates_has_a_sheet(clerk: Any, busy: None) -> None:
    said = sheet(clerk, body=EMPTY)
    assert (said["name"], said["notices"], said["cells"]) == ("<script>alert(1)</script>", [], [])
    assert {*said["rules"].values(), *said["certificates"].values()} == {0}
    assert said["findings"] == []
    shown = clerk.run("report", "body", EMPTY).stdout
    assert "No notice concerns it." in shown
    assert "Check: nothing found." in shown


def test_an_unknown_body_is_refused(clerk: Any, busy: None) -> None:
    assert clerk.error("report", "body", "CNCA-R-2099-999")["code"] == "body.unknown"
    assert clerk.error("report", "body", "虚构认证中心")["code"] == "body.malformed"
    assert clerk.error("report", "body", OTHER, "--as-of", "2022-12-31")["code"] == "subject.not_yet"
    assert clerk.error("report", "body", OTHER, "--known-at", "#1")["code"] == "subject.not_yet_known"
    assert clerk.error("report", "body", code=2)["code"] == "usage"


def test_csv_has_every_figure_on_a_line_of_its_own(clerk: Any, busy: None) -> None:
    said = clerk.run("report", "body", BODY, *LATE, "--format", "csv").stdout
    rows = list(csv.DictReader(io.StringIO(said)))
    figures = {
        (row["section"], row["notice"], row["group"], row["figure"]): int(row["value"]) for row in rows
    }
    assert len(figures) == len(rows)
    assert figures["rules", "", "", "flagged"] == 2
    assert figures["cells", "", "neutrality.service", "rules"] == 1
    assert figures["certificates", "", "", "cancelled"] == 1
    assert figures["obligations", N31, "settle_certificate", "late"] == 1
    assert figures["obligations", N31, "rules", "incomplete"] == 2
    assert figures["to_do", N31, "", "pending"] == 1
    assert figures["told", N31, "", "not_told"] == 3
    assert figures["filing", "", "", "late"] == 1
    lines = clerk.run("report", "body", BODY, *LATE, "--format", "jsonl").stdout.splitlines()
    assert [{**json.loads(line), "value": str(json.loads(line)["value"])} for line in lines] == [
        {**row, "notice": row["notice"] or None} for row in rows
    ]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("body", [BODY, OTHER, EMPTY])
def test_the_sheet_fits_80_columns(clerk: Any, busy: None, body: str, lang: str) -> None:
    shown = clerk.run("report", "body", body, *LATE, lang=lang).stdout
    assert [line for line in shown.splitlines() if wcswidth(line) not in range(81)] == []
    assert (
        shown
        == clerk.run("report", "body", body, *LATE, "--known-at", f"#{clerk.entries()}", lang=lang).stdout
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_body_of_a_very_long_name_fits_in_eighty_columns(clerk: Any, issue: Any, lang: str) -> None:
    issue("C1")
    flag = ("rule", "flag", "CNCA-R-2099-001/R1", "--ground", "out_of_scope", "--notice", "cnca-2024-31")
    clerk.record(*flag, "--on", "2024-07-03")
    clerk.record("correct", "#1", "--name", "长" * 300, "--contact", "𠮷" * 300, "--why", "whole name")
    for asked in (("body", "CNCA-R-2099-001"), ("overdue", "--notice", "cnca-2024-31")):
        shown = clerk.run("report", *asked, lang=lang).stdout
        assert max(map(wcswidth, shown.splitlines())) <= 80, shown
