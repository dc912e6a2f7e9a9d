"""The read-back token: the two options with which a command prints the same bytes for ever."""

import shlex
from collections.abc import Callable
from typing import Any

import pytest
from freezegun import freeze_time

from cli.render.pdf.font import font
from domain.rejected import Rejected

BODY = "CNCA-R-2099-001"
C1, C2, R1, R2 = (f"{BODY}/{number}" for number in ("C1", "C2", "R1", "R2"))
N31 = "cnca-2024-31"
Issue = Callable[..., int]

LINES = (
    ("show", C1),
    ("show", "C2"),
    ("show", R1),
    ("show", N31),
    ("show", BODY),
    ("list", "certs"),
    ("list", "certs", "--rule", "R1"),
    ("list", "certs", "--status", "valid", "--body", BODY),
    ("list", "rules"),
    ("list", "notices"),
    ("list", "bodies"),
    ("count", "certs", "--by", "status", "--by", "rule"),
    ("count", "rules", "--by", "status", "--by", "category"),
    ("log",),
    ("log", "--full"),
    ("log", "C1", "--reverse"),
    ("log", "--notice", N31, "--since", "2024-01-01", "--until", "2199-01-01"),
    ("log", "--as-of", "2024-07-31", "--text", "样例"),
    ("report", "compliance", "--notice", N31, "--by", "rule", "--detail"),
    ("report", "compliance", "--notice", N31, "--body", BODY, "--as-of", "2024-07-14"),
    ("report", "compliance", "--notice", N31, "--diff", "#8"),
    ("report", "compliance", "--notice", N31, "--diff", "2030-01-01"),
    ("report", "overdue", "--notice", N31),
    ("report", "notices", "--notice", N31),
    ("report", "filing"),
    ("report", "suspensions"),
    ("report", "body", BODY),
    ("report", "body", BODY, "--as-of", "2024-07-14"),
    ("report", "month", "2024-07"),
    ("report", "month", "2024-06", "--body", BODY),
    ("report", "published"),
    ("rule", "check", "--all"),
    ("rule", "check", R1, "--as-of", "2024-07-14"),
    ("history", C1),
    ("history", f"{BODY}/C3"),
    ("history", C2, "--as-of", "2024-07-31"),
    ("diff", "--from", "#8"),
    ("diff", "--from", "2024-07-31"),
    ("diff", "--from", "2030-01-01"),
    ("diff", "--from", "2024-12-31", "--to", "9999-12-31"),
    ("diff", "--axis", "effective", "--from", "2024-05-01", "--facts"),
    ("corrections",),
    ("corrections", "--by", "body", "--as-of", "2024-06-30"),
    ("explain", C1),
    ("explain", R1),
    ("explain", N31, "--known-at", "#3", "--as-of", "2024-07-14"),
    ("explain", C2, "--known-at", "#10", "--as-of", "2024-07-31"),
    ("explain", R1, "--notice", N31),
    ("explain", C1, "--notice", N31, "--known-at", "#10", "--as-of", "2024-07-14"),
    ("info",),
)

DOCUMENTS = (
    *(("report", "compliance", "--notice", N31, "--by", "rule"), ("report", "overdue", "--notice", N31)),
    *(("report", "notices", "--notice", N31), ("report", "filing"), ("report", "suspensions")),
    *(("report", "body", BODY), ("report", "month", "2024-07")),
)


@pytest.fixture
def story(clerk: Any, issue: Issue) -> None:
    """R1 flagged and deregistered; C1 under it, C2 suspended, C3 not effective yet."""
    for number in ("C1", "C2"):
        issue(number)
    issue("C3", "--on", "2024-12-01")
    clerk.record("rule", "flag", R1, "--ground", "out_of_scope", "--notice", N31, "--on", "2024-07-05")
    clerk.record("cert", "suspend", C2, "--on", "2024-06-01", "--notice", N31)
    clerk.record("rule", "deregister", R1, "--notice", N31, "--on", "2024-07-12")


