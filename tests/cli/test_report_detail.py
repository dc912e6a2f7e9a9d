"""`report compliance --detail`: the rows come as they are read, in every format, and say what they said."""

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from cli.render.json import write_value
from projections.reports import rows

BODY = "CNCA-R-2099-001"
R1, R2 = (f"{BODY}/{number}" for number in ("R1", "R2"))
C1, C2, C3, C4 = CERTIFICATES = tuple(f"{BODY}/C{n}" for n in (1, 2, 3, 4))
LINE = ("report", "compliance", "--notice", "cnca-2024-31", "--as-of", "2024-07-31")
Issue = Callable[..., int]


@pytest.fixture
def flagged(clerk: Any, issue: Issue) -> Any:
    """R1 out of scope with C1 to C3, R2 misclassified with C4; the holders are told, or not."""
    for number in ("C1", "C2", "C3"):
        issue(number)
    issue("C4", rule="R2")
    flag = ("rule", "flag", "--notice", "cnca-2024-31", "--on", "2024-07-05", "--ground")
    clerk.record(*flag, "out_of_scope", R1)
    clerk.record(*flag, "misclassified", R2)
    return clerk


def rows_of(clerk: Any, *more: str) -> dict[tuple[str, str], dict[str, Any]]:
    """Return the rows by subject and action."""
    report = clerk.json(*LINE, "--detail", *more)
    return {(row["subject"], row["action"]): row for row in report["rows"]}


def notified(clerk: Any, *more: str) -> dict[str, str | None]:
    """Return when each certificate's holder was told."""
    found = rows_of(clerk, *more)
    return {row["subject"]: row["notified_on"] for row in found.values() if row["kind"] == "certificate"}


def test_a_row_says_when_the_holder_was_first_told_of_the_notice_or_of_none_by_name(flagged: Any) -> None:
    told = ("cert", "notify", "--by", "letter", "--on")
    flagged.record(*told, "2024-07-09", C1, "--notice", "cnca-2024-31")
    flagged.record(*told, "2024-07-07", C1)
    flagged.record(*told, "2024-07-06", C1, "--notice", "cnca-2024-3")
    flagged.record(*told, "2024-07-06", C2, "--notice", "cnca-2024-3")
    mistaken = flagged.record(*told, "2024-07-08", C3)[0]["position"]
    flagged.record(*told, "2024-07-10", C4)
    assert notified(flagged) == {C1: "2024-07-07", C2: None, C3: "2024-07-08", C4: "2024-07-10"}
    flagged.record("void", f"#{mistaken}", "--why", "another holder", "--yes")
    assert notified(flagged)[C3] is None
    assert notified(flagged, "--known-at", f"#{mistaken}")[C3] == "2024-07-08"
    assert notified(flagged, "--as-of", "2024-07-09")[C4] is None


def test_a_row_tells_of_the_entry_that_settled_it(flagged: Any) -> None:
    given = ("--reason", "fraud", "--reported-on", "2024-07-11", "--receipt", "S-7")
    position = flagged.record("cert", "revoke", C1, "--on", "2024-07-10", *given)[0]["position"]
    row = rows_of(flagged)[C1, "settle_certificate"]
    assert row["settled_by"] == {"position": position, "type": "CertificateRevoked"}
    assert (row["reason"], row["reported_on"], row["receipt"]) == ("fraud", "2024-07-11", "S-7")
    before = rows_of(flagged, "--known-at", f"#{position - 1}")[C1, "settle_certificate"]
    assert (before["settled_by"], before["reason"], before["outcome"]) == (None, None, "overdue")


def test_rows_are_the_same_however_many_are_read_together(
    flagged: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    flagged.record("cert", "cancel", C1, C2, "--on", "2024-07-10", "--yes")
    together = flagged.run(*LINE, "--detail", "--format", "json").stdout
    for batch in (1, 2, 3):
        monkeypatch.setattr(rows, "BATCH", batch)
        assert flagged.run(*LINE, "--detail", "--format", "json").stdout == together


def test_rows_are_ordered_by_rule_action_and_subject(flagged: Any) -> None:
    report = flagged.json(*LINE, "--detail")
    assert [(row["rule"], row["action"], row["subject"]) for row in report["rows"]] == [
        (R1, "deregister_rule", R1),
        *[(R1, "settle_certificate", certificate) for certificate in (C1, C2, C3)],
        (R2, "deregister_rule", R2),
        (R2, "refile_rule", R2),
        (R2, "dispose_certificate", C4),
    ]


@pytest.mark.parametrize("as_of", ["2024-07-31", "2024-07-01"])
def test_every_format_gives_the_same_rows(flagged: Any, as_of: str) -> None:
    flagged.record("cert", "cancel", C1, "--on", "2024-07-10")
    line = (*LINE, "--detail", "--as-of", as_of)
    whole = flagged.run(*line, "--format", "json").stdout
    report = msgspec.json.decode(whole)
    assert whole == msgspec.json.format(msgspec.json.encode(report), indent=2).decode() + "\n"
    assert bool(report["rows"]) == (as_of == "2024-07-31")
    expected = []
    for row in report["rows"]:
        by = row.pop("settled_by") or {"position": None, "type": None}
        expected.append({**row, "settled_by": by["position"], "settled_by_type": by["type"]})
    lines = flagged.run(*line, "--format", "jsonl").stdout.splitlines()
    assert [json.loads(text) for text in lines] == expected
    cells = list(csv.DictReader(io.StringIO(flagged.run(*line, "--format", "csv").stdout)))
    assert [row["subject"] for row in cells] == [row["subject"] for row in expected]
    assert [row["settled_by"] for row in cells] == [str(row["settled_by"] or "") for row in expected]


def test_a_withdrawn_notice_has_no_rows(flagged: Any) -> None:
    flagged.record("notice", "withdraw", "cnca-2024-31", "--on", "2024-07-20")
    assert flagged.json(*LINE, "--detail")["rows"] == []
    assert flagged.json(*LINE, "--detail", "--as-of", "2024-07-19")["rows"] != []
    assert flagged.run(*LINE, "--detail", "--format", "jsonl").stdout == ""


def test_what_comes_as_an_iterator_is_written_before_the_next_is_taken() -> None:
    written: list[str] = []

    def items() -> Any:
        for number in range(3):
            yield {"number": number, "texts": ["一", 'a "quoted"\nline'], "none": []}
            assert f'"number": {number}' in "".join(written)

    write_value(written.append, {"before": {"a": 1}, "items": items(), "after": []})
    value = {
        "before": {"a": 1},
        "items": [{"number": n, "texts": ["一", 'a "quoted"\nline'], "none": []} for n in range(3)],
        "after": [],
    }
    assert "".join(written) == msgspec.json.format(msgspec.json.encode(value), indent=2).decode() + "\n"
