"""A document as a workbook: values as numbers and days, each table with a sheet of its own."""

import os
from io import BytesIO
from typing import Any, BinaryIO

from cli.documents.document import Document
from domain.rejected import Rejected


def write(document: Document, file: BinaryIO) -> None:
    """Write a document as a workbook; rows of any number pass through a temporary folder, not through memory.

    The same document gives the same bytes. Raises `Rejected` where the folder
    cannot take the rows, `OSError` where `file` cannot be written.
    """
    import tempfile

    target, place = _Target(file), os.environ.get("TMPDIR", "/tmp")  # noqa: S108  # named in an error only
    try:
        place = tempfile.gettempdir()
        with tempfile.TemporaryDirectory(prefix="certledger-", ignore_cleanup_errors=True) as folder:
            _write(document, target, folder)
    except OSError as error:
        if target.failed is not None:
            raise target.failed from error
        detail = error.strerror or str(error)
        raise Rejected("output.no_temporary", path=place, detail=detail) from error


def _write(document: Document, target: "_Target", folder: str) -> None:
    from xlsxwriter.exceptions import FileCreateError

    from cli.render.workbook import plan, tables
    from cli.render.workbook.book import Book

    book = Book(document, target, folder)
    try:
        for page in plan.pages(document):
            if page.table is None:
                book.page(page)
            else:
                tables.write(book, page, page.table)
        book.close()
    except FileCreateError as error:
        raise error.args[0] from error
    finally:
        target.end()
        book.abandon()


class _Target:
    """The file of a workbook, which knows whether it was this one that failed."""

    def __init__(self, file: BinaryIO) -> None:
        self.failed: OSError | None = None
        self._file = file

    def write(self, data: bytes) -> int:
        """Write; note a failure."""
        try:
            return self._file.write(data)
        except OSError as error:
            self.failed = error
            raise

    def end(self) -> None:
        """Let go of the file: a ZIP file that was given up still writes its end when it is forgotten."""
        self._file = BytesIO()

    def __getattr__(self, name: str) -> Any:
        """Return what else the file can do."""
        return getattr(self._file, name)
