"""This program once more, as processes that help: each answers frames of MessagePack, one after another.

They read from stdin and write to stdout, and end when whoever started them does.
"""

import os
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from itertools import cycle
from typing import IO

import msgspec

from domain.rejected import Rejected
from ledger.codec import UnknownEventError, UnreadableEventError
from ledger.database import LedgerFault, faults
from ledger.garbage import nothing_collected

PROGRAM = "from {main} import main; main()"
HEADER = 4
"""Bytes that tell the length of a frame."""

DONE, FAILED = b"\0", b"\1"
"""What an answer begins with."""

Answer = Callable[[bytes], bytes]


def cores() -> int:
    """Return how many processes can run at once."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def helpers(work: int, *, worth_it: int, most: int) -> int:
    """Return how many processes help with so much work on this machine: none where it is not worth it."""
    return min(cores(), most) if work >= worth_it and cores() > 1 else 0


class Process:
    """One process, which answers one frame at a time."""

    def __init__(self, main: str) -> None:
        """Start it; `main` is the module whose `main` it runs.

        It imports nothing from the folder at hand, and a Ctrl-C is only told to who started it.
        """
        self._process = subprocess.Popen(  # noqa: S603 - this program
            [sys.executable, "-P", "-c", PROGRAM.format(main=main)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            process_group=0,
        )

    def ask(self, frame: bytes) -> None:
        """Hand over a frame; raises `Rejected` (`process.ended`) where the process has ended."""
        assert self._process.stdin is not None
        try:
            _send(self._process.stdin, frame)
        except OSError:
            raise self._ended() from None

    def answer(self) -> bytes:
        """Return the next answer; raises `LedgerFault` for what ails the ledger, `Rejected` as `ask` does."""
        assert self._process.stdout is not None
        frame = _receive(self._process.stdout)
        if frame is None:
            raise self._ended()
        if frame.startswith(FAILED):
            code, values = msgspec.msgpack.decode(frame[1:], type=tuple[str, dict[str, str | int]])
            raise LedgerFault(code, **values)
        return frame[1:]

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

    def _ended(self) -> Rejected:
        return Rejected("process.ended", status=self._process.wait())


@contextmanager
def processes(main: str, count: int, job: bytes = b"") -> Iterator[Sequence[Process]]:
    """Yield so many processes that were told a job first; they end with the context."""
    with ExitStack() as ending:
        crew = []
        for _ in range(count):
            crew.append(Process(main))
            ending.callback(crew[-1].end)
        for process in crew:
            process.ask(job)
        yield crew


def answers(crew: Sequence[Process], frames: Iterable[bytes]) -> Iterator[bytes]:
    """Ask the processes in turn, and yield the answers in order; raises as `Process.answer` does."""
    busy: deque[Process] = deque()
    for frame, process in zip(frames, cycle(crew), strict=False):
        done = busy.popleft().answer() if len(busy) == len(crew) else None
        process.ask(frame)
        busy.append(process)
        if done is not None:
            yield done
    while busy:
        yield busy.popleft().answer()


@contextmanager
def told(path: str) -> Iterator[None]:
    """Turn what ails a ledger into `LedgerFault`, which is told to who asked."""
    try:
        with faults(path):
            yield
    except UnreadableEventError as error:
        raise LedgerFault("ledger.damaged", path=path, detail=str(error)) from error
    except UnknownEventError as error:
        raise LedgerFault("ledger.unknown_event", name=str(error)) from error


def serve(opened: Callable[[bytes], AbstractContextManager[Answer]]) -> None:
    """Be such a process: answer frames with what is opened for the job, until no more come."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who started this decides when it ends
    # What anything prints must not get between the frames.
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    job = _receive(sys.stdin.buffer)
    if job is None:
        return
    try:
        with nothing_collected(), opened(job) as answer:
            while (frame := _receive(sys.stdin.buffer)) is not None:
                _send(out, DONE + answer(frame))
    except LedgerFault as fault:
        values = {key: v if isinstance(v, int) else str(v) for key, v in fault.values.items()}
        _send(out, FAILED + msgspec.msgpack.encode((fault.code, values)))
    except BrokenPipeError:
        return  # nobody waits any more


def _send(stream: IO[bytes], frame: bytes) -> None:
    stream.write(len(frame).to_bytes(HEADER, "big"))
    stream.write(frame)
    stream.flush()


def _receive(stream: IO[bytes]) -> bytes | None:
    """Read a frame; None where the other side has ended."""
    header = stream.read(HEADER)
    if len(header) < HEADER:
        return None
    length = int.from_bytes(header, "big")
    frame = stream.read(length)
    return frame if len(frame) == length else None
