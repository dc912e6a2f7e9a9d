"""`rule check`: findings about rules of the ledger or of a file, and the flags it proposes."""

import json
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from wcwidth import wcswidth

from cli.render.screening import CONTENTS, FINDINGS, WITHHELD
from cli.screening.tables import tables

BODY = "CNCA-R-2099-001"
OTHER = "CNCA-RF-2099-04"
HEADING = ("body", "number", "name", "category", "scheme", "basis")
BAD = "温室气体排放核查认证规则"
CONTENTS_KEYS = [content.key for content in tables(None).words.contents]
FLAG = ("--notice", "cnca-2024-3", "--on", "2024-04-08")
EVIL = [
    "<script>alert('核查')</script>",
    "=cmd|' /C calc'!A0 核算",
    "\"双\"引号'单'引号`反`$(x)报告",
    "长" * 297 + "核查",
    "𠮷𰻞𬎆𮧵碳盘查",
    "𠮷" * 298 + "报告",
    "a" * 298 + "报告",
    "碳核查\x1b[31m\u202e",
]


def file_rule(clerk: Any, number: str, name: str, *more: str) -> str:
    rule = number if "/" in number else f"{BODY}/{number}"
    given = {"--category": "reduction", "--scheme": "product", "--on": "2024-02-01"}
    options = [text for pair in given.items() if pair[0] not in more for text in pair]
    clerk.record("rule", "file", rule, "--name", name, *options, *more)
    return rule


def check(clerk: Any, *args: str, code: int = 0) -> list[dict[str, Any]]:
    return list(clerk.json("rule", "check", *args, code=code))


def codes(row: dict[str, Any]) -> list[tuple[str, str]]:
    return [(finding["clause"], finding["code"]) for finding in row["findings"]]


# Of the ledger -----------------------------------------------------------------


def test_a_rule_is_checked_and_a_flag_proposed(clerk: Any) -> None:
    rule = file_rule(clerk, "B1", BAD, "--basis", "VCS")
    (row,) = check(clerk, "B1", code=3)
    assert (row["rule"], row["name"], row["verdict"], row["status"]) == (rule, BAD, "breach", "filed")
    assert codes(row) == [
        ("一", "screening.accounting_only"),
        ("四(三)1", "screening.forbidden_word"),
        ("四(三)2", "screening.offsets_only"),
    ]
    assert row["findings"][1] == {
        "clause": "四(三)1",
        "code": "screening.forbidden_word",
        "verdict": "breach",
        "ground": "nonconforming",
        "matched": ["核查"],
        "look_at": "name",
        "content": None,
        "national": None,
        "score": None,
    }
    (proposal,) = row["proposals"]
    assert proposal["argv"][:8] == [
        *("certledger", "rule", "flag", rule),
        *("--ground", "out_of_scope", "--notice", "cnca-2024-3"),
    ]
    assert shlex.split(proposal["command"]) == proposal["argv"]


def test_what_is_proposed_can_be_carried_out_and_is_proposed_once(clerk: Any) -> None:
    rule = file_rule(clerk, "B1", BAD)
    before = clerk.entries()
    (row,) = check(clerk, rule, code=3)
    assert clerk.entries() == before
    (recorded,) = clerk.record(*row["proposals"][0]["argv"][1:])
    assert (recorded["type"], recorded["subject"]) == ("RuleFlagged", rule)
    assert clerk.log()[-1]["why"] == "一 温室气体排放核查; 四(三)1 核查"
    (again,) = check(clerk, rule, code=3)
    assert (again["verdict"], again["proposals"]) == ("breach", [])
    assert again["not_proposed"] == {
        "code": "screening.already_flagged",
        "ground": "out_of_scope",
        "position": recorded["position"],
    }


def test_a_flag_on_another_ground_or_a_deregistration_is_in_the_way(clerk: Any) -> None:
    one, two = file_rule(clerk, "B1", BAD), file_rule(clerk, "B2", "产品碳标签认证规则")
    clerk.record("rule", "flag", one, "--ground", "nonconforming", *FLAG)
    clerk.record("rule", "deregister", two, "--on", "2024-04-09")
    rows = {row["rule"]: row for row in check(clerk, "--all", code=3)}
    assert [(rows[r]["proposals"], rows[r]["not_proposed"]["code"]) for r in (one, two)] == [
        ([], "screening.flagged_otherwise"),
        ([], "screening.deregistered"),
    ]
    said = clerk.run("rule", "check", "--all", code=3).stdout
    assert "flagged as nonconforming (#9)" in said
    assert "deregistered" in said
    clerk.refused("rule.already_flagged", "rule", "flag", one, "--ground", "out_of_scope", *FLAG)


