"""Timelines: order, voids, and the spans of status that a history makes."""

from telling import (
    C1,
    FIRST,
    N3,
    R1,
    R2,
    amended,
    cancelled,
    deregistered,
    flagged,
    given,
    issued,
    notice_withdrawn,
    reinstated,
    renewed,
    revoked,
    suspended,
    transferred,
    unflagged,
    voided,
)

from domain.timeline import fold, standing, until

EXPIRED = "2025-01-10"


def spans(story, subject=C1):  # noqa: ANN001, ANN201
    timeline = standing(story.history(subject))
    return [(s.status, s.start, s.end, s.position) for s in subject.aggregate.segments(timeline)]


def test_a_timeline_is_ordered_by_effective_day_then_by_entry() -> None:
    story = given(issued(), cancelled("2024-05-01"), suspended("2024-03-01"), reinstated("2024-03-01"))
    assert [e.position for e in standing(story.history(C1))] == [FIRST, FIRST + 2, FIRST + 3, FIRST + 1]


def test_a_timeline_leaves_out_the_voided_and_the_voids() -> None:
    story = given(issued(), revoked(), voided(C1, FIRST + 1), suspended())
    assert [e.position for e in standing(story.history(C1))] == [FIRST, FIRST + 3]


def test_a_void_that_is_not_known_does_not_count() -> None:
    story = given(issued(), revoked(), voided(C1, FIRST + 1))
    known = [e for e in story.history(C1) if e.position < FIRST + 2]
    assert [e.position for e in standing(known)] == [FIRST, FIRST + 1]


def test_until_includes_the_day_itself() -> None:
    timeline = standing(given(issued(), suspended("2024-03-01")).history(C1))
    assert [
        len(until(timeline, day)) for day in ("2024-01-09", "2024-01-10", "2024-02-29", "2024-03-01")
    ] == [0, 1, 1, 2]


def test_an_empty_timeline_has_no_state() -> None:
    assert fold([], C1.aggregate.evolve) is None
    assert C1.aggregate.segments([]) == []


def test_a_certificate_ends_with_its_calendar_expiry() -> None:
    assert spans(given(issued())) == [
        ("valid", "2024-01-10", EXPIRED, FIRST),
        ("expired", EXPIRED, None, FIRST),
    ]


def test_the_expiry_names_the_entry_that_set_it() -> None:
    assert spans(given(issued(), renewed("2024-06-01", expires="2025-06-30"))) == [
        ("valid", "2024-01-10", "2025-07-01", FIRST),
        ("expired", "2025-07-01", None, FIRST + 1),
    ]


def test_suspension_and_reinstatement_are_spans_of_their_own() -> None:
    assert spans(given(issued(), suspended(), reinstated(), revoked())) == [
        ("valid", "2024-01-10", "2024-03-01", FIRST),
        ("suspended", "2024-03-01", "2024-04-01", FIRST + 1),
        ("valid", "2024-04-01", "2024-05-01", FIRST + 2),
        ("revoked", "2024-05-01", None, FIRST + 3),
    ]


def test_an_act_that_leaves_the_status_makes_no_span() -> None:
    assert len(spans(given(issued(), amended()))) == 2


def test_of_several_changes_on_one_day_the_last_holds() -> None:
    assert spans(given(issued(), suspended("2024-03-01"), reinstated("2024-03-01"))) == [
        ("valid", "2024-01-10", EXPIRED, FIRST),
        ("expired", EXPIRED, None, FIRST),
    ]
    assert spans(given(issued(), cancelled("2024-01-10"))) == [("cancelled", "2024-01-10", None, FIRST + 1)]


def test_a_back_dated_act_changes_the_spans_before_later_ones() -> None:
    assert [s[0] for s in spans(given(issued(), revoked("2024-05-01"), suspended("2024-03-01")))] == [
        "valid",
        "suspended",
        "revoked",
    ]


def test_a_transfer_changes_the_rule_of_a_span_but_not_its_status() -> None:
    timeline = standing(given(issued(), transferred()).history(C1))
    assert [(s.status, s.rule, s.start) for s in C1.aggregate.segments(timeline)] == [
        ("valid", R1.id, "2024-01-10"),
        ("valid", R2.id, "2024-06-01"),
        ("expired", R2.id, EXPIRED),
    ]


def test_a_certificate_that_ends_on_its_expiry_day_never_expires() -> None:
    assert [s[0] for s in spans(given(issued(), cancelled("2025-01-09"), today="2025-02-01"))] == [
        "valid",
        "cancelled",
    ]


def test_a_rule_deregistered_wins_over_its_flags() -> None:
    story = given(flagged("2024-04-10"), deregistered("2024-04-20"), unflagged("2024-04-25"))
    assert [(s[0], s[1], s[2]) for s in spans(story, R1)] == [
        ("filed", "2023-02-01", "2024-04-10"),
        ("flagged", "2024-04-10", "2024-04-20"),
        ("deregistered", "2024-04-20", None),
    ]


def test_a_withdrawn_flag_gives_the_rule_back() -> None:
    assert [s[0] for s in spans(given(flagged(), unflagged()), R1)] == ["filed", "flagged", "filed"]


def test_a_notice_is_in_force_then_withdrawn() -> None:
    assert [(s[0], s[1], s[2]) for s in spans(given(notice_withdrawn()), N3)] == [
        ("in_force", "2024-04-02", "2024-05-01"),
        ("withdrawn", "2024-05-01", None),
    ]
