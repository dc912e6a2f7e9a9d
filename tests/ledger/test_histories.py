"""Histories of many streams at once are those of each."""

from contextlib import closing
from typing import Any

import pytest

from ledger import journal
from ledger.database import connect
from ledger.journal import NEVER

BODY = "CNCA-R-2099-001"


@pytest.mark.parametrize("known_at", [NEVER, 0, 4, 8, 9])
@pytest.mark.parametrize("first", [1, 2, 3])
def test_many_histories_are_those_of_each(clerk: Any, issue: Any, known_at: int, first: int) -> None:
    issue("C1")
    clerk.record("cert", "suspend", f"{BODY}/C1", "--on", "2024-06-01")
    issue("C2")
    clerk.record("cert", "reinstate", f"{BODY}/C1", "--on", "2024-06-02")
    streams = [f"certificate:{BODY}/{number}" for number in ("C2", "C1", "C9")] + [f"rule:{BODY}/R1"]
    with closing(connect(str(clerk.path), writing=False)) as reader:
        each = {stream: journal.history(reader, stream, known_at=known_at) for stream in streams}
        together = journal.histories(reader, streams, known_at=known_at, first_version=first)
    assert together == {stream: history[first - 1 :] for stream, history in each.items()}
