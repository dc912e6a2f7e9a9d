"""A process that binds drafts for an import: `cli.importing.recording` starts it."""

from contextlib import nullcontext

import msgspec

from cli.importing.drafts import bound
from ledger.processes import serve


def main() -> None:
    """Answer encoded drafts, each with a bulk."""
    encode = msgspec.msgpack.Encoder().encode
    serve(lambda _job: nullcontext(lambda drafts: encode(bound(drafts))))
