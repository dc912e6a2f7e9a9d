"""A workbook on a disk that is full, and in a spreadsheet program."""

import csv
import errno
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from xlsx_reading import document, table, written
from xlsx_sample import sample

from cli.language import use
from cli.render import xlsx
from domain.rejected import Rejected


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files, which must be empty in the end."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


class Full(BytesIO):
    """A file that takes so many bytes."""

    def __init__(self, room: int) -> None:
        super().__init__()
        self.room = room

    def write(self, data: Any) -> int:
        if self.tell() + len(data) > self.room:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(data)


def test_nothing_is_left_behind(temporary: Path) -> None:
    written(sample())
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("room", [0, 100, 5_000])
def test_a_target_that_is_full_is_the_callers_to_name(temporary: Path, room: int) -> None:
    with pytest.raises(OSError, match="No space left") as caught:
        xlsx.write(sample(), Full(room))
    assert caught.value.errno == errno.ENOSPC
    assert list(temporary.iterdir()) == []


def test_a_temporary_folder_that_cannot_be_written_is_named(temporary: Path) -> None:
    temporary.rmdir()
    with pytest.raises(Rejected) as caught:
        xlsx.write(sample(), BytesIO())
    assert caught.value.code == "output.no_temporary"
    assert caught.value.values["path"] == str(temporary)


def test_without_any_temporary_folder_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> str:
        raise FileNotFoundError(errno.ENOENT, "No usable temporary directory found")

    monkeypatch.setattr(tempfile, "gettempdir", none)
    with pytest.raises(Rejected) as caught:
        xlsx.write(sample(), BytesIO())
    assert caught.value.code == "output.no_temporary"


LIMITED = """
import resource, sys
from io import BytesIO
sys.path.insert(0, sys.argv[1])
from xlsx_sample import sample
from cli.render import xlsx
from domain.rejected import Rejected
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))  # no file may be longer
target = BytesIO()
try:
    xlsx.write(sample(details=3_000), target)
except Rejected as error:
    print(error.code, error.values["detail"], len(target.getvalue()))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits the size of files as Unix does")
def test_a_temporary_folder_that_is_full_is_named_and_left_empty(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-X", "dev", "-c", LIMITED, str(Path(__file__).parent)],
        env={**os.environ, "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert (done.stdout, done.stderr) == ("output.no_temporary File too large 0\n", "")
    assert list(tmp_path.iterdir()) == []


def test_rows_that_end_in_an_error_leave_nothing(temporary: Path) -> None:
    def rows() -> Iterator[dict[str, Any]]:
        yield {"a": "1"}
        raise Rejected("notice.unknown", id="x")

    with pytest.raises(Rejected) as caught:
        written(document(table(rows(), {"a": "id"})))
    assert caught.value.code == "notice.unknown"
    assert list(temporary.iterdir()) == []


# In a spreadsheet program ----------------------------------------------------


def without_results(data: bytes) -> bytes:
    """Return a workbook whose formulas have no values, so that a program has to calculate them."""
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        for item in old.infolist():
            new.writestr(item, re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", old.read(item)))
    return file.getvalue()


def test_a_spreadsheet_program_opens_it_and_calculates_the_same_sums(tmp_path: Path) -> None:
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("soffice was not found (Debian: apt-get install libreoffice-calc)")
    use("zh")
    book = tmp_path / "book.xlsx"
    data = written(sample())
    assert b"</f><v>" in zipfile.ZipFile(BytesIO(data)).read("xl/worksheets/sheet2.xml")
    book.write_bytes(without_results(data))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    every_sheet = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    subprocess.run(
        [program, profile, "--headless", "--convert-to", every_sheet, "--outdir", str(tmp_path), str(book)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    sheets = {
        path.stem.removeprefix("book-"): path.read_text("utf-8-sig") for path in tmp_path.glob("book-*.csv")
    }
    assert set(sheets) == {"封面", "机构排名", "规则分布", "重新备案", "义务明细", "指标定义", "签章"}
    ranking = list(csv.reader(sheets["机构排名"].splitlines()))
    assert ranking[4] == ["CNCA-R-2099-001", "9", "1", "11.1111111111111%", "样例"]
    assert [row[:3] for row in ranking[16:19]] == [
        ["合计", "108", "12"],
        ["公式求和", "108", "12"],
        ["核对", "一致", "一致"],
    ]
    detail = list(csv.reader(sheets["义务明细"].splitlines()))
    assert detail[2][:5] == [
        *("CNCA-R-2099-001/C-000000", "2024-01-15", "0", "2024-07-31T08:12:03.000000Z", "已注销 <改> & 说明"),
    ]
