"""Flags: one standing per notice, on a ground it lists, not before it was issued."""

from telling import FIRST, N3, N31, R1, Subject, deregistered, flagged, given, notice_withdrawn, unflagged

ON = "2024-04-15"


def test_the_same_ground_again_is_done_already() -> None:
    given(flagged()).when(flagged(ON)).done_already(FIRST)


def test_another_ground_is_refused_until_the_first_is_withdrawn() -> None:
    other = flagged("2024-04-25", ground="nonconforming")
    given(flagged()).when(other).refused(
        "rule.already_flagged", position=FIRST, notice=N3.id, ground="out_of_scope"
    )
    given(flagged(), unflagged("2024-04-20")).when(other).then(other)


def test_another_ground_before_the_withdrawal_is_refused() -> None:
    given(flagged(), unflagged("2024-04-20")).when(flagged(ON, ground="nonconforming")).refused(
        "rule.already_flagged"
    )


def test_a_rule_may_be_flagged_again_after_the_withdrawal() -> None:
    again = flagged("2024-04-20")
    given(flagged(), unflagged("2024-04-20")).when(again).then(again)


def test_a_rule_may_be_flagged_under_two_notices() -> None:
    second = flagged("2024-07-02", notice=N31, ground="misclassified")
    given(flagged()).when(second).then(second)
    state = given(flagged(), second).state(R1, "2024-07-02")
    assert {notice: flag.ground for notice, flag in state.flags.items()} == {
        N3.id: "out_of_scope",
        N31.id: "misclassified",
    }


def test_withdrawing_one_flag_leaves_the_other() -> None:
    story = given(
        flagged(), flagged("2024-07-02", notice=N31, ground="misclassified"), unflagged("2024-07-05")
    )
    state = story.state(R1, "2024-07-05")
    assert (state.status, list(state.flags)) == ("flagged", [N31.id])


def test_a_ground_must_be_one_that_the_notice_lists() -> None:
    given().when(flagged(ground="misclassified")).refused("rule.ground_not_listed", ground="misclassified")
    given().when(flagged("2024-07-05", notice=N31, ground="nonconforming")).refused("rule.ground_not_listed")


def test_a_flag_is_not_before_its_notice_was_issued() -> None:
    given().when(flagged("2024-04-01")).refused("rule.flag_before_notice", issued_on="2024-04-02")
    given().when(flagged("2024-04-02")).then(flagged("2024-04-02"))


def test_a_flag_needs_a_notice_that_is_known() -> None:
    given().when(flagged(notice=Subject("notice", "国认监〔2099〕9号"))).refused("notice.unknown")


def test_a_notice_named_need_only_be_known() -> None:
    given(notice_withdrawn("2024-04-10")).when(flagged("2024-04-12")).then(flagged("2024-04-12"))


def test_a_deregistered_rule_may_be_flagged() -> None:
    given(deregistered("2024-04-05")).when(flagged()).then(flagged())


def test_a_rule_is_not_flagged_before_its_filing() -> None:
    late = given(world=given_world_filed_late())
    late.when(flagged("2024-04-10")).refused("rule.not_yet_filed")


def given_world_filed_late():  # noqa: ANN201
    from telling import WORLD, filed

    return tuple(filed("2024-06-01", R1) if proposal.subject == R1 else proposal for proposal in WORLD)


def test_a_withdrawal_needs_a_flag_under_its_notice() -> None:
    given(flagged()).when(unflagged("2024-07-05", notice=N31)).refused("rule.not_flagged", notice=N31.id)


def test_a_withdrawal_is_not_before_its_flag() -> None:
    given(flagged()).when(unflagged("2024-04-09")).refused("rule.not_flagged")


def test_a_withdrawal_acts_from_its_effective_day() -> None:
    story = given(flagged(), unflagged("2024-04-20"))
    assert story.state(R1, "2024-04-19").status == "flagged"
    assert story.state(R1, "2024-04-20").status == "filed"


def test_a_withdrawal_that_stands_is_done_already() -> None:
    given(flagged(), unflagged()).when(unflagged()).done_already(FIRST + 1)


def test_a_withdrawal_on_another_day_names_the_standing_one() -> None:
    given(flagged(), unflagged()).when(unflagged("2024-04-21")).refused(
        "rule.flag_withdrawn_already", position=FIRST + 1
    )


def test_a_back_dated_flag_contradicts_the_one_that_stands() -> None:
    given(flagged()).when(flagged("2024-04-05", ground="nonconforming")).refused(
        "history.contradicted", position=FIRST
    )


def test_a_back_dated_withdrawal_contradicts_a_later_one() -> None:
    given(flagged(), unflagged("2024-04-20")).when(unflagged(ON)).refused(
        "history.contradicted", position=FIRST + 1
    )


def test_a_flag_may_be_withdrawn_and_set_again_on_one_day() -> None:
    acts = (flagged(ON), unflagged(ON), flagged(ON, ground="nonconforming"))
    given().when(*acts).then(*acts)
