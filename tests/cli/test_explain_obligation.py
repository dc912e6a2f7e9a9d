"""`explain --notice`: why something is owed, by when, and why it is late."""

from collections.abc import Callable
from typing import Any

import pytest
from wcwidth import wcswidth

BODY = "CNCA-R-2099-001"
C1, R1, R2 = (f"{BODY}/{number}" for number in ("C1", "R1", "R2"))
N3, N31 = "国认监〔2024〕3号", "认秘函〔2024〕31号"
Issue = Callable[..., int]


@pytest.fixture
def owed(clerk: Any, issue: Issue) -> None:
    """C1 under R1 (#7), R1 flagged as out of scope from 5 July (#8)."""
    issue()
    clerk.record("rule", "flag", R1, "--notice", N31, "--ground", "out_of_scope", "--on", "2024-07-05")


def only(clerk: Any, *args: str) -> dict[str, Any]:
    (obligation,) = clerk.json("explain", *(args or (C1,)), "--notice", N31)["obligations"]
    return dict(obligation)


def decides(clerk: Any, *args: str) -> dict[int, list[str]]:
    told = clerk.json("explain", *(args or (C1,)), "--notice", N31)
    return {row["position"]: row["decides"] for row in told["entries"] if row["decides"]}


# Why it is owed, why it is late ---------------------------------------------------------


def test_a_late_cancellation_is_explained_in_full(clerk: Any, owed: None) -> None:
    clerk.clock.set("2024-08-05T01:30:00Z")
    clerk.record("cert", "cancel", C1, "--on", "2024-07-18")
    told = only(clerk)
    assert told == {
        "action": "settle_certificate",
        "rule": R1,
        "ground": "out_of_scope",
        "clauses": ["一"],
        "owed_from": "2024-07-05",
        "flag": {"position": 8, "effective_on": "2024-07-05"},
        "in_force": {
            "status": "valid",
            "positions": [7],
            "expires_on": "2026-01-09",
            "on": "2024-07-05",
            "issued_later": False,
        },
        "deadline": "2024-07-15",
        "deadline_set_by": 3,
        "deadlines": [{"on": "2024-07-15", "position": 3, "effective_on": "2024-07-02"}],
        "boundary": "inclusive",
        "judged_by": "effective",
        "due_on": "2024-07-15",
        "outcome": "late",
        "settled_on": "2024-07-18",
        "settled_by": {"position": 9, "type": "CertificateCancelled"},
        "done_by": {"position": 9, "type": "CertificateCancelled", "effective_on": "2024-07-18"},
        "recorded_on": "2024-08-05",
        "last_valid_on": None,
        "days": 3,
        "status_before": "valid",
        "on_deadline_day": False,
        "recorded_late": False,
        "opening": False,
    }
    assert decides(clerk) == {
        3: ["boundary", "deadline"],
        7: ["in_force"],
        8: ["owed"],
        9: ["settled"],
    }
    page = clerk.run("explain", C1, "--notice", N31).stdout
    sentence = "late: settled 2024-07-18, 3 days after the last day in time, 2024-07-15"
    assert sentence in " ".join(page.split())


@pytest.mark.parametrize(
    ("on", "boundary", "sentence"),
    [
        (
            "2024-07-12",
            "inclusive",
            "on time: settled 2024-07-12, 3 days before the last day in time, 2024-07-15",
        ),
        (
            "2024-07-14",
            "inclusive",
            "on time: settled 2024-07-14, 1 day before the last day in time, 2024-07-15",
        ),
        ("2024-07-15", "inclusive", "on time: settled 2024-07-15, on the last day in time"),
        ("2024-07-15", "exclusive", "late: settled 2024-07-15, 1 day after the last day in time, 2024-07-14"),
        (
            None,
            "inclusive",
            "overdue: unsettled on 2024-07-31, 16 days after the last day in time, 2024-07-15",
        ),
    ],
)
def test_the_outcome_is_compared_in_words(
    clerk: Any, issue: Issue, on: str | None, boundary: str, sentence: str
) -> None:
    issue()
    clerk.record(
        "correct", "#3", "--boundary", boundary, "--why", "our reading"
    ) if boundary == "exclusive" else None
    clerk.record("rule", "flag", R1, "--notice", N31, "--ground", "out_of_scope", "--on", "2024-07-05")
    if on is not None:
        clerk.record("cert", "cancel", C1, "--on", on)
    said = clerk.run("explain", C1, "--notice", N31, "--as-of", "2024-07-31").stdout
    assert sentence in " ".join(said.split())
    assert ("on the deadline itself" in said) == (on == "2024-07-15")


