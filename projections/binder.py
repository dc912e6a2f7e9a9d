"""A process that binds entries for building the read model anew: `projections.rebuild` starts it."""

from contextlib import ExitStack

import msgspec

from ledger.database import connect
from ledger.garbage import nothing_collected
from ledger.processes import serve
from projections.binding import bound_entries


def main() -> None:
    """Answer (path, first position, last position), each with a bulk or None."""
    with ExitStack() as ending:
        ending.enter_context(nothing_collected())
        opened = {}

        def answer(frame: bytes) -> bytes:
            path, first, last = msgspec.msgpack.decode(frame, type=tuple[str, int, int])
            if path not in opened:
                opened[path] = connect(path, writing=False)
                ending.callback(opened[path].close)
            return msgspec.msgpack.encode(bound_entries(opened[path], first, last))

        serve(answer)
