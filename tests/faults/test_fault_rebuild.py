"""A rebuild that is stopped, disturbed or without room: it goes on where it was, and nothing is broken."""

import random
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from fault_program import SCALE, InProcess, Program, finish, write_certificates
from fault_soundness import assert_sound, assert_whole_commits, rows, size

from ledger import database
from projections import rebuild
from projections.schema import TABLES

ROWS = 120
BATCH = 10
KILLS = 3 * SCALE
ISSUE = ("--rule", "R-1", "--holder", "H", "--expires", "2099-01-01", "--on", "2024-02-01")

SLOWLY = """
import sys, time
from projections import rebuild
rebuild.BATCH = {batch}
bound = rebuild.bound_entries
def slowly(connection, first, last):
    print(first - 1, file=sys.stderr, flush=True)
    time.sleep({pause})
    return bound(connection, first, last)
rebuild.bound_entries = slowly
from cli.main import main
main(sys.argv[1:])
"""
"""A driver: the program, with rebuilds of many batches that say from where each of them goes on."""


def slowly(pause: float = 0.02) -> str:
    return SLOWLY.format(batch=BATCH, pause=pause)


@pytest.fixture(autouse=True)
def certificates(program: Program, tmp_path: Path) -> None:
    program.record("import", "certificates", str(write_certificates(tmp_path / "certificates.csv", ROWS)))


