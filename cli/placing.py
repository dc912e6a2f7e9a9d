"""Several files put in place together, or none: drafts beside them first, their names at the end."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from domain.rejected import Rejected
from ledger.database import put_in_place


@contextmanager
def drafts_beside(path: str) -> Iterator[str]:
    """Yield a folder beside a file, for drafts; it goes with whatever is left in it."""
    import tempfile

    try:
        folder = tempfile.mkdtemp(prefix=".publishing-", dir=os.path.dirname(path) or ".")
    except OSError as error:
        raise Rejected("output.failed", path=path, detail=error.strerror or str(error)) from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def naming(draft: str, path: str) -> Iterator[None]:
    """Let what goes wrong with a draft be said of the file it was to become."""
    try:
        yield
    except Rejected as no:
        if no.values.get("path") == draft:
            no.values["path"] = path
        raise


@contextmanager
def placed(drafts: dict[str, str], force: bool) -> Iterator[None]:  # noqa: FBT001 - that of the output
    """Give drafts their names; where something fails then, take them away and put back what was there."""
    undo: list[tuple[str, str | None]] = []
    try:
        for draft, path in drafts.items():
            _place(draft, path, undo, force=force)
        yield
    except BaseException:
        for path, old in reversed(undo):
            with suppress(OSError):
                os.unlink(path) if old is None else os.replace(old, path)
        raise


def _place(draft: str, path: str, undo: list[tuple[str, str | None]], *, force: bool) -> None:
    """Give a draft its name; what had the name before is kept beside the draft."""
    try:
        if force and os.path.lexists(path):
            _keep(path, old := f"{draft}.old")
            undo.append((path, old))
            os.replace(draft, path)
        else:
            put_in_place(draft, path)
            undo.append((path, None))
    except FileExistsError:
        raise Rejected("output.exists", path=path) from None
    except OSError as error:
        raise Rejected("output.failed", path=path, detail=error.strerror or str(error)) from error


def _keep(path: str, copy: str) -> None:
    """Keep a file under a second name too."""
    try:
        os.link(path, copy)
    except OSError:  # a disk without hard links, such as exFAT
        shutil.copy2(path, copy)
