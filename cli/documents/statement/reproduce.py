"""How to make the statement again, and to tell that it was made from the same entries."""

import shlex
from collections.abc import Sequence

from cli.documents.document import Fact, Facts, Paragraph, Section
from cli.language import current
from cli.language import gettext as _
from projections.reports.statement.origin import lines_sql
from projections.reports.statement.parts import Statement


def command_line(statement: Statement, written_as: str, *, by: str | None = None) -> list[str]:
    """Return the command line that makes a statement again in a format, without the place of the ledger."""
    cover = statement.cover
    line = [
        "certledger",
        "--lang",
        current(),
        "report",
        "compliance",
        "--notice",
        cover.alias or cover.notice,
    ]
    line += ["--body", cover.body] if cover.body is not None else []
    line += ["--by", by] if by is not None else []
    line += ["--detail"] if statement.report.rows is not None and written_as != "xlsx" else []
    line += ["--as-of", cover.as_of, "--known-at", f"#{cover.known_at.position}"]
    if written_as == "table":
        return [*line, "--full"]
    return [*line, "--format", written_as, "-o", f"compliance.{written_as}"]


def reproduce(statement: Statement, command: Sequence[str], version: str) -> Section:
    """Return the command, the version, the position, and the hash of the entries with how it is taken."""
    origin = statement.origin
    take = f'sqlite3 -batch -noheader -list certledger.sqlite "{lines_sql(origin.position)}" | sha256sum'
    return Section(
        "reproduce",
        _("How to make this report again"),
        [
            Paragraph(
                _(
                    "The same command on the same ledger prints the same report at any time, whatever was "
                    "recorded since; with the same version, byte for byte."
                )
            ),
            Facts(
                [
                    Fact(_("Command"), shlex.join(command), "id"),
                    Fact(_("Program"), f"certledger {version}", "id"),
                    Fact(_("Ledger"), origin.ledger, "id"),
                    Fact(_("Last entry known"), f"#{origin.position}", "id"),
                    Fact(_("SHA-256 of the entries"), origin.sha256, "id"),
                    Fact(_("How it is taken"), take, "id"),
                ]
            ),
        ],
    )