def tell_on(clerk: Any) -> None:
    """Record voids, corrections, back-dated entries and new subjects, months later."""
    clerk.clock.set("2025-01-15T01:00:00Z")
    clerk.record("void", "#11", "--why", "错", "--yes")
    clerk.record("correct", "#7", "--holder", "另一公司", "--why", "笔误")
    clerk.record("cert", "cancel", C1, "--on", "2024-07-10", "--notice", N31)
    clerk.record("rule", "file", f"{BODY}/R0", *("--name", "新"), *FILED, "--on", "2023-01-02")
    clerk.record("body", "register", "CNCA-R-2099-002", "--name", "另一机构", "--on", "2023-01-01")
    clerk.record("rule", "file", "CNCA-R-2099-002/C2", "--name", "C2", *FILED, "--on", "2023-01-02")
    clerk.record("cert", "issue", f"{BODY}/C0", "--rule", R2, *ISSUED, "--on", "2024-03-01")
    clerk.record("notice", "extend", N31, "--to", "2024-07-31", "--on", "2024-07-03")
    clerk.record("notice", "withdraw", "cnca-2024-3")
    clerk.clock.set("2025-06-30T01:00:00Z")


FILED = ("--category", "reduction", "--scheme", "product")
ISSUED = ("--holder", "后来的公司", "--expires", "2026-01-01")


def token_of(stderr: str) -> list[str]:
    """Return the token among what was said."""
    (line,) = [text for text in stderr.splitlines() if text.startswith("--")]
    return shlex.split(line)


def without_view(line: tuple[str, ...]) -> list[str]:
    """Return a command line without the day and the moment that its token will name."""
    found = list(line)
    for option in {"--as-of", "--known-at"} & {*line}:
        at = found.index(option)
        del found[at : at + 2]
    return found


@pytest.mark.parametrize("form", ["table", "csv", "json", "jsonl"])
def test_commands_with_their_tokens_print_the_same_bytes_whatever_was_recorded_since(
    clerk: Any, story: None, form: str
) -> None:
    said = {line: clerk.run(*line, "--token", "--format", form) for line in LINES}
    tell_on(clerk)
    for line, before in said.items():
        again = [*without_view(line), *token_of(before.stderr), "--format", form]
        assert clerk.run(*again).stdout_bytes == before.stdout_bytes, again
    for line in (("show", C1), ("list", "certs"), ("count", *LINES[11][1:]), ("log",)):
        assert clerk.run(*line, "--format", form).stdout_bytes != said[line].stdout_bytes


def needs_font() -> None:
    try:
        font()
    except Rejected:
        pytest.skip("the font of papers, Noto Sans CJK SC, is not installed")


def made(clerk: Any, line: tuple[str, ...], form: str, *more: str) -> tuple[bytes, str]:
    """Return what a command writes into a file, and what it says."""
    path = clerk.folder / f"document.{form}"
    said = clerk.run(*line, *more, "--format", form, "-o", str(path), "--force")
    return path.read_bytes(), said.stderr


@pytest.mark.parametrize("form", ["html", "xlsx", "pdf", "svg"])
def test_documents_with_their_tokens_are_the_same_files_after_midnight_and_whatever_was_recorded(
    clerk: Any, story: None, form: str
) -> None:
    """A file tells of no clock either: not when it was made, nor of which day it would be asked now."""
    if form == "pdf":
        needs_font()
    lines = (("history", C1), ("history", C2, "--as-of", "2024-07-14")) if form == "svg" else DOCUMENTS
    with freeze_time("2024-07-31T15:59:59Z"):
        clerk.clock.set("2024-07-31T15:59:59Z")
        before = {line: made(clerk, line, form, "--token") for line in lines}
    tell_on(clerk)
    with freeze_time("2025-06-30T16:00:01Z"):
        clerk.clock.set("2025-06-30T16:00:01Z")
        for line, (whole, said) in before.items():
            assert made(clerk, (*without_view(line), *token_of(said)), form)[0] == whole, line
            assert "--as-of" in line or made(clerk, line, form)[0] != whole


