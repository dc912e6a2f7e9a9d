"""`report restate`: what a published report would say today, and by which entries."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from wcwidth import wcswidth

BODY = "CNCA-R-2099-001"
C1, C2 = f"{BODY}/C1", f"{BODY}/C2"
NOTICE = ("--notice", "cnca-2024-31")
ASKED = {
    "compliance": ("report", "compliance", *NOTICE, "--by", "category", "--as-of", "2024-07-31"),
    "overdue": ("report", "overdue", *NOTICE, "--as-of", "2024-07-31"),
    "notices": ("report", "notices", *NOTICE, "--as-of", "2024-07-31"),
    "suspensions": ("report", "suspensions", "--months", "1", "--as-of", "2024-07-31"),
    "filing": ("report", "filing", "--days", "10", "--as-of", "2024-07-31"),
    "body": ("report", "body", BODY, "--as-of", "2024-07-31"),
    "month": ("report", "month", "2024-05", "--as-of", "2024-07-31"),
}


@pytest.fixture
def owing(clerk: Any, issue: Callable[..., int]) -> Any:
    """Return a clerk with C1 and C2 under R1, flagged (#7 to #9), and C2 suspended in May (#10)."""
    issue("C1")
    issue("C2")
    flag = ("rule", "flag", f"{BODY}/R1", "--ground", "out_of_scope", *NOTICE, "--on", "2024-07-03")
    clerk.record(*flag)
    clerk.record("cert", "suspend", C2, "--on", "2024-05-06")
    return clerk


def publish(clerk: Any, kind: str) -> int:
    """Publish a report; return its position."""
    path = str(clerk.folder / f"{kind}.json")
    return int(clerk.record(*ASKED[kind], "--publish", "-o", path)[0]["position"])


def restated(clerk: Any, kind: str, *acts: tuple[str, ...]) -> dict[str, Any]:
    """Publish a report, let something be recorded, and restate it."""
    position = publish(clerk, kind)
    for act in acts:
        clerk.record(*act)
    found: dict[str, Any] = clerk.json("report", "restate", f"#{position}")
    assert found["published"]["position"] == position
    assert clerk.json("report", "restate", found["published"]["id"]) == found
    return found


def figures(found: dict[str, Any]) -> dict[str, tuple[int, int, list[int]]]:
    return {c["count"]: (c["before"], c["after"], c["positions"]) for c in found["counts"]}


@pytest.mark.parametrize("kind", ASKED)
def test_a_report_that_nothing_was_learnt_of_would_say_the_same(owing: Any, kind: str) -> None:
    later = ("rule", "file", f"{BODY}/R9", "--name", "n", "--category", "reduction", "--scheme", "product")
    found = restated(owing, kind, (*later, "--on", "2024-08-15", "--published-on", "2024-08-14"))
    assert not found["changed"]
    assert found["counts"] == found["facts"] == found["rows"] == found["moves"] == found["entries"] == []
    done = owing.run("report", "restate", "REPORT-1", "--check")
    assert "Nothing is different" in done.stdout


def test_a_cancellation_learnt_of_late_changes_the_compliance_report_and_is_named(owing: Any) -> None:
    found = restated(owing, "compliance", ("cert", "cancel", C1, "--on", "2024-07-10"))
    assert found["changed"]
    assert figures(found)["settle_certificate.on_time"] == (0, 1, [12])
    assert figures(found)["settle_certificate.overdue"] == (2, 1, [12])
    assert figures(found)["groups.reduction.settle_certificate.overdue"] == (2, 1, [12])
    (row,) = found["rows"]
    assert (row["subject"], row["action"], row["change"]) == (C1, "settle_certificate", "changed")
    turns = {turn["field"]: (turn["before"], turn["after"]) for turn in row["fields"]}
    assert turns["outcome"] == ("overdue", "on_time")
    assert turns["settled_on"] == (None, "2024-07-10")
    assert [(e["position"], e["type"]) for e in found["entries"]] == [(12, "CertificateCancelled")]
    assert {(m["subject"], m["action"]) for m in found["moves"]} >= {(C1, "settle_certificate")}


def test_a_row_that_says_something_else_is_a_change_though_no_figure_is(owing: Any) -> None:
    owing.record("cert", "cancel", C1, "--on", "2024-07-10")
    found = restated(owing, "compliance", ("correct", "#11", "--on", "2024-07-11", "--why", "wrong day"))
    (row,) = found["rows"]
    assert {turn["field"] for turn in row["fields"]} == {"settled_on", "settled_by"}
    assert row["positions"] == [13, 14]
    assert figures(found) == {}


def test_an_extension_is_said_once_and_not_in_every_row(owing: Any) -> None:
    found = restated(owing, "overdue", ("notice", "extend", "cnca-2024-31", "--to", "2024-08-31"))
    assert {(f["fact"], f["before"], f["after"]) for f in found["facts"]} == {
        ("deadline", "2024-07-15", "2024-08-31"),
        ("due_on", "2024-07-15", "2024-08-31"),
    }
    assert figures(found)["open"] == (0, 3, [12])
    assert {turn["field"] for row in found["rows"] for turn in row["fields"]} == {"outcome", "days"}
    assert [e["position"] for e in found["entries"]] == [12]


def test_what_is_done_since_is_no_longer_in_the_list_of_what_is_overdue(owing: Any) -> None:
    news = (("cert", "cancel", C1, "--on", "2024-07-10"), ("cert", "amend", C2, "--holder", "乙"))
    found = restated(owing, "overdue", *news)
    assert figures(found) == {"overdue": (3, 2, [12]), f"groups.{BODY}.overdue": (3, 2, [12])}
    assert [(r["subject"], r["change"], r["positions"]) for r in found["rows"]] == [(C1, "gone", [12])]
    assert [e["position"] for e in found["entries"]] == [12], "an amendment is no cause"


def test_a_body_that_is_called_otherwise_is_a_fact_of_its_own(owing: Any) -> None:
    found = restated(owing, "overdue", ("correct", "#1", "--name", "新名", "--why", "wrong name"))
    assert [(f["fact"], f["after"], f["positions"]) for f in found["facts"]] == [
        (f"groups.{BODY}.name", "新名", [12, 13])
    ]


def test_a_notification_learnt_of_late_changes_whom_was_told(owing: Any) -> None:
    news = (("cert", "notify", C1, "--by", "挂号信", "--on", "2024-07-05"), ("cert", "reinstate", C2))
    found = restated(owing, "notices", *news)
    assert figures(found)["not_told"] == (2, 1, [12])
    assert figures(found)["unsettled"] == (0, 1, [12])
    (row,) = found["rows"]
    assert (row["subject"], row["positions"]) == (C1, [12])


def test_a_voided_notification_is_named_by_its_void(owing: Any) -> None:
    owing.record("cert", "notify", C1, "--by", "挂号信", "--on", "2024-07-05")
    found = restated(owing, "notices", ("void", "#11", "--why", "not sent", "--yes"))
    (row,) = found["rows"]
    assert row["positions"] == [13]


def test_a_suspension_learnt_of_late_is_new_and_one_that_ended_is_gone(owing: Any) -> None:
    news = (
        ("cert", "suspend", C1, "--on", "2024-06-03"),
        ("cert", "reinstate", C2, "--on", "2024-05-20"),
        ("notice", "extend", "cnca-2024-31", "--to", "2024-08-31"),
    )
    found = restated(owing, "suspensions", *news)
    assert [(r["subject"], r["change"], r["positions"]) for r in found["rows"]] == [
        (C1, "come", [12]),
        (C2, "gone", [13]),
    ]
    assert figures(found) == {}, "as many as before"
    assert found["published"]["arguments"] == ["months=1"]


def test_a_figure_names_what_it_counts_though_no_row_lists_it(owing: Any) -> None:
    found = restated(owing, "suspensions", ("cert", "suspend", C1, "--on", "2024-07-20"))
    assert found["rows"] == [], "not suspended for a month yet"
    assert figures(found)["suspended"] == (1, 2, [12])


def test_a_rule_filed_late_that_was_entered_late_is_new(owing: Any) -> None:
    filing = ("rule", "file", f"{BODY}/R9", "--name", "n", "--category", "reduction", "--scheme", "product")
    found = restated(owing, "filing", (*filing, "--published-on", "2024-02-01", "--on", "2024-03-01"))
    assert [(r["subject"], r["kind"], r["change"]) for r in found["rows"]] == [(f"{BODY}/R9", "rule", "come")]
    assert figures(found)["late"] == (0, 1, [12])
    assert figures(found)["rules"] == (3, 4, [12])


# Standing elsewhere ------------------------------------------------------------------


def test_today_is_as_known_at_a_moment(owing: Any) -> None:
    restated(owing, "overdue", ("cert", "cancel", C1, "--on", "2024-07-10"))
    assert owing.json("report", "restate", "REPORT-1", "--known-at", "#12")["changed"]
    assert not owing.json("report", "restate", "REPORT-1", "--known-at", "#11")["changed"]
    before = owing.error("report", "restate", "REPORT-1", "--known-at", "#10")
    assert before["code"] == "subject.not_yet_known"
    earlier = owing.error("report", "restate", "REPORT-1", "--as-of", "2024-07-30")
    assert earlier["code"] == "subject.not_yet"


def test_a_correction_is_restated_against_what_it_knew(owing: Any) -> None:
    restated(owing, "overdue", ("cert", "cancel", C1, "--on", "2024-07-10"))
    path = str(owing.folder / "again.json")
    owing.record(*ASKED["overdue"], "--publish", "-o", path)
    assert owing.json("report", "restate", "REPORT-1")["changed"]
    second = owing.json("report", "restate", "REPORT-2")
    assert (second["changed"], second["published"]["edition"]) == (False, "correction")


def test_a_check_finds_a_report_that_would_say_something_else(owing: Any) -> None:
    restated(owing, "overdue", ("cert", "cancel", C1, "--on", "2024-07-10"))
    owing.run("report", "restate", "REPORT-1", "--check", code=3)
    owing.run("report", "restate", "REPORT-1", "--check", "--known-at", "#11")


# Refusals ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        ("#99", "entry.unknown"),
        ("#9", "report.not_a_publication"),
        ("REPORT-9", "report.unknown"),
        ("R1", "report.unknown"),
        ("9", "report.unknown"),
    ],
)
def test_what_is_no_publication_is_refused(owing: Any, asked: str, problem: str) -> None:
    publish(owing, "overdue")
    error = owing.error("report", "restate", asked)
    assert error["code"] == problem
    assert error["hint"]


