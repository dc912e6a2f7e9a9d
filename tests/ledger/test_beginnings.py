"""Whether a certificate can begin so is what its timeline says, whatever the days."""

from itertools import product

import pytest

from domain.certificate import (
    CertificateCancelled,
    CertificateIssued,
    CertificateRevoked,
    CertificateSuspended,
)
from domain.event import Event
from domain.rejected import Rejected
from domain.subject import AGGREGATES
from domain.timeline import Timeline
from ledger.beginning import can_begin
from ledger.entry import Entry

DAYS = ("2023-12-31", "2024-02-28", "2024-02-29", "2024-03-01", "2025-01-01")


def _stands(*events: Event) -> bool:
    entries = [Entry(0, "", version, event) for version, event in enumerate(events, 1)]
    try:
        Timeline(AGGREGATES["certificate"], entries).check(0, 0)
    except Rejected:
        return False
    return True


@pytest.mark.parametrize("settling", [CertificateSuspended, CertificateCancelled, CertificateRevoked])
def test_an_issue_and_what_settles_it_stand_as_their_timeline_says(settling: type[Event]) -> None:
    verdicts = set()
    for issued_on, expires_on, settled_on in product(DAYS, repeat=3):
        issued = CertificateIssued(effective_on=issued_on, rule="R1", holder="H", expires_on=expires_on)
        settled = settling(effective_on=settled_on, reason="self_check")
        verdict = can_begin(issued, settled)
        assert verdict == _stands(issued, settled), (issued_on, expires_on, settled_on)
        verdicts.add(verdict)
    assert verdicts == {True, False}


def test_an_issue_alone_stands_as_its_timeline_says() -> None:
    for issued_on, expires_on in product(DAYS, repeat=2):
        issued = CertificateIssued(effective_on=issued_on, rule="R1", holder="H", expires_on=expires_on)
        assert can_begin(issued, None) == _stands(issued) == (issued_on <= expires_on)
