"""The counts at any day and position are the sums of the moves, however these were written down."""

import sqlite3
from collections import Counter
from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import day
from projections import count_tables
from projections.count_blocks import Shape
from projections.count_tables import BODIES, KINDS, Move, kind
from projections.counts import Counts, count

SHAPES = (Shape(1, 2, 1), Shape(2, 4, 1), Shape(3, 2, 8), Shape(8, 4))
DAYS = (1, 738_000, 738_001, 738_001, 738_002, 739_000, day.number("2200-12-31"), day.FOREVER)
READ_DAYS = (0, *DAYS, 738_500, day.FOREVER - 1)

days = st.one_of(st.sampled_from(DAYS), st.integers(738_000, 738_020))
kinds = st.one_of(
    st.just(0), st.builds(kind, st.sampled_from((6, 7, 10)), st.integers(0, 3), st.integers(0, 3))
)
bodies = st.sampled_from((1, 2, 900_000))
changes = st.sampled_from((*(1, -1) * 4, 0, 3, -200, 70_000))
moves = st.tuples(days, kinds, kinds, bodies, changes)
entries = st.lists(st.lists(moves, max_size=4), max_size=90)
"""The moves of each position, from 1 on."""

Entries = list[list[Move]]


def made(connection: sqlite3.Connection, told: Entries, batches: list[int], shape: Shape) -> None:
    """Write the moves of all entries down, in batches of so many (over and over)."""
    connection.executescript(count_tables.SCHEMA.format(schema="", prefix=""))
    at, turn = 0, 0
    while at < len(told):
        end = min(at + batches[turn % len(batches)], len(told))
        kept = Counts(connection, "", shape)
        for position in range(at + 1, end + 1):
            if told[position - 1]:
                kept.add(position, told[position - 1])
        kept.flush(end)
        at, turn = end, turn + 1


def naive(told: Entries, keying: int, on: int, position: int) -> dict[tuple[int, ...], int]:
    """Return the same as `count`, from all the moves."""
    found: Counter[tuple[int, ...]] = Counter()
    for each in told[:position]:
        for effective_on, before, after, body, change in each:
            if effective_on <= on:
                for of, sign in ((before, -change), (after, change)):
                    key = (of >> 8, of >> 4 & 15, of & 15) if keying == KINDS else (body, of >> 8)
                    found[key] += sign
    return {key: n for key, n in found.items() if n and key[keying]}


def content(connection: sqlite3.Connection) -> list[list[tuple[object, ...]]]:
    """Return all that the tables hold."""
    return [sorted(connection.execute(f"SELECT * FROM {table}")) for table in count_tables.TABLES]


@settings(deadline=None)
@given(entries, st.sampled_from(SHAPES), st.lists(st.integers(1, 40), min_size=1, max_size=3))
def test_every_count_is_the_sum_of_the_moves_known_and_effective(
    told: Entries, shape: Shape, batches: list[int]
) -> None:
    connection = sqlite3.connect(":memory:")
    made(connection, told, batches, shape)
    for keying in (KINDS, BODIES):
        for position in range(len(told) + 1):
            for on in READ_DAYS:
                expected = naive(told, keying, on, position)
                assert count(connection, keying, on, position, shape=shape) == expected, (on, position)


@settings(deadline=None)
@given(entries, st.sampled_from(SHAPES), st.lists(st.integers(1, 90), min_size=1, max_size=4))
def test_the_tables_are_the_same_in_whatever_batches_they_were_written(
    told: Entries, shape: Shape, batches: list[int]
) -> None:
    one, other = sqlite3.connect(":memory:"), sqlite3.connect(":memory:")
    made(one, told, [1], shape)
    made(other, told, batches, shape)
    assert content(one) == content(other)


def long_story(length: int) -> Entries:
    """Return the issues of so many certificates, each with what became of it, over forty days."""
    valid, ended = kind(6, 1, 1), kind(9, 1, 1)
    return [
        [(738_000 + n * 7 % 40, 0, valid, n % 5 + 1, 1), (738_010 + n * 11 % 40, valid, ended, n % 5 + 1, 1)]
        for n in range(length)
    ]


def test_large_merges_are_done_in_slices_and_read_only_when_they_are_done() -> None:
    shape, told = Shape(1, 4, 1), long_story(700)
    connection = sqlite3.connect(":memory:")
    connection.executescript(count_tables.SCHEMA.format(schema="", prefix=""))
    kept = Counts(connection, "", shape)
    pages = "SELECT count(DISTINCT first_day) FROM count_pages WHERE keying = 0 AND level = 3 AND block = 0"
    seen = []
    for position, each in enumerate(told, 1):
        kept.add(position, each)
        kept.flush(position)
        seen.append(connection.execute(pages).fetchone()[0])
        if position % 5 == 0:
            for known in (position, position * 2 // 3):
                counted = count(connection, KINDS, 738_020, known, shape=shape)
                assert counted == naive(told, KINDS, 738_020, known)
    assert shape.slices(3) == 4
    assert seen[62] == 0
    assert seen[63:67] == sorted(set(seen[63:67])), "each slice writes pages of its own"
    assert set(seen[67:]) == {seen[66]}


def test_few_blocks_cover_any_position() -> None:
    shape = Shape(1, 16)
    for sealed in (1, 15, 16, 17, 255, 256, 260, 4_096, 5_000, 70_000):
        for blocks in {0, 1, sealed // 2, sealed - 1, sealed}:
            covered = list(shape.cover(blocks, sealed))
            spans = [16**level for level, _ in covered]
            starts = [block * 16**level for level, block in covered]
            assert [0, *accumulate(spans)] == [*starts, blocks], "without gap and overlap"
            assert len(covered) <= 31 * 5


def test_a_block_is_merged_before_the_next_of_its_level_is_complete() -> None:
    shape = Shape(1, 4)
    done: Counter[tuple[int, int]] = Counter()
    for sealed in range(1, 1_200):
        for level, block, step in shape.due(sealed):
            assert step == done[level, block], "slices come one after another"
            done[level, block] += 1
            if level > 1:
                parts = range(block * 4, block * 4 + 4)
                assert all(done[level - 1, part] == shape.slices(level - 1) for part in parts)
    for level in (1, 2, 3, 4):
        assert done[level, 0] == shape.slices(level)


def test_a_rule_that_moves_many_at_one_position_is_one_row_for_each_day_and_body() -> None:
    connection = sqlite3.connect(":memory:")
    told: Entries = [[], [(738_000, 0, kind(6, 0, 0), 7, 100_000)], []]
    told.append([(738_000, kind(6, 0, 0), kind(6, 3, 3), 7, 60_000)] * 2 + [(738_000, 0, 0, 7, 1)])
    made(connection, told, [10], Shape(8, 4))
    rows = connection.execute("SELECT position, change FROM count_moves WHERE before <> after").fetchall()
    assert rows == [(2, 100_000), (4, 120_000)]
    assert count(connection, BODIES, 738_000, 4, shape=Shape(8, 4)) == {(7, 6): 100_000}
    assert count(connection, KINDS, 738_000, 3, shape=Shape(8, 4)) == {(6, 0, 0): 100_000}


@pytest.mark.parametrize("keying", [KINDS, BODIES])
def test_an_empty_ledger_counts_nothing(keying: int) -> None:
    connection = sqlite3.connect(":memory:")
    made(connection, [], [1], count_tables.SHAPE)
    assert count(connection, keying, 738_000, 0) == {}
