"""Events to stored names and bytes, and back.

The bytes are canonical JSON: sorted keys, UTF-8 as it is, no floats, fields at
their default left out. The names are explicit: a class may be renamed or moved,
what is stored may not. A changed shape gets a new name and an upcaster from
the old one; a golden file for each name ever stored is among the tests.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import msgspec

from domain.body import BodyRegistered
from domain.certificate import (
    CertificateAmended,
    CertificateCancelled,
    CertificateIssued,
    CertificateReinstated,
    CertificateRenewed,
    CertificateRevoked,
    CertificateSuspended,
    CertificateTransferred,
    HolderNotified,
)
from domain.event import EntryVoided, Event
from domain.notice import DeadlineExtended, NoticeIssued, NoticeWithdrawn
from domain.report import ReportPublished
from domain.rule import (
    RuleDeregistered,
    RuleFiled,
    RuleFlagged,
    RuleFlagWithdrawn,
    RuleRefiled,
)

NAMES: Mapping[str, type[Event]] = {
    "body.registered.v1": BodyRegistered,
    "certificate.amended.v1": CertificateAmended,
    "certificate.cancelled.v1": CertificateCancelled,
    "certificate.holder_notified.v1": HolderNotified,
    "certificate.issued.v1": CertificateIssued,
    "certificate.reinstated.v1": CertificateReinstated,
    "certificate.renewed.v1": CertificateRenewed,
    "certificate.revoked.v1": CertificateRevoked,
    "certificate.suspended.v1": CertificateSuspended,
    "certificate.transferred.v1": CertificateTransferred,
    "entry.voided.v1": EntryVoided,
    "notice.deadline_extended.v1": DeadlineExtended,
    "notice.issued.v1": NoticeIssued,
    "notice.withdrawn.v1": NoticeWithdrawn,
    "report.published.v1": ReportPublished,
    "rule.deregistered.v1": RuleDeregistered,
    "rule.filed.v1": RuleFiled,
    "rule.flag_withdrawn.v1": RuleFlagWithdrawn,
    "rule.flagged.v1": RuleFlagged,
    "rule.refiled.v1": RuleRefiled,
}

Upcaster = tuple[str, Callable[[dict[str, Any]], dict[str, Any]]]

UPCASTERS: dict[str, Upcaster] = {}
"""Old stored name -> (newer name, how its data becomes the newer shape)."""

_NAME_OF = {event: name for name, event in NAMES.items()}
_encoder = msgspec.json.Encoder(order="sorted")


class UnknownEventError(Exception):
    """A stored name that this version does not know."""


class UnreadableEventError(Exception):
    """Stored bytes that are no event of their name: the ledger file is damaged."""


def name_of(event: type[Event]) -> str:
    """Return the name under which events of this type are stored."""
    return _NAME_OF[event]


def names_of(event: str) -> list[str]:
    """Return the names under which events of a type were ever stored; none where there is no such type."""
    return [name for name in (*NAMES, *UPCASTERS) if _becomes(name).__name__ == event]


def is_old_sql(column: str) -> str:
    """Return the SQL that tells whether a stored name is of an old shape, whose data has to be decoded."""
    return f"{column} IN ({', '.join(map(repr, UPCASTERS))})"


def _becomes(name: str) -> type[Event]:
    while name not in NAMES:
        name = UPCASTERS[name][0]
    return NAMES[name]


def encode(event: Event) -> tuple[str, bytes]:
    """Return (stored name, canonical bytes)."""
    return _NAME_OF[type(event)], _encoder.encode(event)


def decode(name: str, data: bytes | str) -> Event:
    """Return the event, old shapes brought up to date.

    Raises `UnknownEventError`, `UnreadableEventError`.
    """
    try:
        return _decoder(name).decode(data) if name in NAMES else _upcast(name, data)
    except (msgspec.MsgspecError, UnicodeError) as error:
        raise UnreadableEventError(f"{name}: {error}") from error


def _upcast(name: str, data: bytes | str) -> Event:
    plain: dict[str, Any] = msgspec.json.decode(data)
    while name not in NAMES:
        if name not in UPCASTERS:
            raise UnknownEventError(name)
        name, change = UPCASTERS[name]
        plain = change(plain)
    return msgspec.convert(plain, NAMES[name])


@cache
def _decoder(name: str) -> msgspec.json.Decoder[Event]:
    return msgspec.json.Decoder(NAMES[name])
