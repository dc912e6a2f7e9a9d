"""Other processes that check rows, where each row is decided by itself and there are many.

A worker is given chunks of rows. It sees the ledger for itself; what it decided on
is compared when its rows are recorded, as ever.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

import msgspec

from cli.importing.findings import Findings
from cli.importing.result import Figures
from cli.sheets.rows import BadCell, Row
from domain.rejected import Conflict
from ledger.processes import answers, helpers, processes

WORTH_IT = 4 << 20
"""Bytes of a file from which on the start of a process pays."""

MOST = 4
"""More would wait for the one that reads the file and stages what they found."""

Chunk = list[tuple[int, list[str | BadCell | None]]]
"""Rows of a CSV file as (number, cells)."""


class Job(msgspec.Struct, frozen=True):
    """What a worker has to know: the ledger, the file, and how its rows are read.

    Paths are as the system has them, which may be no text.
    """

    ledger: bytes
    language: str
    kind: str
    file_name: str
    folder: bytes
    positions: dict[str, int]
    body: str | None
    source: str
    today: str


class Checked(msgspec.Struct):
    """What came of a chunk of rows, and the versions of the streams that it was decided on.

    The drafts are left as they come, encoded: `findings` has let go of them.
    """

    findings: Findings
    drafts: msgspec.Raw
    figures: Figures
    versions: dict[str, int]


def how_many(size: int) -> int:
    """Return how many workers a file of so many bytes is worth, on this machine: none or some."""
    return helpers(size, worth_it=WORTH_IT, most=MOST)


@contextmanager
def workers(job: Job, count: int) -> Iterator[Callable[[Iterable[Sequence[Row]]], Iterator[Checked]]]:
    """Yield what checks chunks with so many processes and yields what came of each, in order.

    That raises `LedgerFault` for what ails the ledger, `Rejected` where a process has ended.
    """
    encode, decode = msgspec.msgpack.Encoder().encode, msgspec.msgpack.Decoder(Checked).decode
    with processes("cli.importing.worker", count, encode(job)) as crew:
        yield lambda chunks: map(decode, answers(crew, map(encode, chunks)))


def agree(known: dict[str, int], found: dict[str, int]) -> None:
    """Add versions to those known; raises `Conflict` where somebody wrote between two looks."""
    for stream, version in found.items():
        if known.setdefault(stream, version) != version:
            raise Conflict(stream)
