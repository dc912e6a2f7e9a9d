"""Columns that several sections have in common."""

from cli.documents.document import Column
from cli.language import gettext as _
from cli.words import word
from domain.obligations import OUTCOMES

ROWS = 60
"""Rows that a page shows of a table that may be long; a workbook shows all."""


def outcome_columns() -> list[Column]:
    """Return the columns of judged obligations: all of them, then by outcome."""
    return [Column(name, word(name), "count", sums=True) for name in ("total", *OUTCOMES)]


def in_workbook() -> str:
    """Return where the rows are that a page leaves out."""
    return _("The workbook (--format xlsx) has all rows.")
