"""For random histories, every answer of the program is the one of the naive model, from any view."""

import os
from typing import Any, NamedTuple

import naive
import pytest
from histories import BODY, DAYS, NOTICES, READ_DAYS, Clerk, History, histories, ledger
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

for name, examples in (("model", 12), ("campaign", 3000)):
    settings.register_profile(
        name, max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
SEARCH = settings.get_profile("campaign" if os.environ.get("HYPOTHESIS_PROFILE") == "campaign" else "model")
"""HYPOTHESIS_PROFILE=campaign searches long."""


class Asked(NamedTuple):
    """A view as it is asked for: a day or today, all that is known or a place from the end, a day, a time."""

    as_of: str | None
    known_at: int | str | None


midnights = st.sampled_from(("15:59:59.999999", "16:00:00.000000"))
moments = st.one_of(
    *[st.none()] * 3,
    *[st.integers(0, 20)] * 3,
    st.sampled_from(DAYS),
    st.builds("{}T{}Z".format, st.sampled_from(DAYS), midnights),
)
LATE_DAYS = READ_DAYS[8:]
views = st.builds(Asked, st.sampled_from((None, *READ_DAYS, *LATE_DAYS, *LATE_DAYS)), moments)
stories = st.tuples(histories(), st.lists(views, min_size=1, max_size=6))
Story = tuple[History, list[Asked]]


def position_at(rows: list[Any], when: str) -> int:
    """Return the last position known at `#POSITION`, at a day's end in Shanghai, or at a time in UTC."""
    if when.startswith("#"):
        return int(when[1:])
    if len(when) == len("2024-07-15"):
        known = [row for row in rows if naive.shanghai_day(row["recorded_at"]) <= when]
    else:
        known = [row for row in rows if row["recorded_at"] <= when]
    return known[-1]["position"] if known else 0


def default_as_of(rows: list[Any], when: str) -> str:
    """Return the day that is read where only `--known-at` is given."""
    if when.startswith("#"):
        return naive.shanghai_day(rows[int(when[1:]) - 1]["recorded_at"])
    return when if len(when) == len("2024-07-15") else naive.shanghai_day(when)


def stand(rows: list[Any], asked: Asked) -> tuple[naive.View, list[str]]:
    """Return the model's view, and the options that ask the program for it."""
    options, known = [], asked.known_at
    if isinstance(known, int):
        known = f"#{len(rows) - known % len(rows)}"
    position = len(rows) if known is None else position_at(rows, known)
    as_of = "2024-07-31" if known is None else default_as_of(rows, known)
    if asked.as_of is not None:
        options += ["--as-of", asked.as_of]
    if known is not None:
        options += ["--known-at", known]
    note(f"view: {' '.join(options)}")
    return naive.View(rows, asked.as_of or as_of, position), options


@SEARCH
@given(stories)
def test_the_log_at_a_moment_tells_of_the_voids_known_then(story: Story) -> None:
    with ledger(story[0]) as clerk:
        rows = clerk.log()
        assert [(row["position"], row["voided_by"]) for row in rows] == naive.log(rows, len(rows))
        for asked in story[1]:
            seen, options = stand(rows, asked)
            until = asked.as_of or "9999"
            known = naive.log(rows, seen.position)
            expected = [(p, v) for p, v in known if rows[p - 1]["effective_on"] <= until]
            assert [(row["position"], row["voided_by"]) for row in clerk.log(*options)] == expected
        assert clerk.read("show", BODY, "--known-at", f"#{len(rows) + 1}") is None
        assert clerk.say("rebuild", "--check").exit_code == 0


@SEARCH
@given(stories)
def test_show_prints_the_state_of_every_subject_or_that_there_is_none(story: Story) -> None:
    with ledger(story[0]) as clerk:
        rows = clerk.log()
        for asked in story[1]:
            seen, options = stand(rows, asked)
            for kind, subject in sorted({(row["kind"], row["subject"]) for row in rows}):
                same_state(clerk, seen, options, kind, subject)


def same_state(clerk: Clerk, seen: naive.View, options: list[str], kind: str, subject: str) -> None:
    """Compare one subject."""
    shown, expected = clerk.read("show", subject, *options), seen.state(kind, subject)
    note(f"{subject}: {shown}")
    assert (shown is None) == (expected is None)
    if expected is None:
        return
    assert (shown["as_of"], shown["known_at"]["position"]) == (seen.as_of, seen.position)
    assert shown["last_entry"]["position"] == seen.timeline(kind, subject)[-1]["position"]
    assert (shown["status"], shown["since"]) == (expected["status"], seen.since(kind, subject))
    if kind == "certificate":
        codes = {"valid": "01", "suspended": "02", "revoked": "03", "cancelled": "04", "expired": "05"}
        assert shown["status_code"] == codes[expected["status"]]
        for key in ("rule", "holder", "issued_on", "expires_on", "suspended_until", "reason"):
            assert shown[key] == expected[key], key
        for key in ("irregular", "supersedes", "superseded_by"):
            assert shown[key] == expected[key], key
    if kind == "rule":
        flags = {flag["notice"]: (flag["ground"], flag["since"]) for flag in shown["flags"]}
        assert flags == expected["flags"]
        for key in ("category", "deregistered_on", "reason", "supersedes", "superseded_by"):
            assert shown[key] == expected[key], key


@SEARCH
@given(stories, st.sampled_from(("valid", "suspended", "revoked", "cancelled", "expired")))
def test_lists_and_counts_hold_what_existed(story: Story, status: str) -> None:
    with ledger(story[0]) as clerk:
        rows = clerk.log()
        for asked in story[1]:
            seen, options = stand(rows, asked)
            same_lists(clerk, seen, options, status)
            for what, kind in (("certs", "certificate"), ("rules", "rule")):
                for by in ("status", "body", "rule", "category"):
                    counted = clerk.read("count", what, "--by", by, *options)
                    assert {(row[by],): row["count"] for row in counted} == naive.count(seen, kind, (by,))


def same_lists(clerk: Clerk, seen: naive.View, options: list[str], status: str) -> None:
    """Compare the lists, whole and filtered."""
    kinds = {"certs": "certificate", "rules": "rule", "notices": "notice", "bodies": "body"}
    for what, kind in kinds.items():
        listed = [(row["id"], row["status"]) for row in clerk.read("list", what, *options)]
        assert listed == [(subject, state["status"]) for subject, state in seen.all(kind).items()]
    held = seen.all("certificate")
    listed = [row["id"] for row in clerk.read("list", "certs", "--status", status, *options)]
    assert listed == [subject for subject, state in held.items() if state["status"] == status]
    for rule, state in seen.all("rule").items():
        listed = [row["id"] for row in clerk.read("list", "certs", "--rule", rule, *options)]
        assert listed == [subject for subject in held if held[subject]["rule"] == rule]
        found = [row["id"] for row in clerk.read("list", "rules", "--status", state["status"], *options)]
        assert rule in found


@pytest.mark.parametrize("by", ["ground", "rule", "category"])
@SEARCH
@given(story=stories)
def test_the_compliance_report_judges_every_obligation(by: str, story: Story) -> None:
    with ledger(story[0]) as clerk:
        rows = clerk.log()
        for asked in story[1]:
            seen, options = stand(rows, asked)
            for notice in NOTICES.values():
                same_report(clerk, seen, options, notice, by)


def same_report(clerk: Clerk, seen: naive.View, options: list[str], notice: str, by: str) -> None:
    """Compare the whole report of a notice; before its first day it is only empty."""
    command = ("report", "compliance", "--notice", notice, "--detail", "--by", by, "--check", *options)
    report, state = clerk.read(*command), seen.state("notice", notice)
    if state is None:
        assert report is None or report["rows"] == []
        return
    owed = naive.obligations(seen, notice)
    note(f"report: {report}")
    assert (report["deadline"], report["boundary"]) == (state["deadline"], state["boundary"])
    assert (report["as_of"], report["known_at"]["position"]) == (seen.as_of, seen.position)
    assert sorted(map(printed, report["rows"]), key=str) == sorted(map(modelled, owed), key=str)
    assert report["summary"] == naive.summary(owed)
    groups: dict[str, list[Any]] = {}
    for o in owed:
        groups.setdefault({**(seen.state("rule", o["rule"]) or {}), **o}[by], []).append(o)
    figures = {key: naive.summary(of) for key, of in groups.items()}
    assert {group["key"]: group["summary"] for group in report["groups"]} == figures
    exceptions = naive.exceptions(seen, notice, owed)
    assert report["exceptions"] == exceptions
    bad = any(o["outcome"] in {"late", "overdue"} for o in owed)
    bad = bad or exceptions["in_force_under_deregistered_rule"] != []
    bad = bad or exceptions["issued_under_closed_rule"] != []
    assert clerk.say(*command).exit_code == (3 if bad else 0)


KEYS = ("subject", "action", "rule", "ground", "outcome", "due_on", "settled_on", "days")
KEYS += ("on_deadline_day", "recorded_late")


def printed(row: dict[str, Any]) -> tuple[Any, ...]:
    """Return what is compared of a row of the report."""
    by = row["settled_by"] and (row["settled_by"]["position"], row["settled_by"]["type"])
    circumstances = (row["reason"], row["reported_on"], row["receipt"])
    return (*(row[key] for key in KEYS), by, circumstances)


def modelled(owed: dict[str, Any]) -> tuple[Any, ...]:
    """Return the same of an obligation of the model."""
    by = owed["by"]
    circumstances = (by["reason"], by["reported_on"], by["receipt"]) if by else (None, None, None)
    settled_by = by and (by["position"], by["type"])
    return (*(owed[key] for key in KEYS), settled_by, circumstances)
