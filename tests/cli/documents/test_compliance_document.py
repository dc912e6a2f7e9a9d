"""The compliance statement in words: what it says, and where each figure is defined."""

import json
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import pytest

from cli import language
from cli.documents.statement.days import written
from cli.documents.statement.definitions import all_definitions

BODY = "CNCA-R-2099-001"
R1, R2, C1, C2 = (f"{BODY}/{number}" for number in ("R1", "R2", "C1", "C2"))
LINE = ("report", "compliance", "--notice", "cnca-2024-31")
FLAG = ("--notice", "cnca-2024-31", "--on", "2024-07-05", "--ground")
SECTIONS = {
    "en": [
        *("Cover", "1. Conclusion", "2. Population", "3. Rules by category and certified object"),
        *("4. Certificates by act, former status and reason", "5. Course", "6. Ageing of what is overdue"),
        *("7. Bodies ranked", "8. Exceptions", "9. Definitions", "10. Balance checks"),
        *("11. Signatures and seal", "12. How to make this report again"),
    ],
    "zh": [
        *("封面", "一、结论", "二、总体情况及勾稽关系", "三、规则情况（按类别和认证对象）"),
        *(
            "四、证书处理情况（按处理方式、原状态和原因）",
            "五、完成进度",
            "六、逾期时长分布",
            "七、认证机构排名",
        ),
        *("八、例外情形", "九、指标定义", "十、平衡校验", "十一、签署与盖章", "十二、报告复现方法"),
    ],
}
Issue = Callable[..., int]


@pytest.fixture
def flagged(clerk: Any, issue: Issue) -> None:
    """R1 out of scope with C1 and C2."""
    issue("C1")
    issue("C2")
    clerk.record("rule", "flag", R1, *FLAG, "out_of_scope")


def full(clerk: Any, *more: str, lang: str = "en", as_of: str = "2024-07-31") -> str:
    return str(clerk.run(*LINE, "--full", "--as-of", as_of, *more, lang=lang).stdout)


def titles(text: str) -> list[str]:
    lines = text.splitlines()
    return [line for line, below in pairwise(lines) if re.fullmatch("─+", below)]


def flowing(text: str) -> str:
    """Return a text without its line breaks, which fall anywhere."""
    return " ".join(text.split())


def section(text: str, title: str) -> str:
    """Return what stands under a heading."""
    _before, _heading, after = text.partition(f"{title}\n─")
    (following,) = titles(after)[:1] or ["\0"]
    return after.partition(f"{following}\n─")[0]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_sections_come_in_the_order_in_which_they_are_filed(clerk: Any, flagged: None, lang: str) -> None:
    assert titles(full(clerk, lang=lang)) == SECTIONS[lang]


def test_groups_and_obligations_are_sections_where_they_were_asked_for(clerk: Any, flagged: None) -> None:
    found = titles(full(clerk, "--by", "rule", "--detail"))
    assert found[8:10] == ["8. Figures by group", "9. Exceptions"]
    assert found[-1] == "14. Obligations one by one"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_line_is_wider_than_the_terminal(clerk: Any, flagged: None, lang: str) -> None:
    from wcwidth import wcswidth

    text = full(clerk, "--by", "body", "--detail", lang=lang)
    wide = [line for line in text.splitlines() if wcswidth(line) > 80]
    assert [line for line in wide if " " in line.strip() and not re.search("[0-9a-f]{64}", line)] == []


# The conclusion ----------------------------------------------------------------


def test_a_notice_without_flags_gives_a_report_that_says_so(clerk: Any) -> None:
    text = flowing(full(clerk))
    assert "no rule is flagged under" in text
    assert "No rule is flagged under the notice." in text
    assert "Nothing is overdue." in text
    chinese = full(clerk, lang="zh").replace("\n", "")
    assert "没有依据认秘函〔2024〕31号被标记的规则" in chinese
    assert clerk.json(*LINE, "--full")["conclusion"]["verdict"] == "nothing_flagged"
    for written_as in ("html", "xlsx"):
        clerk.run(*LINE, "--format", written_as, "-o", str(clerk.folder / f"none.{written_as}"), lang="zh")


def test_a_body_without_certificates_has_a_report(clerk: Any, flagged: None) -> None:
    clerk.record("body", "register", "CNCA-R-2099-007", "--name", "虚构空白认证中心", "--credit-code", "123")
    text = full(clerk, "--body", "CNCA-R-2099-007")
    assert "no rule is flagged" in flowing(text)
    cover = section(text, "Cover")
    assert re.search(r"Certification body +虚构空白认证中心", cover)
    assert re.search(r"Approval number +CNCA-R-2099-007", cover)
    assert re.search(r"Unified social credit code +123", cover)