def test_what_was_published_and_what_it_would_say_now_are_read_back_too(clerk: Any, story: None) -> None:
    published = clerk.folder / "report.json"
    compliance = ("report", "compliance", "--notice", N31, "--as-of", "2024-07-31", "--publish")
    clerk.run(*compliance, "--format", "json", "-o", str(published))
    clerk.record("cert", "revoke", C2, "--on", "2024-07-01", "--notice", N31)
    lines = (
        ("report", "published"),
        ("report", "published", "--verify", str(published)),
        ("report", "restate", "REPORT-1"),
        ("report", "restate", "#13", "--detail"),
        ("show", "REPORT-1"),
        ("explain", "REPORT-1"),
    )
    said = {line: clerk.run(*line, "--token", "--format", "json") for line in lines}
    tell_on(clerk)
    clerk.run(*compliance, "--format", "json", "-o", str(clerk.folder / "again.json"))
    for line, before in said.items():
        again = [*line, *token_of(before.stderr), "--format", "json"]
        assert clerk.run(*again).stdout_bytes == before.stdout_bytes, again
    assert clerk.run(*lines[2], "--format", "json").stdout_bytes != said[lines[2]].stdout_bytes


def test_an_explanation_names_how_far_it_looked(clerk: Any, story: None) -> None:
    """It alone lists what was not yet known, so its token has a third option."""
    said = clerk.run("explain", C2, "--known-at", "#8", "--token", "--format", "json")
    assert token_of(said.stderr) == ["--as-of", "2024-07-31", "--known-at", "#8", "--until", "#12"]
    clerk.record("cert", "revoke", C2, "--on", "2024-07-01")

    def not_yet_known(*more: str) -> list[int]:
        rows = clerk.json("explain", C2, *more)["entries"]
        return [row["position"] for row in rows if row["mark"] == "not_yet_known"]

    known = ("--as-of", "2024-07-31", "--known-at", "#8")
    assert not_yet_known(*known) == [11, 13]
    assert not_yet_known(*known, "--until", "#12") == [11]
    assert not_yet_known(*known, "--until", "#10") == not_yet_known(*known, "--until", "#3") == []
    assert not_yet_known("--until", "#11") == []
    assert clerk.error("explain", C2, "--until", "#14")["code"] == "entry.unknown"


def test_an_explanation_rests_on_the_flags_that_it_looked_at(clerk: Any, story: None) -> None:
    """The clause of an act that was not yet known is that of a flag which is voided only later."""
    clerk.record("cert", "cancel", C1, "--notice", N31, "--on", "2024-07-14")
    lines = [
        ("explain", C1, "--known-at", "#9", "--as-of", "2024-07-31"),
        ("explain", R1, "--known-at", "#9", "--as-of", "2024-07-31"),
        ("explain", R1, "--notice", N31, "--known-at", "#10", "--as-of", "2024-07-31"),
    ]
    said = [clerk.run(*line, "--token", "--format", "json") for line in lines]
    assert '"mark": "not_yet_known"' in said[0].stdout
    clerk.record("rule", "unflag", R1, "--notice", N31, "--on", "2024-07-08")
    clerk.record("void", "#14", "--why", "错", "--yes")
    clerk.record("void", "#10", "--why", "未标记", "--yes")
    for line, before in zip(lines, said, strict=True):
        again = [*without_view(line), *token_of(before.stderr), "--format", "json"]
        assert clerk.run(*again).stdout_bytes == before.stdout_bytes, again
    assert clerk.run(*lines[0], "--format", "json").stdout_bytes != said[0].stdout_bytes


def test_the_positions_of_an_explanation_of_what_is_owed_end_there_too(clerk: Any, story: None) -> None:
    clerk.record("notice", "extend", N31, "--to", "2024-07-31", "--on", "2024-07-03")
    clerk.record("rule", "unflag", R1, "--notice", N31, "--on", "2024-07-20")
    asked = ("explain", C1, "--notice", N31, "--as-of", "2024-07-14", "--known-at", "#10")
    marks = [row["position"] for row in clerk.json(*asked)["entries"] if row["mark"] == "not_yet_known"]
    assert marks == [13, 14]
    marks = [row["mark"] for row in clerk.json(*asked, "--until", "#12")["entries"]]
    assert marks == ["counts"] * len(marks)


