"""What was learnt of the subjects of a report between two views of its day: positions, by subject."""

from collections.abc import Mapping
from typing import Any

from domain.certificate import CertificateIssued, HolderNotified
from domain.event import EntryVoided
from domain.subject import Subject, of_stream
from ledger import journal
from ledger.entry import Entry
from ledger.journal import Reader
from projections import causes
from projections.reports.attribution import Attribution, Obligation
from projections.view import View

TOLD = frozenset({"told", "notified_on", "by", "position", "times"})
"""Fields of a row that follow from when its holder was told."""


NAMED = frozenset({"holder"})
"""Fields of a row that follow from what its certificate was issued with, or amended to."""


class Learnt:
    """Finds the entries that came to count by a report's day, and the voids by which others no longer do."""

    def __init__(self, reader: Reader, first: View, last: View, notice: Subject | None) -> None:
        self._reader = reader
        self._first, self._last = first, last
        self._notice = notice
        self._attribution = None if notice is None else Attribution(reader, notice, first, last)
        self._found: dict[Subject, tuple[list[int], list[int]]] = {}
        self._rules: set[Subject] = set()

    def of(self, subject: Subject) -> list[int]:
        """Return the positions that changed a subject's state; where none did, all that were learnt of it."""
        changing, every = self._news(subject)
        return changing or every

    def of_notice(self) -> list[int]:
        """Return what was learnt of the notice."""
        return [] if self._notice is None else self.of(self._notice)

    def of_rules(self) -> list[int]:
        """Return what was learnt of the rules of all rows that were looked at."""
        return sorted({p for rule in self._rules for p in self.of(rule)})

    def of_everything(self) -> list[int]:
        """Return all that was learnt of rules, certificates and notices and had taken effect by the day."""
        kinds = ("notice", "rule", "certificate")
        return sorted({p for kind in kinds for one in self._recorded(kind) for p in self.of(one)})

    def of_kind(self, kind: str, looked: causes.Looked, *, body: str | None) -> list[int]:
        """Return the positions that changed what is looked at of any subject of a kind, or of a body's."""
        found: set[int] = set()
        for subject in self._recorded(kind):
            if body in {None, subject.body}:
                found.update(causes.of_moments(*self._tellings(subject), looked))
        return sorted(found)

    def of_row(self, subject: Subject, row: Mapping[str, Any], fields: set[str]) -> list[int]:
        """Return the positions behind a row that is gone, has come, or is changed in `fields`."""
        rule = None if row.get("rule") is None else Subject("rule", str(row["rule"]))
        if rule is not None:
            self._rules.add(rule)
        found: set[int] = set()
        if fields & TOLD:
            found.update(self._told(subject))
        if fields & NAMED:
            found.update(causes.of_moments(*self._tellings(subject), causes.facts))
        if not fields or fields - TOLD - NAMED:
            if self._attribution is not None and rule is not None and row.get("action") is not None:
                owed = Obligation(str(row["action"]), rule, subject)
                found.update(self._attribution.of_obligation(owed))
            else:
                found.update(*(self.of(one) for one in (subject, *self._replaced(subject))))
        found.update(() if found else self.of(subject))
        if not found:
            found.update(self.of_notice(), () if rule is None else self.of(rule))
        return sorted(found)

    # What was learnt -------------------------------------------------------------

    def _news(self, subject: Subject) -> tuple[list[int], list[int]]:
        """Return the positions that changed a state, and all that came to count or to count no longer."""
        if subject not in self._found:
            told = self._tellings(subject)
            self._found[subject] = causes.of_moments(*told, causes.everything), _all(*told)
        return self._found[subject]

    def _tellings(self, subject: Subject) -> tuple[causes.Telling, causes.Telling, list[Entry]]:
        """Return what counts of a subject in either view, and its entries between the two."""
        entries = self._entries(subject)
        before, after = (
            causes.tell(subject, entries, self._last.as_of, known_at=seen.position)
            for seen in (self._first, self._last)
        )
        return before, after, [entry for entry in entries if entry.position > self._first.position]

    def _recorded(self, kind: str) -> list[Subject]:
        """Return the subjects of a kind with entries between the two views."""
        between = (self._first.position + 1, self._last.position)
        return [of_stream(stream) for stream in journal.streams(self._reader, *between, f"{kind}:")]

    def _told(self, subject: Subject) -> list[int]:
        """Return the notifications that were learnt of, and the voids of others."""
        entries = {entry.position: entry for entry in self._entries(subject)}
        found = []
        for position in self._news(subject)[1]:
            event = entries[position].event
            if isinstance(event, EntryVoided):
                event = entries[event.position].event
            if isinstance(event, HolderNotified):
                found.append(position)
        return found

    def _replaced(self, subject: Subject) -> list[Subject]:
        """Return the certificates that one replaced, one after another."""
        found: list[Subject] = []
        while subject.kind == "certificate" and subject not in found:
            issues = [e.event for e in self._entries(subject) if isinstance(e.event, CertificateIssued)]
            old = next((issue.supersedes for issue in issues if issue.supersedes is not None), None)
            if old is None:
                break
            subject = Subject("certificate", old)
            found.append(subject)
        return found

    def _entries(self, subject: Subject) -> list[Entry]:
        return journal.history(self._reader, subject.stream, known_at=self._last.position)


def _all(before: causes.Telling, after: causes.Telling, later: list[Entry]) -> list[int]:
    since = {entry.position for entry in later}
    voids = {e.event.position: e.position for e in later if isinstance(e.event, EntryVoided)}
    came = {entry.position for entry, _state in after} & since
    return sorted(came | {voids[entry.position] for entry, _state in before if entry.position in voids})
