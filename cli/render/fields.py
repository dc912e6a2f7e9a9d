"""The names of fields as people read them; programs read the keys."""

from cli.language import gettext as _

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
}

CODED = frozenset(("status", "kind", "category", "scheme", "boundary", "judged_by", "reason", "ground"))
"""Fields whose values are codes, which people read as words."""


def field(key: str) -> str:
    """Return the name of a field, in the language in use."""
    return FIELDS[key]() if key in FIELDS else key
