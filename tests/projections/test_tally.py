"""What a certificate counts as on each day, under what its rule says, is what its steps add up to."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from domain import day
from domain.event import EntryVoided
from domain.rule import RuleDeregistered, RuleFiled
from domain.timeline import standing
from ledger.entry import Entry
from projections.count_tables import kind
from projections.tally import CATEGORIES, SCHEMES, Facts, facts, pieces, steps

Rectangle = tuple[int, int, int, Facts]


def walked(life: list[Rectangle]) -> list[tuple[int, int, int]]:
    return steps(piece for rectangle in life for piece in pieces(*rectangle))


ends = st.one_of(st.integers(1, 30), st.just(day.FOREVER))
said = st.builds(kind, st.just(0), st.integers(1, 3), st.integers(1, 3))
rules = st.lists(st.tuples(st.integers(0, 25), said), max_size=3).map(lambda found: tuple(sorted(found)))


@st.composite
def lives(draw: st.DrawFn) -> list[Rectangle]:
    """Draw a certificate's rectangles one after another, some with a gap between."""
    cuts = sorted(draw(st.sets(ends, min_size=2, max_size=5)))
    spans = [(start, end, draw(st.integers(6, 10)), draw(rules)) for start, end in pairwise(cuts)]
    return [span for span in spans if draw(st.integers(0, 4))]


def naive_kind(life: list[Rectangle], on: int) -> int:
    """Return what a certificate counts as on a day, one day at a time."""
    for start, end, status, of_rule in life:
        if start <= on < end:
            return kind(status, 0, 0) | next((said for first, said in reversed(of_rule) if first <= on), 0)
    return 0


@given(lives())
def test_steps_lead_to_what_it_counts_as_on_every_day(life: list[Rectangle]) -> None:
    taken = walked(life)
    assert [on for on, _, _ in taken] == sorted({on for on, _, _ in taken}), "one step a day, in order"
    now = 0
    for on in (*range(32), day.FOREVER - 1):
        for _, before, after in (step for step in taken if step[0] == on):
            assert before == now
            now = after
        assert now == naive_kind(life, on)
    assert all(on < day.FOREVER for on, _, _ in taken)


def test_what_never_ends_has_no_last_step() -> None:
    said: Facts = ((700, kind(0, 1, 2)),)
    assert walked([(710, day.FOREVER, 6, said)]) == [(710, 0, kind(6, 1, 2))]


def test_before_its_rule_was_filed_a_certificate_has_no_category() -> None:
    said: Facts = ((720, kind(0, 1, 2)), (740, kind(0, 3, 2)))
    life = [(710, 730, 6, said), (730, 800, 10, said)]
    assert walked(life) == [
        (710, 0, kind(6, 0, 0)),
        (720, kind(6, 0, 0), kind(6, 1, 2)),
        (730, kind(6, 1, 2), kind(10, 1, 2)),
        (740, kind(10, 1, 2), kind(10, 3, 2)),
        (800, kind(10, 3, 2), 0),
    ]


def entry(position: int, event: RuleFiled | RuleDeregistered | EntryVoided) -> Entry:
    return Entry(position, "rule:CNCA-R-2099-001/R1", position, event)


def test_a_rule_says_what_its_standing_filing_says_from_that_day_on() -> None:
    filed = RuleFiled(effective_on="2024-03-01", name="n", category="reduction", scheme="service")
    again = RuleFiled(effective_on="2024-02-01", name="n", category="neutrality", scheme="service")
    history = [entry(1, filed), entry(2, RuleDeregistered(effective_on="2024-05-01"))]
    said = kind(0, CATEGORIES.index("reduction"), SCHEMES.index("service"))
    assert facts(standing(history)) == ((day.number("2024-03-01"), said),)
    history.append(entry(3, EntryVoided(effective_on="2024-06-01", position=1)))
    assert facts(standing(history)) == ()
    history.append(entry(4, again))
    said = kind(0, CATEGORIES.index("neutrality"), SCHEMES.index("service"))
    assert facts(standing(history)) == ((day.number("2024-02-01"), said),)
