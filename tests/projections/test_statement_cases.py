"""What a compliance statement lists to be looked at, how it judges by other times, how it proves itself."""

import json
from collections.abc import Callable
from contextlib import closing
from typing import Any

import msgspec
import pytest

from domain.rejected import Rejected
from domain.subject import Subject
from ledger.database import connect
from projections.reports.statement import cases
from projections.reports.statement import statement as module
from projections.reports.statement.parts import Irregularity
from projections.reports.statement.statement import statement
from projections.view import view

BODY = "CNCA-R-2099-001"
R1, R2, C1, C2 = (f"{BODY}/{number}" for number in ("R1", "R2", "C1", "C2"))
N31 = "认秘函〔2024〕31号"
Issue = Callable[..., int]
Desk = Any


# Irregularities --------------------------------------------------------------


def test_what_an_opening_import_brought_late_stands_apart(clerk: Any, desk: Desk, issue: Issue) -> None:
    issue("C1")
    issue("C2")
    desk.flag()
    path = clerk.csv(
        ["event", "subject", "body", "effective_on"], ["cancel", "C1", BODY, "2024-07-10"], name="opening.csv"
    )
    clerk.run("import", "events", path, "--opening")
    opened = clerk.entries()
    entered = desk.cert("cancel", C2, "2024-07-16")
    found = desk.made()
    assert desk.cases(found, "back_dated") == [(C2, entered, "2024-07-16")]
    assert desk.cases(found, "back_dated_opening") == [(C1, opened, "2024-07-10")]
    assert desk.cases(found, "recorded_late") == []
    assert desk.cases(found, "recorded_late_opening") == [(C1, opened, "2024-07-10")]


def test_an_entry_that_settles_twice_is_back_dated_once(desk: Desk, issue: Issue) -> None:
    issue("C1")
    desk.flag(R1)
    desk.cert("transfer", C1, "2024-07-06", "--to", R2)
    desk.flag(R2, "2024-07-08")
    cancelled = desk.cert("cancel", C1, "2024-07-09")
    found = desk.made()
    assert found.report.summary["settle_certificate"]["total"] == 2
    assert desk.cases(found, "back_dated") == [(C1, cancelled, "2024-07-09")]
    assert desk.cases(found, "recorded_late") == [(C1, cancelled, "2024-07-09")] * 2
    assert desk.cases(found, "not_reported") == [(C1, cancelled, "2024-07-09")]


def test_pending_dispositions_and_misplaced_certificates_are_listed(desk: Desk, issue: Issue) -> None:
    issue("C1")
    desk.flag(R1, ground="misclassified")
    gone = desk.rule("deregister", R1, "2024-07-10")
    irregular = issue("C2", "--on", "2024-07-11", "--irregular", "--why", "it happened")
    found = desk.made()
    assert desk.cases(found, "disposition_pending") == [(C1, None, None), (C2, None, None)]
    assert desk.cases(found, "issued_under_closed_rule") == [(C2, irregular, "2024-07-11")]
    assert desk.cases(found, "in_force_under_deregistered_rule") == [
        (c, gone, "2024-07-10") for c in (C1, C2)
    ]


def test_a_certificate_put_under_two_closed_rules_is_listed_once_by_the_first(
    desk: Desk, issue: Issue
) -> None:
    issued = issue("C1", "--on", "2024-07-06")
    desk.cert("transfer", C1, "2024-07-08", "--to", R2)
    desk.flag(R1, "2024-07-05")
    desk.flag(R2, "2024-07-07")
    assert desk.cases(desk.made(), "issued_under_closed_rule") == [(C1, issued, "2024-07-06")]


def test_the_voids_of_other_subjects_are_not_of_this_statement(clerk: Any, desk: Desk, issue: Issue) -> None:
    issue("C1")
    issue("C2", rule="R2")
    desk.flag()
    suspended = [desk.cert("suspend", cert, "2024-07-06") for cert in (C1, C2)]
    clerk.record("void", *(f"#{position}" for position in suspended), "--why", "wrong", "--yes")
    assert desk.cases(desk.made(), "voided") == [(C1, suspended[0], "2024-07-06")]
    assert desk.cases(desk.made(known_at=suspended[1]), "voided") == []
    assert desk.cases(desk.made("2024-07-05"), "voided") == [], "it was of a later day"


# Other ways to judge ---------------------------------------------------------

NOTICE_TOML = """number = "认秘函〔2099〕9号"
title = "虚构通知"
issued_on = "2024-07-02"
deadline = "2024-07-15"
judged_by = "{by}"
[[clauses]]
clause = "一"
ground = "out_of_scope"
"""


