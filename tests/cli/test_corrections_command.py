"""`corrections`: what an auditor asks: what came late, by whom, and past which deadline?"""

import csv
import io
import sqlite3
from collections.abc import Callable
from typing import Any

import pytest
from wcwidth import wcswidth

BODY = "CNCA-R-2099-001"
C1, C2, R1 = (f"{BODY}/{number}" for number in ("C1", "C2", "R1"))
N31, N31_ID = "cnca-2024-31", "认秘函〔2024〕31号"
Issue = Callable[..., int]
SINCE = ("--since", "#9")


@pytest.fixture
def story(clerk: Any, issue: Issue) -> None:
    """#7 C1 and #8 C2 issued; from #9 on, one entry a test, on 20 July."""
    clerk.clock.set("2024-07-03T02:00:00Z")
    issue("C1")
    issue("C2")
    clerk.clock.set("2024-07-20T02:00:00Z")


def cancel(clerk: Any, on: str, *more: str, certificate: str = C1) -> dict[str, Any]:
    """Cancel a certificate and return the correction that this was."""
    clerk.record("cert", "cancel", certificate, "--on", on, *more)
    return clerk.json("corrections")[-1]


def test_a_back_dated_entry_tells_how_late_it_came_and_past_which_deadline(clerk: Any, story: None) -> None:
    found = cancel(clerk, "2024-07-12", "--actor", "李四", "--why", "档案中发现")
    login = found.pop("login")
    assert login
    assert found == {
        "position": 9,
        "subject": C1,
        "kind": "certificate",
        "body": BODY,
        "type": "CertificateCancelled",
        "effective_on": "2024-07-12",
        "recorded_at": "2024-07-20T02:00:00.000000Z",
        "recorded_on": "2024-07-20",
        "lag_days": 8,
        "deadline_between": True,
        "deadlines": [{"notice": N31_ID, "due_on": "2024-07-15"}],
        "report_end_between": False,
        "report_end": None,
        "opening": False,
        "actor": "李四",
        "why": "档案中发现",
        "voids": None,
        "voided_type": None,
        "voided_effective_on": None,
        "voided_by": None,
    }


@pytest.mark.parametrize(
    ("effective_on", "recorded_at", "deadline_between"),
    [
        ("2024-07-15", "2024-07-16T02:00:00Z", True),
        ("2024-07-14", "2024-07-15T15:59:59.999999Z", False),  # still the 15th in Shanghai
        ("2024-07-14", "2024-07-15T16:00:00Z", True),
        ("2024-07-16", "2024-07-20T02:00:00Z", False),
        ("2024-04-30", "2024-05-01T02:00:00Z", True),
        ("2024-05-01", "2024-07-14T02:00:00Z", False),
    ],
)
def test_a_deadline_lies_between_from_the_effective_day_and_before_the_recorded_day(
    clerk: Any, issue: Issue, effective_on: str, recorded_at: str, deadline_between: bool
) -> None:
    clerk.clock.set("2024-04-01T02:00:00Z")
    issue("C1")
    clerk.clock.set(recorded_at)
    assert cancel(clerk, effective_on)["deadline_between"] is deadline_between


def test_the_deadline_is_the_one_that_was_known_and_stood_then(clerk: Any, story: None) -> None:
    clerk.clock.set("2024-07-16T02:00:00Z")
    clerk.record("notice", "extend", N31, "--to", "2024-07-18", "--on", "2024-07-17")
    assert cancel(clerk, "2024-07-15")["deadline_between"] is True  # the extension acts from tomorrow
    clerk.clock.set("2024-07-18T02:00:00Z")
    assert cancel(clerk, "2024-07-15", certificate=C2)["deadline_between"] is False
    clerk.clock.set("2024-07-20T02:00:00Z")
    clerk.record("void", "#11", "--why", "错", "--yes")
    assert clerk.json("corrections")[-1]["deadlines"] == [{"notice": N31_ID, "due_on": "2024-07-18"}]


