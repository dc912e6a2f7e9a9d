"""For random histories, a restatement finds just what is different between a report then and now."""

from typing import Any

from histories import BODY, NOTICES, READ_DAYS, Clerk, History, histories, ledger
from hypothesis import given, note
from hypothesis import strategies as st
from stories import SEARCH

KINDS = ("compliance", "overdue", "notices", "suspensions", "filing", "body", "month")
asked = st.tuples(
    st.sampled_from(KINDS), st.sampled_from(tuple(NOTICES)), st.sampled_from(READ_DAYS), st.integers(1, 20)
)


def about(kind: str, notice: str, day: str) -> tuple[str, ...]:
    """Return what a kind of report is asked about."""
    match kind:
        case "body":
            return (BODY,)
        case "month":
            return (day[:7],)
        case "suspensions" | "filing":
            return ()
        case "compliance":
            return ("--notice", notice, "--detail")
    return ("--notice", notice)


def said(report: dict[str, Any]) -> dict[str, Any]:
    """Return what a report says, without where it stands and what was learnt of it when."""
    return {key: value for key, value in report.items() if key not in {"known_at", "late", "findings"}}


def publish(clerk: Clerk, number: int, words: tuple[str, ...], position: int) -> str | None:
    """Publish a report as known at a position; return its id, or None where there was none yet."""
    path = str(clerk._path.with_suffix(f".{number}"))
    told = clerk.read(*words, "--known-at", f"#{position}", "--publish", "-o", path)
    return None if told is None else (told["recorded"] or [{"subject": None}])[0]["subject"]


@SEARCH
@given(st.tuples(histories(), st.lists(asked, min_size=1, max_size=4)))
def test_a_restatement_finds_a_difference_where_there_is_one_and_names_its_entries(
    story: tuple[History, list[tuple[str, str, str, int]]],
) -> None:
    with ledger(story[0]) as clerk:
        last = len(clerk.log())
        for number, (kind, notice, day, back) in enumerate(story[1]):
            words = ("report", kind, *about(kind, notice, day), "--as-of", day)
            position = max(last - back, 1)
            published = publish(clerk, number, words, position)
            if published is None:
                continue
            note(f"{words} at #{position}")
            found = clerk.read("report", "restate", published)
            then, now = (said(clerk.read(*words, *at)) for at in (("--known-at", f"#{position}"), ()))
            assert found["changed"] == (then != now)
            named = {
                p for key in ("facts", "counts", "moves", "rows") for c in found[key] for p in c["positions"]
            }
            assert named == {entry["position"] for entry in found["entries"]}
            assert bool(named) == found["changed"]
            assert all(position < p <= last for p in named), "learnt since, and no publication"
            for change in (*found["facts"], *found["counts"], *found["rows"]):
                assert change["positions"], change
