"""How many certificates there are of each key on any day, as known at any position, without looking at one.

What an entry changes is written down as moves: on a day, so many certificates
go from one kind (status, category, scheme) to another. The sum of all moves up
to a day, of all positions up to one, is how many there are. Positions only
grow, so the moves of a block of positions never change again and are summed
once: a question takes one page of each of the few blocks that cover what was
known (`count_blocks`), and the moves of the block it ends in.

Counted are the keys of two keyings: `KINDS` and `BODIES`, the latter for each
body by status alone.
"""

import sqlite3
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from operator import itemgetter

from ledger.journal import Reader
from projections import count_sums
from projections.count_blocks import Shape

SCHEMA = """
-- Moves of the positions after the last block that is complete.
CREATE TABLE {schema}{prefix}count_moves (
    position     INTEGER NOT NULL,
    effective_on INTEGER NOT NULL,
    before       INTEGER NOT NULL,
    after        INTEGER NOT NULL,
    body         INTEGER NOT NULL,
    change       INTEGER NOT NULL,
    PRIMARY KEY (position, effective_on, before, after, body)
) WITHOUT ROWID;

-- The pairs of keys that moves go between, numbered as they come up.
CREATE TABLE {schema}{prefix}count_pairs (
    keying INTEGER NOT NULL,
    number INTEGER NOT NULL,
    pair   INTEGER NOT NULL,
    PRIMARY KEY (keying, number)
) WITHOUT ROWID;

-- Every block of level 0: its moves, packed.
CREATE TABLE {schema}{prefix}count_blocks (block INTEGER PRIMARY KEY, moves BLOB NOT NULL);

-- The merged blocks: pages of sums by day, packed.
CREATE TABLE {schema}{prefix}count_pages (
    keying    INTEGER NOT NULL,
    level     INTEGER NOT NULL,
    block     INTEGER NOT NULL,
    first_day INTEGER NOT NULL,
    sums      BLOB NOT NULL,
    PRIMARY KEY (keying, level, block, first_day)
);
"""
TABLES = ("count_moves", "count_pairs", "count_blocks", "count_pages")

SHAPE = Shape(size=512, merge=16)
"""Chosen by measuring: larger blocks are smaller on disk and slower to ask. Fixed by the tables' content."""

KINDS, BODIES = 0, 1
KEYINGS = (KINDS, BODIES)

Move = tuple[int, int, int, int, int]
"""(day, kind before, kind after, number of the body, how many); a kind is a `kind()`, or 0 for no certificate."""


def kind(status: int, category: int, scheme: int) -> int:
    """Return three codes below 16 as one integer."""
    return status << 8 | category << 4 | scheme


def _pairs(keying: int, before: Iterable[int], after: Iterable[int], bodies: Iterable[int]) -> list[int]:
    if keying == KINDS:
        return [b << 12 | a for b, a in zip(before, after, strict=True)]
    return [body << 8 | b >> 8 << 4 | a >> 8 for b, a, body in zip(before, after, bodies, strict=True)]


def _keys(keying: int, pair: int) -> tuple[int, int]:
    """Return the keys before and after that a pair stands for."""
    if keying == KINDS:
        return pair >> 12, pair & 0xFFF
    body = pair >> 8 << 4
    return body | pair >> 4 & 0xF, body | pair & 0xF


_CERTIFICATE = (0xF00, 0xF)
"""Where a key holds its status, by keying; 0 there is no certificate."""


def are_kept(connection: sqlite3.Connection, prefix: str = "") -> bool:
    """Tell whether there are tables of counts: an old ledger has none until it is rebuilt."""
    names = [f"{prefix}{table}" for table in TABLES]
    found = connection.execute(
        "SELECT count(*) FROM (SELECT name FROM sqlite_schema UNION SELECT name FROM sqlite_temp_schema)"
        f" WHERE name IN ({','.join('?' * len(names))})",
        names,
    ).fetchone()[0]
    return bool(found == len(names))


