"""A made-up document with every kind of block, in Chinese and English, for tests of renderers."""

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

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="10" height="10"/></svg>'
BODY = "CNCA-R-2099-001"

WORDS = {
    "zh": {
        "title": "认证规则整治合规报告",
        "subtitle": "样例，数据均为虚构",
        "cover": "封面",
        "conclusion": "结论",
        "ranking": "机构排名",
        "rules": "规则明细",
        "grid": "规则分布",
        "refiled": "重新备案",
        "detail": "义务明细",
        "definitions": "指标定义",
        "sign": "签章",
        "body": "认证机构",
        "number": "编号",
        "owed": "应完成",
        "overdue": "逾期未完成",
        "share": "逾期比例",
        "day": "办结日期",
        "known": "已知时间",
        "note": "说明",
        "total": "合计",
        "picture": "未完成数量变化图",
    },
    "en": {
        "title": "Compliance report",
        "subtitle": "A sample; all data are made up",
        "cover": "Cover",
        "conclusion": "Conclusion",
        "ranking": "Bodies ranked",
        "rules": "Rules",
        "grid": "Rules by category",
        "refiled": "Refilings",
        "detail": "Obligations",
        "definitions": "Definitions",
        "sign": "Signatures",
        "body": "Body",
        "number": "Number",
        "owed": "Owed",
        "overdue": "Overdue",
        "share": "Share overdue",
        "day": "Settled on",
        "known": "Known at",
        "note": "Note",
        "total": "Total",
        "picture": "Burndown",
    },
}


def sample(language: str = "zh", *, details: int = 40) -> Document:
    """Return the document; each call reads its rows anew."""
    word = WORDS[language]
    return Document(
        name="sample",
        title=word["title"],
        subtitle=word["subtitle"],
        language=language,
        made_at="2024-07-31T08:12:03.000417Z",
        footer=f"{word['title']} · 2024-07-31 · #1234 · R&D",
        sections=[
            _cover(word),
            _conclusion(word, language),
            Section("ranking", word["ranking"], [Paragraph(word["note"]), _ranking(word)], begins_page=True),
            Section("rules", word["rules"], [*_rules(word), Paragraph(word["note"], tone="watch")]),
            Section("detail", word["detail"], [_detail(word, details)], detail=True),
            _definitions(word),
            _sign(word, language),
        ],
    )


def _cover(word: dict[str, str]) -> Section:
    return Section(
        "cover",
        word["cover"],
        [
            Facts(
                [
                    Fact(word["body"], "样例认证有限公司（虚构）"),
                    Fact(word["number"], BODY, "id"),
                    Fact(word["day"], "2024-07-15", "day"),
                    Fact(word["known"], "2024-07-31T08:12:03.000417Z", "moment"),
                    Fact(word["owed"], 1234, "count"),
                    Fact(word["share"], (1, 3), "share"),
                    Fact(word["note"], None),
                ]
            )
        ],
    )


def _conclusion(word: dict[str, str], language: str) -> Section:
    long = {
        "zh": "截至 2024 年 7 月 31 日，应注销的 9 条规则中 7 条已完成，2 条逾期；" * 4,
        "en": "By 31 July 2024, 7 of 9 rules that had to be deregistered were, 2 are overdue. " * 4,
    }
    return Section(
        "conclusion",
        word["conclusion"],
        [
            Figures(
                [
                    Figure(word["owed"], 403_270),
                    Figure(word["overdue"], 2, note=word["note"], tone="bad"),
                    Figure(word["day"], 7, tone="good"),
                    Figure(word["known"], 3, note=word["note"] * 6, tone="watch"),
                    Figure(word["number"], 0),
                ]
            ),
            Paragraph(long[language], tone="bad"),
            Paragraph(word["note"], tone="good"),
            Picture("burndown", word["picture"], SVG, word["note"]),
        ],
        begins_page=True,
    )


def _ranking(word: dict[str, str]) -> Table:
    rows = [
        {
            "body": f"CNCA-R-2099-{at:03}",
            "owed": 9,
            "overdue": at % 3,
            "share": (at % 3, 9),
            "note": "样例" * at,
        }
        for at in range(1, 13)
    ]
    overdue = sum(at % 3 for at in range(1, 13))
    return Table(
        "ranking",
        [
            Column("body", word["body"], "id"),
            Column("owed", word["owed"], "count", sums=True),
            Column("overdue", word["overdue"], "count", sums=True),
            Column("share", word["share"], "share"),
            Column("note", word["note"]),
        ],
        rows,
        total={"body": word["total"], "owed": 108, "overdue": overdue, "share": (overdue, 108)},
        first_rows=5,
        more=word["note"],
    )


def _rules(word: dict[str, str]) -> list[Table]:
    columns = [Column("number", word["number"], "id"), Column("day", word["day"], "day")]
    rows = [{"number": f"{BODY}/R-{at:02}", "day": f"2024-07-{at:02}"} for at in range(1, 8)]
    return [
        Table("grid", columns, rows, title=word["grid"]),
        Table("refiled", columns, [], title=word["refiled"]),
    ]


def _detail(word: dict[str, str], count: int) -> Table:
    headings = [word["number"], word["day"], word["owed"], word["known"], word["note"], word["body"]]
    kinds = ["id", "day", "count", "moment", "text", "id"]
    columns = [
        Column(f"{kind}{at}", f"{heading} {at}", kind)  # type: ignore[arg-type]
        for at in range(3)
        for kind, heading in zip(kinds, headings, strict=True)
    ]
    return Table("detail", [*columns, Column("more", word["note"])], _detail_rows(count))


def _detail_rows(count: int) -> Iterator[dict[str, Any]]:
    for at in range(count):
        yield {
            f"{kind}{group}": value
            for group in range(3)
            for kind, value in {
                "id": f"{BODY}/C-{at:06}",
                "day": f"2024-{at % 12 + 1:02}-15",
                "count": at,
                "moment": f"2024-07-31T08:12:03.{at % 1_000_000:06}Z",
                "text": None if at % 3 else "已注销 <改> & 说明",
            }.items()
        }


def _definitions(word: dict[str, str]) -> Section:
    return Section(
        "definitions",
        word["definitions"],
        [
            Facts([Fact(word["share"], f"{word['share']} = {word['overdue']} ÷ {word['owed']}")]),
            Paragraph(word["note"]),
        ],
    )


def _sign(word: dict[str, str], language: str) -> Section:
    lines = {
        "zh": ["单位负责人", "审核人", "填表人", "联系电话", "报出日期"],
        "en": ["Head of the body", "Reviewed by", "Filled in by", "Telephone", "Date"],
    }
    return Section(
        "sign", word["sign"], [Signatures(lines[language], {"zh": "（公章）", "en": "(Seal)"}[language])]
    )
