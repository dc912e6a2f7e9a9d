"""Makes the ledger that a version leaves behind, and writes down what it answers.

`make.py ledger` makes `VERSION.sqlite` with the version that is checked out; one
that is there is never made again: users have such files, and they must open for
ever. `make.py answers` writes `VERSION.txt` for every ledger here, a transcript of
commands and what they print: it may grow by what a newer version can be asked; a
change in what is there is a change for users.
"""

import json
import os
import shlex
import shutil
import sqlite3
import sys
import tempfile
import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

import click
from click.testing import CliRunner

import cli.acts
import cli.app
import cli.clock
import cli.commands.importing
from cli.main import main
from ledger.moment import microseconds

HERE = Path(__file__).parent
MADE_AT = "2024-03-04T01:00:00Z"
ASKED_AT = "2024-12-02T01:00:00Z"

A, B = "CNCA-R-2099-001", "CNCA-RF-2099-02"
R1, R2, R3, R4, R5 = (f"{A}/R-{number}" for number in range(1, 6))
C1, C2, C3, C4, C5, C6, C7, C8, C9 = (f"{A}/C-{number}" for number in range(1, 10))
OPENED, MOVED = f"{A}/K-1", f"{A}/C-3B"
N3, N31 = "cnca-2024-3", "cnca-2024-31"

OPENING = f"""body,number,rule,holder,holder_id,scope,issued_on,expires_on,status,status_on,reason
{A},K-1,R-1,虚构甲有限公司,91999999MA4765486J,碳足迹,2023-05-04,2026-05-03,01,,
{A},k-2,R-1,虚构乙有限公司,000000000,,2023-05-05,2024-06-30,02,2024-01-15,
{A},K-3,R-2,虚构丙有限公司,,,2023-05-06,2026-05-05,04,2024-02-01,not_renewed
{A},K-4,R-3,虚构丁有限公司,,,2023-05-07,2026-05-06,03,2024-02-02,fraud
"""


def file(number: str, category: str, scheme: str, *more: str) -> tuple[str, ...]:
    """Return the command that files a rule."""
    named = ("--name", f"虚构规则 {number}", "--category", category, "--scheme", scheme)
    return ("rule", "file", f"{A}/{number}", *named, *more)


def issue(number: str, rule: str, on: str, *more: str) -> tuple[str, ...]:
    """Return the command that issues a certificate for three years."""
    expires = f"{int(on[:4]) + 3}{on[4:]}"
    return (
        *("cert", "issue", number, "--rule", rule, "--holder", f"虚构{number[-3:]}有限公司"),
        *("--expires", expires, "--on", on, *more),
    )


PUBLISHED = (
    *("report", "compliance", "--notice", N31, "--as-of", "2024-07-31", "--by", "rule"),
    *("--publish", "--format", "json"),
)

