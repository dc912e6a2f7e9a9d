"""Stored names and bytes of events: explicit, canonical, readable for ever."""

import json
import unicodedata
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.certificate import CertificateCancelled, CertificateIssued
from domain.event import EntryVoided, Event, Evidence
from domain.notice import Clause
from domain.report import PublishedFile
from domain.subject import AGGREGATES
from ledger import codec
from ledger.codec import NAMES, UnknownEventError, decode, encode, name_of

GOLDEN = Path(__file__).parent.parent / "golden" / "events"
EVER_STORED = (
    "body.registered.v1",
    "certificate.amended.v1",
    "certificate.cancelled.v1",
    "certificate.holder_notified.v1",
    "certificate.issued.v1",
    "certificate.reinstated.v1",
    "certificate.renewed.v1",
    "certificate.revoked.v1",
    "certificate.suspended.v1",
    "certificate.transferred.v1",
    "entry.voided.v1",
    "notice.deadline_extended.v1",
    "notice.issued.v1",
    "notice.withdrawn.v1",
    "report.published.v1",
    "rule.deregistered.v1",
    "rule.filed.v1",
    "rule.flag_withdrawn.v1",
    "rule.flagged.v1",
    "rule.refiled.v1",
)
"""A name may be added here, never changed or removed."""


# Names -------------------------------------------------------------------------


def test_every_name_ever_stored_can_be_read() -> None:
    assert set(EVER_STORED) <= set(NAMES) | set(codec.UPCASTERS)


def test_every_name_in_use_is_listed_here() -> None:
    assert set(NAMES) <= set(EVER_STORED)


def test_every_event_of_the_domain_has_a_name() -> None:
    of_the_domain = {event for aggregate in AGGREGATES.values() for event in aggregate.events} | {EntryVoided}
    assert set(NAMES.values()) == of_the_domain
    assert {name_of(event) for event in of_the_domain} == set(NAMES)


def test_no_name_is_a_python_path() -> None:
    for name, event in NAMES.items():
        assert event.__name__ not in name
        assert name.islower()
        assert name.rpartition(".")[2] == "v1"


# Golden files ------------------------------------------------------------------


@pytest.mark.parametrize("name", EVER_STORED)
def test_every_name_has_a_golden_file(name: str) -> None:
    assert (GOLDEN / f"{name}.json").is_file()


def test_every_golden_file_has_a_name() -> None:
    assert {path.stem for path in GOLDEN.glob("*.json")} == set(EVER_STORED)


@pytest.mark.parametrize("name", EVER_STORED)
def test_a_golden_file_is_read_and_written_to_the_same_bytes(name: str) -> None:
    stored = (GOLDEN / f"{name}.json").read_bytes()
    event = decode(name, stored)
    if name in NAMES:
        assert type(event) is NAMES[name]
        assert encode(event) == (name, stored)


@pytest.mark.parametrize("name", EVER_STORED)
def test_a_golden_file_gives_every_field(name: str) -> None:
    plain = json.loads((GOLDEN / f"{name}.json").read_bytes())
    assert set(plain) == set(NAMES[name].__struct_fields__)


def test_what_is_stored_as_text_is_read_like_bytes() -> None:
    stored = (GOLDEN / "certificate.issued.v1.json").read_bytes()
    assert decode("certificate.issued.v1", stored.decode()) == decode("certificate.issued.v1", stored)


# Canonical bytes ---------------------------------------------------------------


def test_keys_are_sorted_and_defaults_left_out() -> None:
    event = CertificateIssued(rule="B/R", holder="H", expires_on="2025-01-01", effective_on="2024-01-01")
    assert encode(event)[1] == (
        b'{"effective_on":"2024-01-01","expires_on":"2025-01-01","holder":"H","rule":"B/R"}'
    )


def test_what_is_not_ascii_is_not_escaped() -> None:
    assert "样例".encode() in encode(CertificateCancelled(effective_on="2024-01-01", why="样例"))[1]


def _values(plain: Any) -> list[Any]:
    if isinstance(plain, dict):
        return [value for item in plain.values() for value in _values(item)]
    if isinstance(plain, list):
        return [value for item in plain for value in _values(item)]
    return [plain]


