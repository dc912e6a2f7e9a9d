"""`report … --publish`: the files and their entry, together or not at all."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

BODY = "CNCA-R-2099-001"
OVERDUE = ("report", "overdue", "--notice", "cnca-2024-31", "--as-of", "2024-07-31")
REPORTS = {
    "compliance": ("report", "compliance", "--notice", "cnca-2024-31"),
    "overdue": ("report", "overdue", "--notice", "cnca-2024-31"),
    "notices": ("report", "notices", "--notice", "cnca-2024-31"),
    "suspensions": ("report", "suspensions"),
    "filing": ("report", "filing"),
    "body": ("report", "body", BODY),
    "month": ("report", "month", "2024-07"),
}

Issue = Callable[..., int]


@pytest.fixture
def flagged(clerk: Any, issue: Issue) -> Any:
    """Return a clerk with R1 flagged and C1 owed under it (#7, #8)."""
    issue("C1")
    clerk.record(
        *("rule", "flag", f"{BODY}/R1", "--ground", "out_of_scope", "--notice", "cnca-2024-31"),
        *("--on", "2024-07-03"),
    )
    return clerk


def files(clerk: Any) -> list[str]:
    """Return what lies in the clerk's folder beside the ledger."""
    return sorted(p.name for p in clerk.folder.iterdir() if not p.name.startswith("ledger.sqlite"))


def publish(clerk: Any, *args: str, name: str = "r.json", **more: Any) -> dict[str, Any]:
    """Publish a report that has to be; return the row of its entry."""
    path = str(clerk.folder / name)
    (told,) = clerk.record(*args, "--publish", "-o", path, **more)
    (row,) = clerk.log("--since", f"#{told['position']}")
    return row


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


# What is recorded ----------------------------------------------------------------


@pytest.mark.parametrize("kind", REPORTS)
def test_any_report_can_be_published_and_is_the_file_it_would_be_anyway(flagged: Any, kind: str) -> None:
    told = publish(flagged, *REPORTS[kind], "--as-of", "2024-07-31")
    assert (told["type"], told["subject"], told["effective_on"]) == (
        *("ReportPublished", "REPORT-1"),
        "2024-07-31",
    )
    data = told["data"]
    assert (data["report"], data["as_of"], data["known_position"]) == (kind, "2024-07-31", 8)
    written = flagged.folder / "r.json"
    assert data["files"] == [
        {"format": "json", "name": "r.json", "sha256": sha256(written), "size": written.stat().st_size}
    ]
    again = flagged.run(
        *REPORTS[kind], "--as-of", "2024-07-31", "--known-at", "#8", "--format", "json"
    ).stdout_bytes
    assert written.read_bytes() == again


def test_other_formats_lie_beside_it_and_each_has_its_digest(flagged: Any) -> None:
    also = ("--also", "csv", "--also", "table", "--also", "jsonl", "--also", "csv")
    data = publish(flagged, *OVERDUE, *also)["data"]
    assert files(flagged) == ["r.csv", "r.json", "r.jsonl", "r.txt"]
    assert {(f["name"], f["format"], f["sha256"]) for f in data["files"]} == {
        (path, form, sha256(flagged.folder / path))
        for path, form in (("r.csv", "csv"), ("r.json", "json"), ("r.jsonl", "jsonl"), ("r.txt", "table"))
    }
    assert (flagged.folder / "r.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_the_encoding_is_that_of_tables_and_csv_alone(flagged: Any) -> None:
    publish(flagged, *OVERDUE, "--also", "csv", "--also", "table", "--encoding", "gb18030", lang="zh")
    assert json.loads((flagged.folder / "r.json").read_text("utf-8"))["report"] == "overdue"
    assert "虚构认证中心" in (flagged.folder / "r.csv").read_text("gb18030")
    assert "尚待办理" in (flagged.folder / "r.txt").read_text("gb18030")


def test_an_ending_that_is_of_no_format_is_part_of_the_name(flagged: Any) -> None:
    publish(flagged, *OVERDUE, "--also", "csv", name="报告2024.07")
    assert files(flagged) == ["报告2024.07", "报告2024.07.csv"]


def test_what_it_was_asked_with_is_kept(flagged: Any) -> None:
    of = ("--by", "ground", "--detail", "--body", BODY)
    told = publish(flagged, *REPORTS["compliance"], *of, "--also", "table", "--why", "月报", "--actor", "王")
    assert told["data"]["arguments"] == ["by=ground", "detail=true", "lang=en"]
    assert (told["data"]["of_body"], told["notice"]) == (BODY, "认秘函〔2024〕31号")
    assert (told["why"], told["actor"], told["command"]) == ("月报", "王", "report publish")
    assert publish(flagged, *REPORTS["filing"], "--days", "60", name="f.json")["data"]["arguments"] == [
        "days=60"
    ]


def test_evidence_is_kept_as_with_other_acts(flagged: Any) -> None:
    seal = flagged.file("签字.pdf", b"signed")
    told = publish(flagged, *OVERDUE, "--evidence", seal)
    assert [file["name"] for file in told["evidence"]] == ["签字.pdf"]


def test_its_day_is_that_of_publishing_and_its_number_goes_on(flagged: Any) -> None:
    publish(flagged, *OVERDUE)
    flagged.clock.set("2024-08-01T16:30:00Z")  # the 2nd in Shanghai
    told = publish(flagged, *REPORTS["filing"], name="f.json")
    assert (told["subject"], told["effective_on"]) == ("REPORT-2", "2024-08-02")


def test_the_table_format_tells_what_was_recorded_in_a_line(flagged: Any) -> None:
    done = flagged.run(*OVERDUE, "--publish", "-o", str(flagged.folder / "r.txt"))
    assert done.stdout == "#9  ReportPublished  REPORT-1  2024-07-31\n"


def test_a_dry_run_says_what_would_be_recorded_and_leaves_no_file(flagged: Any) -> None:
    path = str(flagged.folder / "r.json")
    said = flagged.json(*OVERDUE, "--publish", "-o", path, "--dry-run")
    assert said["dry_run"]
    assert [(e["position"], e["subject"]) for e in said["recorded"]] == [(None, "REPORT-1")]
    assert (files(flagged), flagged.entries()) == ([], 8)


def test_a_check_still_finds_what_it_finds(flagged: Any) -> None:
    path = str(flagged.folder / "r.json")
    for kind in ("compliance", "overdue"):
        asked = (*REPORTS[kind], "--check", "--publish", "-o", path, "--force", "--format", "json")
        assert json.loads(flagged.run(*asked, code=3).stdout)["recorded"]


def test_a_report_of_an_earlier_moment_is_published_now(flagged: Any) -> None:
    flagged.record("cert", "cancel", f"{BODY}/C1", "--on", "2024-07-12")
    told = publish(flagged, *OVERDUE, "--known-at", "#8")
    assert (told["position"], told["data"]["known_position"]) == (10, 8)


# Once ----------------------------------------------------------------------------


def test_the_same_report_published_again_is_done_already(flagged: Any) -> None:
    path = flagged.folder / "r.json"
    publish(flagged, *OVERDUE, "--also", "csv")
    before = path.read_bytes()
    said = flagged.idle(*OVERDUE, "--publish", "-o", str(path), "--force")
    assert "REPORT-1: #9" in said
    assert path.read_bytes() == before
    other = str(flagged.folder / "other.json")
    flagged.idle(*OVERDUE, "--publish", "-o", other)
    assert Path(other).read_bytes() == before


def test_a_further_format_of_the_same_edition_is_no_correction(flagged: Any) -> None:
    publish(flagged, *OVERDUE)
    further = publish(flagged, *OVERDUE, "--also", "csv", name="s.json")["data"]
    assert (further["edition"], further["known_position"], further.get("corrects")) == ("original", 8, None)


def test_what_is_published_of_the_same_after_news_is_a_correction_of_it(flagged: Any) -> None:
    first = publish(flagged, *OVERDUE)
    flagged.record("cert", "cancel", f"{BODY}/C1", "--on", "2024-07-12")
    second = publish(flagged, *OVERDUE, "--also", "table", name="s.json")
    assert (second["data"]["edition"], second["data"]["corrects"]) == ("correction", first["position"])
    flagged.record("cert", "notify", f"{BODY}/C1", "--by", "letter", "--on", "2024-07-11")
    third = publish(flagged, *OVERDUE, name="t.json")["data"]
    assert (third["edition"], third["corrects"]) == ("correction", second["position"])
    of_then = publish(flagged, *OVERDUE, "--known-at", "#8", "--also", "csv", name="u.json")["data"]
    assert of_then["edition"] == "original", "nothing was published as known then"


@pytest.mark.parametrize(
    "other",
    [
        ("report", "overdue", "--notice", "cnca-2024-3", "--as-of", "2024-07-31"),
        ("report", "overdue", "--notice", "cnca-2024-31", "--as-of", "2024-07-30"),
        (*OVERDUE, "--body", BODY),
        (*REPORTS["notices"], "--as-of", "2024-07-31"),
    ],
    ids=" ".join,
)
def test_a_report_about_something_else_is_an_original(flagged: Any, other: tuple[str, ...]) -> None:
    publish(flagged, *OVERDUE)
    flagged.record("cert", "cancel", f"{BODY}/C1", "--on", "2024-07-12")
    assert publish(flagged, *other, name="s.json")["data"]["edition"] == "original"


def test_other_days_of_filing_make_another_report_but_another_grouping_does_not(flagged: Any) -> None:
    filing = ("report", "filing", "--as-of", "2024-07-31")
    publish(flagged, *filing)
    publish(flagged, *REPORTS["compliance"], name="c.json")
    flagged.record("cert", "cancel", f"{BODY}/C1", "--on", "2024-07-12")
    assert publish(flagged, *filing, "--days", "60", name="g.json")["data"]["edition"] == "original"
    grouped = publish(flagged, *REPORTS["compliance"], "--by", "ground", "--detail", name="d.json")["data"]
    assert grouped["edition"] == "correction"


def test_how_much_is_printed_makes_no_other_report_and_its_cover_says_what_it_corrects(flagged: Any) -> None:
    full = (*REPORTS["compliance"], "--as-of", "2024-07-31", "--full")
    also = ("--also", "html", "--also", "xlsx")
    first = publish(flagged, *full, *also, name="f.json")
    assert "correction of" not in (flagged.folder / "f.html").read_text()
    flagged.record("cert", "cancel", f"{BODY}/C1", "--on", "2024-07-12")
    second = publish(flagged, *full, *also, name="g.json")["data"]
    assert (second["edition"], second["corrects"]) == ("correction", first["position"])
    assert "correction of" in (flagged.folder / "g.html").read_text()
    later = publish(flagged, *full[:-1], name="h.json")["data"]
    assert (later["edition"], later["corrects"]) == ("correction", first["position"])
    for form in ("html", "xlsx"):
        again = flagged.run(*full, "--known-at", f"#{second['known_position']}", "--format", form)
        assert again.stdout_bytes == (flagged.folder / f"g.{form}").read_bytes(), "for ever the same"


def test_a_voided_publication_is_none_and_keeps_its_number(flagged: Any) -> None:
    publish(flagged, *OVERDUE)
    flagged.record("void", "#9", "--why", "published in error", "--yes")
    again = publish(flagged, *OVERDUE, name="s.json")
    assert (again["subject"], again["data"]["edition"]) == ("REPORT-2", "original")
    assert flagged.error("show", "REPORT-1")["code"] == "report.unknown"
    assert flagged.status("REPORT-1", "--known-at", "#9") == "published"


def test_a_command_id_makes_repeating_safe(flagged: Any) -> None:
    path = flagged.folder / "r.json"
    asked = (*OVERDUE, "--publish", "-o", str(path), "--command-id", "K1")
    first = flagged.json(*asked)
    repeated = flagged.json(*asked)
    assert repeated == {**first, "repeated": True}
    assert flagged.entries() == 9
    other = (*OVERDUE, "--body", BODY, "--publish", "-o", str(flagged.folder / "s.json"))
    assert flagged.refused("command_id.reused", *other, "--command-id", "K1")
    assert files(flagged) == ["r.json"]


# Refusals --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--publish",), "--publish needs a file"),
        (("--also", "csv"), "--also goes with --publish"),
        (("--why", "x"), "--why goes with --publish"),
        (("--actor", "x"), "--actor goes with --publish"),
        (("--dry-run",), "--dry-run goes with --publish"),
        (("--command-id", "x"), "--command-id goes with --publish"),
        (("--publish", "-o", "@r.csv", "--format", "csv", "--also", "csv"), "once more"),
        (("--publish", "-o", "@r.csv", "--format", "json", "--also", "csv"), "once more"),
        (("--publish", "-o", "@r.csv", "--also", "docx"), "docx"),
    ],
    ids=lambda given: " ".join(given) if isinstance(given, tuple) else "",
)
def test_what_does_not_go_together_is_a_usage_error(flagged: Any, args: tuple[str, ...], said: str) -> None:
    given = [str(flagged.folder / a[1:]) if a.startswith("@") else a for a in args]
    assert said in flagged.run(*OVERDUE, *given, code=2).stderr
    assert (files(flagged), flagged.entries()) == ([], 8)