STORY: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("2024-03-04T01:10:00Z", ("body", "register", A, "--name", "虚构认证中心", "--on", "2022-01-01")),
    (
        "2024-03-04T01:11:00Z",
        ("body", "register", B, "--name", "虚构外资认证", "--contact", "张三 010-0", "--on", "2022-01-01"),
    ),
    ("2024-03-04T01:12:00Z", file("R-1", "reduction", "product", "--on", "2023-01-04", "--basis", "GB/T 0")),
    ("2024-03-04T01:13:00Z", file("R-2", "disclosure", "service", "--on", "2023-01-05", "--code", "Z9")),
    ("2024-03-04T01:14:00Z", file("R-3", "neutrality", "management_system", "--on", "2023-01-06")),
    ("2024-03-04T01:15:00Z", file("R-4", "reduction", "product", "--on", "2024-05-30")),
    ("2024-03-04T01:16:00Z", ("import", "certificates", "opening.csv", "--opening")),
    ("2024-04-02T02:00:00Z", ("notice", "issue", "--preset", N3)),
    ("2024-04-03T02:00:00Z", issue(C1, R1, "2024-04-01", "--command-id", "scan-17", "--actor", "李四")),
    ("2024-04-03T02:01:00Z", issue(C2, R1, "2024-04-02", "--scope", "=碳足迹", "--receipt", "回执 1")),
    ("2024-04-03T02:02:00Z", issue(C3, R2, "2024-04-02")),
    ("2024-04-03T02:03:00Z", issue(C4, R2, "2024-04-03")),
    ("2024-04-03T02:04:00Z", issue(C5, R3, "2024-04-03")),
    ("2024-04-03T02:05:00Z", issue("c- 6", R3, "2024-04-03")),
    ("2024-04-03T02:06:00Z", issue(C7, R1, "2024-04-03")),
    ("2024-05-06T02:00:00Z", ("cert", "amend", C1, "--holder", "虚构新名有限公司", "--on", "2024-05-01")),
    ("2024-05-06T02:01:00Z", ("cert", "suspend", C2, "--until", "2024-08-31", "--on", "2024-05-02")),
    ("2024-05-06T02:02:00Z", ("cert", "suspend", C4, C5, "--reason", "surveillance_overdue", "--yes")),
    ("2024-05-20T02:00:00Z", ("cert", "reinstate", C4, "--on", "2024-05-17")),
    (
        "2024-05-28T02:00:00Z",
        ("rule", "flag", R3, "--ground", "out_of_scope", "--notice", N3, "--on", "2024-05-27"),
    ),
    ("2024-05-30T02:00:00Z", ("notice", "extend", N3, "--to", "2024-06-30", "--why", "地方请求")),
    ("2024-06-03T02:00:00Z", ("rule", "unflag", R3, "--notice", N3, "--why", "复核通过")),
    ("2024-07-02T08:00:00Z", ("notice", "issue", "--preset", N31)),
    (
        "2024-07-03T02:00:00Z",
        ("rule", "flag", R1, "--ground", "out_of_scope", "--notice", N31, "--on", "2024-07-02"),
    ),
    ("2024-07-03T02:01:00Z", ("rule", "flag", R2, "--ground", "misclassified", "--notice", N31)),
    ("2024-07-03T02:02:00Z", ("rule", "flag", R3, "--ground", "out_of_scope", "--notice", N31)),
    (
        "2024-07-05T02:00:00Z",
        ("cert", "notify", C1, C2, "--by", "挂号信", "--notice", N31, "--yes", "--on", "2024-07-04"),
    ),
    (
        "2024-07-08T02:00:00Z",
        (
            *("cert", "cancel", C1, "--reason", "rule_out_of_scope", "--notice", N31, "--decided-on"),
            *("2024-07-05", "--reported-on", "2024-07-08", "--receipt", "回执 2", "--evidence", "paper.txt"),
        ),
    ),
    ("2024-07-09T02:00:00Z", ("rule", "deregister", R2, "--notice", N31, "--on", "2024-07-08")),
    (
        "2024-07-10T02:00:00Z",
        ("rule", "refile", R2, "--as", "R-5", "--category", "reduction", "--code", "Z1", "--notice", N31),
    ),
    ("2024-07-11T02:00:00Z", ("cert", "transfer", C3, "--to", R5, "--as", "C-3B", "--notice", N31)),
    ("2024-07-11T02:01:00Z", ("cert", "transfer", C4, "--to", R5, "--on", "2024-07-11")),
    ("2024-07-12T02:00:00Z", ("cert", "renew", MOVED, "--expires", "2028-04-01", "--on", "2024-07-12")),
    ("2024-07-15T15:59:59Z", ("cert", "cancel", C2, "--reason", "rule_out_of_scope", "--notice", N31)),
    ("2024-07-15T16:00:00Z", ("rule", "deregister", R1, "--notice", N31, "--settle", "cancel", "--yes")),
    ("2024-07-18T02:00:00Z", ("cert", "revoke", C5, "--reason", "fraud", "--on", "2024-07-12")),
    (
        "2024-07-19T02:00:00Z",
        issue(C8, R1, "2024-07-18", "--irregular", "--why", "发证后才发现规则已注销"),
    ),
    ("2024-07-22T02:00:00Z", ("cert", "revoke", f"{A}/C-6", "--on", "2024-07-12", "--actor", "王五")),
    ("2024-07-22T02:05:00Z", ("void", "LAST", "--why", "另一张证书", "--yes", "--actor", "王五")),
    ("2024-07-23T02:00:00Z", ("correct", f"FIRST {C7}", "--holder", "虚构丙七有限公司", "--why", "笔误")),
    ("2024-07-24T02:00:00Z", issue(C9, R4, "2024-12-24")),
    ("2024-07-25T02:00:00Z", ("notice", "extend", N31, "--to", "2024-07-31", "--on", "2024-07-12")),
    ("2024-08-05T02:00:00Z", ("rule", "deregister", R3, "--on", "2024-07-31", "--notice", N31)),
    ("2024-08-06T02:00:00Z", ("void", "--commit", f"LAST {C1}", "--why", "未曾注销", "--yes")),
    ("2024-09-02T02:00:00Z", ("notice", "withdraw", N3, "--why", "已完成")),
    ("2024-09-03T02:00:00Z", (*PUBLISHED, "-o", "report.json", "--also", "csv", "--why", "报送")),
    (
        "2024-09-10T02:00:00Z",
        (
            *("cert", "cancel", C1, "--reason", "rule_out_of_scope", "--notice", N31, "--on", "2024-07-30"),
            *("--reported-on", "2024-07-30", "--receipt", "回执 3", "--why", "补录"),
        ),
    ),
    ("2024-09-11T02:00:00Z", (*PUBLISHED, "-o", "again.json", "--actor", "李四", "--evidence", "paper.txt")),
    (
        "2024-10-10T02:00:00Z",
        ("report", "month", "2024-07", "--body", A, "--publish", "--format", "csv", "-o", "month.csv"),
    ),
    ("2024-11-04T02:00:00Z", ("cert", "suspend", MOVED, "--until", "2025-01-31", "--on", "2024-11-01")),
)
"""What is entered, and when; `LAST` and `FIRST` stand for an entry's position, of a subject or of all."""

