"""`import certificates`: rows that state an issue and what became of it."""

from collections.abc import Sequence
from typing import Any

import pytest

BODY = "CNCA-R-2099-001"
HEADING = (
    "body",
    "number",
    "rule",
    "holder",
    "holder_id",
    "scope",
    "issued_on",
    "expires_on",
    "status",
    "status_on",
    "reason",
)
CHINESE = (
    *("认证机构批准号", "证书编号", "规则编号", "获证组织名称", "统一社会信用代码", "认证范围"),
    *("发证日期", "有效期至", "证书状态", "状态日期", "原因"),
)
USCC = "91999999MA81261109"


def row(number: str = "C1", **given: object) -> list[object]:
    """Return a row of a valid certificate, with some cells otherwise."""
    cells: dict[str, object] = dict.fromkeys(HEADING, "")
    cells |= {"body": BODY, "number": number, "rule": "R1", "holder": "样例公司", "holder_id": USCC}
    cells |= {"issued_on": "2024-01-10", "expires_on": "2026-01-09", "status": "01", **given}
    return [cells[key] for key in HEADING]


def take(clerk: Any, *rows: Sequence[object], code: int = 0, more: tuple[str, ...] = ()) -> Any:
    """Import rows under the English heading."""
    path = clerk.csv(HEADING, *rows)
    return clerk.json("import", "certificates", path, *more, code=code)


def figures(said: dict[str, Any]) -> tuple[int, ...]:
    assert said["rows"] == said["recorded"] + said["unchanged"] + said["rejected"]
    return tuple(said[key] for key in ("rows", "recorded", "unchanged", "rejected", "events"))


def blame(said: dict[str, Any]) -> list[tuple[str, str]]:
    return [(error["cell"], error["code"]) for error in said["errors"]]


def test_a_row_states_an_issue(clerk: Any) -> None:
    said = take(clerk, row(scope="总部"))
    assert figures(said) == (1, 1, 0, 0, 1)
    assert (said["errors"], said["warnings"]) == ([], [])
    entry = clerk.log()[-1]
    assert (entry["type"], entry["subject"], entry["effective_on"]) == (
        "CertificateIssued",
        f"{BODY}/C1",
        "2024-01-10",
    )
    assert entry["data"] == {
        "rule": f"{BODY}/R1",
        "holder": "样例公司",
        "holder_id": USCC,
        "scope": "总部",
        "expires_on": "2026-01-09",
    }


def test_chinese_headings_in_any_order_below_a_title_and_unknown_ones_ignored(clerk: Any) -> None:
    cells = dict(zip(CHINESE, row(), strict=True)) | {"备注": "略"}
    order = sorted(cells)
    path = clerk.csv(("证书一览",), (), order, [cells[key] for key in order])
    said = clerk.json("import", "certificates", path)
    assert figures(said) == (1, 1, 0, 0, 1)
    assert [(w["code"], "备注" in w["message"]) for w in said["warnings"]] == [
        ("import.ignored_column", True)
    ]


@pytest.mark.parametrize(
    "words",
    [
        ("01", "02", "03", "04"),
        ("有效", "暂停", "撤销", "注销"),
        ("valid", "suspended", "revoked", "cancelled"),
    ],
)
def test_the_status_in_all_three_writings(clerk: Any, words: tuple[str, ...]) -> None:
    rows = [
        row(f"C{at}", status=word, status_on="" if at == 0 else "2024-05-01") for at, word in enumerate(words)
    ]
    assert figures(take(clerk, *rows)) == (4, 4, 0, 0, 7)
    assert [clerk.status(f"{BODY}/C{at}") for at in range(4)] == [
        "valid",
        "suspended",
        "revoked",
        "cancelled",
    ]


@pytest.mark.parametrize("word", ["05", "过期失效", "expired"])
def test_expired_must_agree_with_the_expiry(clerk: Any, word: str) -> None:
    assert figures(take(clerk, row(status=word, expires_on="2024-07-30"))) == (1, 1, 0, 0, 1)
    said = take(clerk, row("C2", status=word, expires_on="2024-07-31"), code=1)
    assert said["errors"][0]["cell"] in {"file.csv:2:9", "file.csv:2:8"}
    assert take(clerk, row("C3", status=word, expires_on="2025-01-01"), code=1)["rejected"] == 1


