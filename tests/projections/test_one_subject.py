"""A subject's history and explanation cost what the subject has, not what the ledger has."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from domain.subject import Subject
from projections import explain, history
from projections.obligation.answer import owed_of
from projections.view import view

BODY = "CNCA-R-2099-001"
C1 = Subject("certificate", f"{BODY}/C1")
N31 = Subject("notice", "认秘函〔2024〕31号")
Issue = Callable[..., int]


@contextmanager
def counted(path: Any) -> Iterator[tuple[sqlite3.Connection, list[int]]]:
    """Yield a reader and how many steps its queries have taken, in tens."""
    reader = sqlite3.connect(path)
    steps = [0]

    def step() -> int:
        steps[0] += 1
        return 0

    reader.set_progress_handler(step, 10)
    try:
        yield reader, steps
    finally:
        reader.close()


def costs(clerk: Any) -> list[int]:
    """Return the steps of a history, an explanation, and an obligation explained."""
    found = []
    with counted(clerk.path) as (reader, steps):
        seen = view(reader, as_of=None, known_at=None, today="2024-07-31")
        for ask in (
            lambda: history.history(reader, C1, seen),
            lambda: explain.explain(reader, C1, seen),
            lambda: owed_of(reader, C1, N31, seen),
        ):
            before = steps[0]
            ask()
            found.append(steps[0] - before)
    return found


def test_the_cost_does_not_grow_with_the_ledger(clerk: Any, issue: Issue) -> None:
    issue()
    clerk.record("cert", "suspend", C1.id, "--on", "2024-06-01")
    clerk.record(
        "rule", "flag", f"{BODY}/R1", "--notice", N31.id, "--ground", "out_of_scope", "--on", "2024-07-05"
    )
    before = costs(clerk)
    header = ("body", "number", "rule", "holder", "issued_on", "expires_on", "status")
    rows = [(BODY, f"D{n:04}", "R1", "甲", "2024-01-10", "2026-01-09", "valid") for n in range(400)]
    clerk.run("import", "certificates", clerk.csv(header, *rows))
    after = costs(clerk)
    for small, large in zip(before, after, strict=True):
        assert small > 0
        assert large <= small * 1.2 + 3


def test_a_thousand_entries_are_answered_in_time_that_grows_with_them(clerk: Any, issue: Issue) -> None:
    issue()
    clerk.record(
        "rule", "flag", f"{BODY}/R1", "--notice", N31.id, "--ground", "out_of_scope", "--on", "2024-07-05"
    )
    for number in range(50):
        clerk.record("cert", "amend", C1.id, "--scope", f"第{number}版", "--on", "2024-06-01")
    few = costs(clerk)
    for number in range(50, 150):
        clerk.record("cert", "amend", C1.id, "--scope", f"第{number}版", "--on", "2024-06-01")
    for small, large in zip(few, costs(clerk), strict=True):
        assert large < small * 4  # three times as many entries
