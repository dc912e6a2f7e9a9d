"""`report published`: what was published, and whether a file is one of those."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from wcwidth import wcswidth

BODY = "CNCA-R-2099-001"
OVERDUE = ("report", "overdue", "--notice", "cnca-2024-31", "--as-of", "2024-07-31")
FILING = ("report", "filing", "--as-of", "2024-07-31", "--body", BODY)


@pytest.fixture
def published(clerk: Any, issue: Callable[..., int]) -> Any:
    """Return a clerk who published #7 REPORT-1, then after news #9 its correction, #10 the filing."""
    clerk.record(*OVERDUE, "--publish", "-o", str(clerk.folder / "a.json"), "--also", "csv")
    issue("C1")
    clerk.record(*OVERDUE, "--publish", "-o", str(clerk.folder / "b.json"), "--why", "补录")
    clerk.record(*FILING, "--publish", "-o", str(clerk.folder / "c.json"))
    return clerk


def positions(found: list[dict[str, Any]]) -> list[int]:
    return [row["position"] for row in found]


def test_published_reports_are_listed_in_order_with_their_editions_and_files(published: Any) -> None:
    first, second, third = published.json("report", "published")
    assert (first["position"], first["id"], first["report"], first["edition"]) == (
        *(7, "REPORT-1"),
        *("overdue", "original"),
    )
    assert (first["notice"], first["body"], first["as_of"]) == ("认秘函〔2024〕31号", None, "2024-07-31")
    assert (first["made_known_at"]["position"], first["corrected_by"]) == (6, [9])
    assert [file["name"] for file in first["files"]] == ["a.json", "a.csv"]
    assert (second["edition"], second["corrects"], second["why"]) == ("correction", 7, "补录")
    assert (third["report"], third["body"], third["arguments"]) == ("filing", BODY, ["days=30"])


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (("--report", "overdue"), [7, 9]),
        (("--notice", "cnca-2024-31"), [7, 9]),
        (("--notice", "cnca-2024-3"), []),
        (("--body", BODY), [10]),
        (("--known-at", "#8"), [7]),
        (("--known-at", "#6"), []),
        (("--as-of", "2024-07-30"), []),
    ],
    ids=str,
)
def test_the_list_can_be_narrowed(published: Any, options: tuple[str, ...], found: list[int]) -> None:
    assert positions(published.json("report", "published", *options)) == found


def test_a_voided_publication_is_not_listed_and_corrects_nothing(published: Any) -> None:
    published.record("void", "#9", "--why", "published in error", "--yes")
    assert positions(published.json("report", "published")) == [7, 10]
    assert published.json("report", "published")[0]["corrected_by"] == []
    assert positions(published.json("report", "published", "--known-at", "#10")) == [7, 9, 10]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_people_read_it_in_eighty_columns(published: Any, lang: str) -> None:
    shown = published.run("report", "published", lang=lang).stdout
    assert max(map(wcswidth, shown.splitlines())) <= 80
    assert "REPORT-1" in shown
    assert ("更正报告，更正 #7" if lang == "zh" else "correction of #7") in shown
    assert ("原报，已由 #9 更正" if lang == "zh" else "original, corrected by #9") in shown


def test_programs_read_it_in_every_format(published: Any) -> None:
    whole = published.json("report", "published")
    lines = published.run("report", "published", "--format", "jsonl").stdout.splitlines()
    assert [json.loads(line) for line in lines] == whole
    rows = published.run("report", "published", "--format", "csv").stdout.splitlines()
    assert rows[0].startswith("position,id,report,notice,body,as_of")
    assert len(rows) == 4


def test_a_ledger_without_any_lists_none(clerk: Any) -> None:
    assert clerk.json("report", "published") == []
    assert clerk.run("report", "published").stdout == "(none)\n"


# Files -------------------------------------------------------------------------------


def test_a_file_that_was_published_is_known_by_its_digest_alone(published: Any) -> None:
    renamed = published.file("renamed.bin", (published.folder / "a.csv").read_bytes())
    (found,) = published.json("report", "published", "--verify", renamed)
    assert (found["published"], found["position"], found["id"], found["name"]) == (
        *(True, 7),
        *("REPORT-1", "a.csv"),
    )
    assert (found["edition"], found["corrected_by"]) == ("original", [9])
    assert (
        "yes, by #7 (REPORT-1) as a.csv" in published.run("report", "published", "--verify", renamed).stdout
    )


def test_a_file_that_was_not_published_is_found_out(published: Any) -> None:
    changed = published.file("a.json", (published.folder / "a.json").read_bytes() + b" ")
    (found,) = published.json("report", "published", "--verify", changed, code=3)
    assert (found["published"], found["position"]) == (False, None)
    both = ("--verify", changed, "--verify", str(published.folder / "b.json"))
    assert [row["published"] for row in published.json("report", "published", *both, code=3)] == [False, True]
    for lang in ("zh", "en"):
        published.run("report", "published", *both, lang=lang, code=3)


def test_a_file_of_a_voided_publication_is_published_no_longer(published: Any) -> None:
    published.record("void", "#10", "--why", "published in error", "--yes")
    path = str(published.folder / "c.json")
    published.json("report", "published", "--verify", path, code=3)
    assert published.json("report", "published", "--verify", path, "--known-at", "#10")[0]["published"]


def test_a_file_that_cannot_be_read_is_said(published: Any) -> None:
    missing = str(published.folder / "nothing.pdf")
    assert published.error("report", "published", "--verify", missing)["code"] == "evidence.unreadable"


@pytest.mark.parametrize("options", [("--notice", "nothing"), ("--body", "CNCA-R-2099-404")], ids=str)
def test_what_nobody_knows_is_refused(published: Any, options: tuple[str, ...]) -> None:
    assert published.error("report", "published", *options)["code"].endswith(".unknown")


def test_the_ledger_of_an_older_version_takes_publications(bare: Any) -> None:
    kept = Path(__file__).parents[1] / "golden" / "ledgers" / "0.1.0.sqlite"
    shutil.copyfile(kept, bare.path)
    bare.clock.set("2024-12-02T01:00:00Z")
    before = bare.entries()
    path = bare.folder / "r.json"
    bare.record("report", "overdue", "--notice", "cnca-2024-31", "--publish", "-o", str(path))
    (row,) = bare.json("report", "published", "--verify", str(path))
    assert (row["published"], row["position"]) == (True, before + 1)
    assert not bare.json("report", "restate", "REPORT-1")["changed"]
    assert bare.json("rebuild", "--check")["differences"] == {}
    with closing(sqlite3.connect(bare.path)) as connection, connection:
        for table in ("subjects", "mentions", "states"):
            connection.execute(f"DELETE FROM {table}")
    assert bare.json("report", "published") == []
    assert bare.json("rebuild")["swapped"]
    assert [r["id"] for r in bare.json("report", "published")] == ["REPORT-1"]
