"""The desk: what one command reads, decides and drafts, before anything is recorded."""

from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec

from domain import certificate, day, notice, reasons, rule, timeline
from domain.event import EntryVoided, Event, same_act
from domain.rejected import Rejected
from domain.subject import Subject
from ledger.entry import Entry


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
    that was read. `today` is the Shanghai day of the recording.
    """

    def __init__(
        self,
        load: Callable[[Subject], Sequence[Entry]],
        naming: Callable[[Subject], Iterable[Subject]],
        today: str,
    ) -> None:
        self._load = load
        self.naming = naming
        self.today = today
        self.drafts: list[Entry] = []
        self.unchanged: list[tuple[Proposal, Entry]] = []
        self.remarks: list[Remark] = []
        self.expected: dict[str, int] = {}
        self.dependants: dict[Subject, list[Subject]] = {}
        self._entries: dict[Subject, list[Entry]] = {}
        self._proposed: dict[Subject, list[Entry]] = {}

    # What is known ---------------------------------------------------------

    def read(self, histories: Mapping[Subject, list[Entry]]) -> None:
        """Take histories that were read together, which is quicker than one by one."""
        for subject, entries in histories.items():
            if subject not in self._entries:
                self._entries[subject] = entries
                self.expected[subject.stream] = len(entries)

    def entries(self, subject: Subject) -> list[Entry]:
        """Return the subject's entries, recorded, drafted and just proposed, in order of version."""
        if subject in self._proposed:
            return self._proposed[subject]
        known = self._entries.get(subject)
        if known is None:
            known = self._entries[subject] = list(self._load(subject))
            self.expected[subject.stream] = len(known)
        return known

    def timeline(self, subject: Subject) -> list[Entry]:
        """Return the subject's timeline, drafts included."""
        return timeline.standing(self.entries(subject))

    def state(self, subject: Subject, on: str | None = None) -> object | None:
        """Return the subject's state at the end of a day, or by all its entries."""
        entries = self.timeline(subject)
        if on is not None:
            entries = timeline.until(entries, on)
        return timeline.fold(entries, subject.aggregate.evolve)

    def is_known(self, subject: Subject) -> bool:
        """Tell whether an entry that founds the subject stands."""
        return subject.begun_by(self.entries(subject)) is not None

    # Deciding --------------------------------------------------------------

    def propose(self, *proposals: Proposal, check_rules: bool = True) -> None:
        """Draft the proposals together, or raise `Rejected` and draft none.

        What stands already is noted in `unchanged` instead. With `check_rules`
        a certificate's rule must be open on the day; a file that states what
        happened is not asked.
        """
        fresh = self._leave_out_what_stands(proposals)
        before = {proposal.subject: self.entries(proposal.subject) for proposal in fresh}
        after = {subject: list(entries) for subject, entries in before.items()}
        self._proposed = after
        try:
            drafts = self._draft(fresh, before, after, check_rules=check_rules)
        finally:
            self._proposed = {}
        self._entries.update(after)
        self.drafts += drafts

    def _draft(
        self,
        fresh: Sequence[Proposal],
        before: Mapping[Subject, list[Entry]],
        after: Mapping[Subject, list[Entry]],
        *,
        check_rules: bool,
    ) -> list[Entry]:
        """Append the proposals to the histories `after`, and check these; raises `Rejected`."""
        drafts: list[Entry] = []
        for proposal in fresh:
            subject, event = proposal.subject, proposal.event
            entries = after[subject]
            try:
                self._check_particulars(subject, event)
                if isinstance(event, EntryVoided):
                    _check_void(entries, event)
                else:
                    self._check_others(subject, event, entries, check_rules=check_rules)
            except Rejected as no:
                raise _about(subject, no) from None
            draft = Entry(0, subject.stream, len(entries) + 1, event)
            entries.append(draft)
            drafts.append(draft)
        for subject, entries in after.items():
            of = subject.aggregate
            try:
                timeline.check(entries, of.evolve, of.forbids, recorded=len(before[subject]))
            except Rejected as no:
                raise _about(subject, no) from None
        self._check_dependants(before, after)
        return drafts

    def _leave_out_what_stands(self, proposals: Sequence[Proposal]) -> list[Proposal]:
        corrected = {p.subject for p in proposals if isinstance(p.event, EntryVoided)}
        fresh = []
        for proposal in proposals:
            standing = None
            if proposal.subject not in corrected or isinstance(proposal.event, EntryVoided):
                standing = self._standing(proposal)
            if standing is None:
                fresh.append(proposal)
                continue
            self.unchanged.append((proposal, standing))
            if _says_more(proposal.event, standing.event):
                self.remark("entry.particulars_ignored", position=standing.position)
        return fresh

    def _standing(self, proposal: Proposal) -> Entry | None:
        """Return the entry that states the same act already, if one stands."""
        subject, event = proposal.subject, proposal.event
        if isinstance(event, EntryVoided):
            for entry in self.entries(subject):
                if isinstance(entry.event, EntryVoided) and entry.event.position == event.position:
                    return entry
            return None
        entries = self.timeline(subject)
        for entry in entries:
            if same_act(entry.event, event):
                return entry
        if isinstance(event, rule.RuleFlagged):
            state = timeline.fold(timeline.until(entries, event.effective_on), rule.evolve)
            flag = state.flags.get(event.notice or "") if state is not None else None
            if flag is not None and flag.ground == event.ground:
                return next((e for e in entries if e.position == flag.position), None)
        return None

    def _check_particulars(self, subject: Subject, event: Event) -> None:
        """Check what any event must obey, whatever it says."""
        if event.effective_on > day.a_year_after(self.today):
            raise Rejected("effective.too_far_ahead", day=event.effective_on, today=self.today)
        if event.reason is not None and event.reason not in reasons.REASONS:
            raise Rejected("reason.unknown", reason=event.reason)
        if event.reason == "other" and not event.why:
            raise Rejected("reason.needs_why")
        if getattr(event, "irregular", False) and not event.why:
            raise Rejected("certificate.irregular_needs_why")
        if event.notice is not None and not self.is_known(Subject("notice", event.notice)):
            raise Rejected("notice.unknown", id=event.notice)
        if reasons.is_unusual(type(event).__name__, event.reason):
            self.remark("reason.unusual", reason=event.reason, type=type(event).__name__, id=subject.id)

    def _check_others(
        self, subject: Subject, event: Event, entries: Sequence[Entry], *, check_rules: bool
    ) -> None:
        """Check what an event needs of other subjects, as known now."""
        founds = isinstance(event, subject.aggregate.founding)
        if not founds and subject.begun_by(entries) is None:
            raise Rejected(f"{subject.kind}.unknown", id=subject.id)
        if founds and subject.kind in {"rule", "certificate"}:
            self.require(Subject("body", subject.body or ""))
        if isinstance(event, rule.RuleFlagged) and event.notice is not None:
            of = self.state(Subject("notice", event.notice))
            if isinstance(of, notice.Notice):
                problem = notice.forbids_flag(of, event.notice, event.ground, event.effective_on)
                if problem is not None:
                    raise problem
        if isinstance(event, certificate.CertificateIssued | certificate.CertificateTransferred):
            self.require(Subject("rule", event.rule))
        if check_rules:
            counted = timeline.until(timeline.standing(entries), event.effective_on)
            needed = certificate.rule_to_be_open(
                timeline.fold(counted, certificate.evolve) if subject.kind == "certificate" else None, event
            )
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

    def _check_dependants(
        self, before: Mapping[Subject, list[Entry]], after: Mapping[Subject, list[Entry]]
    ) -> None:
        """Refuse to void what founds a subject that another subject's standing entry names."""
        for subject, entries in after.items():
            if subject.begun_by(entries) is not None or subject.begun_by(before[subject]) is None:
                continue
            self.dependants[subject] = list(self.naming(subject))
            for other in self.dependants[subject]:
                for entry in self.timeline(other):
                    if names(entry, subject):
                        raise _about(
                            subject,
                            Rejected(
                                "void.depended_on", position=entry.position, by=other.id, type=entry.type
                            ),
                        )

    def remark(self, code: str, /, **values: object) -> None:
        """Note something to tell the person; nothing is refused."""
        self.remarks.append(Remark(code, values))


def names(entry: Entry, subject: Subject) -> bool:
    """Tell whether an entry of another subject names this one."""
    event = entry.event
    match subject.kind:
        case "body":
            return entry.subject.body == subject.id and isinstance(event, entry.subject.aggregate.founding)
        case "notice":
            return event.notice == subject.id and entry.subject != subject
        case "rule":
            return subject.id in {
                getattr(event, field, None) for field in ("rule", "refiled_as", "supersedes")
            }
    return subject.id in {getattr(event, field, None) for field in ("supersedes", "superseded_by")}


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


def _about(subject: Subject, no: Rejected) -> Rejected:
    return Rejected(no.code, **{"id": subject.id, "kind": subject.kind, **no.values})
