"""`report suspensions`, `filing`, `notices`, `overdue`: their figures, rows and formats."""

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from wcwidth import wcswidth

BODY, OTHER = "CNCA-R-2099-001", "CNCA-RF-2099-04"
C1, C2, C3, C4, R1, R2 = (f"{BODY}/{number}" for number in ("C1", "C2", "C3", "C4", "R1", "R2"))
N31 = "cnca-2024-31"
Issue = Callable[..., int]
REPORTS = (
    ("suspensions",),
    ("filing",),
    ("notices", "--notice", N31),
    ("overdue", "--notice", N31),
)


def report(clerk: Any, name: str, *args: str, code: int = 0) -> dict[str, Any]:
    return dict(clerk.json("report", name, *args, code=code))


# Suspensions -------------------------------------------------------------------


@pytest.fixture
def suspended(clerk: Any, issue: Issue) -> None:
    """C1 suspended from 31 January until 30 April, C2 from 29 January, C3 in July, C4 valid."""
    for number in ("C1", "C2", "C3", "C4"):
        issue(number)
    clerk.record("cert", "suspend", C1, "--on", "2024-01-31", "--until", "2024-04-30")
    clerk.record("cert", "suspend", C2, "--on", "2024-01-29")
    clerk.record("cert", "suspend", C3, "--on", "2024-07-10", "--until", "2024-09-30")


def outlasted(clerk: Any, *args: str) -> list[tuple[str, int, int | None, int | None]]:
    rows = report(clerk, "suspensions", *args)["rows"]
    return [(r["certificate"][-2:], r["days"], r["days_past"], r["days_over"]) for r in rows]


def test_a_suspension_outlasts_its_last_day_and_six_months(clerk: Any, suspended: None) -> None:
    assert outlasted(clerk, "--as-of", "2024-04-30") == []
    assert outlasted(clerk, "--as-of", "2024-05-01") == [("C1", 91, 1, None)]
    assert outlasted(clerk, "--as-of", "2024-07-30") == [("C1", 181, 91, None), ("C2", 183, None, 1)]
    assert outlasted(clerk, "--as-of", "2024-07-31") == [("C1", 182, 92, None), ("C2", 184, None, 2)]
    assert outlasted(clerk, "--as-of", "2024-08-01") == [("C1", 183, 93, 1), ("C2", 185, None, 3)]


def test_suspensions_are_counted_by_body(clerk: Any, suspended: None) -> None:
    said = report(clerk, "suspensions", "--as-of", "2024-08-01")
    figures = {"suspended": 3, "past_until": 1, "over_months": 2}
    assert said["summary"] == figures
    assert said["groups"] == [{"body": BODY, "figures": figures}]
    assert (said["months"], said["as_of"], said["known_at"]["position"]) == (6, "2024-08-01", 13)


def test_the_months_are_chosen_and_check_exits_with_3(clerk: Any, suspended: None) -> None:
    assert outlasted(clerk, "--as-of", "2024-03-01", "--months", "1") == [
        ("C1", 30, None, 1),
        ("C2", 32, None, 1),
    ]
    clerk.run("report", "suspensions", "--as-of", "2024-04-30", "--check")
    clerk.run("report", "suspensions", "--as-of", "2024-05-01", "--check", code=3)
    assert clerk.error("report", "suspensions", "--months", "0", code=2)["code"] == "usage"


def test_what_was_reinstated_or_not_yet_known_is_no_suspension(clerk: Any, suspended: None) -> None:
    clerk.record("cert", "reinstate", C1, "--on", "2024-05-10")
    assert outlasted(clerk, "--as-of", "2024-05-20") == []
    assert outlasted(clerk, "--as-of", "2024-05-09") == [("C1", 99, 9, None)]
    assert outlasted(clerk, "--as-of", "2024-05-20", "--known-at", "#13") == [("C1", 110, 20, None)]
    assert outlasted(clerk, "--as-of", "2024-05-20", "--known-at", "#10") == []


