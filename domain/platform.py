"""The platform's monthly report (认证认可业务信息统一上报平台): its 59 columns, codes and days.

Order and meaning are those seen in a certification body's own software; the
newest official layout is not public.
"""

import re
import unicodedata

import msgspec

from domain import day

DUE_DAY = 10
"""A month's data is due by this day of the next month, not moved by holidays."""

ACTIVITIES = {"issued": "01", "renewed": "02"}
"""认证活动代码 of a change, initial and recertification; any other is a change (`CHANGE`).

Surveillance (0301, 0302) is no change of a certificate, and the ledger does not know it.
"""
CHANGE = "04"

CHANGES = {
    "issued": "发证",
    "amended": "变更",
    "suspended": "暂停",
    "reinstated": "恢复",
    "cancelled": "注销",
    "revoked": "撤销",
    "renewed": "续期",
    "transferred": "转换",
    "expired": "过期失效",
}
"""What counts as a change of a certificate; the codes are ours, the platform's are not public."""

YES, NO = "1", "0"
"""是 and 否, as the software writes them."""

SEPARATOR = ";"
"""Between the codes of one cell."""


class Column(msgspec.Struct, frozen=True):
    """A column: its place from 1, its stable key, its Chinese heading, what it holds.

    `kind` is `text`, `id` (letters upper-case, no spaces), `code`, `day` or
    `count`. `known` is False where the ledger does not record it: such a column
    stays empty.
    """

    number: int
    key: str
    name: str
    kind: str
    known: bool


_LAYOUT = """
body                  认证机构批准号           id    known
branch                分支机构批准号           id    known
organisation          组织名称                 text  known
english_name          组织英文名称             text  -
former_name           组织原名称               text  known
organisation_code     组织机构代码             id    known
accreditation_mark    认可标志                 code  -
industry              所属行业代码             code  -
district_code         所在地区代码             code  -
place_code            所在地方代码             code  -
certificate_address   证书地址                 text  -
postcode              邮政编码                 id    -
phone                 联系电话                 id    -
fax                   传真                     id    -
legal_representative  法定代表人               text  -
nature                组织性质代码             code  -
capital               注册资本                 count -
capital_currency      注册资本币种             code  -
staff                 组织人数                 count -
staff_in_system       体系覆盖人数             count -
first_issued_on       初次获证日期             day   known
certificate           证书编号                 id    known
is_sub_certificate    是否子证书               code  -
main_certificate      主证书编号               id    -
multi_site            是否多现场               code  -
project_code          认证项目代码             id    known
other_code            其他认证项目代码说明     text  -
scope_codes           业务范围代码             code  -
scope                 认证覆盖范围             text  known
activity              认证活动代码             code  known
change_type           变更类型代码             code  known
change_audit_period   变更时所处审核活动期间   code  -
replaced              是否换证                 code  known
replacement_reason    换证原因                 code  known
old_certificate       原证书编号               id    known
old_body              原发证机构批准号         id    known
replaced_on           换证日期                 day   known
recertifications      再认证次数               count known
surveillance_number   监督次数                 count -
audit_from            审核开始日期             day   -
audit_to              审核结束日期             day   -
man_days              审核人日数               count -
combined_audit        是否结合审核             code  -
deciders              认证决定人员             text  -
fee                   收费金额                 count -
fee_currency          收费币种                 code  -
invoice               发票号码                 id    -
risk                  风险等级                 code  -
issued_on             发证日期                 day   known
expires_on            证书到期日期             day   known
status                证书状态                 code  known
suspension_reason     暂停原因                 code  known
suspended_from        暂停开始日期             day   known
suspended_to          暂停结束日期             day   known
withdrawal_reason     撤销原因                 code  known
withdrawn_on          撤销日期                 day   known
changed_on            变更日期                 day   known
data_from             取数开始日期             day   known
data_to               取数截止日期             day   known
"""

COLUMNS = tuple(
    Column(number, key, name, kind, known == "known")
    for number, (key, name, kind, known) in enumerate(map(str.split, _LAYOUT.split("\n")[1:-1]), 1)
)
KEYS = tuple(column.key for column in COLUMNS)
UNKNOWN = tuple(column for column in COLUMNS if not column.known)
"""What the ledger does not record."""


class Month(msgspec.Struct, frozen=True):
    """A month of reporting, as `YYYY-MM`."""

    text: str

    @property
    def first(self) -> str:
        """Return its first day."""
        return f"{self.text}-01"

    @property
    def last(self) -> str:
        """Return its last day."""
        return day.month_end(self.first)

    @property
    def due_on(self) -> str:
        """Return the last day on which its data is reported in time."""
        return day.after(self.last, DUE_DAY)


def month(text: str) -> Month:
    """Read 2024-07, 2024/07 or 2024年7月; raises ValueError for anything else, also for a month 13."""
    plain = unicodedata.normalize("NFKC", text).strip()
    match = re.fullmatch(r"([0-9]{4})(?:[-/.]([0-9]{2})|\s*年\s*([0-9]{1,2})\s*月)", plain)
    if match is None:
        raise ValueError(text)
    year, *months = match.groups()
    of_year = next(each for each in months if each is not None)
    return Month(day.parse(f"{year}-{of_year:0>2}-01")[:7])
