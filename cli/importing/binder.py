"""A process that binds drafts for an import: `cli.importing.recording` starts it."""

from contextlib import nullcontext

import msgspec

from ledger.processes import serve
from projections.binding import Draft, bound


def main() -> None:
    """Answer lists of drafts, each with a bulk."""
    decode, encode = msgspec.msgpack.Decoder(list[Draft]).decode, msgspec.msgpack.Encoder().encode
    serve(lambda _job: nullcontext(lambda frame: encode(bound(decode(frame)))))
