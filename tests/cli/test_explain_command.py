"""`explain`: which entries make this answer; who entered them, when, on what ground; what does not count."""

import csv
import hashlib
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from wcwidth import wcswidth

BODY = "CNCA-R-2099-001"
C1, R1 = f"{BODY}/C1", f"{BODY}/R1"
N3, N31 = "国认监〔2024〕3号", "认秘函〔2024〕31号"
Issue = Callable[..., int]


def marks(told: dict[str, Any]) -> list[tuple[int, str, list[str]]]:
    return [(row["position"], row["mark"], row["decides"]) for row in told["entries"]]


@pytest.fixture
def story(clerk: Any, issue: Issue) -> None:
    """C1: #7 issued, #8 suspended (March), #9 cancelled (12 July), #10 voids #9, #11 reinstated (August)."""
    issue()
    clerk.record("cert", "suspend", C1, "--on", "2024-03-01", "--actor", "张三")
    clerk.record("cert", "cancel", C1, "--on", "2024-07-12")
    clerk.record("void", "#9", "--why", "wrong certificate", "--yes")
    clerk.record("cert", "reinstate", C1, "--on", "2024-08-01")


def test_each_entry_has_its_mark_in_timeline_order(clerk: Any, story: None) -> None:
    told = clerk.json("explain", C1)
    assert {key: told[key] for key in ("id", "kind", "status", "since", "by_calendar", "as_of")} == {
        "id": C1,
        "kind": "certificate",
        "status": "suspended",
        "since": "2024-03-01",
        "by_calendar": False,
        "as_of": "2024-07-31",
    }
    assert marks(told) == [
        (7, "counts", ["expiry", "rule", "holder"]),
        (8, "counts", ["status"]),
        (9, "voided", []),
        (10, "void", []),
        (11, "not_yet_effective", []),
    ]
    assert told["entries"][2]["voided_by"] == 10


def test_an_entry_tells_what_the_log_tells(clerk: Any, story: None) -> None:
    rows = {row["position"]: row for row in clerk.log(C1)}
    for row in clerk.json("explain", C1)["entries"]:
        assert {key: row[key] for key in rows[row["position"]]} == rows[row["position"]]
    assert rows[8]["actor"] == "张三"


def test_what_was_not_known_then_is_marked(clerk: Any, story: None) -> None:
    told = clerk.json("explain", C1, "--known-at", "#9", "--as-of", "2024-07-15")
    assert (told["status"], told["known_at"]["position"]) == ("cancelled", 9)
    assert marks(told) == [
        (7, "counts", ["expiry", "rule", "holder"]),
        (8, "counts", []),
        (9, "counts", ["status"]),
        (10, "not_yet_known", []),
        (11, "not_yet_known", []),
    ]
    assert told["entries"][2]["voided_by"] is None


def test_an_expiry_is_explained_by_the_calendar_and_who_set_it(clerk: Any, issue: Issue) -> None:
    issue()
    clerk.record("cert", "renew", C1, "--expires", "2027-01-09", "--on", "2024-06-01")
    last_day = clerk.json("explain", C1, "--as-of", "2027-01-09")
    assert (last_day["status"], last_day["by_calendar"]) == ("valid", False)
    told = clerk.json("explain", C1, "--as-of", "2027-01-10")
    assert (told["status"], told["by_calendar"], told["expires_on"]) == ("expired", True, "2027-01-09")
    assert marks(told) == [(7, "counts", ["rule", "holder"]), (8, "counts", ["status", "expiry"])]
    assert "by the calendar" in clerk.run("explain", C1, "--as-of", "2027-01-10").stdout


def test_a_transfer_and_an_amendment_decide_what_they_change(clerk: Any, issue: Issue) -> None:
    issue()
    clerk.record("cert", "transfer", C1, "--to", "R2", "--on", "2024-06-01")
    clerk.record("cert", "amend", C1, "--holder", "改名公司", "--scope", "全部", "--on", "2024-06-02")
    assert marks(clerk.json("explain", C1)) == [
        (7, "counts", ["status", "expiry"]),
        (8, "counts", ["rule"]),
        (9, "counts", ["holder", "scope"]),
    ]


