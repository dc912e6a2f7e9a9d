"""`init`, `body` and `notice`."""

from typing import Any

import pytest

BODY = "CNCA-R-2099-001"
N3, N31 = "国认监〔2024〕3号", "认秘函〔2024〕31号"
VARIANTS = [
    N31,
    "认秘函[2024]31号",
    "认秘函(2024)31号",
    "认秘函（2024）31号",
    "认秘函【2024】31号",
    "认秘函 〔2024〕 31 号",
]


# init and body -----------------------------------------------------------------


def test_init_makes_a_ledger_and_refuses_an_existing_one(bare: Any) -> None:
    result = bare.run("init")
    assert result.stdout == ""
    assert bare.path.exists()
    before = bare.path.read_bytes()
    error = bare.run("init", code=1)
    assert error.stderr.startswith("Error: ")
    assert bare.path.read_bytes() == before


def test_without_a_ledger_every_command_says_how_to_make_one(bare: Any) -> None:
    for line in (("list", "rules"), ("body", "register", BODY, "--name", "x")):
        error = bare.error(*line)
        assert error["code"] == "ledger.missing"
        assert "init" in error["hint"]
    assert not bare.path.exists()


def test_register_a_body(clerk: Any) -> None:
    other = "CNCA-RF-2099-27"
    line = (
        "body",
        "register",
        "cnca-rf-2099-27",
        "--name",
        "外资认证",
        "--credit-code",
        "91999999MA81261109",
    )
    assert clerk.record(*line, "--contact", "合规部", "--on", "2024-01-02") == [
        {"position": 7, "type": "BodyRegistered", "subject": other, "effective_on": "2024-01-02"}
    ]
    shown = clerk.json("show", other)
    assert (shown["kind"], shown["status"], shown["name"], shown["contact"]) == (
        "body",
        "registered",
        "外资认证",
        "合规部",
    )
    error = clerk.refused("body.exists", *line, "--on", "2024-01-03")
    assert "#7" in error["message"] + error["hint"]


@pytest.mark.parametrize("number", ["CNCA-R-2099-1", "CNCA-R-99-001", "001", "CNCA-R-2099-001/R1"])
def test_a_body_is_an_approval_number(clerk: Any, number: str) -> None:
    clerk.refused("body.malformed", "body", "register", number, "--name", "x")


# notice issue ------------------------------------------------------------------


def test_the_presets_are_the_two_notices_effective_on_their_day_of_issue(bare: Any) -> None:
    bare.run("init")
    for preset, number, day in (("cnca-2024-3", N3, "2024-04-02"), ("cnca-2024-31", N31, "2024-07-02")):
        recorded = bare.record("notice", "issue", "--preset", preset)
        assert [(e["type"], e["subject"], e["effective_on"]) for e in recorded] == [
            ("NoticeIssued", number, day)
        ]
        assert bare.idle("notice", "issue", "--preset", preset)
    shown = bare.json("show", "cnca-2024-31")
    kept = {
        key: shown[key]
        for key in ("id", "kind", "status", "issued_on", "deadline", "boundary", "judged_by", "cutoff_on")
    }
    assert kept == {
        "id": N31,
        "kind": "notice",
        "status": "in_force",
        "issued_on": "2024-07-02",
        "deadline": "2024-07-15",
        "boundary": "inclusive",
        "judged_by": "effective",
        "cutoff_on": "2024-05-30",
    }
    shown = bare.json("show", "cnca-2024-3")
    assert (shown["deadline"], shown["cutoff_on"]) == ("2024-04-30", None)
    assert [clause["ground"] for clause in shown["clauses"]] == ["out_of_scope", "nonconforming"]


def test_the_boundary_can_be_said(bare: Any) -> None:
    bare.run("init")
    bare.record("notice", "issue", "--preset", "cnca-2024-3", "--boundary", "exclusive")
    assert bare.json("show", "cnca-2024-3")["boundary"] == "exclusive"
    error = bare.refused("notice.exists", "notice", "issue", "--preset", "cnca-2024-3")
    assert "#1" in error["message"] + error["hint"]