def test_the_verdict_follows_what_was_done(clerk: Any, flagged: None) -> None:
    def says(as_of: str) -> str:
        return flowing(section(full(clerk, as_of=as_of), "1. Conclusion"))

    assert "its deadline has not passed. Judged obligations: 3; still to be fulfilled" in says("2024-07-15")
    assert "overdue, after 2024-07-15: 3; fulfilled late: 0." in says("2024-07-16")
    clerk.record("rule", "deregister", R1, "--on", "2024-07-15")
    clerk.record("cert", "cancel", C1, "--on", "2024-07-15")
    late = clerk.record("cert", "revoke", C2, "--on", "2024-07-20")[0]["position"]
    assert "not all of it by its deadline. Judged obligations: 3; fulfilled late, after 2024-07-15: 1" in (
        says("2024-07-31")
    )
    clerk.record("correct", f"#{late}", "--on", "2024-07-14", "--why", "the day was wrong")
    assert "has been done by its deadline. Judged obligations: 3; on time: 3; lapsed: 0." in says(
        "2024-07-31"
    )
    assert "Nothing is left to do." in says("2024-07-31")
    clerk.record("notice", "withdraw", "cnca-2024-31", "--on", "2024-07-25")
    assert "has been withdrawn" in says("2024-07-31")


def test_who_still_has_what_to_do_stands_on_the_first_page(clerk: Any, flagged: None) -> None:
    clerk.record("rule", "deregister", R1, "--on", "2024-07-12")
    made = section(full(clerk), "1. Conclusion")
    assert re.search(rf"{BODY}\n +Name: 虚构认证中心 · deregister rule: 0 · refile rule: 0", made)
    assert re.search("settle certificate: 2 · dispose of certificate: 0 · of these overdue: 2", made)


def test_a_report_as_of_a_day_before_the_notice_has_no_period_yet(clerk: Any, flagged: None) -> None:
    assert re.search(
        "Reporting period +none yet: the notice is of 2024-07-02", full(clerk, as_of="2024-06-30")
    )
    assert re.search("Reporting period +2024-07-02 to 2024-07-02", full(clerk, as_of="2024-07-02"))


# Definitions -------------------------------------------------------------------


def found_at(value: Any, path: list[str]) -> Iterator[Any]:
    """Yield what lies at a path: `*` is any key, a list is looked through, by `name` where it has one."""
    if not path:
        yield value
    elif isinstance(value, list):
        named = [item for item in value if item.get("name") == path[0]]
        for item in named or value:
            yield from found_at(item, path[1:] if named else path)
    elif isinstance(value, dict):
        for key in value if path[0] == "*" else [path[0]]:
            if key in value:
                yield from found_at(value[key], path[1:])


def test_each_defined_figure_is_in_the_json_under_its_key(clerk: Any, flagged: None) -> None:
    made = clerk.json(*LINE, "--full", "--detail", "--as-of", "2024-07-31")
    clerk.record("cert", "cancel", C1, "--on", "2024-07-15")
    made = clerk.json(*LINE, "--full", "--detail", "--as-of", "2024-07-31")
    lost = [each.path for each in all_definitions() if not list(found_at(made, each.path.split(".")))]
    assert lost == []


def test_each_exception_is_defined(clerk: Any, flagged: None) -> None:
    made = clerk.json(*LINE, "--full", "--as-of", "2024-07-31")
    defined = {each.path for each in all_definitions()}
    assert {f"irregularities.{each['name']}" for each in made["irregularities"]} <= defined
    assert all(each.formula for each in all_definitions())


def test_a_day_is_written_in_chinese_without_noughts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "zh")
    assert language.current() == "zh"
    assert written("2024-07-05") == "2024年7月5日"
    monkeypatch.setenv("LANGUAGE", "en")
    assert written("2024-07-05") == "2024-07-05"


# Programs ----------------------------------------------------------------------


def test_the_json_keeps_the_reports_own_keys_and_follows_no_language(clerk: Any, flagged: None) -> None:
    plain = clerk.json(*LINE, "--by", "rule", "--detail", "--as-of", "2024-07-31")
    english = clerk.json(*LINE, "--full", "--by", "rule", "--detail", "--as-of", "2024-07-31")
    chinese = clerk.json(*LINE, "--full", "--by", "rule", "--detail", "--as-of", "2024-07-31", lang="zh")
    assert json.dumps(english) == json.dumps(chinese)
    assert {key: english[key] for key in plain} == plain
    assert list(english)[len(plain) :] == [
        *("cover", "conclusion", "population", "grid", "rules", "settlements", "burndown", "closures"),
        *("ageing", "ranking", "irregularities", "balances", "origin"),
    ]
    assert clerk.json(*LINE, "--full", "--as-of", "2024-07-31").keys() == english.keys() - {"groups", "rows"}