def test_a_rule_is_flagged_by_its_standing_flags(clerk: Any) -> None:
    for notice, day in ((N3, "2024-07-04"), (N31, "2024-07-05")):
        clerk.record("rule", "flag", R1, "--notice", notice, "--ground", "out_of_scope", "--on", day)
    assert marks(clerk.json("explain", R1)) == [
        (4, "counts", []),
        (7, "counts", ["status", "flag"]),
        (8, "counts", ["flag"]),
    ]
    clerk.record("rule", "unflag", R1, "--notice", N3, "--on", "2024-07-06")
    assert marks(clerk.json("explain", R1))[1:] == [
        (7, "counts", []),
        (8, "counts", ["status", "flag"]),
        (9, "counts", []),
    ]
    clerk.record("rule", "unflag", R1, "--notice", N31, "--on", "2024-07-07")
    assert marks(clerk.json("explain", R1))[-1] == (10, "counts", ["status"])
    clerk.record("rule", "deregister", R1, "--on", "2024-07-08")
    assert marks(clerk.json("explain", R1))[-1] == (11, "counts", ["status"])


def test_notices_and_bodies_are_explained_too(clerk: Any) -> None:
    clerk.record("notice", "extend", N31, "--to", "2024-07-31", "--on", "2024-07-10")
    assert marks(clerk.json("explain", N31)) == [(3, "counts", ["status"]), (7, "counts", ["deadline"])]
    clerk.record("notice", "withdraw", N31, "--on", "2024-07-12")
    assert marks(clerk.json("explain", N31))[-1] == (8, "counts", ["status"])
    assert marks(clerk.json("explain", BODY)) == [(1, "counts", ["status"])]


# Who, when, why ------------------------------------------------------------------


def test_the_clause_is_found_by_the_flag(clerk: Any, issue: Issue) -> None:
    issue()
    clerk.record("rule", "flag", R1, "--notice", N31, "--ground", "misclassified", "--on", "2024-07-05")
    clerk.record("cert", "transfer", C1, "--to", "R2", "--on", "2024-07-10", "--notice", N31)
    clerk.record("cert", "cancel", C1, "--on", "2024-07-12", "--notice", N31)
    clerk.record("cert", "notify", C1, "--by", "letter", "--on", "2024-07-11", "--notice", N3)
    assert [(row["type"], row["clauses"]) for row in clerk.json("explain", C1)["entries"]] == [
        ("CertificateIssued", None),
        ("CertificateTransferred", ["二"]),
        ("HolderNotified", []),
        ("CertificateCancelled", ["二"]),
    ]
    assert clerk.json("explain", R1)["entries"][-1]["clauses"] == ["二"]


def test_an_entry_rests_on_the_flag_that_stood_when_it_took_effect(clerk: Any, issue: Issue) -> None:
    issue()
    issue("C2")
    flag = ("rule", "flag", R1, "--notice", N31, "--ground")
    clerk.record(*flag, "misclassified", "--on", "2024-07-05")
    clerk.record("cert", "cancel", C1, "--on", "2024-07-07", "--notice", N31)
    clerk.record("rule", "unflag", R1, "--notice", N31, "--on", "2024-07-10")
    clerk.record(*flag, "out_of_scope", "--on", "2024-07-10")
    clerk.record("cert", "cancel", f"{BODY}/C2", "--on", "2024-07-12", "--notice", N31)
    clauses = {row["type"]: row["clauses"] for row in clerk.json("explain", R1)["entries"][:3]}
    assert clauses == {"RuleFiled": None, "RuleFlagged": ["二"], "RuleFlagWithdrawn": ["二"]}
    assert clerk.json("explain", C1)["entries"][-1]["clauses"] == ["二"]
    assert clerk.json("explain", f"{BODY}/C2")["entries"][-1]["clauses"] == ["一"]


