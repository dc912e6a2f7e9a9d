"""Letters as PDF, where LibreOffice is installed: converted in a profile of its own, in a time."""

import hashlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from itertools import chain
from pathlib import Path
from xml.sax.saxutils import escape

from domain.rejected import Rejected

TOGETHER = 40
"""Letters that one run converts: starting takes longer than a letter."""

STARTING_SECONDS, LETTER_SECONDS = 120, 15
"""How long a run may take."""

SERIF = ("Noto Serif CJK SC", "Source Han Serif SC", "Source Han Serif CN", "AR PL UMing CN")
SANS = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "WenQuanYi Zen Hei",
    "Droid Sans Fallback",
)
STANDS_IN = {
    "仿宋": ("FangSong", "FangSong_GB2312", "STFangsong", *SERIF, *SANS),
    "宋体": ("SimSun", "STSong", *SERIF, *SANS),
    "楷体": ("KaiTi", "KaiTi_GB2312", "STKaiti", "AR PL UKai CN", *SERIF, *SANS),
    "黑体": ("SimHei", "STHeiti", *SANS, *SERIF),
}
"""What is taken for a font of the letter where it is not installed, the first that is."""

_ITEM = (
    '<item oor:path="/org.openoffice.Office.Common/Font/Substitution/FontPairs">'
    '<node oor:name="_{at}" oor:op="replace">'
    '<prop oor:name="ReplaceFont"><value>{name}</value></prop>'
    '<prop oor:name="SubstituteFont"><value>{other}</value></prop>'
    '<prop oor:name="Always"><value>true</value></prop>'
    '<prop oor:name="OnScreenOnly"><value>false</value></prop></node></item>'
)
_SETTINGS = (
    '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry"'
    ' xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
    '<item oor:path="/org.openoffice.Office.Common/Font/Substitution">'
    '<prop oor:name="Replacement" oor:op="fuse"><value>true</value></prop></item>{pairs}</oor:items>'
)


class Converter:
    """LibreOffice, ready to convert."""

    def __init__(self) -> None:
        """Find it, and fonts for Chinese; raises `Rejected`: `letters.no_soffice`, `letters.no_font`."""
        program = shutil.which("soffice") or shutil.which("libreoffice")
        if program is None:
            raise Rejected("letters.no_soffice")
        self._program = program
        self._pairs = _pairs()

    def convert(self, letters: Sequence[Path], made_at: datetime) -> None:
        """Write a PDF beside each letter, dated `made_at` (UTC).

        Raises `Rejected` (`letters.pdf_failed`).
        """
        with tempfile.TemporaryDirectory(prefix="certledger-") as profile:
            user = Path(profile) / "user"
            user.mkdir()
            (user / "registrymodifications.xcu").write_text(_SETTINGS.format(pairs=self._pairs), "utf-8")
            self._run(Path(profile), letters)
        for letter in letters:
            pdf = letter.with_suffix(".pdf")
            try:
                pdf.write_bytes(_dated(pdf.read_bytes(), letter.read_bytes(), made_at))
            except FileNotFoundError:
                raise Rejected("letters.pdf_failed", path=letter.name, detail="soffice") from None

    def _run(self, profile: Path, letters: Sequence[Path]) -> None:
        """Convert letters in one run; what it started ends with it."""
        line = [
            *(self._program, "--headless", "--norestore", f"-env:UserInstallation={profile.as_uri()}"),
            *("--convert-to", "pdf", "--outdir", str(letters[0].parent)),
            *map(str, letters),
        ]
        seconds = STARTING_SECONDS + LETTER_SECONDS * len(letters)
        failed = partial(Rejected, "letters.pdf_failed", path=letters[0].name)
        with (profile / "said").open("w+b") as said:
            try:
                # A session of its own: LibreOffice is a script that starts a program.
                running = subprocess.Popen(
                    line,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=said,
                    start_new_session=True,
                )
            except OSError as error:
                raise failed(detail=error.strerror or str(error)) from None
            try:
                code = running.wait(seconds)
            except subprocess.TimeoutExpired:
                raise failed(detail=f"{seconds:g} seconds") from None
            finally:
                with suppress(ProcessLookupError):
                    os.killpg(running.pid, signal.SIGKILL)
                running.wait()
            if code:
                said.seek(0)
                lines = said.read().decode(errors="replace").strip().splitlines()
                raise failed(detail=lines[-1] if lines else code)


def _dated(pdf: bytes, letter: bytes, made_at: datetime) -> bytes:
    """Return a PDF with its own dates set, and with what LibreOffice draws by lot taken from the letter.

    Nothing changes its length, so that its table of places stays right.
    """
    day = f"{made_at:%Y%m%d%H%M%S}".encode()
    lot = hashlib.sha256(letter).hexdigest().upper()[:32].encode()
    pdf = re.sub(rb"(?<=Date\(D:)[0-9]{14}", day, pdf)
    pdf = re.sub(rb"(?<=/DocChecksum /)[0-9A-F]{32}", lot, pdf)
    return re.sub(rb"/ID \[ <[0-9A-F]{32}>(\s+)<[0-9A-F]{32}>", rb"/ID [ <%b>\1<%b>" % (lot, lot), pdf)


def _pairs() -> str:
    """Return the settings by which fonts that are not installed are replaced."""
    listing = shutil.which("fc-list")
    if listing is None:
        return ""  # no fontconfig: the system has its own way
    found = subprocess.run([listing, ":lang=zh-cn", "family"], capture_output=True, text=True, check=False)
    installed = set(chain.from_iterable(line.split(",") for line in found.stdout.splitlines()))
    if not installed:
        raise Rejected("letters.no_font")
    pairs = ""
    for at, (name, others) in enumerate(STANDS_IN.items()):
        other = next((other for other in others if other in installed), None)
        if name not in installed and other is not None:
            pairs += _ITEM.format(at=at, name=escape(name), other=escape(other))
    return pairs