def test_a_withdrawn_notice_has_no_deadline(clerk: Any, story: None) -> None:
    clerk.record("notice", "withdraw", N31, "--on", "2024-07-20")
    assert cancel(clerk, "2024-07-12")["deadlines"] == []


def test_the_day_before_counts_where_the_deadline_itself_is_too_late(
    bare: Any,
) -> None:
    bare.clock.set("2024-07-02T02:00:00Z")
    bare.run("init")
    bare.record("notice", "issue", "--preset", N31, "--boundary", "exclusive")
    bare.record("body", "register", BODY, "--name", "虚构", "--on", "2024-07-02")
    bare.clock.set("2024-07-15T02:00:00Z")
    named = ("--name", "规则", "--category", "reduction", "--scheme", "product")
    bare.record("rule", "file", R1, *named, "--on", "2024-07-14")
    bare.record("rule", "file", f"{BODY}/R2", *named, "--on", "2024-07-15")
    assert [(row["position"], row["deadlines"]) for row in bare.json("corrections")] == [
        (3, [{"notice": N31_ID, "due_on": "2024-07-14"}])
    ]


def test_what_is_entered_on_its_day_or_ahead_is_no_correction(clerk: Any, story: None) -> None:
    clerk.record("cert", "suspend", C1)
    clerk.record("cert", "cancel", C2, "--on", "2024-08-01")
    assert clerk.json("corrections", *SINCE) == []


def test_a_void_is_measured_from_when_the_voided_entry_took_effect(clerk: Any, story: None) -> None:
    clerk.record("cert", "cancel", C1)
    clerk.record("cert", "cancel", C2, "--on", "2024-08-01")
    clerk.clock.set("2024-07-25T02:00:00Z")
    clerk.record("void", "#9", "#10", "--why", "错", "--yes", "--actor", "李四")
    late, early = clerk.json("corrections", *SINCE)
    assert (late["type"], late["effective_on"], late["lag_days"]) == ("EntryVoided", "2024-07-25", 5)
    assert (late["voids"], late["voided_type"], late["voided_effective_on"]) == (
        9,
        "CertificateCancelled",
        "2024-07-20",
    )
    assert (early["voids"], early["lag_days"]) == (10, -7)
    assert [row["actor"] for row in (late, early)] == ["李四", "李四"]


def test_a_correction_is_a_void_and_perhaps_a_back_dated_entry(clerk: Any, story: None) -> None:
    clerk.record("cert", "cancel", C1, "--on", "2024-07-12")
    clerk.record("correct", "#9", "--on", "2024-07-16", "--why", "错")
    rows = clerk.json("corrections", *SINCE)
    assert [
        (r["position"], r["type"], r["lag_days"], r["deadline_between"], r["voided_by"]) for r in rows
    ] == [
        (9, "CertificateCancelled", 8, True, 10),
        (10, "EntryVoided", 8, True, None),
        (11, "CertificateCancelled", 4, False, None),
    ]
    known_then = clerk.json("corrections", *SINCE, "--known-at", "#9")
    assert [(row["position"], row["voided_by"]) for row in known_then] == [(9, None)]


def test_the_end_of_a_report_is_a_months_end_or_what_is_given(clerk: Any, story: None) -> None:
    cancel(clerk, "2024-06-30")
    clerk.clock.set("2024-07-31T16:00:00Z")  # 1 August in Shanghai
    cancel(clerk, "2024-07-31", certificate=C2)
    ends = [(row["report_end_between"], row["report_end"]) for row in clerk.json("corrections", *SINCE)]
    assert ends == [(True, "2024-06-30"), (True, "2024-07-31")]
    options = ("--report-end", "2024-07-15", "--report-end", "2024-07-10", "--report-end", "2024-08-01")
    ends = [
        (row["report_end_between"], row["report_end"]) for row in clerk.json("corrections", *SINCE, *options)
    ]
    assert ends == [(True, "2024-07-10"), (False, None)]


