"""What a letter's template may name: the letter in the Chinese of certification bodies."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from domain.rule import GROUNDS
from domain.subject import Subject
from projections.letters import CertificateLine, Letter, Letters, RuleLine

STATUSES = {
    "valid": "有效",
    "suspended": "暂停",
    "revoked": "撤销",
    "cancelled": "注销",
    "expired": "过期失效",
}
"""The platform's words (01 to 05)."""

BOUNDARIES = {"inclusive": "（含当日）", "exclusive": "（不含当日）"}

ORDERS = {
    "out_of_scope": "注销备案规则，注销或撤销相关证书",
    "nonconforming": "注销备案规则，注销或撤销相关证书",
    "misclassified": "注销原备案规则后重新进行备案",
}
"""What a notice orders on each ground."""

NO_TEXT = "—"
TO_FILL_IN = "________________"

Placeholders = dict[str, Any]


def placeholders(
    letter: Letter, made: Letters, *, number: str, contact: str | None, act_by: str | None
) -> Placeholders:
    """Return what stands for each placeholder; `act_by` is the ISO day by which the body will act, if any.

    docs/letters.md lists them.
    """
    numbered = list(enumerate(letter.certificates, 1))
    in_force = [(no, line) for no, line in numbered if line.standing == "in_force"]
    to_settle = [(no, line) for no, line in in_force if line.action == "settle_certificate"]
    ground_of = {rule.rule: rule.ground for rule in letter.rules}
    return {
        "number": number,
        "date": chinese_day(made.as_of),
        "as_of": chinese_day(made.as_of),
        "holder": letter.holder,
        "holder_id": letter.holder_id or "",
        "other_names": "、".join(letter.other_names),
        "contact": contact or letter.contact or TO_FILL_IN,
        "body": {"name": letter.body_name, "number": letter.body},
        "notice": {
            "title": made.title,
            "number": made.notice,
            "issued_on": chinese_day(made.issued_on),
            "deadline": chinese_day(made.deadline),
            "boundary": BOUNDARIES[made.boundary],
            "due_on": chinese_day(made.due_on),
        },
        "act_by": "" if act_by is None else chinese_day(act_by),
        "rules": [_rule(rule) for rule in letter.rules],
        "refiled": "、".join(_refiled(rule) for rule in letter.rules if rule.refiled_as is not None),
        "certificates": [_certificate(no, line, letter.rules) for no, line in numbered],
        "to_settle": _group(
            to_settle,
            grounds="、".join(dict.fromkeys(GROUNDS[ground_of[line.rule]] for _, line in to_settle)),
        ),
        "to_dispose": _group((no, line) for no, line in in_force if line.action == "dispose_certificate"),
        "done": _group((no, line) for no, line in numbered if line.standing in {"ended", "transferred"}),
        "expired": _group((no, line) for no, line in numbered if line.standing == "expired"),
        "suspended": _group((no, line) for no, line in in_force if line.status == "suspended"),
    }


def last_day_to_act(made: Letters, given: str | None) -> str | None:
    """Return the ISO day by which bodies will act: as given, or the last in time; None where that is past."""
    if given is not None:
        return given
    return made.due_on if made.due_on >= made.as_of else None


def chinese_day(on: str) -> str:
    """Return an ISO day as 2024年7月15日."""
    year, month, of_month = map(int, on.split("-"))
    return f"{year}年{month}月{of_month}日"


# Rows --------------------------------------------------------------------------


def _rule(rule: RuleLine) -> Placeholders:
    return {
        "id": rule.rule,
        "number": Subject("rule", rule.rule).number,
        "name": rule.name or NO_TEXT,
        "ground": GROUNDS[rule.ground],
        "order": ORDERS[rule.ground],
        "clause": _clause(rule.clause),
        "deregistered_on": "" if rule.deregistered_on is None else chinese_day(rule.deregistered_on),
        "refiled_as": "" if rule.refiled_as is None else Subject("rule", rule.refiled_as).number,
        "refiled_name": rule.refiled_name or "",
    }


def _clause(clause: str | None) -> str:
    """Return in which clause the notice orders it, in brackets; clauses of 通知 are called 条."""
    if clause is None:
        return ""
    plain = re.fullmatch("[一二三四五六七八九十]+|[0-9]+", clause)
    return f"（第{clause}条）" if plain else f"（{clause}）"


def _refiled(rule: RuleLine) -> str:
    number = Subject("rule", rule.refiled_as or "").number
    return f"{rule.refiled_name}（{number}）" if rule.refiled_name else number


def _certificate(no: int, line: CertificateLine, rules: Iterable[RuleLine]) -> Placeholders:
    return {
        "no": no,
        "id": line.certificate,
        "number": line.number,
        "holder": line.holder,
        "scope": line.scope or NO_TEXT,
        "rule": Subject("rule", line.rule).number,
        "rule_name": next((rule.name for rule in rules if rule.rule == line.rule), ""),
        "status": _status(line),
        "expires_on": line.expires_on,
    }


def _status(line: CertificateLine) -> str:
    status = STATUSES[line.status]
    match line.standing:
        case "ended" if line.moved_to is not None:
            return f"{line.ended_on}换发为{Subject('certificate', line.moved_to).number}"
        case "ended":
            return f"{line.ended_on}{status}"
        case "transferred":
            return f"{line.ended_on}转换至规则{Subject('rule', line.moved_to or '').number}"
    return status if line.suspended_until is None else f"{status}至{line.suspended_until}"


def _group(numbered: Iterable[tuple[int, CertificateLine]], **more: str) -> Placeholders:
    """Return certificates as a part of a letter names them: by their numbers; empty without any."""
    numbers = [no for no, _line in numbered]
    return {"numbers": _numbers(numbers), "total": len(numbers), **more} if numbers else {}


def _numbers(numbers: Sequence[int]) -> str:
    """Return ascending numbers as people count them: 1、3至5."""
    begins = [b for a, b in pairwise((-1, *numbers)) if b != a + 1]
    ends = [a for a, b in pairwise((*numbers, -1)) if b != a + 1]
    between = {0: "{0}", 1: "{0}、{1}"}
    return "、".join(between.get(b - a, "{0}至{1}").format(a, b) for a, b in zip(begins, ends, strict=True))