def test_a_flag_under_another_notice_is_not_in_the_way(clerk: Any) -> None:
    rule = file_rule(clerk, "B1", BAD)
    clerk.record(
        "rule", "flag", rule, "--ground", "out_of_scope", "--notice", "cnca-2024-31", "--on", "2024-07-05"
    )
    (row,) = check(clerk, rule, code=3)
    assert (len(row["proposals"]), row["not_proposed"]) == (1, None)


def test_all_are_checked_of_one_body_or_with_one_status(clerk: Any) -> None:
    clerk.record("body", "register", OTHER, "--name", "乙", "--on", "2023-01-01")
    rule = file_rule(clerk, f"{OTHER}/B1", BAD)
    clerk.record("rule", "flag", rule, "--ground", "out_of_scope", *FLAG)
    assert [row["rule"] for row in check(clerk, "--all", "--body", OTHER, code=3)] == [rule]
    assert [row["rule"] for row in check(clerk, "--all", "--status", "flagged", code=3)] == [rule]
    clean = check(clerk, "--all", "--body", BODY)
    assert [(row["rule"], row["verdict"]) for row in clean] == [(f"{BODY}/R{n}", "clean") for n in (1, 2, 3)]
    assert clerk.error("rule", "check", "--all", "--body", "CNCA-R-2099-999")["code"] == "body.unknown"


def test_it_looks_as_of_a_day_and_as_known_at_a_moment(clerk: Any) -> None:
    rule = file_rule(clerk, "B1", BAD)
    clerk.record("rule", "flag", rule, "--ground", "out_of_scope", *FLAG)
    clerk.record("correct", "#7", "--why", "笔误", "--name", PLAIN)
    assert [row["verdict"] for row in check(clerk, rule)] == ["clean"]
    (known,) = check(clerk, rule, "--known-at", "#7", "--as-of", "2024-04-30", code=3)
    assert (known["verdict"], known["status"], len(known["proposals"])) == ("breach", "filed", 1)
    (before,) = check(clerk, rule, "--known-at", "#8", "--as-of", "2024-04-07", code=3)
    assert (before["status"], len(before["proposals"])) == ("filed", 1)
    assert clerk.error("rule", "check", rule, "--as-of", "2024-01-31")["code"] == "subject.not_yet"
    assert rule not in [row["rule"] for row in check(clerk, "--all", "--as-of", "2024-01-31")]


PLAIN = "光伏组件产品碳减排认证规则"


def test_only_a_breach_exits_with_3_unless_strict(clerk: Any) -> None:
    file_rule(clerk, "B1", "产品碳足迹认证规则")
    (row,) = check(clerk, "B1")
    assert (row["verdict"], row["proposals"], row["not_proposed"]) == ("check", [], None)
    assert check(clerk, "B1", "--strict", code=3) == [row]
    assert check(clerk, "R1", "--strict")[0]["verdict"] == "clean"


def test_a_rule_or_all_or_a_file_one_of_the_three(clerk: Any) -> None:
    for line in ((), ("R1", "--all"), ("--all", "--file", "x.csv"), ("R1", "--body", BODY)):
        assert clerk.error("rule", "check", *line, code=2)["code"] == "usage"
    for line in (("R1", "--status", "filed"), ("--all", "--sheet", "x"), ("R1", "--column", "name=x")):
        assert "goes with" in clerk.error("rule", "check", *line, code=2)["message"]
    assert clerk.error("rule", "check", "R9")["code"] == "rule.unknown"
    assert clerk.error("rule", "check", "--all", "--status", "valid", code=2)["code"] == "usage"


def test_without_the_notice_in_the_ledger_it_says_what_to_enter_first(bare: Any) -> None:
    bare.run("init")
    bare.record("body", "register", BODY, "--name", "甲", "--on", "2023-01-01")
    file_rule(bare, "B1", BAD)
    result = bare.run("rule", "check", "B1", code=3)
    assert "notice issue --preset cnca-2024-3" in result.stderr
    assert "--notice cnca-2024-3" in result.stdout


# Of a file ---------------------------------------------------------------------


def rows_of(clerk: Any, *rows: tuple[str, ...], heading: tuple[str, ...] = HEADING) -> str:
    return str(clerk.xlsx(heading, *rows))


