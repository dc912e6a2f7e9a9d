"""What a notice obliges to: notice, flags and histories in, obligations and outcomes out.

An obligation is a function of the effective day, given as pieces: what is owed
from when, and how it was settled. Deadlines are not part of it: they are
applied to a piece when it is judged, so an extension rewrites nothing.
"""

from collections.abc import Iterable, Sequence

import msgspec

from domain import day
from domain.certificate import (
    ENDED,
    IN_FORCE,
    NAME_A_RULE,
    Certificate,
    CertificateIssued,
    CertificateReinstated,
    CertificateSuspended,
    CertificateTransferred,
    evolve,
)
from domain.event import Event
from domain.notice import REMEDIES
from domain.rule import FlagSpan, Rule, RuleDeregistered, RuleRefiled
from domain.rule import evolve as evolve_rule
from domain.timeline import Entry, fold

ACTIONS = ("deregister_rule", "refile_rule", "settle_certificate", "dispose_certificate")
JUDGED = ("deregister_rule", "refile_rule", "settle_certificate")
OUTCOMES = ("on_time", "late", "lapsed", "open", "overdue")
COMPLETE = frozenset({"on_time", "late", "lapsed"})
DISPOSITIONS = ("done", "pending")


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """An obligation during the effective days `[start, end)`.

    `settled_by` is the position of the entry that settled it, on `settled_on`;
    `last_valid_on` is the certificate's last valid day once it has expired
    unsettled. `status_before` is the status before it was settled or expired;
    while it is open, as the flag found it (`status_of_open` tells of a later day).
    """

    notice: str
    action: str
    ground: str
    start: str
    end: str | None = None
    settled_on: str | None = None
    settled_by: int | None = None
    last_valid_on: str | None = None
    status_before: str
    reported_on: str | None = None
    decided_on: str | None = None


def of_rule(timeline: Sequence[Entry], span: FlagSpan) -> list[Piece]:
    """Return what the flag obliges the rule itself to."""
    pieces: list[Piece] = []
    for action, settling in (("deregister_rule", RuleDeregistered), ("refile_rule", RuleRefiled)):
        if action not in REMEDIES[span.ground]:
            continue
        state: Rule | None = None
        before, settled = "filed", None
        for entry in timeline:
            if isinstance(entry.event, settling):
                settled, before = entry, "filed" if state is None else state.status
                break
            state = evolve_rule(state, entry)
        owed = Piece(
            notice=span.notice, action=action, ground=span.ground, start=span.start, status_before="flagged"
        )
        if settled is None:
            pieces += _within(span, [owed])
        else:
            done = _settle(owed, settled, before)
            pieces += _within(span, _sequence(owed, done, settled.event.effective_on))
    return pieces


def of_certificate(timeline: Sequence[Entry], rule: str, span: FlagSpan) -> list[Piece]:
    """Return what the flag of `rule` obliges this certificate to.

    Owed is each certificate in force under the rule at the start of the flag's
    day (by the entries before that day and that day's calendar), or issued
    under it later; it stays owed whatever the certificate is transferred to.
    """
    action = REMEDIES[span.ground][-1]
    found = found_by_flag(timeline, rule, span)
    if found is None:
        return []
    state, start, later = found
    owed = Piece(
        notice=span.notice, action=action, ground=span.ground, start=start, status_before=state.status
    )
    for entry in later:
        before, state = state, evolve(state, entry) or state
        moved = action == "dispose_certificate" and isinstance(entry.event, CertificateTransferred)
        if state.status in ENDED or moved:
            done = _settle(owed, entry, before.status)
            return _within(span, _sequence(owed, done, entry.event.effective_on))
    expired = msgspec.structs.replace(owed, last_valid_on=state.expires_on, status_before=state.status)
    return _within(span, _sequence(owed, expired, day.after(state.expires_on)))


def found_by_flag(
    timeline: Sequence[Entry], rule: str, span: FlagSpan
) -> tuple[Certificate, str, Sequence[Entry]] | None:
    """Return (the certificate, the day it is owed from, its entries since) as the flag of `rule` found it.

    None where it is not owed: neither in force under the rule at the start of the
    flag's day nor issued under it later.
    """
    earlier = [entry for entry in timeline if entry.event.effective_on < span.start]
    later = timeline[len(earlier) :]
    state = fold(earlier, evolve)
    if state is not None and state.rule == rule and state.status_on(span.start) in IN_FORCE:
        return state, span.start, later
    issue = next((i for i, entry in enumerate(later) if _issued_under(entry.event, rule)), None)
    if issue is None:
        return None
    state = evolve(None, later[issue])
    assert state is not None, "an issue begins a certificate"
    return state, state.issued_on, later[issue + 1 :]


def status_of_open(timeline: Iterable[Entry], piece: Piece) -> str:
    """Return a certificate's status by a timeline's end, where the piece is open; else `status_before`.

    The timeline may leave out what was before the flag.
    """
    status = piece.status_before
    if piece.settled_by is None and piece.last_valid_on is None:
        for entry in timeline:
            match entry.event:
                case CertificateSuspended() | CertificateIssued(suspended=True):
                    status = "suspended"
                case CertificateReinstated() | CertificateIssued():
                    status = "valid"
    return status


