"""A rule against 国认监〔2024〕3号: what is found in its name, its kind, its basis and its checklist."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import domain
from domain.checklist import Answer, answer
from domain.rejected import Rejected
from domain.screening import Facts, Finding, Screening, screen, withheld
from domain.screening_tables import National, Tables, read_national, read_words

NOTICES = Path(domain.__file__).parent / "notices"
TABLES = Tables(
    read_words((NOTICES / "cnca-2024-3-screening.toml").read_text("utf-8")),
    tuple(read_national((NOTICES / "national-rules.toml").read_text("utf-8"))),
)
GOOD = {
    "光伏组件产品碳减排认证规则": ("reduction", "product"),
    "组织碳减排管理体系认证规则": ("reduction", "management_system"),
    "物流运输服务碳减排认证规则": ("reduction", "service"),
    "锂离子电池产品碳披露认证规则": ("disclosure", "product"),
    "碳信息披露管理体系认证规则": ("disclosure", "management_system"),
    "会展服务碳披露认证规则": ("disclosure", "service"),
    "瓶装饮用水产品碳中和认证规则": ("neutrality", "product"),
    "组织碳中和管理体系认证规则": ("neutrality", "management_system"),
    "大型活动服务碳中和认证规则": ("neutrality", "service"),
}
FORBIDDEN = ("审定", "盘查", "核算", "核查", "核证", "验证", "标签", "报告")
PLAIN = "光伏组件产品碳减排认证规则"

texts = st.text(max_size=400) | st.text("碳排放核查足迹标识 ·<script>=cmd|'\"\u200b\u3000𠮷", max_size=300)
bases = st.lists(texts | st.sampled_from(["VCS", "CCER", "黄金标准", "GCC", "ISO 14067:2018"]), max_size=5)


def look(
    name: str = PLAIN,
    *basis: str,
    category: str | None = "reduction",
    scheme: str | None = "product",
    answers: dict[str, str] | None = None,
) -> Screening:
    """Screen a rule whose basis is a standard unless one is given."""
    given = None if answers is None else {key: answer(text) for key, text in answers.items()}
    facts = Facts(name=name, category=category, scheme=scheme, basis=basis or ("ISO 14067:2018",))
    return screen(facts, given, TABLES)


def found(screening: Screening) -> list[tuple[str, str, str, tuple[str, ...]]]:
    """Return what was found, in short."""
    return [(f.clause, f.code.partition(".")[2], f.verdict, f.matched) for f in screening.findings]


# Names -----------------------------------------------------------------------


@pytest.mark.parametrize("name", GOOD)
def test_the_nine_good_names_pass_clean(name: str) -> None:
    category, scheme = GOOD[name]
    screening = look(name, category=category, scheme=scheme)
    assert (screening.findings, screening.verdict, screening.ground) == ((), "clean", None)


@pytest.mark.parametrize("word", FORBIDDEN)
def test_a_forbidden_word_in_the_name_is_a_breach(word: str) -> None:
    assert found(look(f"某{word}规则"))[-1] == ("四(三)1", "forbidden_word", "breach", (word,))


@pytest.mark.parametrize(
    ("name", "finding", "ground"),
    [
        (
            "温室气体排放核查认证规则",
            ("一", "accounting_only", "breach", ("温室气体排放核查",)),
            "out_of_scope",
        ),
        ("企业碳盘查服务认证规则", ("一", "accounting_only", "breach", ("碳盘查",)), "out_of_scope"),
        ("碳足迹报告验证认证规则", ("一", "accounting_only", "breach", ("碳足迹报告",)), "out_of_scope"),
        ("产品碳标签认证规则", ("四(三)1", "forbidden_word", "breach", ("标签",)), "nonconforming"),
        (
            "减排项目审定与核证认证规则",
            ("四(三)1", "forbidden_word", "breach", ("审定", "核证")),
            "nonconforming",
        ),
        ("产品碳足迹标识认证规则", ("二(三)", "national_name", "breach", ("碳足迹标识",)), "nonconforming"),
    ],
)
def test_a_faulty_name_has_its_finding_and_a_ground_to_flag_on(
    name: str, finding: tuple[str, str, str, tuple[str, ...]], ground: str
) -> None:
    screening = look(name)
    assert finding in found(screening)
    assert (screening.verdict, screening.ground) == ("breach", ground)


@pytest.mark.parametrize("name", ["产品碳足迹", "减排项目核证", "企业碳排放情况的审定", "核查企业碳排放"])
def test_a_name_that_may_be_of_accounting_alone_is_for_a_person(name: str) -> None:
    clauses = {f.clause: (f.code, f.verdict, f.ground) for f in look(name).findings}
    assert clauses["一"] == ("screening.perhaps_accounting_only", "check", "out_of_scope")


@pytest.mark.parametrize("name", ["碳-核·查规则", "核*查", "Carbon Verification Scheme", "核｜查"])
def test_a_forbidden_word_in_english_or_with_signs_inside_is_for_a_person(name: str) -> None:
    findings = [f for f in look(name).findings if f.clause == "四(三)1"]
    assert [(f.code, f.verdict) for f in findings] == [("screening.perhaps_forbidden_word", "check")]


def test_signs_that_divide_words_make_no_word() -> None:
    assert found(look("审核、查验碳减排")) == []


@pytest.mark.parametrize("written", ["核 查", "核\u3000查", "核\u200b查", "覈查", "核\ufe00查", "核\n查"])
def test_spaces_hidden_characters_and_traditional_ones_hide_no_word(written: str) -> None:
    assert found(look(f"碳{written}规则")) == found(look("碳核查规则"))


# National rules --------------------------------------------------------------


def nearest(name: str, tables: Tables = TABLES) -> list[tuple[str, str, float | None]]:
    findings = screen(Facts(name=name, category="reduction", scheme="product"), None, tables).findings
    return [(f.verdict, f.national.number, f.score) for f in findings if f.national is not None]


@pytest.mark.parametrize(
    "name",
    [
        "产品碳足迹标识认证通用实施规则(试行)",
        "产品碳足迹标识认证通用实施规则（试行）",
        "碳足迹标识产品认证细则",
        "《产品 碳足迹 标识》认证规则",
        "產品碳足跡標識認證規則",
    ],
)
def test_a_national_name_but_for_general_words_is_a_breach(name: str) -> None:
    assert nearest(name) == [("breach", "CNCA-CFP-00:2025", 1.0)]


def test_a_close_name_is_for_a_person_and_has_its_score() -> None:
    assert nearest("产品碳足迹认证规则") == [("check", "CNCA-CFP-00:2025", 0.67)]
    assert nearest("产品碳标识认证规则") == []


def test_a_long_name_that_holds_a_national_one_whole_is_close_whatever_its_score() -> None:
    (verdict, number, score), *more = nearest("新能源汽车动力用锂离子电池产品碳足迹标识认证规则")
    assert (verdict, number, more) == ("check", "CNCA-CFP-00:2025", [])
    assert score is not None
    assert score < TABLES.words.similarity.close_from


def test_a_name_of_general_words_alone_is_like_none() -> None:
    only_general = National(number="X-1", name="产品认证规则")
    tables = Tables(TABLES.words, (*TABLES.national, only_general))
    assert nearest("服务认证实施规则", tables) == []


def test_names_of_national_rules_are_added_and_badly_written_ones_refused() -> None:
    added = read_national('[[rules]]\nnumber = "N-1"\nname = "会展碳中和服务认证规则"\n')
    tables = Tables(TABLES.words, (*TABLES.national, *added))
    assert nearest("会展服务碳中和认证规则", tables) == [("breach", "N-1", 1.0)]
    for text in ("rules = 1", "[[rules]]\nname = 'x'", "= broken", "[[rules]]\nnumber='a'\nname='b'\nx=1"):
        with pytest.raises(Rejected) as refused:
            read_national(text)
        assert refused.value.code == "national.malformed"


# Category and scheme ---------------------------------------------------------


@pytest.mark.parametrize(
    ("category", "scheme", "matched"),
    [("green", "product", ("green",)), ("reduction", "人", ("人",)), (None, "product", ()), ("", None, ())],
)
def test_anything_but_one_of_the_nine_cells_is_a_breach(
    category: str | None, scheme: str | None, matched: tuple[str, ...]
) -> None:
    assert found(look(category=category, scheme=scheme)) == [("三", "no_such_cell", "breach", matched)]


# Basis -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("basis", "codes"),
    [
        (("VCS",), ("VCS",)),
        (("ＶＣＳ",), ("VCS",)),
        (("CCER", "GS"), ("CCER", "GS")),
        (("CCER/CDM/VCS/GS",), ("CCER", "CDM", "VCS", "GS")),
        (("C C E R",), ("CCER",)),
        (("Verified Carbon Standard (VCS) v4.5",), ("VCS",)),
        (("核证碳标准（VCS）、黄金标准",), ("VCS", "GS")),
        (("中国核证自愿减排量（CCER）方法学",), ("CCER",)),
        (("清洁发展机制",), ("CDM",)),
        (("ACM0002", "AMS-III.D"), ("CDM",)),
        (("GS4GG", "Gold Standard for the Global Goals"), ("GS",)),
        (("VCS", "", " "), ("VCS",)),
    ],
)
def test_a_basis_of_offset_mechanisms_alone_is_a_breach(
    basis: tuple[str, ...], codes: tuple[str, ...]
) -> None:
    assert found(look(PLAIN, *basis)) == [("四(三)2", "offsets_only", "breach", codes)]


@pytest.mark.parametrize(
    "basis",
    [
        ("VCS", "ISO 14064-2:2019"),
        ("CCER、GB/T 32150-2015",),
        ("ISO 14064-2（CCER项目）",),
        ("VCS", "本机构技术规范"),
        ("GSB 16-2001",),
        ("EGS-1",),
        ("PAS 2060",),
    ],
)
def test_another_standard_beside_them_makes_another_basis(basis: tuple[str, ...]) -> None:
    assert found(look(PLAIN, *basis)) == []


@pytest.mark.parametrize("basis", [("GCC",), ("VCS", "JCM"), ("清洁发展机制项目的内部文件",), ("碳普惠",)])
def test_other_mechanisms_or_more_text_are_for_a_person(basis: tuple[str, ...]) -> None:
    assert [f[:3] for f in found(look(PLAIN, *basis))] == [("四(三)2", "perhaps_offsets_only", "check")]


def test_without_a_basis_the_clause_is_unchecked_and_nothing_is_found() -> None:
    for basis in ((), ("", "\u200b")):
        screening = screen(Facts(name=PLAIN, category="reduction", scheme="product", basis=basis), {}, TABLES)
        assert [(u.clause, u.needs) for u in screening.unchecked] == [("四(三)2", "basis")]
        assert all(f.clause != "四(三)2" for f in screening.findings)


# The checklist ---------------------------------------------------------------

ALL = {content.key: "是" for content in TABLES.words.contents}


def test_a_checklist_that_says_yes_to_all_leaves_nothing() -> None:
    screening = look(answers=ALL)
    assert (screening.findings, screening.unchecked) == ((), ())


@pytest.mark.parametrize(
    ("category", "own"),
    [
        ("reduction", [("四(二)1", "baseline"), ("四(二)1", "effect_assured")]),
        ("disclosure", [("四(二)2", "lasting_disclosure"), ("四(二)2", "continued_reduction")]),
        ("neutrality", [("四(二)3", "own_reduction_first"), ("四(二)3", "offsets_for_the_rest")]),
    ],
)
def test_each_content_that_is_missing_is_a_breach_of_its_clause(
    category: str, own: list[tuple[str, str]]
) -> None:
    findings = look(category=category, answers=dict.fromkeys(ALL, "否")).findings
    general = [(f"四(一){number}", content) for number, content in enumerate(list(ALL)[:10], 1)]
    factors = [("四(三)3", "factors_fair"), ("四(三)3", "factors_fit_china")]
    assert [(f.clause, f.content) for f in findings] == [*general, *own, *factors]
    assert {(f.code, f.verdict, f.matched) for f in findings} == {
        ("screening.content_missing", "breach", ("否",))
    }


def test_what_the_checklist_leaves_open_is_for_a_person() -> None:
    findings = look(answers={**ALL, "scope": "", "procedure": "无（待补充）", "surveillance": "x"}).findings
    assert [(f.clause, f.code, f.matched) for f in findings] == [
        ("四(一)1", "screening.content_unanswered", ()),
        ("四(一)7", "screening.content_unanswered", ("无（待补充）",)),
        ("四(一)8", "screening.content_unanswered", ("x",)),
    ]


def test_only_the_certification_mode_may_be_not_applicable() -> None:
    findings = look(answers={**ALL, "certification_mode": "不适用", "scope": "N/A"}).findings
    assert [(f.clause, f.verdict) for f in findings] == [("四(一)1", "check")]


def test_without_a_checklist_its_clauses_are_unchecked() -> None:
    assert [u.clause for u in look(category="neutrality").unchecked] == ["四(一)", "四(二)3", "四(三)3"]


@pytest.mark.parametrize(
    ("text", "means"),
    [
        *((text, "yes") for text in ("是", "Yes", "TRUE", "√", "第5章", "5.2", "No. 5.2", "nomenclature")),
        *((text, "no") for text in ("否", "NO", "false", "×", "0", "没有", "无。")),
        *((text, "blank") for text in ("", " ", "？", "待定", "—", "/")),
        *((text, "unclear") for text in ("未见", "no chapter", "X", "不确定")),
        *((text, "not_applicable") for text in ("n/a", "不适用")),
    ],
)
def test_an_answer_is_read_as_people_write_it(text: str, means: str) -> None:
    assert answer(text).means == means


def test_an_empty_cell_is_no_answer() -> None:
    assert answer(None) == Answer("blank")


# Flags -----------------------------------------------------------------------


def test_a_flag_is_withheld_where_the_ledger_would_not_take_it() -> None:
    assert withheld("filed", None, "out_of_scope") is None
    assert withheld(None, None, "out_of_scope") is None
    said = [
        withheld("deregistered", ("out_of_scope", 7), "out_of_scope"),
        withheld("flagged", ("out_of_scope", 7), "out_of_scope"),
        withheld("flagged", ("nonconforming", 7), "out_of_scope"),
    ]
    assert [no and (no.code, no.ground, no.position) for no in said] == [
        ("screening.deregistered", None, None),
        ("screening.already_flagged", "out_of_scope", 7),
        ("screening.flagged_otherwise", "nonconforming", 7),
    ]


def test_findings_come_in_the_order_of_the_notice() -> None:
    screening = look("碳核查", "VCS", category="x", answers=dict.fromkeys(ALL, "否"))
    clauses = list(dict.fromkeys(f.clause for f in screening.findings))
    assert clauses == ["一", "三", *(f"四(一){n}" for n in range(1, 11)), "四(三)1", "四(三)2", "四(三)3"]


# For any text ----------------------------------------------------------------


@given(texts, bases, st.none() | texts, st.none() | texts, st.dictionaries(st.sampled_from(list(ALL)), texts))
def test_no_text_is_too_strange_to_be_looked_at(
    name: str, basis: list[str], category: str | None, scheme: str | None, answers: dict[str, str]
) -> None:
    facts = Facts(name=name, category=category, scheme=scheme, basis=tuple(basis))
    screening = screen(facts, {key: answer(text) for key, text in answers.items()}, TABLES)
    for finding in screening.findings:
        assert finding.verdict in {"breach", "check"}
        assert finding.score is None or 0 <= finding.score <= 1
    assert (screening.ground is None) == (screening.verdict != "breach")


def of_name(screening: Screening) -> list[Finding]:
    return [finding for finding in screening.findings if finding.look_at == "name"]


@given(st.text("碳排放核查足迹标识报告温室气体产品认证规则验·ABＣ", max_size=30), st.data())
def test_width_and_spaces_change_nothing(name: str, data: st.DataObject) -> None:
    spaced = "".join(c + data.draw(st.sampled_from(["", " ", "\u3000", "\u200b"])) for c in name)
    expected = of_name(look(name))
    assert of_name(look(unicodedata.normalize("NFKC", name))) == expected
    assert of_name(look(spaced)) == expected


@given(st.permutations(["VCS", "GS", "CCER", "ACM0002", "GCC", "VCS"]), st.integers(1, 6))
def test_the_order_of_the_basis_is_irrelevant(basis: list[str], length: int) -> None:
    some = basis[:length]
    assert found(look(PLAIN, *some)) == found(look(PLAIN, *sorted(some)))


@given(texts)
def test_a_forbidden_word_is_found_in_whatever_surrounds_it(around: str) -> None:
    for word in FORBIDDEN:
        named = [f for f in look(f"{around}{word}{around}").findings if f.code == "screening.forbidden_word"]
        assert [word in f.matched for f in named] == [True]
