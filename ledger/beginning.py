"""The first entries of a new certificate, as a file states them: an issue, and what settled it since.

Whether they can stand depends on nothing but the kind of the second and on how
their few days follow each other. Of a million certificates there are some dozen
such cases: each is decided once, by the timeline that decides everything.
"""

from functools import cache

from domain import day
from domain.certificate import CertificateIssued
from domain.event import Event
from domain.rejected import Rejected
from domain.subject import AGGREGATES, Subject
from domain.timeline import Timeline
from ledger.desk import Desk, about
from ledger.entry import Entry

SOME_DAY = day.number("2024-01-01")


def begin(desk: Desk, subject: Subject, issued: CertificateIssued, settled: Event | None) -> None:
    """Draft the first entries of a certificate without any, or raise `Rejected` and draft none.

    The issue replaces no certificate, and what settles it has no data of its
    own. Whom they name is known, and no rule is asked. The desk remembers
    nothing of the subject.
    """
    stream = subject.stream
    drafts = [Entry(0, stream, 1, issued)]
    try:
        desk.check_particulars(subject, issued)
        if settled is not None:
            desk.check_particulars(subject, settled)
            drafts.append(Entry(0, stream, 2, settled))
        if not can_begin(issued, settled):  # the timeline says why
            Timeline(subject.aggregate, drafts).check(0, 0)
    except Rejected as no:
        raise about(subject, no) from None
    desk.drafts += drafts


def can_begin(issued: CertificateIssued, settled: Event | None) -> bool:
    """Tell whether such first entries can follow each other."""
    on, last = issued.effective_on, issued.expires_on
    if settled is None:
        return _can_begin(None, day.order(last, on), 0, 0)
    then = settled.effective_on
    return _can_begin(type(settled), day.order(last, on), day.order(then, on), day.order(then, last))


@cache
def _can_begin(settling: type[Event] | None, expiry: int, to_issue: int, to_expiry: int) -> bool:
    """Decide a case, with days that follow each other in the same way.

    The last valid day is before (-1), on or after (1) the day of the issue; so is
    the second entry's day to the issue, and to the last valid day.
    """
    first, last = day.text(SOME_DAY), day.text(SOME_DAY + 10 * expiry)
    events: list[Event] = [CertificateIssued(effective_on=first, rule="", holder="", expires_on=last)]
    if settling is not None:
        around = (day.text(SOME_DAY + days) for days in range(-15, 20, 5))  # beyond both, on, between
        then = next(
            on for on in around if (day.order(on, first), day.order(on, last)) == (to_issue, to_expiry)
        )
        events.append(settling(effective_on=then))
    entries = [Entry(0, "", version, event) for version, event in enumerate(events, 1)]
    try:
        Timeline(AGGREGATES["certificate"], entries).check(0, 0)
    except Rejected:
        return False
    return True
