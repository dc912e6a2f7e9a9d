"""The names of fields as people read them; programs read the keys."""

from typing import Any

from cli.language import gettext as _
from cli.words import report_name, word

FIELDS = {
    "id": lambda: _("Id"),
    "kind": lambda: _("Kind"),
    "status": lambda: _("Status"),
    "since": lambda: _("Since"),
    "status_code": lambda: _("Platform code"),
    "body": lambda: _("Body"),
    "name": lambda: _("Name"),
    "title": lambda: _("Title"),
    "category": lambda: _("Category"),
    "scheme": lambda: _("Scheme"),
    "code": lambda: _("Classification code"),
    "basis": lambda: _("Basis"),
    "published_on": lambda: _("Published on"),
    "filed_on": lambda: _("Filed on"),
    "rule": lambda: _("Rule"),
    "holder": lambda: _("Holder"),
    "holder_id": lambda: _("Holder's code"),
    "scope": lambda: _("Scope"),
    "issued_on": lambda: _("Issued on"),
    "expires_on": lambda: _("Valid through"),
    "suspended_until": lambda: _("Suspended until"),
    "reason": lambda: _("Reason"),
    "supersedes": lambda: _("Supersedes"),
    "superseded_by": lambda: _("Superseded by"),
    "deregistered_on": lambda: _("Deregistered on"),
    "withdrawn_on": lambda: _("Withdrawn on"),
    "deadline": lambda: _("Deadline"),
    "boundary": lambda: _("The deadline itself"),
    "judged_by": lambda: _("Judged by"),
    "cutoff_on": lambda: _("Cut-off day"),
    "credit_code": lambda: _("Credit code"),
    "contact": lambda: _("Contact"),
    "registered_on": lambda: _("Registered on"),
    "irregular": lambda: _("Irregular issue"),
    "number_as_written": lambda: _("As first written"),
    "alias": lambda: _("Alias"),
    # of entries
    "by": lambda: _("Told by"),
    "decided_on": lambda: _("Decided on"),
    "flags": lambda: _("Flag"),
    "effective_on": lambda: _("Effective"),
    "ground": lambda: _("Ground"),
    "notice": lambda: _("Notice"),
    "position": lambda: _("Voids"),
    "receipt": lambda: _("Receipt"),
    "refiled_as": lambda: _("Filed again as"),
    "reported_on": lambda: _("Reported on"),
    "suspended": lambda: _("Suspended"),
    "to": lambda: _("New deadline"),
    "until": lambda: _("Suspended until"),
    "why": lambda: _("Why"),
    # of published reports
    "report": lambda: _("Report"),
    "of_body": lambda: _("Body"),
    "as_of": lambda: _("Report as of"),
    "made_as_of": lambda: _("Report as of"),
    "known_position": lambda: _("Report known at"),
    "made_known_at": lambda: _("Report known at"),
    "arguments": lambda: _("Asked with"),
    "edition": lambda: _("Edition"),
    "corrects": lambda: _("Corrects"),
}

CODED = frozenset(
    ("status", "kind", "category", "scheme", "boundary", "judged_by", "reason", "ground", "edition")
)
"""Fields whose values are codes, which people read as words."""

POSITIONS = frozenset(("position", "known_position", "made_known_at", "corrects"))
"""Fields whose values are entries."""


def field(key: str) -> str:
    """Return the name of a field, in the language in use."""
    return FIELDS[key]() if key in FIELDS else key


def worded(key: str, value: Any) -> Any:
    """Return the value of a field as people read it: codes as words, entries by their sign."""
    if key == "report":
        return report_name(value)
    if key in POSITIONS:
        return "" if value is None else f"#{value}"
    return word(value) if key in CODED else value
