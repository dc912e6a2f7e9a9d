"""Cases at the edges: names that clash, views that must not change, pairs that stay pairs."""

from typing import Any

import pytest

BODY, OTHER = "CNCA-R-2099-001", "CNCA-R-2099-002"
C1, R1, R2 = (f"{BODY}/{number}" for number in ("C1", "R1", "R2"))
NOTICE = """number = "{number}"
alias = "{alias}"
title = "虚构通知"
issued_on = "20240105"
deadline = "2024年7月15日"
[[clauses]]
clause = "1"
ground = "out_of_scope"
"""


def notice(clerk: Any, number: str, alias: str) -> tuple[str, ...]:
    return ("notice", "issue", "--file", clerk.file("notice.toml", NOTICE.format(number=number, alias=alias)))


def test_days_of_a_notice_are_kept_as_iso_days_however_they_are_written(clerk: Any) -> None:
    clerk.record(*notice(clerk, "虚构〔2024〕9号", "made-up-9"))
    shown = clerk.json("show", "made-up-9")
    assert (shown["issued_on"], shown["deadline"]) == ("2024-01-05", "2024-07-15")


@pytest.mark.parametrize("alias", ["cnca-2024-31", "认秘函[2024]31号"])
def test_a_notice_cannot_take_the_name_of_another(clerk: Any, alias: str) -> None:
    clerk.refused("notice.name_taken", *notice(clerk, "虚构〔2024〕9号", alias))


@pytest.mark.parametrize("number", ["", BODY])
def test_a_notice_has_a_number_that_is_no_approval_number(clerk: Any, number: str) -> None:
    clerk.refused("notice.malformed", *notice(clerk, number, "made-up-9"))


def test_a_short_number_means_what_it_meant_when_only_one_had_it(clerk: Any, issue: Any) -> None:
    issue("C1")
    known = f"#{clerk.entries()}"
    view = ("show", "C1", "--as-of", "2024-03-01", "--known-at", known)
    before = clerk.json(*view)
    clerk.record("body", "register", OTHER, "--name", "虚构二")
    clerk.record(
        *("rule", "file", f"{OTHER}/R1", "--name", "规则", "--category", "reduction", "--scheme", "product"),
        *("--on", "2023-01-01"),
    )
    clerk.record(
        *("cert", "issue", f"{OTHER}/C1", "--rule", f"{OTHER}/R1", "--holder", "乙"),
        *("--expires", "2026-01-01", "--on", "2024-01-10"),
    )
    assert clerk.json(*view) == before


def test_the_two_entries_of_a_transfer_stay_under_one_rule_when_one_is_corrected(
    clerk: Any, issue: Any
) -> None:
    issue("C1")
    clerk.record(
        *("rule", "file", f"{BODY}/R7", "--name", "规则", "--category", "reduction", "--scheme", "product"),
        *("--on", "2023-01-01"),
    )
    clerk.record("cert", "transfer", C1, "--to", R2, "--as", "C9", "--on", "2024-02-01")
    clerk.record("correct", f"#{clerk.entries() - 1}", "--to", f"{BODY}/R7", "--why", "错")
    assert clerk.json("show", f"{BODY}/C9", "--as-of", "2024-03-01")["rule"] == f"{BODY}/R7"
    clerk.record("correct", f"#{clerk.entries()}", "--reason", "self_check", "--why", "错")
    assert clerk.json("show", C1, "--as-of", "2024-03-01")["reason"] == "replaced"


def test_a_misspelt_holder_can_be_corrected_although_the_rule_was_flagged_since(
    clerk: Any, issue: Any
) -> None:
    issue("C1")
    position = clerk.entries()
    clerk.record(
        "rule", "flag", R1, "--ground", "out_of_scope", "--notice", "cnca-2024-31", "--on", "2024-07-02"
    )
    clerk.record("correct", f"#{position}", "--holder", "更正", "--why", "错")
    assert clerk.json("show", C1, "--as-of", "2024-03-01")["holder"] == "更正"


@pytest.mark.parametrize("number", ["C\u200b1", "C\u202e1", "C\x1b1", "CNCA-R-2099-00002/Q1"])
def test_a_number_is_not_taken_that_deceives_the_eye(clerk: Any, number: str) -> None:
    clerk.refused(
        "id.malformed",
        *("cert", "issue", f"{BODY}/{number}", "--rule", R1, "--holder", "甲", "--expires", "2026-01-01"),
    )


@pytest.mark.parametrize(
    "when", ["0001-01-01T00:00:00+08:00", "9999-12-31T23:59:59-08:00", "2024-07-31t23:00:00z"]
)
def test_any_time_of_rfc_3339_can_be_asked_about(clerk: Any, when: str) -> None:
    clerk.json("info", "--known-at", when)


def test_an_import_prints_its_object_also_where_there_is_no_ledger(clerk: Any) -> None:
    path = clerk.csv(("a",), ("b",))
    clerk.path.unlink()
    result = clerk.run("import", "rules", path, "--format", "json", code=1)
    assert '"ledger.missing"' in result.stdout


def test_a_command_id_with_another_sheet_is_another_command(clerk: Any, issue: Any) -> None:
    heading = ("event", "subject", "body", "effective_on", "by")
    clerk.record(
        "cert", "issue", C1, "--rule", R1, "--holder", "甲", "--expires", "2026-01-09", "--on", "2024-01-10"
    )
    path = clerk.xlsx(heading, ("notify", "C1", BODY, "2024-02-01", "电话"), sheet="表")
    clerk.json("import", "events", path, "--command-id", "S-1")
    again = clerk.json("import", "events", path, "--command-id", "S-1")
    assert (again["repeated"], again["events"]) == (True, 0)
    clerk.refused("command_id.reused", "import", "events", path, "--sheet", "表", "--command-id", "S-1")
