"""Case `audit`: what was believed, why, and what was learnt since, beside plain SQL on the same tables.

In seconds of processor: all of it is work of one process on a file that is cached.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import islice, pairwise
from pathlib import Path
from time import process_time

from auditing import Auditing, Entering, Span
from bench import Bench
from data import NOTICE, REPORTED_ON, SEED, SUSPENDED, World, day
from floors import Plain
from ledgers import remove
from product import Point
from table import Row, alone, pair, tail
from timing import in_turn

ASKED = 100
"""Certificates asked about in a round."""

LENGTHS = (10, 100, 1_000)
"""Entries of the certificates that show whether time is in proportion to them."""

OF_A_DAY = 10_000
"""Entries of the day that is compared; a quarter of the certificates in smaller ledgers."""

FOLDED = 4
"""Of the questions about one certificate, the first that are asked of those lengths."""

ACTOR = "补录员"
AS_OF = "2025-06-30"
FIRST_DAY = 738_100
"""2021-11-02: the rules are filed by then."""

Ask = Callable[[str], object]
by_turns = partial(in_turn, warm=True, clock=process_time)


def run(bench: Bench) -> None:
    """Measure every size."""
    for size in bench.settings.sizes:
        audit = _Audit(bench, size)
        rows = [
            *audit.one_subject(),
            *audit.lengths(),
            *audit.a_day(),
            *audit.corrections(),
            audit.restated(),
        ]
        bench.tell("audit", size, rows, audit.remark)
        remove(audit.ledger)


class _Audit:
    def __init__(self, bench: Bench, size: int) -> None:
        self.ledger = bench.ledgers.copy(bench.ledgers.full(size), "audit.sqlite")
        self._rounds = bench.settings.rounds
        self._world = bench.ledgers.world(size)
        self._imported = bench.ledgers.position_of_import(size)
        self._long = _long_lives(self.ledger, self._world)
        before = Auditing(self.ledger).last_position()
        entered = _a_day(self.ledger, self._world)
        self._ours, self._plain = Auditing(self.ledger), Plain(self.ledger)
        self._now = Point(AS_OF, self._ours.last_position())
        self._day = Span(before, self._now)
        self._entries = self._now.position - before
        assert self._entries == entered
        self.remark = (
            f"Time of the processor. The day has {entered:,} entries of as many certificates, all back-dated."
        )

    def one_subject(self) -> list[Row]:
        """One certificate, by its id."""
        draw = random.Random(SEED)
        asked = [self._world.certificate(draw.randrange(self._world.size)).id for _ in range(ASKED)]
        rows = []
        for what, ask in self._questions():
            taken = by_turns(asked * self._rounds, {"ours": ask, "plain": self._its_entries})
            beside = "SELECT of its entries"
            rows.append(replace(pair(what, "ms", taken["ours"], beside, taken["plain"]), flat=True))
            rows.append(tail(f"{what}, p99", "ms", taken["ours"], beside, taken["plain"], most=10))
        return rows

    def lengths(self) -> Iterator[Row]:
        """One certificate by the number of its entries, each beside what the shorter one's would take."""
        for what, ask in self._questions()[:FOLDED]:
            contenders = {str(n): _bound(ask, certificate) for n, certificate in self._long.items()}
            taken = by_turns(range(3 * self._rounds), contenders)
            shortest = LENGTHS[0]
            yield alone(f"{what}, {shortest:,} entries", "ms", taken[str(shortest)], most=10)
            for before, length in pairwise(LENGTHS):
                expected = [seconds * length / before for seconds in taken[str(before)]]
                beside = f"in proportion to {before:,}"
                yield pair(
                    f"{what}, {length:,} entries", "ms", taken[str(length)], beside, expected, times=1.5
                )

    def a_day(self) -> list[Row]:
        """All that was learnt on a day, and all that changed between two days."""
        learnt = by_turns(
            [self._day] * self._rounds,
            {"ours": self._ours.learnt, "plain": lambda span: self._plain.learnt(span.after, span.upto)},
        )
        changed = by_turns(
            [("2024-07-14", Point("2024-07-15", self._now.position))] * self._rounds,
            {
                "ours": lambda days: self._ours.changed(*days),
                "plain": lambda days: self._plain.changed(*days),
            },
        )
        beside = "SELECT of their entries"
        return [
            pair("diff of a day", "ms", learnt["ours"], beside, learnt["plain"], most=1000),
            self._each("diff of a day, each entry", learnt["ours"]),
            pair("diff --axis effective", "ms", changed["ours"], beside, changed["plain"]),
        ]

    def corrections(self) -> list[Row]:
        """What came late: on a day, of a person, of a body."""
        *_, (_, body, _) = self._world.rules()
        whole = Span(0, self._now)
        rows = []
        for what, ours, plain in (
            ("corrections of a day", lambda _: self._ours.corrections(self._day), self._its_day),
            ("corrections --actor", lambda _: self._ours.corrections(whole, actor=ACTOR), self._its_day),
            (
                "corrections --body",
                lambda _: self._ours.corrections(whole, body=body),
                lambda _: self._plain.of_body(body),
            ),
        ):
            taken = by_turns(range(self._rounds), {"ours": ours, "plain": plain})
            rows.append(pair(what, "ms", taken["ours"], "SELECT of the same rows", taken["plain"]))
            if plain == self._its_day:
                rows.append(self._each(f"{what}, each entry", taken["ours"]))
        return rows

    def restated(self) -> Row:
        """Which figures of the compliance report the day restated."""
        span = Span(self._day.after, Point(REPORTED_ON, self._now.position))
        taken = by_turns(
            range(min(3, self._rounds)),
            {
                "ours": lambda _: self._ours.restated(NOTICE, span),
                "both": lambda _: [self._ours.report(NOTICE, Point(REPORTED_ON, at)) for at in _ends(span)],
            },
        )
        return pair("report compliance --diff", "ms", taken["ours"], "both reports", taken["both"])

    def _questions(self) -> list[tuple[str, Ask]]:
        """Return the commands that answer about one certificate."""
        ours, now, since = self._ours, self._now, Span(self._imported, self._now)
        return [
            ("history", lambda it: ours.history(it, now)),
            ("explain", lambda it: ours.explain(it, now)),
            ("show", lambda it: ours.show(it, now)),
            ("diff of one", lambda it: ours.learnt(since, it)),
            ("diff --axis effective of one", lambda it: ours.changed("2023-12-31", now, it)),
            ("corrections of one", lambda it: ours.corrections(Span(0, now), it)),
        ]

    def _its_entries(self, certificate: str) -> object:
        return self._plain.show(certificate, self._now)

    def _its_day(self, _question: object) -> object:
        return self._plain.logged(self._day.after + 1, self._now.position)

    def _each(self, what: str, seconds: list[float]) -> Row:
        return replace(alone(what, "µs", [taken / self._entries for taken in seconds]), flat=True)


