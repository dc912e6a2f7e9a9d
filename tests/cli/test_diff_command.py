"""`diff`: what an auditor asks: what did you learn since, what changed, and which entries say so?"""

from collections.abc import Callable
from typing import Any

import pytest

BODY = "CNCA-R-2099-001"
C1, C2, R1, R2 = (f"{BODY}/{number}" for number in ("C1", "C2", "R1", "R2"))
N31 = "cnca-2024-31"
Issue = Callable[..., int]
KEYS = ["subject", "kind", "before", "after", "positions", "rule_before", "rule_after"]


@pytest.fixture
def story(clerk: Any, issue: Issue) -> None:
    """#7 C1, #8 C2 issued 31 July; #9 C1 suspended from 1 June, entered 2 Aug; #10 revoked, 5 Aug."""
    issue("C1")
    issue("C2")
    clerk.clock.set("2024-08-01T16:30:00Z")
    clerk.record("cert", "suspend", C1, "--on", "2024-06-01")
    clerk.clock.set("2024-08-05T01:00:00.5Z")
    clerk.record("cert", "revoke", C1, "--on", "2024-08-04")
    clerk.clock.set("2024-08-10T01:00:00Z")


def brief(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """Return (number, before, after, positions) of each row."""
    return [(r["subject"].removeprefix(f"{BODY}/"), r["before"], r["after"], r["positions"]) for r in rows]


# What was learnt ---------------------------------------------------------------


def test_what_did_you_learn_of_that_day_since(clerk: Any, story: None) -> None:
    rows = clerk.json("diff", "--from", "#8", "--as-of", "2024-08-10")
    assert rows == [
        {
            "subject": C1,
            "kind": "certificate",
            "before": "valid",
            "after": "revoked",
            "positions": [9, 10],
            "rule_before": R1,
            "rule_after": R1,
        }
    ]
    assert list(rows[0]) == KEYS


@pytest.mark.parametrize(
    ("span", "found"),
    [
        (("--from", "#8", "--to", "#9"), [("C1", "valid", "suspended", [9])]),
        (("--from", "#9", "--to", "#10"), [("C1", "suspended", "revoked", [10])]),
        (("--from", "#9", "--to", "#10", "--as-of", "2024-08-03"), []),
        (("--from", "2024-08-01T16:30:00Z", "--to", "#9"), []),
        (("--from", "#9", "--to", "#9"), []),
        # An entry recorded at the very moment is known at it.
        (("--from", "2024-08-01T16:30:00Z", "--to", "2024-08-04"), []),
        (
            ("--from", "2024-08-01T16:29:59.999999Z", "--to", "2024-08-01T16:30:00Z"),
            [("C1", "valid", "suspended", [9])],
        ),
        (
            ("--from", "2024-08-02T00:29:00+08:00", "--to", "2024-08-01T13:30:00-03:00"),
            [("C1", "valid", "suspended", [9])],
        ),
        # A day is its end in Shanghai, where #9 was entered on 2 August.
        (("--from", "2024-08-01", "--to", "2024-08-02"), [("C1", "valid", "suspended", [9])]),
        (("--from", "2024-08-02", "--to", "2024-08-04"), []),
        (("--from", "#8", "--known-at", "#9"), [("C1", "valid", "suspended", [9])]),
        (("--from", "#8", "--to", "#10", "--known-at", "#9"), [("C1", "valid", "suspended", [9])]),
        (
            ("--from", "#9", "--to", "2030-01-01", "--as-of", "2024-08-04"),
            [("C1", "suspended", "revoked", [10])],
        ),
        (("--from", "2030-01-01"), []),
    ],
)
def test_where_the_two_moments_stand(
    clerk: Any, story: None, span: tuple[str, ...], found: list[tuple[Any, ...]]
) -> None:
    assert brief(clerk.json("diff", *span)) == found
    assert brief(clerk.json("diff", C1, *span)) == found
    assert brief(clerk.json("diff", C2, *span)) == []


def test_what_began_in_between_was_nothing_before(clerk: Any, story: None) -> None:
    rows = clerk.json("diff", "--from", "2024-03-01", "--to", "2024-07-31")
    assert brief(rows) == [("C1", None, "valid", [7]), ("C2", None, "valid", [8])]
    assert (rows[0]["rule_before"], rows[0]["rule_after"]) == (None, R1)


def test_all_kinds_are_listed_in_their_order_then_by_id(clerk: Any, story: None) -> None:
    rows = clerk.json("diff", "--from", "#1", "--to", "#8")
    assert [row["kind"] for row in rows] == [*["notice"] * 2, *["rule"] * 3, *["certificate"] * 2]
    numbers = [row["subject"] for row in rows]
    assert numbers[2:5] == [R1, R2, f"{BODY}/R3"]
    assert numbers[:2] == sorted(numbers[:2])


def test_a_void_made_it_so_and_not_the_entry_that_it_took_away(clerk: Any, story: None) -> None:
    clerk.record("void", "#10", "--why", "错", "--yes")
    assert brief(clerk.json("diff", "--from", "#10")) == [("C1", "revoked", "suspended", [11])]
    assert brief(clerk.json("diff", "--from", "#9")) == []


def test_a_correction_is_a_void_and_an_entry(clerk: Any, story: None) -> None:
    clerk.record("correct", "#10", "--on", "2024-08-08", "--why", "错")
    assert brief(clerk.json("diff", "--from", "#10", "--as-of", "2024-08-05")) == [
        ("C1", "revoked", "suspended", [11])
    ]
    clerk.record("void", "#12", "--why", "错", "--yes")
    clerk.record("cert", "cancel", C1, "--on", "2024-08-04")
    assert brief(clerk.json("diff", "--from", "#10")) == [("C1", "revoked", "cancelled", [11, 14])]


def test_what_is_no_more_has_nothing_after(clerk: Any, story: None) -> None:
    clerk.record("void", "#8", "--why", "错", "--yes")
    assert brief(clerk.json("diff", C2, "--from", "#8")) == [("C2", "valid", None, [11])]


def test_what_is_no_more_is_still_found_by_its_other_name(bare: Any) -> None:
    bare.run("init")
    bare.record("notice", "issue", "--preset", N31)
    bare.record("void", "#1", "--why", "错", "--yes")
    (row,) = bare.json("diff", N31, "--from", "#1")
    assert (row["before"], row["after"], row["positions"]) == ("in_force", None, [2])
    assert bare.error("diff", N31, "--from", "#2")["code"].endswith(".unknown")


def test_an_amendment_or_a_notification_is_no_reason(clerk: Any, story: None) -> None:
    clerk.record("cert", "amend", C2, "--holder", "新名", "--on", "2024-08-05")
    clerk.record("cert", "notify", C2, "--by", "电话", "--on", "2024-08-05")
    clerk.record("cert", "renew", C2, "--expires", "2027-01-01", "--on", "2024-08-05")
    assert clerk.json("diff", "--from", "#10") == []
    clerk.record("cert", "cancel", C2, "--on", "2024-08-06")
    assert brief(clerk.json("diff", "--from", "#10")) == [("C2", "valid", "cancelled", [14])]


def test_a_renewal_learnt_later_is_why_a_certificate_had_not_expired(clerk: Any, story: None) -> None:
    clerk.record("cert", "renew", C2, "--expires", "2027-01-01", "--on", "2024-08-05")
    rows = clerk.json("diff", "--from", "#10", "--as-of", "2026-01-10")
    assert brief(rows) == [("C2", "expired", "valid", [11])]
    assert clerk.json("diff", "--from", "#10", "--as-of", "2026-01-09") == []


def test_two_flags_learnt_at_once_are_both_the_reason(clerk: Any, story: None) -> None:
    for notice in ("cnca-2024-3", N31):
        clerk.record("rule", "flag", R1, "--ground", "out_of_scope", "--notice", notice, "--on", "2024-07-05")
    assert brief(clerk.json("diff", "--from", "#10")) == [("R1", "filed", "flagged", [11, 12])]


def test_what_takes_effect_later_is_not_true_yet(clerk: Any, story: None) -> None:
    clerk.record("cert", "cancel", C2, "--on", "2024-09-01")
    assert clerk.json("diff", "--from", "#10") == []
    rows = clerk.json("diff", "--from", "#10", "--as-of", "2024-09-01")
    assert brief(rows) == [("C2", "valid", "cancelled", [11])]


# What changed ------------------------------------------------------------------

EFFECTIVE = ("diff", "--axis", "effective")


@pytest.mark.parametrize(
    ("span", "found"),
    [
        (("--from", "2024-05-31", "--to", "2024-06-01"), [("C1", "valid", "suspended", [9])]),
        (("--from", "2024-06-01", "--to", "2024-08-03"), []),
        (("--from", "2024-06-01"), [("C1", "suspended", "revoked", [10])]),
        (("--from", "2024-05-31"), [("C1", "valid", "revoked", [9, 10])]),
        (("--from", "2024-05-31", "--known-at", "#9"), [("C1", "valid", "suspended", [9])]),
        (
            ("--from", "2024-05-31", "--to", "2024-08-04", "--as-of", "2024-08-03"),
            [("C1", "valid", "suspended", [9])],
        ),
        (("--from", "2026-01-09", "--to", "2026-01-10"), [("C2", "valid", "expired", [8])]),
        (("--from", "2026-01-10", "--to", "2026-01-11"), []),
        (
            ("--from", "2024-01-09", "--to", "2024-01-10"),
            [("C1", None, "valid", [7]), ("C2", None, "valid", [8])],
        ),
        (("--from", "2024-06-01", "--to", "2024-06-01"), []),
        (("--from", "2024-05-31", "--to", "2024-08-04", "--known-at", "#6"), []),
    ],
)
def test_what_changed_between_two_days(
    clerk: Any, story: None, span: tuple[str, ...], found: list[tuple[Any, ...]]
) -> None:
    assert brief(clerk.json(*EFFECTIVE, *span, "--kind", "certificate")) == found
    if "#6" not in span:
        assert brief(clerk.json(*EFFECTIVE, C1, *span)) == [row for row in found if row[0] == "C1"]


def test_an_expiry_is_by_the_entry_that_set_the_last_valid_day(clerk: Any, story: None) -> None:
    clerk.record("cert", "renew", C2, "--expires", "2026-06-30", "--on", "2024-08-05")
    rows = clerk.json(*EFFECTIVE, "--from", "2026-01-09", "--to", "2026-07-01")
    assert brief(rows) == [("C2", "valid", "expired", [11])]


# Filters -----------------------------------------------------------------------


@pytest.fixture
def more(clerk: Any, story: None, issue: Issue) -> None:
    """#11 C3 under R2; #12 R1 flagged; #13 C2 transferred to R2; #14 C2 suspended."""
    issue("C3", rule="R2")
    clerk.record("rule", "flag", R1, "--ground", "out_of_scope", "--notice", N31, "--on", "2024-07-05")
    clerk.record("cert", "transfer", C2, "--to", R2, "--on", "2024-08-06")
    clerk.record("cert", "suspend", C2, "--on", "2024-08-07")


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (("--kind", "rule"), ["R1"]),
        (("--kind", "rule", "--kind", "certificate"), ["R1", "C1", "C2", "C3"]),
        (("--rule", R1), ["C1", "C2"]),
        (("--rule", "R2"), ["C2", "C3"]),
        (("--status", "valid"), ["C1", "C2", "C3"]),
        (("--status", "revoked"), ["C1"]),
        (("--status", "flagged"), ["R1"]),
        (("--status", "valid", "--rule", R2), ["C2", "C3"]),
        (("--body", BODY.lower()), ["R1", "C1", "C2", "C3"]),
    ],
)
@pytest.mark.parametrize("axis", ["recorded", "effective"])
def test_filters_look_at_before_and_after(
    clerk: Any, more: None, axis: str, filters: tuple[str, ...], found: list[str]
) -> None:
    span = ("--from", "#8") if axis == "recorded" else ("--axis", "effective", "--from", "2024-01-10")
    if axis == "effective":
        clerk.record("correct", "#11", "--on", "2024-02-01", "--why", "错")
    assert [row[0] for row in brief(clerk.json("diff", *span, *filters))] == found


