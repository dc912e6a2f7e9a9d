"""Where a reader stands on both time axes."""

import msgspec

from domain import day
from domain.rejected import Rejected
from ledger import journal
from ledger.journal import Reader
from ledger.moment import end_of_day, shanghai_day, timestamp


class KnownAt(msgspec.Struct, frozen=True):
    """A point on the recorded axis as a person gives it: one of the three is set.

    `position` is an entry's, `micros` a moment in microseconds since 1970,
    `day` stands for its end in Asia/Shanghai.
    """

    position: int | None = None
    micros: int | None = None
    day: str | None = None


class Known(msgspec.Struct, frozen=True):
    """The last entry known: position 0 and no time where there is none."""

    position: int
    recorded_at: str | None


class View(msgspec.Struct, frozen=True):
    """What was true at the end of the day `as_of`, as known with entry `position` and before."""

    as_of: str
    position: int
    known_at: Known

    @property
    def day(self) -> int:
        """Return `as_of` as an ordinal."""
        return day.number(self.as_of)


def last_position(reader: Reader) -> int:
    """Return the position of the last entry of all; 0 where there is none."""
    last = journal.last_commit(reader)
    return 0 if last is None else last.last_position


def position_of(reader: Reader, known_at: KnownAt) -> int:
    """Return the last position known then; raises `Rejected` for a position that does not exist."""
    if known_at.position is not None:
        if journal.commit_of(reader, known_at.position) is None:
            raise Rejected("entry.unknown", position=known_at.position, last=last_position(reader))
        return known_at.position
    return journal.position_at(reader, _moment(known_at))


def in_order(reader: Reader, first: KnownAt, last: KnownAt) -> bool:
    """Tell whether a moment is no later than another; raises `Rejected` as `position_of` does."""
    return _order(reader, first) <= _order(reader, last)


def _order(reader: Reader, known_at: KnownAt) -> tuple[int, int]:
    """Return (microseconds, position): a moment stands with the last entry known then."""
    position = position_of(reader, known_at)
    if known_at.position is None:
        return _moment(known_at), position
    commit = journal.commit_of(reader, position)
    assert commit is not None, "every entry has a commit"
    return commit.recorded_at, position


def view(reader: Reader, *, as_of: str | None, known_at: KnownAt | None, today: str) -> View:
    """Return where the reader stands; without `as_of`, on the day of `known_at`, else today."""
    if known_at is None:
        position = last_position(reader)
    else:
        position = position_of(reader, known_at)
        if as_of is None and known_at.position is None:
            as_of = known_at.day or shanghai_day(_moment(known_at))
    commit = journal.commit_of(reader, position) if position else None
    if as_of is None and known_at is not None and commit is not None:
        as_of = shanghai_day(commit.recorded_at)
    known = Known(position, None if commit is None else timestamp(commit.recorded_at))
    return View(as_of or today, position, known)


def _moment(known_at: KnownAt) -> int:
    if known_at.micros is not None:
        return known_at.micros
    return end_of_day(known_at.day or "")
