"""`import`: rows that have to do with each other though the file lets thousands come between them.

Rows are decided a few at a time here, so that what lies further apart than
that has been forgotten when it is named again.
"""

import random
from collections.abc import Sequence
from typing import Any

import pytest

from cli.importing import checking, recording, staging

BODY = "CNCA-R-2099-001"
HEADING = ("number", "rule", "holder", "issued_on", "expires_on", "status", "status_on")
TOGETHER = 3
FAR = 4 * TOGETHER


@pytest.fixture(autouse=True)
def few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "TOGETHER", TOGETHER)
    monkeypatch.setattr(recording, "BATCH", 5)
    monkeypatch.setattr(staging, "MOST_HELD", 4)


def row(number: object, **given: object) -> list[object]:
    cells: dict[str, object] = {
        "number": number,
        "rule": "R1",
        "holder": "甲",
        "issued_on": "2024-01-10",
        "expires_on": "2026-01-09",
        "status": "01",
        "status_on": "",
        **given,
    }
    return [cells[key] for key in HEADING]


def cancelled(number: object) -> list[object]:
    return row(number, status="04", status_on="2024-03-01")


def others(first: int, count: int = FAR) -> list[list[object]]:
    return [row(f"C{number}") for number in range(first, first + count)]


def take(clerk: Any, rows: Sequence[Sequence[object]], *more: str, code: int = 0) -> Any:
    path = clerk.csv(HEADING, *rows)
    return clerk.json("--body", BODY, "import", "certificates", path, *more, code=code)


def skip(clerk: Any, rows: Sequence[Sequence[object]]) -> Any:
    said = take(clerk, rows, "--on-error", "skip", code=3)
    assert said["rows"] == len(rows)
    assert said["rows"] == said["recorded"] + said["unchanged"] + said["rejected"]
    return said


def errors(said: Any) -> list[tuple[int, str]]:
    """Return (row, code) of every error."""
    return [(int(error["cell"].split(":")[1]), error["code"]) for error in said["errors"]]


def sound(clerk: Any) -> None:
    clerk.run("rebuild", "--check")


# Certificates stated twice ---------------------------------------------------------


@pytest.mark.parametrize("between", [0, 1, TOGETHER - 1, TOGETHER, FAR])
def test_the_later_of_two_rows_is_rejected_however_many_come_between(clerk: Any, between: int) -> None:
    rows = [row("A"), *others(100, between), row("A", holder="乙")]
    before = clerk.entries()
    said = take(clerk, rows, code=1)
    assert errors(said) == [(len(rows) + 1, "import.duplicate")]
    assert "row 2" in said["errors"][0]["message"]
    assert (said["recorded"], said["events"], said["rejected"]) == (0, 0, 1)
    assert clerk.entries() == before
    said = skip(clerk, rows)
    assert (said["recorded"], said["events"], said["rejected"]) == (len(rows) - 1, len(rows) - 1, 1)
    assert clerk.json("show", f"{BODY}/A")["holder"] == "甲"
    assert clerk.entries() == before + len(rows) - 1
    sound(clerk)


@pytest.mark.parametrize(
    "gaps", [(FAR, FAR), (0, 0), (FAR, 0), (0, FAR), (TOGETHER, 1)], ids=lambda gaps: f"{gaps[0]}-{gaps[1]}"
)
def test_of_three_the_first_is_recorded_and_named_to_both_others(clerk: Any, gaps: tuple[int, int]) -> None:
    rows = [row("A"), *others(100, gaps[0]), cancelled("A"), *others(300, gaps[1]), row("A", holder="丙")]
    said = skip(clerk, rows)
    assert errors(said) == [(gaps[0] + 3, "import.duplicate"), (sum(gaps) + 4, "import.duplicate")]
    assert ["row 2 " in error["message"] for error in said["errors"]] == [True, True]
    assert said["rejected"] == 2
    assert said["events"] == said["recorded"] == len(rows) - 2
    assert clerk.status(f"{BODY}/A") == "valid"
    sound(clerk)


