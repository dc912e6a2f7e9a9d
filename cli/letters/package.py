"""A .docx file as the zip package that it is, with the same bytes for the same parts."""

import io
import zipfile
from datetime import UTC, datetime

FIRST_MOMENT = datetime(1980, 1, 1, tzinfo=UTC)
"""Zip knows no earlier one."""


def repacked(docx: bytes, made_at: datetime) -> bytes:
    """Return a package whose files all bear one moment (UTC), in their order, and nothing of this machine."""
    moment = max(made_at, FIRST_MOMENT).timetuple()[:6]
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx)) as old, zipfile.ZipFile(packed, "w") as new:
        for part in old.infolist():
            entry = zipfile.ZipInfo(part.filename, moment)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            entry.create_system = 3
            new.writestr(entry, old.read(part))
    return packed.getvalue()


def moment(recorded_at: str | None) -> datetime:
    """Return an RFC 3339 time as a moment in UTC; without one, the first that a zip file knows."""
    return FIRST_MOMENT if recorded_at is None else datetime.fromisoformat(recorded_at).astimezone(UTC)
