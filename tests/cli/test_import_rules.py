"""`import rules`: rows that state a filing."""

from typing import Any

import pytest

BODY, NEW = "CNCA-R-2099-001", "CNCA-RF-2099-27"
HEADING = (
    "body",
    "body_name",
    "number",
    "name",
    "category",
    "scheme",
    "code",
    "basis",
    "published_on",
    "filed_on",
)
CHINESE = (
    *("认证机构批准号", "认证机构名称", "规则编号", "规则名称", "类别", "认证对象"),
    *("认证项目分类代码", "认证依据", "发布日期", "备案日期"),
)


def row(number: str = "A1", **given: object) -> list[object]:
    cells: dict[str, object] = {
        "body": BODY,
        "body_name": "",
        "number": number,
        "name": "样例规则",
        "category": "reduction",
        "scheme": "product",
        "code": "A990101",
        "basis": "ISO 14064-2:2019；ISO 14067:2018",
        "published_on": "2024-01-02",
        "filed_on": "2024-02-01",
        **given,
    }
    return [cells[key] for key in HEADING]


def take(clerk: Any, *rows: list[object], code: int = 0, heading: tuple[str, ...] = HEADING) -> Any:
    return clerk.json("import", "rules", clerk.csv(heading, *rows), code=code)


def test_a_row_states_a_filing(clerk: Any) -> None:
    said = take(clerk, row())
    assert (said["recorded"], said["events"]) == (1, 1)
    entry = clerk.log()[-1]
    assert (entry["type"], entry["subject"], entry["effective_on"]) == (
        "RuleFiled",
        f"{BODY}/A1",
        "2024-02-01",
    )
    assert entry["data"] == {
        "name": "样例规则",
        "category": "reduction",
        "scheme": "product",
        "code": "A990101",
        "basis": ["ISO 14064-2:2019", "ISO 14067:2018"],
        "published_on": "2024-01-02",
    }


def test_chinese_headings_and_words(clerk: Any) -> None:
    said = take(
        clerk,
        row("A1", category="碳减排/清除", scheme="产品认证", basis="甲;乙"),
        row("A2", category="碳披露", scheme="管理体系认证"),
        row("A3", category="碳中和", scheme="服务认证"),
        heading=CHINESE,
    )
    assert said["recorded"] == 3
    shown = clerk.json("list", "rules", "--body", BODY)[:3]
    assert [(s["category"], s["scheme"]) for s in shown] == [
        ("reduction", "product"),
        ("disclosure", "management_system"),
        ("neutrality", "service"),
    ]
    assert shown[0]["basis"] == ["甲", "乙"]


def test_an_unknown_body_with_a_name_is_registered_once(clerk: Any) -> None:
    said = take(clerk, row(body=NEW, body_name="外资认证"), row("A2", body=NEW, body_name="外资认证"))
    assert (said["recorded"], said["events"]) == (2, 3)
    assert [(e["type"], e["subject"]) for e in clerk.log()[6:]] == [
        ("BodyRegistered", NEW),
        ("RuleFiled", f"{NEW}/A1"),
        ("RuleFiled", f"{NEW}/A2"),
    ]
    assert clerk.json("show", NEW)["name"] == "外资认证"


def test_an_unknown_body_without_a_name_is_an_error(clerk: Any) -> None:
    said = take(clerk, row(), row("A2", body=NEW), code=1)
    assert [(e["cell"], e["code"]) for e in said["errors"]] == [("file.csv:3:1", "body.unknown")]
    assert clerk.entries() == 6


@pytest.mark.parametrize(
    ("given", "cell", "code"),
    [
        ({"body": "CNCA-2099"}, 1, "body.malformed"),
        ({"body": ""}, 1, "import.missing"),
        ({"number": " "}, 3, "import.missing"),
        ({"name": ""}, 4, "import.missing"),
        ({"category": "绿色"}, 5, "import.choice"),
        ({"scheme": ""}, 6, "import.missing"),
        ({"published_on": "2024-02-02"}, 9, "rule.published_after_filing"),
        ({"published_on": "2024-02-30"}, 9, "import.day"),
        ({"filed_on": ""}, 10, "import.missing"),
        ({"filed_on": "2025-08-01"}, 10, "effective.too_far_ahead"),
    ],
)
def test_each_bad_cell_is_named(clerk: Any, given: dict[str, str], cell: int, code: str) -> None:
    said = take(clerk, row("A0"), row(**given), code=1)
    assert [(e["cell"], e["code"]) for e in said["errors"]] == [(f"file.csv:3:{cell}", code)]
    assert clerk.entries() == 6


def test_every_bad_cell_of_a_row_is_named(clerk: Any) -> None:
    said = take(
        clerk,
        row(body="", number="", name="", category="x", scheme="y", published_on="z", filed_on=""),
        code=1,
    )
    named = sorted(int(error["cell"].rpartition(":")[2]) for error in said["errors"])
    assert named == [1, 3, 4, 5, 6, 9, 10]


def test_of_two_rows_with_one_number_the_later_is_the_bad_one(clerk: Any) -> None:
    said = take(clerk, row(), row("ａ 1"), code=1)
    assert [(e["cell"], e["code"]) for e in said["errors"]] == [("file.csv:3:3", "import.duplicate")]


def test_a_row_that_contradicts_what_stands_is_a_conflict(clerk: Any) -> None:
    take(clerk, row())
    for given, cell in (
        ({"category": "disclosure"}, 5),
        ({"filed_on": "2024-02-02"}, 10),
        ({"name": "别的规则"}, 4),
    ):
        said = take(clerk, row(**given), code=1)
        assert [(e["cell"], e["code"]) for e in said["errors"]] == [(f"file.csv:2:{cell}", "import.conflict")]


def test_a_rejected_row_keeps_its_classification_code(clerk: Any) -> None:
    path = clerk.csv(HEADING, row(), row("A2", filed_on="x"))
    clerk.json("import", "rules", path, "--on-error", "skip", code=3)
    rejects = (clerk.folder / "file.csv.rejects.csv").read_text("utf-8-sig")
    heading, rejected = (line.split(",") for line in rejects.splitlines())
    assert rejected[heading.index("code")] == "A990101"
    assert "import.day" in rejected


def test_the_file_of_rejected_rows_can_be_mended_and_imported(clerk: Any) -> None:
    path = clerk.csv(HEADING, row(), row("A2", filed_on="x"))
    clerk.json("import", "rules", path, "--on-error", "skip", code=3)
    rejects = clerk.folder / "file.csv.rejects.csv"
    mended = rejects.read_text("utf-8-sig").replace(",x,", ",2024-02-01,")
    said = clerk.json("import", "rules", clerk.file("mended.csv", mended))
    assert (said["recorded"], said["rejected"]) == (1, 0)
    assert clerk.status(f"{BODY}/A2") == "filed"
