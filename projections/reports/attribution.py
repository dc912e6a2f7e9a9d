"""Which entries, learnt between two moments, are why an obligation is counted otherwise.

An obligation follows from three histories: of its subject, of the flagged rule
and of the notice. Where entries were learnt of more than one, each is left out
in turn: one whose news alone changes nothing, and without whose news nothing
would be different, is no cause.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from domain.certificate import Certificate
from domain.notice import Notice
from domain.notice import evolve as evolve_notice
from domain.obligations import JUDGED, Deadline, judge, of_certificate, of_rule
from domain.rule import Rule, flag_spans
from domain.subject import Subject
from domain.timeline import fold, standing, until
from ledger import journal
from ledger.entry import Entry
from ledger.journal import Reader
from ledger.moment import shanghai_day
from projections import causes
from projections.view import View


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """What the figures of a report are counted from, of one obligation."""

    action: str
    outcome: str
    on_deadline_day: bool = False
    recorded_late: bool = False
    opening: bool = False

    @property
    def figures(self) -> frozenset[str]:
        """Return the paths of the figures that it is counted in."""
        found = {f"{self.action}.total", f"{self.action}.{self.outcome}"}
        if self.action in JUDGED and self.on_deadline_day:
            found.add("on_deadline_day")
        if self.action in JUDGED and self.recorded_late:
            found.add("recorded_late_opening" if self.opening else "recorded_late")
        return frozenset(found)


class Attribution:
    """Finds the causes of what differs between two views of one day, of one notice's report."""

    def __init__(self, reader: Reader, notice: Subject, first: View, last: View) -> None:
        self._reader = reader
        self._notice = notice
        self._first = first.position
        self._last = last.position
        self._as_of = last.as_of
        self._histories: dict[Subject, list[Entry]] = {}
        self._learnt: dict[tuple[Subject, str], list[int]] = {}

    def of_obligation(self, action: str, rule: Subject, subject: Subject) -> list[int]:
        """Return the positions of the entries that changed how an obligation is counted."""
        news = {subject: self._news(subject, "own"), self._notice: self._news(self._notice, "own")}
        if subject != rule:
            news[rule] = self._news(rule, "flag")
        sources = [source for source, positions in news.items() if positions]
        if len(sources) > 1:
            told = [s for s in sources if self._matters(s, action, rule, subject)]
            sources = told or sources
        return sorted({position for source in sources for position in news[source]})

    def of_flag(self, rule: Subject) -> list[int]:
        """Return the positions by which a rule is flagged under the notice, or no longer counts as such."""
        found = {*self._news(rule, "flag")}
        if not found or self._notice_turned():
            found.update(self._news(self._notice, "own"))
        return sorted(found)

    def of_exception(self, subject: Subject) -> list[int]:
        """Return the positions by which a subject may have become, or ceased to be, an exception.

        They are its own and those of the rules it ever named; the notice's,
        where it was withdrawn, or where there are no others.
        """
        named = {getattr(entry.event, "rule", None) for entry in self._history(subject)} - {None}
        found = {*self._news(subject, "own")}
        found.update(*(self._news(Subject("rule", str(rule)), "own") for rule in named))
        if not found or self._notice_turned():
            found.update(self._news(self._notice, "own"))
        return sorted(found)

    # Histories -----------------------------------------------------------------

    def _history(self, subject: Subject) -> list[Entry]:
        if subject not in self._histories:
            self._histories[subject] = journal.history(self._reader, subject.stream, known_at=self._last)
        return self._histories[subject]

    def _known(self, subject: Subject, at: int) -> list[Entry]:
        return [entry for entry in self._history(subject) if entry.position <= at]

    def _notice_turned(self) -> bool:
        """Tell whether the notice was withdrawn, or its withdrawal voided, as far as was learnt."""
        entries = self._history(self._notice)
        one, other = (
            causes.state_of(self._notice, entries, self._as_of, known_at=at)
            for at in (self._first, self._last)
        )
        return causes.status_of(one, self._as_of) != causes.status_of(other, self._as_of)

    def _news(self, subject: Subject, what: str) -> list[int]:
        """Return what was learnt of a subject's own acts, or of a rule's flag under the notice."""
        key = (subject, what)
        if key not in self._learnt:
            looked = self._flag if what == "flag" else _acts
            entries = self._history(subject)
            self._learnt[key] = causes.of_moments(
                subject, entries, self._first, self._last, self._as_of, looked
            )
        return self._learnt[key]

    def _flag(self, state: Rule | None) -> object:
        flag = None if state is None else state.flags.get(self._notice.id)
        return None if flag is None else (flag.ground, flag.since)

    # What would be counted -------------------------------------------------------

    def _matters(self, source: Subject, action: str, rule: Subject, subject: Subject) -> bool:
        """Tell whether one history's news changes the figures, alone or added to the rest."""
        everybody = (subject, rule, self._notice)
        nothing, everything = dict.fromkeys(everybody, self._first), dict.fromkeys(everybody, self._last)
        alone, without = {**nothing, source: self._last}, {**everything, source: self._first}
        return any(
            self._figures(action, rule, subject, one) != self._figures(action, rule, subject, other)
            for one, other in ((nothing, alone), (everything, without))
        )

    def _figures(
        self, action: str, rule: Subject, subject: Subject, known: Mapping[Subject, int]
    ) -> frozenset[str]:
        """Return where an obligation would be counted, were each history known up to a position."""
        counted = self._counted(action, rule, subject, known)
        return frozenset() if counted is None else counted.figures

    def _counted(
        self, action: str, rule: Subject, subject: Subject, known: Mapping[Subject, int]
    ) -> Counted | None:
        notice = _as_reported(self._known(self._notice, known[self._notice]), self._as_of)
        if notice is None or notice.withdrawn_on is not None:
            return None
        timeline = standing(self._known(subject, known[subject]))
        for span in flag_spans(self._known(rule, known[rule])):
            if span.notice != self._notice.id:
                continue
            owed = of_rule(timeline, span) if subject == rule else of_certificate(timeline, rule.id, span)
            for piece in owed:
                in_force = piece.start <= self._as_of and (piece.end is None or self._as_of < piece.end)
                if piece.action == action and in_force:
                    deadline = Deadline(
                        on=notice.deadline, boundary=notice.boundary, judged_by=notice.judged_by
                    )
                    commit = (
                        None
                        if piece.settled_by is None
                        else journal.commit_of(self._reader, piece.settled_by)
                    )
                    recorded_on = None if commit is None else shanghai_day(commit.recorded_at)
                    judged = judge(piece, deadline, self._as_of, recorded_on)
                    return Counted(
                        action=action,
                        outcome=judged.outcome,
                        on_deadline_day=judged.on_deadline_day,
                        recorded_late=judged.recorded_late,
                        opening=commit is not None and commit.opening,
                    )
        return None


def _as_reported(entries: Iterable[Entry], as_of: str) -> Notice | None:
    """Return the notice as a report takes it: before its first day, as it was issued."""
    known = standing(entries)
    return fold(until(known, as_of) or known[:1], evolve_notice)


def _acts(state: Any) -> object:
    """Look at what obligations follow from: of a certificate, not at its holder."""
    if isinstance(state, Certificate):
        return state.status, state.rule, state.expires_on
    return causes.everything(state)