def test_a_suspension_carried_over_to_a_new_number_counts_from_its_beginning(
    clerk: Any, suspended: None
) -> None:
    clerk.record("cert", "transfer", C1, "--to", R2, "--as", "D1", "--on", "2024-06-03")
    clerk.record("cert", "transfer", f"{BODY}/D1", "--to", R1, "--as", "E1", "--on", "2024-07-01")
    (row, _) = report(clerk, "suspensions", "--as-of", "2024-08-01")["rows"][::-1]
    assert (row["certificate"], row["suspended_on"], row["suspended_until"]) == (
        f"{BODY}/E1",
        "2024-01-31",
        "2024-04-30",
    )
    clerk.record("cert", "reinstate", f"{BODY}/E1", "--on", "2024-07-02")
    clerk.record("cert", "suspend", f"{BODY}/E1", "--on", "2024-07-03")
    assert "E1" not in [row[0] for row in outlasted(clerk, "--as-of", "2024-08-01")]


# Filing ------------------------------------------------------------------------


@pytest.fixture
def filed(clerk: Any) -> None:
    """R1 to R3 without a day of publication; F1 on the last day in time, F2 a day late, of another body."""
    clerk.record("body", "register", OTHER, "--name", "乙", "--on", "2023-01-01")
    kind = ("--name", "样例规则", "--category", "reduction", "--scheme", "product")
    for number, on in (("F1", "2024-01-31"), ("F2", "2024-02-01")):
        line = ("rule", "file", f"{OTHER}/{number}", *kind, "--published-on", "2024-01-01", "--on", on)
        clerk.record(*line)


def test_rules_filed_after_30_days_or_undated_are_listed(clerk: Any, filed: None) -> None:
    said = report(clerk, "filing")
    assert said["summary"] == {"rules": 5, "in_time": 1, "late": 1, "undated": 3}
    assert [group["figures"] for group in said["groups"]] == [
        {"rules": 3, "in_time": 0, "late": 0, "undated": 3},
        {"rules": 2, "in_time": 1, "late": 1, "undated": 0},
    ]
    assert [(row["rule"], row["finding"]) for row in said["rows"]] == [
        *((f"{BODY}/R{n}", "undated") for n in (1, 2, 3)),
        (f"{OTHER}/F2", "late"),
    ]
    assert said["rows"][-1] == {
        "rule": f"{OTHER}/F2",
        "body": OTHER,
        "name": "样例规则",
        "status": "filed",
        "published_on": "2024-01-01",
        "due_on": "2024-01-31",
        "filed_on": "2024-02-01",
        "days_late": 1,
        "finding": "late",
    }


def test_filing_is_of_one_body_by_a_day_by_other_days(clerk: Any, filed: None) -> None:
    assert [row["rule"] for row in report(clerk, "filing", "--body", OTHER)["rows"]] == [f"{OTHER}/F2"]
    assert report(clerk, "filing", "--body", OTHER, "--days", "31")["rows"] == []
    assert report(clerk, "filing", "--as-of", "2024-01-31")["summary"]["late"] == 0
    clerk.run("report", "filing", "--body", OTHER, "--check", code=3)
    clerk.run("report", "filing", "--body", OTHER, "--check", "--days", "31")
    assert clerk.error("report", "filing", "--body", "CNCA-R-2099-999")["code"] == "body.unknown"


# Notices -----------------------------------------------------------------------


@pytest.fixture
def affected(clerk: Any, issue: Issue) -> None:
    """Out of scope: C1 told then cancelled, C2 the other way, C3 told, C4 not; misclassified: C5."""
    for number in ("C1", "C2", "C3", "C4"):
        issue(number)
    issue("C5", rule="R2")
    for rule, ground in ((R1, "out_of_scope"), (R2, "misclassified")):
        clerk.record("rule", "flag", rule, "--ground", ground, "--notice", N31, "--on", "2024-07-03")
    clerk.record("cert", "notify", C1, C3, "--by", "挂号信", "--notice", N31, "--on", "2024-07-04", "--yes")
    clerk.record("cert", "notify", C1, "--by", "电话", "--notice", N31, "--on", "2024-07-05")
    clerk.record("cert", "cancel", C1, C2, "--on", "2024-07-10", "--yes")
    clerk.record("cert", "notify", C2, "--by", "邮件", "--on", "2024-07-12")


