"""Notices and bodies: issued, extended, withdrawn; registered once. Notices as data."""

import msgspec
import pytest
from telling import BODY, FIRST, N3, extended, given, notice_withdrawn, noticed, registered

from domain.notice import read_toml
from domain.rejected import Rejected


def test_a_notice_is_issued_once() -> None:
    given().when(noticed()).done_already(2)
    given().when(noticed(title="别的标题")).refused("notice.exists", position=2)
    given().when(noticed(boundary="exclusive")).refused("notice.exists", position=2)


def test_a_deadline_is_not_before_the_issue() -> None:
    given(world=()).when(noticed(deadline="2024-04-01")).refused("notice.deadline_before_issue")
    given(world=()).when(noticed(deadline="2024-04-02")).then(noticed(deadline="2024-04-02"))


def test_a_deadline_is_extended_to_a_later_day_than_what_stands() -> None:
    given().when(extended("2024-05-31")).then(extended("2024-05-31"))
    for to in ("2024-04-30", "2024-04-29"):
        given().when(extended(to)).refused("notice.extension_not_later", deadline="2024-04-30")


def test_an_extension_may_be_extended_again() -> None:
    story = given(extended("2024-05-31"))
    story.when(extended("2024-05-15", "2024-04-25")).refused(
        "notice.extension_not_later", deadline="2024-05-31"
    )
    story.when(extended("2024-06-30", "2024-04-25")).then(extended("2024-06-30", "2024-04-25"))


def test_a_back_dated_extension_may_not_overtake_a_standing_one() -> None:
    given(extended("2024-05-31")).when(extended("2024-06-30", "2024-04-19")).refused(
        "history.contradicted", position=FIRST
    )


def test_the_same_extension_is_done_already_and_on_another_day_names_the_standing_one() -> None:
    given(extended("2024-05-31")).when(extended("2024-05-31")).done_already(FIRST)
    given(extended("2024-05-31")).when(extended("2024-05-31", "2024-04-21")).refused(
        "notice.extension_not_later", position=FIRST
    )


def test_an_extension_is_not_before_the_notice() -> None:
    given().when(extended("2024-05-31", "2024-04-01")).refused("notice.not_yet_issued")


def test_nothing_can_be_changed_in_a_withdrawn_notice() -> None:
    story = given(notice_withdrawn())
    story.when(extended("2024-06-30", "2024-05-02")).refused("notice.withdrawn", position=FIRST)
    story.when(notice_withdrawn()).done_already(FIRST)
    story.when(notice_withdrawn("2024-05-02")).refused("notice.withdrawn", position=FIRST)


def test_an_unknown_notice_is_neither_extended_nor_withdrawn() -> None:
    given(world=()).when(extended("2024-06-30")).refused("notice.unknown", id=N3.id)
    given(world=()).when(notice_withdrawn()).refused("notice.unknown", id=N3.id)


def test_a_notice_is_in_force_until_the_day_of_its_withdrawal() -> None:
    story = given(notice_withdrawn("2024-05-01"))
    assert [story.state(N3, day).status for day in ("2024-04-30", "2024-05-01")] == ["in_force", "withdrawn"]


def test_a_body_is_registered_once() -> None:
    given().when(registered()).done_already(1)
    given().when(registered(name="另一名称")).refused("body.exists", position=1)
    assert given().state(BODY, "2024-01-01").status == "registered"


# As data -----------------------------------------------------------------------

TOML = """
number = "国认监〔2099〕1号"
title = "样例通知"
issued_on = 2099-01-02
deadline = "2099-02-03"
boundary = "exclusive"
judged_by = "reported"
[[clauses]]
clause = "一"
ground = "out_of_scope"
"""


def test_a_notice_is_read_from_toml_with_days_as_text_or_toml_dates() -> None:
    data = read_toml(TOML)
    assert msgspec.to_builtins(data) == {
        "number": "国认监〔2099〕1号",
        "title": "样例通知",
        "issued_on": "2099-01-02",
        "deadline": "2099-02-03",
        "clauses": ({"clause": "一", "ground": "out_of_scope", "remedy": ()},),
        "alias": None,
        "published_on": None,
        "boundary": "exclusive",
        "judged_by": "reported",
        "cutoff_on": None,
    }


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"2099-02-03"', '"2099-02-30"'),
        ('"exclusive"', '"both"'),
        ('"reported"', '"guessed"'),
        ('"out_of_scope"', '"ugly"'),
        ('ground = "out_of_scope"', 'ground = "out_of_scope"\nremedy = ["refile_rule"]'),
        ("title", "titel"),
        ('number = "国认监〔2099〕1号"', ""),
        ("[[clauses]]", "[[clause]]"),
        ("=", "=="),
    ],
)
def test_a_notice_that_is_no_notice_is_refused(old: str, new: str) -> None:
    with pytest.raises(Rejected) as no:
        read_toml(TOML.replace(old, new))
    assert no.value.code == "notice.malformed"