def test_an_entry_rests_on_the_rule_that_it_was_effective_under(clerk: Any, issue: Issue) -> None:
    issue()
    clerk.record("cert", "transfer", C1, "--to", "R3", "--on", "2024-06-01")
    clerk.record("void", "#8", "--why", "x", "--yes")
    clerk.record("cert", "transfer", C1, "--to", "R2", "--on", "2024-07-06")
    for rule, ground in (("R1", "misclassified"), ("R2", "out_of_scope"), ("R3", "out_of_scope")):
        clerk.record(
            "rule", "flag", f"{BODY}/{rule}", "--notice", N31, "--ground", ground, "--on", "2024-07-05"
        )
    clerk.record("cert", "notify", C1, "--by", "letter", "--on", "2024-07-05", "--notice", N31)
    clerk.record("cert", "notify", C1, "--by", "letter", "--on", "2024-07-07", "--notice", N31)
    told = [row for row in clerk.json("explain", C1)["entries"] if row["type"] == "HolderNotified"]
    assert [(row["effective_on"], row["clauses"]) for row in told] == [
        ("2024-07-05", ["二"]),
        ("2024-07-07", ["一"]),
    ]


def test_what_replaces_another_rests_on_the_flag_of_the_others_rule(clerk: Any, issue: Issue) -> None:
    issue()
    clerk.record("rule", "flag", R1, "--notice", N31, "--ground", "misclassified", "--on", "2024-07-05")
    clerk.record("rule", "deregister", R1, "--on", "2024-07-08")
    clerk.record("rule", "refile", R1, "--as", "R9", "--on", "2024-07-08", "--notice", N31)
    clerk.record("cert", "transfer", C1, "--to", "R9", "--as", "C9", "--on", "2024-07-09", "--notice", N31)
    for new in (f"{BODY}/R9", f"{BODY}/C9"):
        assert [row["clauses"] for row in clerk.json("explain", new)["entries"]] == [["二"]]


def test_the_clause_of_an_entry_that_is_not_yet_known_is_told_too(clerk: Any, issue: Issue) -> None:
    issue()
    clerk.record("rule", "flag", R1, "--notice", N31, "--ground", "out_of_scope", "--on", "2024-07-05")
    clerk.record("cert", "cancel", C1, "--on", "2024-07-12", "--notice", N31)
    last = clerk.json("explain", C1, "--known-at", "#7")["entries"][-1]
    assert (last["mark"], last["clauses"]) == ("not_yet_known", ["一"])


def test_a_notice_tells_its_clauses(clerk: Any) -> None:
    said = " ".join(clerk.run("explain", N31).stdout.split())
    assert "Clause 一: out of scope; Clause 二: misclassified" in said
    assert "第一条：不属于备案范围；" in "".join(clerk.run("explain", N31, lang="zh").stdout.split())


def test_what_a_person_typed_is_never_read_as_a_code(clerk: Any, issue: Issue) -> None:
    issue("C1", "--holder", "open", "--scope", "other", "--why", "fraud")
    page = clerk.run("explain", C1, lang="zh").stdout
    for typed in ("获证组织：open；", "认证范围：other", "原因：fraud"):
        assert typed in "".join(page.split())


def test_a_page_tells_who_when_why_notice_clause_and_evidence(clerk: Any, issue: Issue) -> None:
    issue()
    scan = clerk.file("scan.pdf", b"seen")
    clerk.record("rule", "flag", R1, "--notice", N31, "--ground", "out_of_scope", "--on", "2024-07-05")
    clerk.clock.set("2024-08-20T01:30:00.000417Z")
    what = ("--reason", "rule_out_of_scope", "--why", "found in the paper file", "--actor", "Li Si")
    told = ("--reported-on", "2024-07-21", "--receipt", "SB-1", "--decided-on", "2024-07-10")
    clerk.record(
        "cert", "cancel", C1, "--on", "2024-07-12", "--notice", N31, *what, *told, "--evidence", scan
    )
    for lang, words in {
        "en": (
            *("2024-07-12  CertificateCancelled  counts", "decides: status", "by Li Si (login"),
            *(f"notice {N31}, clause 一", "rule out of scope – found in the paper file"),
            *("reported 2024-07-21, receipt SB-1", "decided 2024-07-10", "scan.pdf, 4 bytes"),
        ),
        "zh": (f"通知 {N31} 第一条", "规则不属于备案范围 – found", "2024-07-21 上报，回执 SB-1", "4 字节"),
    }.items():
        page = clerk.run("explain", C1, lang=lang).stdout
        assert "2024-08-20T01:30:00.000417Z" in page
        assert hashlib.sha256(b"seen").hexdigest() in page
        assert [word for word in words if word not in page] == []
        assert max(wcswidth(line) for line in page.splitlines()) <= 80, page


