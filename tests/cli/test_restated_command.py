"""`report compliance --diff`: why does the report say something else than it did, and who entered that?"""

import csv
import io
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from wcwidth import wcswidth

BODY = "CNCA-R-2099-001"
C1, C2, R1 = (f"{BODY}/{number}" for number in ("C1", "C2", "R1"))
N31, N31_ID = "cnca-2024-31", "认秘函〔2024〕31号"
REPORT = ("report", "compliance", "--notice", N31, "--as-of", "2024-07-31")
Issue = Callable[..., int]


@pytest.fixture
def story(clerk: Any, issue: Issue) -> None:
    """#7 C1 and #8 C2 under R1, #9 R1 flagged from 5 July, #10 deregistered on 10 July."""
    clerk.clock.set("2024-07-10T02:00:00Z")
    issue("C1")
    issue("C2")
    clerk.record("rule", "flag", R1, "--ground", "out_of_scope", "--notice", N31, "--on", "2024-07-05")
    clerk.record("rule", "deregister", R1, "--reported-on", "2024-07-10")
    clerk.clock.set("2024-07-20T02:00:00Z")


def counts(found: dict[str, Any]) -> dict[str, tuple[int, int, list[int]]]:
    """Return the figures that changed, and find that what moved adds up to them."""
    moved: Counter[str] = Counter()
    for move in found["moves"]:
        moved.update(move["joined"])
        moved.subtract(move["left"])
    assert {key: n for key, n in moved.items() if n} == {c["count"]: c["change"] for c in found["counts"]}
    return {c["count"]: (c["before"], c["after"], c["positions"]) for c in found["counts"]}


