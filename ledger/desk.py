"""The desk: what one command reads, decides and drafts, before anything is recorded."""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence

import msgspec

from domain import certificate, day, notice, reasons, report, rule
from domain.event import EntryVoided, Event
from domain.rejected import Rejected
from domain.subject import Subject
from ledger.entry import Entry
from ledger.record import Record

LONG = 1_000
"""Entries of a history that is not read again if that can be helped."""


class Proposal(msgspec.Struct, frozen=True):
    """An event that somebody wants to enter about a subject."""

    subject: Subject
    event: Event


class Remark(msgspec.Struct, frozen=True):
    """Something to tell the person: a stable code and what fills its message."""

    code: str
    values: dict[str, object]


class Desk:
    """Histories as they were read, and drafts that stand beside them.

    `expected` is what the drafts were decided on: the version of every stream
    that was read. `today` is the Shanghai day of the recording, `after` the last
    position that could be read.
    """

    def __init__(
        self,
        load: Callable[[Subject], Sequence[Entry]],
        naming: Callable[[Subject], Iterable[Subject]],
        today: str,
        after: int | None = None,
    ) -> None:
        self.load = load
        self.naming = naming
        self.today = today
        self.after = after
        self.drafts: list[Entry] = []
        self.unchanged: list[tuple[Proposal, Entry]] = []
        self.remarks: list[Remark] = []
        self.dependants: dict[Subject, list[Subject]] = {}
        self._records: dict[Subject, Record] = {}

    # What is known ---------------------------------------------------------

    def read(self, histories: Mapping[Subject, list[Entry]]) -> None:
        """Take histories that were read together, which is quicker than one by one."""
        for subject, entries in histories.items():
            if subject not in self._records:
                self._records[subject] = Record(subject, entries)

    def record(self, subject: Subject) -> Record:
        """Return what is known of a subject, drafts included."""
        known = self._records.get(subject)
        if known is None:
            known = self._records[subject] = Record(subject, list(self.load(subject)))
        return known

    @property
    def expected(self) -> dict[str, int]:
        """Return the version of every stream that was read."""
        return {subject.stream: known.recorded for subject, known in self._records.items()}

    @property
    def histories(self) -> dict[str, list[Entry]]:
        """Return the recorded entries of every stream that was read."""
        return {s.stream: known.entries[: known.recorded] for s, known in self._records.items()}

    def entries(self, subject: Subject) -> list[Entry]:
        """Return the subject's entries, recorded, drafted and just proposed, in order of version."""
        return self.record(subject).entries

    def timeline(self, subject: Subject) -> list[Entry]:
        """Return the subject's timeline, drafts included."""
        return self.record(subject).timeline.entries

    def state(self, subject: Subject, on: str | None = None) -> object | None:
        """Return the subject's state at the end of a day, or by all its entries."""
        known = self.record(subject).timeline
        state: object | None = known.state if on is None else known.state_on(on)
        return state

    def is_known(self, subject: Subject) -> bool:
        """Tell whether an entry that founds the subject stands."""
        return self.record(subject).begun_by() is not None

    # Deciding --------------------------------------------------------------

    def propose(self, *proposals: Proposal, check_rules: bool = True) -> None:
        """Draft the proposals together, or raise `Rejected` and draft none.

        What stands already is noted in `unchanged` instead. With `check_rules`
        a certificate's rule must be open on the day; a file that states what
        happened is not asked.
        """
        fresh = self._leave_out_what_stands(proposals)
        records = dict.fromkeys(known for known, _event in fresh)
        before = {known: (len(known.entries), known.begun_by()) for known in records}
        try:
            drafts = self._draft(fresh, before, check_rules=check_rules)
        except Rejected:
            for known, (entries, _began) in before.items():
                known.take_back(entries)
            raise
        self.drafts += drafts

    def _draft(
        self,
        fresh: Sequence[tuple[Record, Event]],
        before: Mapping[Record, tuple[int, Entry | None]],
        *,
        check_rules: bool,
    ) -> list[Entry]:
        """Add the proposals to what is known, and check it; raises `Rejected`."""
        drafts: list[Entry] = []
        for known, event in fresh:
            subject = known.subject
            try:
                self.check_particulars(subject, event)
                if type(event) is EntryVoided:
                    _check_void(known.entries, event)
                else:
                    self._check_others(known, event, check_rules=check_rules)
            except Rejected as no:
                raise about(subject, no) from None
            draft = Entry(0, known.stream, len(known.entries) + 1, event)
            known.add(draft)
            drafts.append(draft)
        for known, (standing, _began) in before.items():
            try:
                known.check(standing)
            except Rejected as no:
                raise about(known.subject, no) from None
        self._check_dependants(before)
        return drafts

    def _leave_out_what_stands(self, proposals: Sequence[Proposal]) -> list[tuple[Record, Event]]:
        corrected = {p.subject for p in proposals if isinstance(p.event, EntryVoided)}
        fresh = []
        for proposal in proposals:
            known, event = self.record(proposal.subject), proposal.event
            standing = None
            if not corrected or isinstance(event, EntryVoided) or proposal.subject not in corrected:
                standing = _standing(known, event)
            if standing is None:
                fresh.append((known, event))
                continue
            self.unchanged.append((proposal, standing))
            if _says_more(event, standing.event):
                self.remark("entry.particulars_ignored", position=standing.position)
        return fresh

    def check_particulars(self, subject: Subject, event: Event) -> None:
        """Check what any event must obey, whatever it says."""
        if event.effective_on > day.a_year_after(self.today):
            raise Rejected("effective.too_far_ahead", day=event.effective_on, today=self.today)
        if event.reason is not None:
            if event.reason not in reasons.REASONS:
                raise Rejected("reason.unknown", reason=event.reason)
            if event.reason == "other" and not event.why:
                raise Rejected("reason.needs_why")
        if getattr(event, "irregular", False) and not event.why:
            raise Rejected("certificate.irregular_needs_why")
        if event.notice is not None and not self.is_known(Subject("notice", event.notice)):
            raise Rejected("notice.unknown", id=event.notice)
        if event.reason is not None and reasons.is_unusual(type(event).__name__, event.reason):
            self.remark("reason.unusual", reason=event.reason, type=type(event).__name__, id=subject.id)

    def _check_others(self, known: Record, event: Event, *, check_rules: bool) -> None:
        """Check what an event needs of other subjects, as known now."""
        subject = known.subject
        founds = isinstance(event, subject.aggregate.founding)
        if not founds and known.begun_by() is None:
            raise Rejected(f"{subject.kind}.unknown", id=subject.id)
        if founds and subject.kind in {"rule", "certificate"}:
            self.require(Subject("body", subject.body or ""))
        if isinstance(event, report.ReportPublished) and event.of_body is not None:
            self.require(Subject("body", event.of_body))
        if isinstance(event, rule.RuleFlagged) and event.notice is not None:
            of = self.state(Subject("notice", event.notice))
            if isinstance(of, notice.Notice):
                problem = notice.forbids_flag(of, event.notice, event.ground, event.effective_on)
                if problem is not None:
                    raise problem
        if isinstance(event, certificate.NAME_A_RULE):
            self.require(Subject("rule", event.rule))
        if check_rules and isinstance(event, certificate.NEED_AN_OPEN_RULE):
            needed = certificate.rule_to_be_open(known.timeline.state_on(event.effective_on), event)
            if needed is not None:
                state = self.state(Subject("rule", needed), event.effective_on)
                problem = rule.closes(state if isinstance(state, rule.Rule) else None)
                if problem is not None:
                    problem.values["rule"] = needed
                    problem.values["day"] = event.effective_on
                    raise problem

    def require(self, subject: Subject) -> None:
        """Raise `Rejected` (`rule.unknown` …) where a subject is not known."""
        if not self.is_known(subject):
            raise Rejected(f"{subject.kind}.unknown", id=subject.id)

    def _check_dependants(self, before: Mapping[Record, tuple[int, Entry | None]]) -> None:
        """Refuse to void what founds a subject that another subject's standing entry names."""
        for known, (_entries, began) in before.items():
            if began is None or known.begun_by() is not None:
                continue
            subject = known.subject
            self.dependants[subject] = list(self.naming(subject))
            for other in self.dependants[subject]:
                for entry in self.timeline(other):
                    if entry.names(subject):
                        raise about(
                            subject,
                            Rejected(
                                "void.depended_on", position=entry.position, by=other.id, type=entry.type
                            ),
                        )

    def take(self) -> tuple[list[Entry], list[Remark]]:
        """Return drafts and remarks so far, for who keeps them; the desk goes on from them."""
        taken = self.drafts, self.remarks
        if self.drafts:
            self.drafts = []
        if self.remarks:
            self.remarks = []
        self.unchanged.clear()
        return taken

    def holds(self, subject: Subject) -> bool:
        """Tell whether a subject's history was read."""
        return subject in self._records

    def forget(self, kind: str, but: Container[Subject] = ()) -> None:
        """Forget what is known of subjects of a kind: it can be loaded again. Of some, what is long stays."""
        self._records = {
            s: known
            for s, known in self._records.items()
            if s.kind != kind or (len(known.entries) > LONG and s in but)
        }

    def remark(self, code: str, /, **values: object) -> None:
        """Note something to tell the person; nothing is refused."""
        self.remarks.append(Remark(code, values))


