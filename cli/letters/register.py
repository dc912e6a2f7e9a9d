"""The register of a set of letters: a workbook with a row for each certificate, to be filled in when sent."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec

from cli.language import gettext as _

FILE = "register.xlsx"

HEADINGS = {
    "no": "序号",
    "certificate": "证书编号",
    "holder": "获证组织名称",
    "holder_id": "统一社会信用代码",
    "body": "认证机构批准号",
    "rule": "规则编号",
    "notice": "通知文号",
    "file": "通知书文件名",
    "told_before": "此前通知日期",
    "method": "通知方式",
    "notified_on": "通知日期",
    "sha256": "通知书SHA-256",
}
"""The columns: English keys, and the Chinese headings that stand for them."""

WIDTHS = {
    "no": 6,
    "certificate": 38,
    "holder": 34,
    "holder_id": 22,
    "body": 18,
    "rule": 24,
    "notice": 20,
    "file": 40,
    "told_before": 14,
    "method": 16,
    "notified_on": 14,
    "sha256": 70,
}
METHODS = ("挂号信", "特快专递", "专人送达", "电子邮件", "传真", "电话")
"""What the column of methods offers; it takes any other."""

FILLED_IN = ("method", "notified_on")
TITLE_ROWS = 2


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A certificate in a letter; days are ISO dates."""

    certificate: str
    holder: str
    holder_id: str | None
    body: str
    rule: str
    notice: str
    file: str
    sha256: str
    told_before: str | None


def write(path: str, title: str, rows: Iterable[Row], *, chinese: bool, made_at: datetime) -> None:
    """Write the register; the same rows give the same bytes. `made_at` is in UTC."""
    from xlsxwriter import Workbook

    book = Workbook(
        path, {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"title": title, "created": made_at.replace(tzinfo=None)})
    font = {"font_name": "宋体" if chinese else "Arial", "font_size": 11, "valign": "vcenter"}
    sheet = book.add_worksheet("通知登记表" if chinese else "register")
    sheet.write_string(0, 0, title, book.add_format({**font, "bold": True, "font_size": 14}))
    sheet.write_string(1, 0, _fill_in(), book.add_format({**font, "font_color": "#595959"}))
    headed = book.add_format({**font, "bold": True, "bg_color": "#D9E2EC", "border": 1, "text_wrap": True})
    plain = book.add_format({**font, "num_format": "@", "border": 1})
    number = book.add_format({**font, "num_format": "0", "border": 1})
    blank = {
        "method": book.add_format({**font, "num_format": "@", "border": 1, "bg_color": "#FFF8DC"}),
        "notified_on": book.add_format(
            {**font, "num_format": "yyyy-mm-dd", "border": 1, "bg_color": "#FFF8DC"}
        ),
    }
    for column, (key, heading) in enumerate(HEADINGS.items()):
        sheet.set_column(column, column, WIDTHS[key])
        sheet.write_string(TITLE_ROWS, column, heading if chinese else key, headed)
    last = TITLE_ROWS
    for last, row in enumerate(rows, TITLE_ROWS + 1):
        sheet.write_number(last, 0, last - TITLE_ROWS, number)
        for column, key in enumerate(HEADINGS):
            if key in FILLED_IN:
                sheet.write_blank(last, column, None, blank[key])
            elif column:
                sheet.write_string(last, column, getattr(row, key) or "", plain)
    _finish(sheet, last)
    book.close()


def _fill_in() -> str:
    return _(
        "Fill in method and notified_on when a letter was sent, then: certledger cert notify --from {file}"
    ).format(file=FILE)


def _finish(sheet: Any, last: int) -> None:
    """Set what the sheet does: headings that stay, filters, methods to choose from, print on A4."""
    method = list(HEADINGS).index("method")
    sheet.freeze_panes(TITLE_ROWS + 1, 2)
    sheet.autofilter(TITLE_ROWS, 0, last, len(HEADINGS) - 1)
    if last > TITLE_ROWS:
        offered = {"validate": "list", "source": list(METHODS), "show_error": False, "ignore_blank": True}
        sheet.data_validation(TITLE_ROWS + 1, method, last, method, offered)
    sheet.set_default_row(18)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(TITLE_ROWS)
    sheet.print_area(0, 0, last, len(HEADINGS) - 2)  # no digests: nobody compares them on paper
