"""What an act about a certificate needs of its rule, its body and its notice."""

import pytest
from telling import (
    C1,
    C9,
    FIRST,
    NOBODY,
    R1,
    R2,
    R9,
    Proposal,
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
)

from domain.certificate import CertificateTransferred
from ledger.acts import transfer_as
from ledger.desk import Desk

ON = "2024-04-25"
CLOSED = {"flagged": flagged(ON), "deregistered": deregistered(ON)}


@pytest.mark.parametrize("status", CLOSED)
def test_nothing_is_issued_under_a_closed_rule(status: str) -> None:
    given(CLOSED[status]).when(issued(ON)).refused(
        "rule.closed", status=status, position=FIRST, rule=R1.id, day=ON
    )


@pytest.mark.parametrize("status", CLOSED)
def test_nothing_is_renewed_under_a_closed_rule(status: str) -> None:
    given(issued(), CLOSED[status]).when(renewed(ON)).refused("rule.closed", status=status)


@pytest.mark.parametrize("status", CLOSED)
def test_nothing_is_transferred_to_a_closed_rule(status: str) -> None:
    given(issued(rule=R2), CLOSED[status]).when(transferred(ON, to=R1)).refused("rule.closed", status=status)


@pytest.mark.parametrize("status", CLOSED)
@pytest.mark.parametrize("act", [reinstated(ON), cancelled(ON), revoked(ON)])
def test_a_certificate_under_a_closed_rule_can_be_reinstated_and_ended(status: str, act: Proposal) -> None:
    given(issued(), suspended(), CLOSED[status]).when(act).then(act)


def test_the_rule_is_asked_at_the_end_of_the_effective_day() -> None:
    day_before = issued("2024-04-24")
    given(flagged(ON)).when(day_before).then(day_before)
    given(flagged(ON), unflagged(ON)).when(issued(ON)).then(issued(ON))


def test_a_withdrawn_flag_closes_the_rule_only_while_it_stood() -> None:
    story = given(flagged("2024-04-10"), unflagged("2024-04-20"))
    story.when(issued("2024-04-19")).refused("rule.closed")
    story.when(issued("2024-04-20")).then(issued("2024-04-20"))


def test_nothing_is_issued_before_the_rule_is_filed() -> None:
    given().when(issued("2023-01-31")).refused("rule.not_filed_then", rule=R1.id)


def test_nothing_is_issued_under_an_unknown_rule() -> None:
    given().when(issued(rule=R9)).refused("rule.unknown", id=R9.id)


def test_nothing_is_transferred_to_an_unknown_rule() -> None:
    given(issued()).when(transferred(to=R9)).refused("rule.unknown", id=R9.id)


def test_a_later_rule_entry_never_makes_a_certificate_illegal() -> None:
    back_dated = flagged("2024-04-03")
    given(issued("2024-04-20")).when(back_dated).then(back_dated)
    given(issued("2024-04-20")).when(deregistered("2024-01-01")).then(deregistered("2024-01-01"))


def test_an_act_is_checked_once_only() -> None:
    story = given(issued("2024-04-20"), flagged("2024-04-03"))
    act = suspended("2024-05-01")
    story.when(act).then(act)


def test_an_irregular_issue_is_recorded_all_the_same() -> None:
    act = issued(ON, irregular=True, why="系统误发")
    given(flagged("2024-04-10")).when(act).then(act)
    given(deregistered("2024-04-10")).when(act).then(act)


def test_an_irregular_issue_needs_a_reason_in_words() -> None:
    given(flagged("2024-04-10")).when(issued(ON, irregular=True)).refused("certificate.irregular_needs_why")


def test_an_irregular_issue_still_needs_a_rule_that_is_known() -> None:
    given().when(issued(ON, rule=R9, irregular=True, why="误发")).refused("rule.unknown")


def test_a_file_that_states_what_happened_is_not_asked_about_flags() -> None:
    given(flagged("2024-04-10")).when(issued(ON), check_rules=False).then(issued(ON))


def test_a_certificate_needs_a_body_that_is_known() -> None:
    there = Subject("certificate", f"{NOBODY.id}/C1")
    given().when(issued(cert=there)).refused("body.unknown", id=NOBODY.id)


def test_a_notice_that_is_named_must_be_known() -> None:
    given(issued()).when(cancelled(notice="国认监〔2099〕9号")).refused("notice.unknown")


def test_the_day_of_a_named_notice_or_body_is_not_compared() -> None:
    act = cancelled("2024-03-01", notice="认秘函〔2024〕31号")
    given(issued()).when(act).then(act)
    early = filed("2022-01-01", R9)
    given().when(early).then(early)


# Reasons -----------------------------------------------------------------------


def test_a_reason_must_be_one_of_the_codes() -> None:
    given(issued()).when(cancelled(reason="tired")).refused("reason.unknown", reason="tired")


def test_the_reason_other_needs_a_text() -> None:
    given(issued()).when(cancelled(reason="other")).refused("reason.needs_why")
    given(issued()).when(cancelled(reason="other", why="搬迁")).then(cancelled(reason="other", why="搬迁"))


def test_an_unusual_pair_of_act_and_reason_is_a_warning() -> None:
    told = given(issued()).when(cancelled(reason="fraud"))
    told.then(cancelled(reason="fraud"))
    told.remarked("reason.unusual")


# Transfer to a new number ------------------------------------------------------


def transferring(event: object, new: Subject = C9, written: str | None = None):  # noqa: ANN201
    assert isinstance(event, CertificateTransferred)

    def doing(desk: Desk) -> None:
        desk.propose(*transfer_as(desk, C1, new, event, written))

    return doing


def test_a_transfer_to_a_new_number_ends_the_old_as_replaced() -> None:
    story = given(issued(holder_id="91999999MA81261109", scope="总部"), suspended(until="2024-09-01"))
    story.doing(transferring(transferred().event, written="c9")).then(
        transferred(superseded_by=C9.id, reason="replaced"),
        issued(
            "2024-06-01",
            C9,
            R2,
            holder_id="91999999MA81261109",
            scope="总部",
            supersedes=C1.id,
            suspended=True,
            suspended_until="2024-09-01",
            number_as_written="c9",
        ),
    )
    after = given(issued(), transferred(superseded_by=C9.id, reason="replaced")).state(C1, "2024-06-01")
    assert (after.status, after.reason, after.superseded_by) == ("cancelled", "replaced", C9.id)


def test_a_transfer_to_a_new_number_needs_it_to_be_unused() -> None:
    given(issued(), issued(cert=C9)).doing(transferring(transferred().event)).refused("certificate.exists")


def test_a_transfer_to_a_new_number_needs_an_open_rule() -> None:
    given(issued(), deregistered(rule=R2)).doing(transferring(transferred().event)).refused("rule.closed")


def test_a_transfer_to_a_new_number_that_stands_is_done_already() -> None:
    new = issued("2024-06-01", C9, R2, supersedes=C1.id)
    story = given(issued(), transferred(superseded_by=C9.id, reason="replaced"), new)
    story.doing(transferring(transferred().event)).done_already(FIRST + 1, FIRST + 2)


def test_a_final_certificate_is_not_transferred() -> None:
    given(issued(), revoked()).doing(transferring(transferred().event)).refused("certificate.not_in_force")
