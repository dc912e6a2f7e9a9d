"""What a run measures: taken from the environment, with sizes to see growth by."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SMALLEST, LARGEST = 20, 5_000_000
DECADES = (10_000, 100_000, 1_000_000)
FEWER_ROUNDS_FROM = 1_000_000
"""From this size on a case is run three times at most: each round takes minutes."""


@dataclass(frozen=True)
class Settings:
    """`size` is in certificates, `seconds` how long processes contend, `folder` where files are kept."""

    size: int
    rounds: int
    seconds: float
    folder: Path

    @property
    def sizes(self) -> list[int]:
        """Return the sizes that are measured, ascending: the decades below `size`, and `size`."""
        below = [size for size in DECADES if size < self.size]
        return [*(below or [max(SMALLEST, self.size // 10)]), self.size]

    def rounds_at(self, size: int) -> int:
        """Return how often a whole import is measured at a size."""
        return min(self.rounds, 3) if size >= FEWER_ROUNDS_FROM else self.rounds


@contextmanager
def from_environment() -> Iterator[Settings]:
    """Yield the settings of BENCH_SIZE, BENCH_ROUNDS, BENCH_SECONDS and BENCH_DIR.

    The files are in a new folder within BENCH_DIR, or in a temporary one that is removed.
    """
    size = int(os.environ.get("BENCH_SIZE") or 100_000)
    if not 2 * SMALLEST <= size <= LARGEST:
        raise SystemExit(f"BENCH_SIZE is a number of certificates from {2 * SMALLEST} to {LARGEST:,}")
    rounds = max(1, int(os.environ.get("BENCH_ROUNDS") or 5))
    seconds = float(os.environ.get("BENCH_SECONDS") or 60)
    if kept := os.environ.get("BENCH_DIR"):
        Path(kept).mkdir(parents=True, exist_ok=True)
        # A folder of its own for each run: ledgers of another version would falsify it.
        yield Settings(size, rounds, seconds, Path(tempfile.mkdtemp(prefix="run-", dir=kept)).resolve())
    else:
        with tempfile.TemporaryDirectory(prefix="certledger-bench-") as name:
            yield Settings(size, rounds, seconds, Path(name))
