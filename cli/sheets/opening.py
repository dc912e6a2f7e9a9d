"""Opening a file that somebody else may be writing to."""

import os
import stat
from pathlib import Path
from typing import BinaryIO

from cli.sheets.problems import SheetRefused


class Opened:
    """A regular file open for reading, which knows whether it has changed since."""

    def __init__(self, path: Path) -> None:
        """Open it; raises SheetRefused where it is missing, no regular file, or unreadable."""
        self.name = path.name
        try:
            # Looked at before opening: opening a pipe would wait for a writer.
            if not stat.S_ISREG(path.stat().st_mode):
                raise SheetRefused("import.not_a_file", file=self.name)
            self.file: BinaryIO = path.open("rb")
        except FileNotFoundError:
            raise SheetRefused("import.no_file", file=self.name) from None
        except OSError as error:
            raise self.unreadable(error) from error
        self._at_first = self._stamp()

    def _stamp(self) -> tuple[int, int]:
        status = os.fstat(self.file.fileno())
        return status.st_size, status.st_mtime_ns

    @property
    def size(self) -> int:
        """Return how many bytes the file had when it was opened."""
        return self._at_first[0]

    @property
    def done(self) -> int:
        """Return how many of them have been read."""
        return self.size if self.file.closed else self.file.tell()

    def starts_with(self) -> bytes:
        """Give the first eight bytes, or all there are."""
        self.file.seek(0)
        start = self.file.read(8)
        self.file.seek(0)
        return start

    def unreadable(self, error: OSError) -> SheetRefused:
        """Make the refusal for an error of the operating system."""
        reason = error.strerror or type(error).__name__
        return SheetRefused("import.unreadable", file=self.name, reason=reason)

    def changed(self) -> SheetRefused:
        """Make the refusal for a file that changed while it was read."""
        return SheetRefused("import.changed", file=self.name)

    def check_unchanged(self) -> None:
        """Raise SheetRefused "import.changed" unless size and time are as at first."""
        if self._stamp() != self._at_first:
            raise self.changed()

    def close(self) -> None:
        """Close the file; harmless when closed already."""
        self.file.close()
