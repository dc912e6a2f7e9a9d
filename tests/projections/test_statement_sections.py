"""The sections of the compliance statement of a small ledger: what each one says."""

from collections.abc import Callable
from typing import Any

import pytest

from projections.reports.statement.parts import Statement

BODY, OTHER = "CNCA-R-2099-001", "CNCA-RF-2099-02"
R1, R2, C1, C2, C3 = (f"{BODY}/{number}" for number in ("R1", "R2", "C1", "C2", "C3"))
N3, N31 = "cnca-2024-3", "cnca-2024-31"
Issue = Callable[..., int]
Desk = Any


def steps(found: Statement) -> list[tuple[str, int, int, int, int]]:
    return [(s.day[5:], s.opened, s.settled, s.lapsed, s.remaining) for s in found.burndown]


def bridge(found: Statement, action: str) -> tuple[int, int, int]:
    (of,) = (b for b in found.population.obligations if b.action == action)
    return of.ever, of.withdrawn, of.owed


# Cover and conclusion --------------------------------------------------------


def test_the_deadlines_of_all_notices_in_force_are_marks_and_an_extended_one_is_replaced(
    clerk: Any, desk: Desk
) -> None:
    clerk.record("notice", "extend", N31, "--to", "2024-07-25", "--on", "2024-07-12")
    marks = [(m.deadline, m.own, m.replaced) for m in desk.made().cover.deadlines]
    assert marks == [("2024-04-30", False, False), ("2024-07-15", True, True), ("2024-07-25", True, False)]
    assert desk.made().report.deadline == "2024-07-25"
    before = [(m.deadline, m.replaced) for m in desk.made("2024-07-11").cover.deadlines]
    assert before == [("2024-04-30", False), ("2024-07-15", False)]


def test_a_withdrawn_notice_is_a_mark_on_its_own_cover_alone(clerk: Any, desk: Desk) -> None:
    clerk.record("notice", "withdraw", N3, "--on", "2024-07-12")
    assert [m.deadline for m in desk.made().cover.deadlines] == ["2024-07-15"]
    assert [m.deadline for m in desk.made(notice=N3).cover.deadlines] == ["2024-04-30", "2024-07-15"]


def test_an_exclusive_deadline_is_due_the_day_before(bare: Any, desk_of: Callable[[Any], Desk]) -> None:
    bare.run("init")
    bare.record("notice", "issue", "--preset", N31, "--boundary", "exclusive")
    (mark,) = desk_of(bare).made().cover.deadlines
    assert (mark.deadline, mark.due_on) == ("2024-07-15", "2024-07-14")


def test_the_cover_names_a_body_that_is_registered_in_the_view(desk: Desk) -> None:
    cover = desk.made(body=BODY).cover
    assert (cover.body, cover.body_name, cover.credit_code) == (BODY, "虚构认证中心", None)
    assert (cover.period_from, cover.period_to) == ("2024-07-02", "2024-07-31")
    assert desk.made(body=OTHER).cover.body_name is None


def test_a_body_that_was_registered_after_the_day_reported_is_named_all_the_same(
    clerk: Any, desk: Desk
) -> None:
    (entry,) = clerk.record("body", "register", OTHER, "--name", "虚构乙", "--on", "2024-12-01")
    assert desk.made("2024-07-31", body=OTHER).cover.body_name == "虚构乙"
    assert desk.made("2024-07-31", body=OTHER, known_at=entry["position"] - 1).cover.body_name is None


def test_a_correction_says_which_published_statement_it_corrects(desk: Desk) -> None:
    told = [(cover.edition, cover.corrects) for cover in (desk.made().cover, desk.made(corrects=7).cover)]
    assert told == [("original", None), ("correction", 7)]


def test_a_notice_without_flags_makes_a_statement_that_says_so(desk: Desk) -> None:
    found = desk.made()
    assert found.conclusion.verdict == "nothing_flagged"
    assert found.conclusion.judged.total == found.population.rules.ever == 0
    assert (found.burndown, found.closures, found.ranking, found.rules) == ([], [], [], [])
    assert [cell.outcomes.total for cell in found.grid] == [0] * 9
    assert all(balance.holds for balance in found.balances)


def test_the_verdict_follows_from_the_outcomes(clerk: Any, desk: Desk, issue: Issue) -> None:
    issue("C1")
    desk.flag()
    assert desk.made("2024-07-15").conclusion.verdict == "in_progress"
    assert desk.made("2024-07-16").conclusion.verdict == "outstanding"
    desk.rule("deregister", R1, "2024-07-10")
    cancelled = desk.cert("cancel", C1, "2024-07-15")
    found = desk.made().conclusion
    assert (found.verdict, found.on_deadline_day, found.recorded_late) == ("fulfilled", 1, 2)
    clerk.record("correct", f"#{cancelled}", "--why", "wrong", "--on", "2024-07-16")
    assert desk.made().conclusion.verdict == "fulfilled_late"
    clerk.record("notice", "withdraw", N31, "--on", "2024-07-18")
    assert desk.made().conclusion.verdict == "withdrawn"
    assert desk.made("2024-07-17").conclusion.verdict == "fulfilled_late"


