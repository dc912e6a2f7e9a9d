"""`given(...).when(...).then(...)` on the ledger's desk, with histories in memory.

A world stands before every story: one body, the two notices, rules R1 to R3
filed. What a story is given is recorded as it is, unchecked, from #11 on.
"""

from collections.abc import Callable
from typing import Any

import pytest

from domain import certificate as c
from domain import notice as n
from domain import rule as r
from domain.body import BodyRegistered
from domain.event import EntryVoided, Event
from domain.rejected import Rejected
from domain.subject import Subject
from ledger.desk import Desk, Proposal
from ledger.entry import Entry

TODAY = "2024-07-31"
BODY = Subject("body", "CNCA-R-2099-001")
NOBODY = Subject("body", "CNCA-R-2099-999")
N3, N31 = Subject("notice", "国认监〔2024〕3号"), Subject("notice", "认秘函〔2024〕31号")
R1, R2, R3, R9 = (Subject("rule", f"{BODY.id}/{number}") for number in ("R1", "R2", "R3", "R9"))
C1, C2, C9 = (Subject("certificate", f"{BODY.id}/{number}") for number in ("C1", "C2", "C9"))
FIRST = 11
"""The position of the first entry that a story is given."""

Doing = Callable[[Desk], None]


# Acts ------------------------------------------------------------------------


def registered(on: str = "2023-01-01", body: Subject = BODY, **own: Any) -> Proposal:
    return Proposal(body, BodyRegistered(effective_on=on, **{"name": "虚构认证中心", **own}))


def noticed(
    notice: Subject = N3,
    on: str = "2024-04-02",
    grounds: tuple[str, ...] = ("out_of_scope", "nonconforming"),
    **own: Any,
) -> Proposal:
    clauses = tuple(n.Clause(clause=str(i), ground=ground) for i, ground in enumerate(grounds, 1))
    given = {"title": "通知", "issued_on": on, "deadline": "2024-04-30", "clauses": clauses, **own}
    return Proposal(notice, n.NoticeIssued(effective_on=on, **given))


def extended(to: str, on: str = "2024-04-20", notice: Subject = N3) -> Proposal:
    return Proposal(notice, n.DeadlineExtended(effective_on=on, to=to))


def notice_withdrawn(on: str = "2024-05-01", notice: Subject = N3) -> Proposal:
    return Proposal(notice, n.NoticeWithdrawn(effective_on=on))


def filed(on: str = "2023-02-01", rule: Subject = R1, **own: Any) -> Proposal:
    given = {"name": "光伏组件产品碳减排认证规则", "category": "reduction", "scheme": "product", **own}
    return Proposal(rule, r.RuleFiled(effective_on=on, **given))


def flagged(
    on: str = "2024-04-10", rule: Subject = R1, notice: Subject = N3, ground: str = "out_of_scope", **own: Any
) -> Proposal:
    return Proposal(rule, r.RuleFlagged(effective_on=on, notice=notice.id, ground=ground, **own))


def unflagged(on: str = "2024-04-20", rule: Subject = R1, notice: Subject = N3, **own: Any) -> Proposal:
    return Proposal(rule, r.RuleFlagWithdrawn(effective_on=on, notice=notice.id, **own))


def deregistered(on: str = "2024-04-25", rule: Subject = R1, **own: Any) -> Proposal:
    return Proposal(rule, r.RuleDeregistered(effective_on=on, **own))


def refiled(on: str = "2024-05-10", rule: Subject = R1, new: Subject = R9, **own: Any) -> Proposal:
    return Proposal(rule, r.RuleRefiled(effective_on=on, refiled_as=new.id, **own))


def issued(
    on: str = "2024-01-10", cert: Subject = C1, rule: Subject = R1, expires: str = "2025-01-09", **own: Any
) -> Proposal:
    given = {"holder": "样例公司", "rule": rule.id, "expires_on": expires, **own}
    return Proposal(cert, c.CertificateIssued(effective_on=on, **given))


def amended(on: str = "2024-02-01", cert: Subject = C1, **own: Any) -> Proposal:
    return Proposal(cert, c.CertificateAmended(effective_on=on, **(own or {"holder": "样例新公司"})))


def suspended(on: str = "2024-03-01", cert: Subject = C1, **own: Any) -> Proposal:
    return Proposal(cert, c.CertificateSuspended(effective_on=on, **own))


def reinstated(on: str = "2024-04-01", cert: Subject = C1, **own: Any) -> Proposal:
    return Proposal(cert, c.CertificateReinstated(effective_on=on, **own))


