"""Where data goes and how: formats, files, errors, exit codes, variables, languages."""

import csv
import io
import json
import sqlite3
from collections.abc import Callable
from typing import Any

import pytest

from domain.rejected import Conflict
from ledger.service import Ledger

BODY = "CNCA-R-2099-001"
C1, R1 = f"{BODY}/C1", f"{BODY}/R1"
BOM = b"\xef\xbb\xbf"
Issue = Callable[..., int]


# Formats -----------------------------------------------------------------------


def test_json_is_one_value_and_jsonl_one_object_a_line(clerk: Any) -> None:
    array = clerk.json("list", "rules")
    lines = clerk.run("list", "rules", "--format", "jsonl").stdout.splitlines()
    assert [json.loads(line) for line in lines] == array
    assert len(lines) == 3
    assert clerk.json("list", "certs") == []
    assert clerk.run("list", "certs", "--format", "jsonl").stdout == ""


def test_json_is_not_escaped(clerk: Any) -> None:
    assert "规则R1" in clerk.run("list", "rules", "--format", "json").stdout


def test_csv_has_the_keys_as_headings_and_no_mark_on_stdout(clerk: Any) -> None:
    result = clerk.run("list", "rules", "--format", "csv")
    assert not result.stdout_bytes.startswith(BOM)
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert [(row["id"], row["status"], row["name"]) for row in rows] == [
        (f"{BODY}/R{at}", "filed", f"规则R{at}") for at in (1, 2, 3)
    ]


def test_csv_of_the_log_is_complete(clerk: Any) -> None:
    rows = list(csv.DictReader(io.StringIO(clerk.run("log", "--format", "csv").stdout)))
    assert rows[0]["recorded_at"] == "2024-03-01T01:00:01.000000Z"
    assert json.loads(rows[0]["data"]) == {"name": "虚构认证中心"}


@pytest.mark.parametrize("name", ["=1+1", "+86", "-减", "@x"])
def test_a_cell_that_would_act_as_a_formula_is_quoted(clerk: Any, issue: Issue, name: str) -> None:
    given = ("--rule", R1, "--holder", name, "--expires", "2026-01-01", "--on", "2024-01-10")
    clerk.record("cert", "issue", C1, *given)
    rows = list(csv.DictReader(io.StringIO(clerk.run("list", "certs", "--format", "csv").stdout)))
    assert rows[0]["holder"] == f"'{name}"
    assert clerk.json("list", "certs")[0]["holder"] == name


def test_the_table_is_for_people(clerk: Any, issue: Issue) -> None:
    issue()
    for line in (
        ("list", "certs"),
        ("show", C1),
        ("count", "certs", "--by", "status"),
        ("log",),
        ("info",),
        ("report", "compliance", "--notice", "cnca-2024-31", "--by", "rule", "--detail"),
    ):
        assert clerk.run(*line).stdout.strip()


# Files -------------------------------------------------------------------------


def test_a_file_gets_a_mark_in_csv_only(clerk: Any) -> None:
    path = clerk.folder / "out.csv"
    assert clerk.run("list", "rules", "--format", "csv", "-o", str(path)).stdout == ""
    assert path.read_bytes().startswith(BOM)
    assert path.read_bytes().removeprefix(BOM) == clerk.run("list", "rules", "--format", "csv").stdout_bytes
    for form in ("json", "jsonl", "table"):
        target = clerk.folder / f"out.{form}"
        clerk.run("list", "rules", "--format", form, "-o", str(target))
        assert not target.read_bytes().startswith(BOM)


def test_an_existing_file_is_refused_without_force(clerk: Any) -> None:
    path = clerk.folder / "out.json"
    path.write_text("mine")
    assert clerk.error("list", "rules", "-o", str(path))["code"] == "output.exists"
    assert path.read_text() == "mine"
    clerk.run("list", "rules", "--format", "json", "-o", str(path), "--force")
    assert len(json.loads(path.read_text())) == 3


