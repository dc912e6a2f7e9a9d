"""The life of a filing: filed, flagged, deregistered, filed again as a new one."""

import pytest
from telling import (
    FIRST,
    N31,
    R1,
    R2,
    R9,
    WORLD,
    Proposal,
    deregistered,
    filed,
    flagged,
    given,
    refiled,
    unflagged,
    with_reason,
)

from domain.rule import RuleRefiled
from ledger.acts import refile
from ledger.desk import Desk

ON = "2024-06-01"
NO_R1 = tuple(proposal for proposal in WORLD if proposal.subject != R1)
LIVES: dict[str, tuple[Proposal, ...]] = {
    "unknown": (),
    "filed": (filed(),),
    "flagged": (filed(), flagged()),
    "unflagged": (filed(), flagged(), unflagged()),
    "deregistered": (filed(), deregistered()),
    "flagged and deregistered": (filed(), flagged(), deregistered()),
    "refiled": (filed(), deregistered(), refiled()),
}
ACTS = {
    "file": filed(ON),
    "flag": flagged(ON),
    "unflag": unflagged(ON),
    "deregister": deregistered(ON),
    "refile": refiled(ON),
}
DEREGISTERED = ("deregistered", "flagged and deregistered", "refiled")
ILLEGAL = {
    **{("unknown", act): "rule.unknown" for act in ACTS if act != "file"},
    **{(life, "file"): "rule.exists" for life in LIVES if life != "unknown"},
    **{(life, "unflag"): "rule.not_flagged" for life in ("filed", "deregistered", "refiled")},
    **{(life, "deregister"): "rule.already_deregistered" for life in DEREGISTERED},
    **{(life, "refile"): "rule.not_deregistered" for life in ("filed", "flagged", "unflagged")},
    ("unflagged", "unflag"): "rule.flag_withdrawn_already",
    ("refiled", "refile"): "rule.already_refiled",
}
SAID_ALREADY = {("flagged", "flag"), ("flagged and deregistered", "flag")}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("life", LIVES)
def test_what_may_follow_what(life: str, act: str) -> None:
    told = given(*LIVES[life], world=NO_R1).when(ACTS[act])
    if (life, act) in ILLEGAL:
        told.refused(ILLEGAL[life, act])
    elif (life, act) in SAID_ALREADY:
        told.done_already(FIRST + 1)
    else:
        told.then(ACTS[act])


def test_a_deregistered_filing_never_reopens() -> None:
    story = given(deregistered())
    assert story.state(R1, "2024-12-31").status == "deregistered"
    story.when(filed(ON)).refused("rule.exists")


def test_deregistered_wins_over_flagged() -> None:
    assert given(flagged(), deregistered()).state(R1, ON).status == "deregistered"
    assert given(deregistered(), flagged(ON)).state(R1, ON).status == "deregistered"


def test_a_rule_may_be_deregistered_without_a_flag() -> None:
    given().when(deregistered()).then(deregistered())


def test_a_rule_is_not_deregistered_before_its_filing() -> None:
    given().when(deregistered("2023-01-31")).refused("rule.not_yet_filed")


def test_a_rule_is_not_published_after_its_filing() -> None:
    given().when(filed(ON, R9, published_on="2024-06-02")).refused("rule.published_after_filing")
    given().when(filed(ON, R9, published_on=ON)).then(filed(ON, R9, published_on=ON))


def test_a_back_dated_deregistration_contradicts_the_one_that_stands() -> None:
    given(deregistered()).when(deregistered("2024-04-01")).refused("history.contradicted", position=FIRST)


def test_deregistering_again_on_another_day_names_the_standing_entry() -> None:
    given(deregistered()).when(deregistered(ON)).refused("rule.already_deregistered", position=FIRST)


def test_a_body_must_be_known_to_file_a_rule() -> None:
    world = tuple(proposal for proposal in WORLD if proposal.subject.kind == "notice")
    given(world=world).when(filed()).refused("body.unknown", id="CNCA-R-2099-001")


def test_a_body_and_its_first_rule_may_come_in_one_commit() -> None:
    given(world=()).when(*WORLD).then(*WORLD)


# Refiling ----------------------------------------------------------------------


def refiling(event: RuleRefiled, **changes: object):  # noqa: ANN201
    def doing(desk: Desk) -> None:
        desk.propose(*refile(desk, R1, R9, event, dict(changes)))

    return doing


def test_refiling_takes_what_is_not_given_from_the_old() -> None:
    old = filed(rule=R1, code="A990101", basis=("ISO 14064-1:2018",), published_on="2023-01-15")
    story = given(old, deregistered(), world=NO_R1)
    event = refiled(reason="rule_reclassified").event
    assert isinstance(event, RuleRefiled)
    story.doing(refiling(event, category="neutrality", code="A990301")).then(
        refiled(reason="rule_reclassified"),
        filed(
            "2024-05-10",
            R9,
            category="neutrality",
            code="A990301",
            basis=("ISO 14064-1:2018",),
            published_on="2023-01-15",
            supersedes=R1.id,
            reason="rule_reclassified",
        ),
    )
    assert with_reason(event)["reason"] == "rule_reclassified"


def test_a_rule_is_not_refiled_before_it_is_deregistered() -> None:
    given(deregistered("2024-05-11")).doing(refiling(refiled().event)).refused("rule.not_deregistered")
    given(deregistered("2024-05-10")).doing(refiling(refiled().event)).then(
        refiled(), filed("2024-05-10", R9, supersedes=R1.id)
    )


def test_the_number_of_a_refiling_must_be_unused() -> None:
    given(deregistered(), filed("2024-05-01", R9)).doing(refiling(refiled().event)).refused("rule.exists")


def test_a_refiling_that_stands_is_done_already() -> None:
    story = given(deregistered(), refiled(), filed("2024-05-10", R9, supersedes=R1.id))
    story.doing(refiling(refiled().event)).done_already(FIRST + 1, FIRST + 2)


def test_a_refiling_under_another_number_is_refused_and_names_the_first() -> None:
    story = given(deregistered(), refiled(new=R2), filed("2024-05-10", R9, supersedes=R1.id))
    story.doing(refiling(refiled().event)).refused("rule.already_refiled", position=FIRST + 1)


def test_a_refiled_rule_is_a_filing_of_its_own() -> None:
    story = given(flagged(notice=N31, ground="misclassified", on="2024-07-02"), deregistered("2024-07-05"))
    refiling_on = refiled("2024-07-06").event
    story.doing(refiling(refiling_on)).then(refiled("2024-07-06"), filed("2024-07-06", R9, supersedes=R1.id))
