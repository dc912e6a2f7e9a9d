"""What the ledger newly knows between two moments, and what changed between two days."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import msgspec

from domain import day
from domain.certificate import Certificate
from domain.subject import KINDS, Subject, of_stream
from ledger import journal
from ledger.entry import Entry
from ledger.journal import Reader
from projections import causes, states
from projections.tables import KIND_CODES, subject_of
from projections.view import View

TOGETHER = 200
"""Subjects whose histories are read together."""


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A subject that stands otherwise after than before.

    `before` and `after` are statuses, None where the subject did not exist;
    `rule_before` and `rule_after` are a certificate's. `positions` are the
    entries that made it so (`projections.causes`). `facts` maps what else
    changed to its two values, where that was wanted and both exist.
    """

    subject: str
    kind: str
    before: str | None
    after: str | None
    positions: list[int]
    rule_before: str | None
    rule_after: str | None
    facts: dict[str, dict[str, Any]]


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which subjects, and which of their changes: rule and status as they were before or are after.

    With `rule`, only certificates. With `facts`, also where the status is the
    same and another fact has changed.
    """

    subject: Subject | None = None
    kinds: tuple[str, ...] = KINDS
    rule: Subject | None = None
    body: str | None = None
    status: str | None = None
    facts: bool = False

    def admits(self, change: Change) -> bool:
        """Tell whether a change is one of those."""
        return (
            (change.before != change.after or (self.facts and change.facts != {}))
            and (self.rule is None or self.rule.id in {change.rule_before, change.rule_after})
            and (self.status is None or self.status in {change.before, change.after})
        )

    @property
    def of_kinds(self) -> tuple[str, ...]:
        """Return the kinds, in their order; only certificates stand under a rule."""
        return tuple(k for k in KINDS if k in self.kinds and (self.rule is None or k == "certificate"))


# Between two moments ---------------------------------------------------------


def between_moments(reader: Reader, first: int, seen: View, wanted: Wanted) -> Iterator[Change]:
    """Yield what is known otherwise in a view than it was at the position `first`; by kind, then id.

    Only the subjects of the entries between the two are read: no entry changes
    the status of another subject.
    """
    subjects = _recorded_between(reader, first, seen.position, wanted)
    for subject, entries in _histories(reader, subjects, seen.position):
        before, after = causes.tell_twice(subject, entries, seen.as_of, first=first)
        change = _change(subject, before, seen.as_of, after, seen.as_of, with_facts=wanted.facts)
        if wanted.admits(change):
            looked = causes.everything if wanted.facts else causes.status_of_day(entries, seen.as_of)
            later = [entry for entry in entries if entry.position > first]
            positions = causes.of_moments(before, after, later, looked)
            yield msgspec.structs.replace(change, positions=positions)


def _recorded_between(reader: Reader, first: int, last: int, wanted: Wanted) -> Iterator[Subject]:
    """Yield the subjects of the entries after `first` and up to `last`."""
    if wanted.subject is not None:
        yield wanted.subject
        return
    for kind in wanted.of_kinds:
        for stream in journal.streams(reader, first + 1, last, f"{kind}:"):
            subject = of_stream(stream)
            if wanted.body in {None, subject.body}:
                yield subject


# Between two days ------------------------------------------------------------


def between_days(reader: Reader, first: str, seen: View, wanted: Wanted) -> Iterator[Change]:
    """Yield what stands otherwise at the end of the view's day than of the day `first`; by kind, then id.

    Both as known in the view. The position of an expiry is that of the entry
    that set the last valid day, whenever that took effect.
    """
    for subject, entries in _histories(
        reader, _effective_between(reader, first, seen, wanted), seen.position
    ):
        after = causes.tell(subject, entries, seen.as_of, known_at=seen.position)
        before = [told for told in after if told[0].event.effective_on <= first]
        change = _change(subject, before, first, after, seen.as_of, with_facts=wanted.facts)
        if wanted.admits(change):
            looked = causes.everything if wanted.facts else causes.status_of_day(entries, seen.as_of)
            positions = set(causes.of_days(after, first, looked))
            if change.before != change.after == "expired":
                positions.add(causes.state_of(after).expiry_position)
            yield msgspec.structs.replace(change, positions=sorted(positions))


def _effective_between(reader: Reader, first: str, seen: View, wanted: Wanted) -> Iterator[Subject]:
    """Yield the subjects of which a span of status or rule begins or ends between the days.

    Where other facts are wanted too, all of them: no table tells of those days.
    """
    if wanted.subject is not None:
        yield wanted.subject
        return
    kinds = ",".join(str(KIND_CODES[kind]) for kind in wanted.of_kinds)
    where = ["st.recorded_from <= :position AND :position < st.recorded_to", f"s.kind IN ({kinds})"]
    if not wanted.facts:
        where.append(
            "(st.effective_from > :first AND st.effective_from <= :last"
            " OR st.effective_to > :first AND st.effective_to <= :last)"
        )
    if wanted.rule is not None:
        where.append("st.rule = :rule")
    if wanted.body is not None:
        where.append("s.body = :body")
    rows = reader.execute(
        # The rectangles first: those of a rule lie together, and there is no index by day.
        "SELECT DISTINCT s.kind, s.body, s.number FROM states st CROSS JOIN subjects s ON s.id = st.subject"
        f" WHERE {' AND '.join(where)} ORDER BY s.kind, s.body, s.number",
        {
            "first": day.number(first),
            "last": seen.day,
            "position": seen.position,
            "rule": None if wanted.rule is None else states.number_of(reader, wanted.rule),
            "body": wanted.body,
        },
    )
    for row in rows:
        yield subject_of(*row)


def _histories(
    reader: Reader, subjects: Iterable[Subject], position: int
) -> Iterator[tuple[Subject, list[Entry]]]:
    """Yield subjects with their entries up to a position, in their order, some read together."""
    left = iter(subjects)
    while together := list(islice(left, TOGETHER)):
        found = journal.histories(reader, [subject.stream for subject in together], known_at=position)
        for subject in together:
            yield subject, found[subject.stream]


def _change(
    subject: Subject,
    told_before: causes.Telling,
    before_on: str,
    told_after: causes.Telling,
    after_on: str,
    *,
    with_facts: bool,
) -> Change:
    """Compare what is told of a subject, each time at the end of a day; the positions are left out."""
    before, after = causes.state_of(told_before), causes.state_of(told_after)
    facts = {}
    if with_facts and before is not None and after is not None:
        was, became = causes.facts(before), causes.facts(after)
        facts = {key: {"before": was[key], "after": became[key]} for key in became if was[key] != became[key]}
    return Change(
        subject=subject.id,
        kind=subject.kind,
        before=causes.status_of(before, before_on),
        after=causes.status_of(after, after_on),
        positions=[],
        rule_before=_rule_of(before),
        rule_after=_rule_of(after),
        facts=facts,
    )


def _rule_of(state: Any) -> str | None:
    return state.rule if isinstance(state, Certificate) else None
