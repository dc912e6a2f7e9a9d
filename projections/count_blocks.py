"""Which blocks of positions there are, when they are merged, and which of them cover what was known.

Blocks of level 0 have `size` positions each, the first from position 1 on; a
block of the next level is `merge` of them, and so on. A block is *sealed* when
its last position is recorded. Above level 0 it is then merged from those below
it in slices, one at each following seal of level 0, so that no entry waits for
a large merge. All that follows from how many blocks of level 0 are sealed, and
from nothing else: in whatever batches entries come, the blocks are the same.
"""

from collections.abc import Iterator

import msgspec


class Shape(msgspec.Struct, frozen=True):
    """Positions in a block of level 0, blocks in one of the next level, moves in a page at least."""

    size: int
    merge: int
    page: int = 256

    def slices(self, level: int) -> int:
        """Return in how many slices a block of a level above 0 is merged: each is about as much work."""
        return max(1, int(self.merge ** (level - 1)) // 4)

    def _wait(self, level: int) -> int:
        """Return how many seals a block waits for its first slice: what it is made of is merged first."""
        return sum(self.slices(below) - 1 for below in range(1, level))

    def due(self, sealed: int) -> Iterator[tuple[int, int, int]]:
        """Yield (level, block, slice) of what to merge at the seal after which `sealed` are, lowest first."""
        level, span = 1, self.merge
        while span <= sealed:
            ended, since = divmod(sealed, span)
            step = since - self._wait(level)
            if 0 <= step < self.slices(level):
                yield level, ended - 1, step
            level, span = level + 1, span * self.merge

    def cover(self, blocks: int, sealed: int) -> Iterator[tuple[int, int]]:
        """Yield (level, block) of the largest that are merged and together are the first `blocks`."""
        level = 0
        while self.merge ** (level + 1) <= blocks:
            level += 1
        done = 0
        while level:
            span = self.merge**level
            merged_after = self._wait(level) + self.slices(level) - 1
            while done + span <= blocks and done + span + merged_after <= sealed:
                yield level, done // span
                done += span
            level -= 1
        yield from ((0, block) for block in range(done, blocks))
