"""Ledgers that released versions left behind: they open, and answer byte for byte as they did."""

import hashlib
import json
import re
import shlex
import shutil
import sqlite3
from contextlib import closing
from importlib.metadata import version as installed
from pathlib import Path
from typing import Any

import pytest

from cli.app import App
from domain.certificate import CertificateReinstated, CertificateSuspended
from domain.event import Event
from domain.subject import Subject
from ledger import codec
from ledger.database import SCHEMA_VERSION
from ledger.desk import Proposal
from ledger.service import Ledger, Request
from projections.schema import TABLES

N31 = "cnca-2024-31"
LEDGERS = Path(__file__).parents[1] / "golden" / "ledgers"

EVER_RELEASED = {
    "0.1.0": ("9974f9bdc203f033be338abfa58c251ec13fbe9cc217731d6b59d003346280d3", 1, 19),
    "0.2.0": ("187f2ba7cbaf746e0861880156ca4cfeb3edbbad5360bda351a71d049fcfefa5", 2, 20),
}
"""SHA-256, file version and kinds of event of a version's ledger.

One may be added, never changed: users have such.
"""

pytestmark = pytest.mark.parametrize("version", EVER_RELEASED)


@pytest.fixture
def old(bare: Any, version: str) -> Any:
    """Return a clerk with a copy of the ledger that a version left behind."""
    shutil.copyfile(LEDGERS / f"{version}.sqlite", bare.path)
    bare.clock.set("2024-12-02T01:00:00Z")
    return bare


REFUSED = re.compile(r"[a-z_]+(\.[a-z_]+)+")


def transcript(version: str) -> list[tuple[str, str]]:
    """Return the commands that were given to a version's ledger, and what they printed."""
    text = (LEDGERS / f"{version}.txt").read_text("utf-8")
    blocks = text.removeprefix("$ certledger ").split("\n$ certledger ")
    return [(command, said.rstrip("\n")) for command, _, said in (block.partition("\n") for block in blocks)]


def lose_read_model(path: Path) -> None:
    """Empty the tables of the read model that a ledger has."""
    with closing(sqlite3.connect(path)) as connection, connection:
        there = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
        for table in there & {*TABLES}:
            connection.execute(f"DELETE FROM {table}")


def answers(clerk: Any, version: str) -> list[tuple[str, str]]:
    """Give the commands of a version's transcript again."""
    given = []
    for command, before in transcript(version):
        line = shlex.split(command)
        refused = REFUSED.fullmatch(before) is not None
        done = clerk.run(*line, *(() if "--format" in line else ("--format", "json")), code=int(refused))
        said = json.loads(done.stderr)["error"]["code"] if refused else done.stdout
        given.append((command, said.rstrip("\n")))
    return given


def test_the_ledger_of_a_version_is_kept_as_it_was(version: str) -> None:
    kept = (LEDGERS / f"{version}.sqlite").read_bytes()
    assert hashlib.sha256(kept).hexdigest() == EVER_RELEASED[version][0]
    assert {path.name for path in LEDGERS.glob(f"{version}.sqlite*")} == {f"{version}.sqlite"}


def test_it_holds_every_kind_of_event_that_the_version_could_store(old: Any, version: str) -> None:
    with closing(sqlite3.connect(old.path)) as connection:
        found = [name for (name,) in connection.execute("SELECT DISTINCT name FROM entries")]
    assert len(found) == EVER_RELEASED[version][2]
    assert {*found} <= {path.stem for path in (LEDGERS.parent / "events").glob("*.json")}


def test_it_answers_byte_for_byte_as_it_did(old: Any, version: str) -> None:
    assert len(transcript(version)) > 200
    assert answers(old, version) == transcript(version)


def test_it_answers_the_same_after_its_read_model_was_lost_and_built_anew(old: Any, version: str) -> None:
    lose_read_model(old.path)
    assert old.json("list", "certs") == []
    assert old.json("rebuild")["swapped"]
    assert answers(old, version) == transcript(version)


