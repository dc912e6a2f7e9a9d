"""`corrections ID`: what was entered late of one subject, or voided."""

from collections.abc import Callable
from typing import Any

import pytest

BODY = "CNCA-R-2099-001"
C1, C2, R1 = (f"{BODY}/{number}" for number in ("C1", "C2", "R1"))
Issue = Callable[..., int]


@pytest.fixture
def story(clerk: Any, issue: Issue) -> None:
    """#7 C1, #8 C2; #9 C1 suspended late; #10 C2 so; #11 C1 reinstated late, by Li; #12 the void of #11."""
    clerk.clock.set("2024-07-03T02:00:00Z")
    issue("C1", "--on", "2024-07-03")
    issue("C2", "--on", "2024-07-03")
    clerk.clock.set("2024-07-20T02:00:00Z")
    clerk.record("cert", "suspend", C1, "--on", "2024-07-10")
    clerk.record("cert", "suspend", C2, "--on", "2024-07-10")
    clerk.record("cert", "reinstate", C1, "--on", "2024-07-15", "--actor", "李四")
    clerk.record("void", "#11", "--why", "错", "--yes")


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ((), [9, 11, 12]),
        (("--since", "#10"), [11, 12]),
        (("--until", "#11"), [9, 11]),
        (("--actor", "李四"), [11]),
        (("--type", "EntryVoided"), [12]),
        (("--known-at", "#9"), [9]),
        (("--as-of", "2024-07-12"), [9]),
        (("--opening",), []),
    ],
)
def test_of_one_subject_it_tells_what_it_tells_of_it_among_all(
    clerk: Any, story: None, options: tuple[str, ...], found: list[int]
) -> None:
    rows = clerk.json("corrections", C1, *options)
    assert [row["position"] for row in rows] == found
    assert rows == [row for row in clerk.json("corrections", *options) if row["subject"] == C1]


def test_a_subject_is_named_in_any_writing_and_must_be_known(clerk: Any, story: None) -> None:
    assert clerk.json("corrections", "c1") == clerk.json("corrections", f"certificate:{C1}")
    clerk.refused("certificate.unknown", "corrections", f"{BODY}/C9")
    clerk.refused("subject.not_yet_known", "corrections", C2, "--known-at", "#7")


def test_a_body_goes_without_an_id(clerk: Any, story: None) -> None:
    refused = clerk.run("corrections", C1, "--body", BODY, code=2)
    assert "--body" in refused.stderr
