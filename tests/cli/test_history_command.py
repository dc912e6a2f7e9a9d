"""`history`: what was true, what was believed to be true, since when, and by which entry."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest

BODY = "CNCA-R-2099-001"
C1, R1 = f"{BODY}/C1", f"{BODY}/R1"
N31 = "认秘函〔2024〕31号"
Issue = Callable[..., int]
KEYS = [
    *("status", "effective_from", "effective_to", "recorded_from", "recorded_to"),
    *("from_position", "to_position", "position"),
]
Span = tuple[str, str, str | None, int, int | None, int]


def spans(rows: list[dict[str, Any]]) -> list[Span]:
    """Return what rows say, without the recorded times."""
    keys = ("status", "effective_from", "effective_to", "from_position", "to_position", "position")
    return [tuple(row[key] for key in keys) for row in rows]  # type: ignore[misc]


@pytest.fixture
def cancelled_late(clerk: Any, issue: Issue) -> None:
    """C1, issued as #7; cancelled with effect from 12 July, entered on 20 July as #8."""
    clerk.clock.set("2024-03-10T01:00:00Z")
    issue()
    clerk.clock.set("2024-07-20T01:30:00.000417Z")
    clerk.record("cert", "cancel", C1, "--on", "2024-07-12")


@pytest.fixture
def voided(clerk: Any, cancelled_late: None) -> None:
    """The cancellation #8 was voided on 1 August, by #9."""
    clerk.clock.set("2024-08-01T02:00:00Z")
    clerk.record("void", "#8", "--why", "wrong certificate", "--yes")


# What was believed -------------------------------------------------------------


def test_a_certificate_that_was_only_issued_is_believed_valid_then_expired(clerk: Any, issue: Issue) -> None:
    issue()
    rows = clerk.json("history", C1)
    assert spans(rows) == [
        ("valid", "2024-01-10", "2026-01-10", 7, None, 7),
        ("expired", "2026-01-10", None, 7, None, 7),
    ]
    assert [list(row) for row in rows] == [[*KEYS, "rule"]] * 2
    assert {row["rule"] for row in rows} == {R1}


def test_a_back_dated_cancellation_leaves_what_was_believed_before(clerk: Any, cancelled_late: None) -> None:
    rows = clerk.json("history", C1)
    assert spans(rows) == [
        ("valid", "2024-01-10", "2026-01-10", 7, 8, 7),
        ("expired", "2026-01-10", None, 7, 8, 7),
        ("valid", "2024-01-10", "2024-07-12", 8, None, 7),
        ("cancelled", "2024-07-12", None, 8, None, 8),
    ]
    assert [(row["recorded_from"], row["recorded_to"]) for row in rows[1:3]] == [
        ("2024-03-10T01:00:00.000000Z", "2024-07-20T01:30:00.000417Z"),
        ("2024-07-20T01:30:00.000417Z", None),
    ]


def test_what_was_voided_stays_in_the_history_of_belief(clerk: Any, voided: None) -> None:
    assert spans(clerk.json("history", C1))[2:] == [
        ("valid", "2024-01-10", "2024-07-12", 8, 9, 7),
        ("cancelled", "2024-07-12", None, 8, 9, 8),
        ("valid", "2024-01-10", "2026-01-10", 9, None, 7),
        ("expired", "2026-01-10", None, 9, None, 7),
    ]


def test_a_certificate_whose_issue_was_voided_still_has_its_history(clerk: Any, issue: Issue) -> None:
    issue()
    clerk.record("void", "#7", "--why", "never issued", "--yes")
    assert {span[4] for span in spans(clerk.json("history", C1))} == {8}
    assert clerk.error("show", C1)["code"] == "certificate.unknown"


def test_a_renewal_moves_the_expiry_and_is_its_reason(clerk: Any, issue: Issue) -> None:
    issue()
    clerk.record("cert", "renew", C1, "--expires", "2029-01-09", "--on", "2024-06-01")
    assert spans(clerk.json("history", C1)) == [
        ("valid", "2024-01-10", "2026-01-10", 7, 8, 7),
        ("expired", "2026-01-10", None, 7, 8, 7),
        ("valid", "2024-01-10", "2029-01-10", 8, None, 7),
        ("expired", "2029-01-10", None, 8, None, 8),
    ]


def test_a_transfer_is_seen_by_the_rule(clerk: Any, issue: Issue) -> None:
    issue()
    clerk.record("cert", "transfer", C1, "--to", "R2", "--on", "2024-06-01")
    now = [row for row in clerk.json("history", C1) if row["to_position"] is None]
    assert [(row["rule"], row["status"], row["effective_from"]) for row in now] == [
        (R1, "valid", "2024-01-10"),
        (f"{BODY}/R2", "valid", "2024-06-01"),
        (f"{BODY}/R2", "expired", "2026-01-10"),
    ]


def test_two_acts_of_one_day_leave_what_held_at_its_end(clerk: Any, issue: Issue) -> None:
    issue()
    clerk.record("cert", "suspend", C1, "--on", "2024-06-01")
    clerk.record("cert", "revoke", C1, "--on", "2024-06-01")
    now = [row for row in clerk.json("history", C1) if row["to_position"] is None]
    assert [(row["status"], row["effective_from"], row["position"]) for row in now] == [
        ("valid", "2024-01-10", 7),
        ("revoked", "2024-06-01", 9),
    ]


