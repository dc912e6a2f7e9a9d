"""Rows that state an event each, with the options of its command."""

from collections.abc import Callable
from typing import Any

import msgspec

from cli.commands.rule import changes
from cli.importing.context import Context
from cli.importing.event_cells import READ, Filled, circumstances
from cli.importing.sheet_row import SheetRow
from domain import certificate as c
from domain import rule as r
from domain.certificate import IN_FORCE, Certificate
from domain.rejected import Rejected
from domain.subject import Subject, checked, full_id, split_id, written_otherwise
from ledger.acts import refile, transfer_as
from ledger.desk import Proposal

KNOWN = {
    "event": ("事件",),
    "subject": ("编号",),
    "body": ("认证机构批准号",),
    "effective_on": ("生效日期",),
    "reason": ("原因",),
    "why": ("说明",),
    "notice": ("通知文号",),
    "reported_on": ("reported-on", "上报日期"),
    "receipt": ("回执号",),
    "decided_on": ("decided-on", "决定日期"),
    "evidence": ("证据文件",),
    "ground": ("标记理由",),
    "settle": ("证书处理",),
    "as": ("新编号",),
    "name": ("规则名称",),
    "category": ("类别",),
    "scheme": ("认证对象",),
    "code": ("认证项目分类代码",),
    "basis": ("认证依据",),
    "published_on": ("published-on", "发布日期"),
    "rule": ("规则编号",),
    "holder": ("获证组织名称",),
    "holder_id": ("holder-id", "统一社会信用代码"),
    "scope": ("认证范围",),
    "expires": ("有效期至",),
    "irregular": ("违规发证",),
    "until": ("暂停至",),
    "to": ("转换至",),
    "by": ("通知方式",),
}
OWN = "subject"
ALONE = False
"""Whether a row is decided by itself, whatever the others say."""
REQUIRED = ("event", "subject", "effective_on")
CIRCUMSTANCES = ("reason", "why", "notice", "reported_on", "receipt", "decided_on", "evidence")
BLAME = {
    "body.unknown": "body",
    "rule.unknown": "subject",
    "notice.unknown": "notice",
    "rule.ground_not_listed": "ground",
    "rule.already_flagged": "ground",
    "rule.flag_before_notice": "effective_on",
    "certificate.expiry_before_issue": "expires",
    "certificate.expiry_not_later": "expires",
    "certificate.suspended_until_before": "until",
    "certificate.same_rule": "to",
    "effective.too_far_ahead": "effective_on",
    "evidence.unreadable": "evidence",
    "reason.needs_why": "why",
    "certificate.irregular_needs_why": "why",
}
"""Which cell a refusal is about; the subject where none is named."""

BLAME_BY_EVENT = {
    ("issue", "rule.unknown"): "rule",
    ("issue", "rule.closed"): "rule",
    ("issue", "rule.not_filed_then"): "rule",
    ("transfer", "rule.unknown"): "to",
    ("transfer", "rule.closed"): "to",
    ("transfer", "rule.not_filed_then"): "to",
}
"""Refusals that are about different cells of different events."""

WORDS = {
    word: event
    for event, text in {
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
    }.items()
    for word in (event, text)
}
OF_RULES = ("flag", "unflag", "deregister", "refile")


class Statement(msgspec.Struct, gc=False):
    """What a row states: its event by name, whose number it gives, and what its cells say."""

    event: str
    text: str
    said: Filled
    own: Filled


def read(row: SheetRow, context: Context) -> None:
    """Read the event that a row states."""
    event = row.choice("event", WORDS, required=True)
    text = row.text("subject", required=True)
    on = row.day("effective_on", required=True)
    body = row.body("body", context.body)
    said = circumstances(row, context)
    if event is None:
        return
    options, _draft = EVENTS[event]
    own = {key: READ[key](row, context, key) for key in options if key in READ}
    row.blank(NOT_TAKEN[event], event)
    for key in NEEDED.get(event, ()):
        if not own.get(key) and not row.text(key):
            row.fail(key, "import.missing", {"key": key})
    if row.errors or text is None or on is None:
        return
    said["effective_on"] = on
    row.statement = Statement(event, text, said, own)
    of, number = split_id(text)
    if of or body:
        row.subject = Subject(_kind_of(event), f"{of or body}/{number}")


def decide(row: SheetRow, context: Context) -> None:
    """Draft the event that a row states."""
    if row.statement is None:
        return
    event, text, said, own = msgspec.structs.astuple(row.statement)
    _options, draft = EVENTS[event]
    subject = row.subject or _named(context, _kind_of(event), text, new=event == "issue")
    try:
        draft(row, context, checked(subject), said, {**own, "written": text})
    except Rejected as no:
        row.fail(BLAME_BY_EVENT.get((event, no.code)) or BLAME.get(no.code, "subject"), no.code, no.values)


def _kind_of(event: str) -> str:
    return "rule" if event in OF_RULES else "certificate"


def _named(context: Context, kind: str, text: str, *, new: bool) -> Subject:
    """Return whom a number without a body names, where only one subject has it."""
    number = split_id(text)[1]
    if new:
        raise Rejected("id.needs_body", id=text)
    candidates = context.numbered(kind, number)
    if len(candidates) > 1:
        raise Rejected("id.ambiguous", id=number, found=[f"{s.kind}:{s.id}" for s in candidates])
    if not candidates:
        raise Rejected(f"{kind}.unknown", id=number)
    return candidates[0]


