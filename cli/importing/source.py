"""The file that is imported: as evidence, and as it was when it was looked at first."""

import hashlib
import os
from pathlib import Path

import msgspec

from cli.sheets.problems import SheetRefused
from domain.event import Evidence


class Source:
    """A file with its name, size and SHA-256; `evidence` is those as a commit keeps them."""

    def __init__(self, path: Path) -> None:
        """Read it; raises `SheetRefused` where it is missing or unreadable."""
        self.path = path
        try:
            with path.open("rb") as file:
                self._stamp = _stamp(os.fstat(file.fileno()))
                digest = hashlib.file_digest(file, "sha256").hexdigest()
                self.size = file.tell()
        except FileNotFoundError:
            raise SheetRefused("import.no_file", file=str(path)) from None
        except OSError as error:
            reason = error.strerror or str(error)
            raise SheetRefused("import.unreadable", file=str(path), reason=reason) from None
        evidence = Evidence(name=path.name, size=self.size, sha256=digest)
        self.evidence = msgspec.json.encode(evidence, order="sorted").decode()

    def check_unchanged(self) -> None:
        """Raise `SheetRefused` (`import.changed`) unless the file is still what was read."""
        try:
            same = _stamp(self.path.stat()) == self._stamp
        except OSError:
            same = False
        if not same:
            raise SheetRefused("import.changed", file=self.path.name)


def _stamp(status: os.stat_result) -> tuple[int, int, int]:
    return status.st_ino, status.st_size, status.st_mtime_ns
