"""`cert`: every verb, what it records and prints, and what it refuses."""

from collections.abc import Callable
from typing import Any

import pytest

BODY = "CNCA-R-2099-001"
C1, C2, R1, R2 = (f"{BODY}/{number}" for number in ("C1", "C2", "R1", "R2"))
ON = ("--on", "2024-06-01")
ISSUE = ("cert", "issue", C1, "--rule", R1, "--holder", "样例公司", "--expires", "2026-01-09")
USCC = "91999999MA81261109"
Issue = Callable[..., int]


def one(position: int, event: str, subject: str = C1, on: str = "2024-06-01") -> dict[str, object]:
    return {"position": position, "type": event, "subject": subject, "effective_on": on}


def test_issue_prints_what_it_recorded(clerk: Any) -> None:
    assert clerk.json(*ISSUE, *ON) == {"recorded": [one(7, "CertificateIssued")], "dry_run": False}


def test_issue_records_what_was_given(clerk: Any) -> None:
    clerk.record(*ISSUE, *ON, "--holder-id", USCC, "--scope", "总部")
    row = clerk.log()[-1]
    assert row["data"] == {
        "rule": R1,
        "holder": "样例公司",
        "holder_id": USCC,
        "scope": "总部",
        "expires_on": "2026-01-09",
    }


@pytest.mark.parametrize(
    ("line", "event", "data"),
    [
        (("amend", "--scope", "二号厂区"), "CertificateAmended", {"scope": "二号厂区"}),
        (("suspend", "--until", "2024-09-01"), "CertificateSuspended", {"until": "2024-09-01"}),
        (("cancel",), "CertificateCancelled", {}),
        (("revoke",), "CertificateRevoked", {}),
        (("renew", "--expires", "2027-01-09"), "CertificateRenewed", {"expires_on": "2027-01-09"}),
        (("transfer", "--to", R2), "CertificateTransferred", {"rule": R2}),
        (("notify", "--by", "挂号信"), "HolderNotified", {"by": "挂号信"}),
    ],
)
def test_each_verb_records_its_event(
    clerk: Any, issue: Issue, line: Any, event: str, data: dict[str, str]
) -> None:
    issue()
    assert clerk.record("cert", line[0], C1, *line[1:], *ON) == [one(8, event)]
    assert clerk.log()[-1]["data"] == data


def test_reinstate_records_its_event(clerk: Any, issue: Issue) -> None:
    issue()
    clerk.record("cert", "suspend", C1, "--on", "2024-05-01")
    assert clerk.record("cert", "reinstate", C1, *ON) == [one(9, "CertificateReinstated")]


def test_transfer_to_a_new_number_records_two_entries_in_one_commit(clerk: Any, issue: Issue) -> None:
    issue()
    recorded = clerk.record("cert", "transfer", C1, "--to", R2, "--as", "C9", *ON)
    assert recorded == [one(8, "CertificateTransferred"), one(9, "CertificateIssued", f"{BODY}/C9")]
    assert [row["commit"] for row in clerk.log()[-2:]] == [8, 8]
    old, new = clerk.json("show", C1), clerk.json("show", f"{BODY}/C9")
    assert (old["status"], old["reason"], old["superseded_by"]) == ("cancelled", "replaced", f"{BODY}/C9")
    assert (new["status"], new["supersedes"], new["rule"], new["expires_on"]) == (
        "valid",
        C1,
        R2,
        "2026-01-09",
    )
    assert new["holder"] == old["holder"]
    assert clerk.idle("cert", "transfer", C1, "--to", R2, "--as", "C9", *ON)


def test_the_effective_day_is_today_in_shanghai(clerk: Any) -> None:
    clerk.clock.set("2024-06-30T15:59:59Z")
    assert clerk.record(*ISSUE)[0]["effective_on"] == "2024-06-30"
    clerk.clock.set("2024-06-30T16:00:00Z")
    assert clerk.record("cert", "suspend", C1)[0]["effective_on"] == "2024-07-01"


# What every writing command takes ----------------------------------------------