def test_entries_of_one_commit_are_told_apart_by_position(clerk: Any, issue: Issue) -> None:
    issue()
    clerk.record("cert", "suspend", C1, "--on", "2024-06-01")
    clerk.record("correct", "#8", "--on", "2024-06-03", "--why", "misread")  # the void and the new entry
    (between,) = [
        row for row in clerk.json("history", C1) if (row["from_position"], row["status"]) == (9, "valid")
    ]
    assert (between["effective_to"], between["to_position"]) == ("2026-01-10", 10)
    assert between["recorded_from"] == between["recorded_to"]


def test_rules_notices_and_bodies_have_a_history_too(clerk: Any) -> None:
    clerk.record("rule", "flag", R1, "--notice", N31, "--ground", "out_of_scope", "--on", "2024-07-05")
    clerk.record("notice", "withdraw", N31, "--on", "2024-07-10")
    rows = clerk.json("history", R1)
    assert spans(rows)[1:] == [
        ("filed", "2023-02-01", "2024-07-05", 7, None, 4),
        ("flagged", "2024-07-05", None, 7, None, 7),
    ]
    assert list(rows[0]) == KEYS
    assert spans(clerk.json("history", N31))[-1] == ("withdrawn", "2024-07-10", None, 8, None, 8)
    assert spans(clerk.json("history", BODY)) == [("registered", "2023-01-01", None, 1, None, 1)]


# From another moment, of other days ---------------------------------------------


def test_as_known_on_15_july_nothing_later_is_seen(clerk: Any, voided: None) -> None:
    then = [("valid", "2024-01-10", "2026-01-10", 7, None, 7), ("expired", "2026-01-10", None, 7, None, 7)]
    for moment in ("2024-07-15", "#7", "2024-07-20T09:30:00+08:00", "2024-07-20T01:30:00.000416Z"):
        rows = clerk.json("history", C1, "--known-at", moment)
        assert spans(rows) == then
        assert {row["recorded_to"] for row in rows} == {None}
    for moment in ("#8", "2024-07-20", "2024-07-20T01:30:00.000417Z", "2024-07-19T20:30:00.000417-05:00"):
        assert len(clerk.json("history", C1, "--known-at", moment)) == 4
    assert clerk.json("history", C1, "--known-at", "2099-01-01") == clerk.json("history", C1)


def test_as_of_leaves_out_what_begins_later(clerk: Any, voided: None) -> None:
    assert {span[0] for span in spans(clerk.json("history", C1, "--as-of", "2024-07-12"))} == {
        "valid",
        "cancelled",
    }
    assert {span[0] for span in spans(clerk.json("history", C1, "--as-of", "2024-07-11"))} == {"valid"}
    assert clerk.error("history", C1, "--as-of", "2024-01-09")["code"] == "subject.not_yet"


def test_a_subject_that_was_not_known_then_says_since_when_it_is(clerk: Any, cancelled_late: None) -> None:
    for moment in ("2024-01-09", "#6", "1990-01-01"):
        error = clerk.error("history", C1, "--known-at", moment)
        assert error["code"] == "subject.not_yet_known"
        assert "#7" in error["hint"]


@pytest.mark.parametrize(
    ("args", "problem", "exit_code"),
    [
        ((f"{BODY}/C9",), "certificate.unknown", 1),
        (("cnca-2099-9",), "certificate.unknown", 1),
        ((C1, "--known-at", "#99"), "entry.unknown", 1),
        ((C1, "--known-at", "#0"), "entry.unknown", 1),
        ((C1, "--known-at", "2024-07-20T09:30:00"), "usage", 2),
        ((C1, "--known-at", "yesterday"), "usage", 2),
        ((C1, "--as-of", "2024-02-30"), "usage", 2),
        ((C1, "--format", "svg"), None, 0),
    ],
)
def test_what_cannot_be_answered_is_said(
    clerk: Any, issue: Issue, args: tuple[str, ...], problem: str | None, exit_code: int
) -> None:
    issue()
    if problem is None:
        assert clerk.run("history", *args).stdout.startswith("<?xml")
    else:
        assert clerk.error("history", *args, code=exit_code)["code"] == problem


def test_the_same_question_has_the_same_bytes_for_ever(clerk: Any, cancelled_late: None) -> None:
    def asked() -> list[str]:
        formats = ("json", "csv", "table", "svg")
        return [clerk.run("history", C1, "--known-at", "#8", "--format", form).stdout for form in formats]

    before = asked()
    clerk.record("void", "#8", "--why", "wrong", "--yes")
    clerk.record("cert", "amend", C1, "--holder", "另一公司")
    assert asked() == before


def test_csv_has_the_keys_as_headings(clerk: Any, cancelled_late: None) -> None:
    read = csv.DictReader(io.StringIO(clerk.run("history", C1, "--format", "csv").stdout))
    rows = list(read)
    assert read.fieldnames == [*KEYS, "rule"]
    assert (rows[0]["to_position"], rows[3]["effective_to"]) == ("8", "")
