"""`report restate` of reports of many parts: a body's sheet, a month."""

from collections.abc import Callable
from typing import Any

import pytest

BODY = "CNCA-R-2099-001"
C1, C2 = f"{BODY}/C1", f"{BODY}/C2"
NOTICE = ("--notice", "cnca-2024-31")
ASKED = {
    "body": ("report", "body", BODY, "--as-of", "2024-07-31"),
    "month": ("report", "month", "2024-05", "--as-of", "2024-07-31"),
    "notices": ("report", "notices", *NOTICE, "--as-of", "2024-07-31"),
}
NEW_NOTICE = """
number = "国认监〔2099〕9号"
alias = "later"
title = "虚构的通知"
issued_on = "2024-07-01"
deadline = "2024-07-20"

[[clauses]]
clause = "一"
ground = "out_of_scope"
remedy = ["deregister_rule", "settle_certificate"]
"""


@pytest.fixture
def owing(clerk: Any, issue: Callable[..., int]) -> Any:
    """Return a clerk with C1 and C2 under R1, flagged (#7 to #9), and C2 suspended in May (#10)."""
    issue("C1")
    issue("C2")
    clerk.record("rule", "flag", f"{BODY}/R1", "--ground", "out_of_scope", *NOTICE, "--on", "2024-07-03")
    clerk.record("cert", "suspend", C2, "--on", "2024-05-06")
    return clerk


def restated(clerk: Any, kind: str, *acts: tuple[str, ...]) -> dict[str, Any]:
    """Publish a report (#11), let something be recorded, and restate it."""
    clerk.record(*ASKED[kind], "--publish", "-o", str(clerk.folder / f"{kind}.json"))
    for act in acts:
        clerk.record(*act)
    found: dict[str, Any] = clerk.json("report", "restate", "REPORT-1")
    return found


def figures(found: dict[str, Any]) -> dict[str, tuple[int, int, list[int]]]:
    return {c["count"]: (c["before"], c["after"], c["positions"]) for c in found["counts"]}


def test_each_figure_of_a_sheet_is_put_down_to_what_changed_it(owing: Any) -> None:
    news = (
        ("cert", "cancel", C1, "--on", "2024-07-10"),
        ("cert", "amend", C1, "--holder", "乙", "--on", "2024-07-01"),
        ("cert", "notify", C2, "--by", "挂号信", "--on", "2024-07-05"),
        ("cert", "reinstate", C2, "--on", "2024-05-20"),
    )
    found = restated(owing, "body", *news)
    notice = "认秘函〔2024〕31号"
    counted = figures(found)
    assert counted["certificates.cancelled"] == (0, 1, [12])
    assert counted["certificates.suspended"] == (1, 0, [15])
    assert counted[f"obligations.{notice}.settle_certificate.on_time"] == (0, 1, [12])
    assert counted[f"to_do.{notice}.overdue"] == (3, 2, [12])
    assert counted[f"told.{notice}.not_told"] == (2, 1, [14])
    assert counted["suspensions.suspended"] == (1, 0, [15])
    assert {e["position"] for e in found["entries"]} == {12, 13, 14, 15}
    joined = {figure for move in found["moves"] for figure in move["joined"]}
    assert f"obligations.{notice}.settle_certificate.on_time" in joined


def test_an_extension_and_a_new_name_change_a_sheet(owing: Any) -> None:
    news = (
        ("notice", "extend", "cnca-2024-31", "--to", "2024-08-31"),
        ("correct", "#1", "--name", "新名", "--why", "wrong name"),
    )
    found = restated(owing, "body", *news)
    assert [(f["fact"], f["after"], f["positions"]) for f in found["facts"]] == [
        ("name", "新名", [13, 14]),
        ("notices.认秘函〔2024〕31号.deadline", "2024-08-31", [12]),
        ("notices.认秘函〔2024〕31号.due_on", "2024-08-31", [12]),
    ]
    assert figures(found)["to_do.认秘函〔2024〕31号.open"] == (0, 3, [12])


def test_a_notice_learnt_of_later_is_new_on_a_sheet(clerk: Any, issue: Callable[..., int]) -> None:
    issue("C1")
    notice = clerk.folder / "later.toml"
    notice.write_text(NEW_NOTICE)
    news = (
        ("notice", "issue", "--file", str(notice)),
        ("rule", "flag", f"{BODY}/R1", "--ground", "out_of_scope", "--notice", "later", "--on", "2024-07-03"),
    )
    found = restated(clerk, "body", *news)
    positions = [e["position"] for e in found["entries"]]
    assert [e["type"] for e in found["entries"]] == ["NoticeIssued", "RuleFlagged"]
    assert ("notices", None, "国认监〔2099〕9号") in {
        (f["fact"], f["before"], f["after"]) for f in found["facts"]
    }
    assert figures(found)["rules.flagged"] == (0, 1, positions[1:])
    assert figures(found)["obligations.国认监〔2099〕9号.rules.flagged"][:2] == (0, 1)


def test_a_months_figures_name_the_rows_they_count(owing: Any) -> None:
    news = (
        ("cert", "amend", C2, "--holder", "乙", "--on", "2024-05-08"),
        ("cert", "revoke", C1, "--on", "2024-05-09"),
        ("cert", "notify", C1, "--by", "传真", "--on", "2024-05-07"),
    )
    found = restated(owing, "month", *news)
    assert figures(found) == {
        "certificates": (1, 2, [13]),
        "statuses.revoked": (0, 1, [13]),
        "changes.amended": (0, 1, [12]),
        "changes.revoked": (0, 1, [13]),
    }
    assert [(r["subject"], r["change"], r["positions"]) for r in found["rows"]] == [
        (C1, "come", [13]),
        (C2, "changed", [12]),
    ]
    shown = owing.run("report", "restate", "REPORT-1", lang="zh").stdout
    assert "变更类型代码" in shown
    assert "change_type" not in shown


def test_another_name_of_a_holder_is_put_down_to_its_amendment(owing: Any) -> None:
    news = (
        ("notice", "extend", "cnca-2024-31", "--to", "2024-08-31"),
        ("cert", "amend", C2, "--holder", "乙", "--on", "2024-07-20"),
    )
    rows = {row["subject"]: row for row in restated(owing, "notices", *news)["rows"]}
    assert [turn["field"] for turn in rows[C2]["fields"]] == ["holder", "outcome"]
    assert rows[C2]["positions"] == [12, 13]
    assert rows[C1]["positions"] == [12]
