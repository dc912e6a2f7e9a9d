"""`corrections`: chosen, counted by person or body, and printed."""

import csv
import io
import sqlite3
from collections.abc import Callable
from typing import Any

import pytest
from wcwidth import wcswidth

BODY = "CNCA-R-2099-001"
C1, C2, R1 = (f"{BODY}/{number}" for number in ("C1", "C2", "R1"))
N31 = "cnca-2024-31"
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
def test_a_person_sees_what_came_past_a_deadline_or_the_end_of_a_report(
    clerk: Any, many: None, lang: str
) -> None:
    shown = clerk.run("corrections", *SINCE, lang=lang).stdout
    *_headings, late, wrong, void, taken, _, _, deadline, end, opening = shown.splitlines()
    assert late.split("2024-07-20")[1].rstrip().endswith("10 *")
    assert wrong.rstrip().endswith(" 3")
    assert void.rstrip().endswith("#10")
    assert taken.rstrip().endswith("172 *+o")
    assert [sign[:2] for sign in (deadline, end, opening)] == ["* ", "+ ", "o "]
    for options in ((), ("--by", "actor"), ("--by", "body")):
        shown = clerk.run("corrections", *options, lang=lang).stdout
        assert all(wcswidth(line) <= 80 for line in shown.splitlines())


@pytest.mark.parametrize(("lang", "total"), [("en", "Total"), ("zh", "合计")])
def test_a_person_sees_that_the_figures_add_up(clerk: Any, many: None, lang: str, total: str) -> None:
    for by in ("actor", "body"):
        shown = clerk.run("corrections", "--by", by, lang=lang).stdout.splitlines()
        last = next(number for number, line in enumerate(shown) if line.startswith(total))
        *groups, every = ([*map(float, line.split()[-7:])] for line in shown[2 : last + 1])
        added = [sum(column) for column in zip(*groups, strict=True)]
        assert [added[n] for n in (0, 1, 4, 5, 6)] == [every[n] for n in (0, 1, 4, 5, 6)]
        assert every[2] == max(group[2] for group in groups)
        assert every[0] + every[1] + every[6] == len(clerk.json("corrections"))
        assert len(shown) == last + 4, "what the columns count is said below"


def test_a_type_that_no_event_has_is_named(clerk: Any) -> None:
    assert "There is no event Nothing." in clerk.run("corrections", "--type", "Nothing").stderr
    assert clerk.run("corrections", "--type", "EntryVoided").stderr == ""


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
    clerk.run("rebuild", "--check")
    clerk.run("rebuild")
    clerk.run("rebuild", "--check")
    assert answers() == now


@pytest.mark.parametrize("command", ["corrections", "log"])
def test_entries_of_one_commit_are_no_span_backwards(clerk: Any, issue: Any, command: str) -> None:
    position = issue()
    clerk.record("correct", f"#{position}", "--holder", "新名", "--why", "错")
    void, anew = (f"#{position + 1}", f"#{position + 2}")
    rows = clerk.json(command, "--since", void, "--until", anew)
    assert [row["position"] for row in rows] == [position + 1, position + 2]
    assert clerk.error(command, "--since", anew, "--until", void, code=2)["code"] == "span.backwards"


def test_a_span_backwards_is_not_said_to_be_before_all(clerk: Any) -> None:
    result = clerk.run("corrections", "--since", "#3", "--until", "2020-01-01", code=2)
    assert "Nothing was known" not in result.stderr
