"""`report compliance` as a page, a workbook and a PDF: the options, the files, what is refused."""

import hashlib
import shlex
import shutil
import subprocess
from collections.abc import Callable
from html import escape as escaped
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from cli.render.pdf.font import font
from domain.rejected import Rejected
from projections.reports.statement import balances

BODY = "CNCA-R-2099-001"
R1, C1 = f"{BODY}/R1", f"{BODY}/C1"
LINE = ("report", "compliance", "--notice", "cnca-2024-31", "--as-of", "2024-07-31")
FLAG = ("--ground", "out_of_scope", "--notice", "cnca-2024-31", "--on", "2024-07-05")
FORMATS = ("html", "xlsx", "pdf")
HOSTILE = (
    "<script>alert(1)</script>",
    "=cmd|'/C calc'!A0",
    "\"虚构\" '样例' & <b>",
    "𠮷林𡈽地认证𠀋公司",
    "长" * 300,
)
Issue = Callable[..., int]
every_format = pytest.mark.parametrize("written_as", FORMATS)


@pytest.fixture
def flagged(clerk: Any, issue: Issue) -> None:
    """R1 out of scope with C1, deregistered late."""
    issue("C1")
    clerk.record("rule", "flag", R1, *FLAG)
    clerk.record("rule", "deregister", R1, "--on", "2024-07-18")


@pytest.fixture
def write(clerk: Any) -> Callable[..., Path]:
    """Writes the report as a file and returns its path."""

    def write(
        written_as: str, *more: str, name: str = "report", line: tuple[str, ...] = LINE, **also: Any
    ) -> Path:
        if written_as == "pdf":
            needs_font()
        path: Path = clerk.folder / f"{name}.{written_as}"
        clerk.run(*line, "--format", written_as, "-o", str(path), *more, **also)
        return path

    return write


def needs_font() -> None:
    try:
        font()
    except Rejected:
        pytest.skip("the font of papers, Noto Sans CJK SC, is not installed")


def beside_the_ledger(clerk: Any) -> list[str]:
    """Return the files in the clerk's folder that are no part of the ledger."""
    return sorted(path.name for path in clerk.folder.iterdir() if not path.name.startswith("ledger"))


def cells(path: Path) -> list[object]:
    """Return all cells of a workbook."""
    book = CalamineWorkbook.from_path(str(path))
    return [
        cell for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row
    ]


# Files -------------------------------------------------------------------------


@every_format
def test_the_same_command_writes_the_same_bytes_whatever_came_since(
    clerk: Any, flagged: None, write: Callable[..., Path], written_as: str
) -> None:
    known = ("--known-at", "#9")
    first = write(written_as, *known).read_bytes()
    assert first[:4] == {"html": b"<!DO", "xlsx": b"PK\x03\x04", "pdf": b"%PDF"}[written_as]
    clerk.record("cert", "cancel", C1, "--on", "2024-07-10")
    assert write(written_as, *known, "--force").read_bytes() == first
    assert write(written_as, "--force").read_bytes() != first


@every_format
def test_a_file_that_is_there_is_kept(
    clerk: Any, flagged: None, write: Callable[..., Path], written_as: str
) -> None:
    path = Path(clerk.file(f"report.{written_as}", "kept"))
    line = (*LINE, "--format", written_as, "-o", str(path))
    assert "is there already" in clerk.run(*line, code=1).stderr
    assert path.read_text() == "kept"
    assert write(written_as, "--force").read_bytes() != b"kept"


@every_format
def test_nothing_is_left_where_the_folder_cannot_be_written(
    clerk: Any, flagged: None, written_as: str
) -> None:
    missing = clerk.folder / "no" / f"report.{written_as}"
    before = beside_the_ledger(clerk)
    if written_as == "pdf":
        needs_font()
    assert "cannot be written" in clerk.run(*LINE, "--format", written_as, "-o", str(missing), code=1).stderr
    assert beside_the_ledger(clerk) == before


