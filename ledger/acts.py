"""Acts that are more than one entry: refiling, transfer to a new number, voiding, correcting."""

from collections.abc import Sequence
from typing import Any

import msgspec

from domain.certificate import Certificate, CertificateIssued, CertificateTransferred
from domain.event import EntryVoided, Event, same_act
from domain.rejected import Rejected
from domain.report import ReportPublished
from domain.rule import Rule, RuleFiled, RuleRefiled
from domain.subject import Subject
from domain.timeline import standing
from ledger.desk import Desk, Proposal
from ledger.entry import Entry


def refile(
    desk: Desk, old: Subject, new: Subject, refiled: RuleRefiled, changes: dict[str, Any]
) -> list[Proposal]:
    """Propose that `old` was filed again as `new`; what `changes` does not give is taken from the old.

    Where the refiling stands already, the new filing is taken as it stands, so
    that entering it again is no new act, whatever became of the old since.
    """
    desk.require(old)
    stands = _partner_of_standing(desk, old, new, refiled)
    if stands is not None:
        return [Proposal(old, refiled), Proposal(new, msgspec.structs.replace(stands, **changes))]
    state = desk.state(old, refiled.effective_on)
    if not isinstance(state, Rule):
        raise Rejected("rule.not_yet_filed", id=old.id, day=refiled.effective_on)
    inherited = {
        "name": state.name,
        "category": state.category,
        "scheme": state.scheme,
        "code": state.code,
        "basis": state.basis,
        "published_on": state.published_on,
        "supersedes": old.id,
    }
    filed = RuleFiled(**_circumstances(refiled), **{**inherited, **changes})
    return [Proposal(old, refiled), Proposal(new, filed)]


def transfer_as(
    desk: Desk, old: Subject, new: Subject, transferred: CertificateTransferred, number_as_written: str | None
) -> list[Proposal]:
    """Propose that `old` ends as replaced and goes on, as it stands, as `new` under another rule."""
    desk.require(old)
    ended = msgspec.structs.replace(transferred, superseded_by=new.id, reason="replaced")
    stands = _partner_of_standing(desk, old, new, ended)
    if stands is not None:
        return [Proposal(old, ended), Proposal(new, stands)]
    state = desk.state(old, transferred.effective_on)
    if not isinstance(state, Certificate):
        raise Rejected("certificate.not_yet_issued", id=old.id, day=transferred.effective_on)
    issued = CertificateIssued(
        **_circumstances(transferred),
        rule=transferred.rule,
        holder=state.holder,
        holder_id=state.holder_id,
        scope=state.scope,
        expires_on=state.expires_on,
        supersedes=old.id,
        suspended=state.status == "suspended",
        suspended_until=state.suspended_until,
        number_as_written=number_as_written,
    )
    return [Proposal(old, ended), Proposal(new, issued)]


def _circumstances(event: Event) -> dict[str, Any]:
    return {field: getattr(event, field) for field in Event.__struct_fields__}


def _partner_of_standing(desk: Desk, old: Subject, new: Subject, event: Event) -> Event | None:
    """Return what began `new`, where `event` stands already and began it."""
    if not any(same_act(entry.event, event) for entry in desk.timeline(old)):
        return None
    for entry in desk.timeline(new):
        if getattr(entry.event, "supersedes", None) == old.id:
            return entry.event
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

    Circumstances (day, reason, notice …) and the rule change in an entry that
    goes together with it too. The new entry keeps its own `why`. An entry whose
    day and rule stay was checked against its rule when it was first entered.
    """
    if isinstance(entry.event, EntryVoided):
        raise Rejected("void.of_void", position=entry.position)
    if isinstance(entry.event, ReportPublished):
        raise Rejected("report.not_corrected", id=entry.subject.id, position=entry.position)
    _refuse_voided(desk, entry)
    unknown = sorted(set(changes) - set(type(entry.event).__struct_fields__))
    if unknown:
        raise Rejected("correct.no_such_field", fields=unknown, type=entry.type, position=entry.position)
    proposals = []
    for each in (entry, *_partners(desk, entry)):
        shared = {*Event.__struct_fields__, "rule"} & set(type(each.event).__struct_fields__)
        given = {k: v for k, v in changes.items() if each is entry or k in shared}
        if getattr(each.event, "superseded_by", None) is not None:
            given.pop("reason", None)  # a certificate that goes on under a new number ends as replaced
        anew = msgspec.structs.replace(each.event, why=each.event.why or why, **given)
        if each is entry and msgspec.structs.replace(anew, why=each.event.why) == each.event:
            raise Rejected("correct.nothing_changed", position=entry.position)
        proposals += [_voided(desk, each, {"why": why}), Proposal(each.subject, anew)]
    desk.propose(*proposals, check_rules=bool({"effective_on", "rule"} & set(changes)))


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