def test_circumstances_are_kept_as_given(clerk: Any, issue: Issue) -> None:
    issue()
    evidence = clerk.file("决定.txt", "abc")
    clerk.record(
        *("cert", "cancel", C1, *ON, "--reason", "self_check", "--why", "自查", "--notice", "cnca-2024-31"),
        *("--reported-on", "2024-06-03", "--receipt", "S-1", "--decided-on", "2024-05-30"),
        *("--evidence", evidence, "--actor", "李四", "--command-id", "id-1"),
    )
    row = clerk.log()[-1]
    kept = {key: row[key] for key in ("reason", "why", "notice", "reported_on", "receipt", "decided_on")}
    assert kept == {
        "reason": "self_check",
        "why": "自查",
        "notice": "认秘函〔2024〕31号",
        "reported_on": "2024-06-03",
        "receipt": "S-1",
        "decided_on": "2024-05-30",
    }
    assert (row["actor"], row["command_id"]) == ("李四", "id-1")
    sha = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert row["evidence"] == [{"name": "决定.txt", "size": 3, "sha256": sha}]


def test_the_actor_is_the_login_name_by_default_and_both_are_kept(
    clerk: Any, issue: Issue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cli.acts.login", lambda: "zhangsan")
    issue()
    assert (clerk.log()[-1]["actor"], clerk.log()[-1]["login"]) == ("zhangsan", "zhangsan")
    clerk.record("cert", "suspend", C1, "--actor", "李四")
    assert (clerk.log()[-1]["actor"], clerk.log()[-1]["login"]) == ("李四", "zhangsan")


def test_evidence_may_be_repeated_and_must_be_readable(clerk: Any, issue: Issue) -> None:
    issue()
    one_file, other = clerk.file("a.txt", "a"), clerk.file("b.txt", "b")
    clerk.record("cert", "suspend", C1, "--evidence", one_file, "--evidence", other)
    assert [e["name"] for e in clerk.log()[-1]["evidence"]] == ["a.txt", "b.txt"]
    clerk.refused(
        "evidence.unreadable", "cert", "reinstate", C1, "--evidence", str(clerk.folder / "none.txt")
    )


def test_a_dry_run_prints_what_would_be_recorded_and_records_nothing(clerk: Any) -> None:
    said = clerk.json(*ISSUE, *ON, "--dry-run")
    assert said["dry_run"] is True
    assert [(e["type"], e["subject"], e["effective_on"]) for e in said["recorded"]] == [
        ("CertificateIssued", C1, "2024-06-01")
    ]
    assert clerk.entries() == 6
    clerk.refused("rule.unknown", *ISSUE[:4], f"{BODY}/R8", *ISSUE[5:], "--dry-run")


def test_no_write_takes_known_at(clerk: Any) -> None:
    assert clerk.error(*ISSUE, "--known-at", "#3", code=2)["code"] == "usage"


def test_texts_are_kept_in_nfc(clerk: Any) -> None:
    clerk.record(*ISSUE[:5], "--holder", "Cafe\u0301 样例", "--expires", "2026-01-09", "--why", "e\u0301")
    row = clerk.log()[-1]
    assert (row["data"]["holder"], row["why"]) == ("Caf\u00e9 样例", "\u00e9")


# Refusals ----------------------------------------------------------------------


def test_a_refusal_has_a_code_a_message_and_a_hint(clerk: Any, issue: Issue) -> None:
    issue()
    clerk.record("cert", "revoke", C1, *ON)
    error = clerk.refused("certificate.not_in_force", "cert", "reinstate", C1)
    assert C1 in error["message"]
    assert "#8" in error["hint"]
    plain = clerk.run("cert", "reinstate", C1, code=1)
    assert plain.stdout == ""
    assert plain.stderr.splitlines() == [f"Error: {error['message']}", f"Hint: {error['hint']}"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("cancel",), ("cancel", "--on", "2024-06-02")),
        (("cancel", "--reason", "discontinued"), ("cancel", "--reason", "self_check")),
        (("revoke",), ("revoke", "--notice", "cnca-2024-31")),
        (("suspend",), ("suspend", "--on", "2024-06-02")),
        (("renew", "--expires", "2027-01-09"), ("renew", "--expires", "2027-01-09", "--on", "2024-06-02")),
        (("transfer", "--to", R2), ("transfer", "--to", R2, "--on", "2024-06-02")),
    ],
)
def test_the_same_act_said_otherwise_is_refused_and_names_the_standing_entry(
    clerk: Any, issue: Issue, first: Any, second: Any
) -> None:
    issue()
    clerk.record("cert", first[0], C1, *first[1:], *ON)
    on = () if "--on" in second else ON
    before = clerk.entries()
    error = clerk.error("cert", second[0], C1, *second[1:], *on)
    assert clerk.entries() == before
    assert "#8" in error["message"] + error["hint"]


