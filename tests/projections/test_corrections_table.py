"""Which rows the table of corrections has, for entries recorded on a day in Shanghai."""

import pytest

from domain import day
from domain.certificate import CertificateCancelled
from domain.event import EntryVoided, Event
from ledger.entry import Entry
from projections.corrections import is_correction


def recorded(*events: Event) -> list[Entry]:
    """Return events as the entries #1, #2 … of a certificate."""
    return [
        Entry(position, "certificate:CNCA-R-2099-001/C1", position, event)
        for position, event in enumerate(events, 1)
    ]


def test_back_dated_entries_and_voids_have_a_row() -> None:
    entries = recorded(
        CertificateCancelled(effective_on="2024-07-14"),
        CertificateCancelled(effective_on="2024-07-15"),
        CertificateCancelled(effective_on="2024-07-16"),
        EntryVoided(effective_on="2024-07-15", position=1),
    )
    assert [e.position for e in entries if is_correction(e, "2024-07-15")] == [1, 4]


@pytest.mark.parametrize(
    ("on", "end"),
    [
        ("2024-02-01", "2024-02-29"),
        ("2023-02-28", "2023-02-28"),
        ("2024-12-31", "2024-12-31"),
        ("2024-04-30", "2024-04-30"),
        ("2024-01-31", "2024-01-31"),
    ],
)
def test_a_month_ends_on_its_last_day(on: str, end: str) -> None:
    assert day.month_end(on) == end
