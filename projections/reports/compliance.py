"""The deadline-compliance report of a notice: typed figures and rows, no rendering."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from domain import day, timeline
from domain.certificate import HolderNotified
from domain.notice import Notice
from domain.obligations import (
    ACTIONS,
    COMPLETE,
    DISPOSITIONS,
    JUDGED,
    OUTCOMES,
    Deadline,
    Judgement,
    Piece,
    judge,
)
from domain.rejected import Rejected
from domain.rule import Rule
from domain.subject import Subject
from ledger import journal
from ledger.journal import Reader
from ledger.moment import shanghai_day
from projections import states
from projections.read_model import subject_of
from projections.tables import (
    ACTION_CODES,
    ACTION_NAMES,
    CLOSED_ISSUE,
    GROUND_NAMES,
    STATUS_CODES,
    STATUSES,
)
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


class _Obligation(msgspec.Struct, frozen=True):
    piece: Piece
    rule: int
    subject: Subject
    judgement: Judgement
    opening: bool


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
    state = _notice(reader, notice, seen)
    deadline = Deadline(on=state.deadline, boundary=state.boundary, judged_by=state.judged_by)
    owed = [] if state.withdrawn_on is not None else list(_owed(reader, notice, seen, deadline, body))
    rules = {o.rule: _rule(reader, o.rule, seen) for o in owed if o.piece.action == "deregister_rule"}
    total = Tally()
    groups: dict[str, Tally] = {}
    for o in owed:
        total.add(o.piece.action, o.rule, o.judgement, opening=o.opening)
        if by is not None:
            key = _group(by, rules[o.rule], o.piece)
            groups.setdefault(key, Tally()).add(o.piece.action, o.rule, o.judgement, opening=o.opening)
    exceptions = _exceptions(reader, state, seen, owed, rules, body)
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


def _notice(reader: Reader, notice: Subject, seen: View) -> Notice:
    """Return the notice as it stood; before its first day, as it was issued."""
    known = timeline.standing(journal.history(reader, notice.stream, known_at=seen.position))
    counted = timeline.until(known, seen.as_of) or known[:1]
    state = timeline.fold(counted, notice.aggregate.evolve)
    if state is None:
        raise Rejected("notice.unknown", id=notice.id)
    return state  # type: ignore[no-any-return]  # an Aggregate's states are of any type


def _owed(
    reader: Reader, notice: Subject, seen: View, deadline: Deadline, body: str | None
) -> Iterator[_Obligation]:
    """Yield the obligations in force in a view, judged; ordered by rule, action, subject."""
    commits = list(journal.commits(reader, 1, seen.position))
    starts = [commit.first_position for commit in commits]
    rows = reader.execute(
        "SELECT o.rule, o.action, o.ground, o.effective_from, o.settled_on, o.settled_by, o.last_valid_on,"
        " o.status_before, o.reported_on, o.decided_on, s.kind, s.body, s.number"
        " FROM obligations o JOIN subjects s ON s.id = o.subject JOIN subjects r ON r.id = o.rule"
        f" WHERE o.notice = :notice AND {states.VISIBLE} AND (:body IS NULL OR r.body = :body)"
        " ORDER BY r.body, r.number, o.action, s.body, s.number",
        {
            "notice": states.number_of(reader, notice),
            "day": seen.day,
            "position": seen.position,
            "body": body,
        },
    )
    for (
        rule,
        action,
        ground,
        start,
        settled_on,
        settled_by,
        last_valid,
        before,
        reported,
        decided,
        *key,
    ) in rows:
        piece = Piece(
            notice=notice.id,
            action=ACTION_NAMES[action],
            ground=GROUND_NAMES[ground],
            start=day.text(start),
            settled_on=_text(settled_on),
            settled_by=settled_by,
            last_valid_on=_text(last_valid),
            status_before=STATUSES[before],
            reported_on=_text(reported),
            decided_on=_text(decided),
        )
        commit = None if settled_by is None else commits[bisect_right(starts, settled_by) - 1]
        recorded_on = None if commit is None else shanghai_day(commit.recorded_at)
        yield _Obligation(
            piece,
            rule,
            subject_of(*key),
            judge(piece, deadline, seen.as_of, recorded_on),
            commit is not None and commit.opening,
        )


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
    owed: Iterable[_Obligation],
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


# Exceptions and checks ---------------------------------------------------------


def _exceptions(
    reader: Reader,
    notice: Notice,
    seen: View,
    owed: Sequence[_Obligation],
    rules: dict[int, tuple[Subject, Rule]],
    body: str | None,
) -> dict[str, list[str]]:
    closed = [number for number, (_, state) in rules.items() if state.deregistered_on is not None]
    settled = [o for o in owed if o.piece.settled_by is not None]
    return {
        "in_force_under_deregistered_rule": _subjects(
            reader,
            "states",
            closed,
            f"t.status IN ({STATUS_CODES['valid']}, {STATUS_CODES['suspended']})",
            seen,
        ),
        "issued_under_closed_rule": _subjects(
            reader, "obligations", rules, f"t.notice = 0 AND t.action = {ACTION_CODES[CLOSED_ISSUE]}", seen
        ),
        "settled_before_notice": _ids(o for o in settled if (o.piece.settled_on or "") < notice.issued_on),
        "not_reported": _ids(o for o in settled if o.piece.reported_on is None),
        "undetermined_filing_day": _filed_on_cutoff(reader, notice, seen, body),
    }


def _ids(obligations: Iterable[_Obligation]) -> list[str]:
    return sorted({o.subject.id for o in obligations})


def _subjects(reader: Reader, table: str, rules: Iterable[int], where: str, seen: View) -> list[str]:
    """Return the ids in rectangles of these rules that a view falls into."""
    found: set[str] = set()
    for rule in rules:
        rows = reader.execute(
            f"SELECT s.kind, s.body, s.number FROM {table} t JOIN subjects s ON s.id = t.subject"
            f" WHERE t.rule = :rule AND {where} AND {states.VISIBLE}",
            {"rule": rule, "day": seen.day, "position": seen.position},
        )
        found.update(subject_of(*row).id for row in rows)
    return sorted(found)


def _filed_on_cutoff(reader: Reader, notice: Notice, seen: View, body: str | None) -> list[str]:
    """Return the rules filed on the day that the notice leaves undetermined, flagged or not."""
    if notice.cutoff_on is None or notice.cutoff_on > seen.as_of:
        return []
    rows = reader.execute(
        "SELECT DISTINCT s.kind, s.body, s.number FROM states t JOIN subjects s ON s.id = t.subject"
        " WHERE t.rule = 0 AND s.kind = 2 AND t.effective_from = :day AND (:body IS NULL OR s.body = :body)"
        " AND t.recorded_from <= :position AND :position < t.recorded_to",
        {"day": day.number(notice.cutoff_on), "position": seen.position, "body": body},
    )
    found = []
    for row in rows.fetchall():
        subject = subject_of(*row)
        state = states.state_in(reader, subject, seen)
        if isinstance(state, Rule) and state.filed_on == notice.cutoff_on:
            found.append(subject.id)
    return sorted(found)


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


def _text(number: int | None) -> str | None:
    return None if number is None else day.text(number)
