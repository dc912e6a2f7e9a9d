"""The groups that a report gives figures for, by what its flagged rules are."""

from collections.abc import Callable, Collection, Mapping

import msgspec

from domain import timeline
from domain.subject import Subject
from ledger import journal
from ledger.journal import Reader
from projections.reports.cohorts import Cohort
from projections.tables import subject_of
from projections.view import View

GROUPINGS = ("body", "category", "scheme", "ground", "rule")

Key = Callable[[int, Cohort], str]
"""Gives the group of those obligations under a rule that are in a cohort."""


def key_by(reader: Reader, by: str, rules: Collection[int], seen: View) -> Key:
    """Return what groups the obligations under rules, given by their numbers, by one of `GROUPINGS`."""
    if by == "ground":
        return lambda _rule, cohort: cohort.ground
    subjects = _subjects(reader, rules)
    match by:
        case "body":
            keys = {rule: subject.body or "" for rule, subject in subjects.items()}
        case "rule":
            keys = {rule: subject.id for rule, subject in subjects.items()}
        case _:
            keys = _filed(reader, by, subjects, seen)
    return lambda rule, _cohort: keys[rule]


def _subjects(reader: Reader, rules: Collection[int]) -> dict[int, Subject]:
    rows = reader.execute(
        "SELECT id, kind, body, number FROM subjects WHERE id IN (SELECT value FROM json_each(?))",
        (msgspec.json.encode(list(rules)).decode(),),
    )
    return {number: subject_of(*key) for number, *key in rows}


def _filed(reader: Reader, field: str, subjects: Mapping[int, Subject], seen: View) -> dict[int, str]:
    """Return a field of the rules' filings, as they stood in a view."""
    streams = [subject.stream for subject in subjects.values()]
    histories = journal.histories(reader, streams, known_at=seen.position)
    filed = {}
    for number, subject in subjects.items():
        counted = timeline.until(timeline.standing(histories[subject.stream]), seen.as_of)
        filed[number] = str(getattr(timeline.fold(counted, subject.aggregate.evolve), field))
    return filed
