"""This program once more, as processes that answer: frames of MessagePack in on stdin, out on stdout."""

import os
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import cycle
from typing import IO

from domain.rejected import Rejected

HEADER = 4
"""Bytes that tell the length of a frame."""


def cores() -> int:
    """Return how many processes can run at once."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Process:
    """One process, that answers each frame with one, in order."""

    def __init__(self, main: str) -> None:
        """Start it; `main` is the module whose `main` it runs."""
        self._process = subprocess.Popen(  # noqa: S603 - this program
            [sys.executable, "-c", f"from {main} import main; main()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def ask(self, frame: bytes) -> None:
        """Hand over a frame; raises `Rejected` (`import.worker_ended`) where the process has ended."""
        assert self._process.stdin is not None
        try:
            send(self._process.stdin, frame)
        except OSError:
            raise self._ended() from None

    def answer(self) -> bytes:
        """Return the next answer; raises as `ask` does."""
        assert self._process.stdout is not None
        frame = receive(self._process.stdout)
        if frame is None:
            raise self._ended()
        return frame

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
        return Rejected("import.worker_ended", status=self._process.wait())


@contextmanager
def processes(main: str, count: int) -> Iterator[Sequence[Process]]:
    """Yield so many processes, which end with the context."""
    with ExitStack() as ending:
        crew = []
        for _ in range(count):
            crew.append(Process(main))
            ending.callback(crew[-1].end)
        yield crew


def answers(crew: Sequence[Process], frames: Iterable[bytes]) -> Iterator[bytes]:
    """Ask the processes in turn, each one thing at a time, and yield the answers in order."""
    busy: deque[Process] = deque()
    for frame, process in zip(frames, cycle(crew), strict=False):
        done = busy.popleft().answer() if len(busy) == len(crew) else None
        process.ask(frame)
        busy.append(process)
        if done is not None:
            yield done
    while busy:
        yield busy.popleft().answer()


# On the other side -----------------------------------------------------------


def serve(answer: Callable[[bytes], bytes]) -> None:
    """Answer frames until no more come, or nobody waits for answers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who started this decides when it ends
    # What anything prints must not get between the frames.
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    try:
        while (frame := receive(sys.stdin.buffer)) is not None:
            send(out, answer(frame))
    except BrokenPipeError:
        return


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
