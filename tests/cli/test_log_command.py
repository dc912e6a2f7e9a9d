"""`log`: its filters, both orders, and the form for people that leaves nothing out."""

import re
import shlex
import shutil
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

GOLDEN = Path(__file__).parents[1] / "golden" / "ledgers" / "0.1.0.sqlite"
BODY = "CNCA-R-2099-001"
C1, R1 = f"{BODY}/C1", f"{BODY}/R1"
N3, N31 = "国认监〔2024〕3号", "认秘函〔2024〕31号"
Issue = Callable[..., int]


@pytest.fixture
def old(bare: Any) -> Any:
    """Return a clerk with a ledger that holds an entry of every kind."""
    shutil.copyfile(GOLDEN, bare.path)
    bare.clock.set("2024-12-02T01:00:00Z")
    return bare


def positions(rows: list[dict[str, Any]]) -> list[int]:
    return [row["position"] for row in rows]


# Filters -----------------------------------------------------------------------


def texts_of(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for item in value.values() for text in texts_of(item)]
    if isinstance(value, list):
        return [text for item in value for text in texts_of(item)]
    return [value] if isinstance(value, str) else []


EVENT = (
    "effective_on",
    "reason",
    "why",
    "notice",
    "reported_on",
    "receipt",
    "decided_on",
    "evidence",
    "data",
)


