"""Case `reads`: questions at random places of both time axes, beside plain SQL on the same tables."""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace

from bench import Bench
from data import NOTICE, REPORTED_ON, SEED, World, day
from floors import Plain
from product import Point, Reading
from table import Row, pair, tail
from timing import in_turn

FIRST_DAY, LAST_DAY = 738_200, 739_600
"""2022-02-22 and 2025-12-23."""

SHOWN, LISTED, COUNTED = 200, 10, 8
"""Questions of each kind in a round."""

GROUPINGS = ("status", "body", "category", "scheme")


def run(bench: Bench) -> None:
    """Measure every size."""
    for size in bench.settings.sizes:
        reads = _Reads(bench, size)
        rows = [*reads.show(), *reads.listed(), *reads.counts(), reads.report(), *reads.first_rows()]
        bench.tell("reads", size, rows, reads.remark)


class _Reads:
    def __init__(self, bench: Bench, size: int) -> None:
        ledger = bench.ledgers.full(size)
        self._ours, self._plain = Reading(ledger), Plain(ledger)
        self._rounds = bench.settings.rounds
        self._world = bench.ledgers.world(size)
        self._imported = bench.ledgers.position_of_import(size)
        self._last = self._ours.last_position()
        self._random = random.Random(SEED)
        self.remark = ""

    def show(self) -> list[Row]:
        """One certificate, after it was issued."""
        asked = [(it, self._point(self._imported)) for it in self._certificates(SHOWN * self._rounds)]
        taken = in_turn(
            asked,
            {
                "ours": lambda q: self._ours.show(q[0], q[1]),
                "plain": lambda q: self._plain.show(q[0], q[1]),
            },
            warm=True,
        )
        beside = "SELECT of its entries"
        return [
            pair("show", "ms", taken["ours"], beside, taken["plain"]),
            tail("show, p99", "ms", taken["ours"], beside, taken["plain"], most=5),
        ]

    def listed(self) -> list[Row]:
        """The certificates of one rule, of those that have about a hundred."""
        rules = self._plain.rules_near(100, LISTED)
        asked = [(rule, self._point(self._imported)) for rule in rules * self._rounds]
        taken = in_turn(
            asked,
            {
                "ours": lambda q: self._ours.listed(q[0], q[1]),
                "plain": lambda q: self._plain.listed(q[0], q[1]),
            },
            warm=True,
        )
        beside = "SELECT of the same rows"
        return [
            pair("list certs --rule", "ms", taken["ours"], beside, taken["plain"]),
            tail("list certs --rule, p99", "ms", taken["ours"], beside, taken["plain"]),
        ]

    def counts(self) -> list[Row]:
        """All certificates in groups."""
        rows = []
        for by in GROUPINGS:
            points = self._points(COUNTED * self._rounds)
            taken = in_turn(points, {"ours": self._count(by), "plain": self._plain.count(by)}, warm=True)
            beside = "GROUP BY over all"
            counted = pair(f"count certs --by {by}", "ms", taken["ours"], beside, taken["plain"])
            rows.append(replace(counted, flat=True))
            rows.append(tail(f"count certs --by {by}, p99", "ms", taken["ours"]))
        return rows

    def report(self) -> Row:
        """The compliance report after its deadline."""
        point = Point(REPORTED_ON, self._last)
        made = self._ours.report(NOTICE, point)
        owed = sum(made.summary[action]["total"] for action in ("settle_certificate", "dispose_certificate"))
        flagged = made.summary["rules"]["flagged"]
        self.remark = f"The report is of {flagged:,} flagged rules and {owed:,} certificates."
        questions = [point] * max(3, self._rounds)
        taken = in_turn(
            questions,
            {"ours": lambda p: self._ours.report(NOTICE, p), "plain": self._plain.report},
            warm=True,
        )
        beside = "SELECT of the obligations"
        return pair("report compliance", "ms", taken["ours"], beside, taken["plain"], most=2000)

    def first_rows(self) -> list[Row]:
        """The first row of what goes on for all of the ledger."""
        rows = []
        both: Sequence[tuple[str, Callable[[Point], object], Callable[[Point], object]]] = (
            ("list certs, first row", self._ours.first_listed, self._plain.first_listed),
            ("log, first row", self._ours.first_logged, self._plain.first_logged),
        )
        for what, ours, plain in both:
            taken = in_turn(self._points(LISTED * self._rounds), {"ours": ours, "plain": plain}, warm=True)
            rows.append(pair(what, "ms", taken["ours"], "SELECT of one row", taken["plain"]))
        return rows

    def _count(self, by: str) -> Callable[[Point], object]:
        return lambda point: self._ours.count(by, point)

    def _certificates(self, count: int) -> list[str]:
        world: World = self._world
        return [world.certificate(self._random.randrange(world.size)).id for _ in range(count)]

    def _points(self, count: int) -> list[Point]:
        return [self._point(1) for _ in range(count)]

    def _point(self, earliest: int) -> Point:
        """Return a place where what is known reaches at least to a position."""
        on = LAST_DAY - 500 if earliest > 1 else FIRST_DAY
        return Point(day(self._random.randint(on, LAST_DAY)), self._random.randint(earliest, self._last))