def test_the_token_is_said_on_stderr_and_changes_nothing_on_stdout(clerk: Any, story: None) -> None:
    for form in ("table", "csv", "json", "jsonl"):
        said = clerk.run("list", "certs", "--token", "--format", form)
        assert said.stderr == "--as-of 2024-07-31 --known-at '#12'\n"
        assert said.stdout_bytes == clerk.run("list", "certs", "--format", form).stdout_bytes
    assert clerk.run("list", "certs", "--token", lang="zh").stderr == said.stderr


@pytest.mark.parametrize(
    ("given", "token"),
    [
        ((), "--as-of 2024-07-31 --known-at '#12'"),
        (("--as-of", "2024/7/1"), "--as-of 2024-07-01 --known-at '#12'"),
        (("--known-at", "#3"), "--as-of 2024-03-01 --known-at '#3'"),
        (("--known-at", "2024-03-02"), "--as-of 2024-03-02 --known-at '#6'"),
        (("--known-at", "2024-03-01T17:00:00Z"), "--as-of 2024-03-02 --known-at '#6'"),
    ],
)
def test_the_token_names_the_view_that_was_taken(
    clerk: Any, story: None, given: tuple[str, ...], token: str
) -> None:
    assert clerk.run("count", "rules", *given, "--token").stderr.strip() == token


@pytest.mark.parametrize("line", [("log",), ("history", C1), ("corrections",)])
def test_the_token_of_what_is_about_all_days_names_a_day_only_where_one_was_given(
    clerk: Any, story: None, line: tuple[str, ...]
) -> None:
    """They show what begins later, unless a day is given."""
    assert clerk.run(*line, "--token").stderr == "--known-at '#12'\n"
    assert clerk.run(*line, "--token", "--known-at", "#10").stderr == "--known-at '#10'\n"
    assert clerk.run(*line, "--token", "--as-of", "2024-06-30").stderr == (
        "--as-of 2024-06-30 --known-at '#12'\n"
    )


def test_the_token_of_an_empty_ledger_reads_an_empty_ledger_for_ever(bare: Any) -> None:
    bare.run("init")
    said = bare.run("list", "bodies", "--token", "--format", "json")
    assert said.stderr == "--as-of 2024-07-31 --known-at 1970-01-01\n"
    bare.record("body", "register", BODY, "--name", "虚构认证中心", "--on", "2023-01-01")
    again = bare.run("list", "bodies", *token_of(said.stderr), "--format", "json")
    assert again.stdout == said.stdout == "[]\n"


def test_a_command_that_is_refused_says_no_token_in_json(clerk: Any) -> None:
    said = clerk.run("show", C2, "--token", "--format", "json", code=1)
    assert said.stderr.startswith('{"error"')
    assert len(said.stderr.splitlines()) == 1


def test_info_tells_of_the_file_as_it_is_unless_it_looks_back(clerk: Any, story: None) -> None:
    now = clerk.json("info")
    assert (now["file_version"], now["latest_file_version"], now["created_by"].split()[0]) == (
        2,
        2,
        "certledger",
    )
    assert now["size_bytes"] > 0
    assert set(now["versions"]) == {"certledger", "sqlite"}
    then = clerk.json("info", "--known-at", "#12")
    assert list(then) == list(now)
    assert [key for key in now if then[key] != now[key]] == [
        "size_bytes",
        "file_version",
        "latest_file_version",
        "versions",
    ]


def test_an_alias_means_the_notice_that_it_meant_then(clerk: Any) -> None:
    said = clerk.run("show", N31, "--token", "--format", "json")
    clerk.record("void", "#3", "--why", "错", "--yes")
    toml = """number = "CNCA-2024-31"\ntitle = "另一通知"\nissued_on = "2024-07-02"\ndeadline = "2024-08-15"
    [[clauses]]\nclause = "一"\nground = "out_of_scope"\n"""
    clerk.record("notice", "issue", "--file", clerk.file("notice.toml", toml))
    assert clerk.json("show", N31)["id"] == "CNCA-2024-31"
    assert clerk.run("show", N31, *token_of(said.stderr), "--format", "json").stdout == said.stdout
