"""A process that binds entries for building the read model anew: `projections.rebuild` starts it."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager

import msgspec

from ledger.database import connect
from ledger.processes import Answer, serve, told
from projections.binding import bound_entries


def main() -> None:
    """Answer (first position, last position), each with a bulk or None; the job is the ledger's path."""
    serve(_binding)


@contextmanager
def _binding(path: bytes) -> Iterator[Answer]:
    decode, encode = msgspec.msgpack.Decoder(tuple[int, int]).decode, msgspec.msgpack.Encoder().encode
    name = os.fsdecode(path)
    with told(name), closing(connect(name, writing=False)) as connection:
        yield lambda frame: encode(bound_entries(connection, *decode(frame)))