@pytest.mark.parametrize("word", ["02", "03", "04"])
def test_a_status_needs_its_day(clerk: Any, word: str) -> None:
    assert blame(take(clerk, row(status=word), code=1)) == [("file.csv:2:10", "import.missing")]


def test_a_missing_status_is_valid(clerk: Any) -> None:
    assert figures(take(clerk, row(status=""))) == (1, 1, 0, 0, 1)


@pytest.mark.parametrize(
    ("text", "reason", "why"),
    [
        ("self_check", "self_check", None),
        ("自查", "self_check", None),
        ("主动放弃", "other", "主动放弃"),
        ("", None, None),
    ],
)
def test_a_reason_is_a_code_its_text_or_another_text(
    clerk: Any, text: str, reason: str | None, why: str | None
) -> None:
    take(clerk, row(status="04", status_on="2024-05-01", reason=text))
    entry = clerk.log()[-1]
    assert (entry["type"], entry["reason"], entry["why"]) == ("CertificateCancelled", reason, why)


@pytest.mark.parametrize(
    ("given", "cell", "code"),
    [
        ({"body": "CNCA-R-2099-1"}, 1, "body.malformed"),
        ({"body": "CNCA-R-2099-999"}, 1, "body.unknown"),
        ({"body": ""}, 1, "import.missing"),
        ({"number": ""}, 2, "import.missing"),
        ({"rule": "R8"}, 3, "rule.unknown"),
        ({"rule": ""}, 3, "import.missing"),
        ({"holder": ""}, 4, "import.missing"),
        ({"holder_id": "91999999MA81261108"}, 5, "credit_code.malformed"),
        ({"issued_on": "2024-02-30"}, 7, "import.day"),
        ({"issued_on": "45478"}, 7, "import.day"),
        ({"issued_on": ""}, 7, "import.missing"),
        ({"issued_on": "2025-08-01"}, 7, "effective.too_far_ahead"),
        ({"expires_on": "2024-01-09"}, 8, "certificate.expiry_before_issue"),
        ({"expires_on": "后年"}, 8, "import.day"),
        ({"status": "06"}, 9, "import.choice"),
        ({"status": "04", "status_on": "2024-01-09"}, 10, "certificate.not_yet_issued"),
        (
            {"status": "04", "status_on": "2024-06-02", "expires_on": "2024-06-01"},
            10,
            "certificate.not_in_force",
        ),
        ({"status": "04", "status_on": "2025-08-01"}, 10, "effective.too_far_ahead"),
        ({"status": "04", "status_on": "05/01/2024"}, 10, "import.day"),
        ({"status": "04", "status_on": "2024-05-01", "reason": "other"}, 11, "reason.needs_why"),
    ],
)
def test_each_bad_cell_is_named(clerk: Any, given: dict[str, object], cell: int, code: str) -> None:
    said = take(clerk, row("C0"), row(**given), code=1)
    assert blame(said) == [(f"file.csv:3:{cell}", code)]
    assert clerk.entries() == 6
    error = clerk.refused("import.rejected", "import", "certificates", str(clerk.folder / "file.csv"))
    assert error["hint"]


def test_every_bad_cell_of_a_row_is_named(clerk: Any) -> None:
    said = take(clerk, row(holder="", issued_on="x", expires_on="y", status="04"), code=1)
    assert [cell for cell, _ in blame(said)] == [f"file.csv:2:{column}" for column in (4, 7, 8, 10)]


def test_of_two_rows_with_one_number_the_later_is_the_bad_one(clerk: Any) -> None:
    said = take(clerk, row(), row("C2"), row("c 1"), code=1)
    assert blame(said) == [("file.csv:4:2", "import.duplicate")]
    assert figures(said) == (3, 0, 2, 1, 0)


