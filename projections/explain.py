"""The entries that make a subject's state, and those that do not: each marked, in timeline order."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from domain import timeline
from domain.body import Body
from domain.certificate import Certificate
from domain.event import EntryVoided
from domain.notice import Notice
from domain.rejected import Rejected
from domain.report import Publication
from domain.rule import FlagSpan, Rule, RuleFlagged, RuleFlagWithdrawn, flag_spans
from domain.subject import Subject
from ledger import journal
from ledger.entry import Entry
from ledger.journal import Reader
from projections import log, states
from projections.view import View

MARKS = ("counts", "voided", "void", "not_yet_effective", "not_yet_known")
"""What becomes of an entry in a view. A void acts for whoever knows of it, on every day."""

DECIDES = ("status", "expiry", "rule", "holder", "scope", "flag", "deadline")
"""What of the state an entry can be the last word on."""


class Marked(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of a subject with its mark."""

    entry: Entry
    mark: str


def marked(entries: Iterable[Entry], seen: View) -> list[Marked]:
    """Return a subject's entries in timeline order, each with what becomes of it in a view."""
    entries = sorted(entries, key=lambda entry: (entry.event.effective_on, entry.version))
    known = [entry for entry in entries if entry.position <= seen.position]
    standing = {entry.position for entry in timeline.standing(known)}
    return [Marked(entry=entry, mark=_mark(entry, standing, seen)) for entry in entries]


def _mark(entry: Entry, standing: set[int], seen: View) -> str:
    if entry.position > seen.position:
        return "not_yet_known"
    if isinstance(entry.event, EntryVoided):
        return "void"
    if entry.position not in standing:
        return "voided"
    return "counts" if entry.event.effective_on <= seen.as_of else "not_yet_effective"


def explain(reader: Reader, subject: Subject, seen: View, *, last: int = journal.NEVER) -> dict[str, Any]:
    """Return a subject's state in a view and, under `entries`, all its entries as rows of the log.

    Those not yet known are of positions up to `last`.

    Each row has its `mark` (`MARKS`), the clauses of the notice that it names,
    and what it `decides` (`DECIDES`). `by_calendar` tells that the certificate
    expired without an entry; the one that set the last valid day decides then.
    Raises `Rejected` where nothing is known of the subject, as `states.show`
    does, or `subject.voided`.
    """
    last = max(last, seen.position)
    entries = journal.history(reader, subject.stream, known_at=last)
    chain = marked(entries, seen)
    counting = [one.entry for one in chain if one.mark == "counts"]
    if subject.begun_by(counting) is None:
        raise why_unknown(reader, subject, entries, seen)
    decided = _decided(subject, counting, seen)
    facts = states.show(reader, subject, seen)
    clauses, rules = Clauses(reader, seen.position, last), rules_at(chain)
    return {
        **facts,
        "by_calendar": facts["status"] == "expired",
        "entries": [
            row(
                reader,
                one,
                seen,
                clauses.of(one.entry, rules[one.entry.position]),
                decided.get(one.entry.position, []),
            )
            for one in chain
        ],
    }


def why_unknown(reader: Reader, subject: Subject, entries: Sequence[Entry], seen: View) -> Rejected:
    """Say why a view has no state of a subject."""
    for entry in entries:
        if entry.position <= seen.position and isinstance(entry.event, subject.aggregate.founding):
            voided_by = log.voided_by(reader, entry.position, seen.position)
            known = [other for other in entries if other.position <= seen.position]
            if voided_by is not None and subject.begun_by(known) is None:
                return Rejected(
                    "subject.voided",
                    id=subject.id,
                    position=entry.position,
                    voided_by=voided_by,
                    before=voided_by - 1,
                )
    return states.unknown(reader, subject, seen)


def row(
    reader: Reader, one: Marked, seen: View, clauses: list[str] | None, decides: list[str]
) -> dict[str, Any]:
    """Return a marked entry as a row of the log with its clauses, its mark and what it decides."""
    commit = journal.commit_of(reader, one.entry.position)
    assert commit is not None, "every entry has a commit"
    return {
        **log.row(one.entry, commit, log.voided_by(reader, one.entry.position, seen.position)),
        "clauses": clauses,
        "mark": one.mark,
        "decides": decides,
    }


# What decides ----------------------------------------------------------------


def _decided(subject: Subject, counting: Sequence[Entry], seen: View) -> dict[int, list[str]]:
    """Return, by position, what each entry is the last word on."""
    found: dict[int, list[str]] = {}
    state = timeline.fold(counting, subject.aggregate.evolve)
    for name, position in _last_words(state, counting, seen):
        if name not in found.setdefault(position, []):
            found[position].append(name)
    return found


