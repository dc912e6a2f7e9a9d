"""The notice: what a regulator ordered, by when, on which grounds."""

from collections.abc import Iterable
from datetime import date

import msgspec

from domain import day
from domain.event import Event
from domain.rejected import Rejected
from domain.timeline import Entry

KIND = "notice"
BOUNDARIES = ("inclusive", "exclusive")
TIMES = ("effective", "recorded", "reported", "decided")

REMEDIES = {
    "out_of_scope": ("deregister_rule", "settle_certificate"),
    "misclassified": ("deregister_rule", "refile_rule", "dispose_certificate"),
    "nonconforming": ("deregister_rule", "settle_certificate"),
}
"""What a flag on each ground obliges to.

Clause 2 of 认秘函〔2024〕31号 is silent about the certificates of a
misclassified rule: they are followed, never judged.
"""


# Events ----------------------------------------------------------------------


class Clause(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A clause that gives a ground: `clause` as numbered in the notice, `remedy` as in `REMEDIES`."""

    clause: str
    ground: str
    remedy: tuple[str, ...] = ()


class NoticeIssued(Event, frozen=True, kw_only=True):
    """A notice with its deadline (a day in Asia/Shanghai).

    `boundary` says whether the deadline itself is in time, `judged_by` which of
    the four times decides, `cutoff_on` the filing day that the notice leaves
    undetermined.
    """

    title: str
    issued_on: str
    deadline: str
    boundary: str = "inclusive"
    judged_by: str = "effective"
    clauses: tuple[Clause, ...] = ()
    alias: str | None = None
    published_on: str | None = None
    cutoff_on: str | None = None


class DeadlineExtended(Event, frozen=True, kw_only=True):
    """延期, `to` a later day."""

    to: str


class NoticeWithdrawn(Event, frozen=True, kw_only=True):
    """撤销通知. Its obligations end with the effective day."""


EVENTS = (NoticeIssued, DeadlineExtended, NoticeWithdrawn)


# State -----------------------------------------------------------------------


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """What a notice's entries say."""

    title: str
    alias: str | None
    issued_on: str
    issued_position: int
    published_on: str | None
    deadline: str
    deadline_position: int
    boundary: str
    judged_by: str
    cutoff_on: str | None
    clauses: tuple[Clause, ...]
    withdrawn_on: str | None = None
    withdrawn_position: int = 0

    @property
    def status(self) -> str:
        """Return in_force or withdrawn."""
        return "in_force" if self.withdrawn_on is None else "withdrawn"

    @property
    def grounds(self) -> tuple[str, ...]:
        """Return the grounds that the clauses list, in their order."""
        return tuple(dict.fromkeys(clause.ground for clause in self.clauses))


def evolve(state: Notice | None, entry: Entry) -> Notice | None:
    """Apply an entry; an entry that says nothing about the state leaves it."""
    event = entry.event
    if isinstance(event, NoticeIssued):
        return Notice(
            title=event.title,
            alias=event.alias,
            issued_on=event.issued_on,
            issued_position=entry.position,
            published_on=event.published_on,
            deadline=event.deadline,
            deadline_position=entry.position,
            boundary=event.boundary,
            judged_by=event.judged_by,
            cutoff_on=event.cutoff_on,
            clauses=event.clauses,
        )
    if state is None:
        return None  # between a void of what began it and its entry anew
    match event:
        case DeadlineExtended():
            return msgspec.structs.replace(state, deadline=event.to, deadline_position=entry.position)
        case NoticeWithdrawn():
            return msgspec.structs.replace(
                state, withdrawn_on=event.effective_on, withdrawn_position=entry.position
            )
    return state


# Decisions -------------------------------------------------------------------


def forbids(state: Notice | None, event: Event) -> Rejected | None:
    """Say why an event cannot follow a state."""
    if isinstance(event, NoticeIssued):
        if state is not None:
            return Rejected("notice.exists", position=state.issued_position)
        if event.deadline < event.issued_on:
            return Rejected(
                "notice.deadline_before_issue", deadline=event.deadline, issued_on=event.issued_on
            )
        return None
    if state is None:
        return Rejected("notice.not_yet_issued", day=event.effective_on)
    if state.withdrawn_on is not None:
        return Rejected("notice.withdrawn", position=state.withdrawn_position, day=state.withdrawn_on)
    if isinstance(event, DeadlineExtended) and event.to <= state.deadline:
        return Rejected(
            "notice.extension_not_later",
            to=event.to,
            deadline=state.deadline,
            position=state.deadline_position,
        )
    return None


def forbids_flag(state: Notice, number: str, ground: str, on: str) -> Rejected | None:
    """Say why a rule cannot be flagged under this notice on that ground and day."""
    if ground not in state.grounds:
        return Rejected("rule.ground_not_listed", ground=ground, notice=number, listed=list(state.grounds))
    if on < state.issued_on:
        return Rejected("rule.flag_before_notice", day=on, notice=number, issued_on=state.issued_on)
    return None


# Timeline --------------------------------------------------------------------


def shown(state: Notice, _on: str) -> tuple[str, str | None]:
    """Return (status, no rule)."""
    return state.status, None


# Notices as data -------------------------------------------------------------


class NoticeData(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A notice as a TOML file states it; days are ISO strings or TOML dates."""

    number: str
    title: str
    issued_on: str
    deadline: str
    clauses: tuple[Clause, ...]
    alias: str | None = None
    published_on: str | None = None
    boundary: str = "inclusive"
    judged_by: str = "effective"
    cutoff_on: str | None = None


def read_toml(text: str) -> NoticeData:
    """Read a notice from TOML; raises `Rejected` (`notice.malformed`) naming what is wrong."""
    import tomllib  # only `notice issue` reads TOML

    try:
        data = msgspec.convert(_plain(tomllib.loads(text)), NoticeData)
        days = {key: getattr(data, key) for key in ("issued_on", "published_on", "deadline", "cutoff_on")}
        given = {key: day.parse(on) for key, on in days.items() if on is not None}
        data = msgspec.structs.replace(data, **given)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, ValueError) as error:
        raise Rejected("notice.malformed", detail=str(error)) from None
    for problem in _problems(data):
        raise Rejected("notice.malformed", detail=problem)
    return data


def _problems(data: NoticeData) -> Iterable[str]:
    for key in ("number", "title"):
        if not getattr(data, key).strip():
            yield f"{key}: empty"
    if not data.clauses:
        yield "clauses: none"
    for clause in data.clauses:
        if clause.ground not in REMEDIES:
            yield f"clause {clause.clause}: ground {clause.ground!r} is none of {', '.join(REMEDIES)}"
        elif clause.remedy and clause.remedy != REMEDIES[clause.ground]:
            yield f"clause {clause.clause}: the remedy of {clause.ground} is {list(REMEDIES[clause.ground])}"
    if data.boundary not in BOUNDARIES:
        yield f"boundary {data.boundary!r} is none of {', '.join(BOUNDARIES)}"
    if data.judged_by not in TIMES:
        yield f"judged_by {data.judged_by!r} is none of {', '.join(TIMES)}"


def _plain(value: object) -> object:
    """Return TOML values with its dates as ISO strings."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value
