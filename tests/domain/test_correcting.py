"""Corrections: a void and the entry anew, judged together."""

from collections.abc import Callable
from typing import Any

from telling import (
    C1,
    C9,
    FIRST,
    R1,
    R2,
    R9,
    Given,
    Told,
    cancelled,
    deregistered,
    filed,
    flagged,
    given,
    issued,
    refiled,
    reinstated,
    revoked,
    suspended,
    transferred,
    voided,
)

from ledger.acts import correct
from ledger.desk import Desk

WHY = "录入错误"


def corrected(story: Given, position: int, **changes: Any) -> Told:
    def doing(desk: Desk) -> None:
        correct(desk, story.entry(position), WHY, changes)

    act: Callable[[Desk], None] = doing
    return story.doing(act)


def test_a_correction_voids_and_enters_anew() -> None:
    corrected(given(issued(), cancelled()), FIRST + 1, effective_on="2024-05-03").then(
        voided(C1, FIRST + 1, WHY), cancelled("2024-05-03", why=WHY)
    )


def test_a_correction_keeps_what_it_does_not_change() -> None:
    story = given(
        issued(), cancelled(why="停产", reason="discontinued", receipt="S1", reported_on="2024-05-02")
    )
    corrected(story, FIRST + 1, reported_on="2024-05-06").then(
        voided(C1, FIRST + 1, WHY),
        cancelled(why="停产", reason="discontinued", receipt="S1", reported_on="2024-05-06"),
    )


def test_a_correction_of_an_issue_keeps_what_came_after() -> None:
    story = given(issued(), suspended(), reinstated())
    corrected(story, FIRST, expires_on="2025-06-30").then(
        voided(C1, FIRST, WHY), issued(expires="2025-06-30", why=WHY)
    )


def test_a_correction_cannot_contradict_what_came_after() -> None:
    story = given(issued(), suspended(), reinstated())
    corrected(story, FIRST, effective_on="2024-03-02").refused(
        "history.contradicted", position=FIRST + 1, because="certificate.not_yet_issued"
    )


def test_a_founding_entry_that_others_name_can_be_corrected() -> None:
    corrected(given(issued()), 4, name="新名称").then(
        voided(R1, 4, WHY), filed(rule=R1, name="新名称", why=WHY)
    )


def test_a_void_cannot_be_corrected() -> None:
    story = given(issued(), revoked(), voided(C1, FIRST + 1))
    corrected(story, FIRST + 2, why="x").refused("void.of_void")


def test_a_voided_entry_cannot_be_corrected() -> None:
    story = given(issued(), revoked(), voided(C1, FIRST + 1))
    corrected(story, FIRST + 1, effective_on="2024-05-02").refused("void.already", voided_by=FIRST + 2)


def test_a_correction_must_change_something() -> None:
    corrected(given(issued()), FIRST).refused("correct.nothing_changed")
    corrected(given(issued()), FIRST, holder="样例公司").refused("correct.nothing_changed")


def test_a_correction_takes_only_the_entrys_own_fields() -> None:
    corrected(given(issued(), cancelled()), FIRST + 1, expires_on="2025-01-01").refused(
        "correct.no_such_field"
    )


def test_a_flag_is_corrected_to_another_ground() -> None:
    corrected(given(flagged()), FIRST, ground="nonconforming").then(
        voided(R1, FIRST, WHY), flagged(ground="nonconforming", why=WHY)
    )
    corrected(given(flagged()), FIRST, ground="misclassified").refused("rule.ground_not_listed")


def test_the_day_of_a_refiling_is_corrected_on_both_sides() -> None:
    story = given(deregistered(), refiled(), filed("2024-05-10", R9, supersedes=R1.id))
    corrected(story, FIRST + 1, effective_on="2024-05-12").then(
        voided(R1, FIRST + 1, WHY),
        refiled("2024-05-12", why=WHY),
        voided(R9, FIRST + 2, WHY),
        filed("2024-05-12", R9, supersedes=R1.id, why=WHY),
    )


def test_the_name_of_a_refiling_is_corrected_on_the_new_side() -> None:
    story = given(deregistered(), refiled(), filed("2024-05-10", R9, supersedes=R1.id))
    corrected(story, FIRST + 2, name="新名称").then(
        voided(R9, FIRST + 2, WHY),
        filed("2024-05-10", R9, supersedes=R1.id, name="新名称", why=WHY),
        voided(R1, FIRST + 1, WHY),
        refiled(why=WHY),
    )


def test_the_day_of_a_transfer_to_a_new_number_is_corrected_on_both_sides() -> None:
    story = given(
        issued(),
        transferred(superseded_by=C9.id, reason="replaced"),
        issued("2024-06-01", C9, R2, supersedes=C1.id),
    )
    corrected(story, FIRST + 2, effective_on="2024-06-03").then(
        voided(C9, FIRST + 2, WHY),
        issued("2024-06-03", C9, R2, supersedes=C1.id, why=WHY),
        voided(C1, FIRST + 1, WHY),
        transferred("2024-06-03", superseded_by=C9.id, reason="replaced", why=WHY),
    )
