"""For random histories, what is counted by looking up blocks is what the naive model counts."""

from typing import Any

import naive
import pytest
from histories import DAYS, Clerk, History, Step, histories, ledger
from hypothesis import given, note
from hypothesis import strategies as st
from stories import SEARCH, Asked, stand, views

from projections import count_tables, counts
from projections.count_blocks import Shape

SHAPES = (Shape(1, 2, 1), Shape(2, 4, 1), count_tables.SHAPE)
GROUPS = (
    *((), ("status",), ("category",), ("scheme",), ("scheme", "status"), ("status", "category", "scheme")),
    *(("body",), ("body", "status"), ("rule",), ("rule", "status"), ("body", "category")),
)
OPENING = 11
"""The bodies, notices, rules and certificates that every history begins with; #5 and #6 file R1 and R2."""

filings = st.sampled_from(("#5", "#6", "#-1", "#-2", "#-3", "#-5", "#-8"))
restated = st.one_of(
    st.tuples(st.just("--category"), st.sampled_from(("disclosure", "neutrality"))),
    st.tuples(st.just("--scheme"), st.sampled_from(("service", "product"))),
    st.tuples(st.just("--on"), st.sampled_from(("2024-03-01", *DAYS))),
)
corrections = st.builds(
    lambda filing, change: Step(0, ("correct", filing, "--why", "wrong", *change)), filings, restated
)


@st.composite
def stories(draw: Any) -> tuple[History, list[Asked]]:
    """Draw a history in which filings of rules are corrected, and views of it."""
    start, steps = draw(histories())
    for correction in draw(st.lists(corrections, min_size=1, max_size=4)):
        steps.insert(draw(st.integers(OPENING, len(steps))), correction)
    return History(start, steps), draw(st.lists(views, min_size=1, max_size=6))


@pytest.mark.parametrize("shape", SHAPES)
@SEARCH
@given(story=stories())
def test_counts_from_blocks_are_those_of_the_model(shape: Shape, story: tuple[History, list[Asked]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(counts, "SHAPE", shape)
        with ledger(story[0]) as clerk:
            rows = clerk.log()
            for asked in story[1]:
                same_counts(clerk, rows, asked)
            assert clerk.say("rebuild", "--check").exit_code == 0, "the same blocks in one batch"


def same_counts(clerk: Clerk, rows: list[Any], asked: Asked) -> None:
    """Compare the counts in all groups, and those of `info`."""
    seen, options = stand(rows, asked)
    for by in GROUPS:
        counted = clerk.read("count", "certs", *(arg for name in by for arg in ("--by", name)), *options)
        note(f"{by}: {counted}")
        found = {tuple(row[name] for name in by): row["count"] for row in counted}
        assert found == (naive.count(seen, "certificate", by) or ({} if by else {(): 0}))
    held = clerk.read("info", *options)["subjects"]["certificate"]
    assert {(status,): number for status, number in held.items()} == naive.count(
        seen, "certificate", ("status",)
    )