# Filters and figures -----------------------------------------------------------


@pytest.fixture
def many(clerk: Any, story: None) -> None:
    """#9 Li, 10 days late; #10 Wang, 3 days; #11 Wang's void of #10; #12 to #14 an opening import."""
    clerk.record("cert", "suspend", C1, "--on", "2024-07-10", "--actor", "李四")
    clerk.record("cert", "suspend", C2, "--on", "2024-07-17", "--actor", "王五")
    clerk.clock.set("2024-07-22T02:00:00Z")
    clerk.record("void", "#10", "--why", "错", "--yes", "--actor", "王五")
    sheet = clerk.csv(
        ("body", "number", "rule", "holder", "issued_on", "expires_on"),
        *((BODY, f"C{n}", "R1", "甲", day, "2026-01-01") for n, day in enumerate(("2024-02-01",) * 3, 5)),
    )
    clerk.run("import", "certificates", sheet, "--opening", "--actor", "王五")


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ((), [9, 10, 11, 12, 13, 14]),
        (("--actor", "王五"), [10, 11, 12, 13, 14]),
        (("--no-opening",), [9, 10, 11]),
        (("--opening",), [12, 13, 14]),
        (("--opening", "--until", "#13"), [12, 13]),
        (("--type", "EntryVoided"), [11]),
        (("--type", "Nothing"), []),
        (("--body", BODY), [9, 10, 11, 12, 13, 14]),
        (("--until", "2024-07-20"), [9, 10]),
        (("--since", "2024-07-22", "--no-opening"), [11]),
        (("--since", "2024-07-20T02:00:01Z", "--until", "2024-07-22T02:00:00Z"), [10, 11]),
        (("--known-at", "#10"), [9, 10]),
        (("--as-of", "2024-07-12"), [9, 12, 13, 14]),
        (("--since", "#11", "--until", "#10"), []),
    ],
)
def test_filters(clerk: Any, many: None, filters: tuple[str, ...], found: list[int]) -> None:
    since = () if "--since" in filters else SINCE
    assert [row["position"] for row in clerk.json("corrections", *since, *filters)] == found


def test_figures_of_each_person_count_opening_imports_apart(clerk: Any, many: None) -> None:
    assert clerk.json("corrections", *SINCE, "--by", "actor") == [
        {
            "actor": "李四",
            "count": 1,
            "back_dated": 1,
            "voids": 0,
            "max_lag_days": 10,
            "median_lag_days": 10,
            "deadline_between": 1,
            "report_end_between": 0,
            "opening": 0,
        },
        {
            "actor": "王五",
            "count": 2,
            "back_dated": 1,
            "voids": 1,
            "max_lag_days": 5,
            "median_lag_days": 4,
            "deadline_between": 0,
            "report_end_between": 0,
            "opening": 3,
        },
    ]


def test_figures_of_each_body(clerk: Any, many: None) -> None:
    (row,) = clerk.json("corrections", *SINCE, "--by", "body")
    assert (row["body"], row["count"], row["opening"]) == (BODY, 3, 3)
    assert (row["max_lag_days"], row["median_lag_days"]) == (10, 5)
    clerk.record("notice", "extend", N31, "--to", "2024-08-01", "--on", "2024-07-20")
    of_notices = clerk.json("corrections", "--since", "#15", "--by", "body")
    assert [(row["body"], row["count"]) for row in of_notices] == [(None, 1)]
    (only,) = clerk.json("corrections", "--by", "actor", "--opening")
    assert (only["count"], only["max_lag_days"], only["median_lag_days"]) == (0, None, None)


def test_the_median_of_two_lags_may_be_half_a_day(clerk: Any, story: None) -> None:
    cancel(clerk, "2024-07-19")
    cancel(clerk, "2024-07-18", certificate=C2)
    assert clerk.json("corrections", *SINCE, "--by", "body")[0]["median_lag_days"] == 1.5


