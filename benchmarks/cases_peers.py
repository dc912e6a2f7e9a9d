"""Case `peers`: the same questions put to what one would use instead; the answers are compared."""

import operator
import random
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import date
from itertools import islice
from typing import TypeVar

import peers_mariadb
import peers_replay
import peers_sheet
from bench import Bench
from cases_import import STORE_UP_TO
from data import REPORTED_ON, SEED, SUSPENDED, day
from floors import Plain
from ledgers import bytes_on_disk, remove
from peers_store import Store
from product import Point, Reading, Writing, rectangles
from table import Row, alone, check, pair
from timing import Times, in_turn, seconds

Question = TypeVar("Question")
Ours = TypeVar("Ours")
Theirs = TypeVar("Theirs")

FIRST_DAY, LAST_DAY = date(2024, 8, 1).toordinal(), date(2025, 12, 31).toordinal()
REVOKED_ON = date(2025, 1, 10).toordinal()
"""After every other change, and before most certificates expire."""

SHOWN, LISTED, COUNTED = 50, 10, 5
"""Questions of each kind in a round, where an answer takes milliseconds."""


def run(bench: Bench) -> None:
    """Measure every peer at every size."""
    for beside, measure in (("replay", _replay), ("spreadsheet", _sheet), ("event store", _store)):
        for size in bench.settings.sizes:
            with closing(_Asked(bench, size)) as asked:
                rows, remark = measure(asked)
            bench.tell(f"peers: {beside}", size, rows, remark)
    if not peers_mariadb.is_found():
        remark = "Not run: mariadbd was not found (Debian: apt-get install mariadb-server)."
        bench.tell("peers: MariaDB", bench.settings.size, [], remark)
        return
    with peers_mariadb.server() as server:
        for size in bench.settings.sizes:
            with closing(_Asked(bench, size)) as asked:
                rows, remark = _mariadb(asked, server)
            bench.tell("peers: MariaDB", size, rows, remark)


class _Asked:
    """A ledger, questions about it, and certledger's answers; its file stays open, as those of peers do."""

    def __init__(self, bench: Bench, size: int) -> None:
        self.size, self.ledgers = size, bench.ledgers
        self.rounds, self.long_rounds = bench.settings.rounds, bench.settings.rounds_at(size)
        self.ledger = bench.ledgers.full(size)
        self.world = bench.ledgers.world(size)
        self.ours = Reading(self.ledger, stays_open=True)
        self.last = self.ours.last_position()
        self.imported = bench.ledgers.position_of_import(size)
        self._random = random.Random(SEED)

    def close(self) -> None:
        """Close the file."""
        self.ours.close()

    def count(self, point: Point) -> dict[str, int]:
        """Return how many certificates there are by status."""
        return self.ours.count("status", point)

    def numbers(self, count: int) -> list[str]:
        """Return certificates."""
        return [self.world.certificate(self._random.randrange(self.size)).id for _ in range(count)]

    def points(self, count: int, earliest: int = 1) -> list[Point]:
        """Return places on both axes, with so many entries known or more."""
        return [Point(self._day(), self._random.randint(earliest, self.last)) for _ in range(count)]

    def days(self, count: int) -> list[Point]:
        """Return days, as known after the import: for those who know one recorded state only."""
        return [Point(self._day(), self.imported) for _ in range(count)]

    def _day(self) -> str:
        return day(self._random.randint(FIRST_DAY, LAST_DAY))

    def compared(
        self,
        questions: Sequence[Question],
        ours: Callable[[Question], Ours],
        theirs: Callable[[Question], Theirs],
        same: Callable[[Ours, Theirs], bool] = operator.eq,
        *,
        warm: bool = False,
    ) -> tuple[Times, bool]:
        """Return the times of both, and whether all their answers are the same."""
        one: list[Ours] = []
        other: list[Theirs] = []
        taken = in_turn(
            questions,
            {
                "ours": lambda question: one.append(ours(question)),
                "theirs": lambda question: other.append(theirs(question)),
            },
            warm=warm,
        )
        return taken, all(map(same, one, other))

    def recording(self, beside: str, theirs: Callable[[str, str], None]) -> Row:
        """Return a row of one more entry about certificates that are suspended."""
        fitting = (
            it.id for it in self.world.certificates() if it.status == SUSPENDED and it.expires > REVOKED_ON
        )
        numbers, on = list(islice(fitting, SHOWN * self.rounds)), day(REVOKED_ON)
        copy = self.ledgers.copy(self.ledger, "peers.sqlite")
        with Writing(copy) as ours:
            taken = in_turn(
                numbers,
                {"ours": lambda one: ours.revoke(one, on), "theirs": lambda one: theirs(one, on)},
            )
        remove(copy)
        return pair("cert revoke", "ms", taken["ours"], beside, taken["theirs"], times=1)