def expected(rows: list[dict[str, Any]], asked: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the rows that pass, worked out the slow way."""
    found = [
        row
        for row in rows
        if (not asked["id"] or f"{row['kind']}:{row['subject']}" == asked["id"])
        and (not asked["type"] or row["type"] in asked["type"])
        and (not asked["actor"] or {row["actor"], row["login"]} & set(asked["actor"]))
        and (not asked["notice"] or asked["notice"] in {row["notice"], row["subject"]})
        and (
            not asked["text"]
            or any(asked["text"].lower() in text.lower() for key in EVENT for text in texts_of(row[key]))
        )
        and (not asked["as-of"] or row["effective_on"] <= asked["as-of"])
        and (not asked["since"] or row["position"] >= asked["since"])
        and (not asked["until"] or row["position"] <= asked["until"])
    ]
    if asked["reverse"]:
        found.reverse()
    return found if asked["limit"] is None else found[: asked["limit"]]


def line(asked: dict[str, Any]) -> list[str]:
    """Return the command line that asks it."""
    words = [asked["id"]] if asked["id"] else []
    for key in ("type", "actor"):
        for value in asked[key]:
            words += [f"--{key}", value]
    for key in ("notice", "text", "as-of", "limit"):
        if asked[key] not in (None, ""):
            words += [f"--{key}", str(asked[key])]
    for key in ("since", "until"):
        if asked[key]:
            words += [f"--{key}", f"#{asked[key]}"]
    return [*words, *(["--reverse"] if asked["reverse"] else [])]


TYPES = ("CertificateIssued", "CertificateCancelled", "RuleFlagged", "EntryVoided", "NoticeIssued")
ASKED = st.fixed_dictionaries(
    {
        "id": st.sampled_from(
            (
                "",
                "",
                f"certificate:{BODY}/C-2",
                f"certificate:{BODY}/C-6",
                f"rule:{BODY}/R-1",
                f"notice:{N31}",
            )
        ),
        "type": st.lists(st.sampled_from(TYPES), max_size=2, unique=True),
        "actor": st.lists(st.sampled_from(("clerk", "李四", "王五", "nobody")), max_size=2, unique=True),
        "notice": st.sampled_from(("", "", N3, N31)),
        "text": st.sampled_from(
            ("", "", "回执", "FRAUD", "gb/t", "虚构丙", "=碳", '"', "paper.TXT", "issued")
        ),
        "as-of": st.sampled_from(("", "", "2024-05-31", "2024-07-15")),
        "since": st.sampled_from((0, 0, 7, 31)),
        "until": st.sampled_from((0, 0, 44, 58)),
        "limit": st.sampled_from((None, None, 0, 1, 3)),
        "reverse": st.booleans(),
    }
)


@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(asked=ASKED)
def test_any_filters_together_give_the_rows_that_pass_them_all(old: Any, asked: dict[str, Any]) -> None:
    assert old.log(*line(asked)) == expected(old.log(), asked)


def test_a_notice_is_named_in_any_writing(old: Any) -> None:
    rows = old.log("--notice", N31)
    assert positions(rows) == [30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 44, 45, 46, 47, 55, 56]
    for name in ("cnca-2024-31", "认秘函[2024]31号", "认秘函（2024）31 号"):
        assert old.log("--notice", name) == rows


def test_the_text_may_stand_in_any_case_and_form(clerk: Any, issue: Issue) -> None:
    issue("C1", "--why", 'Café „Straße“ \\ "x"')
    for text in ("CAFÉ", unicodedata.normalize("NFD", "café"), "STRASSE", "strasse“", '\\ "X"'):
        assert positions(clerk.log("--text", text)) == [7]
    assert positions(clerk.log("--text", "样例公司c1")) == [7]
    for text in ("holder", "Cafe", "样例公司C2", "position"):
        assert clerk.log("--text", text) == []


def test_a_type_that_does_not_exist_is_said(clerk: Any) -> None:
    done = clerk.run("log", "--type", "RuleFlown", "--format", "jsonl")
    assert done.stdout == ""
    assert "RuleFlown" in done.stderr
    assert clerk.run("log", "--type", "EntryVoided").stderr == ""


def test_the_latest_first_with_a_limit_are_the_last(clerk: Any) -> None:
    assert positions(clerk.log("--reverse", "--limit", "2")) == [6, 5]
    assert positions(clerk.log("--reverse", "-n2")) == [6, 5]
    assert positions(clerk.log("--reverse", "--until", "#3")) == [3, 2, 1]


# Moments and ids ---------------------------------------------------------------


def test_a_subject_that_is_not_there_is_refused(clerk: Any, issue: Issue) -> None:
    issue()
    assert clerk.error("log", "C9")["code"] == "certificate.unknown"
    assert clerk.error("log", f"{BODY}/C9")["code"] == "certificate.unknown"
    assert clerk.error("log", C1, "--known-at", "#6")["code"] == "subject.not_yet_known"
    assert clerk.error("log", "--notice", "no-notice")["code"] == "notice.unknown"
    assert (
        clerk.error("log", "--notice", "cnca-2024-3", "--known-at", "#1")["code"] == "subject.not_yet_known"
    )


def test_a_subject_whose_first_entry_is_voided_still_has_its_log(clerk: Any, issue: Issue) -> None:
    clerk.record("void", f"#{issue()}", "--why", "错", "--yes")
    assert [(row["type"], row["voided_by"]) for row in clerk.log(C1)] == [
        ("CertificateIssued", 8),
        ("EntryVoided", None),
    ]


@pytest.mark.parametrize(
    "when",
    [("--known-at", "2024-02-28"), ("--until", "2024-03-01T08:00:00+08:00"), ("--until", "2024-02-28")],
)
def test_before_the_first_entry_there_is_nothing_and_that_is_said(clerk: Any, when: tuple[str, ...]) -> None:
    done = clerk.run("log", *when, "--format", "json")
    assert done.stdout == "[]\n"
    assert "2024-03-01T01:00:01.000000Z" in done.stderr
    assert "2024-03-01T01:00:01.000000Z" in clerk.run("log", *when, lang="zh").stderr


def test_an_empty_ledger_says_so(bare: Any) -> None:
    bare.run("init")
    assert bare.log() == []
    assert bare.run("log").stdout == "(none)\n"
    assert "empty" in bare.run("log", "--known-at", "2024-01-01").stderr


def test_after_the_last_entry_is_the_last(clerk: Any) -> None:
    assert clerk.log("--known-at", "2199-01-01") == clerk.log()
    assert clerk.log("--until", "2199-01-01T00:00:00-05:00") == clerk.log()
    assert clerk.log("--since", "2199-01-01") == []


@pytest.mark.parametrize(
    ("since", "until"),
    [
        ("2024-08-02", "2024-08-01"),
        ("#3", "#2"),
        ("#3", "2024-02-28"),
        ("2024-08-02T00:00:00+08:00", "2024-08-01T15:59:59Z"),
    ],
)
@pytest.mark.parametrize("command", ["log", "corrections"])
def test_since_does_not_lie_after_until(clerk: Any, command: str, since: str, until: str) -> None:
    error = clerk.error(command, "--since", since, "--until", until, code=2)
    assert (error["code"], error["message"]) == ("span.backwards", "--since lies after --until.")


def test_one_moment_in_any_zone_is_the_same_moment(clerk: Any) -> None:
    for moment in ("2024-03-01T01:00:03Z", "2024-03-01T09:00:03+08:00", "2024-02-29T20:30:03-04:30"):
        assert positions(clerk.log("--since", moment, "--until", moment)) == [3]


@pytest.mark.parametrize("option", ["--since", "--until", "--known-at"])
def test_what_cannot_be_a_moment_is_refused(clerk: Any, option: str) -> None:
    for position in ("#0", "#7"):
        assert clerk.error("log", option, position)["code"] == "entry.unknown"
    for moment in ("2024-08-01T10:00:00", "yesterday", "2024-02-30"):
        assert clerk.error("log", option, moment, code=2)["code"] == "usage"


def test_what_follows_has_no_end_so_nothing_that_has_one_goes_with_it(clerk: Any) -> None:
    for more in (
        ("--reverse",),
        ("--known-at", "#3"),
        ("--until", "#3"),
        ("--token",),
        ("-o", str(clerk.folder / "out")),
    ):
        error = clerk.run("log", "--follow", *more, code=2).stderr
        assert "--follow" in error
        assert "--follow" in clerk.run("log", "--follow", *more, code=2, lang="zh").stderr
    assert clerk.error("log", "--follow", code=2)["code"] == "usage"


def test_an_empty_text_is_a_usage_error(clerk: Any) -> None:
    assert clerk.error("log", "--text", " ", code=2)["code"] == "usage"


# For people --------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_full_form_leaves_nothing_out(old: Any, lang: str) -> None:
    paragraphs = old.run("log", "--full", lang=lang).stdout.rstrip("\n").split("\n\n")
    rows = old.log()
    assert len(paragraphs) == len(rows)
    for paragraph, row in zip(paragraphs, rows, strict=True):
        assert paragraph.startswith(f"#{row['position']} {row['type']}")
        given = [row[key] for key in ("recorded_at", "subject", "effective_on", "actor", "login", "command")]
        given += [row[key] for key in ("why", "notice", "receipt", "command_id") if row[key] is not None]
        given += [row[key] for key in ("reported_on", "decided_on") if row[key] is not None]
        given += [shown["sha256"] for shown in row["evidence"]]
        given += [f"#{row['commit']}"] + ([f"#{row['voided_by']}"] if row["voided_by"] else [])
        free = ("name", "title", "holder", "holder_id", "scope", "rule", "expires_on", "to", "by", "contact")
        given += [row["data"][key] for key in free if key in row["data"]]
        assert [value for value in given if value not in paragraph] == []
        assert not re.search(r"[{}]|\b[a-z]+_[a-z]+\b", paragraph), paragraph


def test_the_full_form_gives_the_day_in_shanghai(old: Any) -> None:
    (line_of_it,) = [
        text
        for text in old.run("log", "--full", "--since", "#44", "--limit", "2").stdout.splitlines()
        if "2024-07-15T16:00:00.000000Z" in text
    ]
    assert "2024-07-16 in Shanghai" in line_of_it


def test_the_command_of_a_person_reads_as_it_was_given(old: Any) -> None:
    shown = old.run("log", "--full", "--since", "#7", "--limit", "9").stdout
    assert "import certificates, commit #7, opening balance" in shown
    assert "cert issue, commit #15, scan-17" in shown
    assert "李四 (clerk)" in shown


def test_the_short_form_fits_eighty_columns(old: Any) -> None:
    for text in old.run("log").stdout.splitlines():
        assert len(text) + sum(unicodedata.east_asian_width(c) in "WF" for c in text) <= 80


def test_what_the_help_says_can_be_typed(old: Any) -> None:
    words = "--type CertificateRevoked --actor 王五 --notice cnca-2024-31 --text x --limit 3 --reverse --full"
    assert old.run("log", *shlex.split(words)).stdout == "(none)\n"
