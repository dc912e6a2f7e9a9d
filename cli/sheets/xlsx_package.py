"""The zip file that a workbook is, unpacked with suspicion."""

import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from copy import copy
from xml.parsers import expat

from cli.sheets.opening import Opened
from cli.sheets.problems import SheetRefused

LARGEST = 1 << 30  # bytes of all parts, unpacked
_CHUNK = 1 << 18
_MEGABYTE = 1 << 20

_ZIP = b"PK\x03\x04"
_OLE2 = bytes.fromhex("D0CF11E0A1B11AE1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

# What zipfile raises for damaged and for hostile files, beside its own error.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)


class Package:
    """The parts of a workbook file."""

    def __init__(self, opened: Opened) -> None:
        """Unpack every part once, without keeping it.

        Raises SheetRefused: "import.empty", "import.password",
        "import.old_workbook", "import.not_a_workbook", "import.too_big",
        "import.broken_workbook".
        """
        self._opened = opened
        _check_start(opened)
        try:
            self._zip = zipfile.ZipFile(opened.file)
            infos = self._zip.infolist()
        except _DAMAGE as error:
            raise self.broken("it is cut short, or is not a whole zip file") from error
        self._parts = {info.filename.casefold(): info for info in infos}
        if len(self._parts) < len(infos):
            # Another reader might take the other one of the two.
            raise self.broken("two of its parts have one name")
        self._check_size()

    def __contains__(self, part: str) -> bool:
        return part.casefold() in self._parts

    def _check_size(self) -> None:
        # First what the directory claims, which is quick. It may lie, so all
        # parts are then unpacked and counted, before anything keeps them.
        if sum(info.file_size for info in self._parts.values()) > LARGEST:
            raise self.too_big()
        unpacked = 0
        for part in self._parts:
            for chunk in self.stream(part):
                unpacked += len(chunk)
                if unpacked > LARGEST:
                    raise self.too_big()

    def too_big(self) -> SheetRefused:
        """Make the refusal for a workbook that would fill the memory."""
        limit = LARGEST // _MEGABYTE
        return SheetRefused("import.too_big", file=self._opened.name, limit=limit)

    def broken(self, detail: str) -> SheetRefused:
        """Make the refusal for a damaged workbook."""
        return SheetRefused("import.broken_workbook", file=self._opened.name, detail=detail)

    def stream(self, part: str) -> Iterator[bytes]:
        """Unpack a part, in pieces; raises SheetRefused "import.broken_workbook"."""
        known = self._parts.get(part.casefold())
        if known is None:
            raise self.broken(f"its part {part} is missing")
        if known.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise self.broken(f"its part {part} is packed in a strange way")
        # zipfile would stop at the size that the directory claims.
        info = copy(known)
        info.file_size = LARGEST + _CHUNK
        try:
            with self._zip.open(info) as file:
                while chunk := file.read(_CHUNK):
                    yield chunk
        except _DAMAGE as error:
            raise self.broken(f"its part {part} cannot be unpacked") from error

    def parse(
        self,
        part: str,
        parser: expat.XMLParserType,
        thin: Callable[[bytes], bytes] = bytes,
    ) -> None:
        """Feed an XML part to the parser, which has its handlers; `thin` may drop what is dull.

        Raises SheetRefused: "import.broken_workbook", "import.unsafe_xml".
        """

        def refuse(*_: object) -> None:
            raise SheetRefused("import.unsafe_xml", file=self._opened.name, part=part)

        # Only a document type can bring in entities, and no workbook has one.
        parser.StartDoctypeDeclHandler = refuse
        try:
            for chunk in self.stream(part):
                parser.Parse(thin(chunk))
            parser.Parse(b"", True)
        except (expat.ExpatError, ValueError, LookupError, OverflowError) as error:
            raise self.broken(f"its part {part} cannot be read ({error})") from error


def _check_start(opened: Opened) -> None:
    """Tell what else the file is, where it is no zip file."""
    start = opened.starts_with()
    if not start:
        raise SheetRefused("import.empty", where=opened.name)
    if start == _OLE2:
        # Old workbooks and encrypted new ones are in the same kind of container.
        code = "import.password" if _holds(opened, _ENCRYPTED) else "import.old_workbook"
        raise SheetRefused(code, file=opened.name)
    if not start.startswith(_ZIP):
        raise SheetRefused("import.not_a_workbook", file=opened.name)


def _holds(opened: Opened, wanted: bytes) -> bool:
    end = b""
    opened.file.seek(0)
    while chunk := opened.file.read(_MEGABYTE):
        if wanted in end + chunk:
            return True
        end = chunk[-len(wanted) :]
    return False
