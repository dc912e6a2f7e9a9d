"""Voids: what remains must be legal, judged once for all positions."""

from collections.abc import Callable

from telling import (
    BODY,
    C1,
    C9,
    FIRST,
    N3,
    R1,
    R2,
    R9,
    Given,
    Told,
    cancelled,
    deregistered,
    extended,
    filed,
    flagged,
    given,
    issued,
    refiled,
    reinstated,
    renewed,
    revoked,
    suspended,
    transferred,
    unflagged,
    voided,
)

from ledger.acts import void
from ledger.desk import Desk


def voiding(story: Given, *positions: int) -> Callable[[Desk], None]:
    def doing(desk: Desk) -> None:
        void(desk, [story.entry(position) for position in positions], {"why": "错录"})

    return doing


def void_of(story: Given, *positions: int) -> Told:
    return story.doing(voiding(story, *positions))


def test_a_void_is_an_entry_of_the_voided_entrys_subject_on_the_day_it_is_recorded() -> None:
    void_of(given(issued(), revoked()), FIRST + 1).then(voided(C1, FIRST + 1, today="2024-07-31"))


def test_a_voided_entry_no_longer_counts() -> None:
    story = given(issued(), revoked(), voided(C1, FIRST + 1))
    assert story.state(C1, "2024-07-31").status == "valid"
    story.when(suspended("2024-06-01")).then(suspended("2024-06-01"))


def test_a_void_is_accepted_when_what_remains_is_legal() -> None:
    story = given(issued(), suspended(), reinstated(), cancelled())
    void_of(story, FIRST + 3).then(voided(C1, FIRST + 3))
    void_of(story, FIRST + 2).then(voided(C1, FIRST + 2))


def test_a_void_is_refused_when_what_remains_is_not_legal() -> None:
    story = given(issued(), suspended(), reinstated())
    void_of(story, FIRST + 1).refused(
        "history.contradicted", position=FIRST + 2, because="certificate.not_suspended"
    )


def test_voids_are_judged_once_for_all_their_positions() -> None:
    story = given(issued(), suspended(), reinstated())
    void_of(story, FIRST + 1, FIRST + 2).then(voided(C1, FIRST + 1), voided(C1, FIRST + 2))
    void_of(story, FIRST, FIRST + 1, FIRST + 2).then(*(voided(C1, FIRST + at) for at in range(3)))


def test_an_issue_with_entries_after_it_cannot_be_voided_alone() -> None:
    void_of(given(issued(), cancelled()), FIRST).refused(
        "history.contradicted", because="certificate.not_yet_issued"
    )


def test_a_renewal_that_a_later_act_rests_on_cannot_be_voided() -> None:
    story = given(issued(expires="2024-04-30"), renewed("2024-04-01"), cancelled("2024-05-01"))
    void_of(story, FIRST + 1).refused("history.contradicted", position=FIRST + 2)


def test_a_void_cannot_be_voided() -> None:
    story = given(issued(), revoked(), voided(C1, FIRST + 1))
    void_of(story, FIRST + 2).refused("void.of_void", position=FIRST + 2)


def test_a_void_that_stands_is_done_already() -> None:
    story = given(issued(), revoked(), voided(C1, FIRST + 1))
    void_of(story, FIRST + 1).done_already(FIRST + 2)


def test_a_number_whose_issue_is_voided_may_be_issued_again() -> None:
    story = given(issued(), voided(C1, FIRST))
    story.when(suspended()).refused("certificate.unknown")
    story.when(issued("2024-02-01")).then(issued("2024-02-01"))
    story.when(issued()).then(issued())


def test_voiding_a_deregistration_leaves_the_certificates_it_settled() -> None:
    story = given(issued(), deregistered(), cancelled("2024-04-25"))
    void_of(story, FIRST + 1).then(voided(R1, FIRST + 1))
    assert (
        given(issued(), deregistered(), cancelled("2024-04-25"), voided(R1, FIRST + 1))
        .state(C1, "2024-07-31")
        .status
        == "cancelled"
    )


def test_a_voided_flag_may_be_set_again_on_another_ground() -> None:
    again = flagged(ground="nonconforming")
    given(flagged(), voided(R1, FIRST)).when(again).then(again)


def test_a_flag_that_was_withdrawn_cannot_be_voided_alone() -> None:
    void_of(given(flagged(), unflagged()), FIRST).refused("history.contradicted", because="rule.not_flagged")


