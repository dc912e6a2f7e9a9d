"""Ids in any writing: bodies, rules, certificates, notices, entries."""

from collections.abc import Callable
from typing import Any

import pytest

BODY, OTHER = "CNCA-R-2099-001", "CNCA-RF-2099-27"
C1 = f"{BODY}/C1"
SLASHED = "00114E22766R2L/3502"
Issue = Callable[..., int]


@pytest.mark.parametrize(
    "written",
    [
        C1,
        "cnca-r-2099-001/c1",
        " CNCA-R-2099-001 / C 1 ",
        "ＣＮＣＡ－Ｒ－２０９９－００１／Ｃ１",
        "C1",
        "c 1",
        "certificate:C1",
        "Certificate:cnca-r-2099-001/c1",
    ],
)
def test_a_certificate_is_found_in_any_writing(clerk: Any, issue: Issue, written: str) -> None:
    issue()
    assert clerk.json("show", written)["id"] == C1
    assert clerk.log(written)[0]["subject"] == C1
    assert clerk.record("cert", "suspend", written)[0]["subject"] == C1


@pytest.mark.parametrize("written", [f"{BODY}/{SLASHED}", SLASHED, SLASHED.lower()])
def test_a_number_may_hold_a_slash(clerk: Any, issue: Issue, written: str) -> None:
    issue(SLASHED)
    assert clerk.json("show", written)["id"] == f"{BODY}/{SLASHED}"


@pytest.mark.parametrize(
    ("written", "number", "kept"),
    [
        ("C1", "C1", None),
        ("c 1", "C1", "c 1"),
        ("Ｃ１", "C1", "Ｃ１"),
        (f"{BODY}/c1", "C1", "c1"),
        (f"{BODY.lower()}/C1", "C1", None),
        ("ＣＮＣＡ－Ｒ－２０９９－００１／C1", "C1", None),
        (f"certificate:{BODY}/C1", "C1", None),
        (f"certificate:{BODY}/c1", "C1", "c1"),
    ],
)
def test_a_number_is_kept_as_first_written_where_that_differs(
    clerk: Any, written: str, number: str, kept: str | None
) -> None:
    given = ("--rule", "R1", "--holder", "甲", "--expires", "2026-01-01")
    recorded = clerk.record("--body", BODY, "cert", "issue", written, *given)
    assert recorded[0]["subject"] == f"{BODY}/{number}"
    assert clerk.log()[-1]["data"].get("number_as_written") == kept


def test_a_rule_and_a_certificate_that_share_a_number_need_their_kind(clerk: Any, issue: Issue) -> None:
    issue("R1")
    error = clerk.error("show", f"{BODY}/R1")
    assert error["code"] == "id.ambiguous"
    assert f"rule:{BODY}/R1" in error["hint"]
    assert f"certificate:{BODY}/R1" in error["hint"]
    assert clerk.error("log", "R1")["code"] == "id.ambiguous"
    for kind in ("rule", "certificate"):
        assert clerk.json("show", f"{kind}:{BODY}/R1")["kind"] == kind
        assert clerk.json("show", f"{kind}:R1")["kind"] == kind
        assert {row["kind"] for row in clerk.log(f"{kind}:R1")} == {kind}
    assert clerk.record("cert", "suspend", "R1")[0]["type"] == "CertificateSuspended"
    assert clerk.record("rule", "deregister", "R1")[0]["type"] == "RuleDeregistered"


def test_a_number_of_two_bodies_needs_its_body(clerk: Any, issue: Issue) -> None:
    issue()
    clerk.record("body", "register", OTHER, "--name", "外资认证", "--on", "2023-01-01")
    named = ("--name", "规则", "--category", "reduction", "--scheme", "product")
    clerk.record("rule", "file", f"{OTHER}/R1", *named, "--on", "2023-02-01")
    given = ("--rule", "R1", "--holder", "乙", "--expires", "2026-01-01")
    clerk.record("cert", "issue", f"{OTHER}/C1", *given, "--on", "2024-01-10")
    assert clerk.log()[-1]["data"]["rule"] == f"{OTHER}/R1"
    error = clerk.error("show", "C1")
    assert error["code"] == "id.ambiguous"
    assert f"certificate:{OTHER}/C1" in error["hint"]
    assert clerk.json("--body", OTHER, "show", "C1")["id"] == f"{OTHER}/C1"
    assert clerk.json("--body", OTHER, "show", C1)["id"] == C1
    clerk.refused("id.ambiguous", "cert", "suspend", "C1")
    assert clerk.record("--body", OTHER, "cert", "suspend", "C1")[0]["subject"] == f"{OTHER}/C1"


def test_a_default_body_completes_but_never_filters(clerk: Any, issue: Issue) -> None:
    clerk.record("body", "register", OTHER, "--name", "外资认证", "--on", "2023-01-01")
    issue()
    assert clerk.json("--body", OTHER, "list", "certs") == clerk.json("list", "certs")
    assert [row["id"] for row in clerk.json("--body", OTHER, "list", "bodies")] == [BODY, OTHER]
    assert len(clerk.json("--body", OTHER, "log")) == 8
    assert clerk.error("--body", OTHER, "show", "C1")["code"] == "certificate.unknown"


def test_a_new_number_needs_a_body(clerk: Any) -> None:
    given = ("--rule", "R1", "--holder", "甲", "--expires", "2026-01-01")
    clerk.refused("id.needs_body", "cert", "issue", "C1", *given)
    assert clerk.record("--body", BODY.lower(), "cert", "issue", "C1", *given)[0]["subject"] == C1


def test_a_default_body_must_be_an_approval_number(clerk: Any) -> None:
    assert clerk.error("--body", "x", "list", "rules")["code"] == "body.malformed"


def test_bodies_and_notices_are_found_too(clerk: Any) -> None:
    assert clerk.json("show", "cnca-r-2099-001")["kind"] == "body"
    assert clerk.json("show", f"body:{BODY}")["id"] == BODY
    assert clerk.json("show", "notice:cnca-2024-31")["kind"] == "notice"


@pytest.mark.parametrize(
    ("unknown", "code"),
    [
        (f"{BODY}/C8", "certificate.unknown"),
        ("C8", "certificate.unknown"),
        (f"rule:{BODY}/C8", "rule.unknown"),
        ("CNCA-R-2099-999", "body.unknown"),
        ("notice:x", "notice.unknown"),
    ],
)
def test_an_unknown_id_is_refused(clerk: Any, unknown: str, code: str) -> None:
    for command in ("show", "log"):
        assert clerk.error(command, unknown)["code"] == code


def test_a_transfers_new_number_belongs_to_the_same_body(clerk: Any, issue: Issue) -> None:
    issue()
    recorded = clerk.record("cert", "transfer", C1, "--to", "r2", "--as", "c 9", "--on", "2024-06-01")
    assert recorded[1]["subject"] == f"{BODY}/C9"
    assert clerk.log()[-1]["data"]["number_as_written"] == "c 9"
