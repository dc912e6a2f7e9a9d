"""Ledgers that released versions left behind: they open, and answer byte for byte as they did."""

import hashlib
import json
import shlex
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from cli.app import App
from domain.certificate import CertificateReinstated, CertificateSuspended
from domain.event import Event
from domain.subject import Subject
from ledger import codec
from ledger.desk import Proposal
from ledger.service import Ledger, Request
from projections.schema import LATER, TABLES

LEDGERS = Path(__file__).parents[1] / "golden" / "ledgers"
OLD_TABLES = [table for table in TABLES if table not in LATER]

EVER_RELEASED = {
    "0.1.0": ("9974f9bdc203f033be338abfa58c251ec13fbe9cc217731d6b59d003346280d3", 19),
}
"""SHA-256 and the kinds of event in a version's ledger. One may be added, never changed: users have such."""

pytestmark = pytest.mark.parametrize("version", EVER_RELEASED)


@pytest.fixture
def old(bare: Any, version: str) -> Any:
    """Return a clerk with a copy of the ledger that a version left behind."""
    shutil.copyfile(LEDGERS / f"{version}.sqlite", bare.path)
    bare.clock.set("2024-12-02T01:00:00Z")
    return bare


def transcript(version: str) -> list[tuple[str, str]]:
    """Return the commands that were given to a version's ledger, and what they printed."""
    text = (LEDGERS / f"{version}.txt").read_text("utf-8")
    blocks = text.removeprefix("$ certledger ").split("\n$ certledger ")
    return [(command, said.rstrip("\n")) for command, _, said in (block.partition("\n") for block in blocks)]


def answers(clerk: Any, version: str) -> list[tuple[str, str]]:
    """Give the commands of a version's transcript again."""
    given = []
    for command, before in transcript(version):
        refused = before.count("\n") == 0 and "." in before
        done = clerk.run(*shlex.split(command), "--format", "json", code=int(refused))
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
    assert len(found) == EVER_RELEASED[version][1]
    assert {*found} <= {path.stem for path in (LEDGERS.parent / "events").glob("*.json")}


def test_it_answers_byte_for_byte_as_it_did(old: Any, version: str) -> None:
    assert len(transcript(version)) > 100
    assert answers(old, version) == transcript(version)


def test_it_answers_the_same_after_its_read_model_was_lost_and_built_anew(old: Any, version: str) -> None:
    with closing(sqlite3.connect(old.path)) as connection, connection:
        for table in OLD_TABLES:
            connection.execute(f"DELETE FROM {table}")
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


# Shapes of events ----------------------------------------------------------------


def test_an_old_shape_of_an_event_is_read_as_the_new_one_by_every_command(
    old: Any, version: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A made-up older shape: issues stored the last day as `until` and the rule without its body."""

    def rename(plain: dict[str, Any]) -> dict[str, Any]:
        plain["expires_on"] = plain.pop("until")
        return plain

    def complete(plain: dict[str, Any]) -> dict[str, Any]:
        return {**plain, "rule": f"CNCA-R-2099-001/{plain['rule']}"}

    monkeypatch.setitem(codec.UPCASTERS, "certificate.given.v1", ("certificate.given.v2", rename))
    monkeypatch.setitem(codec.UPCASTERS, "certificate.given.v2", ("certificate.issued.v1", complete))
    with closing(sqlite3.connect(old.path)) as connection, connection:
        connection.execute("DROP TRIGGER entries_are_not_updated")
        changed = connection.execute(
            "UPDATE entries SET name = 'certificate.given.v1', data = replace(replace("
            'data, \'"expires_on"\', \'"until"\'), \'"rule":"CNCA-R-2099-001/\', \'"rule":"\')'
            " WHERE name = 'certificate.issued.v1'"
        ).rowcount
        for table in OLD_TABLES:
            connection.execute(f"DELETE FROM {table}")
    assert changed > 10
    assert old.json("rebuild")["swapped"]
    assert answers(old, version) == transcript(version)