def told(clerk: Any, *args: str) -> dict[str, tuple[str, str | None, str | None, int]]:
    rows = report(clerk, "notices", "--notice", N31, *args)["rows"]
    return {r["certificate"][-2:]: (r["told"], r["notified_on"], r["by"], r["times"]) for r in rows}


def test_who_was_told_when_and_how_before_or_after_settling(clerk: Any, affected: None) -> None:
    assert told(clerk) == {
        "C1": ("before", "2024-07-04", "挂号信", 2),
        "C2": ("after", "2024-07-12", "邮件", 1),
        "C3": ("unsettled", "2024-07-04", "挂号信", 1),
        "C4": ("not_told", None, None, 0),
        "C5": ("not_told", None, None, 0),
    }
    said = report(clerk, "notices", "--notice", N31)
    assert said["summary"] == {
        "certificates": 5,
        "before": 1,
        "same_day": 0,
        "after": 1,
        "unsettled": 1,
        "not_told": 2,
    }
    assert said["groups"] == [{"body": BODY, "figures": said["summary"]}]
    assert (said["rows"][0]["holder"], said["rows"][0]["action"]) == ("样例公司C1", "settle_certificate")


def test_telling_is_read_as_of_a_day_and_as_known_then(clerk: Any, affected: None) -> None:
    assert told(clerk, "--as-of", "2024-07-09")["C1"] == ("unsettled", "2024-07-04", "挂号信", 2)
    assert told(clerk, "--as-of", "2024-07-11")["C2"][0] == "not_told"
    last = clerk.entries()
    assert told(clerk, "--known-at", f"#{last - 1}")["C2"][0] == "not_told"
    clerk.record("void", f"#{last}", "--why", "未寄出", "--yes")
    assert told(clerk)["C2"][0] == "not_told"


def test_told_on_the_day_of_settling_and_under_another_notice(clerk: Any, affected: None) -> None:
    clerk.record("cert", "notify", C4, "--by", "函", "--notice", "cnca-2024-3", "--on", "2024-07-08")
    assert told(clerk)["C4"][0] == "not_told"
    clerk.record("cert", "notify", C4, "--by", "函", "--notice", N31, "--on", "2024-07-11")
    clerk.record("cert", "revoke", C4, "--on", "2024-07-11")
    assert told(clerk)["C4"] == ("same_day", "2024-07-11", "函", 1)


def test_check_finds_who_was_told_too_late_or_never(clerk: Any, affected: None) -> None:
    line = ("report", "notices", "--notice", N31, "--check")
    clerk.run(*line, code=3)
    clerk.run(*line, "--as-of", "2024-07-02")
    assert clerk.error("report", "notices", code=2)["code"] == "usage"
    assert clerk.error("report", "notices", "--notice", "国认监〔2099〕9号")["code"] == "notice.unknown"


# Overdue -----------------------------------------------------------------------


def test_what_each_body_still_has_to_do_the_most_urgent_first(clerk: Any, affected: None) -> None:
    clerk.record("rule", "deregister", R1, "--on", "2024-07-11")
    said = report(clerk, "overdue", "--notice", N31, "--as-of", "2024-07-20")
    assert said["summary"] == {"overdue": 4, "open": 0, "pending": 1}
    (group,) = said["groups"]
    assert (group["body"], group["name"], group["figures"]) == (BODY, "虚构认证中心", said["summary"])
    assert [(r["action"], r["subject"][-2:], r["outcome"], r["days"]) for r in group["rows"]] == [
        ("deregister_rule", "R2", "overdue", 5),
        ("refile_rule", "R2", "overdue", 5),
        ("settle_certificate", "C3", "overdue", 5),
        ("settle_certificate", "C4", "overdue", 5),
        ("dispose_certificate", "C5", "pending", None),
    ]
    assert [r["notified_on"] for r in group["rows"]] == [None, None, "2024-07-04", None, None]


