"""A document with every kind of block, made up: no such body or rule exists."""

from collections.abc import Iterator
from typing import Any

from cli.documents.document import (
    Column,
    Document,
    Fact,
    Facts,
    Figure,
    Figures,
    Paragraph,
    Picture,
    Section,
    Signatures,
    Table,
)

CHART = """<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 360" width="1000" height="360"
 font-family="'Noto Sans', 'Noto Sans CJK SC', Arial, sans-serif" font-size="20">
<rect width="100%" height="100%" fill="#ffffff"/>
<path d="M80 40V300H960" fill="none" stroke="#1a1a1a" stroke-width="2"/>
<path d="M80 60H300V140H520V220H740V280H960" fill="none" stroke="#0072b2" stroke-width="5"/>
<path d="M740 40V300" stroke="#5a5a5a" stroke-width="2" stroke-dasharray="8 6"/>
<text x="750" y="60" fill="#1a1a1a">截止日 2024-07-15</text>
<text x="80" y="335" fill="#1a1a1a">2024-07-05</text>
<text x="960" y="335" text-anchor="end" fill="#1a1a1a">2024-07-31</text>
<text x="90" y="30" fill="#1a1a1a" font-weight="600">未结义务（项）</text>
</svg>
"""

WORDS = {
    "zh": {
        "title": "自愿性认证规则整改情况报告",
        "subtitle": "样例（虚构数据）",
        "footer": "样例报告 · 截至 2024-07-31 · 账本第 1234 条为止 · 时区：北京时间",
        "cover": "封面",
        "body": "认证机构",
        "body_name": "虚构认证有限公司",
        "code": "批准号",
        "as_of": "截至日",
        "known": "账本所知",
        "share": "按期率",
        "conclusion": "结论",
        "plain": "本机构 2024 年 7 月 5 日收到通知，所列规则 9 项，均由本机构备案。截至本报告日，"
        "已注销 7 项，其余 2 项逾期未注销。本段供排版检查之用，内容虚构，不代表任何认证机构的实际情况。",
        "good": "已完成：证书均已在规则注销前处理。",
        "watch": "注意：3 项在截止日当天完成。",
        "bad": "逾期：2 项规则尚未注销。",
        "numbers": ["被标记规则", "已完成", "逾期", "待处理"],
        "note": "其中 1 项迟录",
        "rules": "规则",
        "heads": ["编号", "名称", "结果", "注销日", "天数", "占比"],
        "total": "合计",
        "more": "其余各行见工作簿。",
        "two": "逾期时长",
        "two_heads": ["区间（天）", "规则数"],
        "picture": "未结义务随时间的变化",
        "alternative": "折线图：未结义务由 9 项降至 2 项。",
        "signatures": "签署",
        "lines": ["单位负责人", "审核人", "填表人", "联系电话", "报出日期"],
        "seal": "（单位盖章处）",
        "names": [
            "智能家居产品认证规则",
            "企业碳中和服务认证实施规则（含附录甲、附录乙）",
            "绿色办公管理体系",
        ],
        "outcomes": ["按期", "逾期未办", "超期办理"],
    },
    "en": {
        "title": "Report on Putting Right Voluntary Certification Rules",
        "subtitle": "Sample (made-up data)",
        "footer": "Sample report · as of 2024-07-31 · known up to entry #1234 · days in Asia/Shanghai",
        "cover": "Cover",
        "body": "Certification body",
        "body_name": "Made-up Certification Ltd",
        "code": "Approval number",
        "as_of": "As of",
        "known": "Known at",
        "share": "In time",
        "conclusion": "Conclusion",
        "plain": "The body received the notice on 5 July 2024. It lists nine rules, all of which the body "
        "had filed. By the day of this report seven were deregistered and two are overdue. This paragraph is "
        "here to look at the setting of type; what it says is made up.",
        "good": "Done: all certificates were settled before their rule was deregistered.",
        "watch": "To watch: three were done on the deadline day itself.",
        "bad": "Overdue: two rules are not deregistered.",
        "numbers": ["Rules flagged", "Complete", "Overdue", "Pending"],
        "note": "1 of them recorded late",
        "rules": "Rules",
        "heads": ["Id", "Name", "Outcome", "Deregistered on", "Days", "Share"],
        "total": "Total",
        "more": "The other rows are in the workbook.",
        "two": "Overdue by",
        "two_heads": ["Days", "Rules"],
        "picture": "Unsettled obligations over time",
        "alternative": "Line chart: unsettled obligations fall from 9 to 2.",
        "signatures": "Signatures",
        "lines": ["Responsible person", "Checked by", "Filled in by", "Telephone", "Reported on"],
        "seal": "(seal of the body)",
        "names": [
            "Smart home products",
            "Carbon-neutral enterprise services, with both appendices",
            "Green office",
        ],
        "outcomes": ["on time", "overdue", "late"],
    },
}

