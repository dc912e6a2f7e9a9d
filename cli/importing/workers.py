"""Other processes that check rows, where each row is decided by itself and there are many.

A worker is this program once more, reading chunks of rows from stdin and
answering each on stdout, in frames of MessagePack. It sees the ledger for
itself; what it decided on is compared when its rows are recorded, as ever.
"""

import os
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import cycle
from typing import IO

import msgspec

from cli.importing.held import Held
from cli.importing.result import Figures
from cli.sheets.rows import BadCell, Row
from domain.rejected import Conflict, Rejected
from ledger.database import LedgerFault

WORTH_IT = 4 << 20
"""Bytes of a file from which on the start of a process pays."""

MOST = 4
"""More would wait for the one that reads the file and stages what they found."""

PROGRAM = "from cli.importing.worker import main; main()"
HEADER = 4
"""Bytes that tell the length of a frame."""

Chunk = list[tuple[int, list[str | BadCell | None]]]
"""Rows of a CSV file as (number, cells)."""


class Job(msgspec.Struct, frozen=True):
    """What a worker has to know: the ledger, the file, and how its rows are read."""

    ledger: str
    language: str
    kind: str
    file_name: str
    folder: str
    positions: dict[str, int]
    body: str | None
    source: str
    today: str


class Checked(msgspec.Struct, tag=True):
    """What came of a chunk of rows, and the versions of the streams that it was decided on."""

    held: Held
    figures: Figures
    versions: dict[str, int]


class Failed(msgspec.Struct, tag=True):
    """Why a chunk could not be checked: a fault of the ledger, by its code."""

    code: str
    values: dict[str, str | int]


def how_many(size: int) -> int:
    """Return how many workers a file of so many bytes is worth, on this machine: none or some."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return 0 if size < WORTH_IT or cores == 1 else min(cores, MOST)


class Worker:
    """One process, with at most one chunk to check."""

    def __init__(self, job: Job) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - this program
            [sys.executable, "-c", PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self._send(msgspec.msgpack.encode(job))

    def check(self, rows: Sequence[Row]) -> None:
        """Hand over a chunk; raises `Rejected` where the process has ended."""
        self._send(msgspec.msgpack.encode(rows))

    def checked(self) -> Checked:
        """Return what came of it; raises `LedgerFault` for what ails the ledger, `Rejected` as `check`."""
        assert self._process.stdout is not None
        frame = receive(self._process.stdout)
        if frame is None:
            raise self._ended()
        answer = msgspec.msgpack.decode(frame, type=Checked | Failed)
        if isinstance(answer, Failed):
            raise LedgerFault(answer.code, **answer.values)
        return answer

    def end(self) -> None:
        """Let the process go: it ends when nothing more can come."""
        for stream in (self._process.stdin, self._process.stdout):
            assert stream is not None
            try:
                stream.close()
            except OSError:  # it has ended before
                continue
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _send(self, frame: bytes) -> None:
        assert self._process.stdin is not None
        try:
            send(self._process.stdin, frame)
        except OSError:
            raise self._ended() from None

    def _ended(self) -> Rejected:
        return Rejected("import.worker_ended", status=self._process.wait())


def send(stream: IO[bytes], frame: bytes) -> None:
    """Write a frame."""
    stream.write(len(frame).to_bytes(HEADER, "big"))
    stream.write(frame)
    stream.flush()


def receive(stream: IO[bytes]) -> bytes | None:
    """Read a frame; None where the other side has ended."""
    header = stream.read(HEADER)
    if len(header) < HEADER:
        return None
    length = int.from_bytes(header, "big")
    frame = stream.read(length)
    return frame if len(frame) == length else None


@contextmanager
def workers(job: Job, count: int) -> Iterator[Callable[[Iterable[Sequence[Row]]], Iterator[Checked]]]:
    """Yield what checks chunks with so many processes and yields the answers in their order."""
    with ExitStack() as ending:
        crew = []
        for _ in range(count):
            crew.append(Worker(job))
            ending.callback(crew[-1].end)

        def check(chunks: Iterable[Sequence[Row]]) -> Iterator[Checked]:
            busy: deque[Worker] = deque()
            for chunk, worker in zip(chunks, cycle(crew), strict=False):
                done = busy.popleft().checked() if len(busy) == len(crew) else None
                worker.check(chunk)
                busy.append(worker)
                if done is not None:
                    yield done
            while busy:
                yield busy.popleft().checked()

        yield check


def agree(known: dict[str, int], found: dict[str, int]) -> None:
    """Add versions to those known; raises `Conflict` where somebody wrote between two looks."""
    for stream, version in found.items():
        if known.setdefault(stream, version) != version:
            raise Conflict(stream)