VIEWS = (
    ("2024-12-31", "#58"),
    ("2024-07-31", "#58"),
    ("2024-07-31", "#50"),
    ("2024-07-15", "#46"),
    ("2023-12-31", "#11"),
    ("2027-12-31", "#58"),
)


def ledgers() -> list[Path]:
    """Return the ledgers of all versions."""
    return sorted(HERE.glob("*.sqlite"))


def questions() -> Iterator[tuple[str, ...]]:
    """Yield the commands of a transcript, without `--format json`; another format is named."""
    yield from askable_since_0_1_0()
    yield from askable_since_0_2_0()


def askable_since_0_1_0() -> Iterator[tuple[str, ...]]:
    """Yield states, lists, counts, the compliance report and the log."""
    for as_of, known_at in VIEWS:
        view = ("--as-of", as_of, "--known-at", known_at)
        for subject in (A, N31, R1, R2, OPENED, C1, C2, C3, MOVED, C7, C9):
            yield ("show", subject, *view)
        for what in ("bodies", "notices", "rules", "certs"):
            yield ("list", what, *view)
        yield ("list", "certs", "--rule", R1, *view)
        yield ("list", "certs", "--status", "valid", "--body", A, *view)
        yield ("count", "certs", "--by", "status", "--by", "rule", *view)
        yield ("count", "rules", "--by", "category", "--by", "scheme", "--by", "status", *view)
        yield ("report", "compliance", "--notice", N3, "--by", "ground", *view)
        yield ("report", "compliance", "--notice", N31, "--by", "rule", "--detail", *view)
    for _, known_at in VIEWS:
        yield ("log", "--known-at", known_at)
    yield ("log", C3)
    yield ("log", "--as-of", "2024-05-31", "--since", "2024-05-06", "--until", "2024-07-03")


def askable_since_0_2_0() -> Iterator[tuple[str, ...]]:
    """Yield histories, explanations, comparisons, corrections, the other reports and published ones."""
    for subject in (N31, R1, R3, C1, C3, C5, MOVED, C7, C9):
        yield ("history", subject, "--known-at", "#58")
        yield ("history", subject, "--known-at", "#46", "--as-of", "2024-07-31")
    looking = ("--as-of", "2024-07-15", "--known-at", "#50", "--until", "#58")
    for subject in (A, N3, R3, C1, C5, C7):
        yield ("explain", subject, *looking)
    for subject in (R1, C1, C3, C5):
        yield ("explain", subject, "--notice", N31, *looking)
    for as_of, known_at in (VIEWS[1], VIEWS[3]):
        view = ("--as-of", as_of, "--known-at", known_at)
        for report in ("overdue", "notices"):
            yield ("report", report, "--notice", N31, *view)
        for report in ("filing", "suspensions", "published"):
            yield ("report", report, *view)
        yield ("report", "compliance", "--notice", N31, "--diff", "#31", *view)
        yield ("report", "compliance", "--notice", N31, "--detail", *view, "--format", "csv")
        yield ("list", "certs", *view, "--format", "csv")
        yield ("info", *view)
    view = ("--as-of", "2024-07-31", "--known-at", "#58")
    yield ("report", "compliance", "--notice", N31, "--full", *view)
    yield ("report", "body", A, *view)
    yield ("report", "month", "2024-07", *view, "--format", "csv")
    yield ("report", "month", "2024-07", "--body", A, *view, "--format", "csv")
    yield ("corrections", "--since", "#44", *view)
    for by in ("actor", "body"):
        yield ("corrections", "--by", by, "--known-at", "#58")
    yield ("diff", "--from", "#30", "--to", "#58", "--as-of", "2024-07-31", "--facts")
    yield ("diff", "--from", "2024-07-15", "--to", "#58", "--as-of", "2024-07-15")
    yield ("diff", "--axis", "effective", "--from", "2024-05-31", "--to", "2024-07-31", "--known-at", "#58")
    yield ("diff", C1, "--from", "#15", "--to", "#58", "--as-of", "2024-07-31")
    for wanted in (("--notice", N3), ("--text", "虚构丙"), ("--type", "EntryVoided"), ("--actor", "王五")):
        yield ("log", *wanted, "--reverse", "--known-at", "#58")
    yield ("log", "--known-at", "#58", "--format", "csv")
    late = ("--as-of", "2024-11-30", "--known-at", "2024-11-30")
    yield ("report", "published", *late)
    for number in (1, 2, 3):
        yield ("show", f"REPORT-{number}", *late)
        yield ("report", "restate", f"REPORT-{number}", "--detail", *late)


