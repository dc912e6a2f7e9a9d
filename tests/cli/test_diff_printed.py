"""`diff`: what it refuses, and how it prints what it found."""

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from wcwidth import wcswidth

BODY = "CNCA-R-2099-001"
C1, C2, R1, R2 = (f"{BODY}/{number}" for number in ("C1", "C2", "R1", "R2"))
N31 = "cnca-2024-31"
Issue = Callable[..., int]
KEYS = ["subject", "kind", "before", "after", "positions", "rule_before", "rule_after"]


EFFECTIVE = ("diff", "--axis", "effective")


@pytest.fixture
def story(clerk: Any, issue: Issue) -> None:
    """#7 C1, #8 C2 issued 31 July; #9 C1 suspended from 1 June, entered 2 Aug; #10 revoked, 5 Aug."""
    issue("C1")
    issue("C2")
    clerk.clock.set("2024-08-01T16:30:00Z")
    clerk.record("cert", "suspend", C1, "--on", "2024-06-01")
    clerk.clock.set("2024-08-05T01:00:00.5Z")
    clerk.record("cert", "revoke", C1, "--on", "2024-08-04")
    clerk.clock.set("2024-08-10T01:00:00Z")


@pytest.fixture
def more(clerk: Any, story: None, issue: Issue) -> None:
    """#11 C3 under R2; #12 R1 flagged; #13 C2 transferred to R2; #14 C2 suspended."""
    issue("C3", rule="R2")
    clerk.record("rule", "flag", R1, "--ground", "out_of_scope", "--notice", N31, "--on", "2024-07-05")
    clerk.record("cert", "transfer", C2, "--to", R2, "--on", "2024-08-06")
    clerk.record("cert", "suspend", C2, "--on", "2024-08-07")


# What is refused ---------------------------------------------------------------


def test_the_first_moment_is_not_after_the_second(clerk: Any, story: None) -> None:
    for span in (
        ("--from", "#9", "--to", "#8"),
        ("--from", "2024-08-05", "--to", "2024-08-04"),
        ("--from", "2024-08-01T16:30:00Z", "--to", "2024-08-01T16:29:59Z"),
        ("--from", "2024-08-01", "--to", "#8"),
        ("--from", "#9", "--known-at", "#8"),
        ("--axis", "effective", "--from", "2024-08-05", "--to", "2024-08-04"),
        ("--from", "2024-08-05", "--known-at", "2024-08-04"),
        ("--axis", "effective", "--from", "2024-08-05", "--as-of", "2024-08-04"),
        ("--axis", "effective", "--from", "2024-08-11"),  # today is the 10th
        ("--axis", "effective", "--from", "2024-08-03", "--known-at", "#9"),
    ):
        assert clerk.error("diff", *span, code=2)["code"] == "span.backwards"
    clerk.run("diff", "--from", "#8", "--to", "2024-07-31T08:00:01Z")  # when #8 was recorded


@pytest.mark.parametrize(
    "line",
    [
        ("--from", "2024-08-01T16:30:00"),
        ("--from", "soon"),
        ("--axis", "effective", "--from", "#8"),
        ("--axis", "effective", "--from", "2024-08-01", "--to", "2024-08-01T16:30:00Z"),
        ("--from", "#8", "--status", "asleep"),
        ("--from", "#8", "--kind", "rule", "--status", "valid"),
        ("--from", "#8", "--kind", "rule", "--rule", R1),
        (C1, "--from", "#8", "--kind", "rule"),
        ("--to", "#8"),
    ],
)
def test_what_cannot_be_meant_is_a_usage_error(clerk: Any, story: None, line: tuple[str, ...]) -> None:
    assert clerk.error("diff", *line, code=2)["code"] == "usage"


def test_a_position_that_does_not_exist_is_refused(clerk: Any, story: None) -> None:
    for span in (("--from", "#11"), ("--from", "#8", "--to", "#99"), ("--from", "#0")):
        assert clerk.error("diff", *span)["code"] == "entry.unknown"


def test_a_subject_not_known_at_either_moment_is_refused_and_says_since_when(clerk: Any, story: None) -> None:
    error = clerk.error("diff", C1, "--from", "#5", "--to", "#6")
    assert error["code"] == "subject.not_yet_known"
    assert "#7" in error["hint"]
    assert clerk.error("diff", f"certificate:{BODY}/C9", "--from", "#5")["code"] == "certificate.unknown"
    assert clerk.error("diff", "--from", "#5", "--rule", f"{BODY}/R9")["code"] == "rule.unknown"


