"""Codes that people read as words; programs read the codes."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cli.language import current
from cli.language import gettext as _

if TYPE_CHECKING:
    from domain.platform import Column

WORDS = {
    # kinds and statuses
    "body": lambda: _("body"),
    "notice": lambda: _("notice"),
    "rule": lambda: _("rule"),
    "certificate": lambda: _("certificate"),
    "report": lambda: _("published report"),
    "registered": lambda: _("registered"),
    "in_force": lambda: _("in force"),
    "withdrawn": lambda: _("withdrawn"),
    "filed": lambda: _("filed"),
    "flagged": lambda: _("flagged"),
    "deregistered": lambda: _("deregistered"),
    "valid": lambda: _("valid"),
    "suspended": lambda: _("suspended"),
    "revoked": lambda: _("revoked"),
    "cancelled": lambda: _("cancelled"),
    "expired": lambda: _("expired"),
    "published": lambda: _("published"),
    # changes of a certificate
    "issued": lambda: _("issued"),
    "amended": lambda: _("amended"),
    "reinstated": lambda: _("reinstated"),
    "renewed": lambda: _("renewed"),
    "transferred": lambda: _("transferred"),
    "added": lambda: _("row added"),
    "changed": lambda: _("row changed"),
    "removed": lambda: _("row removed"),
    # rules and notices
    "out_of_scope": lambda: _("out of scope"),
    "misclassified": lambda: _("misclassified"),
    "nonconforming": lambda: _("nonconforming"),
    "reduction": lambda: _("reduction"),
    "disclosure": lambda: _("disclosure"),
    "neutrality": lambda: _("neutrality"),
    "product": lambda: _("product"),
    "management_system": lambda: _("management system"),
    "service": lambda: _("service"),
    "inclusive": lambda: _("inclusive"),
    "exclusive": lambda: _("exclusive"),
    "effective": lambda: _("effective day"),
    "recorded": lambda: _("recorded day"),
    "reported": lambda: _("reported day"),
    "decided": lambda: _("decided day"),
    # obligations
    "deregister_rule": lambda: _("deregister rule"),
    "refile_rule": lambda: _("refile rule"),
    "settle_certificate": lambda: _("settle certificate"),
    "dispose_certificate": lambda: _("dispose of certificate"),
    "total": lambda: _("total"),
    "on_time": lambda: _("on time"),
    "late": lambda: _("late"),
    "lapsed": lambda: _("lapsed"),
    "open": lambda: _("open"),
    "overdue": lambda: _("overdue"),
    "done": lambda: _("done"),
    "pending": lambda: _("pending"),
    "in_force_under_deregistered_rule": lambda: _("in force under a deregistered rule"),
    "issued_under_closed_rule": lambda: _("issued under a closed rule"),
    "settled_before_notice": lambda: _("settled before the notice"),
    "not_reported": lambda: _("not reported to the platform"),
    "undetermined_filing_day": lambda: _("filing day undetermined"),
    # when a holder was told
    "told_before": lambda: _("Told before settling"),
    "told_same_day": lambda: _("Told on the day of settling"),
    "told_after": lambda: _("Told only after settling"),
    "told_unsettled": lambda: _("Told, not settled yet"),
    "told_not_told": lambda: _("Not told"),
    "told": lambda: _("holders told"),
    "before": lambda: _("before settling"),
    "same_day": lambda: _("on the day of settling"),
    "after": lambda: _("only after settling"),
    "unsettled": lambda: _("not settled yet"),
    "not_told": lambda: _("not told"),
    # rules and suspensions out of time
    "in_time": lambda: _("in time"),
    "undated": lambda: _("undated"),
    "suspensions": lambda: _("suspensions"),
    "filing": lambda: _("filing of rules"),
    # screening
    "breach": lambda: _("breach"),
    "check": lambda: _("to be checked"),
    "clean": lambda: _("clean"),
    # figures of a report
    "rules": lambda: _("rules"),
    "complete": lambda: _("complete"),
    "incomplete": lambda: _("incomplete"),
    "on_deadline_day": lambda: _("on the deadline day itself"),
    "recorded_late": lambda: _("in time but recorded late"),
    "recorded_late_opening": lambda: _("recorded late in opening imports"),
    "listed": lambda: _("listed"),
    # editions of reports
    "original": lambda: _("original"),
    "correction": lambda: _("correction"),
    # what a statement lists beside
    "back_dated": lambda: _("entered with an earlier effective day"),
    "back_dated_opening": lambda: _("earlier effective day, opening import"),
    "voided": lambda: _("voided entries"),
    "disposition_pending": lambda: _("disposition pending"),
    # reasons
    "rule_out_of_scope": lambda: _("rule out of scope"),
    "rule_reclassified": lambda: _("rule reclassified"),
    "self_check": lambda: _("self-check"),
    "holder_request": lambda: _("holder's request"),
    "discontinued": lambda: _("discontinued"),
    "not_renewed": lambda: _("not renewed"),
    "suspension_not_cured": lambda: _("suspension not cured"),
    "surveillance_overdue": lambda: _("surveillance overdue"),
    "nonconformity": lambda: _("nonconformity"),
    "fraud": lambda: _("fraud"),
    "accident": lambda: _("accident"),
    "regulator_order": lambda: _("regulator's order"),
    "replaced": lambda: _("replaced"),
    "other": lambda: _("other reason"),
}


def word(code: object) -> str:
    """Return a code as a word, in the language in use; anything else as it is."""
    if not isinstance(code, str):
        return str(code)
    return WORDS[code]() if code in WORDS else code


REPORTS = {
    "compliance": lambda: _("Compliance report"),
    "overdue": lambda: _("Still to be done"),
    "notices": lambda: _("Holders told"),
    "suspensions": lambda: _("Suspensions"),
    "filing": lambda: _("Filing of rules"),
    "body": lambda: _("One body"),
    "month": lambda: _("Changes of a month"),
}
"""Reports by kind; some kinds are words of other things too."""


def report_name(kind: str) -> str:
    """Return what a report is called, in the language in use."""
    return REPORTS[kind]() if kind in REPORTS else kind


def column_name(column: "Column") -> str:
    """Return what a column of the platform's monthly report is called, in the language in use."""
    return column.name if current() == "zh" else column.key.replace("_", " ")


def listed(items: Iterable[object]) -> str:
    """Return things as words, one after another."""
    return _(", ").join(word(item) for item in items)
