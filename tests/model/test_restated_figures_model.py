"""For random histories, restated figures are what the naive model's two reports differ by."""

from collections import Counter
from typing import Any

import naive
import naive_diff
import naive_report
from histories import NOTICES, READ_DAYS, ledger
from hypothesis import given, note
from hypothesis import strategies as st
from stories import SEARCH, Story, stories

days = st.sampled_from(READ_DAYS)
pairs = st.lists(st.tuples(st.integers(0, 24), st.integers(0, 24), days), min_size=1, max_size=6)
"""Pairs of positions, each counted from the end, and a day."""


def two_moments(rows: list[Any], pair: tuple[int, int, str]) -> tuple[int, int, str]:
    """Return (earlier position, later position, day) of a pair."""
    first, last = sorted(max(1, len(rows) - back) for back in pair[:2])
    return first, last, pair[2]


@SEARCH
@given(stories, pairs)
def test_restated_figures_are_what_the_two_reports_differ_by(
    story: Story, asked: list[tuple[int, int, str]]
) -> None:
    with ledger(story[0]) as clerk:
        rows = clerk.log()
        for pair in asked:
            first, last, day = two_moments(rows, pair)
            before, after = naive.View(rows, day, first), naive.View(rows, day, last)
            for notice in NOTICES.values():
                if after.state("notice", notice) is None or before.on("9999").state("notice", notice) is None:
                    continue
                line = ("report", "compliance", "--notice", notice, "--as-of", day)
                options = ("--diff", f"#{first}", "--known-at", f"#{last}")
                note(f"{line} {options}")
                found = clerk.read(*line, *options)
                adds_up(found, naive_diff.figures(before, notice), naive_diff.figures(after, notice))
                for move in found["moves"]:
                    assert all(first < position <= last for position in move["positions"]), move
                    without_them(rows, (first, last, day), notice, move)


def adds_up(found: dict[str, Any], was: dict[str, int], became: dict[str, int]) -> None:
    """Find that the figures are those of the model, and what moved adds up to each change."""
    differ = {key: (was[key], became[key]) for key in became if was[key] != became[key]}
    assert {c["count"]: (c["before"], c["after"]) for c in found["counts"]} == differ
    assert all(c["after"] - c["before"] == c["change"] for c in found["counts"])
    moved: Counter[str] = Counter()
    for move in found["moves"]:
        assert move["positions"], move
        moved.update(move["joined"])
        moved.subtract(move["left"])
    assert {key: n for key, n in moved.items() if n} == {c["count"]: c["change"] for c in found["counts"]}
    entries = {position for move in found["moves"] for position in move["positions"]}
    assert [entry["position"] for entry in found["entries"]] == sorted(entries)


def without_them(rows: list[Any], span: tuple[int, int, str], notice: str, move: dict[str, Any]) -> None:
    """Find that an obligation has its first outcome without its entries, its last with them alone."""
    first, last, day = span
    if move["rule"] is None or move["action"] == "rules":
        return
    positions = set(move["positions"])
    without = [row for row in rows[:last] if row["position"] not in positions]
    alone = [row for row in rows[:last] if row["position"] <= first or row["position"] in positions]
    for told, outcome in ((without, move["before"]), (alone, move["after"])):
        owed = naive_report.obligations(naive.View(told, day, last), notice)
        of = [o["outcome"] for o in owed if same_obligation(o, move)]
        assert of == ([] if outcome is None else [outcome])


def same_obligation(owed: dict[str, Any], move: dict[str, Any]) -> bool:
    return all(owed[key] == move[key] for key in ("action", "rule", "subject"))
