"""`void` and `correct`."""

from collections.abc import Callable
from typing import Any

import pytest

BODY = "CNCA-R-2099-001"
C1, R1, R2, R9 = (f"{BODY}/{number}" for number in ("C1", "R1", "R2", "R9"))
N31 = "认秘函〔2024〕31号"
ON = ("--on", "2024-06-01")
Issue = Callable[..., int]


def brief(recorded: list[dict[str, object]]) -> list[tuple[object, ...]]:
    return [(e["position"], e["type"], e["subject"]) for e in recorded]


def void(clerk: Any, *line: str) -> list[dict[str, object]]:
    return clerk.record("void", *line, "--why", "错录", "--yes")


# void --------------------------------------------------------------------------


def test_a_void_is_dated_the_day_it_is_recorded_and_names_its_entry(clerk: Any, issue: Issue) -> None:
    issue()
    clerk.record("cert", "revoke", C1, *ON)
    clerk.clock.set("2024-08-05T16:30:00Z")
    assert void(clerk, "#8") == [
        {"position": 9, "type": "EntryVoided", "subject": C1, "effective_on": "2024-08-06"}
    ]
    row = clerk.log()[-1]
    assert (row["data"], row["why"], row["kind"]) == ({"position": 8}, "错录", "certificate")
    assert [entry["voided_by"] for entry in clerk.log(C1)] == [None, 9, None]


def test_a_void_counts_for_who_knows_of_it(clerk: Any, issue: Issue) -> None:
    issue()
    clerk.record("cert", "revoke", C1, *ON)
    void(clerk, "#8")
    assert clerk.status(C1) == "valid"
    assert clerk.status(C1, "--known-at", "#8") == "revoked"
    assert clerk.log(C1, "--known-at", "#8")[-1]["voided_by"] is None


def test_positions_are_taken_with_and_without_their_sign(clerk: Any, issue: Issue) -> None:
    issue()
    clerk.record("cert", "suspend", C1, *ON)
    assert len(void(clerk, "8", "#8")) == 1


def test_voids_are_judged_once_for_all_positions(clerk: Any, issue: Issue) -> None:
    issue()
    clerk.record("cert", "suspend", C1, *ON)
    clerk.record("cert", "reinstate", C1, "--on", "2024-06-10")
    clerk.refused("history.contradicted", "void", "#8", "--why", "错", "--yes")
    assert [position for position, *_ in brief(void(clerk, "#8", "#9"))] == [10, 11]
    assert clerk.status(C1) == "valid"


def test_an_issue_and_all_that_followed_can_be_voided_at_once(clerk: Any, issue: Issue) -> None:
    issue()
    clerk.record("cert", "suspend", C1, *ON)
    clerk.record("cert", "revoke", C1, "--on", "2024-06-10")
    void(clerk, "#7", "#8", "#9")
    assert clerk.error("show", C1)["code"] == "certificate.unknown"
    clerk.refused("certificate.unknown", "cert", "suspend", C1)
    issue()


def test_a_whole_commit_is_voided(clerk: Any, issue: Issue) -> None:
    issue("C1")
    issue("C2")
    clerk.record("cert", "cancel", "--rule", R1, *ON, "--yes")
    assert brief(void(clerk, "--commit", "#10")) == [
        (11, "EntryVoided", C1),
        (12, "EntryVoided", f"{BODY}/C2"),
    ]
    assert {row["commit"] for row in clerk.log()[-2:]} == {11}


def test_voiding_a_deregistration_leaves_the_certificates_it_settled(clerk: Any, issue: Issue) -> None:
    issue()
    clerk.record("rule", "deregister", R1, "--settle", "cancel", *ON, "--yes")
    void(clerk, "#8")
    assert (clerk.status(R1), clerk.status(C1)) == ("filed", "cancelled")


def test_a_void_cannot_be_voided_and_again_is_done_already(clerk: Any, issue: Issue) -> None:
    issue()
    clerk.record("cert", "revoke", C1, *ON)
    void(clerk, "#8")
    clerk.refused("void.of_void", "void", "#9", "--why", "错", "--yes")
    assert clerk.idle("void", "#8", "--why", "错录", "--yes")