def _issued_under(event: Event, rule: str) -> bool:
    return isinstance(event, CertificateIssued) and event.rule == rule


def under_closed_rule(
    timeline: Iterable[Entry], rule: str, closed: Sequence[tuple[str, str | None]]
) -> tuple[str, int] | None:
    """Return (day, position) of the first issue or transfer under `rule` on a day it was closed."""
    for entry in timeline:
        event = entry.event
        if isinstance(event, NAME_A_RULE) and event.rule == rule:
            if isinstance(event, CertificateTransferred) and event.superseded_by is not None:
                continue
            on = event.effective_on
            if any(start <= on and (end is None or on < end) for start, end in closed):
                return on, entry.position
    return None


def _settle(owed: Piece, entry: Entry, status_before: str) -> Piece:
    event: Event = entry.event
    return msgspec.structs.replace(
        owed,
        settled_on=event.effective_on,
        settled_by=entry.position,
        status_before=status_before,
        reported_on=event.reported_on,
        decided_on=event.decided_on,
    )


def _sequence(first: Piece, then: Piece, on: str) -> list[Piece]:
    """Let `first` hold up to the day `on`, `then` from it; nothing of zero length."""
    if on <= first.start:
        return [msgspec.structs.replace(then, start=first.start)]
    return [msgspec.structs.replace(first, end=on), msgspec.structs.replace(then, start=on)]


def _within(span: FlagSpan, pieces: list[Piece]) -> list[Piece]:
    """Cut the pieces off at the flag's withdrawal."""
    if span.end is None:
        return pieces
    return [
        msgspec.structs.replace(piece, end=min(piece.end or span.end, span.end))
        for piece in pieces
        if piece.start < span.end
    ]


# Judgement -------------------------------------------------------------------


class Deadline(msgspec.Struct, frozen=True, kw_only=True):
    """By when, and by which of the four times, a notice judges."""

    on: str
    boundary: str
    judged_by: str

    @property
    def due_on(self) -> str:
        """Return the last day in time."""
        return self.on if self.boundary == "inclusive" else day.after(self.on, -1)


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome of an obligation as of a day; `days` are counted from the last day in time."""

    outcome: str
    settled_on: str | None = None
    settled_by: int | None = None
    days: int | None = None
    on_deadline_day: bool = False
    recorded_late: bool = False


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """All of an obligation that its outcome depends on; obligations of one case are judged alike.

    `settled_on` is when an entry settled it, by the time that its notice judges by, and
    `recorded_on` the Shanghai day on which that entry was recorded; `last_valid_on` is
    the last valid day of a certificate that has expired unsettled.
    """

    action: str
    settled_on: str | None = None
    recorded_on: str | None = None
    last_valid_on: str | None = None


def case_of(piece: Piece, judged_by: str, recorded_on: str | None) -> Case:
    """Return the case of an obligation under a notice that judges by one of the four times."""
    if piece.settled_by is None:
        return Case(action=piece.action, last_valid_on=piece.last_valid_on)
    times = {
        "effective": piece.settled_on,
        "recorded": recorded_on,
        "reported": piece.reported_on,
        "decided": piece.decided_on,
    }
    return Case(action=piece.action, settled_on=times[judged_by], recorded_on=recorded_on)


def judge(piece: Piece, deadline: Deadline, as_of: str, recorded_on: str | None) -> Judgement:
    """Judge an obligation as of a day; its settling entry was recorded on the Shanghai day `recorded_on`."""
    case = case_of(piece, deadline.judged_by, recorded_on)
    judgement = judge_case(case, deadline, as_of)
    if case.settled_on is None or case.settled_on > as_of:
        return judgement
    return msgspec.structs.replace(judgement, settled_by=piece.settled_by)


def judge_case(case: Case, deadline: Deadline, as_of: str) -> Judgement:
    """Judge all obligations of a case as of a day; by which entry each was settled is left out.

    What expired unsettled after the last day in time is late from its first
    expired day; by then it was settled by the calendar, by no entry.
    """
    settled_on = case.settled_on
    if settled_on is not None and settled_on > as_of:
        settled_on = None
    if case.action == "dispose_certificate":
        return Judgement(outcome="pending" if settled_on is None else "done", settled_on=settled_on)
    due_on = deadline.due_on
    if settled_on is not None:
        late = settled_on > due_on
        return Judgement(
            outcome="late" if late else "on_time",
            settled_on=settled_on,
            days=day.between(due_on, settled_on) if late else None,
            on_deadline_day=settled_on == deadline.on,
            recorded_late=not late and case.recorded_on is not None and case.recorded_on > due_on,
        )
    if case.last_valid_on is not None:
        if case.last_valid_on <= due_on:
            return Judgement(outcome="lapsed")
        expired_on = day.after(case.last_valid_on)
        return Judgement(
            outcome="late",
            settled_on=expired_on,
            days=day.between(due_on, expired_on),
            on_deadline_day=expired_on == deadline.on,
        )
    if as_of <= due_on:
        return Judgement(outcome="open", days=day.between(as_of, due_on))
    return Judgement(outcome="overdue", days=day.between(due_on, as_of))
