"""`corrections`: what an auditor asks: what came late, by whom, and past which deadline?"""

from collections.abc import Callable
from typing import Any

import pytest

BODY = "CNCA-R-2099-001"
C1, C2, R1 = (f"{BODY}/{number}" for number in ("C1", "C2", "R1"))
N31, N31_ID = "cnca-2024-31", "认秘函〔2024〕31号"
Issue = Callable[..., int]
SINCE = ("--since", "#9")


@pytest.fixture
def story(clerk: Any, issue: Issue) -> None:
    """#7 C1 and #8 C2 issued; from #9 on, one entry a test, on 20 July."""
    clerk.clock.set("2024-07-03T02:00:00Z")
    issue("C1")
    issue("C2")
    clerk.clock.set("2024-07-20T02:00:00Z")


def cancel(clerk: Any, on: str, *more: str, certificate: str = C1) -> dict[str, Any]:
    """Cancel a certificate and return the correction that this was."""
    clerk.record("cert", "cancel", certificate, "--on", on, *more)
    return clerk.json("corrections")[-1]


def test_a_back_dated_entry_tells_how_late_it_came_and_past_which_deadline(clerk: Any, story: None) -> None:
    found = cancel(clerk, "2024-07-12", "--actor", "李四", "--why", "档案中发现")
    login = found.pop("login")
    assert login
    assert found == {
        "position": 9,
        "subject": C1,
        "kind": "certificate",
        "body": BODY,
        "type": "CertificateCancelled",
        "effective_on": "2024-07-12",
        "recorded_at": "2024-07-20T02:00:00.000000Z",
        "recorded_on": "2024-07-20",
        "lag_days": 8,
        "deadline_between": True,
        "deadlines": [{"notice": N31_ID, "due_on": "2024-07-15"}],
        "report_end_between": False,
        "report_end": None,
        "opening": False,
        "actor": "李四",
        "why": "档案中发现",
        "voids": None,
        "voided_type": None,
        "voided_effective_on": None,
        "voided_by": None,
    }


@pytest.mark.parametrize(
    ("effective_on", "recorded_at", "deadline_between"),
    [
        ("2024-07-15", "2024-07-16T02:00:00Z", True),
        ("2024-07-14", "2024-07-15T15:59:59.999999Z", False),  # still the 15th in Shanghai
        ("2024-07-14", "2024-07-15T16:00:00Z", True),
        ("2024-07-16", "2024-07-20T02:00:00Z", False),
        ("2024-04-30", "2024-05-01T02:00:00Z", True),
        ("2024-05-01", "2024-07-14T02:00:00Z", False),
    ],
)
def test_a_deadline_lies_between_from_the_effective_day_and_before_the_recorded_day(
    clerk: Any, issue: Issue, effective_on: str, recorded_at: str, deadline_between: bool
) -> None:
    clerk.clock.set("2024-04-01T02:00:00Z")
    issue("C1")
    clerk.clock.set(recorded_at)
    assert cancel(clerk, effective_on)["deadline_between"] is deadline_between


def test_the_deadline_is_the_one_that_was_known_and_stood_then(clerk: Any, story: None) -> None:
    clerk.clock.set("2024-07-16T02:00:00Z")
    clerk.record("notice", "extend", N31, "--to", "2024-07-18", "--on", "2024-07-17")
    assert cancel(clerk, "2024-07-15")["deadline_between"] is True  # the extension acts from tomorrow
    clerk.clock.set("2024-07-18T02:00:00Z")
    assert cancel(clerk, "2024-07-15", certificate=C2)["deadline_between"] is False
    clerk.clock.set("2024-07-20T02:00:00Z")
    clerk.record("void", "#11", "--why", "错", "--yes")
    assert clerk.json("corrections")[-1]["deadlines"] == [{"notice": N31_ID, "due_on": "2024-07-18"}]


