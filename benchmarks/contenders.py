"""One of several processes that write to a ledger, or read it, at once.

`contenders.py write|read|insert FILE RULE NAME OUT` says when it is ready, is
told for how many seconds to work, and leaves what it did in OUT.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from floors import OneRow
from product import Point, Reading, Writing, refusals

SHARED = 20
"""Certificates that all writers change, beside those of their own."""

DAY = "2024-07-10"

Recorded = list[tuple[int, str, int]]
"""Position, stream and version of entries."""


def shared(rule: str) -> list[str]:
    """Return the certificates that all writers change."""
    return [f"{rule.partition('/')[0]}/SHARED-{number:03}" for number in range(SHARED)]


def working() -> Iterator[int]:
    """Wait for the start, then count rounds until the time is over; one round at least."""
    print("ready", flush=True)
    until = time.perf_counter() + float(input())
    number = 0
    while number == 0 or time.perf_counter() < until:
        number += 1
        yield number


def write(ledger: Path, rule: str, name: str) -> dict[str, Any]:
    """Issue certificates and revoke them, and change those that all share."""
    recorded: Recorded = []
    taken: list[float] = []
    troubles: dict[str, int] = {}
    body, draw = rule.partition("/")[0], Random(name)
    refused, conflict, fault = refusals()
    with Writing(ledger) as ours:
        for number in working():
            own = f"{body}/{name}-{number:06}"
            changed = draw.choice(shared(rule))
            acts: list[Callable[[], Recorded]] = [
                partial(ours.issue, own, rule, "2024-05-06", "2027-05-05"),
                partial(ours.amend, changed, [(DAY, f"{name} {number}")]),
                partial(ours.revoke, own, DAY),
            ]
            for act in acts:
                started = time.perf_counter()
                try:
                    recorded += act()
                except (refused, conflict, fault) as error:
                    code = getattr(error, "code", "conflict")
                    troubles[code] = troubles.get(code, 0) + 1
                taken.append(time.perf_counter() - started)
    return {"recorded": recorded, "seconds": taken, "troubles": troubles}


def read(ledger: Path, rule: str, name: str) -> dict[str, Any]:
    """Ask again and again; what was once answered about a position must stay the answer."""
    taken: list[float] = []
    troubles: dict[str, int] = {}
    answers: dict[int, dict[str, int]] = {}
    ours, draw = Reading(ledger), Random(name)
    _, _, fault = refusals()
    for _ in working():
        started = time.perf_counter()
        try:
            position = draw.choice([ours.last_position(), *answers])
            answer = ours.count("status", Point(DAY, position))
            if answers.setdefault(position, answer) != answer:
                troubles["another answer"] = troubles.get("another answer", 0) + 1
            if len(answers) > 20:
                answers.pop(next(iter(answers)))
            ours.show(draw.choice(shared(rule)), Point(DAY, position))
        except fault as error:
            code = str(getattr(error, "code", error))
            troubles[code] = troubles.get(code, 0) + 1
        taken.append(time.perf_counter() - started)
    return {"recorded": [], "seconds": taken, "troubles": troubles}


def insert(database: Path, _rule: str, _name: str) -> dict[str, Any]:
    """Insert bare rows: the floor of those who write."""
    taken: list[float] = []
    floor = OneRow(database)
    for _ in working():
        started = time.perf_counter()
        floor.insert()
        taken.append(time.perf_counter() - started)
    floor.close()
    return {"recorded": [], "seconds": taken, "troubles": {}}


if __name__ == "__main__":
    what, file, rule, name, out = sys.argv[1:]
    work = {"write": write, "read": read, "insert": insert}[what]
    done = work(Path(file), rule, name)
    Path(out).write_text(json.dumps(done), "utf-8")