def test_an_open_obligation_says_how_many_days_are_left(clerk: Any, owed: None) -> None:
    told = only(clerk, C1, "--as-of", "2024-07-10")
    assert (told["outcome"], told["days"], told["settled_by"]) == ("open", 5, None)
    said = clerk.run("explain", C1, "--notice", N31, "--as-of", "2024-07-10").stdout
    assert "there are 5 days left" in said
    assert "no entry so far" in said


@pytest.mark.parametrize(
    ("expires", "outcome", "days"), [("2024-07-15", "lapsed", None), ("2024-07-20", "late", 6)]
)
def test_what_expired_unsettled_is_lapsed_or_late(
    clerk: Any, issue: Issue, expires: str, outcome: str, days: int | None
) -> None:
    issue(expires=expires)
    clerk.record("rule", "flag", R1, "--notice", N31, "--ground", "out_of_scope", "--on", "2024-07-05")
    told = only(clerk)
    assert (told["outcome"], told["days"], told["last_valid_on"]) == (outcome, days, expires)
    assert decides(clerk)[7] == ["in_force", "settled"]
    assert "expired" in clerk.run("explain", C1, "--notice", N31).stdout


def test_an_extension_and_what_it_extended_are_told(clerk: Any, owed: None) -> None:
    clerk.record("notice", "extend", N31, "--to", "2024-07-31", "--on", "2024-07-14")
    before = only(clerk, C1, "--as-of", "2024-07-13")
    assert (before["deadline"], before["deadline_set_by"]) == ("2024-07-15", 3)
    after = only(clerk)
    assert (after["deadline"], after["deadline_set_by"]) == ("2024-07-31", 9)
    assert [one["on"] for one in after["deadlines"]] == ["2024-07-15", "2024-07-31"]
    assert only(clerk, C1, "--known-at", "#8")["deadline"] == "2024-07-15"
    assert "before its extension: 2024-07-15 (#3)" in clerk.run("explain", C1, "--notice", N31).stdout


def test_before_its_first_day_a_notice_has_the_deadline_that_it_was_issued_with(
    clerk: Any, owed: None
) -> None:
    clerk.record("correct", "#3", "--why", "in force later", "--on", "2024-07-12")
    (told,) = clerk.json("explain", C1, "--notice", N31, "--as-of", "2024-07-08")["obligations"]
    assert told["deadline_set_by"] == 10
    assert told["deadlines"] == [{"on": "2024-07-15", "position": 10, "effective_on": "2024-07-12"}]


def test_recorded_late_is_told_apart_from_late(clerk: Any, owed: None) -> None:
    clerk.clock.set("2024-08-05T01:30:00Z")
    clerk.record("cert", "cancel", C1, "--on", "2024-07-12")
    told = only(clerk)
    assert (told["outcome"], told["recorded_late"], told["recorded_on"]) == ("on_time", True, "2024-08-05")
    assert "recorded late: in time by its effective day, but entered on 2024-08-05" in " ".join(
        clerk.run("explain", C1, "--notice", N31).stdout.split()
    )
    assert only(clerk, C1, "--known-at", "2024-08-04")["outcome"] == "overdue"


def test_an_entry_not_yet_known_or_effective_settles_nothing_but_is_listed(clerk: Any, owed: None) -> None:
    clerk.record("cert", "cancel", C1, "--on", "2024-08-10")
    told = clerk.json("explain", C1, "--notice", N31)
    assert told["obligations"][0]["outcome"] == "overdue"
    assert told["entries"][-1]["mark"] == "not_yet_effective"
    told = clerk.json("explain", C1, "--notice", N31, "--as-of", "2024-08-10", "--known-at", "#8")
    assert told["entries"][-1]["mark"] == "not_yet_known"


def test_a_rule_owes_deregistration_and_refiling(clerk: Any) -> None:
    clerk.record("rule", "flag", R1, "--notice", N31, "--ground", "misclassified", "--on", "2024-07-05")
    clerk.record("rule", "deregister", R1, "--on", "2024-07-12")
    told = clerk.json("explain", R1, "--notice", N31)
    outcomes = [(one["action"], one["outcome"], one["clauses"]) for one in told["obligations"]]
    assert outcomes == [("deregister_rule", "on_time", ["二"]), ("refile_rule", "overdue", ["二"])]
    assert only(clerk, R1, "--action", "refile_rule")["outcome"] == "overdue"
    assert told["obligations"][0]["in_force"]["positions"] == [4]


