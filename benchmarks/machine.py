"""The machine that the figures are of."""

import os
import platform
import sqlite3
import statistics
import sys
import time
from pathlib import Path


def lines(folder: Path) -> list[str]:
    """Return what to know about the machine, and about the disk that holds `folder`."""
    return [
        f"processor  {_processor()}, {os.cpu_count()} cores",
        f"memory     {_memory() / 2**30:.1f} GiB",
        f"system     {platform.system()} {platform.release()}",
        f"Python     {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}",
        f"disk       {fsync_seconds(folder) * 1000:.2f} ms to write 4 KiB and sync it (median of 100)",
    ]


def fsync_seconds(folder: Path) -> float:
    """Return the median time of making one page durable."""
    path = folder / "fsync"
    taken = []
    with path.open("wb", buffering=0) as file:
        for _ in range(100):
            started = time.perf_counter()
            file.write(bytes(4096))
            os.fsync(file.fileno())
            taken.append(time.perf_counter() - started)
    path.unlink()
    return statistics.median(taken)


def _processor() -> str:
    """Return the processor's name where the system tells it."""
    try:
        for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def _memory() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
