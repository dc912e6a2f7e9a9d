"""Moves summed over positions, and cut into pages by effective day.

A move takes a number of certificates, on a day, from one key to another. Where
a block says which move it is, `number` stands for the two keys. A page holds
the moves of some days and, for each number, the sum of all that lie before
those days, so that one page of a block answers for any of its days.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain, compress, islice
from operator import add, ne, sub
from typing import NamedTuple

from projections.columns import pack, unpack

AFTER_ALL_DAYS = 1 << 40


class Moves(NamedTuple):
    """Moves in order of their place: days after `first_day` << `bits` | number. `changes` are how many."""

    first_day: int
    bits: int
    places: Sequence[int]
    changes: Sequence[int]

    def before(self, day: int) -> int:
        """Return how many moves lie before a day."""
        return bisect_left(self.places, (day - self.first_day) << self.bits)

    def between(self, low: int, high: int) -> "Moves":
        """Return the moves on days `[low, high)`."""
        first, last = self.before(low), self.before(high)
        if last - first == len(self.places):
            return self
        return self._replace(places=self.places[first:last], changes=self.changes[first:last])

    def codes(self, coding: "Coding") -> list[int]:
        """Return the moves as `merged` sorts them."""
        places, bits, width = self.places, coding.bits, coding.width
        if self.bits != bits:
            mask = (1 << self.bits) - 1
            places = [place >> self.bits << bits | place & mask for place in places]
        start = coding.start(self.first_day)
        return [(place << width) + change + start for place, change in zip(places, self.changes, strict=True)]

    def add_to(self, totals: list[int], until: int | None = None) -> None:
        """Add the moves up to the end of a day to what there is of each number."""
        mask = (1 << self.bits) - 1
        last = len(self.places) if until is None else self.before(until + 1)
        for place, change in zip(self.places[:last], self.changes, strict=False):
            totals[place & mask] += change


class Coding(NamedTuple):
    """How a move is one integer: its place, with days after `first_day`, and its change above `least`.

    Nothing else is sorted as quickly.
    """

    first_day: int
    least: int
    bits: int
    width: int

    def start(self, day: int) -> int:
        """Return what is added to the code of a move whose days count from another first day."""
        return ((day - self.first_day) << self.bits + self.width) - self.least


def merged(parts: Iterable["Moves | Block"], bits: int) -> Moves:
    """Return the sums of moves on the same day from and to the same keys; those of level 0 come unordered."""
    parts = [part for part in parts if part.changes]
    if not parts:
        return Moves(0, bits, (), ())
    first_day = min(part.first_day for part in parts)
    least = min(min(part.changes) for part in parts)
    width = (max(max(part.changes) for part in parts) - least).bit_length()
    coding = Coding(first_day, least, bits, width)
    codes: list[int] = []
    for part in parts:
        codes += part.codes(coding)
    codes.sort()
    mask = (1 << width) - 1
    places = [code >> width for code in codes]
    sums = accumulate([(code & mask) + least for code in codes])
    ends = [*map(ne, places, islice(places, 1, None)), True]
    upto = list(compress(sums, ends))
    changes = list(map(sub, upto, chain((0,), upto)))
    return Moves(
        first_day, bits, list(compress(compress(places, ends), changes)), list(filter(None, changes))
    )


# Pages -----------------------------------------------------------------------


class Page(NamedTuple):
    """The moves of some days, and the sum of each number before them."""

    base: Sequence[int]
    moves: Moves

    def add_to(self, totals: list[int], until: int | None = None) -> None:
        """Add what there is of each number at the end of a day, one of the page or after it."""
        totals[: len(self.base)] = map(add, totals, self.base)
        self.moves.add_to(totals, until)


def pages(moves: Moves, base: list[int], least: int) -> Iterator[tuple[int, bytes]]:
    """Yield (first day, page) of moves, given the sums before them.

    A page has all moves of its days, and at least as many as `least` and as there are sums.
    """
    first_day, bits, places, changes = moves
    at = 0
    while at < len(places):
        end = min(at + max(least, len(base)), len(places)) - 1
        end = bisect_left(places, (places[end] >> bits) + 1 << bits)
        start = places[at] >> bits << bits
        here = Moves(first_day, bits, places[at:end], changes[at:end])
        gaps = list(map(sub, here.places, chain((start,), here.places)))
        yield first_day + (start >> bits), pack((bits,), gaps, here.changes, base)
        here.add_to(base)
        at = end


def page(first_day: int, packed: bytes) -> Page:
    """Return what `pages` packed."""
    (bits,), gaps, changes, base = unpack(packed)
    return Page(base, Moves(first_day, bits, list(accumulate(gaps)), changes))


# Blocks of level 0 -----------------------------------------------------------


class Block(NamedTuple):
    """The moves of a block of level 0 in order of position, with their numbers under one keying."""

    gaps: Sequence[int]
    first_day: int
    days: Sequence[int]
    changes: Sequence[int]
    numbers: Sequence[int]

    def add_to(self, totals: list[int], until: int, positions: int | None = None) -> None:
        """Add the moves up to the end of a day, of the first so many positions or of all."""
        days = self.days
        if positions is not None:
            days = days[: bisect_left(list(accumulate(self.gaps)), positions)]
        wanted = map((until - self.first_day).__ge__, days)
        for number, change in compress(zip(self.numbers, self.changes, strict=True), wanted):
            totals[number] += change

    def codes(self, coding: Coding) -> list[int]:
        """Return the moves as `merged` sorts them."""
        bits, width, start = coding.bits, coding.width, coding.start(self.first_day)
        return [
            ((day << bits | number) << width) + change + start
            for day, number, change in zip(self.days, self.numbers, self.changes, strict=True)
        ]


def packed_block(
    first: int,
    positions: Sequence[int],
    days: Sequence[int],
    changes: Sequence[int],
    numbers: Iterable[Sequence[int]],
) -> bytes:
    """Return the moves of the block that begins at position `first`, in order, with numbers by keying."""
    gaps = list(map(sub, positions, chain((first,), positions)))
    first_day = min(days, default=0)
    return pack(gaps, (first_day,), [day - first_day for day in days], changes, *numbers)


def blocks(packed: bytes) -> list[Block]:
    """Return what `packed_block` packed: the same moves under each keying."""
    gaps, (first_day,), days, changes, *numbers = unpack(packed)
    return [Block(gaps, first_day, days, changes, each) for each in numbers]