def test_another_body_changed_nothing(clerk: Any, more: None) -> None:
    other = "CNCA-RF-2099-02"
    clerk.record("body", "register", other, "--name", "另一机构", "--on", "2024-01-01")
    assert clerk.json("diff", "--from", "#15", "--body", other) == []
    clerk.refused("subject.not_yet_known", "diff", "--from", "#8", "--to", "#14", "--body", other)
    assert brief(clerk.json("diff", "--from", "#14", "--body", other)) == [(other, None, "registered", [15])]


# Other facts -------------------------------------------------------------------


@pytest.mark.parametrize("axis", ["recorded", "effective"])
def test_other_facts_are_compared_where_asked(clerk: Any, story: None, axis: str) -> None:
    clerk.record("cert", "amend", C2, "--holder", "新名", "--on", "2024-08-05")
    clerk.record("cert", "transfer", C2, "--to", R2, "--on", "2024-08-06")
    clerk.record("notice", "extend", N31, "--to", "2024-09-01", "--on", "2024-08-06")
    span = ("--from", "#10") if axis == "recorded" else ("--axis", "effective", "--from", "2024-08-04")
    assert clerk.json("diff", *span) == []
    notice, certificate = clerk.json("diff", *span, "--facts")
    assert certificate["facts"] == {
        "rule": {"before": R1, "after": R2},
        "holder": {"before": "样例公司C2", "after": "新名"},
    }
    assert (certificate["before"], certificate["after"]) == ("valid", "valid")
    assert certificate["positions"] == [11, 12]
    assert notice["facts"] == {"deadline": {"before": "2024-07-15", "after": "2024-09-01"}}
    assert notice["positions"] == [13]
    assert clerk.json("diff", *span, "--facts", "--rule", R2) == [certificate]


def test_a_flag_entered_anew_with_the_same_facts_is_no_change(clerk: Any, story: None) -> None:
    clerk.record("rule", "flag", R1, "--ground", "out_of_scope", "--notice", N31, "--on", "2024-07-05")
    clerk.record("correct", "#11", "--receipt", "S1", "--why", "回执")
    assert clerk.json("diff", "--from", "#11", "--facts") == []


def test_why_a_certificate_was_suspended_before_it_expired_can_be_learnt_after(
    clerk: Any, issue: Issue
) -> None:
    issued = issue("C1", expires="2024-04-29")
    clerk.record("cert", "suspend", C1, "--on", "2024-04-02", "--reason", "self_check")
    span = ("--from", f"#{issued}", "--as-of", "2024-07-31")
    assert clerk.json("diff", *span) == []
    (learnt,) = clerk.json("diff", *span, "--facts")
    assert (learnt["before"], learnt["after"]) == ("expired", "expired")
    assert learnt["positions"] == [issued + 1]
    assert learnt["facts"] == {"reason": {"before": None, "after": "self_check"}}
    assert clerk.json("show", C1, "--as-of", "2024-07-31")["reason"] == "self_check"
