"""The one font that papers are set in, Noto Sans CJK SC: where it lies, what it can write, how wide.

Read straight from the file (OpenType 1.9: TTC header, `name`, `OS/2`, `cmap` format 12, `hmtx`),
so that what it cannot write is known before anything is set.
"""

import os
import struct
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, BinaryIO

import msgspec

from domain.rejected import Rejected

FAMILY = "Noto Sans CJK SC"
REGULAR, BOLD = 400, 700

FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/Library/Fonts",
    "~/Library/Fonts",
    "/opt/homebrew/share/fonts",
    r"%WINDIR%\Fonts",
    r"%LOCALAPPDATA%\Microsoft\Windows\Fonts",
)
"""Where distributions, macOS and Windows keep fonts; the first that has the regular face is taken."""

STEM, ENDINGS = "notosanscjk", (".ttc", ".otf", ".ttf")
"""How the files of the family are called everywhere."""


class Face(msgspec.Struct, frozen=True):
    """One weight of the family: `starts`, `ends` and `glyphs` are the runs of its character map."""

    path: str
    weight: int
    variable: bool
    starts: Sequence[int]
    ends: Sequence[int]
    glyphs: Sequence[int]
    advances: Sequence[int]
    units: int

    def glyph(self, character: str) -> int:
        """Return the number of a character's glyph; 0 where there is none."""
        code = ord(character)
        run = bisect_right(self.starts, code) - 1
        if run < 0 or code > self.ends[run]:
            return 0
        return self.glyphs[run] + code - self.starts[run]

    def advance(self, character: str) -> float:
        """Return how wide a character is, in ems."""
        return self.advances[min(self.glyph(character), len(self.advances) - 1)] / self.units


class Font(msgspec.Struct, frozen=True):
    """The family: its regular face and its bold one (the regular again where none is installed)."""

    regular: Face
    bold: Face

    @property
    def folders(self) -> list[str]:
        """Return where the faces lie."""
        return sorted({os.path.dirname(face.path) for face in (self.regular, self.bold)})

    def writes(self, character: str) -> bool:
        """Tell whether there is a glyph for a character, in both faces."""
        return bool(self.regular.glyph(character) and self.bold.glyph(character))


@cache
def font() -> Font:
    """Return the font; raises `Rejected` (`pdf.font_missing`)."""
    for files in (*(_files(folder) for folder in FOLDERS), _listed()):
        faces = [face for path in files for face in _faces(path)]
        regular = next((face for face in faces if face.weight == REGULAR or face.variable), None)
        if regular is not None:
            bold = next((face for face in faces if face.weight == BOLD), regular)
            return Font(regular, bold)
    raise Rejected("pdf.font_missing", font=FAMILY)


def _files(folder: str) -> list[str]:
    """Return the files in a folder, and those below it, that may hold the family."""
    folder = os.path.expandvars(os.path.expanduser(folder))
    return sorted(
        os.path.join(at, name)
        for at, _folders, names in os.walk(folder)
        for name in names
        if name.lower().startswith(STEM) and name.lower().endswith(ENDINGS)
    )


def _listed() -> list[str]:
    """Return where fontconfig knows the family, if there is fontconfig."""
    import subprocess
    from shutil import which

    program = which("fc-list")
    if program is None:
        return []
    done = subprocess.run(  # noqa: S603  (a fixed question)
        [program, "--format", "%{file}\n", FAMILY], capture_output=True, text=True, check=False, timeout=60
    )
    return sorted(set(done.stdout.splitlines()))


WINDOWS, FAMILY_NAMES = 3, {1, 16}
"""The platform whose names are read, and which of them name the family."""

# Reading a font file -----------------------------------------------------------


def _faces(path: str) -> list[Face]:
    """Return the regular and bold faces of the family in a file; none where it cannot be read."""
    try:
        with open(path, "rb") as file:
            return [
                _face(file, path, tables)
                for tables in _fonts(file)
                if FAMILY in _names(file, tables)
                and (_weight(file, tables) in {REGULAR, BOLD} or "fvar" in tables)
            ]
    except (OSError, struct.error, KeyError, UnicodeDecodeError, StopIteration):
        return []


def _read(file: BinaryIO, at: int, form: str) -> tuple[Any, ...]:
    file.seek(at)
    return struct.unpack(form, file.read(struct.calcsize(form)))


def _fonts(file: BinaryIO) -> Iterator[dict[str, int]]:
    """Yield where the tables of each font in a file begin."""
    (tag,) = _read(file, 0, ">4s")
    offsets = (0,)
    if tag == b"ttcf":
        (count,) = _read(file, 8, ">I")
        offsets = _read(file, 12, f">{count}I")
    for offset in offsets:
        (count,) = _read(file, offset + 4, ">H")
        flat = _read(file, offset + 12, ">" + "4sIII" * count)
        yield {flat[at].decode("latin-1"): flat[at + 2] for at in range(0, len(flat), 4)}


def _names(file: BinaryIO, tables: dict[str, int]) -> set[str]:
    """Return the family names of a font."""
    at = tables["name"]
    _version, count, storage = _read(file, at, ">3H")
    found = set()
    for number in range(count):
        platform, _encoding, _language, name, length, offset = _read(file, at + 6 + 12 * number, ">6H")
        if platform == WINDOWS and name in FAMILY_NAMES:
            file.seek(at + storage + offset)
            found.add(file.read(length).decode("utf-16-be"))
    return found


def _weight(file: BinaryIO, tables: dict[str, int]) -> int:
    return int(_read(file, tables["OS/2"] + 4, ">H")[0])


def _face(file: BinaryIO, path: str, tables: dict[str, int]) -> Face:
    """Return what is needed of a font: its characters and their widths."""
    (units,) = _read(file, tables["head"] + 18, ">H")
    (measured,) = _read(file, tables["hhea"] + 34, ">H")
    metrics = _read(file, tables["hmtx"], ">" + "Hh" * measured)
    (maps,) = _read(file, tables["cmap"] + 2, ">H")
    full = next(
        tables["cmap"] + offset
        for platform, encoding, offset in struct.iter_unpack(
            ">HHI", _bytes(file, tables["cmap"] + 4, 8 * maps)
        )
        if (platform, encoding) == (3, 10)
    )
    (runs,) = _read(file, full + 12, ">I")
    flat = _read(file, full + 16, f">{3 * runs}I")
    return Face(
        path=path,
        weight=_weight(file, tables),
        variable="fvar" in tables,
        starts=array("L", flat[0::3]),
        ends=array("L", flat[1::3]),
        glyphs=array("L", flat[2::3]),
        advances=array("L", metrics[0::2]),
        units=units,
    )


def _bytes(file: BinaryIO, at: int, length: int) -> bytes:
    file.seek(at)
    return file.read(length)
