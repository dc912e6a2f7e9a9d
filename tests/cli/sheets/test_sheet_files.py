"""Files that are not what they should be, before a look inside."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.sheets import xlsx_rows
from cli.sheets.problems import SheetRefused
from cli.sheets.table import Row, open_table
from cli.sheets.xlsx_package import Package
from cli.sheets.xlsx_sheets import Sheet, choose_sheet

Save = Callable[..., Path]
Refused = Callable[..., SheetRefused]

OLE2 = bytes.fromhex("D0CF11E0A1B11AE1")


def test_a_missing_file_is_named(tmp_path: Path, refused: Refused) -> None:
    problem = refused(tmp_path / "none.csv")
    assert (problem.code, problem.values) == ("import.no_file", {"file": "none.csv"})
    assert str(problem) == "There is no file none.csv."


def test_a_directory_is_refused(tmp_path: Path, refused: Refused) -> None:
    (tmp_path / "folder.xlsx").mkdir()
    assert refused(tmp_path / "folder.xlsx").code == "import.not_a_file"


def test_a_pipe_is_refused_without_waiting_for_a_writer(tmp_path: Path, refused: Refused) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    assert refused(tmp_path / "pipe.csv").code == "import.not_a_file"


def test_an_unreadable_path_is_refused_with_the_reason(tmp_path: Path, refused: Refused) -> None:
    (tmp_path / "loop.csv").symlink_to("loop.csv")
    problem = refused(tmp_path / "loop.csv")
    assert problem.code == "import.unreadable"
    assert problem.values["reason"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_refused(save: Save, refused: Refused) -> None:
    path = save("secret.csv", "a\n1\n")
    path.chmod(0)
    assert refused(path).code == "import.unreadable"


@pytest.mark.parametrize("name", ["list.ods", "list.txt", "list", "list.xlsb"])
def test_another_kind_of_file_is_refused(save: Save, refused: Refused, name: str) -> None:
    assert refused(save(name, "a\n1\n")).code == "import.format"


@pytest.mark.parametrize("name", ["old.xls", "renamed.xlsx", "RENAMED.XLSX"])
def test_a_renamed_xls_is_refused(save: Save, refused: Refused, name: str) -> None:
    assert refused(save(name, OLE2 + bytes(2000))).code == "import.old_workbook"


def test_a_workbook_with_a_password_is_refused(save: Save, refused: Refused) -> None:
    # The name of the stream lies across the pieces that are read.
    content = OLE2 + bytes((1 << 20) - 20) + "EncryptedPackage".encode("utf-16-le") + bytes(9)
    assert refused(save("locked.xlsx", content)).code == "import.password"


@pytest.mark.parametrize("content", ["<table><tr><td>1</td></tr></table>", "a,b\n1,2\n"])
def test_a_renamed_text_is_no_workbook(save: Save, refused: Refused, content: str) -> None:
    assert refused(save("page.xlsx", content)).code == "import.not_a_workbook"


def test_a_renamed_workbook_is_no_csv(save: Save, grid: Callable[..., Path], refused: Refused) -> None:
    path = save("book.csv", grid(["a"]).read_bytes())
    assert refused(path).code == "import.workbook_named_csv"


@pytest.mark.parametrize("name", ["empty.csv", "empty.xlsx"])
def test_an_empty_file_is_refused(save: Save, refused: Refused, name: str) -> None:
    assert refused(save(name, b"")).code == "import.empty"


def test_a_workbook_with_macros_is_read_as_one_without(
    save: Save, grid: Callable[..., Path], rows_of: Callable[..., list[Row]]
) -> None:
    path = save("book.xlsm", grid(["a"], ["b"]).read_bytes())
    assert rows_of(path) == [Row(1, ["a"]), Row(2, ["b"])]


def test_a_csv_file_has_no_sheets(save: Save, refused: Refused) -> None:
    problem = refused(save("list.csv", "a\n1\n"), "表")
    assert problem.code == "import.sheet_of_csv"


@pytest.mark.parametrize("grown", [b"2\n", b""])
def test_a_csv_file_that_changes_while_it_is_read_is_refused(save: Save, grown: bytes) -> None:
    path = save("list.csv", "a\n1\n")
    with open_table(path) as table:
        assert next(table.rows) == Row(1, ["a"])
        with path.open("ab") as file:
            file.write(grown)
        os.utime(path, ns=(1, 1))
        with pytest.raises(SheetRefused) as caught:
            list(table.rows)
    assert caught.value.code == "import.changed"


def test_a_csv_file_that_becomes_binary_while_it_is_read_has_changed(save: Save) -> None:
    path = save("list.csv", "a,b\n" * 20_000)
    with open_table(path) as table:
        next(table.rows)
        path.write_bytes(b"\xff" * 80_000)
        with pytest.raises(SheetRefused) as caught:
            list(table.rows)
    assert caught.value.code == "import.changed"


def test_a_workbook_that_changes_while_it_is_read_is_refused(
    grid: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = grid(["a"], ["b"])

    def touch_and_choose(package: Package, file: str, name: str | None) -> Sheet:
        os.utime(path, ns=(1, 1))
        return choose_sheet(package, file, name)

    monkeypatch.setattr(xlsx_rows, "choose_sheet", touch_and_choose)
    with pytest.raises(SheetRefused) as caught:
        open_table(path)
    assert caught.value.code == "import.changed"


def test_an_error_of_the_disk_is_told(grid: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(xlsx_rows, "Package", fail)
    with pytest.raises(SheetRefused) as caught:
        open_table(grid(["a"]))
    assert caught.value.values == {"file": "book.xlsx", "reason": "Input/output error"}
