"""The folder of letters: whole or not there, the same bytes each time, never over a person's work."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from cli.letters.names import file_name, numbers

BODY = "CNCA-R-2099-001"
N31 = "认秘函〔2024〕31号"


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_same_letters_again_are_the_same_bytes(clerk: Any, letters: Any, flagged: None) -> None:
    view = ("--as-of", "2024-07-04", "--known-at", f"#{clerk.entries()}")
    letters.write(*view)
    first = contents(letters.folder)
    clerk.record("cert", "cancel", f"{BODY}/C1", "--on", "2024-07-04")
    clerk.clock.set("2024-09-04T01:00:00Z")
    letters.write(*view, "--force")
    assert contents(letters.folder) == first


def test_the_manifest_names_each_file_by_its_digest(letters: Any, flagged: None) -> None:
    said = letters.write()
    manifest = json.loads((letters.folder / "manifest.json").read_text())
    assert (manifest["notice"], manifest["as_of"]) == (N31, "2024-07-04")
    assert manifest["position"] == said["known_at"]["position"]
    assert manifest["files"].keys() == contents(letters.folder).keys() - {"manifest.json"}
    for letter in said["letters"]:
        assert manifest["files"][letter["file"]] == letter["sha256"]


def test_an_empty_folder_is_taken_and_missing_ones_are_made(clerk: Any, letters: Any, flagged: None) -> None:
    letters.folder.mkdir()
    letters.write()
    letters.folder = clerk.folder / "a" / "b"
    letters.write()
    assert (letters.folder / "register.xlsx").is_file()


def test_a_folder_with_files_is_refused_without_force(letters: Any, flagged: None) -> None:
    letters.write()
    letters.refused("output.exists")


def test_force_replaces_the_letters_that_were_written_and_nothing_else(
    clerk: Any, letters: Any, flagged: None
) -> None:
    letters.write()
    clerk.record("cert", "notify", f"{BODY}/C1", f"{BODY}/C2", "--by", "函", "--notice", N31, "--yes")
    letters.write("--force")
    assert "002_样例甲有限公司.docx" not in contents(letters.folder)
    (letters.folder / "mine.txt").write_text("x")
    error = letters.refused("letters.folder_mixed", "--force")
    assert "mine.txt" in error["message"]


def test_a_register_that_is_filled_in_is_never_replaced(letters: Any, flagged: None) -> None:
    letters.write()
    with (letters.folder / "register.xlsx").open("ab") as register:
        register.write(b"filled in")
    assert "register.xlsx" in letters.refused("letters.folder_mixed", "--force")["message"]


def test_a_folder_of_somebody_else_is_never_replaced(letters: Any, flagged: None) -> None:
    letters.folder.mkdir()
    (letters.folder / "a.txt").write_text("x")
    letters.refused("output.exists")
    letters.refused("letters.folder_mixed", "--force")
    (letters.folder / "manifest.json").write_text("{}")
    letters.refused("letters.folder_mixed", "--force")


def test_a_file_is_no_folder(clerk: Any, letters: Any, flagged: None) -> None:
    letters.folder.write_text("x")
    letters.refused("output.failed")
    letters.refused("output.failed", "--force")
    letters.folder = letters.folder / "in_a_file"
    clerk.refused("output.failed", "letters", "--notice", N31, "-o", str(letters.folder))


@pytest.mark.skipif(os.getuid() == 0, reason="an administrator may write everywhere")
def test_a_folder_that_cannot_be_written_is_refused(clerk: Any, letters: Any, flagged: None) -> None:
    closed = clerk.folder / "closed"
    closed.mkdir(mode=0o500)
    clerk.refused("output.failed", "letters", "--notice", N31, "-o", str(closed / "letters"))


def test_a_failure_halfway_leaves_the_letters_that_were_there(
    letters: Any, flagged: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters.write()
    before = contents(letters.folder)

    def fail(*_args: Any, **_given: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("cli.letters.register.write", fail)
    assert "No space left" in letters.refused("output.failed", "--force")["message"]
    assert contents(letters.folder) == before


def test_a_rename_that_fails_puts_the_old_letters_back(
    letters: Any, flagged: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters.write()
    before = contents(letters.folder)
    rename = Path.rename

    def failing(path: Path, target: Path) -> Path:
        if path.name == "letters" and path.parent.name.startswith(".letters-"):
            raise OSError(5, "Input/output error")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", failing)
    letters.refused("output.failed", "--force")
    assert contents(letters.folder) == before


def test_a_killed_command_leaves_no_half_set(clerk: Any, letters: Any, flagged: None, issue: Any) -> None:
    rows = [("body", "number", "rule", "holder", "issued_on", "expires_on")]
    rows += [(BODY, f"K{n}", "R1", f"样例{n}", "2024-01-10", "2026-01-09") for n in range(80)]
    clerk.run("import", "certificates", clerk.csv(*rows))
    program = [sys.executable, "-c", "from cli.main import main; main()"]
    line = ["letters", "--notice", N31, "--as-of", "2024-07-04", "-o", str(letters.folder)]
    line = ["--ledger", str(clerk.path), *line]
    started = subprocess.Popen([*program, *line], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 60
        while len(drafts := list(clerk.folder.glob(".letters-*/letters/*.docx"))) < 5:
            assert started.poll() is None
            assert time.monotonic() < until
            time.sleep(0.01)
    finally:
        started.send_signal(signal.SIGKILL)
        started.wait()
    assert len(drafts) < 80
    assert not letters.folder.exists()
    for draft in clerk.folder.glob(".letters-*"):
        shutil.rmtree(draft)
    assert len(letters.write("--body", BODY)["letters"]) == 82


# File names ----------------------------------------------------------------------


def test_numbers_sort_as_text() -> None:
    assert numbers(2) == ["001", "002"]
    assert numbers(1000)[-1] == "1000"
    assert numbers(1000)[0] == "0001"


@pytest.mark.parametrize(
    ("holder", "name"),
    [
        ("样例 甲/乙\\丙", "001_样例_甲_乙_丙"),
        ('a:b*c?d"e<f>g|h', "001_a_b_c_d_e_f_g_h"),
        ("..hidden.", "001_..hidden"),
        ("con", "001_con"),
        ("\x1b\x00\u202e\ufeff", "001"),
        ("???", "001"),
        ("e\u0301", "001_é"),
    ],
)
def test_a_holders_name_is_made_safe_for_every_file_system(holder: str, name: str) -> None:
    assert file_name("001", holder) == name


@pytest.mark.parametrize("letter", ["长", "𠮷", "a"])
def test_a_long_name_is_cut_between_characters(letter: str) -> None:
    name = file_name("001", letter * 300)
    assert set(name.removeprefix("001_")) == {letter}
    assert 100 < len(f"{name}.docx".encode()) < 140