TOML = """number = "样例(2099)1号"
title = "样例通知"
alias = "sample-1"
issued_on = 2024-07-01
deadline = "2024-08-01"
judged_by = "reported"
[[clauses]]
clause = "一"
ground = "nonconforming"
"""


def test_a_notice_from_a_file(clerk: Any) -> None:
    path = clerk.file("notice.toml", TOML)
    recorded = clerk.record("notice", "issue", "--file", path, "--boundary", "exclusive")
    assert (recorded[0]["subject"], recorded[0]["effective_on"]) == ("样例〔2099〕1号", "2024-07-01")
    shown = clerk.json("show", "sample-1")
    assert (shown["judged_by"], shown["boundary"]) == ("reported", "exclusive")


def test_a_file_that_is_no_notice_is_refused(clerk: Any) -> None:
    for text in ("x", TOML.replace("2024-08-01", "2024-08-32"), TOML.replace("title", "titel")):
        clerk.refused("notice.malformed", "notice", "issue", "--file", clerk.file("n.toml", text))
    clerk.refused(
        "notice.deadline_before_issue",
        "notice",
        "issue",
        "--file",
        clerk.file("n.toml", TOML.replace("2024-08-01", "2024-06-30")),
    )
    clerk.refused("file.unreadable", "notice", "issue", "--file", str(clerk.folder / "none.toml"))


@pytest.mark.parametrize(
    "ways", [(), ("--preset", "cnca-2024-3", "--file", "x.toml"), ("--preset", "cnca-2024-4")]
)
def test_a_notice_is_a_preset_or_a_file(clerk: Any, ways: tuple[str, ...]) -> None:
    assert clerk.error("notice", "issue", *ways, code=2)["code"] == "usage"


# extend and withdraw -----------------------------------------------------------


def test_extend(clerk: Any) -> None:
    line = ("notice", "extend", "cnca-2024-31", "--to", "2024-07-31", "--on", "2024-07-10")
    assert clerk.record(*line) == [
        {"position": 7, "type": "DeadlineExtended", "subject": N31, "effective_on": "2024-07-10"}
    ]
    assert clerk.json("show", N31)["deadline"] == "2024-07-31"
    assert clerk.json("show", N31, "--as-of", "2024-07-09")["deadline"] == "2024-07-15"
    assert clerk.idle(*line)
    for day in ("2024-07-31", "2024-07-20"):
        clerk.refused("notice.extension_not_later", *line[:4], day, "--on", "2024-07-12")


def test_withdraw(clerk: Any) -> None:
    line = ("notice", "withdraw", N31, "--on", "2024-07-10")
    assert clerk.record(*line)[0]["type"] == "NoticeWithdrawn"
    assert clerk.status(N31) == "withdrawn"
    assert clerk.status(N31, "--as-of", "2024-07-09") == "in_force"
    assert clerk.idle(*line)
    error = clerk.refused("notice.withdrawn", "notice", "extend", N31, "--to", "2024-08-31")
    assert "#7" in error["message"] + error["hint"]


@pytest.mark.parametrize("written", [*VARIANTS, "cnca-2024-31", "CNCA-2024-31"])
def test_a_notice_is_found_by_alias_and_by_every_bracket_variant(clerk: Any, written: str) -> None:
    assert clerk.json("show", written)["id"] == N31
    flag = ("rule", "flag", f"{BODY}/R1", "--ground", "out_of_scope", "--on", "2024-07-05")
    clerk.record(*flag, "--notice", written)
    assert clerk.log()[-1]["notice"] == N31
    assert clerk.json("report", "compliance", "--notice", written)["notice"] == N31


def test_an_unknown_notice_is_refused(clerk: Any) -> None:
    for line in (("extend", "x", "--to", "2024-08-01"), ("withdraw", "x")):
        clerk.refused("notice.unknown", "notice", *line)
