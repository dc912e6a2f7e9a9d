"""Rows that state a filed rule each."""

from functools import partial

from cli.importing.context import Context
from cli.importing.sheet_row import SheetRow
from domain.body import BodyRegistered
from domain.event import same_act
from domain.rule import CATEGORIES, SCHEMES, RuleFiled
from domain.subject import Subject, checked, normal, split_id, written_otherwise
from domain.timeline import standing
from ledger.desk import Proposal

KNOWN = {
    "body": ("认证机构批准号",),
    "body_name": ("认证机构名称",),
    "number": ("规则编号",),
    "name": ("规则名称",),
    "category": ("类别",),
    "scheme": ("认证对象",),
    "code": ("认证项目分类代码",),
    "basis": ("认证依据",),
    "published_on": ("发布日期",),
    "filed_on": ("备案日期",),
}
OWN = "number"
ALONE = False
"""Whether a row is decided by itself, whatever the others say."""
REQUIRED = ("number", "name", "category", "scheme", "filed_on")
BLAME = {
    "body.unknown": "body",
    "rule.exists": "number",
    "rule.published_after_filing": "published_on",
    "effective.too_far_ahead": "filed_on",
}
"""Which cell a refusal is about; the number where none is named."""

CATEGORY_WORDS = {code: code for code in CATEGORIES} | {text: code for code, text in CATEGORIES.items()}
CATEGORY_WORDS |= {"碳减排": "reduction", "碳清除": "reduction", "减排": "reduction"}
SCHEME_WORDS = {code: code for code in SCHEMES} | {text: code for code, text in SCHEMES.items()}
SCHEME_WORDS |= {"产品": "product", "管理体系": "management_system", "服务": "service"}


def read(row: SheetRow, context: Context) -> None:
    """Leave the reading to the decision: a file has few rules."""


def decide(row: SheetRow, context: Context) -> None:
    """Draft the filing that a row states, and the body's registration where it is new."""
    number = row.text("number", required=True)
    of, plain = split_id(number or "")
    body = of or row.body("body", context.body, required=True)
    name = row.text("name", required=True)
    category = row.choice("category", CATEGORY_WORDS, required=True)
    scheme = row.choice("scheme", SCHEME_WORDS, required=True)
    filed_on = row.day("filed_on", required=True)
    published_on, code, basis = row.day("published_on"), row.text("code"), row.texts("basis")
    body_name = row.text("body_name")
    if row.errors or not (body and number and name and category and scheme and filed_on):
        return
    subject = checked(Subject("rule", f"{body}/{plain}"))
    if not context.first_of(row, "number", subject):
        return
    event = RuleFiled(
        effective_on=filed_on,
        name=name,
        category=category,
        scheme=scheme,
        code=code,
        basis=basis,
        published_on=published_on,
        number_as_written=written_otherwise(number, plain),
    )
    if _stands(row, context, subject, event):
        return
    proposals = []
    of_body = Subject("body", body)
    if body_name is not None and not context.desk.is_known(of_body):
        proposals.append(Proposal(of_body, BodyRegistered(effective_on=filed_on, name=body_name)))
    context.propose(row, *proposals, Proposal(subject, event), key="number", check_rules=False)


def _stands(row: SheetRow, context: Context, subject: Subject, event: RuleFiled) -> bool:
    """Tell whether the filing stands already; note where the row contradicts it."""
    found = context.voided(subject, partial(same_act, event))
    if found is not None:
        row.warn("number", "import.voided", {"position": found[0].position, "voided_by": found[1]})
        return True
    for entry in standing(context.desk.entries(subject)):
        stated = entry.event
        if not isinstance(stated, RuleFiled):
            continue
        for key, field in (
            ("name", "name"),
            ("category", "category"),
            ("scheme", "scheme"),
            ("code", "code"),
            ("basis", "basis"),
            ("published_on", "published_on"),
            ("filed_on", "effective_on"),
        ):
            given, stands = getattr(event, field), getattr(stated, field)
            if given and given != stands and normal(str(given)) != normal(str(stands)):
                values = {"field": key, "standing": stands, "given": given, "position": entry.position}
                row.fail(key, "import.conflict", values)
        return True
    return False
