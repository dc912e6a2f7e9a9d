"""Letters as PDF: where LibreOffice and a Chinese font are installed, and a clear message where not."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from cli.letters import pdf

needs_soffice = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
needs_pdftotext = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not installed")


def program(folder: Path, name: str, script: str) -> None:
    """Put a program of some lines into a folder."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


@needs_soffice
@needs_pdftotext
def test_each_letter_is_a_pdf_too_the_same_bytes_each_time(letters: Any, flagged: None) -> None:
    said = letters.write("--pdf")
    assert [letter["pdf"] for letter in said["letters"]] == [
        "001_样例乙有限公司.pdf",
        "002_样例甲有限公司.pdf",
    ]
    path = letters.folder / "002_样例甲有限公司.pdf"
    text = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout
    assert "样例甲有限公司：" in text
    assert "处理相关认证证书的通知" in text
    first = path.read_bytes()
    letters.write("--pdf", "--force")
    assert path.read_bytes() == first


def test_without_libreoffice_it_says_what_to_install(
    letters: Any, flagged: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "soffice" in letters.refused("letters.no_soffice", "--pdf")["message"]
    letters.write()


def test_without_a_chinese_font_it_says_what_to_install(
    letters: Any, flagged: None, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    programs = tmp_path_factory.mktemp("programs")
    program(programs, "soffice", "exit 0")
    program(programs, "fc-list", "exit 0")
    monkeypatch.setenv("PATH", str(programs))
    assert "fonts-noto-cjk" in letters.refused("letters.no_font", "--pdf")["hint"]


@pytest.mark.parametrize(
    ("script", "said"),
    [("echo broken >&2; exit 7", "broken"), ("exit 0", "soffice"), ("exec /bin/sleep 60", "seconds")],
)
def test_a_conversion_that_fails_or_hangs_writes_nothing(
    letters: Any,
    flagged: None,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
    script: str,
    said: str,
) -> None:
    programs = tmp_path_factory.mktemp("programs")
    program(programs, "soffice", script)
    monkeypatch.setenv("PATH", str(programs))
    monkeypatch.setattr(pdf, "STARTING_SECONDS", 0.5)
    monkeypatch.setattr(pdf, "LETTER_SECONDS", 0)
    assert said in letters.refused("letters.pdf_failed", "--pdf")["message"]