def test_rules_of_a_file_are_checked_and_none_is_recorded(clerk: Any) -> None:
    path = rows_of(
        clerk,
        (BODY, "B1", BAD, "碳减排／清除", "产品认证", "VCS；CCER"),
        (BODY, "B2", PLAIN, "碳减排", "product", "ISO 14067:2018"),
        ("", "", "产品碳标签认证规则", "绿色", "", ""),
    )
    before = clerk.entries()
    result = clerk.run("rule", "check", "--file", path, "--format", "json", code=3)
    rows = json.loads(result.stdout)
    assert [(row["rule"], row["row"], row["status"], row["verdict"]) for row in rows] == [
        (f"{BODY}/B1", 2, None, "breach"),
        (f"{BODY}/B2", 3, None, "clean"),
        (None, 4, None, "breach"),
    ]
    assert codes(rows[2]) == [("三", "screening.no_such_cell"), ("四(三)1", "screening.forbidden_word")]
    assert rows[2]["findings"][0]["matched"] == ["绿色"]
    assert len(rows[0]["proposals"]) == 1
    assert rows[2]["not_proposed"]["code"] == "screening.rule_not_named"
    assert "import rules" in result.stderr
    assert clerk.entries() == before


def test_chinese_headings_columns_by_hand_and_a_default_body(clerk: Any) -> None:
    path = rows_of(clerk, ("B1", BAD), heading=("规则编号", "名字"))
    given = ("--file", path, "--column", "name=名字", "--sheet", "表")
    result = clerk.run("--body", BODY, "rule", "check", *given, "--format", "json", code=3)
    assert json.loads(result.stdout)[0]["rule"] == f"{BODY}/B1"
    assert clerk.error("rule", "check", "--file", path)["code"] == "import.no_heading"


def test_a_rule_of_a_file_that_the_ledger_has_flagged_gets_no_proposal(clerk: Any) -> None:
    rule = file_rule(clerk, "B1", PLAIN)
    clerk.record("rule", "flag", rule, "--ground", "out_of_scope", *FLAG)
    path = rows_of(clerk, ("", "B1", BAD, "", "", ""))
    (row,) = check(clerk, "--file", path, code=3)
    assert (row["rule"], row["status"], row["not_proposed"]["code"]) == (
        rule,
        "flagged",
        "screening.already_flagged",
    )
    (before,) = check(clerk, "--file", path, "--as-of", "2024-04-07", code=3)
    assert (before["status"], len(before["proposals"])) == ("filed", 1)


def test_a_file_needs_no_ledger(bare: Any) -> None:
    path = rows_of(bare, (BODY, "B1", BAD, "碳披露", "服务", "ISO 14064-1"))
    result = bare.run("rule", "check", "--file", path, code=3)
    assert "no ledger" in result.stderr
    assert "rule flag" in result.stdout
    assert bare.error("rule", "check", "--all")["code"] == "ledger.missing"


def test_cells_that_cannot_be_read_are_all_named_and_nothing_is_checked(clerk: Any) -> None:
    path = rows_of(clerk, (BODY, "B1", "", "", "", ""), ("CNCA-X", "B2", "乙", "", "", ""))
    error = clerk.error("rule", "check", "--file", path)
    assert error["code"] == "screening.unreadable_rows"
    assert "file.xlsx:表!C2 import.missing" in error["hint"]
    assert "file.xlsx:表!A3 body.malformed" in error["hint"]
    assert clerk.error("rule", "check", "--file", "nowhere.csv")["code"] == "import.no_file"
    bad_number = rows_of(clerk, (BODY, "B\x7f1", "甲", "", "", ""))
    assert "id.malformed" in clerk.error("rule", "check", "--file", bad_number)["hint"]


# Hostile names -------------------------------------------------------------------


