"""Processes are killed, or interrupted with Ctrl-C, at any moment."""

import json
import random
import signal
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

import pytest
from fault_program import SCALE, Program, finish, small_batches, write_certificates
from fault_soundness import assert_nothing_twice, assert_sound, assert_whole_commits, size

ROWS = 200
KILLS = 3 * SCALE
SEEDS = range(SCALE)

TELLS_WHEN_IT_BEGINS = """
import sys
import cli.app, cli.commands.cert, cli.errors, cli.messages, cli.render.table, eventsourcing.application
import cli.selection, cli.texts, ledger.service, ledger.sqlite
import projections.read_model, projections.states, projections.view
from cli.main import main
print("begins", file=sys.stderr, flush=True)
main(sys.argv[1:])
"""
"""A driver: an interrupt while Python itself starts or imports is not ours."""

STOPS_IN_THE_TRANSACTION = """
import sys, time
from ledger import sqlite
inserting = sqlite.LedgerRecorder._insert_events
def stop(self, c, events, **named):
    c.sqlite_cursor.execute("PRAGMA cache_size = {cache}")
    inserting(self, c, events, **named)
    print("inside", file=sys.stderr, flush=True)
    time.sleep(60)
sqlite.LedgerRecorder._insert_events = stop
from cli.main import main
main(sys.argv[1:])
"""
"""A driver that stops when all is written and nothing committed; a small cache has spilled to the disk."""


def wait_for(process: "subprocess.Popen[str]", path: Path, entries: int) -> bool:
    """Wait until the process has committed so many entries; tell whether it is still running."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        while process.poll() is None:
            if connection.execute("SELECT max(last_position) FROM commits").fetchone()[0] >= entries:
                return True
            time.sleep(0.001)
    return False


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    return write_certificates(tmp_path / "certificates.csv", ROWS)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT], ids=lambda sent: sent.name)
def test_an_import_that_is_killed_again_and_again_completes_in_the_end(
    program: Program, founded: Path, tmp_path: Path, sheet: Path, sent: signal.Signals, seed: int
) -> None:
    other = Program(tmp_path / "uninterrupted.sqlite")
    other.path.write_bytes(founded.read_bytes())
    other.record("import", "certificates", str(sheet))

    moments = random.Random(seed)
    end = size(other.path)
    stopped = 0
    for _ in range(KILLS):
        before = size(program.path)
        importing = program.start("import", "certificates", str(sheet), driver=small_batches(10))
        if wait_for(importing, program.path, moments.randrange(before, before + end // KILLS) + 1):
            time.sleep(moments.random() * 0.005)
            importing.send_signal(sent)
        done = finish(importing)
        stopped += done.code != 0
        if sent == signal.SIGINT and done.code != 0:
            assert done.code == 130
            assert "Interrupted" in done.err
        assert_whole_commits(program.path)
    assert stopped > 0
    assert_sound(program.path)
    told = json.loads(program.run("import", "certificates", str(sheet), "--format", "json").out)
    assert told["rows"] == ROWS
    assert told["rows"] == told["recorded"] + told["unchanged"]
    assert_sound(program.path)
    assert_nothing_twice(program.path)
    assert program.log() == other.log()
    program.record("import", "certificates", str(sheet))
    assert size(program.path) == end


@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGINT], ids=lambda sent: sent.name)
def test_a_bulk_cancellation_stopped_at_any_moment_happened_as_a_whole_or_not_at_all(
    program: Program, tmp_path: Path, sent: signal.Signals
) -> None:
    sheet = write_certificates(tmp_path / "certificates.csv", ROWS)
    program.record("import", "certificates", str(sheet))
    before = size(program.path)
    active = ROWS - ROWS // 3
    cancel = ("cert", "cancel", "--rule", "R-1", "--yes", "--on", "2024-06-01")
    moments = random.Random(7)
    for _ in range(2 * KILLS):
        cancelling = program.start(*cancel, driver=TELLS_WHEN_IT_BEGINS)
        assert cancelling.stderr is not None
        assert cancelling.stderr.readline() == "begins\n"
        time.sleep(moments.random() * 0.2)
        cancelling.send_signal(sent)
        done = finish(cancelling)
        assert_whole_commits(program.path)
        assert size(program.path) in {before, before + active}
        assert done.code in {0, 130, -sent}
    assert_sound(program.path)
    program.record(*cancel)
    assert size(program.path) == before + active
    assert_nothing_twice(program.path)


@pytest.mark.parametrize("cache", [2000, 1], ids=["in memory", "spilled"])
@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGINT], ids=lambda sent: sent.name)
def test_what_was_written_but_not_committed_never_happened(
    program: Program, sheet: Path, sent: signal.Signals, cache: int
) -> None:
    program.record("import", "certificates", str(sheet))
    before = size(program.path)
    deregister = ("rule", "deregister", "R-1", "--settle", "revoke", "--yes", "--on", "2024-06-01")
    started = program.start(*deregister, driver=STOPS_IN_THE_TRANSACTION.format(cache=cache))
    assert started.stderr is not None
    assert started.stderr.readline() == "inside\n"
    started.send_signal(sent)
    assert finish(started).code == (130 if sent == signal.SIGINT else -sent)
    assert_sound(program.path)
    assert size(program.path) == before
    program.record(*deregister)
    assert_sound(program.path)


def test_a_rebuild_that_is_killed_leaves_the_read_model_as_it_was(program: Program, sheet: Path) -> None:
    program.record("import", "certificates", str(sheet))
    with closing(sqlite3.connect(program.path)) as connection:
        connection.execute("DELETE FROM states WHERE subject % 2 = 0")
        connection.commit()
    moments = random.Random(11)
    for _ in range(KILLS):
        rebuilding = program.start("rebuild")
        time.sleep(0.1 + moments.random() * 0.15)
        rebuilding.kill()
        finish(rebuilding)
        assert_whole_commits(program.path)
        assert program.run("rebuild", "--check").code in {0, 3}
    program.record("rebuild")
    assert_sound(program.path)
