"""What is known of one subject while somebody decides: its entries, recorded and drafted."""

from collections.abc import Iterable

from domain.event import EntryVoided, Event, act, same_act
from domain.subject import Subject
from domain.timeline import Timeline
from ledger.entry import Entry

MANY = 8
"""Entries of one day that are compared one by one; more are looked up."""


class Record:
    """A subject's entries in order of version, and their timeline.

    The first `recorded` are in the ledger; `voids` has the position of an
    entry's void by its own.
    """

    __slots__ = ("_acts", "_changed", "entries", "recorded", "stream", "subject", "timeline", "voids")

    def __init__(self, subject: Subject, entries: list[Entry]) -> None:
        self.subject = subject
        self.stream = subject.stream
        self.entries = entries
        self.recorded = len(entries)
        self.timeline: Timeline[Entry] = Timeline(subject.aggregate, entries)
        self.voids = _voids(entries)
        self._acts: dict[str, dict[tuple[object, ...], Entry]] = {}
        self._changed: tuple[int, int] | None = None  # (first place, states at the end that are not)

    def add(self, entry: Entry) -> None:
        """Add a draft."""
        self.entries.append(entry)
        if isinstance(entry.event, EntryVoided):
            self.voids[entry.event.position] = entry.position
            self._acts.clear()
        elif (acts := self._acts.get(entry.event.effective_on)) is not None:
            acts.setdefault(act(entry.event), entry)
        place, end, _day = self.timeline.add(entry)
        untouched = len(self.timeline.entries) - end
        if self._changed is not None:
            place, untouched = min(place, self._changed[0]), min(untouched, self._changed[1])
        self._changed = place, untouched

    def check(self, standing: int) -> None:
        """Raise `Rejected` unless the timeline can stand as it changed since the last check.

        Those up to version `standing` could stand before.
        """
        if self._changed is not None:
            place, untouched = self._changed
            self.timeline.check(place, standing, untouched)
            self._changed = None

    def take_back(self, entries: int) -> None:
        """Keep the first `entries` alone."""
        if len(self.entries) > entries:
            del self.entries[entries:]
            self.timeline = Timeline(self.subject.aggregate, self.entries)
            self._changed = None
            self.voids = {
                e.event.position: e.position for e in self.entries if isinstance(e.event, EntryVoided)
            }
            self._acts.clear()

    def begun_by(self) -> Entry | None:
        """Return the standing entry that began the subject, or None where it is unknown."""
        entries, founding = self.timeline.entries, self.subject.aggregate.founding
        if entries and isinstance(entries[0].event, founding):
            return entries[0]
        return next((entry for entry in entries if isinstance(entry.event, founding)), None)

    def same(self, event: Event) -> Entry | None:
        """Return the first standing entry that states the same act, or None."""
        acts = self._acts.get(event.effective_on)
        if acts is None:
            found = self.timeline.on(event.effective_on)
            if len(found) <= MANY:
                return next((entry for entry in found if same_act(entry.event, event)), None)
            acts = self._acts[event.effective_on] = {}
            for entry in found:
                acts.setdefault(act(entry.event), entry)
        return acts.get(act(event))


def _voids(entries: Iterable[Entry]) -> dict[int, int]:
    return {e.event.position: e.position for e in entries if isinstance(e.event, EntryVoided)}
