"""Taking time: contenders in turn, so that a machine that slows down slows all of them."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")

Times = dict[str, list[float]]
"""Seconds of each contender, in the order they were taken: the n-th of each were neighbours."""


def seconds(work: Callable[[], object]) -> float:
    """Return the wall seconds that some work takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def in_turn(
    questions: Sequence[T],
    contenders: Mapping[str, Callable[[T], object]],
    *,
    warm: bool = False,
    clock: Callable[[], float] = time.perf_counter,
) -> Times:
    """Put each question to all contenders, beginning with another one each time.

    `warm`: the first question is put once more beforehand and not counted, so
    that nobody is charged for what is done only once in a process. `clock`
    gives seconds: those of the wall, or of the processor.
    """
    names = list(contenders)
    if warm:
        for contender in contenders.values():
            contender(questions[0])
    taken: Times = {name: [] for name in names}
    for number, question in enumerate(questions):
        turn = number % len(names)
        for name in (*names[turn:], *names[:turn]):
            started = clock()
            contenders[name](question)
            taken[name].append(clock() - started)
    return taken


# Processes -------------------------------------------------------------------

LAUNCHER = """
import json, os, sys, time
null = os.open(os.devnull, os.O_RDWR)
said = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
files = [(os.POSIX_SPAWN_DUP2, null, 0), (os.POSIX_SPAWN_DUP2, null, 1), (os.POSIX_SPAWN_DUP2, said, 2)]
started = time.perf_counter()
child = os.posix_spawn(sys.argv[2], sys.argv[2:], os.environ, file_actions=files)
_, status, usage = os.wait4(child, 0)
taken = time.perf_counter() - started
used = usage.ru_utime + usage.ru_stime
print(json.dumps([taken, used, usage.ru_maxrss * 1024, os.waitstatus_to_exitcode(status)]))
"""
"""Starts a program and watches it.

A process of its own, because a system counts the memory of whoever starts a
program as the program's peak.
"""


@dataclass(frozen=True)
class Ran:
    """How a process ran: seconds from start to end and of processor, the most memory it held, in bytes."""

    seconds: float
    processor: float
    peak: int


def process(
    arguments: Sequence[str | Path],
    folder: Path,
    *,
    environment: Mapping[str, str],
    codes: Iterable[int] = (0,),
) -> Ran:
    """Run a program to its end; what it prints is thrown away. Another exit code is an error."""
    said = folder / "stderr.txt"
    done: Any = subprocess.run(
        [sys.executable, "-I", "-S", "-c", LAUNCHER, str(said), *map(str, arguments)],
        cwd=folder,
        env=dict(environment),
        check=True,
        stdout=subprocess.PIPE,
    )
    taken, used, peak, code = json.loads(done.stdout)
    if code not in codes:
        raise RuntimeError(f"{' '.join(map(str, arguments))}: exit {code}\n{said.read_text('utf-8')[-2000:]}")
    return Ran(taken, used, peak)