def test_numbers_shared_by_two_bodies_are_no_duplicates(clerk: Any) -> None:
    other = "CNCA-RF-2099-27"
    clerk.record("body", "register", other, "--name", "外资", "--on", "2023-01-01")
    clerk.record(
        "rule",
        "file",
        f"{other}/R1",
        "--name",
        "x",
        "--category",
        "reduction",
        "--scheme",
        "product",
        "--on",
        "2023-02-01",
    )
    assert figures(take(clerk, row(), row(body=other))) == (2, 2, 0, 0, 2)


def test_an_old_credit_code_is_a_warning(clerk: Any) -> None:
    said = take(clerk, row(holder_id="123456789"), row("C2", holder_id="000000000"), row("C3", holder_id=""))
    assert figures(said) == (3, 3, 0, 0, 3)
    assert [(w["cell"], w["code"]) for w in said["warnings"]] == [
        ("file.csv:2:5", "credit_code.legacy"),
        ("file.csv:3:5", "credit_code.legacy"),
    ]


def test_a_row_is_not_checked_against_the_rules_flags(clerk: Any) -> None:
    clerk.record("rule", "deregister", f"{BODY}/R1", "--on", "2023-06-01")
    assert figures(take(clerk, row())) == (1, 1, 0, 0, 1)


def test_a_default_body_stands_where_there_is_no_column(clerk: Any) -> None:
    path = clerk.csv(HEADING[1:], row()[1:])
    assert clerk.json("--body", BODY, "import", "certificates", path)["recorded"] == 1
    assert (
        figures(clerk.json("import", "certificates", clerk.csv(HEADING[1:], row("C2")[1:]), code=1))[3] == 1
    )


@pytest.mark.parametrize(
    ("given", "cell"),
    [({"rule": "R2"}, 3), ({"issued_on": "2024-01-11"}, 7), ({"expires_on": "2026-01-10"}, 8)],
)
def test_a_row_that_contradicts_what_stands_is_a_conflict(
    clerk: Any, given: dict[str, str], cell: int
) -> None:
    take(clerk, row())
    assert blame(take(clerk, row(**given), code=1)) == [(f"file.csv:2:{cell}", "import.conflict")]


def test_another_holder_text_is_a_warning(clerk: Any) -> None:
    take(clerk, row())
    said = take(clerk, row(holder="样例有限公司"))
    assert (figures(said), [w["cell"] for w in said["warnings"]]) == ((1, 0, 1, 0, 0), ["file.csv:2:4"])


def test_a_status_that_later_entries_forbid_blames_its_day(clerk: Any) -> None:
    take(clerk, row())
    clerk.record("cert", "cancel", f"{BODY}/C1", "--on", "2024-05-01")
    said = take(clerk, row(status="03", status_on="2024-06-01"), code=1)
    assert [cell for cell, _ in blame(said)] == ["file.csv:2:10"]


def test_only_what_is_not_there_is_recorded(clerk: Any) -> None:
    take(clerk, row(), row("C2"))
    said = take(clerk, row(status="04", status_on="2024-05-01"), row("C2"), row("C3"))
    assert figures(said) == (3, 2, 1, 0, 2)


@pytest.mark.parametrize("written", ["2024-01-10", "2024/1/10", "20240110", "2024年1月10日", "2024.1.10"])
def test_days_in_the_usual_writings(clerk: Any, written: str) -> None:
    take(clerk, row(issued_on=written))
    assert clerk.log()[-1]["effective_on"] == "2024-01-10"


def test_gb18030_and_a_byte_order_mark(clerk: Any) -> None:
    text = "".join(",".join(map(str, cells)) + "\n" for cells in (CHINESE, row()))
    said = clerk.json("import", "certificates", clerk.file("gb.csv", text.encode("gb18030")))
    assert figures(said) == (1, 1, 0, 0, 1)
    said = clerk.json("import", "certificates", clerk.file("bom.csv", b"\xef\xbb\xbf" + text.encode()))
    assert figures(said) == (1, 0, 1, 0, 0)
    assert clerk.json("show", f"{BODY}/C1")["holder"] == "样例公司"