def test_publishing_a_comparison_is_a_usage_error(flagged: Any) -> None:
    path = str(flagged.folder / "r.json")
    asked = (*REPORTS["compliance"], "--diff", "#7", "--publish", "-o", path)
    assert "--publish goes without --diff" in flagged.run(*asked, code=2).stderr


def test_an_actor_from_the_environment_is_no_option_that_was_typed(
    flagged: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CERTLEDGER_ACTOR", "李")
    flagged.run(*OVERDUE)
    assert publish(flagged, *OVERDUE)["actor"] == "李"


@pytest.mark.parametrize("taken", ["r.json", "r.csv"])
def test_any_file_that_is_there_is_refused_before_anything(flagged: Any, taken: str) -> None:
    flagged.file(taken, "old")
    asked = (*OVERDUE, "--publish", "-o", str(flagged.folder / "r.json"), "--also", "csv")
    flagged.refused("output.exists", *asked)
    assert files(flagged) == [taken]
    flagged.json(*asked, "--force")
    assert files(flagged) == ["r.csv", "r.json"]
    assert "old" not in (flagged.folder / taken).read_text("utf-8-sig")


def test_a_folder_that_is_not_there_is_refused(flagged: Any) -> None:
    path = str(flagged.folder / "no" / "r.json")
    assert path in flagged.refused("output.failed", *OVERDUE, "--publish", "-o", path)["message"]


@pytest.mark.parametrize("force", [(), ("--force",)], ids=["new", "force"])
def test_where_recording_fails_the_files_are_as_they_were(
    flagged: Any, monkeypatch: pytest.MonkeyPatch, force: tuple[str, ...]
) -> None:
    from domain.rejected import Conflict
    from ledger.service import Ledger

    def fail(*_: object, **__: object) -> None:
        assert {"r.csv", "r.json"} <= set(files(flagged)), "the files are in place before the entry is made"
        raise Conflict

    if force:
        flagged.file("r.csv", "old")
    monkeypatch.setattr(Ledger, "_record", fail)
    asked = (*OVERDUE, "--publish", "-o", str(flagged.folder / "r.json"), "--also", "csv", *force)
    assert flagged.error(*asked, code=4)["code"] == "conflict"
    assert files(flagged) == (["r.csv"] if force else [])
    assert not force or (flagged.folder / "r.csv").read_text() == "old"
    assert flagged.entries() == 8


def test_a_read_only_ledger_leaves_no_file(flagged: Any) -> None:
    flagged.path.chmod(0o444)
    asked = (*OVERDUE, "--publish", "-o", str(flagged.folder / "r.json"))
    assert flagged.error(*asked)["code"] == "ledger.read_only"
    assert files(flagged) == []


def test_a_format_that_fails_leaves_nothing_of_the_others(
    flagged: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cli.render import csv
    from domain.rejected import Rejected

    def fail(*_: object, **__: object) -> None:
        raise Rejected("file.unreadable", path="a font", detail="gone")

    monkeypatch.setattr(csv, "write_rows", fail)
    asked = (*OVERDUE, "--publish", "-o", str(flagged.folder / "r.json"), "--also", "csv")
    flagged.refused("file.unreadable", *asked)
    assert files(flagged) == []


# Like any subject ------------------------------------------------------------------


def test_a_published_report_is_a_subject_like_any_other(flagged: Any) -> None:
    told = publish(flagged, *OVERDUE)
    shown = flagged.json("show", "report-1")
    assert (shown["kind"], shown["status"], shown["report"]) == ("report", "published", "overdue")
    assert (shown["made_as_of"], shown["made_known_at"]) == ("2024-07-31", 8)
    assert flagged.json("show", "report:REPORT-1") == shown
    assert [row["status"] for row in flagged.json("history", "REPORT-1")] == ["published"]
    assert flagged.json("explain", "REPORT-1")["entries"][0]["decides"] == ["status"]
    assert flagged.json("info")["subjects"]["report"] == {"published": 1}
    assert [row["position"] for row in flagged.log("REPORT-1")] == [told["position"]]
    of_notice = {row["position"] for row in flagged.log("--notice", "cnca-2024-31")}
    assert told["position"] in of_notice
    (change,) = flagged.json("diff", "--from", "#8", "--to", "#9")
    assert (change["subject"], change["before"], change["after"]) == ("REPORT-1", None, "published")
    assert change["positions"] == [9]
    assert flagged.json("rebuild", "--check")["differences"] == {}
    for words in (("show",), ("explain",), ("history",), ("log", "--full")):
        for lang in ("zh", "en"):
            assert flagged.run(*words, "REPORT-1", lang=lang).stdout


def test_an_unknown_report_is_said_to_be_one(flagged: Any) -> None:
    for asked in ("REPORT-7", "report:REPORT-7", "report:x"):
        error = flagged.error("show", asked)
        assert (error["code"], "report published" in error["hint"]) == ("report.unknown", True)


def test_a_certificate_of_that_name_is_found_where_there_is_no_such_report(
    flagged: Any, issue: Issue
) -> None:
    issue("REPORT-1")
    assert flagged.json("show", "REPORT-1")["kind"] == "certificate"
    publish(flagged, *OVERDUE)
    assert flagged.error("show", "REPORT-1")["code"] == "id.ambiguous"
    assert flagged.json("show", "report:REPORT-1")["kind"] == "report"
    assert flagged.json("show", f"{BODY}/REPORT-1")["kind"] == "certificate"


def test_a_publication_is_not_corrected(flagged: Any) -> None:
    publish(flagged, *OVERDUE)
    error = flagged.refused("report.not_corrected", "correct", "#9", "--why", "x", "--on", "2024-07-30")
    assert "void '#9'" in error["hint"]


def test_a_body_that_a_publication_is_narrowed_to_is_not_voided(flagged: Any) -> None:
    flagged.record("body", "register", "CNCA-R-2099-002", "--name", "乙", "--on", "2024-01-01")
    publish(flagged, *OVERDUE, "--body", "CNCA-R-2099-002")
    error = flagged.refused("void.depended_on", "void", "#9", "--why", "x", "--yes")
    assert "#10" in error["message"]
    flagged.record("void", "#10", "--why", "x", "--yes")
    flagged.record("void", "#9", "--why", "x", "--yes")