def moves(found: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Return (number, action, before, after, positions) of what moved."""
    keys = ("action", "before", "after", "positions")
    return [(m["subject"].removeprefix(f"{BODY}/"), *(m[key] for key in keys)) for m in found["moves"]]


def test_a_cancellation_entered_later_restates_what_was_overdue(clerk: Any, story: None) -> None:
    clerk.record("cert", "cancel", C1, "--on", "2024-07-12", "--actor", "李四")
    found = clerk.json(*REPORT, "--diff", "#10")
    assert counts(found) == {
        "settle_certificate.on_time": (0, 1, [11]),
        "settle_certificate.overdue": (2, 1, [11]),
        "recorded_late": (0, 1, [11]),
        "exceptions.in_force_under_deregistered_rule": (2, 1, [11]),
        "exceptions.not_reported": (0, 1, [11]),
    }
    assert moves(found) == [
        ("C1", "settle_certificate", "overdue", "on_time", [11]),
        ("C1", "in_force_under_deregistered_rule", "listed", None, [11]),
        ("C1", "not_reported", None, "listed", [11]),
    ]
    assert found["entries"] == [
        {
            "position": 11,
            "type": "CertificateCancelled",
            "subject": C1,
            "kind": "certificate",
            "effective_on": "2024-07-12",
            "recorded_at": "2024-07-20T02:00:00.000000Z",
            "actor": "李四",
        }
    ]
    assert (found["report"], found["notice"], found["as_of"]) == ("compliance_restated", N31_ID, "2024-07-31")
    assert [found[side]["known_at"]["position"] for side in ("before", "after")] == [10, 11]


def test_the_last_settlement_completes_the_rule(clerk: Any, story: None) -> None:
    clerk.record("cert", "cancel", C1, "--on", "2024-07-12")
    clerk.record("cert", "cancel", C2, "--on", "2024-07-18")
    found = clerk.json(*REPORT, "--diff", "#11")
    assert moves(found)[0] == ("R1", "rules", "incomplete", "complete", [12])
    assert counts(found)["rules.complete"] == (0, 1, [12])
    assert counts(found)["settle_certificate.late"] == (0, 1, [12])


def test_an_extension_alone_restates_what_it_made_timely(clerk: Any, story: None) -> None:
    clerk.record("cert", "cancel", C1, "--on", "2024-07-12")
    clerk.record("cert", "cancel", C2, "--on", "2024-07-18")
    clerk.record("notice", "extend", N31, "--to", "2024-07-18", "--on", "2024-07-15")
    found = clerk.json(*REPORT, "--diff", "#12")
    assert moves(found) == [("C2", "settle_certificate", "late", "on_time", [13])]
    assert counts(found)["recorded_late"] == (1, 2, [13])
    assert counts(found)["on_deadline_day"] == (0, 1, [13])
    assert (found["before"]["deadline"], found["after"]["deadline"]) == ("2024-07-15", "2024-07-18")


def test_of_an_extension_and_a_cancellation_only_what_mattered_is_named(clerk: Any, story: None) -> None:
    clerk.record("notice", "extend", N31, "--to", "2024-07-18", "--on", "2024-07-15")
    clerk.record("cert", "cancel", C1, "--on", "2024-07-12", "--reported-on", "2024-07-13")
    clerk.record("cert", "cancel", C2, "--on", "2024-07-17", "--reported-on", "2024-07-17")
    found = clerk.json(*REPORT, "--diff", "#10")
    settled = {m["subject"]: m["positions"] for m in found["moves"] if m["action"] == "settle_certificate"}
    assert settled[C2] == [11, 13]
    # Recorded on the 20th, after either deadline: the extension makes no difference to C1.
    assert settled[C1] == [12]


def test_what_is_newly_owed_is_by_the_flag_and_the_issue(clerk: Any, story: None) -> None:
    found = clerk.json(*REPORT, "--diff", "#7")
    of = {(m["subject"], m["action"]): m for m in found["moves"]}
    assert of[(C1, "settle_certificate")]["positions"] == [9]
    assert of[(C2, "settle_certificate")]["positions"] == [8, 9]
    assert of[(R1, "deregister_rule")]["positions"] == [9, 10]
    assert counts(found)["rules.flagged"] == (0, 1, [9])
    assert counts(found)["settle_certificate.total"][:2] == (0, 2)


def test_a_voided_flag_takes_its_obligations_away(clerk: Any, story: None) -> None:
    clerk.record("void", "#9", "--why", "错", "--yes")
    found = clerk.json(*REPORT, "--diff", "#10")
    assert all(move["after"] is None and move["positions"] == [11] for move in found["moves"])
    assert counts(found)["settle_certificate.total"] == (2, 0, [11])


def test_a_withdrawn_notice_takes_everything_away(clerk: Any, story: None) -> None:
    clerk.record("notice", "withdraw", N31, "--on", "2024-07-20")
    found = clerk.json(*REPORT, "--diff", "#10")
    assert {tuple(move["positions"]) for move in found["moves"] if move["kind"] == "certificate"} == {(11,)}
    assert counts(found)["rules.flagged"] == (1, 0, [11])
    assert (found["before"]["status"], found["after"]["status"]) == ("in_force", "withdrawn")


def test_what_says_nothing_about_the_obligations_restates_nothing(clerk: Any, story: None) -> None:
    clerk.record("cert", "amend", C1, "--holder", "新名", "--on", "2024-07-11")
    clerk.record("cert", "notify", C1, "--by", "电话", "--on", "2024-07-11")
    clerk.record("cert", "cancel", C1, "--on", "2024-08-02")  # after the report's day
    found = clerk.json(*REPORT, "--diff", "#10")
    assert (found["counts"], found["moves"], found["entries"]) == ([], [], [])


def test_figures_that_only_changed_places_show_what_moved(clerk: Any, story: None) -> None:
    clerk.record("cert", "cancel", C1, "--on", "2024-07-12", "--reported-on", "2024-07-12")
    clerk.record("void", "#11", "--why", "错", "--yes")
    clerk.record("cert", "cancel", C2, "--on", "2024-07-12", "--reported-on", "2024-07-12")
    found = clerk.json(*REPORT, "--diff", "#11")
    assert counts(found) == {}
    settled = [move for move in moves(found) if move[1] == "settle_certificate"]
    assert settled == [
        ("C1", "settle_certificate", "on_time", "overdue", [12]),
        ("C2", "settle_certificate", "overdue", "on_time", [13]),
    ]


def test_one_body_alone(clerk: Any, story: None) -> None:
    other = "CNCA-RF-2099-02"
    clerk.record("body", "register", other, "--name", "另一机构", "--on", "2024-01-01")
    clerk.record("cert", "cancel", C1, "--on", "2024-07-12")
    assert clerk.json(*REPORT, "--diff", "#10", "--body", other)["moves"] == []
    assert len(clerk.json(*REPORT, "--diff", "#10", "--body", BODY)["moves"]) == 3


def test_both_reports_are_of_the_same_day(clerk: Any, story: None) -> None:
    clerk.record("cert", "cancel", C1, "--on", "2024-07-12")
    line = ("report", "compliance", "--notice", N31, "--diff", "2024-07-10")
    assert clerk.json(*line)["as_of"] == "2024-07-20"
    assert clerk.json(*line, "--known-at", "2024-07-19")["as_of"] == "2024-07-19"
    assert clerk.json(*line, "--known-at", "2024-07-19")["counts"] == []
    assert clerk.json(*line, "--known-at", "#11", "--as-of", "2024-07-12")["as_of"] == "2024-07-12"


# What is refused, and how it is printed ------------------------------------------


def test_what_cannot_be_is_refused(clerk: Any, story: None) -> None:
    error = clerk.error(*REPORT, "--diff", "#2")
    assert error["code"] == "subject.not_yet_known"
    assert "#3" in error["hint"]
    assert clerk.error(*REPORT, "--diff", "2020-01-01")["code"] == "subject.not_yet_known"
    assert clerk.error(*REPORT, "--diff", "#99")["code"] == "entry.unknown"
    backwards = clerk.error(*REPORT, "--diff", "#9", "--known-at", "#8", code=2)
    assert (backwards["code"], backwards["message"]) == ("span.backwards", "--diff lies after --known-at.")
    for options in (("--check",), ("--by", "rule"), ("--diff", "2024-07-10T10:00:00")):
        assert clerk.error(*REPORT, "--diff", "#9", *options, code=2)["code"] == "usage"
    for beyond in (("2030-01-01",), ("9999-12-31",), ("2030-01-01", "--known-at", "#9")):
        assert clerk.json(*REPORT, "--diff", *beyond)["counts"] == []


def test_the_same_question_has_the_same_answer_for_ever(clerk: Any, story: None) -> None:
    clerk.record("cert", "cancel", C1, "--on", "2024-07-12")
    line = (*REPORT, "--diff", "#10", "--known-at", "#11", "--format", "json")
    before = clerk.run(*line).stdout_bytes
    clerk.record("void", "#11", "--why", "错", "--yes")
    clerk.record("notice", "extend", N31, "--to", "2024-09-01", "--on", "2024-07-03")
    assert clerk.run(*line).stdout_bytes == before


def test_flat_forms_have_the_figures_or_what_moved(clerk: Any, story: None) -> None:
    clerk.record("cert", "cancel", C1, "--on", "2024-07-12")
    found = clerk.json(*REPORT, "--diff", "#10")
    figures = clerk.run(*REPORT, "--diff", "#10", "--format", "csv").stdout
    rows = list(csv.DictReader(io.StringIO(figures)))
    assert [row["count"] for row in rows] == [count["count"] for count in found["counts"]]
    assert (rows[0]["known_before"], rows[0]["known_after"], rows[0]["positions"]) == ("10", "11", "[11]")
    moved = clerk.run(*REPORT, "--diff", "#10", "--format", "csv", "--detail").stdout
    assert [row["subject"] for row in csv.DictReader(io.StringIO(moved))] == [C1] * 3
    assert len(clerk.run(*REPORT, "--diff", "#10", "--format", "jsonl", "--detail").stdout.splitlines()) == 3
    assert len(clerk.run(*REPORT, "--diff", "#10", "--format", "jsonl").stdout.splitlines()) == 1


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_person_sees_the_figures_and_the_first_subjects(
    clerk: Any, story: None, issue: Issue, lang: str
) -> None:
    for number in range(10, 25):
        issue(f"C{number}", rule="R2")
    clerk.record(
        "rule", "flag", f"{BODY}/R2", "--ground", "out_of_scope", "--notice", N31, "--on", "2024-07-06"
    )
    shown = clerk.run(*REPORT, "--diff", "#10", lang=lang).stdout
    assert {"en": "settle certificate – overdue", "zh": "处理证书 – 逾期"}[lang] in shown
    assert "+15" in shown
    assert "--detail" in shown.splitlines()[-1]
    assert all(wcswidth(line) <= 80 for line in shown.splitlines())
    whole = clerk.run(*REPORT, "--diff", "#10", "--detail", lang=lang).stdout
    assert f"{BODY}/C24" in whole
    nothing = clerk.run(*REPORT, "--diff", "#26", lang=lang).stdout
    assert {"en": "No figure changed.", "zh": "没有数字变动。"}[lang] in nothing


def test_between_the_two_entries_of_a_corrected_filing_nothing_is_owed(clerk: Any, story: None) -> None:
    clerk.record("correct", "#4", "--name", "新名称", "--why", "错字")
    between = ("--known-at", "#11")
    assert clerk.json(*REPORT, "--detail", *between)["rows"] == []
    assert all(move["positions"] == [11] for move in clerk.json(*REPORT, "--diff", "#10", *between)["moves"])
    assert all(move["positions"] == [12] for move in clerk.json(*REPORT, "--diff", "#11")["moves"])
    assert clerk.json(*REPORT, "--diff", "#10")["moves"] == []
    clerk.run("rebuild", "--check")
