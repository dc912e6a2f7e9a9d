"""`report month`: a month's certificate changes in the platform's 59 columns."""

from collections.abc import Callable
from typing import Any

import pytest

from domain import platform

BODY, OTHER = "CNCA-R-2099-001", "CNCA-RF-2099-04"
C1, R1, R2 = (f"{BODY}/{number}" for number in ("C1", "R1", "R2"))
Issue = Callable[..., int]


def month(clerk: Any, of: str = "2024-07", *args: str) -> dict[str, Any]:
    return dict(clerk.json("report", "month", of, *args))


def row(clerk: Any, number: str, of: str = "2024-07", *args: str) -> dict[str, Any]:
    (found,) = [each for each in month(clerk, of, *args)["rows"] if each["certificate"] == number]
    return found


def filled(found: dict[str, Any], *keys: str) -> tuple[Any, ...]:
    return tuple(found[key] for key in keys)


# What counts -----------------------------------------------------------------


def test_the_columns_are_the_59_of_the_platform_in_their_order() -> None:
    assert [column.number for column in platform.COLUMNS] == list(range(1, 60))
    at = {column.key: column.number for column in platform.COLUMNS}
    assert len(at) == len({column.name for column in platform.COLUMNS}) == 59
    places = {
        "organisation": 3,
        "organisation_code": 6,
        "first_issued_on": 21,
        "certificate": 22,
        "project_code": 26,
        "scope": 29,
        "activity": 30,
        "change_type": 31,
        "replaced": 33,
        "old_certificate": 35,
        "recertifications": 38,
        "issued_on": 49,
        "expires_on": 50,
        "status": 51,
        "suspension_reason": 52,
        "suspended_from": 53,
        "suspended_to": 54,
        "withdrawal_reason": 55,
        "withdrawn_on": 56,
        "changed_on": 57,
        "data_from": 58,
        "data_to": 59,
    }
    assert {key: at[key] for key in places} == places


def test_a_certificate_that_changed_has_one_row_with_all_its_changes(clerk: Any, issue: Issue) -> None:
    issue("C1")
    issue("C2")
    clerk.record("cert", "suspend", C1, "--on", "2024-07-03", "--reason", "nonconformity")
    clerk.record("cert", "amend", C1, "--on", "2024-07-05", "--holder", "样例公司改名")
    clerk.record("cert", "reinstate", C1, "--on", "2024-07-09")
    clerk.record("cert", "notify", f"{BODY}/C2", "--by", "函", "--on", "2024-07-09")
    said = month(clerk)
    (found,) = said["rows"]
    assert list(found) == list(platform.KEYS)
    assert filled(found, "change_type", "activity", "status", "changed_on") == (
        "suspended;amended;reinstated",
        "04",
        "01",
        "2024-07-09",
    )
    assert filled(found, "organisation", "former_name") == ("样例公司改名", "样例公司C1")
    assert filled(found, "data_from", "data_to") == ("2024-07-01", "2024-07-31")
    assert filled(found, "suspension_reason", "suspended_from", "suspended_to") == (None, None, None)
    assert said["summary"] == {
        "certificates": 1,
        "statuses": {"valid": 1, "suspended": 0, "revoked": 0, "cancelled": 0, "expired": 0},
        "changes": {
            **dict.fromkeys(platform.CHANGES, 0),
            **dict.fromkeys(("suspended", "amended", "reinstated"), 1),
        },
    }
    assert said["groups"] == [{"body": BODY, "figures": said["summary"]}]


def test_the_activity_is_initial_recertification_or_change(clerk: Any, issue: Issue) -> None:
    issue("C1", "--on", "2024-06-30")
    issue("C2", "--on", "2024-07-01")
    clerk.record("cert", "suspend", f"{BODY}/C2", "--on", "2024-07-02")
    clerk.record("cert", "renew", C1, "--expires", "2027-01-09", "--on", "2024-07-31")
    keys = ("activity", "change_type", "recertifications", "issued_on", "expires_on", "first_issued_on")
    assert filled(row(clerk, "C2"), *keys[:3]) == ("01", "issued;suspended", 0)
    assert filled(row(clerk, "C1"), *keys) == (
        *("02", "renewed", 1),
        *("2024-06-30", "2027-01-09", "2024-06-30"),
    )
    assert filled(row(clerk, "C1", "2024-06"), *keys) == (
        *("01", "issued", 0),
        *("2024-06-30", "2026-01-09", "2024-06-30"),
    )