def _bound(ask: Ask, certificate: str) -> Callable[[int], object]:
    return lambda _round: ask(certificate)


def _ends(span: Span) -> tuple[int, int]:
    return span.after, span.upto.position


# What is entered -------------------------------------------------------------


def _long_lives(ledger: Path, world: World) -> dict[int, str]:
    """Record certificates by their number of entries; the suspensions of each are entered in no order."""
    rule, found = world.open_rule(), {}
    body = rule.partition("/")[0]
    with Entering(ledger) as ours:
        for length in LENGTHS:
            certificate = found[length] = f"{body}/LIFE-{length}"
            spans = [(day(FIRST_DAY + 2 * n), day(FIRST_DAY + 2 * n + 1)) for n in range(1, length // 2)]
            random.Random(SEED).shuffle(spans)
            ours.issue(certificate, rule, day(FIRST_DAY), "2027-05-05")
            ours.suspended_and_reinstated(certificate, spans)
            ours.amend(certificate, [(day(FIRST_DAY + 1), "示例产品的生产（变更）")])
    return found


def _a_day(ledger: Path, world: World) -> int:
    """Cancel certificates from all over the ledger that were suspended, the day after; return how many."""
    count = max(1, min(OF_A_DAY, world.size // 4))
    every = max(1, world.size // (4 * count))
    several = (world.certificate(number) for number in range(0, world.size, every))
    suspended = (it for it in several if it.status == SUSPENDED and it.number % 100 not in {7, 13})
    acts = [(it.id, day(min(it.status_on + 1, it.expires))) for it in islice(suspended, count)]
    with Entering(ledger) as ours:
        ours.cancelled(ACTOR, acts)
    return len(acts)
