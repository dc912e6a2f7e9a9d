"""`count` and `info` look certificates up where counts are kept, and go through them where not."""

import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from projections import count_tables, counts
from projections.count_blocks import Shape
from projections.count_tables import TABLES

BODY, OTHER = "CNCA-R-2099-001", "CNCA-R-2099-002"
SMALL = Shape(4, 2, 1)
Issue = Callable[..., int]
KINDS = ("--by", "category", "--by", "scheme", "--by", "status")
BODIES = ("--by", "body", "--by", "status")
COMMANDS = (("count", "certs"), ("count", "certs", *KINDS), ("count", "certs", *BODIES), ("info",))
VIEWS = (
    (),
    *(("--known-at", f"#{position}") for position in (1, 6, 7, 9, 10, 11, 13)),
    *(("--as-of", day) for day in ("2023-01-31", "2024-01-09", "2024-05-01", "2026-01-10")),
    ("--as-of", "2026-01-10", "--known-at", "#9"),
)


@pytest.fixture(params=[count_tables.SHAPE, SMALL])
def shape(request: pytest.FixtureRequest) -> Iterator[Shape]:
    """Blocks as they are, and so small that there are some."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(counts, "SHAPE", request.param)
        yield request.param


@pytest.fixture
def told(shape: Shape, clerk: Any, issue: Issue) -> None:
    """C1 to C3 (#7 to #9), their rule corrected (#10, #11), C1 suspended (#12), one of another body (#14)."""
    for number in ("C1", "C2", "C3"):
        issue(number)
    clerk.record("correct", "#4", "--category", "neutrality", "--on", "2024-03-01", "--why", "wrong")
    clerk.record("cert", "suspend", f"{BODY}/C1", "--on", "2024-05-01")
    clerk.record("body", "register", OTHER, "--name", "另一个虚构机构", "--on", "2023-01-01")
    issued = ("--rule", f"{BODY}/R2", "--holder", "样例", "--expires", "2026-01-09", "--on", "2024-02-01")
    clerk.record("cert", "issue", f"{OTHER}/C1", *issued)


def answers(clerk: Any) -> list[Any]:
    """Return what the commands print in all the views; what the file weighs aside."""
    found = [clerk.json(*command, *view) for command in COMMANDS for view in VIEWS]
    return [{**said, "size_bytes": 0} if isinstance(said, dict) else said for said in found]


def test_certificates_count_under_what_their_rule_says_as_known_then(clerk: Any, told: None) -> None:
    def categories(*view: str) -> dict[str | None, int]:
        rows = clerk.json("count", "certs", "--by", "category", *view)
        return {row["category"]: row["count"] for row in rows}

    assert categories("--known-at", "#9") == {"reduction": 3}
    assert categories("--known-at", "#10") == {None: 3}
    assert categories("--known-at", "#11") == {"neutrality": 3}
    assert categories("--known-at", "#11", "--as-of", "2024-02-29") == {None: 3}
    assert categories() == {"neutrality": 3, "reduction": 1}
    assert clerk.json("count", "certs", *BODIES) == [
        {"body": BODY, "status": "suspended", "count": 1},
        {"body": BODY, "status": "valid", "count": 2},
        {"body": OTHER, "status": "valid", "count": 1},
    ]
    assert clerk.json("info")["subjects"]["certificate"] == {"valid": 3, "suspended": 1}


def test_certificates_are_counted_without_going_through_them(clerk: Any, told: None) -> None:
    before = answers(clerk)
    with sqlite3.connect(clerk.path) as connection:
        connection.execute("DELETE FROM states WHERE rule > 0")
    connection.close()
    assert answers(clerk) == before


def test_a_ledger_without_counts_answers_the_same_and_gets_them_when_it_is_rebuilt(
    clerk: Any, told: None
) -> None:
    before = answers(clerk)
    with sqlite3.connect(clerk.path) as connection:
        for table in TABLES:
            connection.execute(f"DROP TABLE {table}")
    connection.close()
    assert answers(clerk) == before
    clerk.record("cert", "cancel", f"{BODY}/C2", "--on", "2024-06-01")
    assert clerk.json("count", "certs", "--by", "status") == [
        {"status": "cancelled", "count": 1},
        {"status": "suspended", "count": 1},
        {"status": "valid", "count": 2},
    ]
    after = answers(clerk)
    assert clerk.json("rebuild", "--check")["differences"] == {}
    clerk.run("rebuild")
    assert clerk.json("rebuild", "--check")["differences"] == {}
    assert answers(clerk) == after


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("shape", [SMALL], indirect=True)
def test_a_damaged_count_is_found_and_put_right(clerk: Any, told: None, table: str) -> None:
    before = answers(clerk)
    with sqlite3.connect(clerk.path) as connection:
        column = connection.execute(f"PRAGMA table_info({table})").fetchall()[-1][1]
        assert connection.execute(f"UPDATE {table} SET {column} = x'00'").rowcount
    connection.close()
    assert list(clerk.json("rebuild", "--check", code=3)["differences"]) == [table]
    clerk.run("rebuild")
    assert answers(clerk) == before
