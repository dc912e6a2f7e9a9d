"""For random histories, `history` and `explain` say what the naive model, `show` and the report say."""

from collections.abc import Iterable
from typing import Any

import naive_history
from histories import NOTICES, Clerk, ledger
from hypothesis import given, note
from test_model import SEARCH, Story, stand, stories

Row = dict[str, Any]


def subjects(rows: Iterable[Row]) -> list[tuple[str, str]]:
    """Return (kind, id) of all that a log is about."""
    return sorted({(row["kind"], row["subject"]) for row in rows})


@SEARCH
@given(stories)
def test_the_rectangles_of_each_moment_are_what_the_entries_known_then_imply(story: Story) -> None:
    with ledger(story[0]) as clerk:
        rows = clerk.log()
        recorded = {row["position"]: row["recorded_at"] for row in rows}
        for kind, subject in subjects(rows):
            believed = clerk.read("history", f"{kind}:{subject}")
            note(f"{subject}: {believed}")
            for row in believed:
                assert row["recorded_from"] == recorded[row["from_position"]]
                assert row["recorded_to"] == recorded.get(row["to_position"])
                assert row["effective_to"] is None or row["effective_from"] < row["effective_to"]
                assert row["to_position"] is None or row["from_position"] < row["to_position"]
            for position in (row["position"] for row in rows if row["subject"] == subject):
                at = [row for row in believed if holds(row["from_position"], row["to_position"], position)]
                expected = naive_history.spans(rows, kind, subject, position)
                assert sorted(map(span, at), key=by_day) == expected, position


@SEARCH
@given(stories)
def test_history_says_what_show_says_from_any_view(story: Story) -> None:
    with ledger(story[0]) as clerk:
        rows = clerk.log()
        for asked in story[1]:
            seen, options = stand(rows, asked)
            cut = options[options.index("--known-at") :] if "--known-at" in options else []
            for kind, subject in subjects(rows):
                shown = clerk.read("show", f"{kind}:{subject}", *options)
                believed = clerk.read("history", f"{kind}:{subject}", *cut) or []
                assert all(
                    row["to_position"] is None or row["to_position"] <= seen.position for row in believed
                )
                held = [
                    row
                    for row in believed
                    if holds(row["from_position"], row["to_position"], seen.position)
                    and holds(row["effective_from"], row["effective_to"], seen.as_of)
                ]
                note(f"{subject}: {shown} {held}")
                expected = [] if shown is None else [(shown["status"], shown.get("rule"))]
                assert [(row["status"], row.get("rule")) for row in held] == expected
                until = clerk.read("history", f"{kind}:{subject}", *cut, "--as-of", seen.as_of) or []
                assert until == [row for row in believed if row["effective_from"] <= seen.as_of]


@SEARCH
@given(stories)
def test_explain_marks_what_counts_and_what_does_not(story: Story) -> None:
    with ledger(story[0]) as clerk:
        rows = clerk.log()
        for asked in story[1]:
            seen, options = stand(rows, asked)
            for kind, subject in subjects(rows):
                shown = clerk.read("show", f"{kind}:{subject}", *options)
                told = clerk.read("explain", f"{kind}:{subject}", *options)
                assert (told is None) == (shown is None)
                if shown is None:
                    continue
                assert {key: told[key] for key in shown} == shown
                marked = [(row["position"], row["mark"]) for row in told["entries"]]
                assert marked == naive_history.told(seen, kind, subject)
                deciding = [row for row in told["entries"] if "status" in row["decides"]]
                assert [row["mark"] for row in deciding] == ["counts"]


@SEARCH
@given(stories)
def test_explain_judges_an_obligation_as_the_report_does(story: Story) -> None:
    with ledger(story[0]) as clerk:
        rows = clerk.log()
        for asked in story[1]:
            _seen, options = stand(rows, asked)
            for notice in NOTICES.values():
                report = clerk.read("report", "compliance", "--notice", notice, "--detail", *options)
                owed = report["rows"] if report else []
                for kind, subject in subjects(rows):
                    if kind in {"rule", "certificate"}:
                        asking = ("explain", f"{kind}:{subject}", "--notice", notice, *options)
                        same_obligations(clerk, asking, [row for row in owed if row["subject"] == subject])


SAME = ("action", "rule", "ground", "outcome", "settled_on", "settled_by", "days", "status_before")
SAME += ("due_on", "on_deadline_day", "recorded_late", "opening")


def same_obligations(clerk: Clerk, asking: tuple[str, ...], owed: list[Row]) -> None:
    """Compare what is explained with the rows of the report; nothing where there are none."""
    told = clerk.read(*asking)
    note(f"{asking}: {told}")
    assert (told is None) == (owed == [])
    if told is None:
        return
    explained = [tuple(str(one[key]) for key in SAME) for one in told["obligations"]]
    assert sorted(explained) == sorted(tuple(str(row[key]) for key in SAME) for row in owed)
    decided = {name for row in told["entries"] for name in row["decides"]}
    assert {"owed", "in_force", "boundary"} <= decided
    for row in told["entries"]:
        assert row["mark"] == "counts" or row["decides"] in ([], ["settled"])


# Reading -------------------------------------------------------------------------------


def holds(start: Any, end: Any, at: Any) -> bool:
    """Tell whether something lies in `[start, end)`."""
    return bool(start <= at and (end is None or at < end))


def span(row: Row) -> naive_history.Span:
    """Return a row as the model has it."""
    return (row["status"], row.get("rule"), row["effective_from"], row["effective_to"], row["position"])


def by_day(told: naive_history.Span) -> str:
    """Return the first day."""
    return told[2]