def _last_words(state: object, counting: Sequence[Entry], seen: View) -> list[tuple[str, int]]:
    match state:
        case Certificate():
            expired = state.status_on(seen.as_of) == "expired"
            return [
                ("status", state.expiry_position if expired else state.status_position),
                ("expiry", state.expiry_position),
                ("rule", state.rule_position),
                ("holder", _last_told(counting, "holder")),
                *([("scope", _last_told(counting, "scope"))] if state.scope is not None else []),
            ]
        case Rule():
            flags = [("flag", flag.position) for flag in state.flags.values()]
            return [("status", rule_status(state, counting)), *flags]
        case Notice():
            return [
                ("status", state.withdrawn_position or state.issued_position),
                ("deadline", state.deadline_position),
            ]
        case Body():
            return [("status", state.registered_position)]
        case Publication():
            return [("status", state.published_position)]
    return []


def rule_status(state: Rule, counting: Sequence[Entry]) -> int:
    """Return the position of what makes a rule stand as it does; of several flags, the first."""
    if state.deregistered_on is not None:
        return state.deregistered_position
    if state.flags:
        return min(state.flags.values(), key=lambda flag: (flag.since, flag.position)).position
    withdrawn = [entry.position for entry in counting if isinstance(entry.event, RuleFlagWithdrawn)]
    return withdrawn[-1] if withdrawn else state.filed_position


def _last_told(counting: Sequence[Entry], name: str) -> int:
    """Return the position of the last entry that says something of a field."""
    telling = [entry.position for entry in counting if getattr(entry.event, name, None) is not None]
    return telling[-1] if telling else 0


# Clauses ---------------------------------------------------------------------


class Clauses:
    """Finds the clauses that an entry rests on, as known at a position; of a later one, at `last`."""

    def __init__(self, reader: Reader, position: int, last: int) -> None:
        self._reader = reader
        self._position = position
        self._last = last
        self._notices: dict[tuple[str, int], Notice | None] = {}
        self._flags: dict[tuple[str, int], list[FlagSpan]] = {}

    def of(self, entry: Entry, rules: Iterable[str]) -> list[str] | None:
        """Return the clauses, None where the entry names no notice; none where no flag gives a ground.

        A flag gives the ground itself. Any other entry rests on the flag that stood when it
        took effect, of the first of its `rules` that had one; else on one withdrawn before,
        or on one that came later. What replaces another rests on the flag of the other's rule.
        """
        notice = entry.event.notice
        if notice is None or entry.subject.kind in {"body", "notice"}:
            return None
        known_at = self._position if entry.position <= self._position else self._last
        if isinstance(entry.event, RuleFlagged):
            return self._giving(notice, entry.event.ground, known_at)
        on = entry.event.effective_on
        of_each = (
            reversed(self._flags_of(rule, known_at)) for rule in (*rules, *self._replaced(entry, known_at))
        )
        flags = [flag for each in of_each for flag in each if flag.notice == notice]
        begun = [flag for flag in flags if (flag.start, flag.position) < (on, entry.position)]
        stood = [flag for flag in begun if flag.end is None or on <= flag.end]
        chosen = stood or begun or flags
        return self._giving(notice, chosen[0].ground, known_at) if chosen else []

    def giving(self, notice: str, ground: str) -> list[str]:
        """Return the clauses of a notice that give a ground, as the notice numbers them."""
        return self._giving(notice, ground, self._position)

    def _giving(self, notice: str, ground: str, known_at: int) -> list[str]:
        key = (notice, known_at)
        if key not in self._notices:
            subject = Subject("notice", notice)
            known = journal.history(self._reader, subject.stream, known_at=known_at)
            self._notices[key] = timeline.fold(timeline.standing(known), subject.aggregate.evolve)
        state = self._notices[key]
        return [] if state is None else [c.clause for c in state.clauses if c.ground == ground]

    def _replaced(self, entry: Entry, known_at: int) -> list[str]:
        """Return the rules of what an entry replaces, be it a rule or a certificate."""
        replaced = getattr(entry.event, "supersedes", None)
        if replaced is None or entry.subject.kind == "rule":
            return [] if replaced is None else [replaced]
        subject = Subject(entry.subject.kind, replaced)
        entries = journal.history(self._reader, subject.stream, known_at=known_at)
        rules = [getattr(one.event, "rule", None) for one in timeline.standing(entries)]
        return [rule for rule in reversed(rules) if rule is not None]

    def _flags_of(self, rule: str, known_at: int) -> list[FlagSpan]:
        key = (rule, known_at)
        if key not in self._flags:
            known = journal.history(self._reader, Subject("rule", rule).stream, known_at=known_at)
            self._flags[key] = flag_spans(timeline.standing(known))
        return self._flags[key]


def rules_at(chain: Iterable[Marked]) -> dict[int, tuple[str, ...]]:
    """Return, by position, the rules that an entry of a certificate is about; for a rule's, itself.

    The latest first; the rule that a transfer goes to stands behind those it comes
    from. What a voided entry says of a rule is its own alone.
    """
    found: dict[int, tuple[str, ...]] = {}
    before: tuple[str, ...] = ()
    for one in chain:
        subject = one.entry.subject
        rule = subject.id if subject.kind == "rule" else getattr(one.entry.event, "rule", None)
        named = () if rule is None else (rule,)
        found[one.entry.position] = tuple(dict.fromkeys(before + named))
        if one.mark != "voided":
            before = tuple(dict.fromkeys(named + before))
    return found
