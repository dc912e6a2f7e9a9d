"""Many certificates at once: chosen, shown, confirmed, and all of them or none."""

import sqlite3
from collections.abc import Sequence

import click

from cli.acts import Act
from cli.app import App
from cli.errors import confirm as ask
from cli.errors import say
from cli.language import gettext as _
from domain.rejected import Conflict, Rejected
from domain.subject import Subject, split_id
from ledger import journal
from ledger.desk import Desk, Proposal
from ledger.service import Ledger

SHOWN = 10
"""How many certificates a preview names."""


class Under:
    """The certificates in force under a rule at the end of a day.

    Chosen again on every attempt; once confirmed, another choice is a conflict.
    """

    def __init__(self, app: App, rule: str) -> None:
        self._app = app
        self._text = rule
        self._day = ""
        self._first: list[Subject] | None = None
        self.rule = Subject("rule", "")

    def choose(self, ledger: Ledger, day: str) -> list[Subject]:
        """Return the certificates, by id."""
        with ledger.reading() as reader:
            self.rule = self._app.known(reader, self._app.resolve(reader, self._text, ("rule",)))
            chosen = self._in_force(reader, day)
        if self._first is not None and self._first != chosen:
            raise Conflict(self.rule.id)
        self._day, self._first = day, chosen
        return chosen

    def unchanged(self, connection: sqlite3.Connection) -> bool:
        """Tell, under the write lock, whether the choice is still the same."""
        return self._in_force(connection, self._day) == self._first

    def _in_force(self, reader: journal.Reader, day: str) -> list[Subject]:
        from projections import states  # a certificate that is named needs none

        last = journal.last_commit(reader)
        position = 0 if last is None else last.last_position
        return states.in_force_under(reader, self.rule, day, position)


def verb(name: str) -> str:
    """Return a verb in the language in use."""
    return {
        "cancel": _("cancel"),
        "revoke": _("revoke"),
        "suspend": _("suspend"),
        "reinstate": _("reinstate"),
        "notify": _("notify"),
    }[name]


def confirm(act: Act, certificates: Sequence[Subject], question: str) -> None:
    """Show what would be changed and ask; nothing is asked of a dry run."""
    if act.dry_run or act.yes:
        return
    for certificate in certificates[:SHOWN]:
        say(f"  {certificate.id}")
    if len(certificates) > SHOWN:
        say(_("  … and {count} more").format(count=len(certificates) - SHOWN))
    ask(question, yes=act.yes)


def propose_all(
    ledger: Ledger, desk: Desk, first: Sequence[Proposal], certificates: Sequence[Proposal]
) -> None:
    """Draft everything, or refuse with a list of those that cannot be."""
    if not first and len(certificates) == 1:
        desk.propose(*certificates)
        return
    if len(certificates) > 1:
        desk.read(ledger.histories(proposal.subject for proposal in certificates))
    desk.propose(*first)
    refused: list[Rejected] = []
    from cli.progress import progress  # a single act needs none

    with progress(_("Checking")) as bar:
        for done, proposal in enumerate(certificates, 1):
            try:
                desk.propose(proposal)
            except Rejected as no:
                refused.append(no)
            bar(done, len(certificates))
    if refused:
        from cli.messages import message

        for refusal in refused:
            say(f"  {message(refusal.code, refusal.values)[0]}")
        raise Rejected(
            "certificates.refused",
            count=len(refused),
            of=len(certificates),
            found=[refusal.values["id"] for refusal in refused],
        )


def read_ids(path: str) -> list[str]:
    """Return the certificate ids of a file: a table with a column of numbers, or one id a line."""
    from pathlib import Path

    from cli.sheets.cells import read_text
    from cli.sheets.headings import LOOKED_AT, find_columns
    from cli.sheets.problems import SheetRefused
    from cli.sheets.table import open_table

    if path.lower().endswith(".txt"):
        try:
            lines = Path(path).read_text("utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise Rejected("file.unreadable", path=path, detail=str(error)) from None
        return [line.strip() for line in lines if line.strip()]
    known = {"subject": ("编号",), "number": ("证书编号",), "body": ("认证机构批准号",)}
    with open_table(Path(path)) as table:
        columns = find_columns(table.rows, known, required=(), overrides={})
        at = columns.positions.get("number", columns.positions.get("subject"))
        if at is None:
            raise SheetRefused("import.no_heading", where=path, rows=LOOKED_AT, missing="number (证书编号)")
        ids = []
        for row in table.rows:
            number = read_text(row.values[at]) if at < len(row.values) else None
            of = columns.positions.get("body")
            body = read_text(row.values[of]) if of is not None and of < len(row.values) else None
            if number is not None:
                ids.append(f"{body}/{number}" if body and split_id(number)[0] is None else number)
    return ids


def need_some(certificates: Sequence[str], rule: str | None, path: str | None) -> None:
    """Raise a usage error unless certificates are named in just one way."""
    ways = sum((bool(certificates), rule is not None, path is not None))
    if ways != 1:
        raise click.UsageError(_("Name certificates, or give --rule RULE, or --from FILE: one of the three."))
