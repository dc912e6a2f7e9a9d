"""What the rows of an import share: the desk they are decided on, and what the same file did before."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import msgspec

from cli.importing.sheet_row import SheetRow
from cli.texts import check_credit_code
from domain.event import EntryVoided, Event, Evidence, same_act
from domain.subject import Subject
from ledger import journal
from ledger.desk import Desk, Proposal
from ledger.entry import Entry
from ledger.service import Ledger


@dataclass
class Context:
    """One import: `source` is the file's evidence as a commit keeps it."""

    ledger: Ledger
    desk: Desk
    body: str | None
    source: str
    seen: dict[Subject, int] = field(default_factory=dict)

    def voided(self, subject: Subject, matches: Callable[[Event], bool]) -> tuple[Entry, int] | None:
        """Return an entry that this very file recorded and somebody voided since, with its void.

        An old file imported again changes nothing: what was voided stays so.
        """
        entries = self.desk.entries(subject)
        voids = {e.event.position: e.position for e in entries if isinstance(e.event, EntryVoided)}
        for entry in entries:
            if entry.position in voids and matches(entry.event) and self._is_from_this_file(entry):
                return entry, voids[entry.position]
        return None

    def propose(
        self, row: SheetRow, *proposals: Proposal, key: str, check_rules: bool, together: bool = False
    ) -> None:
        """Draft what a row says, unless this file said it before and it was voided.

        Proposals that go `together` are left out together, with the first.
        """
        fresh = []
        for proposal in proposals:
            found = self.voided(proposal.subject, partial(same_act, proposal.event))
            if found is None:
                fresh.append(proposal)
                continue
            row.warn(key, "import.voided", {"position": found[0].position, "voided_by": found[1]})
            if together:
                return
        self.desk.propose(*fresh, check_rules=check_rules)

    def credit_code(self, row: SheetRow, key: str) -> str | None:
        """Return a cell's credit code: old forms are warned of, 18 characters must fit."""
        code = row.text(key)
        if code is None:
            return None
        problem, kept = check_credit_code(code)
        if problem == "credit_code.malformed":
            row.fail(key, problem, {"code": kept})
        elif problem is not None:
            row.warn(key, problem, {"code": kept})
        return kept

    def first_of(self, row: SheetRow, key: str, subject: Subject) -> bool:
        """Tell whether no row before states this subject; the later of two is the bad one."""
        before = self.seen.setdefault(subject, row.number)
        if before == row.number:
            return True
        row.fail(key, "import.duplicate", {"id": subject.id, "row": before})
        return False

    def _is_from_this_file(self, entry: Entry) -> bool:
        with self.ledger.reading() as reader:
            commit = journal.commit_of(reader, entry.position)
        return (
            commit is not None
            and commit.source is not None
            and _digest(commit.source) == _digest(self.source)
        )


def _digest(source: str) -> str:
    """Return the SHA-256 of a file as a commit keeps it; its name may have changed."""
    return msgspec.json.decode(source, type=Evidence).sha256