@pytest.mark.parametrize(
    ("by", "outcomes", "last"),
    [
        ("effective", (3, 0, 0), ("07-10", 0, 2, 0, 0)),
        ("recorded", (0, 3, 0), ("07-20", 0, 3, 0, 0)),
        ("reported", (1, 1, 1), ("07-18", 0, 1, 0, 1)),
        ("decided", (1, 0, 2), ("07-08", 0, 1, 0, 2)),
    ],
)
def test_a_notice_may_judge_by_another_time(
    clerk: Any, desk: Desk, issue: Issue, by: str, outcomes: tuple[int, ...], last: tuple[object, ...]
) -> None:
    issue("C1")
    issue("C2")
    clerk.record("notice", "issue", "--file", clerk.file("n.toml", NOTICE_TOML.format(by=by)))
    desk.flag(notice="认秘函〔2099〕9号")
    desk.rule("deregister", R1, "2024-07-10")
    desk.cert("cancel", C1, "2024-07-09", "--decided-on", "2024-07-08", "--reported-on", "2024-07-18")
    desk.cert("cancel", C2, "2024-07-10", "--reported-on", "2024-07-12")
    found = desk.made(notice="认秘函〔2099〕9号")
    judged = found.conclusion.judged
    assert (judged.on_time, judged.late, judged.overdue) == outcomes
    step = found.burndown[-1]
    assert (step.day[5:], step.opened, step.settled, step.lapsed, step.remaining) == last


# Balances --------------------------------------------------------------------


def test_a_statement_that_does_not_add_up_is_refused(
    desk: Desk, issue: Issue, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue("C1")
    desk.flag()
    desk.made()
    broken: Any = module.ageing
    monkeypatch.setattr(
        module, "ageing", lambda of: [msgspec.structs.replace(age, rules=age.rules + 1) for age in broken(of)]
    )
    with pytest.raises(Rejected) as refused:
        desk.made()
    assert refused.value.code == "report.unbalanced"
    assert refused.value.values == {"balances": ["ageing.rules"]}


def test_cases_are_read_as_often_as_wanted_in_order_of_their_ids(
    clerk: Any, desk: Desk, issue: Issue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cases, "BATCH", 2)
    for number in ("C9", "C10", "C1", "B/2", "b-3"):
        issue(number)
    desk.flag(R1, ground="misclassified")
    with closing(connect(str(clerk.path), writing=False)) as reader:
        seen = view(reader, as_of="2024-07-31", known_at=None, today="2024-07-31")
        made = statement(reader, Subject("notice", N31), seen)
        (pending,) = (each for each in made.irregularities if each.name == "disposition_pending")
        read = [case.subject for case in pending.cases]
        assert read == sorted(f"CNCA-R-2099-001/{n}" for n in ("C9", "C10", "C1", "B/2", "B-3"))
        assert [case.subject for case in pending.cases] == read
        assert pending.count == len(read)


def test_a_lost_case_is_found_by_the_balances(
    desk: Desk, issue: Issue, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue("C1")
    desk.flag(R1, ground="misclassified")
    of = module.irregularities

    def fewer(*args: Any) -> list[Irregularity]:
        return [msgspec.structs.replace(one, count=0, cases=[]) for one in of(*args)]

    monkeypatch.setattr(module, "irregularities", fewer)
    with pytest.raises(Rejected) as refused:
        desk.made()
    assert refused.value.values == {"balances": ["irregularities.disposition_pending"]}


def test_every_term_of_a_balance_is_named_and_the_sides_are_printed(desk: Desk, issue: Issue) -> None:
    issue("C1")
    desk.flag()
    found = desk.made()
    names = [balance.name for balance in found.balances]
    assert len(set(names)) == len(names)
    for balance in found.balances:
        left, right = (sum(t.sign * t.value for t in side) for side in (balance.left, balance.right))
        assert left == right, balance.name
        assert all(term.name for term in (*balance.left, *balance.right))
    assert json.loads(msgspec.json.encode(found.balances))[0]["name"] == "rules.flagged"


def test_with_detail_the_rows_of_the_report_come_as_they_are_taken(
    clerk: Any, desk: Desk, issue: Issue
) -> None:
    issue("C1")
    desk.flag()
    assert desk.made().report.rows is None
    with closing(connect(str(clerk.path), writing=False)) as reader:
        seen = view(reader, as_of="2024-07-31", known_at=None, today="2024-07-31")
        found = statement(reader, Subject("notice", N31), seen, detail=True)
        assert found.report.rows is not None
        assert [row.subject for row in found.report.rows] == [R1, C1]
