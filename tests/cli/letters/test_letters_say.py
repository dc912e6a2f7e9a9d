"""What letters say, to whom, and about which certificates."""

from typing import Any

import pytest

BODY = "CNCA-R-2099-001"
N31 = "认秘函〔2024〕31号"
C1, C2, C3, C4, R1, R2 = (f"{BODY}/{number}" for number in ("C1", "C2", "C3", "C4", "R1", "R2"))


def written(said: dict[str, Any]) -> list[tuple[str, list[str]]]:
    return [(letter["holder"], letter["certificates"]) for letter in said["letters"]]


def left_out(said: dict[str, Any]) -> list[tuple[str, str]]:
    return [(line["certificate"], line["because"]) for line in said["left_out"]]


def test_each_holder_gets_one_letter_about_all_its_certificates(letters: Any, flagged: None) -> None:
    said = letters.write()
    assert written(said) == [("样例乙有限公司", [C3, C4]), ("样例甲有限公司", [C1, C2])]
    assert [letter["file"] for letter in said["letters"]] == [
        "001_样例乙有限公司.docx",
        "002_样例甲有限公司.docx",
    ]
    assert said["letters"][1]["holder_id"] == "91999999MA5528545Q"
    assert (said["deadline"], said["as_of"], said["left_out"]) == ("2024-07-15", "2024-07-04", [])
    assert sorted(path.name for path in letters.folder.iterdir()) == [
        "001_样例乙有限公司.docx",
        "002_样例甲有限公司.docx",
        "manifest.json",
        "register.xlsx",
    ]


def test_a_letter_names_what_the_notice_orders_and_what_the_holder_should_do(
    letters: Any, flagged: None
) -> None:
    letters.write("--contact", "028-00000000")
    text = letters.text(2)
    for part in (
        "虚构认证中心",
        f"机构批准号：{BODY}\t编号：002",
        f"关于落实{N31}要求",
        "样例甲有限公司：",
        "《国家认监委秘书处关于清理规范直接涉碳类备案认证规则的通知》",
        "期限为2024年7月15日（含当日）",
        "统一社会信用代码：91999999MA5528545Q",
        "R1|规则R1|不属于备案范围|注销备案规则，注销或撤销相关证书（第一条）",
        "1|C1|范围C1|R1|有效|2026-01-09",
        "2|C2|范围C2|R1|暂停至2024-08-31|2026-01-09",
        "上表第1、2项证书：所依据的认证规则不属于备案范围",
        "我机构将于2024年7月15日前（含当日）对上述证书作出注销或撤销处理",
        "立即停止使用认证证书和认证标志",
        "暂停期间不得使用",
        "联系方式：028-00000000。",
        "2024年7月4日",
    ):
        assert part in text, part
    assert "R2" not in text
    assert "重新备案" not in text


def test_certificates_of_a_misclassified_rule_are_never_said_to_be_cancelled_by_themselves(
    letters: Any, flagged: None
) -> None:
    letters.write()
    text = letters.text(1)
    assert "2|C4|范围C4|R2|有效|2026-01-09" in text
    assert "上表第1项证书：所依据的认证规则不属于备案范围" in text
    (disposed,) = [line for line in text.splitlines() if line.startswith("上表第2项证书：")]
    assert "不因原备案规则注销而自动注销" in disposed
    assert "证书转换" in disposed
    assert "7月15日" not in disposed


def test_the_refiled_rule_is_named_where_there_is_one(clerk: Any, letters: Any, flagged: None) -> None:
    clerk.record("rule", "deregister", R2, "--on", "2024-07-04")
    clerk.record("rule", "refile", R2, "--as", "R9", "--name", "新规则", "--on", "2024-07-04")
    letters.write()
    assert "目前已重新备案的规则：新规则（R9）。" in letters.text(1)


def test_who_was_told_is_left_out_unless_all_are_wanted(clerk: Any, letters: Any, flagged: None) -> None:
    clerk.record("cert", "notify", C1, "--by", "函", "--notice", N31, "--on", "2024-07-03")
    clerk.record("cert", "notify", C3, "--by", "函", "--notice", "cnca-2024-3", "--on", "2024-07-03")
    said = letters.write()
    assert written(said) == [("样例乙有限公司", [C3, C4]), ("样例甲有限公司", [C2])]
    assert left_out(said) == [(C1, "told")]
    assert said["left_out"][0]["notified_on"] == "2024-07-03"
    again = letters.write("--all", "--force")
    assert written(again)[1] == ("样例甲有限公司", [C1, C2])
    assert again["left_out"] == []
    told = {row["certificate"]: row["told_before"] for row in letters.register()}
    assert told == {C1: "2024-07-03", C2: "", C3: "", C4: ""}


