"""What a flag obliges to: which rules and certificates, from when, and how each was settled."""

from telling import (
    C1,
    C9,
    FIRST,
    N3,
    N31,
    R1,
    R2,
    R9,
    Given,
    Subject,
    cancelled,
    deregistered,
    filed,
    flagged,
    given,
    issued,
    reinstated,
    renewed,
    revoked,
    suspended,
    transferred,
    unflagged,
    voided,
)
from telling import refiled as refiled_

from domain.obligations import Piece, of_certificate, of_rule
from domain.rule import flag_spans
from domain.timeline import standing

DAY = "2024-04-10"
"""The flag's day."""


def owed(story: Given, cert: Subject = C1, rule: Subject = R1) -> list[Piece]:
    timeline = standing(story.history(cert))
    return [
        p
        for span in flag_spans(standing(story.history(rule)))
        for p in of_certificate(timeline, rule.id, span)
    ]


def rule_owed(story: Given, rule: Subject = R1) -> list[Piece]:
    timeline = standing(story.history(rule))
    return [p for span in flag_spans(standing(story.history(rule))) for p in of_rule(timeline, span)]


def brief(pieces: list[Piece]) -> list[tuple[str, str, str | None, str | None, int | None]]:
    return [(p.action, p.start, p.end, p.settled_on, p.settled_by) for p in pieces]


MISCLASSIFIED = flagged("2024-07-05", notice=N31, ground="misclassified")


# Rules -------------------------------------------------------------------------


def test_every_flagged_rule_is_to_be_deregistered() -> None:
    assert brief(rule_owed(given(flagged()))) == [("deregister_rule", DAY, None, None, None)]


def test_a_deregistration_settles_from_its_day() -> None:
    assert brief(rule_owed(given(flagged(), deregistered("2024-04-25")))) == [
        ("deregister_rule", DAY, "2024-04-25", None, None),
        ("deregister_rule", "2024-04-25", None, "2024-04-25", FIRST + 1),
    ]


def test_an_earlier_deregistration_settles_too() -> None:
    pieces = rule_owed(given(deregistered("2024-04-05"), flagged()))
    assert brief(pieces) == [("deregister_rule", DAY, None, "2024-04-05", FIRST)]
    assert pieces[0].status_before == "filed"


def test_a_misclassified_rule_is_to_be_refiled_too() -> None:
    assert [p.action for p in rule_owed(given(MISCLASSIFIED))] == ["deregister_rule", "refile_rule"]


def test_a_refiling_settles() -> None:
    story = given(
        MISCLASSIFIED,
        deregistered("2024-07-08"),
        refiled_("2024-07-10"),
        filed("2024-07-10", R9, supersedes=R1.id),
    )
    assert brief(rule_owed(story))[2:] == [
        ("refile_rule", "2024-07-05", "2024-07-10", None, None),
        ("refile_rule", "2024-07-10", None, "2024-07-10", FIRST + 2),
    ]


def test_other_grounds_need_no_refiling() -> None:
    assert [p.action for p in rule_owed(given(flagged(ground="nonconforming")))] == ["deregister_rule"]


def test_a_withdrawn_flag_ends_its_obligations_from_its_day() -> None:
    assert brief(rule_owed(given(flagged(), unflagged("2024-04-20")))) == [
        ("deregister_rule", DAY, "2024-04-20", None, None)
    ]


def test_a_flag_withdrawn_on_its_own_day_obliges_to_nothing() -> None:
    assert rule_owed(given(flagged(), unflagged(DAY))) == []
    assert owed(given(issued(), flagged(), unflagged(DAY))) == []


def test_a_second_flag_starts_obligations_from_its_own_day() -> None:
    story = given(flagged(), unflagged("2024-04-20"), flagged("2024-04-25", ground="nonconforming"))
    assert [(p.ground, p.start, p.end) for p in rule_owed(story)] == [
        ("out_of_scope", DAY, "2024-04-20"),
        ("nonconforming", "2024-04-25", None),
    ]


def test_a_settlement_after_the_withdrawal_settles_nothing() -> None:
    assert brief(rule_owed(given(flagged(), unflagged("2024-04-20"), deregistered("2024-04-25")))) == [
        ("deregister_rule", DAY, "2024-04-20", None, None)
    ]


def test_a_voided_flag_obliges_to_nothing() -> None:
    assert rule_owed(given(flagged(), voided(R1, FIRST))) == []


def test_flags_of_two_notices_are_apart() -> None:
    pieces = rule_owed(given(flagged(), MISCLASSIFIED))
    assert [(p.notice, p.action) for p in pieces] == [
        (N3.id, "deregister_rule"),
        (N31.id, "deregister_rule"),
        (N31.id, "refile_rule"),
    ]


# Which certificates ------------------------------------------------------------