# Population ------------------------------------------------------------------


def test_what_is_flagged_anew_counts_once_and_what_is_withdrawn_is_taken_off(
    desk: Desk, issue: Issue
) -> None:
    issue("C1")
    issue("C2", rule="R2")
    desk.flag(R1, "2024-07-03")
    desk.rule("unflag", R1, "2024-07-04", "--notice", N31)
    desk.flag(R1, "2024-07-06")
    desk.flag(R2, "2024-07-03")
    desk.rule("unflag", R2, "2024-07-05", "--notice", N31)
    found = desk.made()
    assert (found.population.rules.ever, found.population.rules.withdrawn) == (2, 1)
    assert bridge(found, "settle_certificate") == (2, 1, 1)
    assert steps(found) == [("07-06", 2, 0, 0, 2)]


def test_a_flag_withdrawn_and_set_again_on_one_day_opens_its_obligations_anew(
    desk: Desk, issue: Issue
) -> None:
    issue("C1")
    desk.flag(R1, "2024-07-03")
    desk.rule("unflag", R1, "2024-07-08", "--notice", N31)
    desk.flag(R1, "2024-07-08")
    desk.cert("cancel", C1, "2024-07-08")
    assert steps(desk.made()) == [("07-08", 2, 1, 0, 1)]


def test_a_voided_flag_never_was(clerk: Any, desk: Desk, issue: Issue) -> None:
    issue("C1")
    flag = desk.flag()
    clerk.record("void", f"#{flag}", "--why", "wrong", "--yes")
    found = desk.made()
    assert found.conclusion.verdict == "nothing_flagged"
    assert (found.population.rules.ever, bridge(found, "settle_certificate")) == (0, (0, 0, 0))
    assert desk.cases(found, "voided") == [(R1, flag, "2024-07-05")]
    assert desk.made(known_at=flag).population.rules.ever == 1
    assert desk.cases(desk.made(known_at=flag), "voided") == []


def test_a_withdrawn_notice_leaves_what_was_owed_as_withdrawn(clerk: Any, desk: Desk, issue: Issue) -> None:
    issue("C1")
    desk.flag()
    clerk.record("notice", "withdraw", N31, "--on", "2024-07-12")
    found = desk.made()
    assert found.conclusion.verdict == "withdrawn"
    assert (found.population.rules.ever, found.population.rules.withdrawn) == (1, 1)
    assert bridge(found, "settle_certificate") == (1, 1, 0)
    assert (found.burndown, found.settlements) == ([], [])


def test_a_flag_of_a_day_after_the_withdrawal_asked_for_nothing(clerk: Any, desk: Desk, issue: Issue) -> None:
    issue("C1")
    clerk.record("notice", "withdraw", N31, "--on", "2024-07-10")
    desk.flag(R1, "2024-07-12")
    found = desk.made()
    assert (found.population.rules.ever, bridge(found, "settle_certificate")) == (0, (0, 0, 0))


# Rules and certificates ------------------------------------------------------


def test_a_refiled_rule_is_linked_in_its_cell(desk: Desk) -> None:
    desk.flag(R1, ground="misclassified")
    desk.rule("deregister", R1, "2024-07-10")
    desk.rule("refile", R1, "2024-07-18", "--as", "R9")
    found = desk.made()
    (line,) = found.rules
    assert (line.outcome, line.deregistered_on, line.days) == ("on_time", "2024-07-10", None)
    assert (line.refile_outcome, line.refiled_as, line.refiled_on) == ("late", f"{BODY}/R9", "2024-07-18")
    cells = {(cell.category, cell.scheme): cell.outcomes.on_time for cell in found.grid}
    assert cells.pop(("reduction", "product")) == 1
    assert list(cells.values()) == [0] * 8


def test_a_rule_that_was_not_filed_again_has_no_link(desk: Desk) -> None:
    desk.flag(R1)
    (line,) = desk.made().rules
    assert (line.outcome, line.days, line.deregistered_on) == ("overdue", 16, None)
    assert (line.refile_outcome, line.refiled_as, line.refiled_on) == (None, None, None)


def test_settlements_tell_act_former_status_and_reason(desk: Desk, issue: Issue) -> None:
    for number in ("C1", "C2", "C3", "C4"):
        issue(number)
    desk.flag()
    desk.cert("suspend", C2, "2024-07-06")
    desk.cert("cancel", C1, "2024-07-08", "--reason", "rule_out_of_scope")
    desk.cert("cancel", C2, "2024-07-08", "--reason", "rule_out_of_scope")
    desk.cert("revoke", C3, "2024-07-09")
    found = [(s.action, s.act, s.former, s.reason, s.count) for s in desk.made().settlements]
    settle = "settle_certificate"
    assert found == [
        (settle, "cancelled", "valid", "rule_out_of_scope", 1),
        (settle, "cancelled", "suspended", "rule_out_of_scope", 1),
        (settle, "revoked", "valid", None, 1),
    ]


