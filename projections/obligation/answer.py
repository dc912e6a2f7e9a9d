"""Why something is owed of a rule or certificate under a notice, and what became of it."""

from collections.abc import Sequence
from typing import Any

import msgspec

from domain import timeline
from domain.certificate import Certificate
from domain.notice import Notice
from domain.obligations import (
    JUDGED,
    Deadline,
    Judgement,
    Piece,
    found_by_flag,
    judge,
    of_certificate,
    of_rule,
    status_of_open,
)
from domain.rejected import Rejected
from domain.rule import FlagSpan, Rule, RuleFlagged, RuleFlagWithdrawn
from domain.subject import Subject
from ledger import journal
from ledger.entry import Entry
from ledger.journal import Reader
from ledger.moment import shanghai_day
from projections.explain import Clauses, marked, row, rule_status, rules_at
from projections.obligation.question import Asked, Life, ask, holds
from projections.obligation.refusal import why_none
from projections.view import View


class Owed(msgspec.Struct, frozen=True, kw_only=True):
    """An obligation in force in a view, with the flag it comes from and the commit that settled it."""

    life: Life
    span: FlagSpan
    piece: Piece
    judgement: Judgement
    done_by: Entry | None
    recorded_on: str | None
    opening: bool


def owed_of(
    reader: Reader,
    subject: Subject,
    notice: Subject,
    seen: View,
    *,
    action: str | None = None,
    last: int = journal.NEVER,
) -> dict[str, Any]:
    """Return the obligations of a rule or certificate under a notice in a view, and the entries they rest on.

    The same as the compliance report says, from the same functions. Entries not
    yet known are there up to position `last`. Each entry has its mark, and
    `decides` what it is the last word on: `owed` (the flag), `in_force` when the
    flag came, `deadline`, `boundary`, `settled`. Raises `Rejected`
    (`obligation.not_flagged` …) where nothing is owed.
    """
    asked = ask(reader, subject, notice, seen, last=max(last, seen.position))
    found = [owed for life in asked.lives for owed in _owed_under(asked, life)]
    if not found:
        raise why_none(asked)
    chosen = [owed for owed in found if action in {None, owed.piece.action}]
    if not chosen:
        raise Rejected(
            "obligation.other_action",
            id=subject.id,
            notice=notice.id,
            action=action,
            listed=[owed.piece.action for owed in found],
        )
    clauses = Clauses(reader, seen.position, asked.last)
    return {
        "id": subject.id,
        "kind": subject.kind,
        "notice": notice.id,
        "as_of": seen.as_of,
        "known_at": msgspec.to_builtins(seen.known_at),
        "obligations": [_facts(asked, owed, clauses) for owed in chosen],
        "entries": _entries(asked, chosen, clauses),
    }


def _owed_under(asked: Asked, life: Life) -> list[Owed]:
    """Return what the flags of one rule oblige the subject to in the view, judged."""
    found = []
    for span in life.spans:
        if asked.subject == life.rule:
            pieces = of_rule(asked.timeline, span)
        else:
            pieces = of_certificate(asked.timeline, life.rule.id, span)
        for piece in pieces:
            if holds(piece.start, piece.end, asked.seen.as_of):
                found.append(_judged(asked, life, span, piece))
    return found


def _judged(asked: Asked, life: Life, span: FlagSpan, piece: Piece) -> Owed:
    done_by = next((entry for entry in asked.timeline if entry.position == piece.settled_by), None)
    commit = None if done_by is None else journal.commit_of(asked.reader, done_by.position)
    recorded_on = None if commit is None else shanghai_day(commit.recorded_at)
    return Owed(
        life=life,
        span=span,
        piece=piece,
        judgement=judge(piece, _deadline(asked.state), asked.seen.as_of, recorded_on),
        done_by=done_by,
        recorded_on=recorded_on,
        opening=commit is not None and commit.opening,
    )


def _deadline(state: Notice) -> Deadline:
    return Deadline(on=state.deadline, boundary=state.boundary, judged_by=state.judged_by)


# What is told ----------------------------------------------------------------


