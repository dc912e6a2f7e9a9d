"""What the rows of an import share: the desk they are decided on, and what the same file did before."""

from collections.abc import Callable, Iterable
from functools import partial

import msgspec

from cli.importing.sheet_row import SheetRow
from cli.importing.staging import Staging
from cli.texts import check_credit_code
from domain.certificate import CertificateIssued
from domain.course import Course
from domain.event import Event, Evidence, same_act
from domain.subject import Subject, full_id
from ledger import journal
from ledger.desk import Desk, Proposal
from ledger.entry import Entry
from ledger.journal import Reader
from projections import states
from projections.begun import Begun, under
from projections.held import RuleLife


class Context:
    """One import: the ledger as it stands, the desk, and the drafts so far.

    `source` is the file's evidence as a commit keeps it; `drafted` has what rows
    before drafted, where rows may build on it.
    """

    def __init__(
        self, reader: Reader, desk: Desk, drafted: Staging | None, body: str | None, source: str
    ) -> None:
        self.reader = reader
        self.desk = desk
        self._drafted = drafted
        self.body = body
        self._sha256 = _digest(source)
        self._versions: dict[str, int] = {}
        self._seen: dict[Subject, int] = {}
        self._at_hand: set[Subject] = set()
        self._new: set[str] = set()
        self._rules: dict[tuple[str, str | None], str] = {}
        self._lives: dict[str, RuleLife] = {}
        desk.load = self._load

    # Histories ---------------------------------------------------------------

    def _load(self, subject: Subject) -> list[Entry]:
        """Return a subject's entries, with what rows before drafted."""
        stream = subject.stream
        if stream in self._new:
            return []
        recorded = journal.history(self.reader, stream)
        if subject.kind != "certificate":
            self._versions[stream] = len(recorded)
        return recorded if self._drafted is None else [*recorded, *self._drafted.history(stream)]

    def prepare(self, subjects: Iterable[Subject | None]) -> None:
        """Read the histories of certificates that rows are about, together; most may have none."""
        self._at_hand = {s for s in subjects if s is not None and s.kind == "certificate"}
        unread = {s.stream: s for s in self._at_hand if not self.desk.holds(s)}
        found = journal.histories(self.reader, list(unread))
        drafted = {} if self._drafted is None else self._drafted.histories(list(unread))
        known = {s: entries for k, s in unread.items() if (entries := found[k] + drafted.get(k, []))}
        self.desk.read(known)
        self._new = {stream for stream, subject in unread.items() if subject not in known}

    def is_new(self, stream: str) -> bool:
        """Tell whether a certificate that these rows are about has no entries, and no drafts so far."""
        return stream in self._new

    def let_go(self) -> None:
        """Forget the certificates of the rows so far: there may be millions.

        A long history is kept for the next rows, which may go on with it.
        """
        self.desk.forget("certificate", but=self._at_hand)
        self._new = set()
        self._seen = {s: row for s, row in self._seen.items() if s.kind != "certificate"}

    def versions(self) -> dict[str, int]:
        """Return the recorded versions of the streams that were read, but for certificates."""
        return dict(self._versions)

    def certificates_under(self, rule: Subject) -> list[Subject]:
        """Return the certificates that entries or drafts put under a rule, at some time."""
        named = {*self.desk.naming(rule), *(d.subject for d in self.desk.drafts)}
        if self._drafted is not None:
            named.update(self._drafted.naming(rule.id))
        return sorted(subject for subject in named if subject.kind == "certificate")

    def numbered(self, kind: str, number: str) -> list[Subject]:
        """Return the recorded or drafted subjects of a kind that have a number, in whatever body."""
        found = states.find(self.reader, number, (kind,), None)
        drafted = [] if self._drafted is None else self._drafted.numbered(kind, number)
        return sorted({*found, *drafted})

    def rule_id(self, body: str, rule: str | None) -> str | None:
        """Return the id of a body's rule as a cell names it, which many cells do.

        Raises `Rejected` (`body.unknown`, `rule.unknown`).
        """
        found = self._rules.get((body, rule))
        if found is None:
            self.desk.require(Subject("body", body))
            if rule is None:
                return None
            found = full_id(rule, body)
            self.desk.require(Subject("rule", found))
            self._rules[body, rule] = found
        return found

    def begun(self, issued: CertificateIssued, settled: Event | None) -> Begun | None:
        """Return what a new certificate's entries make of it; None where its rule decides more of it.

        Under a rule that was ever flagged or closed it may owe something: that is
        worked out when it is recorded.
        """
        life = self._lives.get(issued.rule)
        if life is None:
            rule = Subject("rule", issued.rule)
            life = self._lives[rule.id] = RuleLife.of(Course(rule.aggregate, self.desk.entries(rule)))
        return under(life, issued, settled)

    # Rows --------------------------------------------------------------------

    def voided(self, subject: Subject, matches: Callable[[Event], bool]) -> tuple[Entry, int] | None:
        """Return an entry that this very file recorded and somebody voided since, with its void.

        An old file imported again changes nothing: what was voided stays so.
        """
        known = self.desk.record(subject)
        for entry in known.entries if known.voids else ():
            if entry.position in known.voids and matches(entry.event) and self._is_from_this_file(entry):
                return entry, known.voids[entry.position]
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
        """Tell whether no row before states this subject; the later of two is the bad one.

        Certificates are compared with the rows nearby; those far apart when the file is read.
        """
        row.stated = subject.stream
        before = self._seen.setdefault(subject, row.number)
        if before == row.number:
            return True
        row.fail(key, "import.duplicate", {"id": subject.id, "row": before})
        return False

    def _is_from_this_file(self, entry: Entry) -> bool:
        commit = journal.commit_of(self.reader, entry.position)
        return commit is not None and commit.source is not None and _digest(commit.source) == self._sha256


def _digest(source: str) -> str:
    """Return the SHA-256 of a file as a commit keeps it; its name may have changed."""
    return msgspec.json.decode(source, type=Evidence).sha256