@pytest.mark.parametrize("name", EVIL)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_hostile_names_are_only_names(clerk: Any, name: str, lang: str) -> None:
    rule = file_rule(clerk, "B1'; rm $HOME", name)
    (row,) = check(clerk, rule, code=3)
    assert row["name"] == name.strip()
    (proposal,) = row["proposals"]
    echoed = subprocess.run(
        ["sh", "-c", proposal["command"].replace("certledger", "printf '%s\\n'", 1)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert echoed.stdout.splitlines() == proposal["argv"][1:]
    shown = clerk.run("rule", "check", rule, code=3, lang=lang).stdout
    assert [line for line in shown.splitlines() if wcswidth(line) not in range(81)] == []
    csv = clerk.run("rule", "check", rule, "--format", "csv", code=3).stdout
    assert ",=cmd" not in csv


def test_the_command_of_the_table_is_one_that_a_shell_takes(clerk: Any) -> None:
    rule = file_rule(clerk, "B 1'", BAD)
    shown = clerk.run("rule", "check", rule, code=3).stdout
    command = shown[shown.index("  certledger rule flag") : shown.index("\n\nRules:")]
    assert shlex.split(command.replace("\\\n", "")) == check(clerk, rule, code=3)[0]["proposals"][0]["argv"]


# Checklists --------------------------------------------------------------------


def test_a_checklist_in_toml_answers_for_one_rule(clerk: Any) -> None:
    said = "\n".join(f'{key} = "是"' for key in CONTENTS_KEYS if key not in {"scope", "baseline"})
    path = clerk.file("list.toml", f'"适用范围" = false\n{said}\n')
    (row,) = check(clerk, "R1", "--contents", path, code=3)
    assert [(f["clause"], f["content"], f["verdict"]) for f in row["findings"]] == [
        ("四(一)1", "scope", "breach"),
        ("四(二)1", "baseline", "check"),
    ]
    assert [missing["needs"] for missing in row["unchecked"]] == ["basis"]
    assert clerk.error("rule", "check", "--all", "--contents", path)["code"] == "checklist.rule_not_named"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_checklist_in_a_sheet_has_a_row_for_each_rule(clerk: Any, kind: str) -> None:
    heading = ("规则编号", "认证机构批准号", "适用范围", *CONTENTS_KEYS[1:])
    rest = ("是",) * (len(CONTENTS_KEYS) - 1)
    write = clerk.csv if kind == "csv" else clerk.xlsx
    path = write(heading, ("R1", BODY, "否", *rest), ("R2", BODY, "第1章", *rest), name=f"list.{kind}")
    rows = check(clerk, "--all", "--contents", path, code=3)
    assert [(row["rule"][-2:], row["verdict"], len(row["unchecked"])) for row in rows] == [
        ("R1", "breach", 1),
        ("R2", "clean", 1),
        ("R3", "clean", 4),
    ]
    assert check(clerk, "R1", "--contents", path, code=3) == rows[:1]
    error = clerk.error("rule", "check", "R3", "--contents", path)
    assert (error["code"], f"{BODY}/R2" in error["hint"]) == ("checklist.no_answers", True)
    said = clerk.run("rule", "check", "--all", "--status", "flagged", "--contents", path).stderr
    assert f"{BODY}/R1" in said


def test_true_and_false_and_a_spreadsheets_numbers_are_answers(clerk: Any) -> None:
    path = clerk.xlsx(CONTENTS_KEYS[:4], (True, False, 5.2, 0))
    (row,) = check(clerk, "R1", "--contents", path, code=3)
    verdicts = {f["content"]: f["verdict"] for f in row["findings"]}
    assert "scope" not in verdicts
    assert (verdicts["basis"], verdicts["certification_mode"]) == ("breach", "breach")
    assert "staff_competence" not in verdicts
    assert verdicts["data_quality"] == "check"


def test_the_contents_may_stand_in_the_sheet_of_the_rules(clerk: Any) -> None:
    path = rows_of(
        clerk, (BODY, "B1", PLAIN, "碳减排", "产品", "ISO 14067", "无"), heading=(*HEADING, "量化方法")
    )
    (row,) = check(clerk, "--file", path, "--contents", path, code=3)
    assert [f["content"] for f in row["findings"] if f["verdict"] == "breach"] == ["quantification"]


def test_several_rules_in_toml_may_leave_out_the_body_where_it_is_the_default(clerk: Any) -> None:
    path = clerk.file(
        "list.toml", '[[rules]]\nrule = "r1"\nscope = "否"\n[[rules]]\nrule = "R2"\nscope = 1\n'
    )
    rows = check(clerk, "--all", "--contents", path, code=3)
    assert [row["verdict"] for row in rows] == ["breach", "check", "clean"]
    result = clerk.run("--body", BODY, "rule", "check", "R1", "--contents", path, code=3)
    assert "R1" in result.stdout


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("scope = ", "checklist.malformed"),
        ("scope = [1]", "checklist.malformed"),
        ("rules = 1", "checklist.malformed"),
        ("rule = 1", "checklist.malformed"),
        ('x = 1\n[[rules]]\nrule = "R1"', "checklist.malformed"),
        ('scope = "是"\n"适用范围" = "否"', "checklist.malformed"),
        ("scopee = true", "checklist.unknown_key"),
        ('[[rules]]\nrule = "R1"\n[[rules]]\nrule = "r1"', "checklist.rule_twice"),
        ('[[rules]]\nrule = "R1"\n[[rules]]\nscope = true', "checklist.rule_not_named"),
        ("[[rules]]\nscope = true\n[[rules]]\nscope = true", "checklist.rule_not_named"),
        ('rule = "R2"', "checklist.no_answers"),
    ],
)
def test_a_checklist_that_is_badly_written_is_refused(clerk: Any, text: str, code: str) -> None:
    path = clerk.file("list.toml", text)
    error = clerk.error("rule", "check", "R1", "--contents", path)
    assert error["code"] == code
    assert error["hint"]


