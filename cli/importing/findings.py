"""What some rows draft and what is wrong with them, in memory, before it is staged."""

from collections.abc import Sequence

import msgspec

from cli.importing.drafts import StagedDraft, encoded
from cli.importing.sheet_row import Trouble
from ledger.codec import encode
from ledger.entry import Entry
from projections.begun import Begun
from projections.binding import packed


class Findings(msgspec.Struct):
    """Drafts and troubles by row.

    `idle` are (row, stream) of rows that state something and draft nothing.
    `first` and `last` are the first and last stream stated, `ascending` tells whether
    each row stated a later stream than the one before: then none is stated twice.
    """

    drafts: list[StagedDraft] = []
    idle: list[tuple[int, str]] = []
    troubles: list[tuple[int, bool, str, str, str]] = []
    first: str = ""
    last: str = ""
    ascending: bool = True

    def __len__(self) -> int:
        """Return how much it is."""
        return len(self.drafts) + len(self.idle) + len(self.troubles)

    def state(self, row: int, stream: str, drafts: Sequence[Entry], begun: Begun | None) -> None:
        """Keep what a row drafts; `stream` is what it states, with drafts or without.

        Of a new certificate all drafts are kept together, with what is worked out of it.
        """
        if stream <= self.last:
            self.ascending = False
        self.first, self.last = self.first or stream, stream
        if begun is not None:
            events = [(name, data.decode()) for name, data in (encode(draft.event) for draft in drafts)]
            self.drafts.append((row, stream, len(drafts), None, packed((begun, events)), None))
            return
        if not drafts:
            self.idle.append((row, stream))
        self.draft(row, drafts)

    def draft(self, row: int, drafts: Sequence[Entry]) -> None:
        """Keep drafts of a row."""
        for draft in drafts:
            name, data = encode(draft.event)
            rule = getattr(draft.event, "rule", None)
            self.drafts.append((row, draft.stream, draft.version, name, data, rule))

    def trouble(self, row: int, trouble: Trouble, *, error: bool) -> None:
        """Keep what is wrong with a row, or worth saying about it."""
        self.troubles.append((row, error, *trouble))

    def let_go(self) -> bytes:
        """Return the drafts, encoded, and keep none."""
        drafts, self.drafts = self.drafts, []
        return encoded(drafts)

    def extend(self, later: "Findings") -> None:
        """Add what later rows hold."""
        self.drafts += later.drafts
        self.idle += later.idle
        self.troubles += later.troubles
        if later.first:
            self.ascending = self.ascending and later.ascending and later.first > self.last
            self.first, self.last = self.first or later.first, later.last

    def clear(self) -> None:
        """Forget the rows, which are staged; what streams they stated stays known."""
        self.drafts.clear()
        self.idle.clear()
        self.troubles.clear()
