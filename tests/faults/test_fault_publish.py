"""Reports are published by several at once, and by a process killed between the files and the entry."""

import json
import signal
from pathlib import Path

import pytest
from fault_program import ENVIRONMENT, InProcess, Program, finish
from fault_racers import Racers
from fault_soundness import assert_sound, rows, size

FILING = ("report", "filing", "--as-of", "2024-07-31", "--format", "json", "--publish", "-o")

STOPS_BEFORE_THE_ENTRY = """
import sys, time
from ledger.service import Ledger
def stop(*_, **__):
    print("inside", file=sys.stderr, flush=True)
    time.sleep(60)
Ledger.transact = stop
from cli.main import main
main(sys.argv[1:])
"""
"""A driver that stops when the files are in place and nothing is recorded."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "out"
    made.mkdir()
    return made


def published(program: Program) -> list[str]:
    return [row[0] for row in rows(program.path, "SELECT stream FROM entries WHERE stream LIKE 'report:%'")]


def asked(*report: str, on: int, path: Path) -> tuple[str, ...]:
    """Return a command line that publishes a report of a day in August."""
    return (
        "report",
        *report,
        "--as-of",
        f"2024-08-{on:02}",
        "--format",
        "json",
        "--publish",
        "-o",
        str(path),
    )


def test_of_reports_published_at_once_each_has_a_number_of_its_own(program: Program, folder: Path) -> None:
    kinds = (("filing",), ("suspensions",), ("filing", "--days", "60"))
    with Racers(program, 3) as racers:
        for on in range(1, 6):
            lines = [asked(*kind, on=on, path=folder / f"{on}-{at}.json") for at, kind in enumerate(kinds)]
            done = racers.together(*lines)
            assert [each.code for each in done] == [0, 0, 0], [each.err for each in done]
    assert sorted(published(program)) == sorted(f"report:REPORT-{n}" for n in range(1, 16))
    assert len(list(folder.iterdir())) == 15
    assert_sound(program.path)


def test_the_same_report_published_by_two_at_once_is_recorded_once(program: Program, folder: Path) -> None:
    with Racers(program, 2) as racers:
        for on in range(1, 6):
            paths = [folder / f"{on}-{at}.json" for at in (0, 1)]
            done = racers.together(*(asked("filing", on=on, path=path) for path in paths))
            assert [each.code for each in done] == [0, 0]
            assert sorted(len(json.loads(each.out)["recorded"]) for each in done) == [0, 1]
            assert paths[0].read_bytes() == paths[1].read_bytes()
    assert len(published(program)) == 5
    assert_sound(program.path)


@pytest.mark.parametrize("force", [(), ("--force",)], ids=["new", "force"])
def test_a_process_killed_between_files_and_entry_leaves_whole_files_and_no_entry(
    program: Program, folder: Path, force: tuple[str, ...]
) -> None:
    path = folder / "r.json"
    if force:
        path.write_text("old")
    line = (*FILING, str(path), "--also", "csv")
    stopped = program.start(*line, *force, driver=STOPS_BEFORE_THE_ENTRY, env=ENVIRONMENT)
    assert stopped.stderr is not None
    while "inside" not in stopped.stderr.readline():
        assert stopped.poll() is None
    stopped.send_signal(signal.SIGKILL)
    finish(stopped)
    assert json.loads(path.read_text())["report"] == "filing"
    assert published(program) == []
    assert program.run("report", "published", "--verify", str(path)).code == 3
    if force:
        kept = [other.read_text() for other in folder.glob(".publishing-*/*.old")]
        assert kept == ["old"], "what was replaced is not lost"
    assert program.run(*line).refuses("output.exists")
    program.record(*line, "--force")
    assert published(program) == ["report:REPORT-1"]
    assert program.run("report", "published", "--verify", str(path)).code == 0
    assert_sound(program.path)


def test_an_interrupt_before_the_entry_takes_the_files_away(
    here: InProcess, program: Program, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ledger.service import Ledger

    def interrupted(*_: object, **__: object) -> None:
        assert sorted(p.name for p in folder.iterdir() if p.is_file()) == ["r.csv", "r.json"]
        raise KeyboardInterrupt

    (folder / "r.csv").write_text("old")
    monkeypatch.setattr(Ledger, "transact", interrupted)
    before = size(program.path)
    done = here(*FILING, str(folder / "r.json"), "--also", "csv", "--force")
    assert done.code == 130
    assert [(p.name, p.read_text()) for p in folder.iterdir()] == [("r.csv", "old")]
    assert size(program.path) == before