def test_voiding_a_withdrawal_may_leave_two_flags_that_contradict() -> None:
    story = given(flagged(), unflagged(), flagged("2024-04-25", ground="nonconforming"))
    void_of(story, FIRST + 1).refused("history.contradicted", position=FIRST + 2)


# What others name --------------------------------------------------------------


def test_a_body_that_a_rule_names_cannot_be_voided() -> None:
    void_of(given(), 1).refused("void.depended_on", id=BODY.id, type="RuleFiled")


def test_a_notice_that_an_entry_names_cannot_be_voided() -> None:
    void_of(given(flagged()), 2).refused("void.depended_on", id=N3.id, position=FIRST, type="RuleFlagged")
    void_of(given(issued(), cancelled(notice=N3.id)), 2).refused("void.depended_on", position=FIRST + 1)
    void_of(given(), 2).then(voided(N3, 2))


def test_a_notice_that_only_a_voided_entry_names_can_be_voided() -> None:
    void_of(given(flagged(), voided(R1, FIRST)), 2).then(voided(N3, 2))


def test_a_notice_with_an_extension_cannot_be_voided_alone() -> None:
    story = given(extended("2024-05-31"))
    void_of(story, 2).refused("history.contradicted", position=FIRST)
    void_of(story, 2, FIRST).then(voided(N3, 2), voided(N3, FIRST))


def test_a_rule_that_a_certificate_names_cannot_be_voided() -> None:
    void_of(given(issued()), 4).refused(
        "void.depended_on", id=R1.id, position=FIRST, type="CertificateIssued"
    )
    void_of(given(issued(), transferred()), 5).refused("void.depended_on", id=R2.id, position=FIRST + 1)


def test_a_rule_and_the_certificate_that_names_it_can_be_voided_together() -> None:
    void_of(given(issued()), 4, FIRST).then(voided(R1, 4), voided(C1, FIRST))


def test_everything_of_a_body_can_be_voided_together() -> None:
    story = given()
    void_of(story, 1, 4, 5, 6).then(*(voided(story.entry(p).subject, p) for p in (1, 4, 5, 6)))


# Pairs -------------------------------------------------------------------------


def refiling() -> Given:
    return given(deregistered(), filed("2024-05-10", R9, supersedes=R1.id), refiled())


def test_a_refiling_and_its_filing_are_voided_together() -> None:
    for position, other in ((FIRST + 1, FIRST + 2), (FIRST + 2, FIRST + 1)):
        told = void_of(refiling(), position)
        told.then(*(voided(refiling().entry(p).subject, p) for p in (position, other)))
        told.remarked("void.together")


def test_a_refiling_whose_new_filing_is_named_cannot_be_voided() -> None:
    story = given(
        deregistered(), refiled(), filed("2024-05-10", R9, supersedes=R1.id), issued("2024-05-11", rule=R9)
    )
    for position in (FIRST + 1, FIRST + 2):
        void_of(story, position).refused("void.depended_on", id=R9.id, position=FIRST + 3)


def test_a_deregistration_that_a_refiling_rests_on_cannot_be_voided() -> None:
    void_of(refiling(), FIRST).refused("history.contradicted", because="rule.not_deregistered")


def replacing() -> Given:
    new = issued("2024-06-01", C9, R2, supersedes=C1.id)
    return given(issued(), transferred(superseded_by=C9.id, reason="replaced"), new)


def test_the_two_entries_of_a_transfer_to_a_new_number_are_voided_together() -> None:
    for position, other in ((FIRST + 1, FIRST + 2), (FIRST + 2, FIRST + 1)):
        told = void_of(replacing(), position)
        told.then(*(voided(replacing().entry(p).subject, p) for p in (position, other)))
        told.remarked("void.together")


def test_a_transfer_whose_new_certificate_went_on_cannot_be_voided() -> None:
    new = issued("2024-06-01", C9, R2, supersedes=C1.id)
    story = given(issued(), transferred(superseded_by=C9.id), new, suspended("2024-06-10", C9))
    void_of(story, FIRST + 1).refused("history.contradicted", position=FIRST + 3)


def test_the_issue_of_a_replaced_certificate_cannot_be_voided_while_the_new_one_names_it() -> None:
    void_of(replacing(), FIRST).refused("history.contradicted")
    void_of(replacing(), FIRST, FIRST + 1).then(
        voided(C1, FIRST), voided(C1, FIRST + 1), voided(C9, FIRST + 2)
    )
