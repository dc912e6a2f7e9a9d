"""Draws the certificates and events of `story.toml` from a seed, in its order."""

import random
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from typing import Any

from stdnum.cn import uscc

Cell = str | date
Row = dict[str, Cell]
Table = Mapping[str, Any]
"""A table of `story.toml`."""

SEED = 20240702
BOOK_OPENS, BOOK_CLOSES = date(2022, 1, 1), date(2024, 6, 28)
STATUS_UNTIL = date(2024, 3, 29)
USUAL_EXPIRY = (date(2024, 9, 2), date(2027, 6, 15))
EXPIRED_BEFORE = (date(2023, 1, 2), date(2023, 12, 29))
SUSPENSION = timedelta(days=120)
MOSTLY = 0.8
"""The share of certificates valid for three years, and of acts reported to the platform."""
SATURDAY = 5

REASONS_BEFORE = {
    "02": ("surveillance_overdue", "nonconformity", "holder_request"),
    "03": ("suspension_not_cured", "nonconformity", "fraud"),
    "04": ("holder_request", "discontinued", "not_renewed"),
}
USUAL_REASONS = {"cancel": "holder_request", "revoke": "suspension_not_cured"}
REASONS_BY_GROUND = {
    "out_of_scope": {"cancel": "rule_out_of_scope", "revoke": "rule_out_of_scope"},
    "nonconforming": {"cancel": "self_check", "revoke": "nonconformity"},
    "misclassified": {"cancel": "rule_reclassified", "revoke": "nonconformity"},
}
REPORTED = frozenset({"suspend", "reinstate", "cancel", "revoke"})

STEMS, BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
TRADES = ("电子", "新能源", "物流", "建材", "包装", "食品")
SITES = ("一号厂区", "二号厂区", "一号生产线", "全部场所", "总部")


@dataclass(frozen=True)
class Act:
    """What happens to a certificate on a day from `first` to `last`, written down then or on `entered`."""

    event: str
    first: date
    last: date
    entered: date | None

    @classmethod
    def parse(cls, text: str) -> "Act":
        """Read `EVENT FIRST[..LAST] [@ENTERED]`."""
        event, days, *entered = text.split()
        first, _, last = days.partition("..")
        return cls(
            event,
            date.fromisoformat(first),
            date.fromisoformat(last or first),
            date.fromisoformat(entered[0].removeprefix("@")) if entered else None,
        )


@dataclass(frozen=True)
class Certificate:
    """A row of the certificates file; `number` as its body writes it."""

    body: str
    number: str
    rule: str
    holder: str
    holder_id: str
    scope: str
    issued_on: date
    expires_on: date
    status: str
    status_on: date | None = None
    reason: str | None = None

    def row(self) -> Row:
        """Return its cells, without the empty ones."""
        return {key: cell for key, cell in vars(self).items() if cell is not None}


