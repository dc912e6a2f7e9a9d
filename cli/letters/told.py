"""Reads which holders were told, when and how: a register that was filled in, or a table of certificates."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from cli.app import App
from cli.errors import say
from cli.importing.sheet_row import Cells, SheetRow
from cli.language import gettext as _
from cli.letters.register import HEADINGS
from cli.messages import remark
from cli.sheets.headings import LOOKED_AT, find_columns
from cli.sheets.problems import SheetRefused
from cli.sheets.table import open_table
from cli.texts import clean, evidence
from domain.certificate import HolderNotified
from domain.event import Evidence
from domain.rejected import Rejected
from domain.subject import Subject
from ledger.desk import Desk, Proposal
from ledger.service import Ledger

KNOWN = {
    **{key: (heading,) for key, heading in HEADINGS.items()},
    "certificate": ("number", HEADINGS["certificate"]),
    "subject": ("编号",),
    "method": ("by", "told_by", HEADINGS["method"]),
    "notified_on": ("told_on", "effective_on", HEADINGS["notified_on"], "生效日期"),
}
BLAME = {
    "notice.unknown": "notice",
    "certificate.not_yet_issued": "notified_on",
    "effective.too_far_ahead": "notified_on",
    "id.ambiguous": "certificate",
}
"""Which cell a refusal is about; the certificate's where none is named."""

SHOWN = 10
"""Bad cells that a hint names."""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A row that says that a holder was told: on an ISO day (None: today), by a method."""

    row: SheetRow
    certificate: str
    body: str | None
    notified_on: str | None
    method: str
    notice: str | None
    letter: Evidence | None


class Register:
    """The rows of a table that are filled in. What the command line says fills in what cells leave open."""

    def __init__(self, path: str, *, method: str | None, on: str | None) -> None:
        """Read the table; raises `SheetRefused` where it cannot be taken at all.

        A table without a column of days is a list of certificates: all were told on one day.
        """
        self.path = path
        self.rows: list[SheetRow] = []
        self.told: list[Told] = []
        self._without_day = 0
        self._missing: set[str] = set()
        self._letters: dict[str, Evidence | None] = {}
        with open_table(Path(path)) as table:
            columns = find_columns(table.rows, KNOWN, required=(), overrides={})
            positions = dict(columns.positions)
            if "certificate" not in positions and "subject" in positions:
                positions["certificate"] = positions["subject"]
            if "certificate" not in positions:
                missing = "certificate (证书编号)"
                raise SheetRefused(
                    "import.no_heading", where=table.rows.where, rows=LOOKED_AT, missing=missing
                )
            self._dated = "notified_on" in positions
            cells = Cells(positions, table.address, Path(path).parent)
            for found in table.rows:
                row = SheetRow(found, cells)
                self.rows.append(row)
                told = self._read(row, method, on)
                if told is not None:
                    self.told.append(told)

    def _read(self, row: SheetRow, method: str | None, on: str | None) -> Told | None:
        certificate = row.text("certificate")
        if certificate is None and not any(row.text(key) for key in ("method", "notified_on")):
            return None
        day = row.day("notified_on") or (None if row.errors else on)
        if day is None and self._dated and not row.errors:
            self._without_day += 1
            return None
        certificate = row.text("certificate", required=True)
        by = clean(row.text("method")) or method
        if by is None:
            row.fail("method", "import.missing", {"key": "method"})
        body = row.body("body", None)
        if certificate is None or by is None or row.errors:
            return None
        return Told(
            row=row,
            certificate=certificate,
            body=body,
            notified_on=day,
            method=by,
            notice=row.text("notice"),
            letter=self._letter(row),
        )

    def _letter(self, row: SheetRow) -> Evidence | None:
        """Return the letter that lies beside the register, as it is now."""
        name = row.text("file")
        if name is None:
            return None
        path = row.folder / Path(name.replace("\\", "/")).name
        if name not in self._letters:
            self._letters[name] = evidence(str(path)) if path.is_file() else None
        letter = self._letters[name]
        written = row.text("sha256")
        if letter is None:
            self._missing.add(name)
        elif written is not None and written.lower() != letter.sha256:
            row.warn("file", "register.letter_changed", {"file": letter.name})
        return letter

    # Proposing -----------------------------------------------------------------

    def propose(self, app: App, ledger: Ledger, desk: Desk, common: Mapping[str, Any]) -> list[Subject]:
        """Draft that the holders were told, or raise `Rejected` (`register.rejected`) and name each bad cell.

        `common` are the circumstances of the command line. Returns the certificates, each once.
        """
        proposals = self._proposals(app, ledger, common)
        desk.read(ledger.histories({proposal.subject for _row, proposal in proposals}))
        for row, proposal in proposals:
            try:
                desk.propose(proposal)
            except Rejected as no:
                row.fail(BLAME.get(no.code, "certificate"), no.code, no.values)
        self._refuse_bad()
        return list(dict.fromkeys(proposal.subject for _row, proposal in proposals))

    def _proposals(
        self, app: App, ledger: Ledger, common: Mapping[str, Any]
    ) -> list[tuple[SheetRow, Proposal]]:
        """Return what each row says, the same only once."""
        found: dict[tuple[object, ...], tuple[SheetRow, Proposal]] = {}
        with ledger.reading() as reader:
            for told in self.told:
                said = dict(common)
                if told.notified_on is not None:
                    said["effective_on"] = told.notified_on
                try:
                    subject = app.resolve(reader, told.certificate, ("certificate",), body=told.body)
                    if told.notice is not None:
                        said["notice"] = app.notice(reader, told.notice).id
                except Rejected as no:
                    told.row.fail(BLAME.get(no.code, "certificate"), no.code, no.values)
                    continue
                if told.letter is not None:
                    said["evidence"] = (*said.get("evidence", ()), told.letter)
                event = HolderNotified(**said, by=told.method)
                key = (subject, event.effective_on, event.by, event.notice, event.reason)
                found.setdefault(key, (told.row, Proposal(subject, event)))
        return list(found.values())

    def _refuse_bad(self) -> None:
        bad = [row for row in self.rows if row.errors]
        if not bad:
            return
        lines = [trouble.line() for row in bad for trouble in row.errors]
        for line in lines:
            say(f"  {line}")
        raise Rejected(
            "register.rejected", path=self.path, rejected=len(bad), rows=len(self.rows), bad=lines[:SHOWN]
        )

    def tell(self) -> None:
        """Say what was left out, and what else is worth saying."""
        for row in self.rows:
            for trouble in row.warnings:
                say(trouble.message)
        if self._without_day:
            say(remark("register.without_day", {"count": self._without_day, "path": self.path}))
        if self._missing:
            say(remark("register.letter_missing", {"count": len(self._missing), "path": self.path}))
        if not self.told:
            say(_("There is no such certificate, so nothing is left to do."))
