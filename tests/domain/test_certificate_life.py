"""The table of the certificate's life: what may follow what."""

import pytest
from telling import (
    C1,
    C9,
    FIRST,
    R2,
    Proposal,
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

ON = "2024-06-01"
LIVES: dict[str, tuple[Proposal, ...]] = {
    "unknown": (),
    "valid": (issued(),),
    "suspended": (issued(), suspended()),
    "reinstated": (issued(), suspended(), reinstated()),
    "revoked": (issued(), revoked()),
    "cancelled": (issued(), cancelled()),
    "expired": (issued(expires="2024-05-31"),),
    "expired while suspended": (issued(expires="2024-05-31"), suspended()),
    "transferred": (issued(), transferred("2024-05-01")),
    "replaced": (
        issued(),
        transferred("2024-05-01", superseded_by=C9.id),
        issued("2024-05-01", C9, R2, supersedes=C1.id),
    ),
}
ACTS: dict[str, Proposal] = {
    "issue": issued(ON),
    "amend": amended(ON),
    "suspend": suspended(ON),
    "reinstate": reinstated(ON),
    "cancel": cancelled(ON),
    "revoke": revoked(ON),
    "renew": renewed(ON),
    "transfer": transferred(ON),
    "notify": notified(ON),
}
CHANGES = ("amend", "suspend", "reinstate", "cancel", "revoke", "renew", "transfer")
ILLEGAL = {
    **{("unknown", act): "certificate.unknown" for act in (*CHANGES, "notify")},
    **{(life, "issue"): "certificate.exists" for life in LIVES if life != "unknown"},
    **{
        (life, act): "certificate.not_in_force"
        for life in ("revoked", "cancelled", "expired", "expired while suspended", "replaced")
        for act in CHANGES
    },
    ("valid", "reinstate"): "certificate.not_suspended",
    ("reinstated", "reinstate"): "certificate.not_suspended",
    ("transferred", "reinstate"): "certificate.not_suspended",
    ("suspended", "suspend"): "certificate.already_suspended",
    ("transferred", "transfer"): "certificate.same_rule",
}
"""What the table in domain.md does not list; everything else is accepted."""


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("life", LIVES)
def test_what_may_follow_what(life: str, act: str) -> None:
    told = given(*LIVES[life]).when(ACTS[act])
    if (life, act) in ILLEGAL:
        told.refused(ILLEGAL[life, act])
    else:
        told.then(ACTS[act])


def test_a_revoked_certificate_cannot_be_reinstated() -> None:
    given(issued(), revoked()).when(reinstated(ON)).refused(
        "certificate.not_in_force", status="revoked", position=FIRST + 1, day=ON
    )


def test_a_cancelled_certificate_cannot_be_revoked() -> None:
    given(issued(), cancelled()).when(revoked(ON)).refused(
        "certificate.not_in_force", status="cancelled", position=FIRST + 1
    )


def test_an_expired_certificate_names_the_entry_that_set_its_expiry() -> None:
    given(issued(expires="2024-02-10"), renewed("2024-02-01", expires="2024-05-31")).when(
        cancelled(ON)
    ).refused("certificate.not_in_force", status="expired", position=FIRST + 1)


def test_a_suspended_certificate_can_be_cancelled_and_revoked() -> None:
    given(issued(), suspended()).when(cancelled(reason="holder_request")).then(
        cancelled(reason="holder_request")
    )
    given(issued(), suspended()).when(revoked(reason="suspension_not_cured")).then(
        revoked(reason="suspension_not_cured")
    )


def test_a_suspended_certificate_stays_suspended_when_renewed_amended_and_transferred() -> None:
    story = given(issued(), suspended(), renewed(), amended("2024-06-02"), transferred("2024-06-03"))
    state = story.state(C1, "2024-06-30")
    assert (state.status, state.expires_on, state.rule) == ("suspended", "2026-01-09", R2.id)


def test_a_certificate_can_be_suspended_again_after_its_reinstatement() -> None:
    given(issued(), suspended(), reinstated()).when(suspended(ON, until="2024-09-01")).then(
        suspended(ON, until="2024-09-01")
    )


def test_a_suspension_cannot_end_before_it_begins() -> None:
    given(issued()).when(suspended(ON, until="2024-05-31")).refused("certificate.suspended_until_before")


def test_a_suspension_of_one_day_is_one() -> None:
    given(issued()).when(suspended(ON, until=ON)).then(suspended(ON, until=ON))


def test_an_amendment_must_amend_something() -> None:
    given(issued()).when(amended(ON, why="无")).refused("certificate.nothing_amended")


def test_an_amendment_changes_only_what_it_gives() -> None:
    story = given(issued(holder_id="91999999MA81261109", scope="总部"), amended(scope="二号厂区"))
    state = story.state(C1, ON)
    assert (state.holder, state.holder_id, state.scope) == ("样例公司", "91999999MA81261109", "二号厂区")


def test_a_certificate_cannot_be_issued_to_expire_before_its_issue() -> None:
    given().when(issued(ON, expires="2024-05-31")).refused("certificate.expiry_before_issue")


def test_a_certificate_may_be_valid_for_one_day() -> None:
    given().when(issued(ON, expires=ON)).then(issued(ON, expires=ON))


def test_a_holder_can_still_be_told_after_the_end() -> None:
    given(issued(), revoked()).when(notified(ON)).then(notified(ON))


def test_a_holder_is_not_told_before_the_issue() -> None:
    given(issued()).when(notified("2024-01-09")).refused("certificate.not_yet_issued")