class Story:
    """The certificates as the bodies' old system held them, and the events after it."""

    def __init__(self, story: Table, reserved: Iterable[str]) -> None:
        self.rng = random.Random(SEED)
        self.story = story
        self.bodies: dict[str, Table] = {body["number"]: body for body in story["bodies"]}
        self.reserved = iter(reserved)
        self.serials = dict.fromkeys(self.bodies, 0)
        self.receipts = 0
        self.holders = self.invent_holders()
        self.certificates: list[Row] = []
        self.entries: list[tuple[date, int, bool, Row]] = []
        for rule in story["rules"]:
            self.tell_rule(rule)

    def filings(self) -> list[Row]:
        """Return the rules as filed, without what became of them."""
        return [
            {key: value for key, value in rule.items() if key not in ("acts", "certificates")}
            | {"body_name": self.bodies[rule["body"]]["name"]}
            for rule in self.story["rules"]
        ]

    def events(self, *, later: bool = False) -> list[Row]:
        """Return the events in the order in which they were written down; a rule's before a certificate's."""
        ordered = sorted(self.entries, key=lambda entry: entry[:2])
        return [row for _, _, is_later, row in ordered if is_later is later]

    def tell_rule(self, rule: Table) -> None:
        for act in rule.get("acts", ()):
            row = {key: value for key, value in act.items() if key not in ("entered", "later")}
            row |= {"subject": rule["number"], "body": rule["body"]}
            self.enter(0, row, act.get("entered", act["effective_on"]), later=act.get("later", False))
        for group in rule["certificates"]:
            for _ in range(group["count"]):
                self.tell_certificate(rule, group)

    def tell_certificate(self, rule: Table, group: Table) -> None:
        acts = [Act.parse(text) for text in group.get("acts", ())]
        certificate = self.draw_certificate(rule, group, acts)
        if not group.get("issued"):
            self.certificates.append(certificate.row())
        for act in acts:
            on = certificate.issued_on if act.event == "issue" else self.workday(act.first, act.last)
            row: Row = {"event": act.event, "subject": normal(certificate.number), "body": rule["body"]}
            row |= {"effective_on": on} | self.circumstances(act.event, on, rule, certificate)
            self.enter(1, row, act.entered or on, later=group.get("later", False))

    def enter(self, rank: int, row: Row, entered: date, *, later: bool) -> None:
        if "notice" in row:
            row = row | {"notice": self.story["notices"][row["notice"]]}
        self.entries.append((entered, rank, later, row))

    def draw_certificate(self, rule: Table, group: Table, acts: Sequence[Act]) -> Certificate:
        status = group.get("status", "01")
        issued_on, expires_on = self.draw_validity(rule, group, acts)
        holder, holder_id = self.holders[int(self.rng.random() ** 2 * len(self.holders))]
        status_on = (
            self.workday(issued_on + timedelta(days=30), STATUS_UNTIL) if status in REASONS_BEFORE else None
        )
        return Certificate(
            body=rule["body"],
            number=next(self.reserved)
            if group.get("reserved")
            else self.next_number(rule["body"], issued_on),
            rule=rule["number"],
            holder=holder,
            holder_id=holder_id,
            scope=f"{rule['name'].removesuffix('认证规则')}（{self.rng.choice(SITES)}）",
            issued_on=issued_on,
            expires_on=expires_on,
            status=status,
            status_on=status_on,
            reason=self.rng.choice(REASONS_BEFORE[status]) if status_on else None,
        )

    def draw_validity(self, rule: Table, group: Table, acts: Sequence[Act]) -> tuple[date, date]:
        """Return an issue day and an expiry, three years apart or one, that the story allows."""
        if group.get("issued"):
            issued_on = self.workday(acts[0].first, acts[0].last)
            return issued_on, expiry(issued_on, 3)
        status = group.get("status", "01")
        soonest, latest = USUAL_EXPIRY
        soonest = max([soonest, *(act.last + timedelta(days=30) for act in acts)])
        if "expires" in group:
            soonest, latest = map(date.fromisoformat, group["expires"])
        elif status == "05":
            soonest, latest = EXPIRED_BEFORE

        closed = [act["effective_on"] for act in rule.get("acts", ())] + [act.first for act in acts]
        issued_before = min([BOOK_CLOSES, *closed])
        if status in REASONS_BEFORE:
            issued_before = min(issued_before, STATUS_UNTIL - timedelta(days=45))
        possible = []
        for years in (3, 1):
            first = max(BOOK_OPENS, rule["filed_on"], shift(soonest + timedelta(days=1), -years))
            last = min(issued_before - timedelta(days=1), shift(latest + timedelta(days=1), -years))
            if first <= last:
                possible.append((first, last, years))
        first, last, years = possible[0 if self.rng.random() < MOSTLY else -1]
        issued_on = first + timedelta(days=self.rng.randrange((last - first).days + 1))
        return issued_on, expiry(issued_on, years)

    def circumstances(self, event: str, on: date, rule: Table, certificate: Certificate) -> Row:
        """Return what goes with an act: its options, reason, notice and report to the platform."""
        flags = [act for act in rule.get("acts", ()) if act["event"] == "flag" and act["effective_on"] <= on]
        more: Row = {"notice": flags[-1]["notice"]} if flags and event != "issue" else {}
        if event in USUAL_REASONS:
            more["reason"] = self.reason(event, on, rule, flags)
        if event == "revoke":
            more["decided_on"] = on - timedelta(days=1)
        if event in REPORTED and self.rng.random() < MOSTLY:
            more |= self.report(on)
        return more | self.options(event, on, rule, certificate)

    def reason(self, event: str, on: date, rule: Table, flags: Sequence[Table]) -> str:
        if flags:
            return REASONS_BY_GROUND[flags[-1]["ground"]][event]
        withdrawn = any(act["effective_on"] <= on for act in rule.get("acts", ()))
        return "self_check" if withdrawn else USUAL_REASONS[event]

    def report(self, on: date) -> Row:
        self.receipts += 1
        return {
            "reported_on": self.workday(on, on + timedelta(days=6)),
            "receipt": f"XN-{on.year}-9{self.receipts:04}",
        }

    def options(self, event: str, on: date, rule: Table, certificate: Certificate) -> Row:
        options: Row = {}
        match event:
            case "issue":
                options = {key: getattr(certificate, key) for key in ("rule", "holder", "holder_id", "scope")}
                options["expires"] = certificate.expires_on
            case "amend" if self.rng.choice((True, False)):
                options["holder"] = certificate.holder.replace("有限公司", "科技有限公司")
            case "amend":
                options["scope"] = f"{certificate.scope}及配套设施"
            case "suspend":
                options = {"reason": self.rng.choice(REASONS_BEFORE["02"]), "until": on + SUSPENSION}
            case "renew":
                options["expires"] = shift(certificate.expires_on, 3)
            case "notify":
                options["by"] = self.rng.choice(("邮件", "邮件", "挂号信"))
            case "transfer" | "renumber":
                refiled = next(act["as"] for act in rule["acts"] if act["event"] == "refile")
                options = {"event": "transfer", "to": refiled, "reason": "rule_reclassified"}
                if event == "renumber":
                    options["as"] = self.next_number(rule["body"], on)
        return options

    def next_number(self, body: str, issued_on: date) -> str:
        """Return the body's next certificate number, as it writes it."""
        self.serials[body] += 1
        serial = self.serials[body]
        shape: str = self.rng.choice(self.bodies[body]["shapes"])
        drawn = shape.format(
            yy=issued_on.year % 100,
            serial=serial,
            round=self.rng.randrange(3),
            size=self.rng.choice("SML"),
            site=self.rng.randrange(1, 20),
        )
        written: str = self.bodies[body]["numbers"].get(str(serial), drawn)
        return written

    def invent_holders(self) -> list[tuple[str, str]]:
        """Return names and credit codes: district 999999 does not exist, a few codes are of the old kind."""
        names = [
            f"样例{STEMS[turn % 10]}{BRANCHES[turn % 12]}{trade}有限公司"
            for trade, turn in product(TRADES, range(60))
        ]
        self.rng.shuffle(names)
        codes = [f"91999999MA{number:07}" for number in self.rng.sample(range(10**7), len(names))]
        holders = [
            (name, code + uscc.calc_check_digit(code)) for name, code in zip(names, codes, strict=True)
        ]
        for place, old_code in enumerate(("999990017", "000000000", "99999012X", "000000000", "999990338")):
            where = 150 + 20 * place
            holders[where] = (holders[where][0], old_code)
        return holders

    def workday(self, first: date, last: date) -> date:
        """Return a Monday to Friday from `first` to `last`."""
        days = [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]
        return self.rng.choice([day for day in days if day.weekday() < SATURDAY])


def normal(number: str) -> str:
    """Return a number as the ledger prints it."""
    return "".join(unicodedata.normalize("NFKC", number).upper().split())


def shift(day: date, years: int) -> date:
    """Return the same day some years later or earlier (28 February for the 29th)."""
    if (day.month, day.day) == (2, 29):
        day -= timedelta(days=1)
    return day.replace(year=day.year + years)


def expiry(issued_on: date, years: int) -> date:
    """Return the last day of a validity of whole years."""
    return shift(issued_on, years) - timedelta(days=1)
