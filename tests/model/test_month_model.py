"""For random histories, a month's rows are the changes that the naive model finds."""

from typing import Any

import naive
from histories import BODY, OTHER, READ_DAYS, Clerk, histories, ledger
from hypothesis import given, note
from hypothesis import strategies as st
from stories import SEARCH, Asked, stand, views

MONTHS = ("2024-03", "2024-04", "2024-05", "2024-07", "2024-08", "2025-07")
LAST_DAYS = {"2024-03": 31, "2024-04": 30, "2024-05": 31, "2024-07": 31, "2024-08": 31, "2025-07": 31}
DUE = {month: naive.plus(f"{month}-{last}", 10) for month, last in LAST_DAYS.items()}
CHANGES = {
    "CertificateIssued": "issued",
    "CertificateAmended": "amended",
    "CertificateSuspended": "suspended",
    "CertificateReinstated": "reinstated",
    "CertificateCancelled": "cancelled",
    "CertificateRevoked": "revoked",
    "CertificateRenewed": "renewed",
    "CertificateTransferred": "transferred",
}
CODES = {"valid": "01", "suspended": "02", "revoked": "03", "cancelled": "04", "expired": "05"}

asked = st.tuples(views, st.sampled_from(MONTHS))
stories = st.tuples(histories(), st.lists(asked, min_size=2, max_size=6))


@SEARCH
@given(stories)
def test_the_rows_of_a_month_are_its_changes_from_any_view(story: Any) -> None:
    with ledger(story[0]) as clerk:
        rows = clerk.log()
        for view, month in story[1]:
            same_month(clerk, rows, view, month)


def same_month(clerk: Clerk, rows: list[Any], view: Asked, month: str) -> None:
    """Compare a month in a view, of all bodies and of each."""
    seen, options = stand(rows, view)
    if seen.as_of < f"{month}-01":
        return
    said = clerk.read("report", "month", month, *options)
    note(f"{month}: {said}")
    last = min(f"{month}-{LAST_DAYS[month]}", seen.as_of)
    expected = changed(seen.on(last), month)
    assert {f"{r['body']}/{r['certificate']}": told(r) for r in said["rows"]} == expected
    assert said["summary"]["certificates"] == len(expected) == sum(said["summary"]["statuses"].values())
    of_each = [
        row
        for body in (BODY, OTHER)
        for row in (clerk.read("report", "month", month, "--body", body, *options) or {"rows": []})["rows"]
    ]
    assert of_each == said["rows"]
    due = [row for row in rows if naive.shanghai_day(row["recorded_at"]) <= DUE[month]]
    before = changed(naive.View(rows, last, min(len(due), seen.position)), month)
    late = {entry["subject"] for entry in said["late"]}
    assert {each for each in {*before, *expected} if before.get(each) != expected.get(each)} <= late
    assert all(len(due) < entry["position"] <= seen.position for entry in said["late"])
    effects = {entry["subject"]: entry["effect"] for entry in said["late"]}
    for subject, effect in effects.items():
        there = (subject in before, subject in expected)
        assert effect == {(0, 1): "added", (1, 0): "removed", (1, 1): "changed"}[there]


def changed(seen: naive.View, month: str) -> dict[str, tuple[Any, ...]]:
    """Return what the model says of the certificates that changed in a month, by id."""
    found = {}
    for subject, state in seen.all("certificate").items():
        within = [row for row in seen.timeline("certificate", subject) if row["effective_on"][:7] == month]
        changes = [(row["effective_on"], CHANGES[row["type"]]) for row in within if row["type"] in CHANGES]
        if state["status"] == "expired" and (since := seen.since("certificate", subject))[:7] == month:
            changes.append((since, "expired"))
        if not changes:
            continue
        codes = ";".join(dict.fromkeys(change for _, change in changes))
        suspended = seen.since("certificate", subject) if state["status"] == "suspended" else None
        if suspended == state["issued_on"]:
            suspended = None  # it may have begun under another number
        found[subject] = (
            codes,
            CODES[state["status"]],
            changes[-1][0],
            state["holder"],
            state["issued_on"],
            state["expires_on"],
            suspended,
        )
    return found


def told(row: dict[str, Any]) -> tuple[Any, ...]:
    """Return the same of a row."""
    carried = row["suspended_from"] is not None and row["suspended_from"] <= row["issued_on"]
    suspended = None if carried else row["suspended_from"]
    return (
        row["change_type"],
        row["status"],
        row["changed_on"],
        row["organisation"],
        row["issued_on"],
        row["expires_on"],
        suspended,
    )


def test_every_day_that_is_read_is_of_a_month_that_is_asked_for() -> None:
    assert {day[:7] for day in READ_DAYS} <= {*MONTHS}
