"""The days of a certificate's history: back-dating, ties, the expiry day, renewals."""

from telling import (
    C1,
    FIRST,
    amended,
    cancelled,
    given,
    issued,
    notified,
    reinstated,
    renewed,
    revoked,
    suspended,
    transferred,
)

EXPIRY, NEXT = "2024-07-10", "2024-07-11"


def test_an_act_may_be_back_dated_before_what_is_there() -> None:
    given(issued(), cancelled()).when(suspended("2024-03-01")).then(suspended("2024-03-01"))


def test_a_back_dated_revocation_contradicts_a_later_cancellation() -> None:
    given(issued(), cancelled("2024-05-01")).when(revoked("2024-04-30")).refused(
        "history.contradicted",
        position=FIRST + 1,
        type="CertificateCancelled",
        day="2024-05-01",
        because="certificate.not_in_force",
    )


def test_a_back_dated_suspension_contradicts_a_later_one() -> None:
    given(issued(), suspended("2024-03-01")).when(suspended("2024-02-01")).refused(
        "history.contradicted", position=FIRST + 1
    )


def test_a_back_dated_reinstatement_contradicts_the_later_one() -> None:
    given(issued(), suspended(), reinstated()).when(reinstated("2024-03-15")).refused(
        "history.contradicted", position=FIRST + 2
    )


def test_an_act_cannot_be_dated_before_the_issue() -> None:
    given(issued()).when(suspended("2024-01-09")).refused("certificate.not_yet_issued", day="2024-01-09")


def test_an_issue_cannot_be_dated_before_another() -> None:
    given(issued()).when(issued("2023-12-01")).refused("history.contradicted", position=FIRST)


def test_a_back_dated_renewal_contradicts_one_to_an_earlier_day() -> None:
    given(issued(), renewed("2024-06-01", expires="2026-01-09")).when(
        renewed("2024-05-01", expires="2027-01-09")
    ).refused("history.contradicted", position=FIRST + 1)


def test_a_back_dated_transfer_contradicts_the_same_one_later() -> None:
    given(issued(), transferred()).when(transferred("2024-05-01")).refused(
        "history.contradicted", because="certificate.same_rule"
    )


# Ties ------------------------------------------------------------------------


def test_on_one_day_the_order_of_entry_counts() -> None:
    given(issued(), suspended("2024-03-01")).when(reinstated("2024-03-01")).then(reinstated("2024-03-01"))
    given(issued(), cancelled("2024-03-01")).when(suspended("2024-03-01")).refused(
        "certificate.not_in_force", position=FIRST + 1
    )


def test_a_certificate_may_be_issued_and_cancelled_on_one_day() -> None:
    given(issued("2024-06-01")).when(cancelled("2024-06-01")).then(cancelled("2024-06-01"))


def test_proposals_of_one_commit_follow_each_other_on_one_day() -> None:
    acts = (issued("2024-06-01"), suspended("2024-06-01"), revoked("2024-06-01"))
    given().when(*acts).then(*acts)


def test_proposals_of_one_commit_are_all_refused_with_one() -> None:
    given().when(issued("2024-06-01"), revoked("2024-06-01"), suspended("2024-06-01")).refused(
        "certificate.not_in_force", status="revoked"
    )


# The calendar ----------------------------------------------------------------


def test_a_certificate_is_in_force_through_its_expiry_day() -> None:
    for act in (
        suspended(EXPIRY),
        cancelled(EXPIRY, reason="not_renewed"),
        revoked(EXPIRY),
        transferred(EXPIRY),
    ):
        given(issued(expires=EXPIRY)).when(act).then(act)


def test_a_certificate_is_expired_from_the_day_after() -> None:
    for act in (suspended(NEXT), cancelled(NEXT, reason="not_renewed"), revoked(NEXT), transferred(NEXT)):
        given(issued(expires=EXPIRY)).when(act).refused(
            "certificate.not_in_force", status="expired", day=NEXT
        )


def test_status_on_the_expiry_day_and_after() -> None:
    state = given(issued(expires=EXPIRY)).state(C1, NEXT)
    assert [state.status_on(day) for day in (EXPIRY, NEXT)] == ["valid", "expired"]
    state = given(issued(expires=EXPIRY), revoked()).state(C1, NEXT)
    assert state.status_on(NEXT) == "revoked"