def test_it_can_be_written_to_and_the_past_stays(old: Any, version: str) -> None:
    certificate = "CNCA-R-2099-001/C-4"
    old.record("cert", "revoke", certificate, "--on", "2024-07-13", "--reason", "fraud")
    old.record("void", "#56", "--why", "another mistake", "--yes")
    assert old.status(certificate, "--as-of", "2024-07-31") == "revoked"
    assert old.json("rebuild", "--check")["differences"] == {}
    positioned = [pair for pair in transcript(version) if "--known-at" in pair[0]]
    assert [pair for pair in answers(old, version) if "--known-at" in pair[0]] == positioned


def test_all_kinds_of_acts_can_be_entered_into_it_and_read_as_after_a_rebuild(old: Any, version: str) -> None:
    """Its tables are those of the version that made it, until they are built anew."""
    one = "CNCA-R-2099-001"
    named = ("--name", "虚构规则", "--category", "reduction", "--scheme", "product")
    old.record("rule", "file", f"{one}/R-9", *named, "--on", "2024-08-01")
    heading = ("body", "number", "rule", "holder", "issued_on", "expires_on", "status", "status_on")
    rows = [
        (one, f"D-{n}", "R-9", "虚构公司", "2024-08-02", "2027-08-01", "03", "2024-09-01") for n in range(9)
    ]
    old.run("import", "certificates", old.csv(heading, *rows))
    old.record(
        "rule", "flag", f"{one}/R-9", "--ground", "out_of_scope", "--notice", N31, "--on", "2024-08-20"
    )
    old.record("cert", "transfer", f"{one}/C-3B", "--to", f"{one}/R-9", "--on", "2024-08-10")
    old.record("rule", "deregister", f"{one}/R-9", "--settle", "cancel", "--on", "2024-11-20", "--yes")
    old.record("void", "--commit", "#31", "--why", "not flagged", "--yes")
    report = ("report", "compliance", "--notice", N31, "--publish", "--format", "json", "-o")
    old.run(*report, str(old.folder / "report.json"))
    asked = (
        ("list", "certs"),
        ("count", "certs", "--by", "status", "--by", "category", "--by", "body"),
        ("count", "certs", "--by", "status", "--as-of", "2024-09-15", "--known-at", "#70"),
        ("report", "compliance", "--notice", N31, "--detail", "--by", "rule"),
        ("report", "body", one),
        ("report", "published"),
        ("corrections",),
        ("diff", "--from", "#58", "--facts"),
        ("history", f"{one}/C-3B"),
        ("log", "--notice", N31, "--reverse"),
    )
    before = [old.run(*line, "--format", "json").stdout for line in asked]
    assert old.json("rebuild")["differences"] == {}
    assert [old.run(*line, "--format", "json").stdout for line in asked] == before


def test_what_was_published_from_it_is_written_again_with_the_same_bytes(old: Any, version: str) -> None:
    published = [row for row in old.json("report", "published") if row["report"] == "compliance"]
    assert len(published) == (0 if version == "0.1.0" else 2)
    for one in published:
        known = f"#{one['made_known_at']['position']}"
        line = ("report", "compliance", "--notice", N31, "--by", "rule", "--as-of", one["as_of"])
        for file in one["files"]:
            again = old.folder / file["name"]
            old.run(*line, "--known-at", known, "--format", file["format"], "-o", str(again))
            assert hashlib.sha256(again.read_bytes()).hexdigest() == file["sha256"]


def test_a_writer_that_stays_open_keeps_the_tables_that_a_rebuild_put_in_place(
    old: Any, version: str
) -> None:
    """An import goes on over many commits while somebody else builds the read model anew."""
    assert version
    subject = Subject("certificate", "CNCA-R-2099-001/C-4")

    def record(ledger: Ledger, event: Event) -> None:
        request = Request(actor="a", login="l", command="cert")
        ledger.transact(request, lambda desk: desk.propose(Proposal(subject, event)))

    with App.open(str(old.path), None, debug=False).writing() as ledger:
        record(ledger, CertificateSuspended(effective_on="2024-06-20"))
        old.json("rebuild")
        record(ledger, CertificateReinstated(effective_on="2024-06-25"))
    assert old.json("rebuild", "--check")["differences"] == {}


