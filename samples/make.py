"""Write the sample files beside this one: the same bytes every time.

`story.toml` says which rule is flagged when and what becomes of how many
certificates, `story.py` draws the people, numbers and days in between from a
seed, and this writes the sheets. All of it is made up.
"""

import csv
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import xlsxwriter
from story import Cell, Row, Story

HERE = Path(__file__).parent
MADE_UP = "虚构样例数据，与任何真实的机构、企业、证书无关 · made-up sample data"

RESERVED = ("99124C20901R0S", "99124C20902R1M/9902", "99124C20903R0L")
"""Certificates of CNCA-R-2099-001/R-08 that no file settles: `demo.py` does, on the command line."""

RULES = {
    "body": "认证机构批准号",
    "body_name": "认证机构名称",
    "number": "规则编号",
    "name": "规则名称",
    "category": "类别",
    "scheme": "认证对象",
    "code": "认证项目分类代码",
    "basis": "认证依据",
    "published_on": "发布日期",
    "filed_on": "备案日期",
}
CERTIFICATES = {
    "body": "认证机构批准号",
    "number": "证书编号",
    "rule": "规则编号",
    "holder": "获证组织名称",
    "holder_id": "统一社会信用代码",
    "scope": "认证范围",
    "issued_on": "发证日期",
    "expires_on": "有效期至",
    "status": "证书状态",
    "status_on": "状态日期",
    "reason": "原因",
}
EVENTS = {"event": "事件", "subject": "编号", "body": "认证机构批准号", "effective_on": "生效日期"}
OPTIONS = (
    *("notice", "ground", "reason", "why", "reported_on", "receipt", "decided_on", "until", "expires", "by"),
    *(
        "to",
        "as",
        "rule",
        "holder",
        "holder_id",
        "scope",
        "name",
        "category",
        "scheme",
        "code",
        "published_on",
    ),
)

CHINESE_KINDS = {
    "reduction": "碳减排/清除",
    "disclosure": "碳披露",
    "neutrality": "碳中和",
    "product": "产品认证",
    "management_system": "管理体系认证",
    "service": "服务认证",
}
CHINESE_EVENTS = {
    "flag": "标记",
    "unflag": "撤回标记",
    "deregister": "注销规则",
    "refile": "重新备案",
    "issue": "发证",
    "amend": "变更",
    "suspend": "暂停",
    "reinstate": "恢复",
    "cancel": "注销",
    "revoke": "撤销",
    "renew": "续期",
    "transfer": "转换",
    "notify": "通知",
}


def main() -> None:
    story = Story(tomllib.loads((HERE / "story.toml").read_text("utf-8")), RESERVED)

    rules = [in_chinese(rule) for rule in story.filings()]
    write_csv("rules.csv", RULES, rules, encoding="gb18030", slashes=True)
    write_xlsx("rules.xlsx", "规则", RULES, rules)
    write_csv("rules-en.csv", {key: key for key in RULES}, story.filings(), encoding="utf-8")

    write_csv("certificates.csv", CERTIFICATES, story.certificates)
    write_csv("certificates-gb18030.csv", CERTIFICATES, story.certificates, encoding="gb18030", slashes=True)
    write_xlsx("certificates.xlsx", "证书", CERTIFICATES, story.certificates)

    headings = EVENTS | {option: option for option in OPTIONS}
    events = [in_chinese(event) for event in story.events()]
    write_csv("events.csv", headings, events)
    write_xlsx("events.xlsx", "事件", headings, events)
    write_csv("late-events.csv", headings, [in_chinese(event) for event in story.events(later=True)])


def in_chinese(row: Row) -> Row:
    """Return the row with its kinds and event in the words that a Chinese sheet uses."""
    words: Row = {key: CHINESE_KINDS[str(row[key])] for key in ("category", "scheme") if key in row}
    if "event" in row:
        words["event"] = CHINESE_EVENTS[str(row["event"])]
    return row | words


def in_columns(headings: Mapping[str, str], rows: Sequence[Row]) -> Iterator[list[Cell]]:
    """Yield each row's cells in the order of the headings; a row may not have others."""
    for row in rows:
        unknown = row.keys() - headings.keys()
        if unknown:
            raise KeyError(*unknown)
        yield [row.get(key, "") for key in headings]


def write_csv(
    name: str,
    headings: Mapping[str, str],
    rows: Sequence[Row],
    *,
    encoding: str = "utf-8-sig",
    slashes: bool = False,
) -> None:
    """Write a CSV file; with `slashes`, days as Excel in China saves them (2024/7/5)."""

    def text(cell: Cell) -> str:
        if isinstance(cell, date):
            return f"{cell.year}/{cell.month}/{cell.day}" if slashes else cell.isoformat()
        return cell

    with (HERE / name).open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(headings.values())
        writer.writerows(map(text, cells) for cells in in_columns(headings, rows))


def write_xlsx(name: str, sheet_name: str, headings: Mapping[str, str], rows: Sequence[Row]) -> None:
    """Write a workbook: a title line, the headings, then text cells and real days."""
    with xlsxwriter.Workbook(HERE / name) as book:
        book.set_properties({"title": MADE_UP, "created": datetime(2024, 7, 31)})  # noqa: DTZ001 - a fixed day
        bold = book.add_format({"bold": True})
        as_day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet(sheet_name)
        sheet.set_column(0, len(headings) - 1, 18)
        sheet.freeze_panes(2, 0)
        sheet.write_string(0, 0, MADE_UP)
        for column, heading in enumerate(headings.values()):
            sheet.write_string(1, column, heading, bold)
        for line, cells in enumerate(in_columns(headings, rows), start=2):
            for column, cell in enumerate(cells):
                if isinstance(cell, date):
                    sheet.write_datetime(line, column, cell, as_day)
                elif cell:
                    sheet.write_string(line, column, cell)


if __name__ == "__main__":
    main()