# Drafts ------------------------------------------------------------------------


def _propose(row: SheetRow, context: Context, *proposals: Proposal) -> None:
    context.propose(row, *proposals, key="subject", check_rules=True)


def _flag(row: SheetRow, context: Context, subject: Subject, said: Filled, own: Filled) -> None:
    if "notice" not in said:
        row.fail("notice", "import.missing", {"key": "notice"})
        return
    _propose(row, context, Proposal(subject, r.RuleFlagged(**said, ground=own["ground"])))


def _unflag(row: SheetRow, context: Context, subject: Subject, said: Filled, _own: Filled) -> None:
    if "notice" not in said:
        row.fail("notice", "import.missing", {"key": "notice"})
        return
    _propose(row, context, Proposal(subject, r.RuleFlagWithdrawn(**said)))


def _deregister(row: SheetRow, context: Context, subject: Subject, said: Filled, own: Filled) -> None:
    proposals = [Proposal(subject, r.RuleDeregistered(**said))]
    if own["settle"]:
        settling = c.CertificateCancelled if own["settle"] == "cancel" else c.CertificateRevoked
        settled = _in_force(context, subject, said["effective_on"])
        proposals += [Proposal(one, settling(**said)) for one in settled]
    _propose(row, context, *proposals)


def _in_force(context: Context, rule: Subject, on: str) -> list[Subject]:
    """Return the certificates in force under a rule at the end of a day, drafts of this file included."""
    found = []
    for subject in context.certificates_under(rule):
        state = context.desk.state(subject, on)
        if isinstance(state, Certificate) and state.rule == rule.id and state.status_on(on) in IN_FORCE:
            found.append(subject)
    return found


def _refile(row: SheetRow, context: Context, old: Subject, said: Filled, own: Filled) -> None:
    new = checked(Subject("rule", full_id(own["as"], old.body)))
    refiled = r.RuleRefiled(**said, refiled_as=new.id)
    proposals = refile(context.desk, old, new, refiled, changes(own, own["as"], new))
    context.propose(row, *proposals, key="subject", check_rules=True, together=True)


def _issue(row: SheetRow, context: Context, subject: Subject, said: Filled, own: Filled) -> None:
    event = c.CertificateIssued(
        **said,
        rule=full_id(own["rule"], subject.body),
        holder=own["holder"],
        holder_id=own["holder_id"],
        scope=own["scope"],
        expires_on=own["expires"],
        irregular=own["irregular"],
        number_as_written=written_otherwise(own["written"], subject.number),
    )
    _propose(row, context, Proposal(subject, event))


def _transfer(row: SheetRow, context: Context, subject: Subject, said: Filled, own: Filled) -> None:
    event = c.CertificateTransferred(**said, rule=full_id(own["to"], subject.body))
    if not own["as"]:
        _propose(row, context, Proposal(subject, event))
        return
    new = checked(Subject("certificate", full_id(own["as"], subject.body)))
    proposals = transfer_as(context.desk, subject, new, event, written_otherwise(own["as"], new.number))
    context.propose(row, *proposals, key="subject", check_rules=True, together=True)


Drafting = Callable[[SheetRow, Context, Subject, Filled, Filled], None]


def _simple(build: Callable[[Filled, Filled], Any]) -> Drafting:
    def draft(row: SheetRow, context: Context, subject: Subject, said: Filled, own: Filled) -> None:
        _propose(row, context, Proposal(subject, build(said, own)))

    return draft


_REFILED = ("as", "name", "category", "scheme", "code", "basis", "published_on")
_HOLDER = ("holder", "holder_id", "scope")

EVENTS: dict[str, tuple[tuple[str, ...], Drafting]] = {
    "flag": (("ground",), _flag),
    "unflag": ((), _unflag),
    "deregister": (("settle",), _deregister),
    "refile": (_REFILED, _refile),
    "issue": (("rule", *_HOLDER, "expires", "irregular"), _issue),
    "amend": (_HOLDER, _simple(lambda s, o: c.CertificateAmended(**s, **{k: o[k] for k in _HOLDER}))),
    "suspend": (("until",), _simple(lambda s, o: c.CertificateSuspended(**s, until=o["until"]))),
    "reinstate": ((), _simple(lambda s, _o: c.CertificateReinstated(**s))),
    "cancel": ((), _simple(lambda s, _o: c.CertificateCancelled(**s))),
    "revoke": ((), _simple(lambda s, _o: c.CertificateRevoked(**s))),
    "renew": (("expires",), _simple(lambda s, o: c.CertificateRenewed(**s, expires_on=o["expires"]))),
    "transfer": (("to", "as"), _transfer),
    "notify": (("by",), _simple(lambda s, o: c.HolderNotified(**s, by=o["by"]))),
}
"""For each event the options it takes, and how it is drafted."""

NOT_TAKEN = {
    event: tuple(key for key in KNOWN if key in READ and key not in options)
    for event, (options, _draft) in EVENTS.items()
}
"""For each event the options it does not take."""

NEEDED = {
    "flag": ("ground",),
    "refile": ("as",),
    "issue": ("rule", "holder", "expires"),
    "renew": ("expires",),
    "transfer": ("to",),
    "notify": ("by",),
}
