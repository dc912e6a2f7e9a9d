"""What the first entries of a new certificate make of it, worked out before they are recorded.

A file that states a million certificates is checked long before its first
entry is recorded. What the read model will hold of a new one depends on its
rule, on its few days, and for the rest on nothing but how those days follow
each other: there are some dozen such shapes, and each is worked out once.
"""

from collections.abc import Callable, Sequence
from functools import cache

import msgspec

from domain import certificate, day
from domain.course import Change, Course
from domain.event import Event
from domain.subject import AGGREGATES
from ledger.entry import Entry
from projections.count_tables import upward
from projections.held import RuleLife
from projections.tables import STATUS_CODES
from projections.tally import Facts, Piece, moves, pieces

OPEN = 0
"""Stands for the entry that closes a rectangle which none has closed."""


class Changed(msgspec.Struct, gc=False):
    """What an entry closes and opens of a certificate's rectangles, and how that counts.

    `closed` are (rule, position since which it was believed, first day), `opened`
    (rule, first day, day after the last, status).
    """

    closed: list[tuple[str, int, int]]
    opened: list[tuple[str, int, int, int]]
    moves: list[tuple[int, int, int, int]]


def changed(change: Change, facts_of: Callable[[str], Facts]) -> Changed:
    """Return what a change of a certificate's segments is as rows; `facts_of` gives those of a rule's id."""
    closed: list[tuple[str, int, int]] = []
    opened: list[tuple[str, int, int, int]] = []
    gone: list[Piece] = []
    come: list[Piece] = []
    for segment, believed_from in change.gone:
        rule = segment.rule or ""
        start = day.number(segment.start)
        end = day.FOREVER if segment.end is None else day.number(segment.end)
        closed.append((rule, believed_from, start))
        gone += pieces(start, end, STATUS_CODES[segment.status], facts_of(rule))
    for segment in change.come:
        rule = segment.rule or ""
        start = day.number(segment.start)
        end = day.FOREVER if segment.end is None else day.number(segment.end)
        status = STATUS_CODES[segment.status]
        opened.append((rule, start, end, status))
        come += pieces(start, end, status, facts_of(rule))
    return Changed(closed, opened, moves(gone, come))


# New certificates --------------------------------------------------------------

SETTLED: dict[type[Event], int] = {
    certificate.CertificateSuspended: 1,
    certificate.CertificateCancelled: 2,
    certificate.CertificateRevoked: 3,
}
"""What may follow the issue of a new certificate, by code; 0 is nothing."""

EVENTS = {code: event for event, code in SETTLED.items()}


class Shape(msgspec.Struct, frozen=True):
    """The rows of all new certificates that are alike but for their rule and days.

    Entries count from 1; days are places in `Begun.days`. `states` are
    rectangles: (entry that opened it, first day, day after the last, entry that
    closed it or `OPEN`, status). `moves` are of the counts: (entry, day, lower
    kind, higher kind, how many go from the one to the other).
    """

    states: tuple[tuple[int, int, int, int, int], ...]
    moves: tuple[tuple[int, int, int, int, int], ...]


class Begun(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A new certificate: issued, and perhaps settled by a second entry.

    `days` are ordinals: of the issue, of the first expired day, of the second
    entry, and the end of all days. `said` is what the rule says of its
    certificates, as `tally.facts` has it.
    """

    rule: str
    settled: int
    said: int
    days: tuple[int, int, int, int]

    @property
    def shape(self) -> Shape:
        """Return its rows."""
        issued, expired, settled, _ = self.days
        return _shape(self.settled, self.said, day.order(issued, settled), day.order(expired, settled))

    @property
    def acted(self) -> tuple[int, ...]:
        """Return the days on which its entries take effect."""
        issued, _, settled, _ = self.days
        return (issued, settled) if self.settled else (issued,)


def begun(issued: certificate.CertificateIssued, settled: Event | None, facts: Facts) -> Begun | None:
    """Return what the entries of a new certificate make of it; None where its rule said several things."""
    on = day.number(issued.effective_on)
    if len(facts) != 1 or facts[0][0] > on:
        return None
    expired = day.number(issued.expires_on) + 1
    code = 0 if settled is None else SETTLED[type(settled)]
    then = on if settled is None else day.number(settled.effective_on)
    return Begun(issued.rule, code, facts[0][1], (on, expired, then, day.FOREVER))


def under(life: RuleLife, issued: certificate.CertificateIssued, settled: Event | None) -> Begun | None:
    """Return what a new certificate's entries make of it under a rule; None where the rule decides more.

    Under a rule that was ever flagged or closed it may owe something.
    """
    return None if life.binds else begun(issued, settled, life.facts)


def of_entries(entries: Sequence[Entry], life_of: Callable[[str], RuleLife]) -> Begun | None:
    """Return what the first entries of a certificate make of it; None where it takes projecting them.

    A notice that is named has to be noted.
    """
    first, *others = entries
    issued, settled = first.event, others[0].event if others else None
    if not isinstance(issued, certificate.CertificateIssued) or issued.suspended or len(others) > 1:
        return None
    if settled is not None and type(settled) not in SETTLED:
        return None
    if any(entry.event.notice is not None for entry in entries):
        return None
    return under(life_of(issued.rule), issued, settled)


@cache
def _shape(code: int, said: int, issued: int, expired: int) -> Shape:
    """Return the rows of a shape: those of a certificate with such days.

    `issued` and `expired` tell whether the day comes before (-1), on or after the second entry's.
    """
    days = {"issued": 1000 + issued * 10, "settled": 1000, "expired": 1000 + expired * 10}
    if issued == expired:  # all on one side of it, or on its day
        days["expired"] += 1
    text = {name: day.text(number) for name, number in days.items()}
    events: list[Event] = [
        certificate.CertificateIssued(
            effective_on=text["issued"], rule="", holder="", expires_on=day.after(text["expired"], -1)
        )
    ]
    if code:
        events.append(EVENTS[code](effective_on=text["settled"]))
    places = {days["settled"]: 2, days["expired"]: 1, days["issued"]: 0, day.FOREVER: 3}
    course: Course[Entry] = Course(AGGREGATES["certificate"])
    states: dict[tuple[int, int], list[int]] = {}
    counted: list[tuple[int, int, int, int, int]] = []
    for entry, event in enumerate(events, 1):
        change = course.add(Entry(entry, "", entry, event))
        rows = changed(change, lambda _rule: ((0, said),))
        for _rule, believed_from, start in rows.closed:
            states[believed_from, start][3] = entry
        for _rule, start, end, status in rows.opened:
            states[entry, start] = [entry, places[start], places[end], OPEN, status]
        counted += [(entry, places[on], *upward(*move)) for on, *move in rows.moves]
    return Shape(tuple((a, b, c, d, e) for a, b, c, d, e in states.values()), tuple(counted))
