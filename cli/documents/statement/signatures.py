"""Who answers for the statement, and room for the seal."""

from cli.documents.document import Section, Signatures
from cli.language import gettext as _


def signatures() -> Section:
    """Return the lines to sign on; the program fills in none of them."""
    lines = [
        _("Head of the body"),
        _("Reviewed by"),
        _("Prepared by"),
        _("Telephone"),
        _("Date of submission"),
    ]
    return Section("signatures", _("Signatures and seal"), [Signatures(lines, _("Seal of the body"))])
