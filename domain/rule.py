"""The rule: filed with the regulator, perhaps flagged, deregistered, filed again as a new one."""

from collections.abc import Iterable, Mapping

import msgspec

from domain.event import Event
from domain.rejected import Rejected
from domain.timeline import Entry

KIND = "rule"

CATEGORIES = {"reduction": "碳减排/清除", "disclosure": "碳披露", "neutrality": "碳中和"}
"""类别 (国认监〔2024〕3号, 三)."""

SCHEMES = {"product": "产品认证", "management_system": "管理体系认证", "service": "服务认证"}
"""认证对象 (国认监〔2024〕3号, 三)."""

GROUNDS = {"out_of_scope": "不属于备案范围", "misclassified": "不符合分类要求", "nonconforming": "不符合要求"}


# Events ----------------------------------------------------------------------


class RuleFiled(Event, frozen=True, kw_only=True):
    """备案, on the effective day. `supersedes` names the filing that this one replaces."""

    name: str
    category: str
    scheme: str
    code: str | None = None
    basis: tuple[str, ...] = ()
    published_on: str | None = None
    supersedes: str | None = None
    number_as_written: str | None = None


class RuleFlagged(Event, frozen=True, kw_only=True):
    """标记, on a ground of a notice."""

    ground: str


class RuleFlagWithdrawn(Event, frozen=True, kw_only=True):
    """撤回标记, of the flag under the notice."""


class RuleDeregistered(Event, frozen=True, kw_only=True):
    """注销. A filing that is deregistered never reopens."""


class RuleRefiled(Event, frozen=True, kw_only=True):
    """重新备案: this filing was replaced by the new filing `refiled_as`."""

    refiled_as: str


EVENTS = (RuleFiled, RuleFlagged, RuleFlagWithdrawn, RuleDeregistered, RuleRefiled)


# State -----------------------------------------------------------------------


class Flag(msgspec.Struct, frozen=True, kw_only=True):
    """A flag that stands: its ground, since when, by which entry."""

    ground: str
    since: str
    position: int


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """What a rule's entries say. `flags` are those that stand, by notice; withdrawals are the latest."""

    name: str
    category: str
    scheme: str
    code: str | None
    basis: tuple[str, ...]
    published_on: str | None
    filed_on: str
    filed_position: int
    supersedes: str | None
    number_as_written: str | None
    flags: Mapping[str, Flag]
    withdrawal_positions: Mapping[str, int]
    deregistered_on: str | None = None
    deregistered_position: int = 0
    reason: str | None = None
    superseded_by: str | None = None
    refiled_position: int = 0

    @property
    def status(self) -> str:
        """Return filed, flagged or deregistered; the last wins."""
        if self.deregistered_on is not None:
            return "deregistered"
        return "flagged" if self.flags else "filed"


def evolve(state: Rule | None, entry: Entry) -> Rule | None:
    """Apply an entry; an entry that says nothing about the state leaves it."""
    event, position = entry.event, entry.position
    if isinstance(event, RuleFiled):
        return Rule(
            name=event.name,
            category=event.category,
            scheme=event.scheme,
            code=event.code,
            basis=event.basis,
            published_on=event.published_on,
            filed_on=event.effective_on,
            filed_position=position,
            supersedes=event.supersedes,
            number_as_written=event.number_as_written,
            flags={},
            withdrawal_positions={},
        )
    if state is None:
        return None  # between a void of what began it and its entry anew
    change = msgspec.structs.replace
    match event:
        case RuleFlagged(notice=str(notice)):
            flag = Flag(ground=event.ground, since=event.effective_on, position=position)
            return change(state, flags={**state.flags, notice: flag})
        case RuleFlagWithdrawn():
            return change(
                state,
                flags={n: f for n, f in state.flags.items() if n != event.notice},
                withdrawal_positions={**state.withdrawal_positions, event.notice or "": position},
            )
        case RuleDeregistered():
            return change(
                state,
                deregistered_on=event.effective_on,
                deregistered_position=position,
                reason=event.reason,
            )
        case RuleRefiled():
            return change(state, superseded_by=event.refiled_as, refiled_position=position)
    return state


# Decisions -------------------------------------------------------------------


def forbids(state: Rule | None, event: Event) -> Rejected | None:
    """Say why an event cannot follow a state (the life of a filing)."""
    on = event.effective_on
    if isinstance(event, RuleFiled):
        if state is not None:
            return Rejected("rule.exists", position=state.filed_position, day=state.filed_on)
        if event.published_on is not None and event.published_on > on:
            return Rejected("rule.published_after_filing", published_on=event.published_on, day=on)
        return None
    if state is None:
        return Rejected("rule.not_yet_filed", day=on)
    match event:
        case RuleFlagged(notice=str(notice)) if notice in state.flags:
            flag = state.flags[notice]
            return Rejected("rule.already_flagged", ground=flag.ground, position=flag.position, notice=notice)
        case RuleFlagWithdrawn() if event.notice not in state.flags:
            position = state.withdrawal_positions.get(event.notice or "")
            if position is not None:
                return Rejected("rule.flag_withdrawn_already", notice=event.notice, position=position)
            return Rejected("rule.not_flagged", notice=event.notice, day=on)
        case RuleDeregistered() if state.deregistered_on is not None:
            return Rejected(
                "rule.already_deregistered", position=state.deregistered_position, day=state.deregistered_on
            )
        case RuleRefiled() if state.deregistered_on is None:
            return Rejected("rule.not_deregistered", day=on)
        case RuleRefiled() if state.superseded_by is not None:
            return Rejected(
                "rule.already_refiled", refiled_as=state.superseded_by, position=state.refiled_position
            )
    return None


def closes(state: Rule | None) -> Rejected | None:
    """Say why nothing can be issued under a rule in this state, or None where it can."""
    if state is None:
        return Rejected("rule.not_filed_then")
    if state.deregistered_on is not None:
        return Rejected("rule.closed", status="deregistered", position=state.deregistered_position)
    for notice, flag in state.flags.items():
        return Rejected("rule.closed", status="flagged", position=flag.position, notice=notice)
    return None


# Timeline --------------------------------------------------------------------


def shown(state: Rule, _on: str) -> tuple[str, str | None]:
    """Return (status, no rule)."""
    return state.status, None


class FlagSpan(msgspec.Struct, frozen=True, kw_only=True):
    """A flag on the effective axis: `[start, end)`, `end` None while it stands."""

    notice: str
    ground: str
    start: str
    end: str | None
    position: int


def flag_spans(timeline: Iterable[Entry]) -> list[FlagSpan]:
    """Return every flag of a timeline, withdrawn ones with their end.

    Between a void of the filing and its entry anew there is no rule to be flagged;
    between that of a withdrawal and its entry anew, a later flag replaces the one
    that stands.
    """
    spans: list[FlagSpan] = []
    filed = False
    for entry in timeline:
        event = entry.event
        filed = filed or isinstance(event, RuleFiled)
        if isinstance(event, RuleFlagged) and event.notice is not None and filed:
            spans = _ended(spans, event)
            spans.append(
                FlagSpan(
                    notice=event.notice,
                    ground=event.ground,
                    start=event.effective_on,
                    end=None,
                    position=entry.position,
                )
            )
        elif isinstance(event, RuleFlagWithdrawn):
            spans = _ended(spans, event)
    return spans


def _ended(spans: list[FlagSpan], by: Event) -> list[FlagSpan]:
    """Let the flag that stands under an event's notice end with it."""
    return [
        msgspec.structs.replace(span, end=by.effective_on)
        if span.notice == by.notice and span.end is None
        else span
        for span in spans
    ]