KINDS = ("id", "text", "text", "day", "count", "share")
KEYS = ("id", "name", "outcome", "day", "days", "share")


def rows(count: int, words: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield rows that differ."""
    for number in range(count):
        yield {
            "id": f"CNCA-R-2099-{number % 7 + 1:03}/R-{number + 1:05}",
            "name": words["names"][number % 3],
            "outcome": words["outcomes"][number % 3],
            "day": f"2024-07-{number % 28 + 1:02}" if number % 3 != 1 else None,
            "days": number * 37 % 4000,
            "share": (number % 9, 9),
        }


def table(words: dict[str, Any], count: int, *, name: str = "rules", **more: Any) -> Table:
    """Return a table of all kinds of column."""
    columns = [
        Column(key, heading, kind, key == "days")
        for key, heading, kind in zip(KEYS, words["heads"], KINDS, strict=True)
    ]
    return Table(name, columns, rows(count, words), title=words["rules"], **more)


def sample(language: str, count: int = 60, made_at: str | None = "2024-07-31T08:12:03.000417Z") -> Document:
    """Return the document, in one language."""
    words: dict[str, Any] = WORDS[language]
    first, second, third, fourth = words["numbers"]
    return Document(
        name="sample",
        title=words["title"],
        subtitle=words["subtitle"],
        language=language,
        made_at=made_at,
        footer=words["footer"],
        sections=[
            Section(
                "cover",
                words["cover"],
                [
                    Facts(
                        [
                            Fact(words["body"], words["body_name"]),
                            Fact(words["code"], "CNCA-R-2099-001", "id"),
                            Fact(words["as_of"], "2024-07-31", "day"),
                            Fact(words["known"], "2024-07-31T08:12:03.000417Z", "moment"),
                            Fact(words["share"], (6, 9), "share"),
                        ]
                    )
                ],
            ),
            Section(
                "conclusion",
                words["conclusion"],
                [
                    Figures(
                        [
                            Figure(first, 12345),
                            Figure(second, 7, tone="good"),
                            Figure(third, 2, words["note"], "bad"),
                            Figure(fourth, 0, tone="watch"),
                        ]
                    ),
                    Paragraph(words["plain"]),
                    Paragraph(words["good"], "good"),
                    Paragraph(words["watch"], "watch"),
                    Paragraph(words["bad"], "bad"),
                    Picture("chart", words["picture"], CHART, words["alternative"]),
                ],
                begins_page=True,
            ),
            Section(
                "rules",
                words["rules"],
                [
                    table(words, count, total={"id": words["total"], "days": 4321}),
                    table(words, 20, name="first", first_rows=5, more=words["more"]),
                    Table(
                        "ages",
                        [
                            Column("age", words["two_heads"][0]),
                            Column("rules", words["two_heads"][1], "count"),
                        ],
                        [{"age": "1–7", "rules": 1}, {"age": "> 90", "rules": 1}],
                        title=words["two"],
                        total={"age": words["total"], "rules": 2},
                    ),
                    table(words, 0, name="none"),
                ],
                begins_page=True,
            ),
            Section(
                "signatures",
                words["signatures"],
                [
                    Paragraph(words["plain"]),
                    Signatures(words["lines"], words["seal"]),
                ],
            ),
            Section("detail", words["rules"], [table(words, 5, name="detail")], detail=True),
        ],
    )
