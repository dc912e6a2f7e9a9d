"""Which entries, learnt between two moments, are why an obligation is counted otherwise.

An obligation follows from three histories: of its subject, of the flagged rule
and of the notice. Where entries were learnt of more than one, each is left out
in turn: one whose news alone changes nothing, and without whose news nothing
would be different, is no cause.
"""

from collections.abc import Iterable, Mapping

import msgspec

from domain.certificate import ENDED, Certificate
from domain.notice import evolve as evolve_notice
from domain.obligations import JUDGED, Deadline, Piece, judge, of_certificate, of_rule
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


class Obligation(msgspec.Struct, frozen=True):
    """An obligation by what it is about; the rule's own have the rule as their subject."""

    action: str
    rule: Subject
    subject: Subject


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
        self._looked: dict[str, causes.Looked] = {
            "flag": self._flag,
            "deregister_rule": lambda rule: (self._flag(rule), rule and rule.deregistered_on),
            "refile_rule": lambda rule: (self._flag(rule), rule and rule.superseded_by),
            "settle_certificate": _end,
            "dispose_certificate": _end,
            "everything": causes.everything,
        }

    def of_obligation(self, of: Obligation) -> list[int]:
        """Return the positions of the entries that changed how an obligation is counted."""
        news = {of.rule: self._news(of.rule, "flag"), self._notice: self._news(self._notice, "everything")}
        news[of.subject] = self._news(of.subject, of.action)
        sources = [source for source, positions in news.items() if positions]
        if len(sources) > 1:
            sources = [source for source in sources if self._matters(source, of)] or sources
        return sorted({position for source in sources for position in news[source]})

    def of_flag(self, rule: Subject) -> list[int]:
        """Return the positions by which a rule is flagged under the notice, or no longer counts as such."""
        return self._with_notice(self._news(rule, "flag"))

    def of_exception(self, subject: Subject) -> list[int]:
        """Return the positions by which a subject may have become, or ceased to be, an exception.

        They are its own and those of the rules it ever named; the notice's,
        where it was withdrawn, or where there are no others.
        """
        named = {getattr(entry.event, "rule", None) for entry in self._history(subject)} - {None}
        found = {*self._news(subject, "settle_certificate" if named else "everything")}
        found.update(*(self._news(Subject("rule", str(rule)), "everything") for rule in named))
        return self._with_notice(found)

    def _with_notice(self, found: Iterable[int]) -> list[int]:
        """Add what was learnt of the notice where it was withdrawn, or where nothing else was learnt."""
        found = set(found)
        tellings = (self._tell(self._notice, at) for at in (self._first, self._last))
        if not found or len({causes.status_of(causes.state_of(t), self._as_of) for t in tellings}) > 1:
            found.update(self._news(self._notice, "everything"))
        return sorted(found)

    # What was learnt -------------------------------------------------------------

    def _history(self, subject: Subject) -> list[Entry]:
        if subject not in self._histories:
            self._histories[subject] = journal.history(self._reader, subject.stream, known_at=self._last)
        return self._histories[subject]

    def _tell(self, subject: Subject, at: int) -> causes.Telling:
        return causes.tell(subject, self._history(subject), self._as_of, known_at=at)

    def _news(self, subject: Subject, what: str) -> list[int]:
        """Return the positions that changed what is looked at for an action, or otherwise by name."""
        key = (subject, what)
        if key not in self._learnt:
            before, after = self._tell(subject, self._first), self._tell(subject, self._last)
            later = [entry for entry in self._history(subject) if entry.position > self._first]
            self._learnt[key] = causes.of_moments(before, after, later, self._looked[what])
        return self._learnt[key]

    def _flag(self, rule: Rule | None) -> object:
        """Look at a rule's flag under the notice, and at whether there is such a rule."""
        flag = None if rule is None else rule.flags.get(self._notice.id)
        return rule is not None, None if flag is None else (flag.ground, flag.since)

    # What would be counted -------------------------------------------------------

    def _matters(self, source: Subject, of: Obligation) -> bool:
        """Tell whether the news of one history changes the figures, alone or added to the rest."""
        whole = (of.subject, of.rule, self._notice)
        nothing, everything = dict.fromkeys(whole, self._first), dict.fromkeys(whole, self._last)
        alone, without = {**nothing, source: self._last}, {**everything, source: self._first}
        return any(
            self._figures(of, one) != self._figures(of, other)
            for one, other in ((nothing, alone), (everything, without))
        )

    def _figures(self, of: Obligation, known: Mapping[Subject, int]) -> frozenset[str]:
        """Return where an obligation would be counted, were each history known up to a position."""
        deadline, piece = self._deadline(known), self._piece(of, known)
        if deadline is None or piece is None:
            return frozenset()
        commit = None if piece.settled_by is None else journal.commit_of(self._reader, piece.settled_by)
        recorded_on = None if commit is None else shanghai_day(commit.recorded_at)
        judged = judge(piece, deadline, self._as_of, recorded_on)
        return Counted(
            action=of.action,
            outcome=judged.outcome,
            on_deadline_day=judged.on_deadline_day,
            recorded_late=judged.recorded_late,
            opening=commit is not None and commit.opening,
        ).figures

    def _deadline(self, known: Mapping[Subject, int]) -> Deadline | None:
        """Return by when the notice judges; before its first day, as it was issued."""
        timeline = standing(self._known(self._notice, known))
        notice = fold(until(timeline, self._as_of) or timeline[:1], evolve_notice)
        if notice is None or notice.withdrawn_on is not None:
            return None
        return Deadline(on=notice.deadline, boundary=notice.boundary, judged_by=notice.judged_by)

    def _piece(self, of: Obligation, known: Mapping[Subject, int]) -> Piece | None:
        """Return the obligation as it is on the day."""
        timeline = standing(self._known(of.subject, known))
        for span in flag_spans(standing(self._known(of.rule, known))):
            if span.notice == self._notice.id:
                own = of.subject == of.rule
                pieces = of_rule(timeline, span) if own else of_certificate(timeline, of.rule.id, span)
                for piece in pieces:
                    begun = piece.start <= self._as_of
                    if piece.action == of.action and begun and (piece.end is None or self._as_of < piece.end):
                        return piece
        return None

    def _known(self, subject: Subject, known: Mapping[Subject, int]) -> list[Entry]:
        return [entry for entry in self._history(subject) if entry.position <= known[subject]]


def _end(certificate: Certificate | None) -> object:
    """Look at what may end a certificate's obligation, or put it under another rule; not at a suspension."""
    if certificate is None:
        return None
    ended = certificate.status if certificate.status in ENDED else None
    return ended, certificate.rule, certificate.expires_on
