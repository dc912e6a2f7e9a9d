"""The computer's clock goes backwards, stands still, or passes midnight."""

from collections.abc import Iterator

import pytest
from fault_program import InProcess, Program
from fault_soundness import assert_sound, rows
from freezegun import freeze_time

from cli import clock
from ledger.moment import timestamp

BEFORE_MIDNIGHT, MIDNIGHT = "2030-07-14T15:59:59.999999Z", "2030-07-14T16:00:00.000000Z"
"""Midnight in Shanghai, between the 14th and the 15th."""


def issue(number: str, *more: str) -> tuple[str, ...]:
    return ("cert", "issue", number, "--rule", "R-1", "--holder", "H", "--expires", "2099-01-01", *more)


def recorded(program: Program) -> list[tuple[str, str]]:
    """Return recorded time and effective day of the certificates' entries."""
    found = rows(
        program.path,
        "SELECT recorded_at, json_extract(data, '$.effective_on') FROM entries"
        " JOIN commits ON position BETWEEN first_position AND last_position"
        " WHERE stream LIKE 'certificate:%' ORDER BY position",
    )
    return [(timestamp(at), day) for at, day in found]


def test_the_default_day_is_the_day_of_the_recording_in_shanghai(program: Program, here: InProcess) -> None:
    for number, moment in (("C-1", BEFORE_MIDNIGHT), ("C-2", MIDNIGHT)):
        with freeze_time(moment):
            assert here(*issue(number)).code == 0
    assert recorded(program) == [(BEFORE_MIDNIGHT, "2030-07-14"), (MIDNIGHT, "2030-07-15")]
    assert_sound(program.path)


def test_an_entry_is_never_recorded_before_the_one_before_it_and_that_is_said(
    program: Program, here: InProcess
) -> None:
    with freeze_time("2030-07-16T08:00:00Z"):
        first = here(*issue("C-0"))
    assert first.code == 0
    assert "clock" not in first.err
    for number, moment in enumerate(
        ("2030-07-16T07:59:59.999999Z", "2030-07-15T00:00:00Z", "2024-01-01T00:00:00Z"), 1
    ):
        with freeze_time(moment):
            done = here(*issue(f"C-{number}"))
        assert done.code == 0
        assert "The clock is behind the last entry" in done.err
        assert f"2030-07-16T08:00:00.{number:06}Z" in done.err
    assert recorded(program) == [(f"2030-07-16T08:00:00.{number:06}Z", "2030-07-16") for number in range(4)]
    assert_sound(program.path)


def test_a_clock_that_stands_still_still_gives_each_entry_a_time_of_its_own(
    program: Program, here: InProcess
) -> None:
    with freeze_time("2030-07-16T08:00:00Z"):
        assert [here(*issue(f"C-{n}")).code for n in range(3)] == [0] * 3
    assert [at for at, _day in recorded(program)] == [f"2030-07-16T08:00:00.{n:06}Z" for n in range(3)]


def test_a_microsecond_that_passes_midnight_takes_the_default_day_with_it(
    program: Program, here: InProcess
) -> None:
    with freeze_time(BEFORE_MIDNIGHT):
        assert here(*issue("C-1")).code == 0
    with freeze_time("2030-07-13T00:00:00Z"):
        assert here(*issue("C-2")).code == 0
    assert recorded(program) == [(BEFORE_MIDNIGHT, "2030-07-14"), (MIDNIGHT, "2030-07-15")]


@pytest.mark.parametrize(
    "command",
    [
        ("cert", "cancel", "C-1"),
        ("cert", "cancel", "--rule", "R-1", "--yes"),
        ("void", "#3", "--why", "W", "--yes"),
    ],
    ids=["one", "bulk", "void"],
)
def test_a_command_that_is_decided_before_midnight_and_recorded_after_has_the_later_day(
    program: Program, here: InProcess, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    program.record(*issue("C-1", "--on", "2024-01-01"))
    midnight = 1910275200_000000
    ticks: Iterator[int] = iter([midnight - 1, *range(midnight, midnight + 50)])
    monkeypatch.setattr(clock, "now", lambda: next(ticks))
    done = here(*command)
    assert done.code == 0, done.err
    at, day = recorded(program)[-1]
    assert at >= MIDNIGHT
    assert day == "2030-07-15"
    assert len(recorded(program)) == 2
    assert_sound(program.path)


def test_what_is_recorded_before_midnight_can_be_asked_for_by_its_day(
    program: Program, here: InProcess
) -> None:
    for number, moment in (("C-1", BEFORE_MIDNIGHT), ("C-2", MIDNIGHT)):
        with freeze_time(moment):
            assert here(*issue(number)).code == 0
    known = [c["id"][-3:] for c in program.read("list", "certs", "--known-at", "2030-07-14")]
    assert known == ["C-1"]
    known = [c["id"][-3:] for c in program.read("list", "certs", "--known-at", MIDNIGHT)]
    assert known == ["C-1", "C-2"]


def test_reading_with_a_clock_behind_still_shows_every_entry(program: Program, here: InProcess) -> None:
    with freeze_time(MIDNIGHT):
        assert here(*issue("C-1", "--on", "2024-01-01")).code == 0
    with freeze_time("2024-06-01T00:00:00Z"):
        done = here("show", "C-1", "--format", "json")
        assert done.code == 0
        assert '"position": 3' in done.out
