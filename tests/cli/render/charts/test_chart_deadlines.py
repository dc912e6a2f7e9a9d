"""Deadlines in a picture: each is seen, named and told apart from the others."""

from itertools import combinations

import msgspec
import pytest
from chart_sample import BOTH, CLOSURES, STEPS, UNTIL, lines_of, mark, texts
from hypothesis import given
from hypothesis import strategies as st

from cli.render.charts import burndown, closures, deadlines
from domain import day
from projections.reports.statement.parts import DeadlineMark

days = st.integers(0, 100).map(lambda number: day.after("2024-05-01", number))
marks = st.lists(st.builds(mark, days, own=st.booleans(), replaced=st.booleans()), max_size=8)


def of_long_name(on: str) -> DeadlineMark:
    return msgspec.structs.replace(mark(on, exclusive=True, replaced=True), notice="认秘函〔2024〕31号" * 9)


def flags_of(drawn: list[DeadlineMark]) -> list[deadlines.Flag]:
    near = deadlines.near(drawn, "2024-05-01", "2024-08-09")
    first = day.number("2024-05-01")
    return deadlines.flags(near, lambda on: 40 + 6 * (on - first), 4, 716)


@given(marks)
def test_labels_of_deadlines_do_not_lie_on_each_other(drawn: list[DeadlineMark]) -> None:
    flags = flags_of(drawn)
    assert len(flags) == len(drawn)
    for one, other in combinations(flags, 2):
        assert one.row != other.row or one.span[1] <= other.span[0] or other.span[1] <= one.span[0]
    assert all(flag.span[0] >= 4 and flag.span[1] <= 716 for flag in flags)


def test_a_long_label_in_the_middle_ends_early(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadlines, "NAME_ROOM", 1_000)
    for right in (716, 316):
        drawn = [of_long_name("2024-06-20"), mark("2024-06-21")]
        flags = deadlines.flags(drawn, lambda _on, middle=right / 2: middle, 4, right)
        assert flags[0].words.endswith("…")
        assert all(flag.span[0] >= 4 and flag.span[1] <= right for flag in flags)


def test_two_deadlines_near_each_other_have_labels_that_no_line_crosses() -> None:
    for first, second in (
        ("2024-07-14", "2024-07-15"),
        ("2024-05-02", "2024-05-04"),
        ("2024-08-01", "2024-08-07"),
    ):
        one, other = flags_of([mark(first, own=False), mark(second)])
        assert not deadlines._cross(one, other)


def test_a_replaced_deadline_is_dashed_and_says_so() -> None:
    picture = burndown.picture(STEPS, [mark("2024-07-15", replaced=True), mark("2024-07-25")], until=UNTIL)
    replaced, own = sorted(lines_of(picture), key=lambda line: float(line["x1"]))
    assert "stroke-dasharray" in replaced
    assert "stroke-dasharray" not in own
    assert float(own["stroke-width"]) > float(replaced["stroke-width"])
    assert "认秘函〔2024〕31号 · due 2024-07-15 (replaced)" in texts(picture)
    assert "认秘函〔2024〕31号 · due 2024-07-25" in texts(picture)


def test_a_deadline_whose_day_is_too_late_says_so() -> None:
    assert "认秘函〔2024〕31号 · due before 2024-07-16" in texts(
        burndown.picture(STEPS, [mark("2024-07-16", exclusive=True)], until=UNTIL)
    )


def test_both_deadlines_are_drawn_though_one_lies_before_everything() -> None:
    picture = burndown.picture(STEPS, BOTH, until=UNTIL)
    assert len(lines_of(picture)) == 2
    assert not any("Not drawn" in each for each in texts(picture))


def test_a_deadline_years_off_is_named_and_does_not_crush_the_days() -> None:
    picture = burndown.picture(STEPS, [*BOTH, mark("2034-01-01", own=False)], until=UNTIL)
    assert len(lines_of(picture)) == 2
    assert "Not drawn: 国认监〔2024〕3号 · due 2034-01-01" in texts(picture)


def test_of_many_deadlines_the_rest_is_named() -> None:
    many = [mark(day.after("2024-07-01", number), replaced=number < 29) for number in range(30)]
    picture = closures.picture(CLOSURES, many, until=UNTIL)
    assert len(lines_of(picture)) == deadlines.MOST
    said = " ".join(texts(picture))
    assert all(f"due {each.deadline}" in said for each in many)
