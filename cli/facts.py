"""What the facts of a subject are called where people read them."""

from gettext import gettext as _

NAMES = {
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
}
"""Keys of `show`, in the order in which they are shown, to their names in the language in use."""


def name_of(key: str) -> str:
    """Return what a fact is called, in the language in use; its key where it has no name."""
    if key == "flags":
        return _("Flag")
    return NAMES[key]() if key in NAMES else key