def test_what_was_settled_without_telling_is_told_as_done(clerk: Any, letters: Any, flagged: None) -> None:
    clerk.record("cert", "cancel", C1, "--on", "2024-07-03")
    clerk.record("rule", "deregister", R2, "--on", "2024-07-03")
    clerk.record("rule", "refile", R2, "--as", "R9", "--on", "2024-07-03")
    clerk.record("cert", "transfer", C4, "--to", f"{BODY}/R9", "--on", "2024-07-04")
    result = clerk.run("letters", "--notice", N31, "-o", str(letters.folder))
    assert "Settled before their holders were told: 2 certificates" in result.stderr
    assert "1|C1|范围C1|R1|2024-07-03注销|2026-01-09" in letters.text(2)
    assert "上表第1项证书：已经作出处理" in letters.text(2)
    assert "2|C4|范围C4|R2|2024-07-04转换至规则R9|2026-01-09" in letters.text(1)
    assert "商定证书转换" not in letters.text(1)


def test_a_certificate_that_went_on_under_a_new_number_says_so(
    clerk: Any, letters: Any, flagged: None
) -> None:
    clerk.record("rule", "deregister", R2, "--on", "2024-07-03")
    clerk.record("rule", "refile", R2, "--as", "R9", "--on", "2024-07-03")
    clerk.record("cert", "transfer", C4, "--to", f"{BODY}/R9", "--as", "C4N", "--on", "2024-07-04")
    letters.write()
    assert "2|C4|范围C4|R2|2024-07-04换发为C4N|2026-01-09" in letters.text(1)


def test_what_expired_is_left_out(clerk: Any, letters: Any, flagged: None, issue: Any) -> None:
    clerk.clock.set("2024-07-10T01:00:00Z")
    issue("C9", expires="2024-07-05")
    said = letters.write()
    assert left_out(said) == [(f"{BODY}/C9", "expired")]
    letters.write("--all", "--force")
    assert "上表第1项证书：有效期已经届满" in letters.text(2)


def test_past_the_deadline_no_day_is_promised(clerk: Any, letters: Any, flagged: None) -> None:
    clerk.clock.set("2024-07-20T01:00:00Z")
    letters.write()
    assert "上述期限已过，我机构将尽快对上述证书作出注销或撤销处理" in letters.text(2)
    letters.write("--deadline", "2024-07-25", "--force")
    assert "我机构将于2024年7月25日前（含当日）" in letters.text(2)
    letters.refused("letters.deadline_past", "--deadline", "2024-07-19", "--force")


def test_a_body_may_act_earlier_but_not_later(letters: Any, flagged: None) -> None:
    letters.refused("letters.deadline_too_late", "--deadline", "2024-07-16")
    letters.write("--deadline", "2024-07-12")
    assert "我机构将于2024年7月12日前（含当日）" in letters.text(2)
    assert "期限为2024年7月15日" in letters.text(2)


def test_where_the_deadline_itself_is_too_late_the_day_before_is_promised(
    clerk: Any, letters: Any, flagged: None
) -> None:
    toml = """
    number = "某监〔2099〕1号"
    title = "虚构通知"
    issued_on = 2024-07-01
    deadline = 2024-07-31
    boundary = "exclusive"
    clauses = [{ clause = "四(三)1", ground = "nonconforming" }]
    """
    clerk.record("notice", "issue", "--file", clerk.file("notice.toml", toml))
    line = ("rule", "flag", f"{BODY}/R1", "--ground", "nonconforming", "--notice", "某监[2099]1号")
    clerk.record(*line, "--on", "2024-07-03")
    letters.write(notice="某监〔2099〕1号")
    assert "期限为2024年7月31日（不含当日）" in letters.text()
    assert "于2024年7月30日前（含当日）" in letters.text()
    assert "（四(三)1）" in letters.text()


def test_holders_without_a_valid_code_are_told_apart_by_name(letters: Any, flagged: None, issue: Any) -> None:
    for number, holder, code in (
        ("C5", "样例丙公司", "000000000"),
        ("C6", "样例丁公司", "000000000"),
        ("C7", "样例丁公司", ""),
    ):
        issue(number, "--holder", holder, "--holder-id", code)
    said = letters.write()
    assert ("样例丁公司", [f"{BODY}/C6", f"{BODY}/C7"]) in written(said)
    assert ("样例丙公司", [f"{BODY}/C5"]) in written(said)
    assert [letter["holder_id"] for letter in said["letters"] if letter["holder"] == "样例丁公司"] == [None]


def test_a_holder_of_two_names_is_addressed_as_on_its_latest_certificate(
    clerk: Any, letters: Any, flagged: None
) -> None:
    clerk.record("cert", "amend", C2, "--holder", "样例甲（更名）公司", "--on", "2024-07-01")
    said = letters.write()
    assert ("样例甲（更名）公司", [C1, C2]) in written(said)
    assert "其中部分证书所载名称为：样例甲有限公司。" in letters.text(2)