@pytest.mark.parametrize(("position", "names"), [("#1", "#4"), ("#2", "#7"), ("#4", "#8")])
def test_what_a_standing_entry_names_cannot_be_voided(
    clerk: Any, issue: Issue, position: str, names: str
) -> None:
    flag = ("rule", "flag", R2, "--ground", "out_of_scope", "--notice", "cnca-2024-3", "--on", "2024-04-10")
    clerk.record(*flag)
    issue()
    error = clerk.refused("void.depended_on", "void", position, "--why", "错", "--yes")
    assert names in error["message"]


def test_a_refiling_and_its_filing_go_together(clerk: Any) -> None:
    clerk.record("rule", "deregister", R1, *ON)
    clerk.record("rule", "refile", R1, "--as", R9, "--on", "2024-06-02")
    assert {subject for _, _, subject in brief(void(clerk, "#9"))} == {R1, R9}
    assert clerk.error("show", R9)["code"] == "rule.unknown"
    assert clerk.json("show", R1)["superseded_by"] is None
    clerk.record("rule", "refile", R1, "--as", R9, "--on", "2024-06-02")


def test_the_two_entries_of_a_transfer_to_a_new_number_go_together(clerk: Any, issue: Issue) -> None:
    issue()
    clerk.record("cert", "transfer", C1, "--to", R2, "--as", "C9", *ON)
    result = clerk.run("void", "#8", "--why", "错", "--yes", "--format", "json")
    assert "#9" in result.stderr
    assert clerk.status(C1) == "valid"
    assert clerk.error("show", f"{BODY}/C9")["code"] == "certificate.unknown"


@pytest.mark.parametrize(
    "line",
    [
        ("--why", "错"),
        ("#1",),
        ("#1", "--why", " "),
        ("#1", "--commit", "#1", "--why", "错"),
        ("#1", "--why", "错", "--on", "2024-06-01"),
        ("first", "--why", "错"),
    ],
)
def test_what_is_no_void_is_a_usage_error(clerk: Any, line: tuple[str, ...]) -> None:
    assert clerk.error("void", *line, "--yes", code=2)["code"] == "usage"


def test_an_unknown_entry_is_refused(clerk: Any) -> None:
    for line in (("#99",), ("--commit", "#99"), ("#0",)):
        clerk.refused("entry.unknown", "void", *line, "--why", "错", "--yes")
    clerk.refused("entry.unknown", "correct", "#99", "--why", "错", "--name", "x")


# correct -----------------------------------------------------------------------


def corrected(clerk: Any, *line: str) -> list[dict[str, object]]:
    before = clerk.entries()
    recorded = clerk.record("correct", *line, "--why", "录错")
    assert {row["commit"] for row in clerk.log()[before:]} == {before + 1}
    return recorded


def test_a_correction_voids_and_enters_anew_in_one_commit(clerk: Any, issue: Issue) -> None:
    issue()
    clerk.record("cert", "cancel", C1, *ON, "--reason", "discontinued")
    recorded = corrected(clerk, "#8", "--on", "2024-06-05")
    assert brief(recorded) == [(9, "EntryVoided", C1), (10, "CertificateCancelled", C1)]
    row = clerk.log()[-1]
    assert (row["effective_on"], row["reason"], row["why"]) == ("2024-06-05", "discontinued", "录错")
    assert clerk.status(C1, "--as-of", "2024-06-04") == "valid"