def test_a_suspension_that_stands_and_a_revocation_have_their_columns(clerk: Any, issue: Issue) -> None:
    issue("C1")
    issue("C2")
    clerk.record(
        *("cert", "suspend", C1, "--on", "2024-06-03", "--until", "2024-09-03"),
        *("--reason", "surveillance_overdue"),
    )
    clerk.record("cert", "amend", C1, "--on", "2024-07-05", "--scope", "样例范围")
    clerk.record("cert", "revoke", f"{BODY}/C2", "--on", "2024-07-06", "--reason", "fraud")
    keys = ("status", *platform.KEYS[51:57])
    suspended = ("02", "surveillance_overdue", "2024-06-03", "2024-09-03", None, None)
    assert filled(row(clerk, "C1"), *keys) == (*suspended, "2024-07-05")
    assert filled(row(clerk, "C2"), *keys) == (
        *("03", None, None, None),
        *("fraud", "2024-07-06", "2024-07-06"),
    )
    clerk.record("cert", "cancel", C1, "--on", "2024-08-01", "--reason", "holder_request")
    assert filled(row(clerk, "C1", "2024-08", "--as-of", "2024-08-31"), *keys) == (
        *("04", None, None, None, None, None),
        "2024-08-01",
    )
    assert filled(row(clerk, "C1"), *keys)[:4] == suspended[:4]


def test_another_reason_is_given_in_its_own_words(clerk: Any, issue: Issue) -> None:
    issue("C1")
    clerk.record("cert", "revoke", C1, "--on", "2024-07-06", "--reason", "other", "--why", "甲;乙")
    assert row(clerk, "C1")["withdrawal_reason"] == "甲;乙"


def test_a_certificate_expires_in_the_month_of_its_first_expired_day(clerk: Any, issue: Issue) -> None:
    issue("C1", expires="2024-06-30")
    issue("C2", expires="2024-07-30")
    issue("C3", expires="2024-07-31")
    rows = month(clerk, "2024-07", "--as-of", "2024-08-01")["rows"]
    assert [filled(each, "certificate", "change_type", "status", "changed_on") for each in rows] == [
        ("C1", "expired", "05", "2024-07-01"),
        ("C2", "expired", "05", "2024-07-31"),
    ]
    assert [each["certificate"] for each in month(clerk, "2024-07", "--as-of", "2024-07-30")["rows"]] == [
        "C1"
    ]
    clerk.record("cert", "renew", f"{BODY}/C2", "--expires", "2027-07-30", "--on", "2024-07-30")
    assert filled(row(clerk, "C2"), "change_type", "status") == ("renewed", "01")


def test_a_transfer_to_a_new_number_names_the_old_certificate(clerk: Any, issue: Issue) -> None:
    issue("C1")
    clerk.record("cert", "renew", C1, "--expires", "2026-02-09", "--on", "2024-05-03")
    clerk.record("cert", "suspend", C1, "--on", "2024-05-06", "--until", "2024-09-01", "--reason", "accident")
    clerk.record("cert", "transfer", C1, "--to", R2, "--as", "D1", "--on", "2024-07-18")
    old, new = row(clerk, "C1"), row(clerk, "D1")
    assert filled(old, "change_type", "status", "replaced", "old_certificate") == (
        *("transferred", "04", "0", None),
    )
    assert filled(
        new, "change_type", "activity", "replaced", "old_certificate", "old_body", "replaced_on"
    ) == (*("issued", "04", "1", "C1", BODY, "2024-07-18"),)
    assert filled(new, "first_issued_on", "issued_on", "recertifications") == ("2024-01-10", "2024-07-18", 1)
    assert filled(new, "status", *platform.KEYS[51:54]) == ("02", "accident", "2024-05-06", "2024-09-01")