def _facts(asked: Asked, owed: Owed, clauses: Clauses) -> dict[str, Any]:
    """Return one obligation: why it is owed, by when, and what became of it."""
    piece, judgement, state = owed.piece, owed.judgement, asked.state
    judged = piece.action in JUDGED
    done = owed.done_by
    found = _in_force(asked, owed)
    return {
        "action": piece.action,
        "rule": owed.life.rule.id,
        "ground": piece.ground,
        "clauses": clauses.giving(asked.notice.id, piece.ground),
        "owed_from": found["on"],
        "flag": {"position": owed.span.position, "effective_on": owed.span.start},
        "in_force": found,
        "deadline": state.deadline if judged else None,
        "deadline_set_by": state.deadline_position if judged else None,
        "deadlines": _deadlines(asked) if judged else [],
        "boundary": state.boundary,
        "judged_by": state.judged_by,
        "due_on": _deadline(state).due_on if judged else None,
        "outcome": judgement.outcome,
        "settled_on": judgement.settled_on,
        "settled_by": None
        if done is None or judgement.settled_by is None
        else {"position": done.position, "type": done.type},
        "done_by": None
        if done is None
        else {"position": done.position, "type": done.type, "effective_on": done.event.effective_on},
        "recorded_on": owed.recorded_on,
        "last_valid_on": piece.last_valid_on,
        "days": judgement.days,
        "status_before": status_of_open(timeline.until(asked.timeline, asked.seen.as_of), piece),
        "on_deadline_day": judgement.on_deadline_day,
        "recorded_late": judgement.recorded_late,
        "opening": owed.opening,
    }


def _deadlines(asked: Asked) -> list[dict[str, Any]]:
    """Return the deadlines that the notice has had, each with the entry that set it; the last one stands."""
    known = journal.history(asked.reader, asked.notice.stream, known_at=asked.seen.position)
    standing = timeline.standing(known)
    told = []
    for entry in timeline.until(standing, asked.seen.as_of) or standing[:1]:
        on = getattr(entry.event, "deadline", None) or getattr(entry.event, "to", None)
        if on is not None:
            told.append({"on": on, "position": entry.position, "effective_on": entry.event.effective_on})
    return told


def _in_force(asked: Asked, owed: Owed) -> dict[str, Any]:
    """Return how the flag found the subject: its status, on which day, by which entries.

    `issued_later` is a certificate that was issued under the flagged rule.
    """
    if asked.subject == owed.life.rule:
        at = [entry.position for entry in asked.timeline].index(owed.span.position)
        before = asked.timeline[:at]
        state = timeline.fold(before, asked.subject.aggregate.evolve)
        assert isinstance(state, Rule), "a flag is of a filed rule"
        told = {"status": state.status, "positions": [rule_status(state, before)], "expires_on": None}
        return {**told, "on": owed.span.start, "issued_later": False}
    found = found_by_flag(asked.timeline, owed.life.rule.id, owed.span)
    assert found is not None, "it is owed"
    certificate, start, _ = found
    positions = {certificate.status_position, certificate.rule_position, certificate.expiry_position}
    return {
        "status": certificate.status,
        "positions": sorted(positions),
        "expires_on": certificate.expires_on,
        "on": start,
        "issued_later": certificate.issued_on >= owed.span.start,
    }


def _entries(asked: Asked, chosen: Sequence[Owed], clauses: Clauses) -> list[dict[str, Any]]:
    """Return the subject's entries, the notice's, and the rule's that are about its flags under it."""
    chains = [asked.entries, journal.history(asked.reader, asked.notice.stream, known_at=asked.last)]
    for life in dict.fromkeys(owed.life.rule for owed in chosen):
        entries = next(one.entries for one in asked.lives if one.rule == life)
        if life != asked.subject:
            chains.append(_about_flags(entries, asked.notice))
    decided = _decided(asked, chosen)
    rows = []
    for chain in (marked(entries, asked.seen) for entries in chains):
        rules = rules_at(chain)
        rows += [
            row(
                asked.reader,
                one,
                asked.seen,
                clauses.of(one.entry, rules[one.entry.position]),
                decided.get(one.entry.position, []),
            )
            for one in chain
        ]
    return sorted(rows, key=lambda told: (told["effective_on"], told["position"]))


def _about_flags(entries: Sequence[Entry], notice: Subject) -> list[Entry]:
    """Return the entries that flag a rule under a notice or withdraw that, and the voids of those."""
    about = {
        entry.position
        for entry in entries
        if isinstance(entry.event, RuleFlagged | RuleFlagWithdrawn) and entry.event.notice == notice.id
    }
    return [
        entry for entry in entries if entry.position in about or getattr(entry.event, "position", 0) in about
    ]


def _decided(asked: Asked, chosen: Sequence[Owed]) -> dict[int, list[str]]:
    """Return, by position, what each entry is the last word on."""
    found: dict[int, list[str]] = {}
    for owed in chosen:
        words = [("owed", owed.span.position), ("boundary", asked.state.issued_position)]
        words += [("in_force", position) for position in _in_force(asked, owed)["positions"]]
        if owed.piece.action in JUDGED:
            words.append(("deadline", asked.state.deadline_position))
        if owed.piece.settled_by is not None:
            words.append(("settled", owed.piece.settled_by))
        elif owed.piece.last_valid_on is not None:
            state = timeline.fold(asked.timeline, asked.subject.aggregate.evolve)
            assert isinstance(state, Certificate), "only certificates expire"
            words.append(("settled", state.expiry_position))
        for name, position in words:
            if name not in found.setdefault(position, []):
                found[position].append(name)
    return found