def damage(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DELETE FROM states WHERE subject % 2 = 0")
        connection.commit()


def progress(path: Path) -> int | None:
    """Return how far a rebuild that is under way has come."""
    found = rows(path, "SELECT value FROM meta WHERE key = 'rebuild'")
    return int(found[0][0].split()[1]) if found else None


def tables(path: Path) -> set[str]:
    """Return the tables that are neither of the ledger nor of the live read model."""
    names = {name for (name,) in rows(path, "SELECT name FROM sqlite_schema WHERE type = 'table'")}
    return {name for name in names if name.startswith(("anew_", "old_"))}


def assert_put_right(path: Path) -> None:
    assert tables(path) == set()
    assert progress(path) is None
    assert_sound(path)


def starts(err: str) -> list[int]:
    """Return from which position each batch of a slow rebuild went on."""
    return [int(line) for line in err.splitlines() if line.isdigit()]


def kill_in_the_middle(program: Program, batches: int) -> None:
    """Start a rebuild and kill it once it has begun so many batches."""
    rebuilding = program.start("rebuild", driver=slowly())
    assert rebuilding.stderr is not None
    for _ in range(batches):
        assert rebuilding.stderr.readline()
    rebuilding.kill()
    finish(rebuilding)


def test_one_that_is_killed_goes_on_where_it_was(program: Program) -> None:
    damage(program.path)
    kill_in_the_middle(program, 5)
    reached = progress(program.path)
    assert reached is not None
    assert reached >= 4 * BATCH
    assert program.run("show", "C-00002").code == 0
    done = program.run("rebuild", "--format", "json", driver=slowly(0))
    assert done.code == 0
    assert starts(done.err) == list(range(reached, size(program.path), BATCH))
    assert_put_right(program.path)


def test_one_that_is_killed_again_and_again_comes_to_its_end(program: Program) -> None:
    damage(program.path)
    moments = random.Random(3)
    reached = 0
    for number in range(KILLS):
        kill_in_the_middle(program, 2)
        assert_whole_commits(program.path)
        assert (progress(program.path) or 0) > reached or number > ROWS // BATCH
        reached = progress(program.path) or 0
        program.record("cert", "issue", f"D-{number}", *ISSUE)
    for _ in range(KILLS):
        rebuilding = program.start("rebuild", driver=slowly(0.001))
        time.sleep(0.1 + 0.3 * moments.random())
        rebuilding.kill()
        finish(rebuilding)
        assert_whole_commits(program.path)
    program.record("rebuild")
    assert_put_right(program.path)


def test_what_is_recorded_between_a_kill_and_the_next_is_there(program: Program) -> None:
    kill_in_the_middle(program, 4)
    program.record("cert", "issue", "D-1", *ISSUE)
    program.record("cert", "cancel", "C-00001", "--on", "2024-03-01")
    program.record("void", "#4", "--why", "A mistake", "--yes")
    program.record("rebuild")
    assert_put_right(program.path)


def test_writers_lose_nothing_while_it_is_under_way(program: Program) -> None:
    damage(program.path)
    before = size(program.path)
    rebuilding = program.start("rebuild", "--format", "json", driver=slowly(0.1))
    written = 0
    while rebuilding.poll() is None:
        program.record("cert", "issue", f"D-{written}", *ISSUE)
        written += 1
    assert finish(rebuilding).code == 0
    assert written > 1
    assert size(program.path) == before + written
    assert_put_right(program.path)
    numbers = rows(program.path, "SELECT number FROM subjects WHERE number LIKE 'D-%'")
    assert len(numbers) == written


@pytest.mark.parametrize("apart", [0.0, 0.05, 0.3], ids=lambda apart: f"{apart} s apart")
def test_of_two_at_once_the_one_that_is_disturbed_gives_way(program: Program, apart: float) -> None:
    for _ in range(SCALE):
        damage(program.path)
        started = [program.start("rebuild", "--format", "json", driver=slowly())]
        time.sleep(apart)
        started.append(program.start("rebuild", "--format", "json", driver=slowly()))
        done = [finish(process) for process in started]
        assert {each.code for each in done} <= {0, 4}, [each.err for each in done]
        assert 0 in {each.code for each in done}, [each.err for each in done]
        for each in done:
            if each.code == 4:
                lines = [line for line in each.err.splitlines() if not line.isdigit()]
                assert '"code":"conflict"' in lines[-1]
        assert_put_right(program.path)


class Between:
    """Lets another rebuild happen at one place of this one."""

    def __init__(self, path: Path, place: str, time: int, monkeypatch: pytest.MonkeyPatch) -> None:
        self._path = path
        self.done = False
        own, ours = getattr(rebuild, place), threading.get_ident()
        passed = 0

        def disturbed(*given: Any) -> Any:
            nonlocal passed
            found = own(*given)
            passed += threading.get_ident() == ours
            if threading.get_ident() == ours and passed == time:
                other = threading.Thread(target=self._other)
                other.start()
                other.join(20)
            return found

        monkeypatch.setattr(rebuild, place, disturbed)

    def _other(self) -> None:
        with closing(database.connect(str(self._path), writing=True)) as connection:
            rebuild.rebuild(connection, lambda _done, _total: None)
        self.done = True


@pytest.mark.parametrize(
    ("place", "time"),
    [
        ("_begin", 1),
        ("_last_position", 1),
        ("bound_entries", 1),
        ("bound_entries", 5),
        ("_last_position", 2),
        ("_last_position", 3),
        ("_last_position", 4),
        ("_differences", 1),
    ],
)
def test_another_that_comes_and_goes_at_any_place_breaks_nothing(
    program: Program, here: InProcess, monkeypatch: pytest.MonkeyPatch, place: str, time: int
) -> None:
    damage(program.path)
    monkeypatch.setattr(rebuild, "BATCH", BATCH)
    other = Between(program.path, place, time, monkeypatch)
    done = here("rebuild", "--format", "json")
    monkeypatch.undo()
    assert other.done
    assert done.code in {0, 4}, done.err
    if done.code == 4:
        assert done.refuses("conflict")
    assert_sound(program.path)
    program.record("rebuild")
    assert_put_right(program.path)


def test_one_of_another_shape_is_thrown_away(program: Program) -> None:
    damage(program.path)
    kill_in_the_middle(program, 4)
    with closing(sqlite3.connect(program.path)) as connection:
        connection.execute(
            "UPDATE meta SET value = 'ffffffffffffffff ' || substr(value, 18) WHERE key = 'rebuild'"
        )
        connection.execute("DROP TABLE anew_voids")
        connection.execute("ALTER TABLE anew_states ADD COLUMN other")
        connection.commit()
    done = program.run("rebuild", "--format", "json", driver=slowly(0))
    assert done.code == 0, done.err
    assert starts(done.err)[0] == 0
    assert_put_right(program.path)


def test_tables_that_a_kill_left_after_the_swap_are_taken_away(program: Program) -> None:
    with closing(sqlite3.connect(program.path)) as connection:
        for table in TABLES:
            connection.execute(f"CREATE TABLE old_{table} AS SELECT * FROM {table}")
        connection.commit()
    assert_sound(program.path)
    program.record("rebuild")
    assert_put_right(program.path)


@pytest.fixture
def room(program: Program, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, int]]:
    """Limit the ledger to so many pages more than it has."""
    opening = database._open
    limit = {"pages": 0}
    pages = rows(program.path, "PRAGMA page_count")[0][0]

    def narrow(path: str, mode: str) -> sqlite3.Connection:
        connection = opening(path, mode)
        if "pages" in limit:
            connection.execute("PRAGMA cache_size = 4")
            connection.execute(f"PRAGMA max_page_count = {pages + limit['pages']}")
        return connection

    monkeypatch.setattr(database, "_open", narrow)
    return limit


def test_one_without_room_leaves_the_ledger_as_it_is_and_goes_on_with_room(
    program: Program, here: InProcess, room: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    damage(program.path)
    monkeypatch.setattr(rebuild, "BATCH", BATCH)
    before = rows(program.path, "SELECT * FROM states")
    refused = 0
    for pages in range(0, 200, 3):
        room["pages"] = pages
        done = here("rebuild", "--format", "json")
        if done.code == 0:
            break
        refused += 1
        assert done.refuses("ledger.disk_full")
        assert rows(program.path, "SELECT * FROM states") == before
        assert_whole_commits(program.path)
        assert here("show", "C-00001").code == 0
    assert refused > 5
    assert done.code == 0
    del room["pages"]
    assert_put_right(program.path)
