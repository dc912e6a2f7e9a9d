"""Made-up certificates, rules and what became of them: the same for the same size, every time.

Each row follows from the seed and its number alone, so that any order can be
written without holding the rows. Few bodies hold most certificates: the k-th
holds a share of 1/k. All names are invented.
"""

import csv
import random
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from itertools import accumulate
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import NamedTuple

SEED = 20240715
MASK = (1 << 64) - 1
BODIES = 1_230
"""As many as there are in China."""

CERTIFICATES_OF_A_RULE = 100
NOTICE = "cnca-2024-31"
FLAGGED_ON = "2024-07-02"
REPORTED_ON = "2024-07-31"

CATEGORIES = (("reduction", "碳减排"), ("disclosure", "碳披露"), ("neutrality", "碳中和"))
SCHEMES = (("product", "产品"), ("management_system", "管理体系"), ("service", "服务"))
PLACES = (
    *("虚州", "样川", "例海", "构山", "拟江", "设港", "假原", "幻城"),
    *("影溪", "梦泽", "云泊", "雾陵", "星渡", "月坪", "风埠", "雪岭"),
)
WORDS = (
    *("恒信", "瑞丰", "华拓", "金石", "天泽", "绿源", "远景", "宏图"),
    *("嘉禾", "盛达", "新锐", "安泰", "正阳", "博远", "卓越", "顺成"),
)
TRADES = (
    *("光伏组件", "锂离子电池", "包装", "建材", "纺织", "食品饮料", "物流", "会展"),
    *("化工", "钢铁", "电子", "家具", "造纸", "水泥", "玻璃", "机械"),
)
SITES = ("（全部场所）", "（总部）", "（二号厂区）", "")
USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The characters of a unified social credit code (GB 32100), in order of their values."""
WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
PREFIX = "91999999MA"
PREFIX_SUM = sum(USCC.index(letter) * weight for letter, weight in zip(PREFIX, WEIGHTS, strict=False))

RULE_HEADINGS = [
    *["认证机构批准号", "认证机构名称", "规则编号", "规则名称"],
    *["类别", "认证对象", "认证项目分类代码", "发布日期", "备案日期"],
]
HEADINGS = [
    *["认证机构批准号", "证书编号", "规则编号", "获证组织名称", "统一社会信用代码"],
    *["认证范围", "发证日期", "有效期至", "证书状态", "状态日期", "原因"],
]
EVENT_HEADINGS = ["事件", "编号", "认证机构批准号", "生效日期", "notice", "ground", "reason", "scope"]

SUSPENDED, REVOKED, CANCELLED = "02", "03", "04"
FIRST_ISSUE, LAST_ISSUE = date(2022, 1, 5).toordinal(), date(2024, 6, 3).toordinal()
END_OF_YEAR = date(2024, 12, 31).toordinal()
AFTER_FLAG = date(2024, 7, 3).toordinal()


def mixed(number: int, salt: int = 0) -> int:
    """Return 64 bits that look drawn at random (splitmix64)."""
    z = (number * 0x9E3779B97F4A7C15 + SEED + salt) & MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


class Certificate(NamedTuple):
    """One row: what was issued, and what became of it on `status_on`; days are ordinals."""

    number: int
    id: str
    body: str
    rule: str
    flagged: bool
    holder: str
    holder_id: str
    scope: str
    issued: int
    expires: int
    status: str
    status_on: int
    reason: str

    def row(self) -> list[str]:
        """Return it as a line of the sheet."""
        days = [day(self.issued), day(self.expires)]
        named = [self.body, self.id[len(self.body) + 1 :], self.rule, self.holder, self.holder_id, self.scope]
        return [*named, *days, self.status, day(self.status_on), self.reason]


class World:
    """The bodies, rules and certificates of a size."""

    def __init__(self, size: int) -> None:
        self.size = size
        count = max(2, min(BODIES, size // 1_000))
        whole = sum(1 / rank for rank in range(1, count + 1))
        ends = [round(size * share / whole) for share in accumulate(1 / rank for rank in range(1, count + 1))]
        self._first = [0, *ends[:-1]]
        self._count = [end - first for first, end in zip(self._first, ends, strict=True)]
        self._rules = [max(1, number // CERTIFICATES_OF_A_RULE) for number in self._count]
        self._first_rule = [0, *accumulate(self._rules)]
        self._holders = max(1, size // 4)

    # Rules -----------------------------------------------------------------------

    def rules(self) -> Iterator[tuple[int, str, str]]:
        """Yield (number, body, rule's number) of all rules."""
        for at, count in enumerate(self._rules):
            for within in range(count):
                yield self._first_rule[at] + within, _body(at), _rule(within)

    def rule_rows(self) -> Iterator[list[str]]:
        """Yield the sheet of rules, heading first."""
        yield RULE_HEADINGS
        for number, body, rule in self.rules():
            category, scheme = CATEGORIES[number % 3], SCHEMES[number // 3 % 3]
            name = f"{TRADES[number % 16]}{scheme[1]}{category[1]}认证规则"
            of = f"虚构{WORDS[mixed(int(body[-4:])) % 16]}认证有限公司"
            yield [body, of, rule, name, category[0], scheme[0], "A990101", "2021-09-01", "2021-09-15"]

    def open_rule(self) -> str:
        """Return the id of a rule that is never flagged."""
        return next(f"{body}/{rule}" for number, body, rule in self.rules() if not flagged(number))

    # Certificates ------------------------------------------------------------------

    def certificate(self, number: int) -> Certificate:
        """Return a certificate; by number they are sorted by id."""
        at = bisect_right(self._first, number) - 1
        body, drawn = _body(at), mixed(number)
        drawn, first = divmod(drawn, 4096)
        drawn, second = divmod(drawn, 4096)
        # Within a body too, a few rules hold most: the square of an even draw.
        within = first * first * self._rules[at] >> 24
        rule = self._first_rule[at] + within
        is_flagged = flagged(rule)
        drawn, holder = divmod(drawn, self._holders)
        name, code, trade = _holder(holder)
        drawn, site = divmod(drawn, len(SITES))
        drawn, late = divmod(drawn, LAST_ISSUE - FIRST_ISSUE + 1)
        issued = FIRST_ISSUE + late
        drawn, kind = divmod(drawn, 20)
        status = SUSPENDED if kind < 11 else CANCELLED if kind < 17 else REVOKED
        short = not is_flagged and drawn % 10 == 0
        expires = issued + (364 if short else 1095)
        if is_flagged and status != SUSPENDED:
            status_on, reason = AFTER_FLAG + (second * second * 46 >> 24), "rule_out_of_scope"
        else:
            status_on = issued + 1 + second * (min(expires, END_OF_YEAR) - issued - 1) // 4096
            reason = "surveillance_overdue" if status == SUSPENDED else "holder_request"
        if status == REVOKED:
            reason = "nonconformity"
        return Certificate(
            number=number,
            id=f"{body}/{body[-4:]}24Q{number - self._first[at]:07}R{first % 3}M",
            body=body,
            rule=_rule(within),
            flagged=is_flagged,
            holder=name,
            holder_id=code,
            scope=f"{trade}的设计、生产和销售{SITES[site]}",
            issued=issued,
            expires=expires,
            status=status,
            status_on=status_on,
            reason=reason,
        )

    def certificates(self) -> Iterator[Certificate]:
        """Yield all, sorted by id."""
        return map(self.certificate, range(self.size))

    def certificate_rows(self) -> Iterator[list[str]]:
        """Yield the sheet of certificates, heading first, sorted by id."""
        yield HEADINGS
        for certificate in self.certificates():
            yield certificate.row()

    # What became of them -------------------------------------------------------------

    def event_rows(self) -> Iterator[list[str]]:
        """Yield the sheet of events, heading first: flags, deregistrations, and late changes.

        Two of five rules are flagged, four of five of these deregistered around
        the deadline; one certificate of a hundred has a change that is entered
        long after its day.
        """
        yield EVENT_HEADINGS
        rules = [found for found in self.rules() if flagged(found[0])]
        for number, body, rule in rules:
            ground = "misclassified" if number % 5 == 3 and number % 2 else "out_of_scope"
            yield ["flag", rule, body, FLAGGED_ON, NOTICE, ground, "", ""]
        for number, body, rule in rules:
            if mixed(number, 1) % 5:
                on = day(AFTER_FLAG + mixed(number, 2) % 31)
                yield ["deregister", rule, body, on, NOTICE, "", "rule_out_of_scope", ""]
        for number in range(7, self.size, 100):
            it = self.certificate(number)
            short = it.id[len(it.body) + 1 :]
            if it.status == SUSPENDED:
                on = day(min(it.status_on + 20, it.expires, END_OF_YEAR))
                yield ["reinstate", short, it.body, on, "", "", "", ""]
            else:
                yield ["amend", short, it.body, day(it.issued), "", "", "", f"{it.scope}及配套设施"]

    def suspensions_to_void(self) -> list[str]:
        """Return certificates whose suspension was a mistake."""
        found = (self.certificate(number) for number in range(13, min(self.size, 20_013), 200))
        return [it.id for it in found if it.status == SUSPENDED]


def flagged(rule: int) -> bool:
    """Tell whether a rule gets flagged: two of five."""
    return rule % 5 in {1, 3}


@lru_cache(maxsize=4096)
def day(ordinal: int) -> str:
    """Return an ISO day."""
    return date.fromordinal(ordinal).isoformat()


def _body(at: int) -> str:
    return f"CNCA-R-2099-{at + 1:04}"


def _rule(within: int) -> str:
    return f"R-{within + 1:04}"


def _holder(number: int) -> tuple[str, str, str]:
    """Return a holder's name, credit code and trade; district 999999 does not exist."""
    drawn = mixed(number, 3)
    trade = TRADES[drawn >> 8 & 15]
    code, rest, checked = PREFIX, number, PREFIX_SUM
    for weight in WEIGHTS[len(PREFIX) :]:
        rest, digit = divmod(rest, 31)
        code += USCC[digit]
        checked += digit * weight
    name = f"{PLACES[drawn & 15]}{WORDS[drawn >> 4 & 15]}{number % 10_000:04}{trade}有限公司"
    return name, code + USCC[-checked % 31], trade


def write(path: Path, rows: Iterable[list[str]]) -> Path:
    """Write rows as CSV and return the path."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def write_shuffled(source: Path, target: Path) -> Path:
    """Write the lines of a file in a random order, its heading first, and return the path."""
    with source.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as lines:
        starts = array("Q", [0])
        while (end := lines.find(b"\n", starts[-1])) >= 0:
            starts.append(end + 1)
        order = array("I", range(1, len(starts) - 1))
        random.Random(SEED).shuffle(order)
        with target.open("wb") as out:
            out.write(lines[: starts[1]])
            out.writelines(lines[starts[at] : starts[at + 1]] for at in order)
    return target
