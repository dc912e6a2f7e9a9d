"""The same document is the same workbook, byte by byte, whenever and wherever it is written."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from freezegun import freeze_time
from xlsx_reading import document, read, written
from xlsx_sample import sample

from cli.language import use


@pytest.fixture(autouse=True)
def in_chinese() -> None:
    use("zh")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_same_document_gives_the_same_bytes_at_any_time(language: str) -> None:
    use(language)
    with freeze_time("2030-01-01"):
        first = written(sample(language))
    with freeze_time("2031-06-30 12:34:56"):
        assert written(sample(language)) == first


def test_another_process_in_another_time_zone_gives_the_same_bytes(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from cli.render import xlsx; from cli.language import use\n"
        "sys.path.insert(0, sys.argv[1]); from xlsx_sample import sample\n"
        "use('zh')\n"
        "with open(sys.argv[2], 'wb') as file: xlsx.write(sample(), file)\n"
    )
    here = str(Path(__file__).parent)
    for zone in ("America/New_York", "Asia/Shanghai"):
        target = tmp_path / "it.xlsx"
        environment = {**os.environ, "TZ": zone, "PYTHONHASHSEED": str(len(zone))}
        subprocess.run([sys.executable, "-c", program, here, str(target)], env=environment, check=True)
        assert target.read_bytes() == written(sample()), zone


def test_a_file_is_dated_by_what_it_knows() -> None:
    dated = read(sample()).parts.read("docProps/core.xml").decode()
    assert dated.count("2024-07-31T08:12:03Z") == 2
    assert "认证规则整治合规报告" in dated
    assert read(document()).parts.read("docProps/core.xml").decode().count("1980-01-01T00:00:00Z") == 2