@every_format
def test_a_report_that_breaks_off_leaves_no_half_file(
    clerk: Any, flagged: None, written_as: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if written_as == "pdf":
        needs_font()

    def breaks(*_given: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", breaks)
    path = clerk.folder / f"report.{written_as}"
    before = beside_the_ledger(clerk)
    assert "No space left" in clerk.run(*LINE, "--format", written_as, "-o", str(path), code=1).stderr
    assert beside_the_ledger(clerk) == before


# Options -----------------------------------------------------------------------


@pytest.mark.parametrize("written_as", ["table", "json", *FORMATS])
def test_a_check_finds_the_same_in_every_format(
    clerk: Any, flagged: None, write: Callable[..., Path], written_as: str
) -> None:
    found = {"table": ("--full",), "json": ("--full", "--format", "json")}
    on_paper = () if written_as in found else ("-o", str(clerk.folder / f"checked.{written_as}"))
    if written_as == "pdf":
        needs_font()
    line = (*LINE, *found.get(written_as, ("--format", written_as)), *on_paper, "--check")
    clerk.run(*line, code=3)
    assert not on_paper or Path(on_paper[1]).stat().st_size > 0
    clerk.run(*line, "--as-of", "2024-07-04", *(("--force",) if on_paper else ()), code=0)


@every_format
def test_what_changed_since_is_no_document(clerk: Any, flagged: None, written_as: str) -> None:
    path = clerk.folder / f"report.{written_as}"
    line = (*LINE, "--diff", "#7", "--format", written_as, "-o", str(path))
    assert f"not as {written_as}" in clerk.run(*line, code=2).stderr
    assert not path.exists()
    clerk.run(*LINE, "--diff", "#7", "--full", code=2)


def test_one_table_does_not_hold_every_section(clerk: Any, flagged: None) -> None:
    assert "more than one table" in clerk.run(*LINE, "--full", "--format", "csv", code=2).stderr


def test_a_page_shows_groups_and_obligations_where_they_were_asked_for(
    flagged: None, write: Callable[..., Path]
) -> None:
    bare = write("html").read_text("utf-8")
    assert 'id="section-groups"' not in bare
    assert 'id="section-detail"' not in bare
    more = write("html", "--by", "rule", "--detail", "--force").read_text("utf-8")
    assert 'id="section-groups"' in more
    assert C1 in more.partition('id="section-detail"')[2].replace("<wbr>", "")


def test_a_page_shows_the_first_obligations_and_a_workbook_all(
    clerk: Any, issue: Issue, write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cli.documents.statement.detail.SHOWN", 2)
    for number in ("C1", "C2", "C3"):
        issue(number)
    clerk.record("rule", "flag", R1, *FLAG)
    page = write("html", "--detail").read_text("utf-8").partition('id="section-detail"')[2]
    assert page.count("deregister rule") + page.count("settle certificate") == 2
    assert "The workbook (--format xlsx) has all rows." in page
    assert {f"{BODY}/C{number}" for number in (1, 2, 3)} <= set(cells(write("xlsx")))


# What people typed -------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_hostile_names_are_names_in_every_format(clerk: Any, write: Callable[..., Path], lang: str) -> None:
    for number, name in enumerate(HOSTILE):
        body = f"CNCA-R-2099-10{number}"
        clerk.record("body", "register", body, "--name", name, "--contact", name, "--on", "2023-01-01")
        filed = ("--name", name, "--category", "reduction", "--scheme", "product", "--on", "2023-02-01")
        clerk.record("rule", "file", f"{body}/X1", *filed)
        clerk.record("rule", "flag", f"{body}/X1", *FLAG)
    text = write("html", lang=lang).read_text("utf-8")
    assert "<script" not in text
    assert "<b>" not in text
    found = cells(write("xlsx", lang=lang))
    shown = clerk.run(*LINE, "--full", lang=lang).stdout.replace("\n", "").replace(" ", "")
    for name in HOSTILE:
        assert found.count(name) >= 3, "among who has what to do, in the ranking, and the rule"
        assert escaped(name).replace("&quot;", "&#34;").replace("&#x27;", "&#39;") in text.replace(
            "<wbr>", ""
        )
        assert name.replace(" ", "") in shown
    assert write("pdf", lang=lang).stat().st_size > 10_000


# What it proves ----------------------------------------------------------------


def test_the_hash_is_taken_by_the_command_that_the_report_names(clerk: Any, flagged: None) -> None:
    if shutil.which("sqlite3") is None:
        pytest.skip("sqlite3 is not installed")
    made = clerk.json(*LINE, "--full")
    text = clerk.run(*LINE, "--full").stdout.partition("How it is taken")[2]
    command = " ".join(text.split()).replace("certledger.sqlite", str(clerk.path))
    done = subprocess.run(
        ["bash", "-c", command.partition("| sha256sum")[0]], capture_output=True, check=True
    )
    assert hashlib.sha256(done.stdout).hexdigest() == made["origin"]["sha256"]


@every_format
def test_the_command_that_the_report_names_makes_it_again(
    clerk: Any, flagged: None, write: Callable[..., Path], written_as: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cli.documents.statement import reproduce

    named: list[list[str]] = []
    original = reproduce.command_line

    def noted(*given: Any, **more: Any) -> list[str]:
        named.append(original(*given, **more))
        return named[-1]

    monkeypatch.setattr(reproduce, "command_line", noted)
    first = write(written_as, "--by", "rule", "--body", BODY, lang="zh").read_bytes()
    clerk.record("cert", "cancel", C1, "--on", "2024-07-10")
    program, *line = shlex.split(shlex.join(named[0]))
    assert program == "certledger"
    again = clerk.folder / line[-1]
    clerk.run(*line[2:-1], str(again), lang=line[1])
    assert again.read_bytes() == first


@pytest.mark.parametrize("written_as", ["table", "json", *FORMATS])
def test_figures_that_do_not_add_up_are_not_written(
    clerk: Any, flagged: None, written_as: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = balances._balance
    monkeypatch.setattr(
        balances, "_balance", lambda name, left, right: original(name, left, [*right, *right])
    )
    path = clerk.folder / f"report.{written_as}"
    done = clerk.run(*LINE, "--full", "--format", written_as, "-o", str(path), "--check", code=3)
    assert "do not add up" in done.stderr or "report.unbalanced" in done.stderr
    assert not path.exists()
