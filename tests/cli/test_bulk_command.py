"""Many certificates at once: previewed, confirmed, one commit, all or nothing."""

from collections.abc import Callable
from typing import Any

import pytest

BODY = "CNCA-R-2099-001"
C1, C2, C3, R1 = (f"{BODY}/{number}" for number in ("C1", "C2", "C3", "R1"))
ON = ("--on", "2024-06-01")
Issue = Callable[..., int]


@pytest.fixture
def three(issue: Issue) -> None:
    """C1 to C3 under R1 (#7 to #9)."""
    for number in ("C1", "C2", "C3"):
        issue(number)


def subjects(recorded: list[dict[str, str]]) -> list[str]:
    return [entry["subject"] for entry in recorded]


@pytest.mark.parametrize(
    ("verb", "event"),
    [
        ("suspend", "CertificateSuspended"),
        ("cancel", "CertificateCancelled"),
        ("revoke", "CertificateRevoked"),
    ],
)
def test_several_ids_make_one_commit(clerk: Any, three: None, verb: str, event: str) -> None:
    recorded = clerk.record("cert", verb, C1, C3, *ON, "--yes")
    assert [(e["position"], e["type"], e["subject"]) for e in recorded] == [(10, event, C1), (11, event, C3)]
    assert {row["commit"] for row in clerk.log()[-2:]} == {10}


def test_reinstate_and_notify_take_many_too(clerk: Any, three: None) -> None:
    clerk.record("cert", "suspend", C1, C2, *ON, "--yes")
    assert subjects(clerk.record("cert", "reinstate", C1, C2, "--yes")) == [C1, C2]
    assert subjects(clerk.record("cert", "notify", C1, C2, "--by", "电话", "--yes")) == [C1, C2]


def test_a_rule_stands_for_all_in_force_under_it_at_the_end_of_the_day(
    clerk: Any, three: None, issue: Issue
) -> None:
    clerk.record("cert", "cancel", C2, "--on", "2024-05-01")
    issue("C4", expires="2024-05-31")
    issue("C5", "--on", "2024-06-01")
    issue("C6", "--on", "2024-06-02")
    issue("C7", rule="R2")
    clerk.record("cert", "suspend", C3, "--on", "2024-06-01")
    recorded = clerk.record("cert", "revoke", "--rule", R1, *ON, "--yes")
    assert subjects(recorded) == [C1, C3, f"{BODY}/C5"]


def test_a_file_of_lines(clerk: Any, three: None) -> None:
    path = clerk.file("ids.txt", f"\ufeff{C1}\r\n\r\n  c2  \n")
    assert subjects(clerk.record("cert", "cancel", "--from", path, *ON, "--yes")) == [C1, C2]


@pytest.mark.parametrize("heading", ["number", "证书编号", "subject", "编号"])
def test_a_csv_file_with_a_column_of_numbers(clerk: Any, three: None, heading: str) -> None:
    path = clerk.csv(("x", heading), (1, C1), (2, "c2"), name="ids.csv")
    assert subjects(clerk.record("cert", "cancel", "--from", path, *ON, "--yes")) == [C1, C2]


def test_a_table_with_a_column_of_bodies(clerk: Any, three: None) -> None:
    path = clerk.csv(("body", "number"), (BODY, "C1"), (BODY.lower(), C2), (BODY, "C3"))
    assert subjects(clerk.record("cert", "cancel", "--from", path, *ON, "--yes")) == [C1, C2, C3]


def test_a_workbook_of_numbers(clerk: Any, three: None) -> None:
    path = clerk.xlsx(("认证机构批准号", "证书编号"), (BODY, "C1"), (BODY, "C3"))
    assert subjects(clerk.record("cert", "cancel", "--from", path, *ON, "--yes")) == [C1, C3]


def test_a_number_named_twice_counts_once(clerk: Any, three: None) -> None:
    assert subjects(clerk.record("cert", "cancel", C1, "c1", f"certificate:{C1}", *ON, "--yes")) == [C1]


def test_a_file_without_numbers_is_refused(clerk: Any, three: None) -> None:
    path = clerk.csv(("a", "b"), (1, 2))
    clerk.refused("import.no_heading", "cert", "cancel", "--from", path, "--yes")
    clerk.refused("file.unreadable", "cert", "cancel", "--from", str(clerk.folder / "none.txt"), "--yes")
    clerk.refused("import.no_file", "cert", "cancel", "--from", str(clerk.folder / "none.csv"), "--yes")


def test_all_or_nothing_and_those_that_refuse_are_listed(clerk: Any, three: None) -> None:
    clerk.record("cert", "revoke", C2, "--on", "2024-06-10")
    clerk.record("cert", "cancel", C3, "--on", "2024-06-10")
    before = clerk.entries()
    result = clerk.run("cert", "cancel", "--rule", R1, *ON, "--yes", code=1)
    assert clerk.entries() == before
    assert C2 in result.stderr
    assert C3 in result.stderr
    assert C1 not in result.stderr
    error = clerk.refused("certificates.refused", "cert", "cancel", C1, C2, C3, *ON, "--yes")
    assert C2 in error["hint"]