def test_csv_and_json_lines_have_one_row_for_each_entry(clerk: Any, story: None) -> None:
    positions = [7, 8, 9, 10, 11]
    lines = clerk.run("explain", C1, "--format", "jsonl").stdout.splitlines()
    assert [json.loads(line)["position"] for line in lines] == positions
    rows = list(csv.DictReader(io.StringIO(clerk.run("explain", C1, "--format", "csv").stdout)))
    assert [int(row["position"]) for row in rows] == positions
    assert (rows[0]["mark"], rows[0]["decides"]) == ("counts", '["expiry","rule","holder"]')


# What cannot be explained -----------------------------------------------------------


def test_an_unknown_subject_says_when_it_became_known(clerk: Any, story: None) -> None:
    error = clerk.error("explain", C1, "--known-at", "#6")
    assert (error["code"], "#7" in error["hint"]) == ("subject.not_yet_known", True)
    error = clerk.error("explain", C1, "--as-of", "2024-01-09")
    assert (error["code"], "2024-01-10" in error["hint"]) == ("subject.not_yet", True)
    assert clerk.error("explain", f"{BODY}/C9")["code"] == "certificate.unknown"
    assert clerk.error("explain", C1, "--known-at", "#99")["code"] == "entry.unknown"
    assert clerk.error("explain", C1, "--known-at", "2024-07-15T10:00:00", code=2)["code"] == "usage"
    assert clerk.error("explain", C1, "--action", "refile_rule", code=2)["code"] == "usage"


def test_a_subject_whose_beginning_was_voided_says_by_which_entry(clerk: Any, issue: Issue) -> None:
    issue()
    clerk.record("void", "#7", "--why", "never issued", "--yes")
    error = clerk.error("explain", C1)
    assert error["code"] == "subject.voided"
    assert "#8" in error["message"]
    assert "--known-at '#7'" in error["hint"]
    assert clerk.json("explain", C1, "--known-at", "#7")["status"] == "valid"
    issue("C1", "--on", "2024-02-01")
    assert marks(clerk.json("explain", C1)) == [
        (7, "voided", []),
        (9, "counts", ["status", "expiry", "rule", "holder"]),
        (8, "void", []),
    ]


def test_between_the_void_of_an_issue_and_the_issue_anew_it_is_said_to_be_voided(
    clerk: Any, issue: Issue
) -> None:
    issue()
    clerk.record("cert", "suspend", C1, "--on", "2024-03-01")
    clerk.record("correct", "#7", "--why", "x", "--holder", "乙")
    error = clerk.error("explain", C1, "--known-at", "#9")
    assert error["code"] == "subject.voided"
    assert "#9" in error["message"]


def test_a_subject_became_known_with_its_first_entry_be_that_voided(clerk: Any, issue: Issue) -> None:
    issue()
    clerk.record("void", "#7", "--why", "never issued", "--yes")
    asked = [(command, C1, "--known-at", "#6") for command in ("explain", "history", "show")]
    before = [clerk.refused("subject.not_yet_known", *args) for args in asked]
    assert all("#7" in error["hint"] for error in before)
    issue("C1", "--on", "2024-02-01")
    assert [clerk.error(*args) for args in asked] == before
    assert "#9" in clerk.error("show", C1, "--known-at", "#8")["hint"]
    clerk.record("void", "#9", "--why", "never issued", "--yes")
    assert "#9" in clerk.error("show", C1, "--known-at", "#8")["hint"]