def cancelled(on: str = "2024-05-01", cert: Subject = C1, **own: Any) -> Proposal:
    return Proposal(cert, c.CertificateCancelled(effective_on=on, **own))


def revoked(on: str = "2024-05-01", cert: Subject = C1, **own: Any) -> Proposal:
    return Proposal(cert, c.CertificateRevoked(effective_on=on, **own))


def renewed(on: str = "2024-06-01", cert: Subject = C1, expires: str = "2026-01-09", **own: Any) -> Proposal:
    return Proposal(cert, c.CertificateRenewed(effective_on=on, expires_on=expires, **own))


def transferred(on: str = "2024-06-01", cert: Subject = C1, to: Subject = R2, **own: Any) -> Proposal:
    return Proposal(cert, c.CertificateTransferred(effective_on=on, rule=to.id, **own))


def notified(on: str = "2024-04-05", cert: Subject = C1, **own: Any) -> Proposal:
    return Proposal(cert, c.HolderNotified(effective_on=on, **{"by": "挂号信", **own}))


def voided(subject: Subject, position: int, why: str | None = "错录", today: str = TODAY) -> Proposal:
    return Proposal(subject, EntryVoided(effective_on=today, position=position, why=why))


WORLD = (
    registered(),
    noticed(N3),
    noticed(
        N31, "2024-07-02", ("out_of_scope", "misclassified"), deadline="2024-07-15", cutoff_on="2024-05-30"
    ),
    filed(rule=R1),
    filed(rule=R2),
    filed(rule=R3),
)


# Stories ---------------------------------------------------------------------


class Told:
    """What came of proposing something."""

    def __init__(self, desk: Desk, no: Rejected | None) -> None:
        self._desk = desk
        self._no = no

    def then(self, *proposals: Proposal) -> None:
        """Expect just these drafts, whole."""
        if self._no is not None:
            pytest.fail(f"refused: {self._no}")
        assert [(d.subject, d.event) for d in self._desk.drafts] == [(p.subject, p.event) for p in proposals]

    def refused(self, code: str, **values: object) -> None:
        """Expect a refusal with this code, and nothing drafted."""
        assert self._no is not None, f"accepted: {self._desk.drafts}"
        assert self._no.code == code, str(self._no)
        assert {key: self._no.values.get(key) for key in values} == values
        assert self._desk.drafts == []

    def done_already(self, *positions: int) -> None:
        """Expect nothing drafted, because these entries say so already."""
        self.then()
        assert tuple(standing.position for _, standing in self._desk.unchanged) == positions

    def remarked(self, *codes: str) -> None:
        """Expect these remarks."""
        assert tuple(remark.code for remark in self._desk.remarks) == codes


class Given:
    """A ledger in memory."""

    def __init__(self, *proposals: Proposal, world: tuple[Proposal, ...] = WORLD, today: str = TODAY) -> None:
        self._histories: dict[Subject, list[Entry]] = {}
        self._today = today
        for position, proposal in enumerate(world, 1):
            self._record(position, proposal)
        for position, proposal in enumerate(proposals, FIRST):
            self._record(position, proposal)

    def _record(self, position: int, proposal: Proposal) -> None:
        history = self._histories.setdefault(proposal.subject, [])
        history.append(Entry(position, proposal.subject.stream, len(history) + 1, proposal.event))

    def entry(self, position: int) -> Entry:
        """Return the entry at a position."""
        return next(e for history in self._histories.values() for e in history if e.position == position)

    def history(self, subject: Subject) -> list[Entry]:
        """Return a subject's entries."""
        return list(self._histories.get(subject, []))

    def state(self, subject: Subject, on: str) -> Any:
        """Return a subject's state at the end of a day."""
        return self._desk().state(subject, on)

    def when(self, *proposals: Proposal, check_rules: bool = True) -> Told:
        """Propose these together."""
        return self.doing(lambda desk: desk.propose(*proposals, check_rules=check_rules))

    def doing(self, act: Doing) -> Told:
        """Let something be done at the desk."""
        desk = self._desk()
        try:
            act(desk)
        except Rejected as no:
            return Told(desk, no)
        return Told(desk, None)

    def _desk(self) -> Desk:
        return Desk(self.history, lambda _subject: list(self._histories), self._today)


def given(*proposals: Proposal, world: tuple[Proposal, ...] = WORLD, today: str = TODAY) -> Given:
    """Begin a story."""
    return Given(*proposals, world=world, today=today)


def with_reason(event: Event) -> dict[str, Any]:
    """Return an event's circumstances, as the acts take them."""
    return {field: getattr(event, field) for field in Event.__struct_fields__}