def test_two_bodies_write_letters_of_their_own(clerk: Any, letters: Any, flagged: None) -> None:
    other = "CNCA-R-2099-002"
    clerk.record("body", "register", other, "--name", "另一机构", "--contact", "010-0", "--on", "2023-01-01")
    filed = ("--name", "规则", "--category", "reduction", "--scheme", "product", "--on", "2023-02-01")
    clerk.record("rule", "file", f"{other}/R1", *filed)
    held = ("--holder", "样例甲有限公司", "--holder-id", "91999999MA5528545Q", "--expires", "2026-01-01")
    clerk.record("cert", "issue", f"{other}/C1", "--rule", f"{other}/R1", *held, "--on", "2024-01-10")
    flag = ("--ground", "out_of_scope", "--notice", N31, "--on", "2024-07-03")
    clerk.record("rule", "flag", f"{other}/R1", *flag)
    said = letters.write()
    assert [letter["body"] for letter in said["letters"]] == [BODY, BODY, other]
    assert "联系方式：010-0。" in letters.text(3)
    assert written(letters.write("--body", other, "--force")) == [("样例甲有限公司", [f"{other}/C1"])]


def test_a_body_without_a_contact_leaves_a_line_for_it(clerk: Any, letters: Any, flagged: None) -> None:
    result = clerk.run("letters", "--notice", N31, "-o", str(letters.folder))
    assert f"{BODY} has no contact" in result.stderr
    assert "联系方式：____" in letters.text()


def test_letters_are_of_a_day_as_known_then(clerk: Any, letters: Any, flagged: None) -> None:
    position = clerk.entries()
    clerk.record("cert", "cancel", C1, "--on", "2024-07-03")
    letters.write("--known-at", f"#{position}")
    assert "1|C1|范围C1|R1|有效|2026-01-09" in letters.text(2)
    assert written(letters.write("--as-of", "2024-07-02", "--force")) == []


def test_nobody_to_write_to_makes_no_folder(clerk: Any, letters: Any) -> None:
    result = clerk.run("letters", "--notice", N31, "-o", str(letters.folder), "--format", "json")
    assert "There is nobody to write to." in result.stderr
    assert '"letters": []' in result.stdout
    assert not letters.folder.exists()


def test_a_withdrawn_notice_writes_to_nobody(clerk: Any, letters: Any, flagged: None) -> None:
    clerk.record("notice", "withdraw", N31, "--on", "2024-07-04")
    assert letters.write()["letters"] == []


@pytest.mark.parametrize("missing", [("--notice", N31), ("-o", "x"), ()])
def test_notice_and_folder_must_be_given(clerk: Any, missing: tuple[str, ...]) -> None:
    assert clerk.error("letters", *missing, code=2)["code"] == "usage"


def test_an_unknown_notice_or_body_is_refused(clerk: Any, letters: Any) -> None:
    line = ("letters", "-o", str(letters.folder), "--notice")
    clerk.refused("notice.unknown", *line, "某监〔2099〕9号")
    clerk.refused("body.unknown", *line, N31, "--body", "CNCA-R-2099-009")


@pytest.mark.parametrize("form", ["csv", "jsonl", "table"])
def test_the_other_formats_list_the_letters(clerk: Any, letters: Any, flagged: None, form: str) -> None:
    said = clerk.run("letters", "--notice", N31, "-o", str(letters.folder), "--format", form).stdout
    assert said.index("样例乙有限公司") < said.index("样例甲有限公司")
    assert ("001_样例乙有限公司.docx" in said) == (form != "table")


def test_the_register_has_a_row_for_each_certificate(letters: Any, flagged: None) -> None:
    said = letters.write()
    rows = letters.register()
    assert [row["certificate"] for row in rows] == [C3, C4, C1, C2]
    assert {row["file"]: row["sha256"] for row in rows} == {
        letter["file"]: letter["sha256"] for letter in said["letters"]
    }
    assert (rows[0]["rule"], rows[0]["body"], rows[0]["holder"]) == (R1, BODY, "样例乙有限公司")
    assert {row["notice"] for row in rows} == {N31}
    assert {(row["method"], row["notified_on"]) for row in rows} == {("", "")}


def test_the_register_is_in_the_language_of_the_command(letters: Any, flagged: None) -> None:
    letters.write(lang="zh")
    title, how, headings, *_rows = letters.sheet()
    assert title[0] == f"{N31}致获证组织通知书登记表"
    assert "通知方式" in how[0]
    assert headings[-3:] == ["通知方式", "通知日期", "通知书SHA-256"]
