"""`show`, `list`, `count`, `log`, `report`, `info`, `rebuild`, `backup`: what they print as JSON."""

from collections.abc import Callable
from typing import Any

import pytest

BODY = "CNCA-R-2099-001"
C1, C2, R1, R2 = (f"{BODY}/{number}" for number in ("C1", "C2", "R1", "R2"))
N31 = "认秘函〔2024〕31号"
Issue = Callable[..., int]
COMMON = {"id", "kind", "status", "since", "as_of", "known_at", "last_entry"}


# show --------------------------------------------------------------------------


def test_show_a_certificate(clerk: Any, issue: Issue) -> None:
    issue()
    clerk.clock.set("2024-07-31T09:00:00.000417Z")
    clerk.record("cert", "suspend", C1, "--on", "2024-06-01", "--actor", "李四")
    shown = clerk.json("show", C1)
    keys = {"status_code", "rule", "holder", "issued_on", "expires_on", "supersedes", "superseded_by"}
    assert set(shown) >= COMMON | keys
    assert {key: shown[key] for key in ("id", "kind", "status", "status_code", "since", "rule")} == {
        "id": C1,
        "kind": "certificate",
        "status": "suspended",
        "status_code": "02",
        "since": "2024-06-01",
        "rule": R1,
    }
    assert (shown["issued_on"], shown["expires_on"], shown["supersedes"]) == (
        "2024-01-10",
        "2026-01-09",
        None,
    )
    assert (shown["as_of"], shown["known_at"]) == (
        "2024-07-31",
        {"position": 8, "recorded_at": "2024-07-31T09:00:00.000417Z"},
    )
    assert shown["last_entry"] == {
        "position": 8,
        "type": "CertificateSuspended",
        "effective_on": "2024-06-01",
        "recorded_at": "2024-07-31T09:00:00.000417Z",
        "actor": "李四",
    }


@pytest.mark.parametrize(
    ("line", "status", "code"),
    [
        (None, "valid", "01"),
        ("suspend", "suspended", "02"),
        ("revoke", "revoked", "03"),
        ("cancel", "cancelled", "04"),
    ],
)
def test_each_status_has_the_platforms_code(
    clerk: Any, issue: Issue, line: str | None, status: str, code: str
) -> None:
    issue()
    if line is not None:
        clerk.record("cert", line, C1, "--on", "2024-06-01")
    shown = clerk.json("show", C1)
    assert (shown["status"], shown["status_code"]) == (status, code)
    later = clerk.json("show", C1, "--as-of", "2026-01-10")
    in_force = status in {"valid", "suspended"}
    assert (later["status"], later["status_code"]) == (("expired", "05") if in_force else (status, code))
    assert clerk.status(C1, "--as-of", "2026-01-09") == status


def test_show_a_rule(clerk: Any) -> None:
    shown = clerk.json("show", R1)
    keys = {"body", "name", "category", "scheme", "flags", "supersedes", "superseded_by"}
    assert set(shown) >= COMMON | keys
    kept = {
        key: shown[key] for key in ("kind", "status", "body", "name", "category", "scheme", "flags", "since")
    }
    assert kept == {
        "kind": "rule",
        "status": "filed",
        "body": BODY,
        "name": "规则R1",
        "category": "reduction",
        "scheme": "product",
        "flags": [],
        "since": "2023-02-01",
    }


def test_show_a_body_and_a_notice(clerk: Any) -> None:
    assert set(clerk.json("show", BODY)) >= COMMON
    assert set(clerk.json("show", N31)) >= COMMON


# list and count ----------------------------------------------------------------


@pytest.fixture
def some(clerk: Any, issue: Issue) -> None:
    """C1 valid, C2 suspended since June, C3 cancelled in May, C4 under R2."""
    for number in ("C3", "C2", "C1"):
        issue(number)
    issue("C4", rule="R2")
    clerk.record("cert", "suspend", C2, "--on", "2024-06-01")
    clerk.record("cert", "cancel", f"{BODY}/C3", "--on", "2024-05-01")


def ids(rows: list[dict[str, str]]) -> list[str]:
    return [row["id"].removeprefix(f"{BODY}/") for row in rows]