def _replay(asked: _Asked) -> tuple[list[Row], str]:
    """Fold the entries in a loop."""
    taken, same = asked.compared(
        asked.points(asked.long_rounds), asked.count, lambda point: peers_replay.count(asked.ledger, point)
    )
    return [
        pair("count certs --by status", "ms", taken["ours"], "naive replay", taken["theirs"], times=1),
        check("the same counts", holds=same),
    ], "A loop in Python over all entries known then."


def _sheet(asked: _Asked) -> tuple[list[Row], str]:
    """Read a workbook."""
    if asked.size > peers_sheet.ROWS:
        return [], f"Not run: a sheet ends after {peers_sheet.ROWS:,} rows."
    path = asked.ledgers.scratch("peer.xlsx")
    peers_sheet.write(path, asked.world.certificate_rows())
    taken, same = asked.compared(
        asked.days(asked.long_rounds), asked.count, lambda point: peers_sheet.count(path, point.as_of)
    )
    path.unlink()
    return [
        pair("count certs --by status", "ms", taken["ours"], "spreadsheet", taken["theirs"], times=1),
        check("the same counts", holds=same),
    ], "It knows one state: it was asked as of a day, as known after the import."


def _store(asked: _Asked) -> tuple[list[Row], str]:
    """Replay the aggregates of the event store library."""
    if asked.size > STORE_UP_TO:
        return [], f"Not run: it is up to {STORE_UP_TO:,} certificates."
    path = asked.ledgers.scratch("peer-store.sqlite")
    store = Store(path)
    store.record(asked.ledgers.certificates(asked.size))
    known = Point(REPORTED_ON, asked.imported)
    shown = in_turn(
        asked.numbers(SHOWN * asked.rounds),
        {"ours": lambda one: asked.ours.show(one, known), "theirs": lambda one: store.get(one, 1)},
        warm=True,
    )
    ids = [it.id for it in asked.world.certificates()]
    counted, same = asked.compared(
        asked.days(asked.long_rounds), asked.count, lambda point: store.count(ids, point.as_of)
    )
    rows = [
        pair("show", "ms", shown["ours"], "its state at a version", shown["theirs"], times=1),
        pair("count certs --by status", "ms", counted["ours"], "replay of all", counted["theirs"], times=1),
        asked.recording("load, change, save", store.revoke),
        check("the same counts", holds=same),
    ]
    store.close()
    per_event = bytes_on_disk(path) / (2 * asked.size)
    remove(path)
    return rows, f"It keeps {per_event:,.0f} bytes an event, and has no axis of effective days."


def _mariadb(asked: _Asked, theirs: peers_mariadb.Server) -> tuple[list[Row], str]:
    """Ask a database with temporal tables."""
    sheet = asked.ledgers.scratch("mariadb.tsv")
    loaded = seconds(lambda: theirs.load(sheet, rectangles(asked.ledger), asked.world.certificates()))
    numbers = asked.numbers(SHOWN * asked.rounds)
    shown, same_shown = asked.compared(
        list(zip(numbers, asked.points(len(numbers), asked.imported), strict=True)),
        lambda question: asked.ours.show(*question),
        lambda question: theirs.show(*question),
        lambda it, row: (it["id"], it["status"]) == (row[0], row[7]),
        warm=True,
    )
    rules = Plain(asked.ledger).rules_near(100, LISTED) * asked.rounds
    listed, same_listed = asked.compared(
        list(zip(rules, asked.points(len(rules), asked.imported), strict=True)),
        lambda question: asked.ours.listed(*question),
        lambda question: theirs.listed(*question),
        lambda ours, rows: [(it["id"], it["status"]) for it in ours] == [(row[0], row[7]) for row in rows],
        warm=True,
    )
    counted, same_counted = asked.compared(
        asked.points(COUNTED * asked.rounds), asked.count, theirs.count, warm=True
    )
    first, same_first = asked.compared(
        asked.points(LISTED * asked.rounds, asked.imported),
        asked.ours.first_listed,
        theirs.first,
        lambda it, row: it is not None and it["id"] == row[0],
        warm=True,
    )
    rows = [
        pair("show", "ms", shown["ours"], "MariaDB", shown["theirs"], times=1),
        pair("list certs --rule", "ms", listed["ours"], "MariaDB", listed["theirs"], times=1),
        pair("list certs, first row", "ms", first["ours"], "MariaDB", first["theirs"], times=1),
        pair("count certs --by status", "ms", counted["ours"], "MariaDB", counted["theirs"], times=1),
        asked.recording("MariaDB", theirs.revoke),
        alone("filling its table", "s", [loaded]),
        check("the same answers", holds=same_shown and same_listed and same_counted and same_first),
    ]
    return rows, f"{theirs.version()}, in a folder of its own, its client connected by a socket."
