"""`explain --notice` where nothing is owed: why not, and by which entry."""

from collections.abc import Callable
from typing import Any

import pytest

BODY = "CNCA-R-2099-001"
C1, R1, R2 = (f"{BODY}/{number}" for number in ("C1", "R1", "R2"))
N3, N31 = "国认监〔2024〕3号", "认秘函〔2024〕31号"
Issue = Callable[..., int]


@pytest.fixture
def owed(clerk: Any, issue: Issue) -> None:
    """C1 under R1 (#7), R1 flagged as out of scope from 5 July (#8)."""
    issue()
    clerk.record("rule", "flag", R1, "--notice", N31, "--ground", "out_of_scope", "--on", "2024-07-05")


def test_nothing_is_owed_without_a_flag(clerk: Any, issue: Issue) -> None:
    issue()
    error = clerk.error("explain", C1, "--notice", N31)
    assert error["code"] == "obligation.not_flagged"
    assert R1 in error["message"]


def test_nothing_is_owed_before_the_flag_or_before_it_was_known(clerk: Any, owed: None) -> None:
    asked = ("explain", C1, "--notice", N31)
    assert clerk.error(*asked, "--as-of", "2024-07-04")["code"] == "obligation.flag_not_yet"
    assert clerk.json(*asked, "--as-of", "2024-07-05")["obligations"]
    assert clerk.error(*asked, "--known-at", "#7")["code"] == "obligation.flag_not_yet_known"
    assert clerk.error("explain", C1, "--notice", N3)["code"] == "obligation.not_flagged"


def test_nothing_is_owed_once_flag_or_notice_are_withdrawn_or_voided(clerk: Any, owed: None) -> None:
    asked = ("explain", C1, "--notice", N31)
    clerk.record("rule", "unflag", R1, "--notice", N31, "--on", "2024-07-09")
    error = clerk.error(*asked)
    assert (error["code"], "#9" in error["message"]) == ("obligation.flag_withdrawn", True)
    assert clerk.json(*asked, "--as-of", "2024-07-08")["obligations"]
    clerk.record("void", "#9", "--why", "x", "--yes")
    assert clerk.json(*asked)["obligations"]
    clerk.record("void", "#8", "--why", "x", "--yes")
    error = clerk.error(*asked)
    assert (error["code"], "#11" in error["message"]) == ("obligation.flag_voided", True)
    clerk.record("notice", "withdraw", N31, "--on", "2024-07-20")
    assert clerk.error(*asked)["code"] == "obligation.notice_withdrawn"
    assert clerk.error(*asked, "--as-of", "2024-07-19")["code"] == "obligation.flag_voided"


def test_a_withdrawal_that_was_voided_later_had_ended_it_until_then(clerk: Any, owed: None) -> None:
    asked = ("explain", C1, "--notice", N31)
    clerk.record("rule", "unflag", R1, "--notice", N31, "--on", "2024-07-09")
    clerk.record("void", "#9", "--why", "x", "--yes")
    error = clerk.error(*asked, "--known-at", "#9")
    assert (error["code"], "#9" in error["message"]) == ("obligation.flag_withdrawn", True)
    assert clerk.json(*asked, "--known-at", "#10")["obligations"]


@pytest.mark.parametrize(
    ("line", "problem", "named"),
    [
        (("cancel", "--on", "2024-06-01"), "obligation.not_in_force", "cancelled"),
        (("transfer", "--to", R2, "--on", "2024-06-01"), "obligation.other_rule", R2),
    ],
)
def test_nothing_is_owed_of_what_the_flag_did_not_find(
    clerk: Any, issue: Issue, line: tuple[str, ...], problem: str, named: str
) -> None:
    issue()
    clerk.record("cert", line[0], C1, *line[1:])
    clerk.record("rule", "flag", R1, "--notice", N31, "--ground", "out_of_scope", "--on", "2024-07-05")
    error = clerk.error("explain", C1, "--notice", N31)
    assert error["code"] == problem
    assert named in error["message"]
    assert "#8" in error["message"]


def test_nothing_is_owed_of_what_was_expired_or_was_issued_under_another_rule(
    clerk: Any, issue: Issue
) -> None:
    issue(expires="2024-07-04")
    issue("C2", "--on", "2024-07-08", rule="R2")
    clerk.record("rule", "flag", R1, "--notice", N31, "--ground", "out_of_scope", "--on", "2024-07-10")
    clerk.record("correct", "#9", "--on", "2024-07-05", "--why", "x")
    assert clerk.error("explain", C1, "--notice", N31)["code"] == "obligation.not_in_force"
    clerk.record("void", "#11", "--why", "x", "--yes")
    clerk.record("cert", "transfer", f"{BODY}/C2", "--to", R1, "--on", "2024-07-20")
    clerk.record("rule", "flag", R1, "--notice", N31, "--ground", "out_of_scope", "--on", "2024-07-06")
    assert clerk.error("explain", f"{BODY}/C2", "--notice", N31)["code"] == "obligation.issued_under_other"


def test_another_action_is_not_owed(clerk: Any, owed: None) -> None:
    for subject, action in ((C1, "deregister_rule"), (R1, "refile_rule"), (C1, "dispose_certificate")):
        error = clerk.error("explain", subject, "--notice", N31, "--action", action)
        assert error["code"] == "obligation.other_action"


def test_who_or_what_is_unknown_is_said(clerk: Any, owed: None) -> None:
    assert clerk.error("explain", C1, "--notice", "no-such")["code"] == "notice.unknown"
    assert clerk.error("explain", f"{BODY}/C9", "--notice", N31)["code"] == "certificate.unknown"
    assert clerk.error("explain", C1, "--notice", N31, "--known-at", "#6")["code"] == "subject.not_yet_known"
    assert clerk.error("explain", R1, "--notice", N31, "--known-at", "#2")["code"] == "subject.not_yet_known"
    assert clerk.error("explain", C1, "--notice", N31, "--as-of", "2023-12-31")["code"] == "subject.not_yet"


def test_a_notice_that_was_voided_says_by_which_entry(clerk: Any, issue: Issue) -> None:
    issue()
    clerk.record("void", "#3", "--why", "entered too early", "--yes")
    error = clerk.error("explain", C1, "--notice", N31)
    assert (error["code"], "#8" in error["message"]) == ("subject.voided", True)
    assert clerk.error("explain", C1, "--notice", N31, "--known-at", "#2")["code"] == "subject.not_yet_known"


def test_of_a_certificate_whose_issue_is_voided_nothing_is_owed_until_it_is_issued_anew(
    clerk: Any, owed: None
) -> None:
    clerk.record("cert", "suspend", C1, "--on", "2024-07-06")
    clerk.record("correct", "#7", "--why", "x", "--holder", "乙")
    error = clerk.error("explain", C1, "--notice", N31, "--known-at", "#10")
    assert (error["code"], "#10" in error["message"]) == ("subject.voided", True)
    assert clerk.json("explain", C1, "--notice", N31, "--known-at", "#11")["obligations"]