def test_a_certificate_in_force_on_the_flags_day_is_owed() -> None:
    assert [p.start for p in owed(given(issued(), flagged()))] == [DAY, "2025-01-10"]
    pieces = owed(given(issued(), suspended(), flagged()))
    assert pieces[0].status_before == "suspended"


def test_a_certificate_that_ended_before_the_flags_day_is_not_owed() -> None:
    assert owed(given(issued(), revoked("2024-04-09"), flagged())) == []
    assert owed(given(issued(expires="2024-04-09"), flagged())) == []


def test_a_certificate_that_ends_on_the_flags_day_is_owed_and_settled() -> None:
    assert brief(owed(given(issued(), flagged(), cancelled(DAY)))) == [
        ("settle_certificate", DAY, None, DAY, FIRST + 2)
    ]


def test_a_certificate_whose_last_day_is_the_flags_day_is_owed() -> None:
    pieces = owed(given(issued(expires=DAY), flagged()))
    assert [(p.start, p.end, p.last_valid_on) for p in pieces] == [
        (DAY, "2024-04-11", None),
        ("2024-04-11", None, DAY),
    ]


def test_a_certificate_issued_under_the_flagged_rule_later_is_owed_from_its_issue() -> None:
    pieces = owed(given(flagged(), issued("2024-04-12", irregular=True, why="误发")))
    assert pieces[0].start == "2024-04-12"
    assert owed(given(flagged(), issued(DAY)))[0].start == DAY


def test_a_certificate_transferred_away_before_the_flag_is_not_owed() -> None:
    assert owed(given(issued(), transferred("2024-04-09"), flagged())) == []


def test_a_certificate_transferred_on_the_flags_day_is_owed() -> None:
    assert owed(given(issued(), flagged(), transferred(DAY)))[0].start == DAY


def test_a_certificate_transferred_to_the_flagged_rule_later_is_not_owed() -> None:
    assert owed(given(issued(rule=R2), flagged(), transferred("2024-04-15", to=R1))) == []


# How they are settled ----------------------------------------------------------


def test_cancel_and_revoke_settle() -> None:
    for end in (cancelled, revoked):
        pieces = owed(
            given(issued(), flagged(), end("2024-04-20", reported_on="2024-04-21", decided_on="2024-04-18"))
        )
        assert brief(pieces)[1] == ("settle_certificate", "2024-04-20", None, "2024-04-20", FIRST + 2)
        assert (pieces[1].reported_on, pieces[1].decided_on) == ("2024-04-21", "2024-04-18")


def test_suspension_and_reinstatement_do_not_settle() -> None:
    pieces = owed(given(issued(), flagged(), suspended("2024-04-15"), reinstated("2024-04-20")))
    assert [p.settled_by for p in pieces] == [None, None]


def test_a_transfer_does_not_settle_a_certificate_of_an_out_of_scope_rule() -> None:
    pieces = owed(given(issued(), flagged(), transferred("2024-04-20"), cancelled("2024-05-02")))
    assert brief(pieces)[1] == ("settle_certificate", "2024-05-02", None, "2024-05-02", FIRST + 3)


def test_a_transfer_to_a_new_number_ends_the_old_and_the_new_is_not_owed() -> None:
    story = given(
        issued(),
        flagged(),
        transferred("2024-04-20", superseded_by=C9.id),
        issued("2024-04-20", C9, R2, supersedes=C1.id),
    )
    assert owed(story)[1].settled_on == "2024-04-20"
    assert owed(story, C9) == []


def test_a_misclassified_rules_certificates_are_disposed_of_by_transfer_cancel_or_revoke() -> None:
    for end in (transferred, cancelled, revoked):
        pieces = owed(given(issued(), MISCLASSIFIED, end("2024-07-20")))
        assert brief(pieces)[1] == ("dispose_certificate", "2024-07-20", None, "2024-07-20", FIRST + 2)


def test_a_renewal_moves_the_last_valid_day() -> None:
    pieces = owed(given(issued(expires="2024-05-31"), flagged(), renewed("2024-05-01", expires="2025-05-31")))
    assert [p.last_valid_on for p in pieces] == [None, "2025-05-31"]


def test_a_withdrawn_flag_ends_what_the_certificate_owes() -> None:
    story = given(issued(), flagged(), unflagged("2024-04-20"), cancelled("2024-04-25"))
    assert brief(owed(story)) == [("settle_certificate", DAY, "2024-04-20", None, None)]


def test_a_second_flag_owes_those_in_force_on_its_own_day() -> None:
    story = given(issued(), flagged(), unflagged("2024-04-15"), flagged("2024-04-25"))
    assert [(p.start, p.end) for p in owed(story)] == [
        (DAY, "2024-04-15"),
        ("2024-04-25", "2025-01-10"),
        ("2025-01-10", None),
    ]
    ended = given(
        issued(), flagged(), unflagged("2024-04-15"), cancelled("2024-04-20"), flagged("2024-04-25")
    )
    assert [p.start for p in owed(ended)] == [DAY]
