"""Drafts of a sheet's rows, as they are staged and as they travel between processes."""

import msgspec

from ledger.bulk import Bulk
from projections import binding

StagedDraft = tuple[int, str, int, str | None, bytes, str | None]
"""(row, stream, version, stored name, data, rule); but for row and rule as `projections.binding` has it."""

encoded = msgspec.msgpack.Encoder().encode
NO_DRAFTS = encoded([])
decoded = msgspec.msgpack.Decoder(list[StagedDraft]).decode


def bound(drafts: bytes) -> Bulk:
    """Bind encoded drafts to be recorded in one commit."""
    return binding.bound([draft[1:5] for draft in decoded(drafts)])
