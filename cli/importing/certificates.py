"""Rows that state a certificate each: an issue and, unless it is valid, what became of it."""

import msgspec

from cli.importing.context import Context
from cli.importing.sheet_row import SheetRow
from domain.certificate import (
    CertificateCancelled,
    CertificateIssued,
    CertificateRenewed,
    CertificateRevoked,
    CertificateSuspended,
    CertificateTransferred,
)
from domain.event import Event
from domain.rejected import Rejected
from domain.subject import Subject, checked, split_id, written_otherwise
from domain.timeline import standing
from ledger.beginning import begin
from ledger.desk import Proposal
from ledger.entry import Entry

KNOWN = {
    "body": ("认证机构批准号",),
    "number": ("证书编号",),
    "rule": ("规则编号",),
    "holder": ("获证组织名称",),
    "holder_id": ("统一社会信用代码",),
    "scope": ("认证范围",),
    "issued_on": ("发证日期",),
    "expires_on": ("有效期至",),
    "status": ("证书状态",),
    "status_on": ("状态日期",),
    "reason": ("原因",),
}
OWN = "number"
ALONE = True
"""Whether a row is decided by itself, whatever the others say."""
REQUIRED = ("number", "rule", "holder", "issued_on", "expires_on")
BLAME = {
    "body.unknown": "body",
    "rule.unknown": "rule",
    "certificate.expiry_before_issue": "expires_on",
    "certificate.not_in_force": "status_on",
    "certificate.not_yet_issued": "status_on",
    "certificate.already_suspended": "status_on",
    "history.contradicted": "status_on",
    "effective.too_far_ahead": "issued_on",
    "reason.needs_why": "reason",
}
"""Which cell a refusal is about; the number where none is named."""

STATUS_WORDS = {
    word: code
    for code, words in {
        "valid": ("01", "1", "valid", "有效"),
        "suspended": ("02", "2", "suspended", "暂停"),
        "revoked": ("03", "3", "revoked", "撤销"),
        "cancelled": ("04", "4", "cancelled", "注销"),
        "expired": ("05", "5", "expired", "过期失效", "过期", "失效"),
    }.items()
    for word in words
}
STATUS_EVENTS: dict[str, type[Event]] = {
    "suspended": CertificateSuspended,
    "revoked": CertificateRevoked,
    "cancelled": CertificateCancelled,
}


class Statement(msgspec.Struct, gc=False):
    """What a row states: an issue, and what became of the certificate since."""

    issued: CertificateIssued
    settled: Event | None


def read(row: SheetRow, context: Context) -> None:
    """Read what a row states."""
    number = row.text("number", required=True)
    of, plain = split_id(number or "")
    body = of or row.body("body", context.body, required=True)
    rule = row.text("rule", required=True)
    holder = row.text("holder", required=True)
    holder_id = context.credit_code(row, "holder_id")
    scope = row.text("scope")
    issued_on, expires_on = row.day("issued_on", required=True), row.day("expires_on", required=True)
    status = row.choice("status", STATUS_WORDS) or "valid"
    settling = STATUS_EVENTS.get(status)
    status_on = row.day("status_on", required=settling is not None)
    reason, why = row.reason("reason")
    rule_id = _rule_id(row, context, body, rule)
    if row.errors or not (body and plain and rule_id and holder and issued_on and expires_on):
        return
    if status == "expired" and expires_on >= (status_on or context.desk.today):
        row.fail("status", "import.status_contradicts_expiry", {"expires_on": expires_on})
        return
    issued = CertificateIssued(
        effective_on=issued_on,
        rule=rule_id,
        holder=holder,
        holder_id=holder_id,
        scope=scope,
        expires_on=expires_on,
        number_as_written=written_otherwise(number or "", plain),
    )
    settled = None
    if settling is not None and status_on is not None:
        settled = settling(effective_on=status_on, reason=reason, why=why)
    row.subject = Subject("certificate", f"{body}/{plain}")
    row.statement = Statement(issued, settled)


