"""`report`, `info`, `rebuild`, `backup`: what they print as JSON."""

import json
import sqlite3
from collections.abc import Callable
from typing import Any

import pytest

BODY = "CNCA-R-2099-001"
C1, C2, R1, R2 = (f"{BODY}/{number}" for number in ("C1", "C2", "R1", "R2"))
N31 = "认秘函〔2024〕31号"
Issue = Callable[..., int]


@pytest.fixture
def some(clerk: Any, issue: Issue) -> None:
    """C1 valid, C2 suspended since June, C3 cancelled in May, C4 under R2."""
    for number in ("C3", "C2", "C1"):
        issue(number)
    issue("C4", rule="R2")
    clerk.record("cert", "suspend", C2, "--on", "2024-06-01")
    clerk.record("cert", "cancel", f"{BODY}/C3", "--on", "2024-05-01")


def test_report_compliance_has_the_keys_of_the_contract(clerk: Any, some: None) -> None:
    flag = ("rule", "flag", R1, "--ground", "out_of_scope", "--notice", N31, "--on", "2024-07-05")
    clerk.record(*flag)
    clerk.record("rule", "deregister", R1, "--on", "2024-07-18")
    line = ("report", "compliance", "--notice", "cnca-2024-31")
    report = clerk.json(*line, "--by", "body", "--detail", "--as-of", "2024-07-31")
    keys = [
        "report",
        "notice",
        "deadline",
        "boundary",
        "judged_by",
        "as_of",
        "known_at",
        "summary",
        "groups",
        "rows",
    ]
    assert set(report) >= {*keys, "exceptions"}
    assert [report[key] for key in keys[:6]] == [
        "compliance",
        N31,
        "2024-07-15",
        "inclusive",
        "effective",
        "2024-07-31",
    ]
    summary = report["summary"]
    assert summary["rules"] == {"flagged": 1, "complete": 0, "incomplete": 1}
    assert summary["deregister_rule"] == {
        "total": 1,
        "on_time": 0,
        "late": 1,
        "lapsed": 0,
        "open": 0,
        "overdue": 0,
    }
    assert summary["settle_certificate"]["overdue"] == 2
    assert summary["dispose_certificate"] == {"total": 0, "done": 0, "pending": 0}
    assert set(summary) >= {"refile_rule", "on_deadline_day", "recorded_late", "recorded_late_opening"}
    assert report["groups"] == [{"key": BODY, "summary": summary}]
    assert set(report["exceptions"]) == {
        *("in_force_under_deregistered_rule", "issued_under_closed_rule", "settled_before_notice"),
        *("not_reported", "undetermined_filing_day"),
    }
    row = next(row for row in report["rows"] if row["kind"] == "rule")
    assert {
        key: row[key] for key in ("subject", "action", "body", "rule", "ground", "due_on", "outcome")
    } == {
        "subject": R1,
        "action": "deregister_rule",
        "body": BODY,
        "rule": R1,
        "ground": "out_of_scope",
        "due_on": "2024-07-15",
        "outcome": "late",
    }
    assert (row["settled_on"], row["days"], row["status_before"]) == ("2024-07-18", 3, "flagged")
    assert row["settled_by"] == {"position": 14, "type": "RuleDeregistered"}
    assert set(row) >= {
        *("reason", "reported_on", "receipt", "notified_on", "on_deadline_day", "recorded_late"),
    }
    bare = clerk.json(*line)
    assert "rows" not in bare
    assert "groups" not in bare
    clerk.run(*line, "--check", code=3)
    clerk.run(*line, "--check", "--as-of", "2024-07-04", code=0)


def test_a_report_of_an_unknown_notice_is_refused(clerk: Any) -> None:
    assert clerk.error("report", "compliance", "--notice", "x")["code"] == "notice.unknown"


def test_info(clerk: Any, some: None) -> None:
    info = clerk.json("info")
    assert info["entries"] == 12
    assert info["first_recorded_at"] == "2024-03-01T01:00:01.000000Z"
    assert info["last_recorded_at"] == clerk.log()[-1]["recorded_at"]
    assert info["subjects"]["certificate"] == {"valid": 2, "suspended": 1, "cancelled": 1}
    assert info["subjects"]["rule"] == {"filed": 3}
    assert {"ledger_id", "versions"} <= set(info)


def test_rebuild_checks_and_swaps(clerk: Any, some: None) -> None:
    clerk.run("rebuild", "--check")
    connection = sqlite3.connect(clerk.path)
    connection.execute("UPDATE states SET status = status + 1 WHERE recorded_from = 7")
    connection.commit()
    connection.close()
    clerk.run("rebuild", "--check", code=3)
    clerk.run("rebuild")
    clerk.run("rebuild", "--check")


def test_a_backup_is_a_ledger(clerk: Any, some: None) -> None:
    target = clerk.folder / "copy.sqlite"
    clerk.run("backup", str(target))
    before = json.dumps(clerk.log())
    clerk.run("backup", str(target), code=1)
    clerk.path = target
    assert json.dumps(clerk.log()) == before
    clerk.run("rebuild", "--check")
