"""Acts that are more than one entry: refiling, transfer to a new number, voiding, correcting."""

from collections.abc import Sequence
from typing import Any

import msgspec

from domain.certificate import Certificate, CertificateIssued, CertificateTransferred
from domain.event import EntryVoided, Event
from domain.rejected import Rejected
from domain.rule import Rule, RuleFiled, RuleRefiled
from domain.subject import Subject
from domain.timeline import standing
from ledger.desk import Desk, Proposal
from ledger.entry import Entry


def refile(desk: Desk, old: Subject, new: Subject, refiled: RuleRefiled, changes: dict[str, Any]) -> None:
    """Draft that `old` was filed again as `new`; what `changes` does not give is taken from the old."""
    desk.require(old)
    state = desk.state(old, refiled.effective_on)
    if not isinstance(state, Rule):
        raise Rejected("rule.not_yet_filed", id=old.id, day=refiled.effective_on)
    circumstances = {field: getattr(refiled, field) for field in Event.__struct_fields__}
    filed = RuleFiled(
        **circumstances,
        **{
            "name": state.name,
            "category": state.category,
            "scheme": state.scheme,
            "code": state.code,
            "basis": state.basis,
            "published_on": state.published_on,
            "supersedes": old.id,
            **changes,
        },
    )
    desk.propose(Proposal(old, refiled), Proposal(new, filed))


def transfer_as(
    desk: Desk, old: Subject, new: Subject, transferred: CertificateTransferred, number_as_written: str | None
) -> None:
    """Draft that `old` ends as replaced and goes on, as it stands, as `new` under another rule."""
    desk.require(old)
    state = desk.state(old, transferred.effective_on)
    if not isinstance(state, Certificate):
        raise Rejected("certificate.not_yet_issued", id=old.id, day=transferred.effective_on)
    circumstances = {field: getattr(transferred, field) for field in Event.__struct_fields__}
    transferred = msgspec.structs.replace(transferred, superseded_by=new.id, reason="replaced")
    before = _before(desk, old, transferred) or state
    issued = CertificateIssued(
        **circumstances,
        rule=transferred.rule,
        holder=before.holder,
        holder_id=before.holder_id,
        scope=before.scope,
        expires_on=before.expires_on,
        supersedes=old.id,
        suspended=before.status == "suspended",
        suspended_until=before.suspended_until,
        number_as_written=number_as_written,
    )
    desk.propose(Proposal(old, transferred), Proposal(new, issued))


def _before(desk: Desk, old: Subject, transferred: CertificateTransferred) -> Certificate | None:
    """Return the state before the same transfer, where it stands already."""
    state: Certificate | None = None
    for entry in desk.timeline(old):
        if isinstance(entry.event, CertificateTransferred) and entry.event.superseded_by == (
            transferred.superseded_by
        ):
            return state
        state = old.aggregate.evolve(state, entry)
    return None


# Voiding and correcting ------------------------------------------------------


def void(desk: Desk, entries: Sequence[Entry], circumstances: dict[str, Any]) -> None:
    """Draft that these entries no longer count, with those that go together with them."""
    together = list(dict.fromkeys(e for entry in entries for e in (entry, *_partners(desk, entry))))
    for entry in together:
        if entry not in entries:
            desk.remark("void.together", position=entry.position)
    desk.propose(*(_voided(desk, entry, circumstances) for entry in together))


def correct(desk: Desk, entry: Entry, why: str, changes: dict[str, Any]) -> None:
    """Draft a void of an entry and the entry anew, with `changes`.

    Circumstances that are changed (day, reason, notice …) change in an entry
    that goes together with it too. The new entry keeps its own `why`.
    """
    if isinstance(entry.event, EntryVoided):
        raise Rejected("void.of_void", position=entry.position)
    _refuse_voided(desk, entry)
    unknown = sorted(set(changes) - set(type(entry.event).__struct_fields__))
    if unknown:
        raise Rejected("correct.no_such_field", fields=unknown, type=entry.type, position=entry.position)
    proposals = []
    for each in (entry, *_partners(desk, entry)):
        given = {k: v for k, v in changes.items() if each is entry or k in Event.__struct_fields__}
        anew = msgspec.structs.replace(each.event, why=each.event.why or why, **given)
        if each is entry and msgspec.structs.replace(anew, why=each.event.why) == each.event:
            raise Rejected("correct.nothing_changed", position=entry.position)
        proposals += [_voided(desk, each, {"why": why}), Proposal(each.subject, anew)]
    desk.propose(*proposals)


def _voided(desk: Desk, entry: Entry, circumstances: dict[str, Any]) -> Proposal:
    """Return the void; it takes effect on the day it is recorded, which says nothing about the act."""
    said = {**circumstances, "effective_on": desk.today, "position": entry.position}
    return Proposal(entry.subject, EntryVoided(**said))


def _refuse_voided(desk: Desk, entry: Entry) -> None:
    for other in desk.entries(entry.subject):
        if isinstance(other.event, EntryVoided) and other.event.position == entry.position:
            raise Rejected("void.already", position=entry.position, voided_by=other.position)


def _partners(desk: Desk, entry: Entry) -> Sequence[Entry]:
    """Return the entry that goes together with this one: the other half of a refiling or a transfer."""
    event = entry.event
    match event:
        case RuleRefiled():
            return _founding(desk, Subject("rule", event.refiled_as), entry)
        case CertificateTransferred(superseded_by=str(number)):
            return _founding(desk, Subject("certificate", number), entry)
        case RuleFiled(supersedes=str(number)):
            return [
                e
                for e in standing(desk.entries(Subject("rule", number)))
                if isinstance(e.event, RuleRefiled) and e.event.refiled_as == entry.subject.id
            ]
        case CertificateIssued(supersedes=str(number)):
            return [
                e
                for e in standing(desk.entries(Subject("certificate", number)))
                if isinstance(e.event, CertificateTransferred) and e.event.superseded_by == entry.subject.id
            ]
    return []


def _founding(desk: Desk, subject: Subject, named_by: Entry) -> Sequence[Entry]:
    return [
        e
        for e in standing(desk.entries(subject))
        if isinstance(e.event, subject.aggregate.founding)
        and getattr(e.event, "supersedes", None) == named_by.subject.id
    ]
