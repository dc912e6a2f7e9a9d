"""The two time axes at the command line: --as-of, --known-at, the clock, the command id."""

from collections.abc import Callable
from typing import Any

import pytest

BODY = "CNCA-R-2099-001"
C1, R1 = f"{BODY}/C1", f"{BODY}/R1"
Issue = Callable[..., int]


@pytest.fixture
def story(clerk: Any, issue: Issue) -> None:
    """#7 issued 10 Jan, entered 31 July; #8 suspended 1 June, entered 2 Aug in Shanghai; #9 revoked 4 Aug."""
    issue()
    clerk.clock.set("2024-08-01T16:30:00Z")
    clerk.record("cert", "suspend", C1, "--on", "2024-06-01")
    clerk.clock.set("2024-08-05T01:00:00.5Z")
    clerk.record("cert", "revoke", C1, "--on", "2024-08-04")
    clerk.clock.set("2024-08-10T01:00:00Z")


@pytest.mark.parametrize(
    ("when", "position", "as_of", "status"),
    [
        ((), 9, "2024-08-10", "revoked"),
        (("--as-of", "2024-08-03"), 9, "2024-08-03", "suspended"),
        (("--as-of", "2024-05-31"), 9, "2024-05-31", "valid"),
        (("--as-of", "2027-01-01"), 9, "2027-01-01", "revoked"),
        (("--known-at", "#7"), 7, "2024-07-31", "valid"),
        (("--known-at", "#8"), 8, "2024-08-02", "suspended"),
        (("--known-at", "2024-08-01"), 7, "2024-08-01", "valid"),
        (("--known-at", "2024-08-02"), 8, "2024-08-02", "suspended"),
        (("--known-at", "2024-08-01T16:29:59.999999Z"), 7, "2024-08-02", "valid"),
        (("--known-at", "2024-08-01T16:30:00Z"), 8, "2024-08-02", "suspended"),
        (("--known-at", "2024-08-02T00:30:00+08:00"), 8, "2024-08-02", "suspended"),
        (("--known-at", "2024-08-04T23:00:00Z"), 8, "2024-08-05", "suspended"),
        (("--known-at", "#8", "--as-of", "2027-01-01"), 8, "2027-01-01", "expired"),
        (("--known-at", "#8", "--as-of", "2024-05-31"), 8, "2024-05-31", "valid"),
    ],
)
def test_where_a_read_stands(
    clerk: Any, story: None, when: tuple[str, ...], position: int, as_of: str, status: str
) -> None:
    shown = clerk.json("show", C1, *when)
    assert (shown["known_at"]["position"], shown["as_of"], shown["status"]) == (position, as_of, status)


def test_known_at_is_printed_as_the_last_entry_known_and_its_time(clerk: Any, story: None) -> None:
    known = clerk.json("show", C1, "--known-at", "2024-08-03")["known_at"]
    assert known == {"position": 8, "recorded_at": "2024-08-01T16:30:00.000000Z"}
    assert clerk.json("show", C1)["known_at"]["recorded_at"] == "2024-08-05T01:00:00.500000Z"


@pytest.mark.parametrize(
    "line",
    [
        ("show", C1),
        ("list", "certs"),
        ("count", "certs"),
        ("log",),
        ("info",),
        ("report", "compliance", "--notice", "cnca-2024-31"),
    ],
)
def test_every_read_takes_both_and_refuses_a_position_that_does_not_exist(
    clerk: Any, story: None, line: tuple[str, ...]
) -> None:
    clerk.run(*line, "--as-of", "2024-07-31", "--known-at", "#8")
    for position in ("#10", "#0"):
        assert clerk.error(*line, "--known-at", position)["code"] == "entry.unknown"


@pytest.mark.parametrize("when", ["soon", "2024-08-01T16:30:00", "#x", "2024-13-01", "8"])
def test_what_is_no_moment_is_a_usage_error(clerk: Any, story: None, when: str) -> None:
    assert clerk.error("show", C1, "--known-at", when, code=2)["code"] == "usage"


@pytest.mark.parametrize(
    "line",
    [
        ("show", C1),
        ("list", "certs"),
        ("count", "certs", "--by", "status"),
        ("report", "compliance", "--notice", "cnca-2024-31", "--detail"),
    ],
)
def test_the_same_view_gives_the_same_bytes_for_ever(clerk: Any, story: None, line: tuple[str, ...]) -> None:
    view = ("--as-of", "2024-08-03", "--known-at", "#8", "--format", "json")
    before = clerk.run(*line, *view).stdout_bytes
    clerk.record("void", "#8", "--why", "错", "--yes")
    clerk.record(
        "rule", "flag", R1, "--ground", "out_of_scope", "--notice", "cnca-2024-31", "--on", "2024-07-05"
    )
    assert clerk.run(*line, *view).stdout_bytes == before


def test_what_was_not_known_or_not_there_yet_is_refused_and_says_since_when(clerk: Any, story: None) -> None:
    error = clerk.error("show", C1, "--known-at", "#6")
    assert error["code"] == "subject.not_yet_known"
    assert "#7" in error["hint"]
    error = clerk.error("show", C1, "--as-of", "2024-01-09")
    assert error["code"] == "subject.not_yet"
    assert "2024-01-10" in error["hint"]


