"""Whom a notice makes a body write to, and about which certificates.

A holder gets one letter from each body: it is named by its credit code, by its
name where it has none that is valid.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from domain import credit_code, timeline
from domain.certificate import ENDED, Certificate
from domain.notice import Notice
from domain.rule import Rule
from domain.subject import Subject, normal
from ledger import journal
from ledger.entry import Entry
from ledger.journal import Reader
from projections import states
from projections.reports.bodies import bodies
from projections.reports.compliance import compliance, notice_in
from projections.reports.rows import BATCH
from projections.reports.rows import Row as Obligation
from projections.view import Known, View

STANDINGS = ("in_force", "ended", "transferred", "expired")
"""What became of a certificate: nothing yet; cancelled or revoked; transferred, where that disposes of
it; or expired by the calendar."""

LEFT_OUT = ("told", "expired")
"""Why nobody writes about a certificate: its holder was told, or it expired and there is nothing to do."""


class RuleLine(msgspec.Struct, frozen=True, kw_only=True):
    """A flagged rule, by which clause of the notice, and the filing that replaced it."""

    rule: str
    name: str
    ground: str
    clause: str | None
    deregistered_on: str | None
    refiled_as: str | None
    refiled_name: str | None


class CertificateLine(msgspec.Struct, frozen=True, kw_only=True):
    """A certificate that the notice affects, as it stands in the view.

    `rule` is the flagged one, whatever the certificate stands under now;
    `standing` one of `STANDINGS`; `ended_on` the day of its end or transfer,
    `moved_to` the rule or certificate that it went on under. `notified_on` is
    when its holder was first told, under the notice or under none by name.
    """

    certificate: str
    number: str
    holder: str
    holder_id: str | None
    scope: str | None
    status: str
    suspended_until: str | None
    expires_on: str
    issued_on: str
    rule: str
    action: str
    standing: str
    ended_on: str | None
    moved_to: str | None
    notified_on: str | None

    @property
    def left_out(self) -> str | None:
        """Return why nobody need write about it, or None."""
        if self.notified_on is not None:
            return "told"
        return "expired" if self.standing == "expired" else None


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """What one body writes to one holder.

    `holder` is the name on the certificate issued last, `other_names` are those
    on others; `holder_id` only where it is valid.
    """

    body: str
    body_name: str
    contact: str | None
    holder: str
    other_names: list[str]
    holder_id: str | None
    rules: list[RuleLine]
    certificates: list[CertificateLine]


class Letters(msgspec.Struct, frozen=True, kw_only=True):
    """The letters of a notice in a view, and the certificates that none is about."""

    notice: str
    title: str
    issued_on: str
    deadline: str
    due_on: str
    boundary: str
    as_of: str
    known_at: Known
    letters: list[Letter]
    left_out: list[CertificateLine]


def letters(
    reader: Reader, notice: Subject, seen: View, *, body: str | None = None, every: bool = False
) -> Letters:
    """Return the letters of a notice in a view; raises `Rejected` where the notice is unknown.

    Holders are told before a certificate is settled. What was settled without
    telling is written about all the same: the holder has still to be told.
    With `every` nothing is left out.
    """
    made = compliance(reader, notice, seen, body=body, detail=True)
    state = notice_in(reader, notice, seen)
    owed = _one_each(row for row in made.rows or () if row.kind == "certificate")
    ground_of = {row.rule: row.ground for row in owed}
    lines = list(_lines(reader, seen, owed))
    wanted = [line for line in lines if every or line.left_out is None]
    rules = {rule: _rule_line(reader, seen, rule, ground_of[rule], state) for rule in _rules(wanted)}
    return Letters(
        notice=notice.id,
        title=made.title,
        issued_on=state.issued_on,
        deadline=made.deadline,
        due_on=made.due_on,
        boundary=made.boundary,
        as_of=seen.as_of,
        known_at=seen.known_at,
        letters=list(_letters(reader, seen, wanted, rules)),
        left_out=[line for line in lines if not every and line.left_out is not None],
    )


def _one_each(rows: Iterable[Obligation]) -> list[Obligation]:
    """Return one obligation of each certificate: what must be settled before what is only followed."""
    found: dict[str, Obligation] = {}
    for row in rows:
        before = found.get(row.subject)
        if before is None or (before.action, row.action) == ("dispose_certificate", "settle_certificate"):
            found[row.subject] = row
    return sorted(found.values(), key=lambda row: (row.rule, row.subject))


# Certificates ------------------------------------------------------------------


def _lines(reader: Reader, seen: View, owed: Sequence[Obligation]) -> Iterator[CertificateLine]:
    for batch in _batches(owed):
        subjects = [Subject("certificate", row.subject) for row in batch]
        streams = [subject.stream for subject in subjects]
        histories = journal.histories(reader, streams, known_at=seen.position)
        for row, subject in zip(batch, subjects, strict=True):
            entries = timeline.until(timeline.standing(histories[subject.stream]), seen.as_of)
            state = timeline.fold(entries, subject.aggregate.evolve)
            if isinstance(state, Certificate):
                yield _line(row, subject, state, entries, seen.as_of)


def _batches(owed: Sequence[Obligation]) -> Iterator[Sequence[Obligation]]:
    return (owed[at : at + BATCH] for at in range(0, len(owed), BATCH))


def _line(
    row: Obligation, subject: Subject, state: Certificate, entries: Iterable[Entry], as_of: str
) -> CertificateLine:
    status = state.status_on(as_of)
    standing, position, moved_to = "in_force", None, None
    if status in ENDED:
        standing, position, moved_to = "ended", state.status_position, state.superseded_by
    elif row.action == "dispose_certificate" and row.outcome == "done" and state.rule != row.rule:
        standing, position, moved_to = "transferred", state.rule_position, state.rule
    elif status == "expired":
        standing = "expired"
    return CertificateLine(
        certificate=subject.id,
        number=state.number_as_written or subject.number,
        holder=state.holder,
        holder_id=state.holder_id,
        scope=state.scope,
        status=status,
        suspended_until=state.suspended_until if status == "suspended" else None,
        expires_on=state.expires_on,
        issued_on=state.issued_on,
        rule=row.rule,
        action=row.action,
        standing=standing,
        ended_on=next((e.event.effective_on for e in entries if e.position == position), None),
        moved_to=moved_to,
        notified_on=row.notified_on,
    )


# Rules -------------------------------------------------------------------------


def _rules(lines: Iterable[CertificateLine]) -> list[str]:
    return sorted({line.rule for line in lines})


def _rule_line(reader: Reader, seen: View, rule: str, ground: str, notice: Notice) -> RuleLine:
    state = _rule(reader, seen, rule)
    refiled = None if state is None or state.superseded_by is None else state.superseded_by
    new = None if refiled is None else _rule(reader, seen, refiled)
    return RuleLine(
        rule=rule,
        name="" if state is None else state.name,
        ground=ground,
        clause=next((clause.clause for clause in notice.clauses if clause.ground == ground), None),
        deregistered_on=None if state is None else state.deregistered_on,
        refiled_as=refiled,
        refiled_name=None if new is None else new.name,
    )


def _rule(reader: Reader, seen: View, rule: str) -> Rule | None:
    state = states.state_in(reader, Subject("rule", rule), seen)
    return state if isinstance(state, Rule) else None


# Letters -----------------------------------------------------------------------


def _letters(
    reader: Reader, seen: View, lines: Iterable[CertificateLine], rules: dict[str, RuleLine]
) -> Iterator[Letter]:
    """Yield a letter to each holder, by body, name and code."""
    of_holder: defaultdict[tuple[str, str], list[CertificateLine]] = defaultdict(list)
    for line in lines:
        body = Subject("certificate", line.certificate).body or ""
        of_holder[body, _valid(line.holder_id) or f"name:{line.holder}"].append(line)
    addressed = [(body, *_address(held), held) for (body, _key), held in of_holder.items()]
    for body, holder, code, held in sorted(addressed, key=lambda each: (*each[:2], each[2] or "")):
        known = bodies(reader, [body], seen)[body]
        yield Letter(
            body=body,
            body_name=body if known is None else known.name,
            contact=None if known is None else known.contact,
            holder=holder,
            other_names=sorted({line.holder for line in held} - {holder}),
            holder_id=code,
            rules=[rules[rule] for rule in _rules(held)],
            certificates=held,
        )


def _address(held: Sequence[CertificateLine]) -> tuple[str, str | None]:
    """Return (name, valid code) as on the certificate that was issued last."""
    last = max(held, key=lambda line: (line.issued_on, line.certificate))
    return last.holder, _valid(last.holder_id)


def _valid(code: str | None) -> str | None:
    kept = normal(code or "")
    return kept if credit_code.fits(kept) else None