def test_a_checklist_file_that_is_none_is_refused(clerk: Any) -> None:
    path = clerk.file("list.toml", b"\xff\xfe")
    assert clerk.error("rule", "check", "R1", "--contents", path)["code"] == "checklist.malformed"
    lines = (
        ("nowhere.toml", "file.unreadable"),
        ("nowhere.csv", "import.no_file"),
        (clerk.csv(("a", "b"), (1, 2)), "import.no_heading"),
        (clerk.csv(("scope", "basis"), name="empty.csv"), "import.empty"),
        (clerk.csv(("body", "scope"), ("CNCA-X", "是"), name="body.csv"), "screening.unreadable_rows"),
    )
    for name, code in lines:
        assert clerk.error("rule", "check", "R1", "--contents", name)["code"] == code


def test_names_of_national_rules_are_added_from_a_file(clerk: Any) -> None:
    file_rule(clerk, "B1", "会展服务碳中和认证规则")
    path = clerk.file("more.toml", '[[rules]]\nnumber = "N-1:2099"\nname = "会展碳中和认证实施规则"\n')
    (row,) = check(clerk, "B1", "--national", path, code=3)
    assert row["findings"][0]["national"] == {"number": "N-1:2099", "name": "会展碳中和认证实施规则"}
    assert "N-1:2099" in clerk.run("rule", "check", "B1", "--national", path, code=3).stdout
    bad = clerk.file("bad.toml", "rules = 1")
    assert clerk.error("rule", "check", "B1", "--national", bad)["code"] == "national.malformed"


# Output ------------------------------------------------------------------------


def test_each_format_says_the_same(clerk: Any) -> None:
    file_rule(clerk, "B1", BAD)
    rows = check(clerk, "--all", code=3)
    lines = clerk.run("rule", "check", "--all", "--format", "jsonl", code=3).stdout.splitlines()
    assert [json.loads(line) for line in lines] == rows
    csv = clerk.run("rule", "check", "--all", "--format", "csv", code=3).stdout.splitlines()
    assert len(csv) == 1 + 2 + 3
    path = clerk.folder / "out.csv"
    clerk.run("rule", "check", "--all", "--format", "csv", "-o", str(path), code=3)
    assert path.read_bytes().startswith(b"\xef\xbb\xbfrule,name")


@pytest.mark.parametrize("form", ["json", "jsonl", "csv"])
def test_what_programs_read_does_not_follow_the_language(clerk: Any, form: str) -> None:
    file_rule(clerk, "B1", BAD)
    said = [
        clerk.run("rule", "check", "--all", "--format", form, code=3, lang=lang).stdout
        for lang in ("zh", "en")
    ]
    assert said[0] == said[1]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_finding_is_said_within_80_columns(clerk: Any, lang: str) -> None:
    names = ("产品碳足迹标识认证规则", "产品碳足迹认证规则", "碳核查", "核-查", "产品标签")
    rows = [(BODY, f"B{n}", name, "", "", "VCS" if n % 2 else "GCC") for n, name in enumerate(names)]
    rows.append(("", "", "无编号报告", "", "", ""))
    path = rows_of(clerk, *rows)
    answers = clerk.csv(("number", "scope"), *((f"B{n}", "否" if n % 2 else "") for n in range(5)))
    shown = clerk.run("rule", "check", "--file", path, "--contents", answers, code=3, lang=lang).stdout
    assert [line for line in shown.splitlines() if wcswidth(line) not in range(81)] == []
    found = check(clerk, "--file", path, "--contents", answers, code=3)
    assert {f["code"] for row in found for f in row["findings"]} == set(FINDINGS)


def test_every_content_and_every_code_has_words() -> None:
    assert list(CONTENTS) == CONTENTS_KEYS
    source = (Path(sys.modules["domain.screening"].__file__ or "")).read_text("utf-8")
    for code in (*FINDINGS, *WITHHELD):
        assert f'"{code}"' in source or code == "screening.rule_not_named"
