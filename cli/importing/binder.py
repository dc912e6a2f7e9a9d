"""A process that binds drafts for recording: `cli.importing.recording` starts it."""

import msgspec

from ledger.garbage import nothing_collected
from ledger.processes import serve
from projections.binding import Draft, bound


def main() -> None:
    """Answer lists of drafts, each with a bulk."""
    decode = msgspec.msgpack.Decoder(list[Draft]).decode
    encode = msgspec.msgpack.Encoder().encode
    with nothing_collected():
        serve(lambda frame: encode(bound(decode(frame))))