def test_a_voided_publication_is_refused_and_names_its_void(owing: Any) -> None:
    position = publish(owing, "overdue")
    owing.record("void", f"#{position}", "--why", "published in error", "--yes")
    for asked in (f"#{position}", "REPORT-1"):
        error = owing.error("report", "restate", asked)
        assert (error["code"], "#12" in error["message"]) == ("report.voided", True)
    assert not owing.json("report", "restate", "REPORT-1", "--known-at", f"#{position}")["changed"]


def test_a_kind_that_is_not_known_any_more_is_said(owing: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from projections.reports import remade

    publish(owing, "overdue")
    monkeypatch.setattr(remade, "MAKERS", {})
    assert owing.error("report", "restate", "REPORT-1")["code"] == "report.not_remade"


# Formats -----------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("kind", ASKED)
def test_people_read_it_in_eighty_columns(owing: Any, kind: str, lang: str) -> None:
    news = (
        ("cert", "cancel", C1, "--on", "2024-07-10"),
        ("cert", "reinstate", C2, "--on", "2024-05-20"),
        ("cert", "notify", C2, "--by", "挂号信", "--on", "2024-07-05"),
        ("notice", "extend", "cnca-2024-31", "--to", "2024-07-20"),
        ("correct", "#4", "--published-on", "2023-01-02", "--why", "wrong"),
    )
    restated(owing, kind, *news)
    for detail in ((), ("--detail",)):
        shown = owing.run("report", "restate", "REPORT-1", *detail, lang=lang).stdout
        assert max(map(wcswidth, shown.splitlines())) <= 80, shown
        assert "REPORT-1" in shown


def test_rows_and_figures_are_flat_for_programs(owing: Any) -> None:
    found = restated(owing, "compliance", ("cert", "cancel", C1, "--on", "2024-07-10"))
    told = owing.run("report", "restate", "REPORT-1", "--format", "csv").stdout.splitlines()
    assert told[0].startswith("published,report,notice,as_of,known_before,known_after,count,before,after")
    assert len(told) - 1 == len(found["counts"])
    lines = owing.run("report", "restate", "REPORT-1", "--format", "jsonl", "--detail").stdout.splitlines()
    rows = [json.loads(line) for line in lines]
    assert {(row["subject"], row["action"]) for row in rows} == {
        *((row["subject"], row["action"]) for row in found["rows"]),
        *((move["subject"], move["action"]) for move in found["moves"]),
    }