def test_an_act_that_stands_is_done_already(clerk: Any, issue: Issue) -> None:
    issue()
    clerk.record("cert", "cancel", C1, *ON, "--reason", "discontinued")
    said = clerk.idle("cert", "cancel", C1, *ON, "--reason", "discontinued")
    assert "#8" in said


def test_an_unknown_certificate_is_refused(clerk: Any) -> None:
    for line in (
        ("amend", "--scope", "x"),
        ("suspend",),
        ("renew", "--expires", "2027-01-01"),
        ("notify", "--by", "x"),
    ):
        clerk.refused("certificate.unknown", "cert", line[0], C1, *line[1:])
    clerk.refused("certificate.unknown", "cert", "transfer", C1, "--to", R2)


def test_an_irregular_issue_needs_why(clerk: Any) -> None:
    clerk.record("rule", "deregister", R1, "--on", "2024-05-01")
    clerk.refused("rule.closed", *ISSUE, *ON)
    clerk.refused("certificate.irregular_needs_why", *ISSUE, *ON, "--irregular")
    clerk.record(*ISSUE, *ON, "--irregular", "--why", "系统误发")
    assert clerk.log()[-1]["data"]["irregular"] is True


def test_a_credit_code_of_18_characters_must_fit_and_an_old_one_is_warned_of(clerk: Any) -> None:
    clerk.refused("credit_code.malformed", *ISSUE, "--holder-id", "91999999MA81261108")
    result = clerk.run(*ISSUE, "--holder-id", "000000000")
    assert "000000000" in result.stderr
    assert clerk.json("show", C1)["holder_id"] == "000000000"


def test_a_reason_is_any_code_and_other_needs_why(clerk: Any, issue: Issue) -> None:
    issue()
    assert clerk.error("cert", "cancel", C1, "--reason", "tired", code=2)["code"] == "usage"
    clerk.refused("reason.needs_why", "cert", "cancel", C1, "--reason", "other")
    assert "fraud" in clerk.run("cert", "cancel", C1, "--reason", "fraud").stderr


def test_empty_texts_are_a_usage_error(clerk: Any, issue: Issue) -> None:
    assert clerk.error("cert", "issue", C1, "--rule", R1, "--holder", " ", "--expires", "2026-01-01", code=2)
    issue()
    assert clerk.error("cert", "notify", C1, "--by", " ", code=2)["code"] == "usage"


def test_an_amendment_without_anything_is_refused(clerk: Any, issue: Issue) -> None:
    issue()
    clerk.refused("certificate.nothing_amended", "cert", "amend", C1)


@pytest.mark.parametrize("day", ["2024-06-01", "2024/6/1", "20240601", "2024年6月1日"])
def test_days_are_taken_in_the_usual_writings(clerk: Any, day: str) -> None:
    assert clerk.record(*ISSUE, "--on", day)[0]["effective_on"] == "2024-06-01"


@pytest.mark.parametrize("day", ["2024-06-31", "yesterday", "1800-01-01", ""])
def test_what_is_no_day_is_a_usage_error(clerk: Any, day: str) -> None:
    assert clerk.error(*ISSUE, "--on", day, code=2)["code"] == "usage"


def test_a_day_more_than_a_year_ahead_is_refused(clerk: Any) -> None:
    clerk.refused("effective.too_far_ahead", *ISSUE, "--on", "2025-08-01")
    clerk.record(*ISSUE, "--on", "2025-07-31")
    clerk.refused("certificate.unknown", "show", f"{BODY}/C8")
    assert clerk.error("show", C1)["code"] == "subject.not_yet"
    assert clerk.status(C1, "--as-of", "2025-07-31") == "valid"