@pytest.mark.parametrize(
    ("position", "change", "data"),
    [
        ("#1", ("--name", "新机构"), {"name": "新机构"}),
        ("#2", ("--boundary", "exclusive"), {"boundary": "exclusive"}),
        (
            "#4",
            ("--category", "disclosure", "--basis", "ISO 14067"),
            {"category": "disclosure", "basis": ["ISO 14067"]},
        ),
        (
            "#7",
            ("--expires", "2027-01-09", "--holder", "新持有人"),
            {"expires_on": "2027-01-09", "holder": "新持有人"},
        ),
        ("#7", ("--rule", "R2"), {"rule": R2}),
        ("#8", ("--until", "2024-10-01"), {"until": "2024-10-01"}),
        ("#9", ("--to", "R3"), {"rule": f"{BODY}/R3"}),
        ("#10", ("--by", "邮件"), {"by": "邮件"}),
        ("#11", ("--to", "2024-05-31"), {"to": "2024-05-31"}),
        ("#12", ("--ground", "nonconforming"), {"ground": "nonconforming"}),
        ("#13", ("--expires", "2028-01-09"), {"expires_on": "2028-01-09"}),
    ],
)
def test_each_entry_is_corrected_with_its_own_options(
    clerk: Any, issue: Issue, position: Any, change: Any, data: Any
) -> None:
    issue()
    clerk.record("cert", "suspend", C1, "--on", "2024-03-01")
    clerk.record("cert", "transfer", C1, "--to", R2, "--on", "2024-03-05")
    clerk.record("cert", "notify", C1, "--by", "电话", "--on", "2024-03-06")
    clerk.record("notice", "extend", "cnca-2024-3", "--to", "2024-05-20", "--on", "2024-04-20")
    flag = ("rule", "flag", R1, "--ground", "out_of_scope", "--notice", "cnca-2024-3", "--on", "2024-04-10")
    clerk.record(*flag)
    clerk.record("cert", "renew", C1, "--expires", "2027-06-01", "--on", "2024-05-01")
    if position == "#7" and "--rule" in change:
        clerk.refused("history.contradicted", "correct", position, "--why", "错", *change)
        return
    corrected(clerk, position, *change)
    row = clerk.log()[-1]
    assert {key: row["data"][key] for key in data} == data
    assert clerk.run("rebuild", "--check")


def test_a_correction_must_change_something_of_that_entry(clerk: Any, issue: Issue) -> None:
    issue()
    clerk.refused("correct.nothing_changed", "correct", "#7", "--why", "错")
    clerk.refused("correct.no_such_field", "correct", "#7", "--why", "错", "--ground", "out_of_scope")
    clerk.refused("correct.no_such_field", "correct", "#7", "--why", "错", "--to", "R2")
    assert clerk.error("correct", "#7", "--expires", "2027-01-01", code=2)["code"] == "usage"


def test_a_corrected_entry_cannot_be_corrected_again_but_the_new_one_can(clerk: Any, issue: Issue) -> None:
    issue()
    corrected(clerk, "#7", "--holder", "甲")
    clerk.refused("void.already", "correct", "#7", "--why", "错", "--holder", "乙")
    clerk.refused("void.of_void", "correct", "#8", "--why", "错", "--holder", "乙")
    corrected(clerk, "#9", "--holder", "乙")
    assert clerk.json("show", C1)["holder"] == "乙"


def test_a_correction_that_contradicts_is_refused(clerk: Any, issue: Issue) -> None:
    issue()
    clerk.record("cert", "suspend", C1, "--on", "2024-03-01")
    clerk.refused("history.contradicted", "correct", "#7", "--why", "错", "--on", "2024-03-02")


def test_between_the_void_and_the_entry_anew_the_subject_is_unknown(clerk: Any) -> None:
    clerk.record("rule", "deregister", R1, "--on", "2024-06-01")
    corrected(clerk, "#4", "--name", "更正")
    assert clerk.json("list", "rules", "--known-at", "#8", "--body", BODY)[0]["id"] == R2
    error = clerk.error("show", R1, "--known-at", "#8")
    assert error["code"] == "subject.not_yet_known"
    assert "#9" in error["hint"]
    assert clerk.json("show", R1, "--known-at", "#9")["name"] == "更正"


def test_between_the_void_of_a_withdrawal_and_its_entry_anew_the_later_flag_alone_stands(clerk: Any) -> None:
    flag = ("rule", "flag", R1, "--notice", N31, "--ground")
    clerk.record(*flag, "out_of_scope", "--on", "2024-07-05")
    clerk.record("rule", "unflag", R1, "--notice", N31, "--on", "2024-07-08")
    clerk.record(*flag, "misclassified", "--on", "2024-07-10")
    corrected(clerk, "#8", "--on", "2024-07-09")
    asked = ("report", "compliance", "--notice", N31, "--detail", "--known-at", "#10", "--as-of")
    for day, grounds in (("2024-07-09", ["out_of_scope"]), ("2024-07-10", ["misclassified"] * 2)):
        report = clerk.json(*asked, day)
        assert [row["ground"] for row in report["rows"]] == grounds
        assert report["findings"] == []
