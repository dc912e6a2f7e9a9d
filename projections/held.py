"""What the projector knows of the subjects at hand, as of the entry it has come to."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from domain.course import Course
from domain.rule import FlagSpan, flag_spans
from domain.subject import AGGREGATES
from domain.timeline import Timeline
from ledger import journal
from ledger.database import LedgerFault
from ledger.entry import Entry
from projections.numbers import Numbers
from projections.tally import Facts, facts

MOST_HELD = 10_000
"""Subjects that are remembered from one batch to the next."""


class RuleLife(msgspec.Struct, frozen=True):
    """What a rule's timeline says of its certificates.

    Its flags, the spans of days `[start, end)` during which nothing could be
    issued under it, and what its certificates are counted under.
    """

    flags: list[FlagSpan]
    closed: list[tuple[str, str | None]]
    facts: Facts

    @classmethod
    def of(cls, course: Course[Entry]) -> "RuleLife":
        """Return what a rule's course says."""
        closed = [(s.start, s.end) for s in course.segments if s.status != "filed"]
        entries = course.timeline.entries
        return cls(flag_spans(entries), closed, facts(entries))

    @property
    def binds(self) -> bool:
        """Tell whether anything may be owed under the rule, or stand under it wrongly."""
        return bool(self.flags or self.closed)


class Held:
    """A subject with its number, its timeline so far and, of a certificate, the rules it ever named.

    `fresh`: it has no rows but those not yet written; `new`: nobody had ever
    named it when its first entry came.
    """

    __slots__ = ("_life", "body", "course", "entries", "fresh", "kind", "new", "number", "rules", "stream")

    def __init__(self, stream: str, number: int, *, fresh: bool, new: bool = False) -> None:
        self.stream = stream
        self.kind = stream[: stream.index(":")]
        self.number = number
        self.fresh = fresh
        self.new = new
        self.entries = 0
        self.rules: list[str] = []
        self.course: Course[Entry] = Course(AGGREGATES[self.kind])
        self.body: int | None = None
        self._life: RuleLife | None = None

    @property
    def timeline(self) -> Timeline[Entry]:
        """Return its timeline."""
        return self.course.timeline

    @property
    def life(self) -> RuleLife:
        """Return what a rule's timeline says of its certificates."""
        if self._life is None:
            self._life = RuleLife.of(self.course)
        return self._life

    @property
    def flags(self) -> list[FlagSpan]:
        """Return a rule's flags, withdrawn ones too."""
        return self.life.flags

    @property
    def closed(self) -> list[tuple[str, str | None]]:
        """Return the spans of days during which nothing could be issued under a rule."""
        return self.life.closed

    def forget_life(self) -> None:
        """Work a rule's life out anew when it is asked for."""
        self._life = None


class Holdings:
    """The subjects held, from one batch to the next."""

    def __init__(self, connection: sqlite3.Connection, numbers: Numbers) -> None:
        self._connection = connection
        self._numbers = numbers
        self._held: dict[str, Held] = {}
        self._fresh: list[Held] = []

    def prepare(self, entries: Sequence[Entry], known: Mapping[str, Sequence[Entry]]) -> None:
        """Hold the subjects of a batch; `known` are histories that somebody has read already."""
        first: dict[str, int] = {}
        for entry in entries:
            if entry.version > 1 and entry.stream not in self._held:
                first.setdefault(entry.stream, entry.version)
        begun = {entry.stream for entry in entries if entry.version == 1}
        histories = dict(known)
        if missing := [stream for stream in first if stream not in begun and stream not in known]:
            before = entries[0].position - 1
            histories |= journal.histories(self._connection, missing, known_at=before)
        for stream, version in first.items():
            if stream in begun:
                continue
            self._hold(stream, histories.get(stream, [])[: version - 1])

    def of(self, entry: Entry) -> Held:
        """Return the subject of an entry, as it was before it; raises `LedgerFault` where entries lack."""
        held = self._held.get(entry.stream)
        if held is None:
            last = self._numbers.last
            certificate = entry.stream.startswith("certificate:")  # others may have been mentioned
            number = (self._numbers.of_new if certificate else self._numbers.of)(entry.stream)
            held = self._held[entry.stream] = Held(entry.stream, number, fresh=True, new=number > last)
            self._fresh.append(held)
        held.entries += 1
        if held.entries != entry.version:
            raise LedgerFault("ledger.damaged", path=entry.stream, detail=f"entries before #{entry.position}")
        return held

    def certificates(self, streams: Sequence[str], position: int) -> list[Held]:
        """Return certificates as they were at a position; those that are not held are not kept either."""
        histories = journal.histories(
            self._connection, [s for s in streams if s not in self._held], known_at=position
        )
        return [self._held.get(stream) or self._made(stream, histories[stream]) for stream in streams]

    def rule(self, stream: str, position: int) -> Held:
        """Return a rule as it was at a position, the last that was projected or the next."""
        held = self._held.get(stream)
        if held is None:
            held = self._hold(stream, journal.history(self._connection, stream, known_at=position))
        return held

    def written(self) -> None:
        """Note that all rows so far are written."""
        for held in self._fresh:
            held.fresh = False
        self._fresh.clear()

    def let_go(self) -> bool:
        """Forget the certificates, or everything, where it has become too much; tell whether rules went."""
        if len(self._held) > MOST_HELD:
            kept = {held.stream: held for held in self._held.values() if held.kind != "certificate"}
            self._held = kept if len(kept) <= MOST_HELD else {}
            return not self._held
        return False

    def _hold(self, stream: str, history: Iterable[Entry]) -> Held:
        held = self._held[stream] = self._made(stream, history)
        return held

    def _made(self, stream: str, history: Iterable[Entry]) -> Held:
        held = Held(stream, self._numbers.of(stream), fresh=False)
        for entry in history:
            held.course.add(entry)
            held.entries += 1
            rule = getattr(entry.event, "rule", None)
            if rule is not None and rule not in held.rules:
                held.rules.append(rule)
        return held