def transcript(path: Path, commands: Iterable[tuple[str, ...]]) -> str:
    """Return commands and what they print of a ledger; an error is its code."""
    runner = CliRunner()
    parts = []
    for command in commands:
        form = () if "--format" in command else ("--format", "json")
        done = runner.invoke(main, ["--ledger", str(path), *command, *form])
        said = f"{json.loads(done.stderr)['error']['code']}\n" if done.exit_code else done.stdout
        parts.append(f"$ certledger {shlex.join(command)}\n{said}")
    return "".join(parts)


# Making a ledger -------------------------------------------------------------


def tell(folder: Path) -> Path:
    """Enter the story into a new ledger in `folder` and return its path."""
    path = folder / "ledger.sqlite"
    (folder / "opening.csv").write_text(OPENING, "utf-8")
    (folder / "paper.txt").write_text("scanned\n", "utf-8")
    os.chdir(folder)
    cli.acts.login = cli.commands.importing.login = lambda: "clerk"  # type: ignore[attr-defined]
    uuid.uuid4 = lambda: uuid.UUID(int=31)
    enter(path, MADE_AT, ("init",))
    for moment, command in STORY:
        enter(path, moment, command)
    return path


def enter(path: Path, moment: str, command: tuple[str, ...]) -> None:
    """Give a command line at a moment."""
    cli.clock.now = lambda: microseconds(datetime.fromisoformat(moment))
    given = [position(path, word) for word in command]
    done = CliRunner().invoke(main, ["--ledger", str(path), "--lang", "en", "--body", A, *given])
    if done.exit_code:
        sys.exit(f"{shlex.join(command)}\n{done.stderr}")


def position(path: Path, word: str) -> str:
    """Return a word of a command line, with a position for `LAST`, `LAST ID` and `FIRST ID`."""
    which, _, subject = word.partition(" ")
    if which not in {"LAST", "FIRST"}:
        return word
    order, of = ("DESC" if which == "LAST" else "ASC"), f"certificate:{subject}" if subject else "%"
    connection = sqlite3.connect(path)
    (found,) = connection.execute(
        f"SELECT position FROM entries WHERE stream LIKE ? ORDER BY position {order} LIMIT 1", (of,)
    ).fetchone()
    connection.close()
    return f"#{found}"


def make() -> None:
    """Make the ledger of the version that is checked out."""
    target = HERE / f"{cli.app.version()}.sqlite"
    if target.exists():
        sys.exit(f"{target} is there, and is never made again")
    with tempfile.TemporaryDirectory() as folder:
        path = tell(Path(folder))
        connection = sqlite3.connect(path, isolation_level=None)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        shutil.copyfile(path, target)


def answer() -> None:
    """Write down what every ledger answers."""
    cli.clock.now = lambda: microseconds(datetime.fromisoformat(ASKED_AT))
    for path in ledgers():
        with tempfile.TemporaryDirectory() as folder:
            copy = shutil.copyfile(path, Path(folder) / "ledger.sqlite")
            path.with_suffix(".txt").write_text(transcript(copy, questions()), "utf-8")


if __name__ == "__main__":
    click.command()(
        click.argument("what", type=click.Choice(("ledger", "answers")))(
            lambda what: make() if what == "ledger" else answer()
        )
    )()