@pytest.mark.parametrize("between", [0, FAR])
def test_a_row_that_says_nothing_because_it_is_bad_is_no_first(clerk: Any, between: int) -> None:
    rows = [row("A", issued_on="gestern"), *others(100, between), row("A")]
    said = skip(clerk, rows)
    assert [row for row, _ in errors(said)] == [2]
    assert said["rejected"] == 1
    assert clerk.status(f"{BODY}/A") == "valid"
    sound(clerk)


@pytest.mark.parametrize("between", [0, FAR])
def test_a_row_that_is_refused_was_stated_all_the_same(clerk: Any, between: int) -> None:
    """Which of the two is meant, nobody can tell."""
    rows = [row("A", expires_on="2023-01-09"), *others(100, between), row("A"), row("B")]
    said = skip(clerk, rows)
    assert errors(said) == [
        (2, "certificate.expiry_before_issue"),
        (between + 3, "import.duplicate"),
    ]
    assert said["rejected"] == 2
    clerk.error("show", f"{BODY}/A", code=1)
    sound(clerk)


@pytest.mark.parametrize("between", [0, FAR])
def test_a_later_row_that_is_bad_itself_is_counted_once(clerk: Any, between: int) -> None:
    rows = [row("A"), *others(100, between), row("A", expires_on="2023-01-09"), row("B")]
    said = skip(clerk, rows)
    assert errors(said) == [(between + 3, "import.duplicate")]
    assert (said["rejected"], said["recorded"]) == (1, len(rows) - 1)
    sound(clerk)


def test_a_file_of_which_the_first_row_is_bad_and_all_stands_already(clerk: Any) -> None:
    assert take(clerk, others(1))["recorded"] == FAR
    before = clerk.entries()
    rows = [row("A", rule="R7"), *others(1), *others(1)]
    said = skip(clerk, rows)
    assert (said["recorded"], said["unchanged"], said["rejected"], said["events"]) == (0, FAR, FAR + 1, 0)
    assert errors(said) == [
        (2, "rule.unknown"),
        *((number, "import.duplicate") for number in range(FAR + 3, 2 * FAR + 3)),
    ]
    assert clerk.entries() == before


def test_all_entries_of_a_row_stated_again_are_taken_back(clerk: Any) -> None:
    rows = [cancelled("A"), *others(100), cancelled("A"), *others(200), cancelled("B")]
    said = skip(clerk, rows)
    assert (said["recorded"], said["events"]) == (2 * FAR + 2, 2 * FAR + 4)
    assert len(clerk.log(f"certificate:{BODY}/A")) == 2
    sound(clerk)