def test_half_a_file_is_never_left(clerk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    path = clerk.folder / "out.json"

    def broken(_write, rows: Any) -> None:  # noqa: ANN001
        _write("[")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("cli.render.json.write_list", broken)
    assert clerk.error("list", "rules", "--format", "json", "-o", str(path))["code"] == "output.failed"
    assert [found.name for found in clerk.folder.iterdir() if not found.name.startswith("ledger.")] == []


def test_gb18030_on_request(clerk: Any) -> None:
    path = clerk.folder / "out.csv"
    clerk.run("list", "rules", "--format", "csv", "-o", str(path), "--encoding", "gb18030")
    assert "规则R1" in path.read_bytes().decode("gb18030")
    result = clerk.run("list", "rules", "--format", "csv", "--encoding", "gb18030")
    assert "规则R1".encode("gb18030") in result.stdout_bytes


def test_a_writing_command_prints_in_every_format(clerk: Any) -> None:
    line = ("rule", "deregister", R1, "--on", "2024-07-10", "--dry-run", "--format")
    assert clerk.run(*line, "csv").stdout.splitlines()[0] == "position,type,subject,effective_on"
    assert json.loads(clerk.run(*line, "jsonl").stdout)["type"] == "RuleDeregistered"
    assert "RuleDeregistered" in clerk.run(*line, "table").stdout


# Exit codes --------------------------------------------------------------------


def test_somebody_else_first_is_exit_4_and_nothing_is_recorded(
    clerk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def first(*_: object, **__: object) -> None:
        raise Conflict("rule")

    with monkeypatch.context() as patch:
        patch.setattr(Ledger, "_recorded", first)
        assert clerk.error("rule", "deregister", R1, code=4)["code"] == "conflict"
    assert clerk.entries() == 6


def test_a_choice_that_changed_after_it_was_confirmed_is_exit_4(
    clerk: Any, issue: Issue, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue()
    with monkeypatch.context() as patch:
        patch.setattr("cli.selection.Under.unchanged", lambda _self, _cursor: False)
        assert clerk.error("cert", "cancel", "--rule", R1, "--yes", code=4)["code"] == "conflict"
    assert clerk.status(C1) == "valid"


def test_interrupted_is_exit_130(clerk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("cli.app.App.writing", interrupt)
    assert clerk.run("rule", "deregister", R1, code=130).stderr


def test_an_unknown_stored_event_is_named(clerk: Any) -> None:
    connection = sqlite3.connect(clerk.path)
    for trigger in [
        name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    ]:
        connection.execute(f'DROP TRIGGER "{trigger}"')
    connection.execute("UPDATE entries SET name = 'rule.teleported.v1' WHERE position = 4")
    connection.commit()
    connection.close()
    error = clerk.error("show", R1)
    assert error["code"] == "ledger.unknown_event"
    assert "rule.teleported.v1" in error["message"]
    assert clerk.error("log")["code"] == "ledger.unknown_event"
    assert clerk.error("rule", "deregister", R1)["code"] == "ledger.unknown_event"


@pytest.mark.parametrize(
    "line", [("fly",), ("cert", "fly"), ("show",), ("list", "dogs"), ("list", "rules", "-x")]
)
def test_usage_errors_are_exit_2_in_json_too(clerk: Any, line: tuple[str, ...]) -> None:
    assert clerk.error(*line, code=2)["code"] == "usage"


def test_no_traceback_without_debug(clerk: Any) -> None:
    assert "Traceback" not in clerk.run("show", "x", code=1).stderr
    error = clerk.run("--debug", "show", "CNCA-R-2099-999", code=1).stderr
    assert "Traceback" in error
    assert "Error: " in error


# Variables ---------------------------------------------------------------------


def test_the_variables_of_the_contract_are_honoured(
    clerk: Any, issue: Issue, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue()
    monkeypatch.setenv("CERTLEDGER_FORMAT", "json")
    monkeypatch.setenv("CERTLEDGER_ACTOR", "变量")
    monkeypatch.setenv("CERTLEDGER_BODY", BODY)
    said = json.loads(clerk.run("cert", "suspend", "C1", "--on", "2024-06-01").stdout)
    assert said["recorded"][0]["subject"] == C1
    assert clerk.log()[-1]["actor"] == "变量"
    assert json.loads(clerk.run("show", "C9", code=1).stderr)["error"]["code"] == "certificate.unknown"
    clerk.record("cert", "reinstate", "C1", "--actor", "选项")
    assert clerk.log()[-1]["actor"] == "选项"


def test_the_ledger_and_the_language_may_be_variables(clerk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from click.testing import CliRunner

    from cli.main import main

    monkeypatch.setenv("CERTLEDGER_LEDGER", str(clerk.path))
    monkeypatch.setenv("CERTLEDGER_LANG", "zh")
    result = CliRunner().invoke(main, ["list", "rules"])
    assert result.exit_code == 0
    assert "备案" in result.stdout


def test_a_left_over_variable_never_changes_an_entry(
    clerk: Any, issue: Issue, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue()
    others = {
        "ON": "2020-01-01",
        "WHY": "x",
        "REASON": "fraud",
        "NOTICE": "cnca-2024-3",
        "AS_OF": "2020-01-01",
    }
    others |= {
        "KNOWN_AT": "#1",
        "REPORTED_ON": "2020-01-01",
        "RECEIPT": "x",
        "DECIDED_ON": "2020-01-01",
        "YES": "1",
    }
    others |= {
        "DRY_RUN": "1",
        "COMMAND_ID": "x",
        "EVIDENCE": "x",
        "UNTIL": "2030-01-01",
        "OPENING": "1",
        "FORCE": "1",
    }
    for name, value in others.items():
        for prefix in (
            "CERTLEDGER",
            "CERTLEDGER_CERT",
            "CERTLEDGER_CERT_SUSPEND",
            "MAIN",
            "MAIN_CERT_SUSPEND",
        ):
            monkeypatch.setenv(f"{prefix}_{name}", value)
    assert clerk.record("cert", "suspend", C1)[0]["effective_on"] == "2024-07-31"
    entry = clerk.log()[-1]
    given = ("reason", "why", "notice", "reported_on", "receipt", "decided_on", "command_id")
    assert [entry[key] for key in given] == [None] * len(given)
    assert (entry["evidence"], entry["data"], entry["opening"]) == ([], {}, False)
    assert clerk.json("show", C1)["as_of"] == "2024-07-31"
    clerk.refused("confirmation.impossible", "void", "#8", "--why", "错", code=2)


# Languages ---------------------------------------------------------------------


def test_prose_follows_the_language_and_keys_never_do(clerk: Any, issue: Issue) -> None:
    issue()
    english = clerk.run("list", "certs").stdout
    chinese = clerk.run("list", "certs", lang="zh").stdout
    assert "valid" in english
    assert "有效" in chinese
    for form in ("json", "csv", "jsonl"):
        line = ("list", "certs", "--format", form)
        assert clerk.run(*line).stdout == clerk.run(*line, lang="zh").stdout
    error = clerk.run("show", "x", code=1, lang="zh").stderr
    assert "Error" not in error
    assert json.loads(clerk.run("show", "x", "--format", "json", code=1, lang="zh").stderr)["error"][
        "code"
    ] == ("certificate.unknown")