def test_a_disposition_has_no_deadline_and_is_not_judged(clerk: Any, issue: Issue) -> None:
    issue()
    clerk.record("rule", "flag", R1, "--notice", N31, "--ground", "misclassified", "--on", "2024-07-05")
    told = only(clerk)
    assert (told["action"], told["outcome"], told["due_on"]) == ("dispose_certificate", "pending", None)
    assert "deadline" not in decides(clerk)[3]
    clerk.record("cert", "transfer", C1, "--to", R2, "--on", "2024-07-20")
    assert (only(clerk)["outcome"], only(clerk)["settled_on"]) == ("done", "2024-07-20")
    assert "not judged" in clerk.run("explain", C1, "--notice", N31).stdout


def test_a_certificate_issued_under_the_flagged_rule_is_owed_from_its_issue(clerk: Any, owed: None) -> None:
    given = ("--rule", R1, "--holder", "甲", "--expires", "2026-01-09", "--on", "2024-07-08")
    clerk.record("cert", "issue", f"{BODY}/C2", *given, "--irregular", "--why", "sent by mistake")
    told = only(clerk, f"{BODY}/C2")
    assert (told["owed_from"], told["in_force"]["issued_later"]) == ("2024-07-08", True)
    assert (
        "issued under the flagged rule on 2024-07-08, by #9"
        in clerk.run("explain", f"{BODY}/C2", "--notice", N31).stdout
    )


def test_how_the_flag_found_a_rule_is_told_as_it_stood_before(clerk: Any) -> None:
    flag = ("rule", "flag", R1, "--ground", "out_of_scope", "--on", "2024-07-05", "--notice")
    clerk.record(*flag, N3)
    clerk.record(*flag, N31)
    assert only(clerk, R1)["in_force"]["status"] == "flagged"
    assert decides(clerk, R1)[7] == ["in_force"]
    clerk.record("rule", "deregister", R1, "--on", "2024-06-01")
    found = only(clerk, R1)["in_force"]
    assert (found["status"], found["positions"]) == ("deregistered", [9])
    page = clerk.run("explain", R1, "--notice", N31).stdout
    assert "deregistered when flagged on 2024-07-05, by #9" in page
    assert "filed on" not in page


def test_a_notice_judged_by_another_time_says_why_an_entry_does_not_count(clerk: Any, issue: Issue) -> None:
    notice = clerk.file(
        "n.toml",
        'number = "某监〔2099〕1号"\ntitle = "t"\nissued_on = 2024-06-01\ndeadline = 2024-07-15\n'
        'judged_by = "reported"\n[[clauses]]\nclause = "5"\nground = "out_of_scope"\n',
    )
    issue()
    clerk.record("notice", "issue", "--file", notice)
    clerk.record(
        "rule", "flag", R1, "--notice", "某监〔2099〕1号", "--ground", "out_of_scope", "--on", "2024-07-05"
    )
    clerk.record("cert", "cancel", C1, "--on", "2024-07-12")
    told = clerk.json("explain", C1, "--notice", "某监〔2099〕1号")["obligations"][0]
    assert (told["outcome"], told["settled_by"], told["done_by"]["position"]) == ("overdue", None, 10)
    assert "#10 does not count" in clerk.run("explain", C1, "--notice", "某监〔2099〕1号").stdout


def test_the_page_fits_into_80_columns_in_both_languages(clerk: Any, owed: None) -> None:
    clerk.record("notice", "extend", N31, "--to", "2024-07-31", "--on", "2024-07-14")
    for lang in ("en", "zh"):
        page = clerk.run("explain", C1, "--notice", N31, lang=lang).stdout
        assert max(wcswidth(line) for line in page.splitlines()) <= 80, page


# Where it is open ------------------------------------------------------------------------


def test_what_is_still_owed_stands_as_it_does_now_and_not_as_the_flag_found_it(
    clerk: Any, owed: None
) -> None:
    clerk.record("cert", "suspend", C1, "--on", "2024-07-08")
    view = ("--notice", N31, "--as-of")
    for day, status in (("2024-07-07", "valid"), ("2024-07-08", "suspended"), ("2024-07-31", "suspended")):
        rows = clerk.json("report", "compliance", "--detail", *view, day)["rows"]
        assert [row["status_before"] for row in rows] == ["flagged", status]
        (told,) = clerk.json("explain", C1, *view, day)["obligations"]
        assert told["status_before"] == status
        (group,) = clerk.json("report", "overdue", *view, day)["groups"]
        assert {row["subject"]: row["status"] for row in group["rows"]}[C1] == status
    clerk.record("cert", "reinstate", C1, "--on", "2024-07-20")
    assert only(clerk)["status_before"] == "valid"