def test_the_rejects_of_far_rows_are_in_order_of_the_file(clerk: Any) -> None:
    rows = [
        *[row("A"), row("B"), row("X", issued_on="nie")],
        *others(100),
        *[row("B"), row("Y", rule="R7"), row("A")],
        *others(200),
        *[row("A"), row("Z", holder="")],
    ]
    said = skip(clerk, rows)
    lines = (clerk.folder / "file.csv.rejects.csv").read_text("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines] == ["number", "X", "B", "Y", "A", "A", "Z"]
    assert len(said["errors"]) == said["rejected"] == 6
    assert [row for row, _ in errors(said)] == sorted(row for row, _ in errors(said))


# A file in no order ------------------------------------------------------------------


def shuffled(count: int) -> list[list[object]]:
    rows = [cancelled(f"C{n:03}") if n % 3 == 0 else row(f"C{n:03}") for n in range(count)]
    random.Random(1).shuffle(rows)
    return rows


def said_of_subjects(clerk: Any) -> list[tuple[str, str, str]]:
    return sorted((e["subject"], e["type"], e["effective_on"]) for e in clerk.log())


def test_a_file_in_no_order_is_recorded_like_the_same_in_order(clerk: Any) -> None:
    first = clerk.path.read_bytes()
    rows = shuffled(60)
    told = take(clerk, rows)
    sound(clerk)
    mixed = said_of_subjects(clerk)
    for beside in clerk.folder.glob("ledger.sqlite*"):
        beside.unlink()
    clerk.path.write_bytes(first)
    assert take(clerk, sorted(rows)) == told
    sound(clerk)
    assert said_of_subjects(clerk) == mixed
    assert take(clerk, rows)["unchanged"] == 60


# Events that build on rows far before ------------------------------------------------

EVENTS = ("event", "subject", "effective_on", "rule", "holder", "expires", "to", "as", "settle")


def events(*rows: dict[str, object]) -> tuple[Sequence[object], ...]:
    return (EVENTS, *([row.get(key, "") for key in EVENTS] for row in rows))


def issue(number: str, rule: str = "R1", on: str = "2024-01-10") -> dict[str, object]:
    given = {"event": "issue", "subject": f"{BODY}/{number}", "effective_on": on}
    return {**given, "rule": rule, "holder": "甲", "expires": "2026-01-09"}


def act(event: str, subject: str, on: str, **more: object) -> dict[str, object]:
    return {"event": event, "subject": subject, "effective_on": on, **more}


BETWEEN = [issue(f"Z{number}", "R3") for number in range(FAR)]


def enter(clerk: Any, *rows: dict[str, object], options: Sequence[str] = (), code: int = 0) -> Any:
    path = clerk.csv(*events(*rows), name="events.csv")
    said = clerk.json(*options, "import", "events", path, code=code)
    assert said["rows"] == said["recorded"] + said["unchanged"] + said["rejected"]
    return said


@pytest.mark.parametrize("named", [f"{BODY}/A", "A"], ids=["whole id", "number alone"])
def test_acts_follow_an_issue_far_before(clerk: Any, named: str) -> None:
    rows = (
        *[issue("A"), *BETWEEN, act("suspend", named, "2024-03-01"), *BETWEEN],
        *[act("reinstate", named, "2024-04-01"), *BETWEEN, act("cancel", named, "2024-05-01")],
    )
    said = enter(clerk, *rows)
    assert said["recorded"] == FAR + 4
    assert said["unchanged"] == 2 * FAR
    types = ["CertificateIssued", "CertificateSuspended", "CertificateReinstated", "CertificateCancelled"]
    assert [e["type"] for e in clerk.log(f"certificate:{BODY}/A")] == types
    assert clerk.status(f"{BODY}/A") == "cancelled"
    sound(clerk)
    assert enter(clerk, *rows)["unchanged"] == 3 * FAR + 4


def test_what_cannot_follow_a_row_far_before_is_refused(clerk: Any) -> None:
    rows = [issue("A"), act("cancel", "A", "2024-03-01"), *BETWEEN, act("suspend", "A", "2024-04-01")]
    said = enter(clerk, *rows, code=1)
    assert [(e["cell"], e["code"]) for e in said["errors"]] == [
        (f"events.csv:{FAR + 4}:2", "certificate.not_in_force")
    ]
    assert clerk.entries() == 6


def test_an_act_back_dated_before_a_row_far_before_takes_its_place(clerk: Any) -> None:
    rows = [issue("A"), act("cancel", "A", "2024-05-01"), *BETWEEN, act("suspend", "A", "2024-03-01")]
    assert enter(clerk, *rows)["recorded"] == FAR + 3
    assert clerk.status(f"{BODY}/A", "--as-of", "2024-04-01") == "suspended"
    assert clerk.status(f"{BODY}/A") == "cancelled"
    sound(clerk)


def test_a_transfer_to_a_new_number_of_a_certificate_issued_far_before(clerk: Any) -> None:
    rows = [
        *[issue("A"), *BETWEEN, act("transfer", "A", "2024-03-01", to="R2", **{"as": "A9"}), *BETWEEN],
        act("suspend", "A9", "2024-04-01"),
    ]
    said = enter(clerk, *rows)
    assert said["rejected"] == 0
    assert clerk.status(f"{BODY}/A") == "cancelled"
    new = clerk.json("show", f"{BODY}/A9")
    assert (new["status"], new["rule"]) == ("suspended", f"{BODY}/R2")
    sound(clerk)
    assert enter(clerk, *rows)["recorded"] == 0


def test_a_number_taken_far_before_cannot_be_transferred_to(clerk: Any) -> None:
    rows = [issue("A"), issue("A9"), *BETWEEN, act("transfer", "A", "2024-03-01", to="R2", **{"as": "A9"})]
    said = enter(clerk, *rows, code=1)
    assert len(said["errors"]) == 1
    assert clerk.entries() == 6


@pytest.mark.parametrize("settle", ["cancel", "revoke"])
def test_a_deregistration_settles_the_certificates_of_rows_far_before(clerk: Any, settle: str) -> None:
    rows = [
        *[issue("A"), issue("B"), issue("D", "R2"), issue("E", "R2")],
        *[act("cancel", "B", "2024-02-01"), act("transfer", "D", "2024-02-01", to="R1"), *BETWEEN],
        *[act("transfer", "E", "2024-02-01", to="R1"), issue("F"), *BETWEEN],
        act("deregister", f"{BODY}/R1", "2024-06-01", settle=settle),
    ]
    said = enter(clerk, *rows)
    assert said["rejected"] == 0
    settled = f"{settle}led" if settle == "cancel" else f"{settle}d"
    for number in ("A", "D", "E", "F"):
        assert clerk.status(f"{BODY}/{number}", "--as-of", "2024-05-31") == "valid"
        assert clerk.status(f"{BODY}/{number}") == settled
    assert len(clerk.log(f"certificate:{BODY}/B")) == 2
    assert clerk.status(f"{BODY}/Z1") == "valid"
    assert clerk.status(f"rule:{BODY}/R1") == "deregistered"
    sound(clerk)


def test_a_deregistration_closes_the_rule_to_rows_far_after(clerk: Any) -> None:
    rows = [issue("A"), act("deregister", f"{BODY}/R1", "2024-06-01"), *BETWEEN, issue("B", on="2024-06-02")]
    said = enter(clerk, *rows, code=1)
    assert [e["code"] for e in said["errors"]] == ["rule.closed"]


def test_a_number_that_two_bodies_issued_far_before_is_ambiguous(clerk: Any) -> None:
    other = "CNCA-R-2099-002"
    clerk.record("body", "register", other, "--name", "乙", "--on", "2023-01-01")
    named = ("--name", "规则", "--category", "reduction", "--scheme", "product", "--on", "2023-02-01")
    clerk.record("rule", "file", f"{other}/R1", *named)
    elsewhere = {**issue("A"), "subject": f"{other}/A"}
    said = enter(clerk, issue("A"), elsewhere, *BETWEEN, act("suspend", "A", "2024-03-01"), code=1)
    assert [e["code"] for e in said["errors"]] == ["id.ambiguous"]
    before = clerk.entries()
    said = enter(clerk, issue("A"), *BETWEEN, act("suspend", "A", "2024-03-01"), elsewhere)
    assert said["rejected"] == 0
    assert clerk.entries() == before + FAR + 3


def test_a_bad_row_leaves_nothing_for_the_rows_after_it_to_build_on(clerk: Any) -> None:
    bad = {**issue("A"), "expires": "2023-01-01"}
    rows = [bad, *BETWEEN, act("suspend", f"{BODY}/A", "2024-03-01")]
    path = clerk.csv(*events(*rows), name="events.csv")
    said = clerk.json("import", "events", path, "--on-error", "skip", code=3)
    assert [e["code"] for e in said["errors"]] == ["certificate.expiry_before_issue", "certificate.unknown"]
    assert said["recorded"] == FAR
    sound(clerk)