def test_list_is_ordered_by_id_and_has_id_and_status(clerk: Any, some: None) -> None:
    rows = clerk.json("list", "certs")
    assert ids(rows) == ["C1", "C2", "C3", "C4"]
    assert [row["status"] for row in rows] == ["valid", "suspended", "cancelled", "valid"]
    assert [row["id"] for row in clerk.json("list", "bodies")] == [BODY]
    assert [row["id"] for row in clerk.json("list", "rules")] == [R1, R2, f"{BODY}/R3"]
    assert {row["status"] for row in clerk.json("list", "notices")} == {"in_force"}


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (("--status", "valid"), ["C1", "C4"]),
        (("--status", "cancelled"), ["C3"]),
        (("--status", "revoked"), []),
        (("--rule", "R2"), ["C4"]),
        (("--rule", R1, "--status", "suspended"), ["C2"]),
        (("--body", BODY.lower(), "--rule", "R2"), ["C4"]),
        (("--as-of", "2024-04-30", "--status", "valid"), ["C1", "C2", "C3", "C4"]),
        (("--as-of", "2024-01-09"), []),
        (("--known-at", "#8", "--as-of", "2024-07-31"), ["C2", "C3"]),
    ],
)
def test_list_filters(clerk: Any, some: None, filters: tuple[str, ...], found: list[str]) -> None:
    assert ids(clerk.json("list", "certs", *filters)) == found


def test_list_refuses_what_it_does_not_know(clerk: Any, some: None) -> None:
    assert clerk.error("list", "certs", "--status", "filed", code=2)["code"] == "usage"
    assert clerk.error("list", "bodies", "--rule", "R1", code=2)["code"] == "usage"
    assert clerk.error("list", "certs", "--rule", "R8")["code"] == "rule.unknown"
    assert clerk.error("list", "certs", "--rule", f"{BODY}/R8")["code"] == "rule.unknown"


def test_count_groups(clerk: Any, some: None) -> None:
    assert clerk.json("count", "certs") == [{"count": 4}]
    assert clerk.json("count", "certs", "--by", "status") == [
        {"status": "cancelled", "count": 1},
        {"status": "suspended", "count": 1},
        {"status": "valid", "count": 2},
    ]
    assert clerk.json("count", "certs", "--by", "rule", "--by", "status", "--as-of", "2024-04-30") == [
        {"rule": R1, "status": "valid", "count": 3},
        {"rule": R2, "status": "valid", "count": 1},
    ]
    assert clerk.json("count", "rules", "--by", "body", "--by", "category", "--by", "scheme") == [
        {"body": BODY, "category": "reduction", "scheme": "product", "count": 3}
    ]
    assert clerk.json("count", "certs", "--known-at", "#6") == [{"count": 0}]


# log ---------------------------------------------------------------------------

LOG_KEYS = {
    *(
        "position",
        "recorded_at",
        "kind",
        "subject",
        "version",
        "type",
        "effective_on",
        "actor",
        "login",
        "reason",
    ),
    *("why", "notice", "reported_on", "receipt", "decided_on", "evidence", "command_id", "commit", "data"),
    "voided_by",
}


def test_log_is_in_order_of_position_with_every_key(clerk: Any, some: None) -> None:
    rows = clerk.log()
    assert [row["position"] for row in rows] == list(range(1, 13))
    assert all(set(row) >= LOG_KEYS for row in rows)
    assert [row["version"] for row in clerk.log(C2)] == [1, 2]


@pytest.mark.parametrize(
    ("filters", "positions"),
    [
        (("--type", "CertificateCancelled"), [12]),
        (("--type", "Nothing"), []),
        (("--actor", "李四"), [13]),
        (("--actor", "李"), []),
        (("--limit", "2"), [1, 2]),
        (("--limit", "0"), []),
        (("--since", "#12"), [12, 13]),
        (("--until", "#2"), [1, 2]),
        (("--since", "2024-07-31", "--until", "2024-07-31", "--limit", "1"), [7]),
        (("--until", "2024-03-01"), [1, 2, 3, 4, 5, 6]),
        (("--since", "2024-08-02T00:00:00Z"), [13]),
        (("--known-at", "#3", "--since", "#2"), [2, 3]),
        ((R1,), [4]),
    ],
)
def test_log_filters(clerk: Any, some: None, filters: tuple[str, ...], positions: list[int]) -> None:
    clerk.clock.set("2024-08-02T00:00:00Z")
    clerk.record("cert", "reinstate", C2, "--actor", "李四")
    assert [row["position"] for row in clerk.log(*filters)] == positions


def test_show_and_list_print_no_inner_bookkeeping(clerk: Any, issue: Issue) -> None:
    issue()
    for key in (C1, R1, N31, BODY):
        assert [name for name in clerk.json("show", key) if "_position" in name] == []
    for row in clerk.json("list", "rules"):
        assert [name for name in row if "_position" in name] == []
