"""The cases of one kind of exception: kept as numbers, and put into words as they are read.

There may be one for every obligation, of each of several kinds: written out,
those of 400,000 certificates would take hundreds of megabytes.
"""

from array import array
from collections.abc import Iterable, Iterator
from itertools import islice, pairwise

import msgspec

from domain import day
from ledger.journal import Reader
from projections.reports.owed import iso
from projections.reports.statement.parts import Case
from projections.tables import KINDS

Found = tuple[int, int | None, str | None]
"""A case: the number of its subject, and the position and effective day of the entry that made it one."""

BATCH = 1_000
"""Cases whose subjects are looked up together."""


class Cases:
    """Cases in order of id, kind and position; read from the reader that made them, as often as wanted."""

    def __init__(self, reader: Reader, found: Iterable[Found]) -> None:
        self._reader = reader
        self._subjects, self._positions, self._days = array("q"), array("q"), array("i")
        for subject, position, on in found:
            self._subjects.append(subject)
            self._positions.append(position or 0)
            self._days.append(0 if on is None else day.number(on))

    def __len__(self) -> int:
        return len(self._subjects)

    def __iter__(self) -> Iterator[Case]:
        numbered = zip(self._subjects, self._positions, self._days, strict=True)
        while batch := list(islice(numbered, BATCH)):
            subjects = _subjects(self._reader, {subject for subject, _position, _on in batch})
            for subject, position, on in batch:
                name, kind = subjects[subject]
                yield Case(subject=name, kind=KINDS[kind], position=position or None, day=iso(on or None))

    @property
    def subjects(self) -> Iterable[int]:
        """Return the numbers of the subjects."""
        return self._subjects

    def sort(self, ranks: "array[int]", *, once: str | None = None) -> None:
        """Put the cases in order of their subjects' ranks, then of positions.

        With `once`, keep the first of each `subject`, or of each `entry`.
        """
        subjects, positions = self._subjects, self._positions
        order = sorted(range(len(self)), key=lambda at: (ranks[subjects[at]] << 64) + positions[at])
        if once is not None:
            of = subjects if once == "subject" else positions
            # An entry is of one subject, so those of either lie side by side.
            order = [at for before, at in pairwise((-1, *order)) if before < 0 or of[before] != of[at]]
        self._subjects = array("q", map(subjects.__getitem__, order))
        self._positions = array("q", map(positions.__getitem__, order))
        self._days = array("i", map(self._days.__getitem__, order))


def ranks(reader: Reader, found: Iterable[Cases]) -> "array[int]":
    """Return the rank of each subject of some cases, by its number: in order of id, certificates first."""
    wanted = sorted({subject for cases in found for subject in cases.subjects})
    ranked = array("q", [0]) * (wanted[-1] + 1 if wanted else 0)
    rows = reader.execute(
        "SELECT s.id FROM json_each(?) wanted CROSS JOIN subjects s ON s.id = wanted.value"
        " ORDER BY s.body || '/' || s.number, s.kind DESC",
        (msgspec.json.encode(wanted).decode(),),
    )
    for rank, (subject,) in enumerate(rows):
        ranked[subject] = rank
    return ranked


def _subjects(reader: Reader, numbers: Iterable[int]) -> dict[int, tuple[str, int]]:
    """Return (id, code of the kind) of rules and certificates by their numbers."""
    rows = reader.execute(
        "SELECT s.id, s.body || '/' || s.number, s.kind"
        " FROM json_each(?) wanted CROSS JOIN subjects s ON s.id = wanted.value",
        (msgspec.json.encode(sorted(numbers)).decode(),),
    )
    return {number: (name, kind) for number, name, kind in rows}