def test_info_tells_which_version_made_it(old: Any, version: str) -> None:
    told = old.json("info")
    assert told["created_by"] == f"certledger {version}"
    assert (told["file_version"], told["latest_file_version"]) == (EVER_RELEASED[version][1], SCHEMA_VERSION)
    assert told["versions"]["certledger"] == installed("certledger")
    old.run("rebuild")
    told = old.json("info")
    assert (told["created_by"], told["file_version"]) == (f"certledger {version}", SCHEMA_VERSION)


def test_every_version_stored_the_same_acts_in_the_same_bytes(old: Any, version: str) -> None:
    """What was recorded under an older version is found again in what a newer one makes of the same acts."""

    def stored(path: Path) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(path)) as connection:
            entries = connection.execute("SELECT * FROM entries WHERE position <= 58 ORDER BY position")
            commits = connection.execute("SELECT * FROM commits WHERE first_position <= 58 ORDER BY 1")
            return [*entries, *commits]

    assert stored(old.path) == stored(LEDGERS / "0.1.0.sqlite")


# Shapes of events ----------------------------------------------------------------


def test_an_old_shape_of_an_event_is_read_as_the_new_one_by_every_command(
    old: Any, version: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Made-up older shapes: of issues twice over, and of cancellations with nothing as it is now."""

    def rename(plain: dict[str, Any]) -> dict[str, Any]:
        plain["expires_on"] = plain.pop("until")
        return plain

    def complete(plain: dict[str, Any]) -> dict[str, Any]:
        return {**plain, "rule": f"CNCA-R-2099-001/{plain['rule']}"}

    def respell(plain: dict[str, Any]) -> dict[str, Any]:
        plain["effective_on"] = plain.pop("day").replace("/", "-")
        for field, code in (("reason", "because"), ("notice", "under")):
            if code in plain:
                plain[field] = plain.pop(code)[::-1]
        return plain

    def older(name: str, data: str) -> tuple[str, str]:
        plain = json.loads(data)
        if name == "certificate.issued.v1":
            plain["until"] = plain.pop("expires_on")
            plain["rule"] = plain["rule"].removeprefix("CNCA-R-2099-001/")
            return "certificate.given.v1", json.dumps(plain, ensure_ascii=False)
        plain["day"] = plain.pop("effective_on").replace("-", "/")
        for field, code in (("reason", "because"), ("notice", "under")):
            if field in plain:
                plain[code] = plain.pop(field)[::-1]
        return "certificate.struck.v1", json.dumps(plain, ensure_ascii=False)

    monkeypatch.setitem(codec.UPCASTERS, "certificate.given.v1", ("certificate.given.v2", rename))
    monkeypatch.setitem(codec.UPCASTERS, "certificate.given.v2", ("certificate.issued.v1", complete))
    monkeypatch.setitem(codec.UPCASTERS, "certificate.struck.v1", ("certificate.cancelled.v1", respell))
    with closing(sqlite3.connect(old.path)) as connection, connection:
        connection.execute("DROP TRIGGER entries_are_not_updated")
        changed = connection.execute(
            "SELECT name, data, position FROM entries"
            " WHERE name IN ('certificate.issued.v1', 'certificate.cancelled.v1')"
        ).fetchall()
        connection.executemany(
            "UPDATE entries SET name = ?, data = ? WHERE position = ?",
            [(*older(name, data), position) for name, data, position in changed],
        )
    assert len({name for name, *_ in changed}) == 2
    lose_read_model(old.path)
    assert old.json("rebuild")["swapped"]
    assert [_without_digest(*pair) for pair in answers(old, version)] == [
        _without_digest(*pair) for pair in transcript(version)
    ]


def _without_digest(command: str, said: str) -> tuple[str, str]:
    """Leave out the digest of the stored bytes, which are others here."""
    return command, re.sub('"sha256": "[0-9a-f]{64}"', "", said) if "--full" in command else said