def test_before_the_deadline_it_says_how_long_is_left(clerk: Any, affected: None) -> None:
    said = report(clerk, "overdue", "--notice", N31, "--as-of", "2024-07-12")
    assert said["summary"] == {"overdue": 0, "open": 5, "pending": 1}
    assert {row["days"] for row in said["groups"][0]["rows"] if row["outcome"] == "open"} == {3}
    line = ("report", "overdue", "--notice", N31, "--check")
    clerk.run(*line, "--as-of", "2024-07-15")
    clerk.run(*line, "--as-of", "2024-07-16", code=3)


def test_what_is_done_is_not_asked_for(clerk: Any, affected: None) -> None:
    for line in (
        ("rule", "deregister", R1, "--settle", "cancel", "--yes"),
        ("rule", "deregister", R2),
        ("rule", "refile", R2, "--as", "R9"),
        ("cert", "transfer", f"{BODY}/C5", "--to", f"{BODY}/R9"),
    ):
        clerk.record(*line, "--on", "2024-07-15")
    said = report(clerk, "overdue", "--notice", N31, "--as-of", "2024-07-20")
    assert (said["groups"], said["summary"]) == ([], {"overdue": 0, "open": 0, "pending": 0})
    assert report(clerk, "overdue", "--notice", N31, "--body", BODY)["body"] == BODY


# Formats -----------------------------------------------------------------------


@pytest.fixture
def full(clerk: Any, affected: None) -> None:
    clerk.record("cert", "notify", C4, "--by", "一封很长很长的挂号信\x1b[31m以及电话", "--on", "2024-07-09")
    clerk.record("cert", "suspend", f"{BODY}/C5", "--on", "2024-01-15", "--until", "2024-02-15")


@pytest.mark.parametrize("words", REPORTS, ids=lambda words: words[0])
def test_the_formats_say_the_same_in_either_language(clerk: Any, full: None, words: tuple[str, ...]) -> None:
    line = ("report", *words, "--as-of", "2024-07-31")
    said = clerk.json(*line)
    rows = said.get("rows") or [row for group in said.get("groups", []) for row in group["rows"]]
    assert rows
    lines = clerk.run(*line, "--format", "jsonl").stdout.splitlines()
    assert [json.loads(text) for text in lines] == [
        {**json.loads(text), **row} for text, row in zip(lines, rows, strict=True)
    ]
    table = list(csv.DictReader(io.StringIO(clerk.run(*line, "--format", "csv").stdout)))
    assert [list(row) for row in table] == [list(json.loads(text)) for text in lines]
    for form in ("json", "jsonl", "csv"):
        both = [clerk.run(*line, "--format", form, lang=lang).stdout for lang in ("zh", "en")]
        assert both[0] == both[1]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("words", REPORTS, ids=lambda words: words[0])
def test_tables_fit_80_columns_and_obey_no_terminal(
    clerk: Any, full: None, words: tuple[str, ...], lang: str
) -> None:
    shown = clerk.run("report", *words, "--as-of", "2024-07-31", lang=lang).stdout
    assert [line for line in shown.splitlines() if wcswidth(line) not in range(81)] == []


@pytest.mark.parametrize("words", REPORTS, ids=lambda words: words[0])
def test_an_empty_ledger_has_empty_reports(clerk: Any, words: tuple[str, ...]) -> None:
    line = ("report", *words, "--as-of", "2023-01-31")
    clerk.run(*line, "--check")
    said = clerk.json(*line)
    assert (said.get("rows", []), said["groups"]) == ([], [])
    assert "Total" in clerk.run(*line).stdout