def test_an_unknown_one_among_many_refuses_all(clerk: Any, three: None) -> None:
    error = clerk.refused("certificates.refused", "cert", "cancel", C1, f"{BODY}/C8", "--yes")
    assert f"{BODY}/C8" in error["hint"]


def test_nothing_in_force_is_nothing_to_do(clerk: Any, three: None) -> None:
    assert clerk.idle("cert", "cancel", "--rule", f"{BODY}/R2", "--yes")
    clerk.record("cert", "cancel", "--rule", R1, *ON, "--yes")
    assert clerk.idle("cert", "cancel", "--rule", R1, *ON, "--yes")


def test_an_unknown_rule_is_refused(clerk: Any, three: None) -> None:
    clerk.refused("rule.unknown", "cert", "cancel", "--rule", f"{BODY}/R8", "--yes")


@pytest.mark.parametrize(
    "ways", [(), (C1, "--rule", R1), ("--rule", R1, "--from", "x.txt"), (C1, "--from", "x.txt")]
)
def test_just_one_way_to_name_certificates(clerk: Any, three: None, ways: tuple[str, ...]) -> None:
    assert clerk.error("cert", "cancel", *ways, code=2)["code"] == "usage"


def test_the_same_bulk_command_again_is_done_already(clerk: Any, three: None) -> None:
    clerk.record("cert", "cancel", C1, C2, *ON, "--yes")
    assert clerk.idle("cert", "cancel", C1, C2, *ON, "--yes")
    assert subjects(clerk.record("cert", "cancel", C1, C2, C3, *ON, "--yes")) == [C3]


# Confirmation ------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        ("cert", "cancel", C1, C2),
        ("cert", "suspend", "--rule", R1),
        ("rule", "deregister", R1, "--settle", "cancel"),
        ("void", "#7", "--why", "错"),
        ("void", "--commit", "#7", "--why", "错"),
    ],
)
def test_without_a_terminal_and_without_yes_it_is_a_usage_error(
    clerk: Any, three: None, line: tuple[str, ...]
) -> None:
    clerk.refused("confirmation.impossible", *line, code=2)
    clerk.run(*line, "--dry-run")
    clerk.record(*line, "--yes")


def test_one_certificate_is_not_asked_about(clerk: Any, three: None) -> None:
    assert subjects(clerk.record("cert", "cancel", C1)) == [C1]


@pytest.mark.parametrize(("answer", "code", "more"), [("y\n", 0, 2), ("n\n", 1, 0), ("", 130, 0)])
def test_at_a_terminal_it_previews_and_asks(
    clerk: Any, three: None, monkeypatch: pytest.MonkeyPatch, answer: str, code: int, more: int
) -> None:
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda _stream: True, raising=False)
    result = clerk.run("cert", "cancel", C1, C2, *ON, input=answer, code=code)
    assert C1 in result.stderr
    assert C2 in result.stderr
    monkeypatch.undo()
    clerk_entries = clerk.entries()
    assert clerk_entries == 9 + more


# Settling with a deregistration ------------------------------------------------


@pytest.mark.parametrize(
    ("settle", "event"), [("cancel", "CertificateCancelled"), ("revoke", "CertificateRevoked")]
)
def test_deregister_and_settle_is_one_commit(
    clerk: Any, three: None, issue: Issue, settle: str, event: str
) -> None:
    clerk.record("cert", "suspend", C2, "--on", "2024-05-01")
    clerk.record("cert", "cancel", C3, "--on", "2024-05-01")
    issue("C7", rule="R2")
    given = ("--settle", settle, *ON, "--yes", "--reason", "rule_out_of_scope", "--notice", "cnca-2024-3")
    recorded = clerk.record("rule", "deregister", R1, *given)
    assert [(e["type"], e["subject"]) for e in recorded] == [
        ("RuleDeregistered", R1),
        (event, C1),
        (event, C2),
    ]
    rows = clerk.log()[-3:]
    assert {row["commit"] for row in rows} == {recorded[0]["position"]}
    assert {(row["reason"], row["notice"]) for row in rows} == {("rule_out_of_scope", "国认监〔2024〕3号")}


def test_deregister_and_settle_is_refused_as_a_whole(clerk: Any, three: None) -> None:
    clerk.record("cert", "revoke", C2, "--on", "2024-06-10")
    clerk.refused("certificates.refused", "rule", "deregister", R1, "--settle", "cancel", *ON, "--yes")
    assert clerk.status(R1) == "filed"


def test_deregister_and_settle_without_certificates(clerk: Any) -> None:
    assert len(clerk.record("rule", "deregister", R1, "--settle", "cancel", *ON, "--yes")) == 1


def test_settling_a_rule_that_is_deregistered_already_settles_what_is_left(clerk: Any, three: None) -> None:
    clerk.record("rule", "deregister", R1, *ON)
    recorded = clerk.record("rule", "deregister", R1, "--settle", "cancel", *ON, "--yes")
    assert subjects(recorded) == [C1, C2, C3]