# What is refused, and how it is printed ------------------------------------------


def test_what_cannot_be_is_refused(clerk: Any, many: None) -> None:
    assert clerk.error("corrections", "--since", "#99")["code"] == "entry.unknown"
    assert clerk.error("corrections", "--body", "CNCA-R-2099-099")["code"] == "body.unknown"
    assert clerk.error("corrections", "--since", "2024-07-20T02:00:00", code=2)["code"] == "usage"
    assert clerk.error("corrections", "--by", "rule", code=2)["code"] == "usage"


def test_before_the_first_entry_there_was_nothing_and_it_is_said(clerk: Any, many: None) -> None:
    result = clerk.run("corrections", "--until", "2023-12-31", "--format", "json")
    assert (result.stdout, "2024-03-01T01:00:01" in result.stderr) == ("[]\n", True)


def test_the_same_question_has_the_same_answer_for_ever(clerk: Any, many: None) -> None:
    line = ("corrections", "--known-at", "#14", "--as-of", "2024-07-31", "--format", "json")
    before = clerk.run(*line).stdout_bytes
    clerk.record("void", "#9", "--why", "错", "--yes")
    clerk.record("notice", "extend", N31, "--to", "2024-09-01", "--on", "2024-07-03")
    assert clerk.run(*line).stdout_bytes == before


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_person_sees_what_came_past_a_deadline(clerk: Any, many: None, lang: str) -> None:
    shown = clerk.run("corrections", *SINCE, lang=lang).stdout
    assert "10 *" in shown
    assert "#10" in shown
    assert shown.splitlines()[-1].startswith("* ")
    for options in ((), ("--by", "actor"), ("--by", "body")):
        shown = clerk.run("corrections", *options, lang=lang).stdout
        assert all(wcswidth(line) <= 80 for line in shown.splitlines())


def test_csv_has_a_column_for_each_key(clerk: Any, many: None) -> None:
    for options in ((), ("--by", "actor")):
        keys = list(clerk.json("corrections", *options)[0])
        text = clerk.run("corrections", *options, "--format", "csv").stdout
        assert next(csv.reader(io.StringIO(text))) == keys


# Older ledgers -------------------------------------------------------------------


def test_a_ledger_from_before_the_table_answers_the_same_and_goes_on(clerk: Any, many: None) -> None:
    def answers() -> list[Any]:
        lines = ((), ("--no-opening",), ("--opening", "--since", "#13"), ("--by", "actor"))
        return [clerk.json("corrections", *line) for line in lines]

    before = answers()
    connection = sqlite3.connect(clerk.path)
    connection.execute("DROP TABLE corrections")
    connection.commit()
    connection.close()
    assert answers() == before
    clerk.record("cert", "suspend", C2, "--on", "2024-07-01")
    assert clerk.json("corrections")[-1]["position"] == 15
    now = answers()
    clerk.run("rebuild", "--check", code=3)
    clerk.run("rebuild")
    clerk.run("rebuild", "--check")
    assert answers() == now


def test_asking_reads_the_corrections_and_not_the_whole_ledger(clerk: Any, many: None) -> None:
    for day in range(1, 29):
        clerk.record("cert", "notify", C1, "--by", f"电话{day}")
    connection = sqlite3.connect(clerk.path)
    positions = [row[0] for row in connection.execute("SELECT position FROM corrections WHERE position > 8")]
    plan = connection.execute(
        "EXPLAIN QUERY PLAN SELECT 1 FROM corrections t CROSS JOIN entries e ON e.position = t.position"
        " WHERE t.position BETWEEN 1 AND 99"
    ).fetchall()
    connection.close()
    assert positions == [9, 10, 11, 12, 13, 14]
    assert all(row[3].startswith("SEARCH") for row in plan)