def test_numbers_are_upper_case_without_spaces_and_cells_are_trimmed(clerk: Any) -> None:
    kind = ("--name", "样例规则", "--category", "reduction", "--scheme", "product", "--on", "2024-01-01")
    clerk.record("rule", "file", f"{BODY}/R7", *kind, "--code", "a99 0201")
    given = ("--rule", "R7", "--expires", "2027-01-01", "--on", "2024-07-01", "--scope", "  范围 ")
    clerk.record(
        "cert", "issue", f"{BODY}/ab 12/c", *given, "--holder", " 样例 公司 ", "--holder-id", "12345678x"
    )
    keys = ("body", "branch", "certificate", "project_code", "organisation_code", "organisation", "scope")
    found = row(clerk, "AB12/C")
    assert filled(found, *keys) == (BODY, BODY, "AB12/C", "A990201", "12345678X", "样例 公司", "范围")
    assert {value.strip() for value in found.values() if isinstance(value, str)} == {
        value for value in found.values() if isinstance(value, str)
    }


def test_what_the_ledger_does_not_record_is_empty_and_named(clerk: Any, issue: Issue) -> None:
    issue("C1", "--on", "2024-07-01")
    said = month(clerk)
    named = {column["key"]: column["number"] for column in said["unknown_columns"]}
    assert named == {column.key: column.number for column in platform.COLUMNS if not column.known}
    assert {said["rows"][0][key] for key in named} == {None}
    assert (named["english_name"], named["risk"], len(named)) == (4, 48, 31)


# Which month, from which view ------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("bad", ["2024-13", "24-1", "2024-00", "2024", "July", "2024-07-01", "1024-01"])
def test_a_bad_month_is_a_usage_error(clerk: Any, bad: str, lang: str) -> None:
    error = clerk.error("report", "month", bad, code=2, lang=lang)
    assert error["code"] == "usage"
    assert bad in error["message"]
    assert "2024-07" in error["message"]


def test_a_month_that_has_not_begun_is_a_usage_error_and_can_be_foretold(clerk: Any, issue: Issue) -> None:
    issue("C1", expires="2024-08-09")
    assert clerk.error("report", "month", "2024-08", code=2)["code"] == "usage"
    assert clerk.error("report", "month", "2024-07", "--as-of", "2024-06-30", code=2)["code"] == "usage"
    said = month(clerk, "2024-08", "--as-of", "2024-08-31")
    assert [each["change_type"] for each in said["rows"]] == ["expired"]
    assert month(clerk, "2024年8月", "--as-of", "2024-08-31") == said


def test_the_day_due_is_the_10th_of_the_next_month(clerk: Any) -> None:
    due = {of: month(clerk, of)["due_on"] for of in ("2023-12", "2024-01", "2024-02")}
    assert due == {"2023-12": "2024-01-10", "2024-01": "2024-02-10", "2024-02": "2024-03-10"}


def test_a_month_that_is_not_over_reaches_to_the_day_it_is_read_as_of(clerk: Any, issue: Issue) -> None:
    issue("C1", "--on", "2024-07-10")
    issue("C2", "--on", "2024-07-11")
    said = month(clerk, "2024-07", "--as-of", "2024-07-10")
    assert (said["complete"], said["first"], said["last"]) == (False, "2024-07-01", "2024-07-10")
    assert [filled(each, "certificate", "data_to") for each in said["rows"]] == [("C1", "2024-07-10")]
    assert month(clerk)["complete"] is True


def test_a_month_is_of_one_body_or_of_all_as_known_then(clerk: Any, issue: Issue) -> None:
    clerk.record("body", "register", OTHER, "--name", "乙", "--on", "2023-01-01")
    first = issue("C1", "--on", "2024-07-10")
    given = ("--rule", R1, "--holder", "丙", "--expires", "2027-01-01", "--on", "2024-07-11")
    clerk.record("cert", "issue", f"{OTHER}/C1", *given)
    assert [each["body"] for each in month(clerk)["rows"]] == [BODY, OTHER]
    assert [each["body"] for each in month(clerk, "2024-07", "--body", OTHER)["rows"]] == [OTHER]
    assert [each["body"] for each in month(clerk, "2024-07", "--known-at", f"#{first}")["rows"]] == [BODY]
    assert month(clerk, "2024-07", "--known-at", f"#{first - 1}", "--as-of", "2024-07-31")["rows"] == []
    assert clerk.error("report", "month", "2024-07", "--body", "CNCA-R-2099-999")["code"] == "body.unknown"
