"""Codes that people read as words; programs read the codes."""

from gettext import gettext as _

WORDS = {
    # kinds and statuses
    "body": lambda: _("body"),
    "notice": lambda: _("notice"),
    "rule": lambda: _("rule"),
    "certificate": lambda: _("certificate"),
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
}


def word(code: object) -> str:
    """Return a code as a word, in the language in use; anything else as it is."""
    return WORDS[code]() if isinstance(code, str) and code in WORDS else str(code)
