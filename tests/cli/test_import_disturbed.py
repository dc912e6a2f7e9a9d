"""`import`: somebody else records while a file is being recorded."""

from typing import Any

import pytest

from cli.commands import importing
from cli.importing import checking
from domain.rejected import Conflict
from ledger.service import Ledger

BODY = "CNCA-R-2099-001"
HEADING = ("number", "rule", "holder", "issued_on", "expires_on")
ROWS = [(f"C{n:02}", "R1", "甲", "2024-01-10", "2026-01-09") for n in range(20)]


def test_an_import_that_is_disturbed_decides_again_and_records_exactly_the_rest(
    clerk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "TOGETHER", 5)
    recording_many, calls = Ledger.record_many, 0

    def disturbed(self: Ledger, *given: Any) -> None:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise Conflict("somebody else was first")
        recording_many(self, *given)

    monkeypatch.setattr(Ledger, "record_many", disturbed)
    path = clerk.csv(HEADING, *ROWS)
    said = clerk.json("--body", BODY, "import", "certificates", path)
    assert calls > 3
    assert clerk.entries() == 6 + len(ROWS)
    assert said["rejected"] == 0
    assert said["recorded"] + said["unchanged"] == len(ROWS)
    assert len({entry["subject"] for entry in clerk.log()}) == clerk.entries()
    clerk.run("rebuild", "--check")


def test_an_import_that_is_disturbed_while_it_is_checked_checks_again(
    clerk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = 0

    def disturbed(*given: Any, **how: Any) -> checking.Plan:
        nonlocal calls
        calls += 1
        if calls < 3:
            raise Conflict("somebody else was first")
        return checking.check(*given, **how)

    monkeypatch.setattr(importing, "check", disturbed)
    said = clerk.json("--body", BODY, "import", "certificates", clerk.csv(HEADING, *ROWS))
    assert (calls, said["recorded"]) == (3, len(ROWS))


def test_an_import_that_is_disturbed_three_times_says_so_and_can_be_repeated(
    clerk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def disturbed(self: Ledger, *given: Any) -> None:
        raise Conflict("somebody else was first")

    path = clerk.csv(HEADING, *ROWS)
    with monkeypatch.context() as patch:
        patch.setattr(Ledger, "record_many", disturbed)
        said = clerk.json("--body", BODY, "import", "certificates", path, code=4)
        assert [error["code"] for error in said["errors"]] == ["conflict"]
    assert clerk.entries() == 6
    assert clerk.json("--body", BODY, "import", "certificates", path)["recorded"] == len(ROWS)
