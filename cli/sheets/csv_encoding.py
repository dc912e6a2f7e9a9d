"""Which of the two encodings of Chinese CSV files a file is in."""

import codecs
from typing import BinaryIO

from cli.sheets.opening import Opened
from cli.sheets.problems import SheetRefused

_CHUNK = 1 << 16  # what the memory at hand takes: larger ones are decoded three times slower

# GB18030 bytes rarely pass for UTF-8, and never for long. After so many good
# characters a bad byte is damage to UTF-8 text, which read as GB18030 would be
# accepted as nonsense.
_SURELY_UTF_8 = 8


def encoding_of(opened: Opened) -> str:
    """Decide by a strict pass over the whole file: "utf-8" or "gb18030".

    Raises SheetRefused "import.encoding" with the first line that is neither,
    or that holds a NUL byte, as UTF-16 and binary files do.
    """
    file = opened.file
    with_mark = opened.starts_with().startswith(codecs.BOM_UTF8)
    utf_8 = _first_failure(file, "utf-8")
    if utf_8 is None:
        return "utf-8"
    offset, is_nul, good = utf_8
    if not (is_nul or with_mark or good >= _SURELY_UTF_8):
        gb18030 = _first_failure(file, "gb18030")
        if gb18030 is None:
            return "gb18030"
        offset = max(offset, gb18030[0])
    raise SheetRefused("import.encoding", file=opened.name, line=_line_at(file, offset))


def _first_failure(file: BinaryIO, encoding: str) -> tuple[int, bool, int] | None:
    """Find the first NUL or undecodable byte: its offset, whether NUL, good characters before."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    good = offset = 0
    file.seek(0)
    while True:
        chunk = file.read(_CHUNK)
        nul = chunk.find(b"\0")
        pending = len(decoder.getstate()[0])
        try:
            text = decoder.decode(chunk if nul < 0 else chunk[:nul], final=not chunk)
        except UnicodeDecodeError as error:
            good += _beyond_ascii(error.object[: error.start].decode(encoding, "ignore"))
            return offset - pending + error.start, False, good
        if nul >= 0:
            return offset + nul, True, good
        if not chunk:
            return None
        if good < _SURELY_UTF_8:
            good += _beyond_ascii(text)
        offset += len(chunk)


def _beyond_ascii(text: str) -> int:
    return 0 if text.isascii() else sum(1 for letter in text if letter > "\x7f")


def _line_at(file: BinaryIO, offset: int) -> int:
    """Give the number of the physical line that the byte at `offset` is on, from 1."""
    line, left, last = 1, offset, b""
    file.seek(0)
    while left > 0 and (chunk := file.read(min(_CHUNK, left))):
        left -= len(chunk)
        # A line ends with CR LF, LF or CR.
        line += chunk.count(b"\n") + chunk.count(b"\r") - chunk.count(b"\r\n")
        if last == b"\r" and chunk.startswith(b"\n"):
            line -= 1
        last = chunk[-1:]
    return line
