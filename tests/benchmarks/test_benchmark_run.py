"""The whole suite at its smallest: every case prints its rows, and what must hold on any machine holds."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
SIZES = ("20", "200")
MARIADB = shutil.which("mariadbd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


@pytest.fixture(scope="module")
def printed() -> str:
    """Return what the suite prints."""
    settings = {"BENCH_SIZE": "200", "BENCH_ROUNDS": "1", "BENCH_SECONDS": "0.4"}
    done = subprocess.run(
        [sys.executable, BENCHMARKS / "run.py"],
        env={**os.environ, **settings, "BENCH_DIR": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def section(printed: str, case: str, size: str) -> str:
    """Return what is printed of a case at a size."""
    heading = f"\n{case}, {size} certificates\n"
    assert heading in printed, printed
    return printed.partition(heading)[2].partition("\n\n")[0]


def test_the_machine_is_told(printed: str) -> None:
    about = printed.partition("\n\n")[0]
    for word in ("processor", "memory", "Python", "SQLite", "disk"):
        assert re.search(rf"\b{word}\b.*\d", about), about


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("case", "rows"),
    [
        (
            "import",
            (
                *(
                    "import of a sorted sheet .* raw executemany .*x",
                    "import of an unsorted sheet .*≤ 1.3x",
                ),
                *("size of an entry on disk .* B .*≤ 450 B", "peak memory, sorted .* MB .*≤ 500 MB"),
                "import of a sorted sheet .* plain event store .*x",
            ),
        ),
        ("rebuild", ("rebuild .* s .* import of the same .*x .*≤ 1x", "peak memory .* MB")),
        (
            "reads",
            (
                *("show .* ms .*x", "show, p99 .*≤ 5 ms", "list certs --rule .*x"),
                *(f"count certs --by {by} .*x" for by in ("status", "body", "category", "scheme")),
                *("report compliance .*≤ 2000 ms", "list certs, first row .* ms", "log, first row .* ms"),
            ),
        ),
        (
            "audit",
            (
                *(f"{what}, p99 .*≤ 10 ms" for what in ("history", "explain", "show", "corrections of one")),
                *(
                    "diff( --axis effective)? of one .*x",
                    "history, 1,000 entries .* in proportion to 100 .*x",
                ),
                *("diff of a day .*≤ 1000 ms", "diff of a day, each entry .*µs", "diff --axis effective .*x"),
                *(f"corrections {of} .*x" for of in ("of a day", "--actor", "--body")),
                "report compliance --diff .* both reports .*x",
            ),
        ),
        ("writes", ("cert issue .* INSERT of one row .*≤ 1.5x", "cert revoke, p99 .*≤ 5 ms")),
        ("workbook", ("a workbook of so many rows .* cell by cell .*x", "the same cells +yes")),
        ("peers: replay", ("count certs --by status .* naive replay .*x", "the same counts +yes")),
        ("peers: spreadsheet", ("count certs --by status .* spreadsheet .*x", "the same counts +yes")),
        ("peers: event store", ("show .*x", "count certs .*x", "cert revoke .*x", "the same counts +yes")),
    ],
)
def test_a_case_prints_its_rows_at_each_size(
    printed: str, case: str, rows: tuple[str, ...], size: str
) -> None:
    told = section(printed, case, size)
    for row in rows:
        assert re.search(rf"^{row}", told, re.MULTILINE), f"{row}\n{told}"


def test_long_histories_are_measured_at_several_lengths(printed: str) -> None:
    told = section(printed, "long", SIZES[0])
    assert re.search(r"^one more entry after 200 .*≤ 20 ms", told, re.MULTILINE)
    for how in ("recorded in one commit", "imported from a sheet"):
        assert len(re.findall(rf"^[\d,]+ entries {how} .*x$", told, re.MULTILINE)) >= 2, told


def test_the_start_of_commands_is_measured_beside_a_bare_script(printed: str) -> None:
    told = section(printed, "start", SIZES[-1])
    assert re.search(r"^certledger --help .* bare script.*≤ 3.5x", told, re.MULTILINE)
    assert re.search(r"^certledger cert revoke .* bare script.*≤ 3.5x", told, re.MULTILINE)


def test_processes_that_contend_lose_nothing(printed: str) -> None:
    told = section(printed, "concurrency", SIZES[0])
    assert re.search(r"^entries recorded .*/s", told, re.MULTILINE)
    assert len(re.findall(r" yes .* met$", told, re.MULTILINE)) == 7, told


def test_mariadb_is_asked_where_it_is_found(printed: str) -> None:
    if MARIADB is None:
        assert "mariadbd was not found" in section(printed, "peers: MariaDB", SIZES[-1])
        return
    for size in SIZES:
        told = section(printed, "peers: MariaDB", size)
        for row in (
            "show .*x",
            "list certs --rule .*x",
            "count certs --by status .*x",
            "the same answers +yes",
        ):
            assert re.search(rf"^{row}", told, re.MULTILINE), told


def test_growth_is_printed_from_the_smallest_to_the_largest(printed: str) -> None:
    told = printed.split("\n\n")[-2]
    assert re.search(r"^growth +20 +200 +grows by +size by +wanted$", told, re.MULTILINE), told
    assert re.search(r"^reads: count certs --by status .* ms .* ms .*x +10.0x +≤ 2x", told, re.MULTILINE), (
        told
    )


def test_what_was_not_met_is_said_at_the_end(printed: str) -> None:
    assert re.match(r"wanted: \d+ met, \d+ not met", printed.rsplit("\n\n", maxsplit=1)[-1])


def test_a_case_can_be_run_alone_and_an_unknown_one_is_refused() -> None:
    done = subprocess.run(
        [sys.executable, BENCHMARKS / "run.py", "imports"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "no such case: imports" in done.stderr