def _standing(known: Record, event: Event) -> Entry | None:
    """Return the entry of a subject that states the same act already, if one stands."""
    if isinstance(event, EntryVoided):
        for entry in known.entries:
            if isinstance(entry.event, EntryVoided) and entry.event.position == event.position:
                return entry
        return None
    same = known.same(event)
    if same is not None:
        return same
    if isinstance(event, rule.RuleFlagged):
        state = known.timeline.state_on(event.effective_on)
        flag = state.flags.get(event.notice or "") if state is not None else None
        if flag is not None and flag.ground == event.ground:
            return next((e for e in known.timeline.entries if e.position == flag.position), None)
    return None


def _check_void(entries: Sequence[Entry], event: EntryVoided) -> None:
    voided = next((e for e in entries if e.position == event.position), None)
    if voided is None:
        raise Rejected("entry.unknown", position=event.position)
    if isinstance(voided.event, EntryVoided):
        raise Rejected("void.of_void", position=event.position)


def _says_more(event: Event, standing: Event) -> bool:
    """Tell whether the proposal gives circumstances that the standing entry does not have."""
    return any(
        (given := getattr(event, field)) and given != getattr(standing, field)
        for field in ("why", "reported_on", "receipt", "decided_on", "evidence")
    )


def about(subject: Subject, no: Rejected) -> Rejected:
    """Return a refusal that tells whom it is about."""
    return Rejected(no.code, **{"id": subject.id, "kind": subject.kind, **no.values})
