"""The bodies that a report names."""

from collections.abc import Collection

from domain import timeline
from domain.body import Body
from domain.subject import Subject
from ledger import journal
from ledger.journal import Reader
from projections.view import View


def bodies(reader: Reader, numbers: Collection[str], seen: View) -> dict[str, Body | None]:
    """Return bodies by their approval numbers, in that order; None for those that were not known.

    A body is often registered when its ledger is begun, long after what is
    reported: before its first day it is as it was registered.
    """
    subjects = [Subject("body", number) for number in sorted(numbers)]
    known = journal.histories(reader, [each.stream for each in subjects], known_at=seen.position)
    found: dict[str, Body | None] = {}
    for subject in subjects:
        entries = timeline.standing(known[subject.stream])
        counted = timeline.until(entries, seen.as_of) or entries[:1]
        found[subject.id] = timeline.fold(counted, subject.aggregate.evolve)
    return found
