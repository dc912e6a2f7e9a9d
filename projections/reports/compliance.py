"""The deadline-compliance report of a notice: typed figures and rows, no rendering."""

from collections.abc import Iterable

import msgspec

from domain import timeline
from domain.certificate import HolderNotified
from domain.notice import Notice
from domain.obligations import ACTIONS, COMPLETE, DISPOSITIONS, JUDGED, OUTCOMES, Deadline, Judgement, Piece
from domain.rejected import Rejected
from domain.rule import Rule
from domain.subject import Subject
from ledger import journal
from ledger.journal import Reader
from projections import states
from projections.reports.exceptions import exceptions as exceptions_in
from projections.reports.owed import Owed
from projections.reports.owed import owed as obligations_in
from projections.tables import subject_of
from projections.view import Known, View

GROUPINGS = ("body", "category", "scheme", "ground", "rule")


class SettledBy(msgspec.Struct, frozen=True):
    """The entry that settled an obligation."""

    position: int
    type: str


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One obligation, judged."""

    subject: str
    kind: str
    action: str
    body: str
    rule: str
    ground: str
    due_on: str | None
    outcome: str
    settled_on: str | None
    settled_by: SettledBy | None
    days: int | None
    status_before: str
    reason: str | None
    reported_on: str | None
    receipt: str | None
    notified_on: str | None
    on_deadline_day: bool
    recorded_late: bool
    opening: bool


class Tally:
    """Counts obligations, and the rules they belong to."""

    def __init__(self) -> None:
        self.counts = {
            action: dict.fromkeys(OUTCOMES if action in JUDGED else DISPOSITIONS, 0) for action in ACTIONS
        }
        self.rules: dict[int, bool] = {}
        self.on_deadline_day = self.recorded_late = self.recorded_late_opening = 0

    def add(self, action: str, rule: int, judgement: Judgement, *, opening: bool) -> None:
        """Count one obligation of a rule."""
        self.counts[action][judgement.outcome] += 1
        complete = self.rules.setdefault(rule, True)
        if action not in JUDGED:
            return
        self.rules[rule] = complete and judgement.outcome in COMPLETE
        self.on_deadline_day += judgement.on_deadline_day
        if judgement.recorded_late and opening:
            self.recorded_late_opening += 1
        elif judgement.recorded_late:
            self.recorded_late += 1

    def summary(self) -> dict[str, object]:
        """Return the figures as the report prints them."""
        complete = sum(self.rules.values())
        return {
            "rules": {
                "flagged": len(self.rules),
                "complete": complete,
                "incomplete": len(self.rules) - complete,
            },
            **{action: {"total": sum(counts.values()), **counts} for action, counts in self.counts.items()},
            "on_deadline_day": self.on_deadline_day,
            "recorded_late": self.recorded_late,
            "recorded_late_opening": self.recorded_late_opening,
        }


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """The report; `groups` and `rows` are None where they were not asked for."""

    report: str = "compliance"
    notice: str
    title: str
    status: str
    deadline: str
    due_on: str
    boundary: str
    judged_by: str
    as_of: str
    known_at: Known
    body: str | None
    summary: dict[str, object]
    groups: list[dict[str, object]] | None
    rows: list[Row] | None
    exceptions: dict[str, list[str]]
    findings: list[str]


def compliance(
    reader: Reader,
    notice: Subject,
    seen: View,
    *,
    by: str | None = None,
    body: str | None = None,
    detail: bool = False,
) -> Report:
    """Return the report of a notice in a view; raises `Rejected` where the notice is unknown.

    With `body`, only that body's rules and their certificates are counted.
    """
    state = notice_in(reader, notice, seen)
    deadline = Deadline(on=state.deadline, boundary=state.boundary, judged_by=state.judged_by)
    owed = (
        [] if state.withdrawn_on is not None else list(obligations_in(reader, notice, seen, deadline, body))
    )
    rules = {o.rule: _rule(reader, o.rule, seen) for o in owed if o.piece.action == "deregister_rule"}
    total = Tally()
    groups: dict[str, Tally] = {}
    for o in owed:
        total.add(o.piece.action, o.rule, o.judgement, opening=o.opening)
        if by is not None:
            key = _group(by, rules[o.rule], o.piece)
            groups.setdefault(key, Tally()).add(o.piece.action, o.rule, o.judgement, opening=o.opening)
    exceptions = exceptions_in(reader, state, seen, owed, rules, body)
    return Report(
        notice=notice.id,
        title=state.title,
        status=state.status,
        deadline=deadline.on,
        due_on=deadline.due_on,
        boundary=deadline.boundary,
        judged_by=deadline.judged_by,
        as_of=seen.as_of,
        known_at=seen.known_at,
        body=body,
        summary=total.summary(),
        groups=None if by is None else [{"key": k, "summary": groups[k].summary()} for k in sorted(groups)],
        rows=_rows(reader, notice, seen, deadline, owed, rules) if detail else None,
        exceptions=exceptions,
        findings=_findings(total, groups.values() if by is not None else None, len(owed), exceptions),
    )


def notice_in(reader: Reader, notice: Subject, seen: View) -> Notice:
    """Return the notice as it stood; before its first day, as it was issued."""
    known = timeline.standing(journal.history(reader, notice.stream, known_at=seen.position))
    counted = timeline.until(known, seen.as_of) or known[:1]
    state = timeline.fold(counted, notice.aggregate.evolve)
    if state is None:
        raise Rejected("notice.unknown", id=notice.id)
    return state  # type: ignore[no-any-return]  # an Aggregate's states are of any type


def _rule(reader: Reader, number: int, seen: View) -> tuple[Subject, Rule]:
    row = reader.execute("SELECT kind, body, number FROM subjects WHERE id = ?", (number,)).fetchone()
    subject = subject_of(*row)
    return subject, states.state_in(reader, subject, seen)


def _group(by: str, rule: tuple[Subject, Rule], piece: Piece) -> str:
    subject, state = rule
    match by:
        case "body":
            return subject.body or ""
        case "rule":
            return subject.id
        case "ground":
            return piece.ground
    return str(getattr(state, by))


# Rows ------------------------------------------------------------------------


def _rows(
    reader: Reader,
    notice: Subject,
    seen: View,
    deadline: Deadline,
    owed: Iterable[Owed],
    rules: dict[int, tuple[Subject, Rule]],
) -> list[Row]:
    rows = []
    for o in owed:
        by = o.judgement.settled_by
        entry = journal.entry_at(reader, by) if by is not None else None
        judged = o.piece.action in JUDGED
        rows.append(
            Row(
                subject=o.subject.id,
                kind=o.subject.kind,
                action=o.piece.action,
                body=o.subject.body or "",
                rule=rules[o.rule][0].id,
                ground=o.piece.ground,
                due_on=deadline.due_on if judged else None,
                outcome=o.judgement.outcome,
                settled_on=o.judgement.settled_on,
                settled_by=None if entry is None else SettledBy(entry.position, entry.type),
                days=o.judgement.days,
                status_before=o.piece.status_before,
                reason=None if entry is None else entry.event.reason,
                reported_on=None if entry is None else entry.event.reported_on,
                receipt=None if entry is None else entry.event.receipt,
                notified_on=_notified_on(reader, o.subject, notice, seen),
                on_deadline_day=o.judgement.on_deadline_day,
                recorded_late=o.judgement.recorded_late,
                opening=o.opening,
            )
        )
    return rows


def _notified_on(reader: Reader, subject: Subject, notice: Subject, seen: View) -> str | None:
    """Return the day the holder was first told of this notice (or of none by name)."""
    if subject.kind != "certificate":
        return None
    for entry in states.timeline_in(reader, subject, seen):
        if isinstance(entry.event, HolderNotified) and entry.event.notice in {None, notice.id}:
            return entry.event.effective_on
    return None


# Checks ------------------------------------------------------------------------


def _findings(
    total: Tally, groups: Iterable[Tally] | None, owed: int, exceptions: dict[str, list[str]]
) -> list[str]:
    """Return what `--check` finds: stable names, none where all is well."""
    found = [
        f"{action}.{outcome}"
        for action in JUDGED
        for outcome in ("late", "overdue")
        if total.counts[action][outcome]
    ]
    found += [
        name for name in ("in_force_under_deregistered_rule", "issued_under_closed_rule") if exceptions[name]
    ]
    if sum(sum(counts.values()) for counts in total.counts.values()) != owed:
        found.append("sum.total")
    if sum(total.counts["deregister_rule"].values()) != len(total.rules):
        found.append("sum.rules")
    if groups is not None:
        for action in ACTIONS:
            for outcome, number in total.counts[action].items():
                if sum(tally.counts[action][outcome] for tally in groups) != number:
                    found.append(f"sum.{action}.{outcome}")
    return found
