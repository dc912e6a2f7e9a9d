"""`rule`: file, flag, unflag, deregister, refile."""

from typing import Any

import pytest

BODY = "CNCA-R-2099-001"
R1, R9 = f"{BODY}/R1", f"{BODY}/R9"
FILE = ("rule", "file", R9, "--name", "样例规则", "--category", "neutrality", "--scheme", "service")
N31 = "认秘函〔2024〕31号"


def test_file_records_what_was_given(clerk: Any) -> None:
    recorded = clerk.record(
        *(*FILE, "--code", "A990101", "--basis", "ISO 14064-1:2018", "--basis", "ISO 14067:2018"),
        *("--published-on", "2024-05-01", "--on", "2024-05-20"),
    )
    assert recorded == [{"position": 7, "type": "RuleFiled", "subject": R9, "effective_on": "2024-05-20"}]
    assert clerk.log()[-1]["data"] == {
        "name": "样例规则",
        "category": "neutrality",
        "scheme": "service",
        "code": "A990101",
        "basis": ["ISO 14064-1:2018", "ISO 14067:2018"],
        "published_on": "2024-05-01",
    }


def test_file_refuses_a_number_that_is_taken_and_a_body_that_is_unknown(clerk: Any) -> None:
    clerk.record(*FILE, "--on", "2024-05-20")
    assert clerk.idle(*FILE, "--on", "2024-05-20")
    clerk.refused("rule.exists", *FILE, "--on", "2024-05-21")
    clerk.refused("body.unknown", "rule", "file", "CNCA-R-2099-999/R1", *FILE[3:])
    clerk.refused(
        "rule.published_after_filing",
        "rule",
        "file",
        f"{BODY}/R8",
        *FILE[3:],
        "--on",
        "2024-05-01",
        "--published-on",
        "2024-05-02",
    )


@pytest.mark.parametrize("wrong", [("--category", "green"), ("--scheme", "person")])
def test_categories_and_schemes_are_codes(clerk: Any, wrong: tuple[str, str]) -> None:
    assert clerk.error(*FILE, *wrong, code=2)["code"] == "usage"


@pytest.mark.parametrize("missing", ["--name", "--category", "--scheme"])
def test_name_category_and_scheme_are_needed(clerk: Any, missing: str) -> None:
    at = FILE.index(missing)
    assert clerk.error(*FILE[:at], *FILE[at + 2 :], code=2)["code"] == "usage"


def test_flag_and_unflag(clerk: Any) -> None:
    flag = ("rule", "flag", R1, "--ground", "misclassified", "--notice", "cnca-2024-31", "--on", "2024-07-05")
    assert clerk.record(*flag) == [
        {"position": 7, "type": "RuleFlagged", "subject": R1, "effective_on": "2024-07-05"}
    ]
    shown = clerk.json("show", R1)
    assert (shown["status"], shown["flags"]) == (
        "flagged",
        [{"notice": N31, "ground": "misclassified", "since": "2024-07-05", "position": 7}],
    )
    assert clerk.idle(*flag)
    assert clerk.idle(*flag[:-1], "2024-07-08")
    clerk.refused("rule.already_flagged", *flag[:4], "out_of_scope", *flag[5:])
    unflag = ("rule", "unflag", R1, "--notice", N31, "--on", "2024-07-10")
    assert clerk.record(*unflag)[0]["type"] == "RuleFlagWithdrawn"
    assert clerk.status(R1, "--as-of", "2024-07-09") == "flagged"
    assert clerk.status(R1) == "filed"
    error = clerk.refused("rule.flag_withdrawn_already", *unflag[:-1], "2024-07-11")
    assert "#8" in error["message"] + error["hint"]


def test_a_ground_is_one_that_the_notice_lists(clerk: Any) -> None:
    flag = ("rule", "flag", R1, "--notice", "cnca-2024-31", "--on", "2024-07-05", "--ground")
    error = clerk.refused("rule.ground_not_listed", *flag, "nonconforming")
    assert "misclassified" in error["hint"]
    assert clerk.error(*flag, "ugly", code=2)["code"] == "usage"


def test_a_flag_is_not_before_its_notice(clerk: Any) -> None:
    flag = ("rule", "flag", R1, "--notice", "cnca-2024-31", "--ground", "out_of_scope", "--on")
    clerk.refused("rule.flag_before_notice", *flag, "2024-07-01")


@pytest.mark.parametrize("line", [("flag", R1, "--ground", "out_of_scope"), ("unflag", R1)])
def test_flag_and_unflag_need_a_notice(clerk: Any, line: tuple[str, ...]) -> None:
    assert clerk.error("rule", *line, code=2)["code"] == "usage"
    clerk.refused("notice.unknown", "rule", *line, "--notice", "国认监〔2099〕1号")


def test_deregister(clerk: Any) -> None:
    line = ("rule", "deregister", R1, "--on", "2024-07-10")
    assert clerk.record(*line)[0]["type"] == "RuleDeregistered"
    assert clerk.idle(*line)
    error = clerk.refused("rule.already_deregistered", *line[:-1], "2024-07-11")
    assert "#7" in error["message"] + error["hint"]
    clerk.refused("rule.exists", "rule", "file", R1, *FILE[3:])


def test_refile_records_two_entries_in_one_commit(clerk: Any) -> None:
    clerk.refused("rule.not_deregistered", "rule", "refile", R1, "--as", "R9")
    clerk.record("rule", "deregister", R1, "--on", "2024-07-05")
    line = (
        "rule",
        "refile",
        R1,
        "--as",
        "R9",
        "--category",
        "neutrality",
        "--code",
        "A990301",
        "--on",
        "2024-07-10",
    )
    assert [(e["type"], e["subject"]) for e in clerk.record(*line)] == [
        ("RuleRefiled", R1),
        ("RuleFiled", R9),
    ]
    assert [row["commit"] for row in clerk.log()[-2:]] == [8, 8]
    old, new = clerk.json("show", R1), clerk.json("show", R9)
    assert (old["status"], old["superseded_by"]) == ("deregistered", R9)
    assert (new["status"], new["supersedes"], new["name"], new["category"], new["scheme"], new["code"]) == (
        *("filed", R1, "规则R1", "neutrality"),
        *("product", "A990301"),
    )
    assert clerk.idle(*line)
    clerk.refused("rule.already_refiled", *line[:4], "R8", *line[5:])


def test_refile_needs_an_unused_number(clerk: Any) -> None:
    clerk.record("rule", "deregister", R1, "--on", "2024-07-05")
    clerk.refused("rule.exists", "rule", "refile", R1, "--as", "R2")
    assert clerk.error("rule", "refile", R1, code=2)["code"] == "usage"


def test_a_refiling_again_is_done_already_although_the_old_was_corrected_since(clerk: Any) -> None:
    clerk.record("rule", "deregister", R1, "--on", "2024-07-05")
    line = ("rule", "refile", R1, "--as", "R9", "--on", "2024-07-10")
    clerk.record(*line)
    clerk.record("correct", "#4", "--why", "笔误", "--name", "更正后的名称")
    assert clerk.idle(*line)


def test_an_unknown_rule_is_refused(clerk: Any) -> None:
    clerk.refused("rule.unknown", "rule", "deregister", R9)
    clerk.refused("rule.unknown", "rule", "deregister", R9, "--settle", "cancel", "--yes")
    clerk.refused("rule.unknown", "rule", "refile", R9, "--as", "R10")
