"""The folder of a set of letters: it appears under its name whole, by one rename, or not at all."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from domain.rejected import Rejected

MANIFEST = "manifest.json"


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What was written into a folder: for which notice, in which view, and the SHA-256 of each file."""

    notice: str
    as_of: str
    position: int
    files: Mapping[str, str]


def refuse_taken(path: str, *, force: bool) -> None:
    """Raise `Rejected` unless a set of letters may be put under a name.

    A folder with files is replaced with `force`, but only where all it holds was
    written as letters and is as it was written: `output.exists`, `letters.folder_mixed`.
    """
    folder = Path(path)
    try:
        if not os.path.lexists(folder):
            return
        if not folder.is_dir():
            raise Rejected("output.failed", path=path, detail="not a folder")
        names = sorted(os.listdir(folder))
        if not names:
            return
        if not force:
            raise Rejected("output.exists", path=path)
        kept = _not_ours(folder, names)
    except OSError as error:
        raise _failed(path, error) from error
    if kept:
        raise Rejected("letters.folder_mixed", path=path, found=kept[:10])


@contextmanager
def put_in_place(path: str, *, force: bool) -> Iterator[Path]:
    """Yield an empty folder that appears under a name when all of it is written; raises `Rejected`."""
    final = Path(os.path.realpath(path))
    draft = None
    try:
        final.parent.mkdir(parents=True, exist_ok=True)
        # Nobody else looks into the outer one; the inner one has the usual permissions.
        draft = Path(tempfile.mkdtemp(prefix=".letters-", suffix=".part", dir=final.parent))
        inner = draft / "letters"
        inner.mkdir()
        yield inner
        _flush(inner)
        refuse_taken(path, force=force)
        _rename(inner, final, draft / "replaced")
    except OSError as error:
        raise _failed(path, error) from error
    finally:
        if draft is not None:
            shutil.rmtree(draft, ignore_errors=True)


def write_manifest(folder: Path, *, notice: str, as_of: str, position: int) -> None:
    """Write what a folder holds."""
    files = {name: _sha256(folder / name) for name in sorted(os.listdir(folder))}
    manifest = Manifest(notice=notice, as_of=as_of, position=position, files=files)
    encoded = msgspec.json.format(msgspec.json.encode(manifest), indent=2)
    (folder / MANIFEST).write_bytes(encoded + b"\n")


def _rename(inner: Path, final: Path, replaced: Path) -> None:
    if final.is_dir() and os.listdir(final):
        final.rename(replaced)
        try:
            inner.rename(final)
        except OSError:
            replaced.rename(final)
            raise
    else:
        inner.rename(final)
    with suppress(OSError):
        _flush_one(final.parent)


def _not_ours(folder: Path, names: list[str]) -> list[str]:
    """Return the names of files that were not written as letters, or were changed since."""
    try:
        manifest = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except (FileNotFoundError, msgspec.DecodeError):
        return names
    return [
        name
        for name in names
        if name != MANIFEST
        and not ((folder / name).is_file() and manifest.files.get(name) == _sha256(folder / name))
    ]


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _flush(folder: Path) -> None:
    """Let the disk have all files before they get their names."""
    for name in os.listdir(folder):
        _flush_one(folder / name)
    _flush_one(folder)


def _flush_one(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _failed(path: str, error: OSError) -> Rejected:
    return Rejected("output.failed", path=path, detail=error.strerror or str(error))