def test_a_withdrawn_notice_has_no_deadline(clerk: Any, story: None) -> None:
    clerk.record("notice", "withdraw", N31, "--on", "2024-07-20")
    assert cancel(clerk, "2024-07-12")["deadlines"] == []


def test_the_day_before_counts_where_the_deadline_itself_is_too_late(
    bare: Any,
) -> None:
    bare.clock.set("2024-07-02T02:00:00Z")
    bare.run("init")
    bare.record("notice", "issue", "--preset", N31, "--boundary", "exclusive")
    bare.record("body", "register", BODY, "--name", "虚构", "--on", "2024-07-02")
    bare.clock.set("2024-07-15T02:00:00Z")
    named = ("--name", "规则", "--category", "reduction", "--scheme", "product")
    bare.record("rule", "file", R1, *named, "--on", "2024-07-14")
    bare.record("rule", "file", f"{BODY}/R2", *named, "--on", "2024-07-15")
    assert [(row["position"], row["deadlines"]) for row in bare.json("corrections")] == [
        (3, [{"notice": N31_ID, "due_on": "2024-07-14"}])
    ]


def test_what_is_entered_on_its_day_or_ahead_is_no_correction(clerk: Any, story: None) -> None:
    clerk.record("cert", "suspend", C1)
    clerk.record("cert", "cancel", C2, "--on", "2024-08-01")
    assert clerk.json("corrections", *SINCE) == []


def test_a_void_is_measured_from_when_the_voided_entry_took_effect(clerk: Any, story: None) -> None:
    clerk.record("cert", "cancel", C1)
    clerk.record("cert", "cancel", C2, "--on", "2024-08-01")
    clerk.clock.set("2024-07-25T02:00:00Z")
    clerk.record("void", "#9", "#10", "--why", "错", "--yes", "--actor", "李四")
    late, early = clerk.json("corrections", *SINCE)
    assert (late["type"], late["effective_on"], late["lag_days"]) == ("EntryVoided", "2024-07-25", 5)
    assert (late["voids"], late["voided_type"], late["voided_effective_on"]) == (
        9,
        "CertificateCancelled",
        "2024-07-20",
    )
    assert (early["voids"], early["lag_days"]) == (10, -7)
    assert [row["actor"] for row in (late, early)] == ["李四", "李四"]


def test_a_correction_is_a_void_and_perhaps_a_back_dated_entry(clerk: Any, story: None) -> None:
    clerk.record("cert", "cancel", C1, "--on", "2024-07-12")
    clerk.record("correct", "#9", "--on", "2024-07-16", "--why", "错")
    rows = clerk.json("corrections", *SINCE)
    assert [
        (r["position"], r["type"], r["lag_days"], r["deadline_between"], r["voided_by"]) for r in rows
    ] == [
        (9, "CertificateCancelled", 8, True, 10),
        (10, "EntryVoided", 8, True, None),
        (11, "CertificateCancelled", 4, False, None),
    ]
    known_then = clerk.json("corrections", *SINCE, "--known-at", "#9")
    assert [(row["position"], row["voided_by"]) for row in known_then] == [(9, None)]


def test_the_end_of_a_report_is_a_months_end_or_what_is_given(clerk: Any, story: None) -> None:
    cancel(clerk, "2024-06-30")
    clerk.clock.set("2024-07-31T16:00:00Z")  # 1 August in Shanghai
    cancel(clerk, "2024-07-31", certificate=C2)
    ends = [(row["report_end_between"], row["report_end"]) for row in clerk.json("corrections", *SINCE)]
    assert ends == [(True, "2024-06-30"), (True, "2024-07-31")]
    options = ("--report-end", "2024-07-15", "--report-end", "2024-07-10", "--report-end", "2024-08-01")
    ends = [
        (row["report_end_between"], row["report_end"]) for row in clerk.json("corrections", *SINCE, *options)
    ]
    assert ends == [(True, "2024-07-10"), (False, None)]