@pytest.mark.parametrize(
    "line",
    [
        *(("report", name, "--notice", "cnca-2024-31") for name in ("compliance", "notices", "overdue")),
        *(("report", name, "--body", BODY) for name in ("filing", "suspensions")),
        ("corrections", "--body", BODY),
        ("diff", "--from", "2020-01-01", "--body", BODY),
        ("diff", "--from", "2020-01-01", "--rule", R1),
        ("diff", "--axis", "effective", "--from", "2020-01-01", "--rule", R1),
    ],
)
def test_a_question_about_what_was_not_known_then_says_since_when_it_is(
    clerk: Any, story: None, line: tuple[str, ...]
) -> None:
    clerk.run(*line)
    error = clerk.error(*line, "--known-at", "2020-01-02")
    assert error["code"] == "subject.not_yet_known"
    assert "became known with entry #" in error["hint"]


def test_before_the_first_entry_nothing_is_known(clerk: Any, story: None) -> None:
    assert clerk.json("list", "bodies", "--known-at", "2024-02-29") == []
    assert clerk.json("log", "--known-at", "2024-02-29") == []


# The clock ---------------------------------------------------------------------


def test_a_clock_behind_the_last_entry_is_said_and_the_entry_gets_a_microsecond_more(
    clerk: Any, story: None
) -> None:
    clerk.clock.set("2024-08-04T12:00:00Z")
    result = clerk.run("cert", "notify", C1, "--by", "电话")
    assert "2024-08-05T01:00:00.500001Z" in result.stderr
    row = clerk.log()[-1]
    assert row["recorded_at"] == "2024-08-05T01:00:00.500001Z"
    assert row["effective_on"] == "2024-08-05"


def test_entries_of_one_commit_share_a_time_and_later_commits_are_later(clerk: Any, issue: Issue) -> None:
    issue("C1")
    clerk.clock.micros -= 1_000_000
    issue("C2")
    times = [row["recorded_at"] for row in clerk.log()[-2:]]
    assert times[0] < times[1]
    clerk.record("cert", "cancel", "--rule", R1, "--yes")
    assert len({row["recorded_at"] for row in clerk.log()[-2:]}) == 1


# The command id ----------------------------------------------------------------


def test_a_command_id_again_prints_the_first_result(clerk: Any, story: None) -> None:
    line = ("cert", "notify", C1, "--by", "电话", "--command-id", "N-1")
    first = clerk.json(*line)
    assert "repeated" not in first
    clerk.clock.set("2024-08-20T01:00:00Z")
    again = clerk.json(*line)
    assert again == {**first, "repeated": True}
    assert clerk.entries() == 10


def test_a_command_id_is_repeated_whatever_came_after(clerk: Any, story: None) -> None:
    line = ("cert", "notify", C1, "--by", "电话", "--command-id", "N-1")
    first = clerk.json(*line)
    clerk.record("void", "#10", "--why", "错", "--yes")
    assert clerk.json(*line)["recorded"] == first["recorded"]


@pytest.mark.parametrize(
    "other",
    [
        ("cert", "notify", C1, "--by", "邮件"),
        ("cert", "notify", C1, "--by", "电话", "--on", "2024-08-01"),
        ("cert", "notify", C1, "--by", "电话", "--why", "x"),
        ("cert", "amend", C1, "--scope", "电话"),
        ("rule", "deregister", R1),
        ("void", "#9", "--why", "错", "--yes"),
    ],
)
def test_a_command_id_with_another_command_is_refused(
    clerk: Any, story: None, other: tuple[str, ...]
) -> None:
    clerk.record("cert", "notify", C1, "--by", "电话", "--command-id", "N-1")
    clerk.refused("command_id.reused", *other, "--command-id", "N-1")


def test_a_command_id_under_another_default_body_is_another_command(clerk: Any, issue: Issue) -> None:
    issue()
    line = ("cert", "notify", "C1", "--by", "电话", "--command-id", "N-1")
    clerk.record("--body", BODY, *line)
    clerk.refused("command_id.reused", "--body", "CNCA-R-2099-999", *line)


def test_a_command_id_of_a_dry_run_is_not_used_up(clerk: Any, story: None) -> None:
    line = ("cert", "notify", C1, "--by", "电话", "--command-id", "N-1")
    clerk.json(*line, "--dry-run")
    assert "repeated" not in clerk.json(*line)


def test_a_bulk_command_id_again_prints_the_first_result(clerk: Any, issue: Issue) -> None:
    issue("C1")
    issue("C2")
    line = ("cert", "cancel", "--rule", R1, "--yes", "--command-id", "B-1")
    first = clerk.json(*line)
    assert len(first["recorded"]) == 2
    assert clerk.json(*line) == {**first, "repeated": True}


def test_a_command_id_with_a_file_of_another_content_is_another_command(clerk: Any, issue: Issue) -> None:
    issue("C1")
    issue("C2")
    path = clerk.file("ids.txt", f"{BODY}/C1\n")
    line = ("cert", "cancel", "--from", path, "--yes", "--command-id", "F-1")
    clerk.record(*line)
    clerk.file("ids.txt", f"{BODY}/C2\n")
    clerk.refused("command_id.reused", *line)
