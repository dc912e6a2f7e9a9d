"""Outcomes: the deadline, its boundary, and the four times it may be judged by."""

import pytest

from domain.obligations import Deadline, Judgement, Piece, judge

DUE = "2024-07-15"
BEFORE, AFTER = "2024-07-14", "2024-07-16"


def deadline(boundary: str = "inclusive", judged_by: str = "effective") -> Deadline:
    return Deadline(on=DUE, boundary=boundary, judged_by=judged_by)


def piece(action: str = "settle_certificate", **own: object) -> Piece:
    given = {
        "notice": "n",
        "action": action,
        "ground": "out_of_scope",
        "start": "2024-07-02",
        "status_before": "valid",
    }
    return Piece(**{**given, **own})  # type: ignore[arg-type]


def settled(on: str, action: str = "settle_certificate", **own: object) -> Piece:
    return piece(action, settled_on=on, settled_by=7, **own)


@pytest.mark.parametrize(("boundary", "due"), [("inclusive", DUE), ("exclusive", BEFORE)])
def test_the_last_day_in_time(boundary: str, due: str) -> None:
    assert deadline(boundary).due_on == due


@pytest.mark.parametrize(
    ("boundary", "on", "outcome", "days"),
    [
        ("inclusive", "2024-07-02", "on_time", None),
        ("inclusive", BEFORE, "on_time", None),
        ("inclusive", DUE, "on_time", None),
        ("inclusive", AFTER, "late", 1),
        ("inclusive", "2024-07-18", "late", 3),
        ("exclusive", BEFORE, "on_time", None),
        ("exclusive", DUE, "late", 1),
        ("exclusive", AFTER, "late", 2),
    ],
)
def test_what_was_settled_is_judged_by_its_day(
    boundary: str, on: str, outcome: str, days: int | None
) -> None:
    judged = judge(settled(on), deadline(boundary), "2024-07-31", on)
    assert (judged.outcome, judged.days, judged.settled_on, judged.settled_by) == (outcome, days, on, 7)
    assert judged.on_deadline_day == (on == DUE)


@pytest.mark.parametrize(
    ("boundary", "as_of", "outcome", "days"),
    [
        ("inclusive", "2024-07-05", "open", 10),
        ("inclusive", DUE, "open", 0),
        ("inclusive", AFTER, "overdue", 1),
        ("inclusive", "2024-07-31", "overdue", 16),
        ("exclusive", BEFORE, "open", 0),
        ("exclusive", DUE, "overdue", 1),
    ],
)
def test_what_is_unsettled_is_open_then_overdue(boundary: str, as_of: str, outcome: str, days: int) -> None:
    assert judge(piece(), deadline(boundary), as_of, None) == Judgement(outcome=outcome, days=days)


@pytest.mark.parametrize(
    ("boundary", "last_valid", "outcome"),
    [
        ("inclusive", BEFORE, "lapsed"),
        ("inclusive", DUE, "lapsed"),
        ("inclusive", AFTER, "late"),
        ("exclusive", BEFORE, "lapsed"),
        ("exclusive", DUE, "late"),
    ],
)
def test_what_expired_unsettled_lapsed_or_is_late(boundary: str, last_valid: str, outcome: str) -> None:
    assert judge(piece(last_valid_on=last_valid), deadline(boundary), "2024-07-31", None).outcome == outcome


def test_what_expired_after_the_deadline_is_late_from_its_first_expired_day() -> None:
    assert judge(piece(last_valid_on="2024-07-19"), deadline(), "2024-07-31", None) == Judgement(
        outcome="late", settled_on="2024-07-20", settled_by=None, days=5
    )


def test_what_expired_on_the_last_day_of_an_exclusive_boundary_was_not_settled_on_the_deadline() -> None:
    judged = judge(piece(last_valid_on=DUE), deadline("exclusive"), "2024-07-31", None)
    assert (judged.settled_on, judged.days, judged.on_deadline_day) == (AFTER, 2, False)


def test_what_lapsed_has_no_day_and_no_entry() -> None:
    assert judge(piece(last_valid_on="2024-07-10"), deadline(), "2024-07-31", None) == Judgement(
        outcome="lapsed"
    )


# The four times ----------------------------------------------------------------

TIMES = {
    "effective": "2024-07-10",
    "recorded": "2024-07-20",
    "reported": "2024-07-12",
    "decided": "2024-07-18",
}
ACT = settled("2024-07-10", reported_on="2024-07-12", decided_on="2024-07-18")


@pytest.mark.parametrize(
    ("judged_by", "outcome", "days"),
    [
        ("effective", "on_time", None),
        ("recorded", "late", 5),
        ("reported", "on_time", None),
        ("decided", "late", 3),
    ],
)
def test_a_notice_says_by_which_of_the_four_times_it_judges(
    judged_by: str, outcome: str, days: int | None
) -> None:
    judged = judge(ACT, deadline(judged_by=judged_by), "2024-07-31", TIMES["recorded"])
    assert (judged.outcome, judged.days, judged.settled_on) == (outcome, days, TIMES[judged_by])


@pytest.mark.parametrize("judged_by", ["reported", "decided"])
def test_what_was_never_reported_or_decided_is_not_settled_by_that_time(judged_by: str) -> None:
    judged = judge(settled("2024-07-10"), deadline(judged_by=judged_by), "2024-07-31", "2024-07-10")
    assert judged == Judgement(outcome="overdue", days=16)


@pytest.mark.parametrize("judged_by", TIMES)
def test_what_was_settled_after_as_of_by_that_time_is_not_settled_yet(judged_by: str) -> None:
    day_before = {
        "effective": "2024-07-09",
        "recorded": "2024-07-19",
        "reported": "2024-07-11",
        "decided": "2024-07-17",
    }
    judged = judge(ACT, deadline(judged_by=judged_by), day_before[judged_by], TIMES["recorded"])
    assert judged.outcome in {"open", "overdue"}
    assert judged.settled_by is None


# Recorded late -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("boundary", "on", "recorded_on", "late"),
    [
        ("inclusive", "2024-07-10", DUE, False),
        ("inclusive", "2024-07-10", AFTER, True),
        ("inclusive", DUE, AFTER, True),
        ("inclusive", AFTER, "2024-07-17", False),
        ("exclusive", BEFORE, DUE, True),
        ("exclusive", DUE, AFTER, False),
    ],
)
def test_what_was_in_time_but_recorded_after_is_recorded_late(
    boundary: str,
    on: str,
    recorded_on: str,
    late: bool,
) -> None:
    assert judge(settled(on), deadline(boundary), "2024-07-31", recorded_on).recorded_late is late


# Followed, not judged ----------------------------------------------------------


def test_a_disposition_is_done_or_pending_and_has_no_days() -> None:
    dispose = "dispose_certificate"
    assert judge(piece(dispose), deadline(), "2024-07-31", None) == Judgement(outcome="pending")
    assert judge(piece(dispose, last_valid_on=BEFORE), deadline(), "2024-07-31", None) == Judgement(
        outcome="pending"
    )
    done = judge(settled(DUE, action=dispose), deadline(), "2024-07-31", "2024-08-01")
    assert done == Judgement(outcome="done", settled_on=DUE, settled_by=7)