def _check_sorted(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = [key for key, _ in pairs]
    assert keys == sorted(keys)
    assert all(key.isascii() for key in keys)
    return dict(pairs)


def _check_canonical(data: bytes) -> None:
    plain = json.loads(data, object_pairs_hook=_check_sorted)
    for value in _values(plain):
        assert isinstance(value, str | bool | int)
        if isinstance(value, int):
            assert abs(value) < 2**53
    assert data == json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()


@pytest.mark.parametrize("name", EVER_STORED)
def test_golden_files_are_canonical(name: str) -> None:
    data = (GOLDEN / f"{name}.json").read_bytes()
    _check_canonical(data)
    assert unicodedata.is_normalized("NFC", data.decode())


# Round trips -------------------------------------------------------------------

TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=8)


def _of(hint: Any) -> st.SearchStrategy[Any]:
    if get_origin(hint) in {Union, UnionType}:
        return st.one_of(*map(_of, get_args(hint)))
    if get_origin(hint) is tuple:
        return st.lists(_of(get_args(hint)[0]), max_size=2).map(tuple)
    simple = {str: TEXTS, int: st.integers(0, 2**53 - 1), bool: st.booleans(), type(None): st.none()}
    if hint in simple:
        return simple[hint]
    assert hint in {Evidence, Clause, PublishedFile}, hint
    return st.builds(hint, **{key: _of(of) for key, of in get_type_hints(hint).items()})


def _events(event: type[Event]) -> st.SearchStrategy[Event]:
    hints = {key: of for key, of in get_type_hints(event).items() if key in event.__struct_fields__}
    return st.fixed_dictionaries({key: _of(of) for key, of in hints.items()}).map(lambda own: event(**own))


@pytest.mark.parametrize("name", EVER_STORED)
def test_any_event_comes_back_as_it_was(name: str) -> None:
    @settings(max_examples=40, deadline=None)
    @given(_events(NAMES[name]))
    def round_trip(event: Event) -> None:
        stored_name, data = encode(event)
        assert stored_name == name
        assert decode(stored_name, data) == event
        assert encode(decode(stored_name, data)) == (name, data)
        plain = json.loads(data, object_pairs_hook=_check_sorted)
        assert not any(isinstance(value, float) for value in _values(plain))

    round_trip()


# Upcasters ---------------------------------------------------------------------


def test_an_old_shape_is_brought_up_to_date_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    def rename(plain: dict[str, Any]) -> dict[str, Any]:
        return {"effective_on" if key == "day" else key: value for key, value in plain.items()}

    def add_holder(plain: dict[str, Any]) -> dict[str, Any]:
        return {"holder": "未记载", **plain}

    monkeypatch.setitem(codec.UPCASTERS, "certificate.issued.v-1", ("certificate.issued.v0", rename))
    monkeypatch.setitem(codec.UPCASTERS, "certificate.issued.v0", ("certificate.issued.v1", add_holder))
    old = b'{"day":"2024-01-01","expires_on":"2025-01-01","rule":"B/R"}'
    assert decode("certificate.issued.v-1", old) == CertificateIssued(
        effective_on="2024-01-01", expires_on="2025-01-01", rule="B/R", holder="未记载"
    )
    v0 = b'{"effective_on":"2024-01-01","expires_on":"2025-01-01","holder":"H","rule":"B/R"}'
    assert decode("certificate.issued.v0", v0) == decode("certificate.issued.v1", v0)


def test_an_old_shape_with_lists_is_brought_up_to_date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(codec.UPCASTERS, "rule.registered.v1", ("rule.filed.v1", lambda plain: plain))
    data = (GOLDEN / "rule.filed.v1.json").read_bytes()
    assert decode("rule.registered.v1", data) == decode("rule.filed.v1", data)


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(UnknownEventError, match=r"certificate\.teleported\.v1"):
        decode("certificate.teleported.v1", b"{}")


def test_an_upcaster_that_leads_nowhere_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(codec.UPCASTERS, "a.v1", ("b.v1", lambda plain: plain))
    with pytest.raises(UnknownEventError, match=r"b\.v1"):
        decode("a.v1", b"{}")