def decide(row: SheetRow, context: Context) -> None:
    """Draft what a row states and what is not there already."""
    if row.subject is None:
        return
    subject, statement = checked(row.subject), row.statement
    if not context.first_of(row, "number", subject):
        return
    issued, settled = statement.issued, statement.settled
    if context.is_new(subject.stream):
        try:
            begin(context.desk, subject, issued, settled)
            row.begun = context.begun(issued, settled)
        except Rejected as no:
            _blame(row, no, issued, settled)
        return
    proposals = [] if _stands(row, context, subject, issued) else [Proposal(subject, issued)]
    if settled is not None and not _has(row, context, subject, settled):
        proposals.append(Proposal(subject, settled))
    if proposals and not row.errors:
        try:
            context.desk.propose(*proposals, check_rules=False)
        except Rejected as no:
            _blame(row, no, issued, settled)


def _blame(row: SheetRow, no: Rejected, issued: Event, settled: Event | None) -> None:
    """Note in which cell a refusal is to be seen."""
    on = None if settled is None else settled.effective_on
    about_status = on is not None and no.values.get("day") == on != issued.effective_on
    row.fail("status_on" if about_status else BLAME.get(no.code, "number"), no.code, no.values)


def _rule_id(row: SheetRow, context: Context, body: str | None, rule: str | None) -> str | None:
    """Return the rule's id; note a body or a rule that nobody knows, whatever else is wrong with the row."""
    if body is None:
        return None
    try:
        return context.rule_id(body, rule)
    except Rejected as no:
        row.fail(BLAME[no.code], no.code, no.values)
        return None


def _stands(row: SheetRow, context: Context, subject: Subject, issued: CertificateIssued) -> bool:
    """Tell whether the issue stands already; note where the row contradicts it.

    A list written later may state the rule and the expiry that a transfer or a
    renewal led to.
    """
    timeline = standing(context.desk.entries(subject))
    stated = next((e for e in timeline if isinstance(e.event, CertificateIssued)), None)
    found = context.voided(subject, lambda event: _states(event, issued))
    if found is not None and (stated is None or not _states(stated.event, issued)):
        row.warn("number", "import.voided", {"position": found[0].position, "voided_by": found[1]})
        return True
    if stated is None:
        return False
    event = stated.event
    assert isinstance(event, CertificateIssued), "it was chosen so"
    rules = {event.rule} | {e.event.rule for e in timeline if isinstance(e.event, CertificateTransferred)}
    expiries = {event.expires_on} | {
        e.event.expires_on for e in timeline if isinstance(e.event, CertificateRenewed)
    }
    if issued.rule not in rules:
        _conflict(row, "rule", event.rule, issued.rule, stated)
    if issued.effective_on != event.effective_on:
        _conflict(row, "issued_on", event.effective_on, issued.effective_on, stated)
    if issued.expires_on not in expiries:
        _conflict(row, "expires_on", event.expires_on, issued.expires_on, stated)
    holders = {getattr(e.event, "holder", None) for e in timeline}
    if issued.holder not in holders:
        values = {"standing": event.holder, "given": issued.holder, "position": stated.position}
        row.warn("holder", "import.holder_differs", values)
    return True


def _states(event: Event, issued: CertificateIssued) -> bool:
    return (
        isinstance(event, CertificateIssued)
        and (event.rule, event.effective_on, event.expires_on)
        == (issued.rule, issued.effective_on, issued.expires_on)
    )  # fmt: skip


def _conflict(row: SheetRow, key: str, stands: str, given: str, entry: Entry) -> None:
    values = {"field": key, "standing": stands, "given": given, "position": entry.position}
    row.fail(key, "import.conflict", values)


def _has(row: SheetRow, context: Context, subject: Subject, event: Event) -> bool:
    """Tell whether the status entry is there already, or was entered by this file and voided."""

    def same(other: Event) -> bool:
        return type(other) is type(event) and other.effective_on == event.effective_on

    if any(same(entry.event) for entry in standing(context.desk.entries(subject))):
        return True
    found = context.voided(subject, same)
    if found is not None:
        row.warn("status", "import.voided", {"position": found[0].position, "voided_by": found[1]})
    return found is not None