@pytest.mark.parametrize(
    ("ground", "acts"),
    [
        ("out_of_scope", [("settle_certificate", "cancelled")]),
        ("misclassified", [("dispose_certificate", "transferred")] * 2),
    ],
)
def test_a_transfer_to_a_new_number_cancels_the_old_one_where_it_is_to_be_settled(
    desk: Desk, issue: Issue, ground: str, acts: list[tuple[str, str]]
) -> None:
    issue("C1")
    issue("C2")
    desk.flag(R1, ground=ground)
    desk.cert("transfer", C1, "2024-07-10", "--to", R2, "--as", "C9")
    desk.cert("transfer", C2, "2024-07-10", "--to", R2)
    found = [(s.action, s.act) for s in desk.made().settlements for _ in range(s.count)]
    assert found == acts


# Progress --------------------------------------------------------------------


def test_what_expired_unsettled_is_gone_from_its_first_expired_day(desk: Desk, issue: Issue) -> None:
    issue("C1", expires="2024-07-12")
    issue("C2", expires="2024-07-18")
    desk.flag()
    desk.rule("deregister", R1, "2024-07-12")
    found = desk.made()
    assert steps(found) == [
        ("07-05", 3, 0, 0, 3),
        ("07-12", 0, 1, 0, 2),
        ("07-13", 0, 0, 1, 1),
        ("07-19", 0, 0, 1, 0),
    ]
    assert (found.conclusion.judged.lapsed, found.conclusion.judged.late) == (1, 1)
    assert found.settlements == []


def test_what_was_done_before_the_flag_is_settled_on_the_day_it_is_owed(desk: Desk) -> None:
    desk.rule("deregister", R1, "2024-06-01")
    desk.flag()
    found = desk.made()
    assert steps(found) == [("07-05", 1, 1, 0, 0)]
    assert [(c.day, c.effective, c.recorded) for c in found.closures] == [
        ("2024-06-01", 1, 0),
        ("2024-07-20", 1, 1),
    ]


def test_a_certificate_issued_under_a_flagged_rule_is_owed_from_its_issue(desk: Desk, issue: Issue) -> None:
    desk.flag()
    issue("C1", "--on", "2024-07-09", "--irregular", "--why", "it happened")
    assert steps(desk.made()) == [("07-05", 1, 0, 0, 1), ("07-09", 1, 0, 0, 2)]


def test_closures_by_the_recorded_day_may_come_after_the_as_of_day(
    clerk: Any, desk: Desk, issue: Issue
) -> None:
    issue("C1")
    desk.flag()
    clerk.clock.set("2024-07-22T16:00:00Z")  # midnight in Shanghai
    desk.cert("cancel", C1, "2024-07-10")
    found = desk.made("2024-07-12")
    assert [(c.day, c.effective, c.recorded) for c in found.closures] == [
        ("2024-07-10", 1, 0),
        ("2024-07-23", 1, 1),
    ]


@pytest.mark.parametrize(
    ("as_of", "span"),
    [
        *(("2024-07-15", None), ("2024-07-16", 0), ("2024-07-22", 0), ("2024-07-23", 1)),
        *(("2024-08-14", 1), ("2024-08-15", 2), ("2024-10-13", 2), ("2024-10-14", 3)),
    ],
)
def test_what_is_overdue_grows_old_by_the_day(desk: Desk, issue: Issue, as_of: str, span: int | None) -> None:
    issue("C1")
    issue("C2")
    desk.flag()
    ages = [(age.rules, age.certificates) for age in desk.made(as_of).ageing]
    assert ages == [(1, 2) if at == span else (0, 0) for at in range(4)]


# Bodies ----------------------------------------------------------------------


def test_bodies_are_ranked_by_their_shares_and_equal_shares_share_a_rank(
    clerk: Any, desk: Desk, issue: Issue
) -> None:
    named = ("--name", "规则", "--category", "disclosure", "--scheme", "service", "--on", "2023-02-01")
    bodies = (OTHER, "CNCA-R-2099-003", "CNCA-R-2099-004")
    for body, since in zip(bodies, ("2023-01-01", "2023-01-01", "2024-08-01"), strict=True):
        clerk.record("body", "register", body, "--name", f"虚构{body[-1]}", "--on", since)
        clerk.record("rule", "file", f"{body}/R1", *named)
        desk.flag(f"{body}/R1")
    issue("C1")
    desk.flag(R1)
    desk.rule("deregister", f"{bodies[2]}/R1", "2024-07-18")
    desk.cert("cancel", C1, "2024-07-10")
    ranked = [(b.rank, b.body, b.name, b.judged.overdue, b.judged.total) for b in desk.made().ranking]
    assert ranked == [
        (1, "CNCA-R-2099-003", "虚构3", 1, 1),
        (1, OTHER, "虚构2", 1, 1),
        (3, BODY, "虚构认证中心", 1, 2),
        (4, "CNCA-R-2099-004", "虚构4", 0, 1),
    ]
    assert [b.rank for b in desk.made(body=OTHER).ranking] == [1]
    assert desk.made().conclusion.bodies_outstanding == 3