def test_a_renewal_is_effective_no_later_than_the_expiry_it_replaces() -> None:
    given(issued(expires=EXPIRY)).when(renewed(EXPIRY, expires=NEXT)).then(renewed(EXPIRY, expires=NEXT))
    given(issued(expires=EXPIRY)).when(renewed(NEXT)).refused("certificate.not_in_force", status="expired")


def test_a_renewal_may_be_recorded_after_the_expiry_it_replaces() -> None:
    given(issued(expires=EXPIRY), today="2025-03-01").when(renewed(EXPIRY)).then(renewed(EXPIRY))


def test_an_act_after_the_first_expiry_stands_on_a_renewal() -> None:
    given(issued(expires=EXPIRY), renewed(EXPIRY)).when(cancelled("2024-07-20")).then(cancelled("2024-07-20"))


def test_a_renewal_must_lead_to_a_later_day() -> None:
    for expires in (EXPIRY, "2024-07-09"):
        given(issued(expires=EXPIRY)).when(renewed("2024-06-01", expires=expires)).refused(
            "certificate.expiry_not_later", standing=EXPIRY
        )


# A year ahead, and done already ------------------------------------------------


def test_an_effective_day_may_be_a_year_ahead() -> None:
    act = suspended("2025-07-31")
    given(issued(expires="2027-01-09")).when(act).then(act)


def test_an_effective_day_may_not_be_more_than_a_year_ahead() -> None:
    given(issued(expires="2027-01-09")).when(suspended("2025-08-01")).refused("effective.too_far_ahead")


def test_a_year_after_the_29th_of_february_is_the_1st_of_march() -> None:
    story = given(issued(expires="2027-01-09"), today="2024-02-29")
    story.when(suspended("2025-03-01")).then(suspended("2025-03-01"))
    story.when(suspended("2025-03-02")).refused("effective.too_far_ahead")


def test_an_act_ahead_is_not_true_before_its_day() -> None:
    story = given(issued(), cancelled("2024-12-01"))
    assert story.state(C1, "2024-11-30").status == "valid"
    assert story.state(C1, "2024-12-01").status == "cancelled"


def test_an_act_that_stands_is_done_already() -> None:
    acts = [
        issued(scope="总部"),
        amended(),
        suspended(until="2024-09-01"),
        reinstated(),
        notified(),
        renewed(),
    ]
    acts += [transferred("2024-06-02"), cancelled("2024-07-01", reason="discontinued")]
    for at, act in enumerate(acts):
        given(*acts).when(act).done_already(FIRST + at)


def test_an_act_that_stands_is_done_already_whatever_came_after() -> None:
    given(issued(), suspended(), revoked()).when(suspended()).done_already(FIRST + 1)


def test_an_act_with_another_day_or_reason_is_refused_and_names_the_standing_entry() -> None:
    story = given(issued(), cancelled(reason="discontinued"))
    story.when(cancelled("2024-05-02", reason="discontinued")).refused(
        "certificate.not_in_force", position=FIRST + 1
    )
    story.when(cancelled(reason="holder_request")).refused("certificate.not_in_force", position=FIRST + 1)


def test_a_renewal_to_the_standing_expiry_on_another_day_names_the_standing_entry() -> None:
    given(issued(), renewed()).when(renewed("2024-06-02")).refused(
        "certificate.expiry_not_later", position=FIRST + 1
    )


def test_a_transfer_to_the_standing_rule_on_another_day_names_the_standing_entry() -> None:
    given(issued(), transferred()).when(transferred("2024-06-02")).refused(
        "certificate.same_rule", position=FIRST + 1
    )


def test_particulars_of_an_act_that_stands_are_remarked_not_recorded() -> None:
    told = given(issued(), cancelled()).when(cancelled(reported_on="2024-05-02"))
    told.done_already(FIRST + 1)
    told.remarked("entry.particulars_ignored")


def test_one_new_act_beside_one_that_stands_is_drafted_alone() -> None:
    told = given(issued(), cancelled()).when(cancelled(), notified())
    told.then(notified())
