"""For random histories, what was learnt, changed, corrected and restated is what the naive model says."""

from collections import Counter
from typing import Any

import naive
import naive_diff
from histories import BODY, CERTS, DAYS, NOTICES, READ_DAYS, RULES, Clerk, History, Step, ledger
from hypothesis import example, given, note
from hypothesis import strategies as st
from test_model import SEARCH, Asked, Story, moments, stand, stories

days = st.sampled_from(READ_DAYS)
spans = st.lists(st.tuples(days, st.one_of(days, st.sampled_from(DAYS))), min_size=1, max_size=4)
"""Pairs of days, often the same, often neighbours."""

pairs = st.lists(st.tuples(st.integers(0, 24), st.integers(0, 24), days), min_size=1, max_size=6)
"""Pairs of positions, each counted from the end, and a day."""


def two_moments(rows: list[Any], pair: tuple[int, int, str]) -> tuple[int, int, str]:
    """Return (earlier position, later position, day) of a pair."""
    first, last = sorted(max(1, len(rows) - back) for back in pair[:2])
    return first, last, pair[2]


@SEARCH
@given(stories, pairs)
def test_what_was_learnt_between_two_moments(story: Story, asked: list[tuple[int, int, str]]) -> None:
    with ledger(story[0]) as clerk:
        rows = clerk.log()
        for pair in asked:
            first, last, day = two_moments(rows, pair)
            line = ("diff", "--from", f"#{first}", "--to", f"#{last}", "--as-of", day)
            note(f"{line}")
            changes = clerk.read(*line)
            assert changes == naive_diff.between_moments(rows, first, last, day)
            for change in changes:
                same_without_and_with(rows, first, last, day, change)
                assert clerk.read(*line[:1], f"{change['kind']}:{change['subject']}", *line[1:]) == [change]


def same_without_and_with(rows: list[Any], first: int, last: int, day: str, change: dict[str, Any]) -> None:
    """Find that without the positions the status would be the one before, with them alone the one after."""
    positions = set(change["positions"])
    assert positions
    assert all(first < p <= last and rows[p - 1]["subject"] == change["subject"] for p in positions)
    without = [row for row in rows[:last] if row["position"] not in positions]
    alone = [row for row in rows[:last] if row["position"] <= first or row["position"] in positions]
    for told, status in ((without, change["before"]), (alone, change["after"])):
        seen = naive.View(told, day, last)
        assert naive_diff.status(seen, change["kind"], change["subject"]) == status


@SEARCH
@given(stories, spans, moments)
def test_what_changed_between_two_days(
    story: Story, asked: list[tuple[str, str]], known_at: int | str | None
) -> None:
    with ledger(story[0]) as clerk:
        rows = clerk.log()
        seen, options = stand(rows, Asked(None, known_at))
        for one, other in asked:
            first, last = sorted((one, other))
            line = ("diff", "--axis", "effective", "--from", first, "--to", last, *options)
            expected = naive_diff.between_days(rows, first, last, seen.position)
            assert clerk.read(*line) == expected
            filtered(clerk, line, expected)


def filtered(clerk: Clerk, line: tuple[str, ...], changes: list[dict[str, Any]]) -> None:
    """Find that each filter leaves what it says."""
    for key, option in (("rule_after", "--rule"), ("rule_before", "--rule")):
        for rule in {change[key] for change in changes} - {None}:
            kept = [c for c in changes if rule in {c["rule_before"], c["rule_after"]}]
            assert clerk.read(*line, option, rule) == kept
    for status in {change["after"] for change in changes} - {None}:
        kept = [c for c in changes if status in {c["before"], c["after"]}]
        assert clerk.read(*line, "--status", status) == kept
    for kind in naive_diff.KINDS:
        assert clerk.read(*line, "--kind", kind) == [c for c in changes if c["kind"] == kind]


LINES = (
    f"body register {BODY} --name n --on 2024-01-01",
    f"rule file {RULES[0]} --name n --category reduction --scheme product --on 2024-03-01",
    f"cert issue {CERTS[0]} --rule {RULES[0]} --holder n --expires 2024-04-29 --on 2024-03-01",
    f"cert suspend {CERTS[0]} --reason self_check --on 2024-04-02",
)
LEARNT_AFTER_THE_EXPIRY = History(0, [Step(0, tuple(line.split())) for line in LINES])
"""Expired with the suspension and without it, but not with the same reason."""


@SEARCH
@given(stories, pairs)
@example((LEARNT_AFTER_THE_EXPIRY, []), [(0, 1, "2025-07-01")])
def test_every_fact_that_was_learnt_is_listed(story: Story, asked: list[tuple[int, int, str]]) -> None:
    with ledger(story[0]) as clerk:
        rows = clerk.log()
        for pair in asked:
            first, last, day = two_moments(rows, pair)
            before, after = naive.View(rows, day, first), naive.View(rows, day, last)
            line = ("diff", "--from", f"#{first}", "--to", f"#{last}", "--as-of", day, "--facts")
            found = {(change["kind"], change["subject"]): change for change in clerk.read(*line)}
            for kind, subject in naive_diff.subjects(rows):
                change = found.pop((kind, subject), {"facts": {}})
                note(f"{change}")
                was, became = before.state(kind, subject), after.state(kind, subject)
                assert (was == became) == ("positions" not in change)
                assert change["facts"] == (other_facts(was, became) if was and became else {})
                if was != became:
                    same_facts_without_and_with(rows, first, last, day, change)
            assert found == {}


def other_facts(was: naive.State, became: naive.State) -> dict[str, Any]:
    """Return the facts that differ between two states of one subject."""
    one, other = naive_diff.facts(was), naive_diff.facts(became)
    return {
        key: {"before": one.get(key), "after": other.get(key)}
        for key in one | other
        if one.get(key) != other.get(key)
    }


def same_facts_without_and_with(
    rows: list[Any], first: int, last: int, day: str, change: dict[str, Any]
) -> None:
    """Find that without the positions all would be as it was before, with them alone as it is after."""
    positions = set(change["positions"])
    without = [row for row in rows[:last] if row["position"] not in positions]
    alone = [row for row in rows[:last] if row["position"] <= first or row["position"] in positions]
    of = change["kind"], change["subject"]
    assert naive.View(without, day, last).state(*of) == naive.View(rows, day, first).state(*of)
    assert naive.View(alone, day, last).state(*of) == naive.View(rows, day, last).state(*of)


@SEARCH
@given(stories)
def test_corrections_are_what_was_back_dated_or_voided(story: Story) -> None:
    with ledger(story[0]) as clerk:
        rows = clerk.log()
        expected = naive_diff.corrections(rows)
        printed = clerk.read("corrections")
        assert [{key: row[key] for key in expected[0]} for row in printed] == expected
        sums = clerk.read("corrections", "--by", "body")
        assert sum(row["count"] + row["opening"] for row in sums) == len(expected)
        assert sum(row["deadline_between"] for row in sums) == sum(c["deadline_between"] for c in expected)
        assert clerk.say("rebuild", "--check").exit_code == 0


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
        owed = naive.obligations(naive.View(told, day, last), notice)
        of = [o["outcome"] for o in owed if same_obligation(o, move)]
        assert of == ([] if outcome is None else [outcome])


def same_obligation(owed: dict[str, Any], move: dict[str, Any]) -> bool:
    return all(owed[key] == move[key] for key in ("action", "rule", "subject"))