class Counts:
    """Keeps the counts of the tables that begin with `prefix`, in the transaction of the entries.

    The tables come out the same, byte for byte, in whatever batches they are flushed.
    """

    def __init__(self, connection: sqlite3.Connection, prefix: str, shape: Shape | None = None) -> None:
        self._connection = connection
        self._prefix = prefix
        self._shape = shape or SHAPE
        self._rows: list[tuple[int, ...]] = []
        self._numbers: list[dict[int, int]] = []

    def add(self, position: int, moves: Iterable[Move]) -> None:
        """Take in all that an entry moves; entries come once each, in order of position."""
        net: dict[tuple[int, ...], int] = {}
        for day, before, after, body, change in moves:
            if before < after:
                key = (position, day, before, after, body)
                net[key] = net.get(key, 0) + change
            else:
                key = (position, day, after, before, body)
                net[key] = net.get(key, 0) - change
        self._rows += [(*key, net[key]) for key in sorted(net) if net[key]]

    def flush(self, last_position: int) -> None:
        """Write what was added, and seal the blocks that end at or before the last position."""
        size = self._shape.size
        sealed = _sealed(self._connection, self._prefix)
        complete = last_position // size
        rows, self._rows = self._rows, []
        if complete > sealed:
            written = self._execute("SELECT * FROM {p}count_moves ORDER BY 1, 2, 3, 4, 5").fetchall()
            self._execute("DELETE FROM {p}count_moves")
            rows = written + rows
            at = 0
            for block in range(sealed, complete):
                end = bisect_right(rows, (block + 1) * size, lo=at, key=itemgetter(0))
                self._seal(block, rows[at:end])
                at = end
            rows = rows[at:]
        self._connection.executemany(f"INSERT INTO {self._prefix}count_moves VALUES (?, ?, ?, ?, ?, ?)", rows)

    # Blocks ------------------------------------------------------------------

    def _seal(self, block: int, rows: list[tuple[int, ...]]) -> None:
        """Write a block of level 0, and merge what is due with it."""
        columns = list(zip(*rows, strict=True)) or [()] * 6
        positions, days, before, after, bodies, changes = columns
        numbers = [self._numbered(keying, _pairs(keying, before, after, bodies)) for keying in KEYINGS]
        packed = count_sums.packed_block(block * self._shape.size + 1, positions, days, changes, numbers)
        self._execute("INSERT INTO {p}count_blocks VALUES (?, ?)", (block, packed))
        for level, above, step in self._shape.due(block + 1):
            for keying in KEYINGS:
                self._merge(keying, level, above, step)

    def _numbered(self, keying: int, pairs: list[int]) -> list[int]:
        """Return the numbers of pairs; new ones get the next, in order."""
        if not self._numbers:
            self._numbers = [
                {
                    pair: number
                    for number, pair in enumerate(_known_pairs(self._connection, keying, self._prefix))
                }
                for keying in KEYINGS
            ]
        numbers = self._numbers[keying]
        for pair in sorted(set(pairs).difference(numbers)):
            self._execute("INSERT INTO {p}count_pairs VALUES (?, ?, ?)", (keying, len(numbers), pair))
            numbers[pair] = len(numbers)
        return [numbers[pair] for pair in pairs]

    def _merge(self, keying: int, level: int, block: int, step: int) -> None:
        """Merge a slice of the days of a block from the blocks below it."""
        base = [0] * len(self._numbers[keying])
        bits = len(base).bit_length()
        first, last = block * self._shape.merge, (block + 1) * self._shape.merge - 1
        if level == 1:
            parts = [
                count_sums.block(packed, keying).moves(bits)
                for (packed,) in self._execute(
                    "SELECT moves FROM {p}count_blocks WHERE block BETWEEN ? AND ? ORDER BY block",
                    (first, last),
                )
            ]
        else:
            low, high = self._days(keying, level, block, step)
            if step:
                _add_page(self._connection, base, (keying, level, block, low - 1), self._prefix)
            parts = [
                count_sums.page(*row).moves.between(low, high)
                for below in range(first, last + 1)
                for row in self._execute(
                    "SELECT first_day, sums FROM {p}count_pages"
                    " WHERE keying = :keying AND level = :level AND block = :block AND first_day < :high"
                    " AND first_day >= coalesce((SELECT max(first_day) FROM {p}count_pages WHERE"
                    " keying = :keying AND level = :level AND block = :block AND first_day <= :low), :low)",
                    {"keying": keying, "level": level - 1, "block": below, "low": low, "high": high},
                )
            ]
        made = count_sums.pages(count_sums.merged(parts, bits), base, self._shape.page)
        self._connection.executemany(
            f"INSERT INTO {self._prefix}count_pages VALUES (?, ?, ?, ?, ?)",
            [(keying, level, block, *page) for page in made],
        )

    def _days(self, keying: int, level: int, block: int, step: int) -> tuple[int, int]:
        """Return the days `[low, high)` of a slice: the pages below begin evenly in the slices."""
        firsts = self._execute(
            "SELECT first_day FROM {p}count_pages WHERE keying = ? AND level = ? AND block BETWEEN ? AND ?"
            " ORDER BY first_day",
            (keying, level - 1, block * self._shape.merge, (block + 1) * self._shape.merge - 1),
        ).fetchall()
        slices = self._shape.slices(level)
        cuts = [firsts[at * len(firsts) // slices][0] for at in range(1, slices)] if firsts else []
        bounds = (0, *cuts, *[count_sums.AFTER_ALL_DAYS] * (slices - len(cuts)))
        return bounds[step], bounds[step + 1]

    def _execute(self, sql: str, values: Sequence[object] | dict[str, object] = ()) -> sqlite3.Cursor:
        return self._connection.execute(sql.format(p=self._prefix), values)


# Reading ---------------------------------------------------------------------


def count(
    reader: Reader, keying: int, day: int, position: int, *, prefix: str = "", shape: Shape | None = None
) -> dict[tuple[int, ...], int]:
    """Return how many certificates there are of each key at the end of a day, as known at a position.

    The keys are (status, category, scheme) with `KINDS`, (body, status) with
    `BODIES`; codes and numbers all. A key of which there is none is left out.
    """
    shape = shape or SHAPE
    pairs = _known_pairs(reader, keying, prefix)
    totals = [0] * len(pairs)
    sealed = _sealed(reader, prefix)
    blocks, positions = divmod(position, shape.size)
    for level, block in shape.cover(min(blocks, sealed), sealed):
        if level:
            _add_page(reader, totals, (keying, level, block, day), prefix)
        else:
            _block(reader, block, keying, prefix).add_to(totals, day)
    if blocks < sealed:
        _block(reader, blocks, keying, prefix).add_to(totals, day, positions)
    found: defaultdict[int, int] = defaultdict(int)
    for pair, total in chain(
        zip(pairs, totals, strict=True),
        _unsealed(reader, keying, day, position, prefix) if blocks >= sealed else (),
    ):
        before, after = _keys(keying, pair)
        found[before] -= total
        found[after] += total
    return {
        _codes(keying, key): total for key, total in found.items() if total and key & _CERTIFICATE[keying]
    }


def _sealed(reader: Reader, prefix: str) -> int:
    """Return how many blocks of level 0 are sealed."""
    last: int | None = reader.execute(f"SELECT max(block) FROM {prefix}count_blocks").fetchone()[0]
    return 0 if last is None else last + 1


def _known_pairs(reader: Reader, keying: int, prefix: str) -> list[int]:
    rows = reader.execute(f"SELECT pair FROM {prefix}count_pairs WHERE keying = ? ORDER BY number", (keying,))
    return [pair for (pair,) in rows]


def _add_page(reader: Reader, totals: list[int], at: tuple[int, int, int, int], prefix: str) -> None:
    """Add what a merged block holds; `at` is (keying, level, block, day)."""
    row = reader.execute(
        f"SELECT first_day, sums FROM {prefix}count_pages WHERE keying = ? AND level = ? AND block = ?"
        " AND first_day <= ? ORDER BY first_day DESC LIMIT 1",
        at,
    ).fetchone()
    if row is not None:
        count_sums.page(*row).add_to(totals, at[3])


def _block(reader: Reader, block: int, keying: int, prefix: str) -> count_sums.Block:
    row = reader.execute(f"SELECT moves FROM {prefix}count_blocks WHERE block = ?", (block,)).fetchone()
    return count_sums.block(row[0], keying)


def _unsealed(reader: Reader, keying: int, day: int, position: int, prefix: str) -> Iterator[tuple[int, int]]:
    """Yield (pair, how many) of the moves that are in no block yet."""
    rows = reader.execute(
        f"SELECT before, after, body, sum(change) FROM {prefix}count_moves"
        " WHERE position <= ? AND effective_on <= ? GROUP BY 1, 2, 3",
        (position, day),
    )
    for before, after, body, change in rows:
        yield _pairs(keying, (before,), (after,), (body,))[0], change


def _codes(keying: int, key: int) -> tuple[int, ...]:
    return (key >> 8, key >> 4 & 0xF, key & 0xF) if keying == KINDS else (key >> 4, key & 0xF)