def test_before_the_first_entry_nothing_was_known_and_it_is_said(clerk: Any, story: None) -> None:
    result = clerk.run("diff", "--from", "2023-01-01", "--to", "2023-12-31", "--format", "json")
    assert result.stdout == "[]\n"
    assert "2024-03-01T01:00:01.000000Z" in result.stderr
    result = clerk.run("diff", "--from", "2023-01-01", "--to", "#1", "--format", "jsonl")
    assert '"before":null,"after":"registered","positions":[1]' in result.stdout
    assert "2024-03-01T01:00:01.000000Z" in result.stderr


@pytest.mark.parametrize("first", ["0001-01-01", "1900-01-01", "1948-12-31T23:59:59Z", "1969-12-31"])
@pytest.mark.parametrize("last", ["9999-12-31", "2201-01-01", "9999-12-31T23:59:59-12:00"])
def test_no_moment_is_too_far_from_the_ledgers(clerk: Any, story: None, first: str, last: str) -> None:
    result = clerk.run("diff", "--from", first, "--to", last, "--kind", "certificate", "--format", "json")
    assert [row["positions"] for row in json.loads(result.stdout)] == [[7, 9, 10], [8]]
    assert "Nothing was known then" in result.stderr
    assert clerk.json("diff", "--from", last) == []
    assert clerk.json("diff", "--from", first, "--to", first) == []
    assert clerk.error("diff", "--from", last, "--to", first, code=2)["code"] == "span.backwards"


def test_no_day_is_too_far_from_those_that_are_compared(clerk: Any, story: None) -> None:
    rows = clerk.json(*EFFECTIVE, "--from", "0001-01-01", "--to", "9999-12-31", "--kind", "certificate")
    assert [(row["before"], row["after"]) for row in rows] == [(None, "revoked"), (None, "expired")]


def test_what_lies_beyond_what_is_known_is_the_last_known(clerk: Any, story: None) -> None:
    for span in (("--from", "2024-08-10", "--known-at", "#10"), ("--from", "2030-01-01", "--known-at", "#8")):
        assert clerk.json("diff", *span) == []
    nothing = clerk.run("diff", "--from", "2024-08-10", "--known-at", "1970-01-01")
    assert "Nothing was known then" in nothing.stderr


def test_an_empty_ledger_says_so(bare: Any) -> None:
    bare.run("init")
    for axis in ("recorded", "effective"):
        result = bare.run("diff", "--axis", axis, "--from", "2024-01-01", "--format", "json")
        assert (result.stdout, "ledger is empty" in result.stderr) == ("[]\n", True)


# How it is printed -------------------------------------------------------------


def test_the_same_question_has_the_same_answer_for_ever(clerk: Any, more: None) -> None:
    lines = [
        ("diff", "--from", "#8", "--to", "#13", "--as-of", "2024-08-10", "--facts"),
        (*EFFECTIVE, "--from", "2024-05-31", "--to", "2024-08-10", "--known-at", "#13"),
    ]
    before = [clerk.run(*line, "--format", "json").stdout_bytes for line in lines]
    clerk.clock.set("2025-01-01T00:00:00Z")
    clerk.record("void", "#10", "--why", "错", "--yes")
    clerk.record("cert", "cancel", C2, "--on", "2024-08-09")
    assert [clerk.run(*line, "--format", "json").stdout_bytes for line in lines] == before


def test_csv_has_a_column_for_each_key(clerk: Any, story: None) -> None:
    text = clerk.run("diff", "--from", "#8", "--format", "csv").stdout
    rows = list(csv.DictReader(io.StringIO(text)))
    assert list(rows[0]) == KEYS
    assert rows[0]["positions"] == "[9,10]"
    wide = clerk.run("diff", "--from", "#8", "--format", "csv", "--facts").stdout
    assert wide.splitlines()[0] == ",".join([*KEYS, "facts"])


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_person_sees_where_the_two_stand_and_what_differs(clerk: Any, more: None, lang: str) -> None:
    words = {"en": ("From", "valid", "suspended"), "zh": ("起", "有效", "暂停")}[lang]
    for line in (
        ("diff", "--from", "#8"),
        ("diff", "--from", "#8", "--facts"),
        (*EFFECTIVE, "--from", "2024-05-31"),
    ):
        shown = clerk.run(*line, lang=lang).stdout
        assert all(word in shown for word in words)
        assert "#14" in shown
        assert all(wcswidth(text) <= 80 for text in shown.splitlines())


def test_many_entries_are_counted_where_people_read(clerk: Any, story: None) -> None:
    for day, verb in enumerate(("suspend", "reinstate", "suspend", "cancel"), 1):
        clerk.record("cert", verb, C2, "--on", f"2024-08-0{day}")
    assert "#11 #12 +2" in clerk.run("diff", C2, "--from", "#10").stdout
    assert clerk.json("diff", C2, "--from", "#10")[0]["positions"] == [11, 12, 13, 14]
