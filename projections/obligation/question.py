"""What is asked: a subject's obligations under a notice in a view, and all that an answer is made of."""

import msgspec

from domain import timeline
from domain.notice import Notice
from domain.rejected import Rejected
from domain.rule import FlagSpan, flag_spans
from domain.subject import Subject
from ledger import journal
from ledger.entry import Entry
from ledger.journal import Reader
from projections.explain import marked, rules_at, why_unknown
from projections.reports.compliance import notice_in
from projections.view import View


class Life(msgspec.Struct, frozen=True):
    """A rule with all its entries, and its flags under the notice as known in a view."""

    rule: Subject
    entries: list[Entry]
    spans: list[FlagSpan]


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked for: a subject's obligations under a notice, with its entries as known in the view.

    Entries that are not yet known there are among `entries` up to position `last`.
    """

    reader: Reader
    seen: View
    last: int
    subject: Subject
    entries: list[Entry]
    timeline: list[Entry]
    notice: Subject
    state: Notice
    lives: list[Life]


def ask(reader: Reader, subject: Subject, notice: Subject, seen: View, *, last: int) -> Asked:
    """Gather what an answer needs, of entries up to position `last`.

    Raises `Rejected` where notice or subject are not there.
    """
    if notice.begun_by(journal.history(reader, notice.stream, known_at=seen.position)) is None:
        raise why_unknown(reader, notice, journal.history(reader, notice.stream), seen)
    state = notice_in(reader, notice, seen)
    entries = journal.history(reader, subject.stream, known_at=last)
    known = [entry for entry in entries if entry.position <= seen.position]
    standing = timeline.standing(known)
    if subject.begun_by(timeline.until(standing, seen.as_of)) is None:
        raise why_unknown(reader, subject, entries, seen)
    if state.withdrawn_on is not None:
        raise Rejected(
            "obligation.notice_withdrawn",
            notice=notice.id,
            day=state.withdrawn_on,
            position=state.withdrawn_position,
        )
    named = [rule for rules in rules_at(marked(known, seen)).values() for rule in rules]
    lives = []
    for rule in (Subject("rule", name) for name in dict.fromkeys(named)):
        of_its_own = entries if rule == subject else journal.history(reader, rule.stream, known_at=last)
        known = [entry for entry in of_its_own if entry.position <= seen.position]
        flags = flag_spans(timeline.standing(known))
        lives.append(Life(rule, of_its_own, [span for span in flags if span.notice == notice.id]))
    return Asked(
        reader=reader,
        seen=seen,
        last=last,
        subject=subject,
        entries=entries,
        timeline=standing,
        notice=notice,
        state=state,
        lives=lives,
    )


def holds(start: str, end: str | None, on: str) -> bool:
    """Tell whether a day lies in the days `[start, end)`."""
    return start <= on and (end is None or on < end)
