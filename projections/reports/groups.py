"""The groups that a report gives figures for, by what its flagged rules are."""

from collections.abc import Callable, Collection

import msgspec

from domain.subject import Subject
from ledger.journal import Reader
from projections import states
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
    subjects = subjects_of(reader, rules)
    match by:
        case "body":
            keys = {rule: subject.body or "" for rule, subject in subjects.items()}
        case "rule":
            keys = {rule: subject.id for rule, subject in subjects.items()}
        case _:
            found = states.states_in(reader, subjects.values(), seen)
            keys = {rule: str(getattr(found[subject], by)) for rule, subject in subjects.items()}
    return lambda rule, _cohort: keys[rule]


def subjects_of(reader: Reader, numbers: Collection[int]) -> dict[int, Subject]:
    """Return subjects by their numbers."""
    rows = reader.execute(
        "SELECT id, kind, body, number FROM subjects WHERE id IN (SELECT value FROM json_each(?))",
        (msgspec.json.encode(list(numbers)).decode(),),
    )
    return {number: subject_of(*key) for number, *key in rows}
