"""What a statement tells of the flagged rules beside their obligations: their filings."""

from collections.abc import Collection

import msgspec

from domain import timeline
from domain.rule import Rule
from domain.subject import Subject
from ledger.journal import Reader
from projections import states
from projections.reports.groups import subjects_of
from projections.view import View


class Filing(msgspec.Struct, frozen=True, kw_only=True):
    """A flagged rule as it stood; `refiled_on` is the day from which another filing replaced it."""

    rule: Subject
    state: Rule
    refiled_on: str | None

    @property
    def body(self) -> str:
        """Return the approval number of its body."""
        return self.rule.body or ""


def filings(reader: Reader, rules: Collection[int], seen: View) -> dict[int, Filing]:
    """Return the filings of rules by their numbers, in order of their ids."""
    subjects = subjects_of(reader, rules)
    timelines = states.timelines_in(reader, subjects.values(), seen)
    found = {}
    for number, subject in sorted(subjects.items(), key=lambda item: (item[1].body, item[1].number)):
        entries = timelines[subject]
        state = timeline.fold(entries, subject.aggregate.evolve)
        assert isinstance(state, Rule), "only what is filed is flagged"
        refiled = next((e.event.effective_on for e in entries if e.position == state.refiled_position), None)
        found[number] = Filing(rule=subject, state=state, refiled_on=refiled)
    return found
