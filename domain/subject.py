"""What the ledger is about: the kinds of subject and how each is named."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec

from domain import body, certificate, notice, report, rule
from domain.course import Course, Segment
from domain.event import Event
from domain.rejected import Rejected
from domain.timeline import AnyEntry, Entry, Expiry, standing

_OPEN_BRACKETS = str.maketrans("[(【", "〔〔〔")
_CLOSE_BRACKETS = str.maketrans("])】", "〕〕〕")


def _never(_state: Any) -> None:
    """Say that the calendar ends nothing."""


class Aggregate(msgspec.Struct, frozen=True):
    """The functions that make up one kind of subject: a `domain.timeline.Life`, and what begins it."""

    kind: str
    founding: type[Event]
    events: tuple[type[Event], ...]
    evolve: Callable[[Any, Entry], Any]
    forbids: Callable[[Any, Event], Rejected | None]
    shown: Callable[[Any, str], tuple[str, str | None]]
    expires: Callable[[Any], Expiry | None] = _never

    def segments(self, timeline: Iterable[Entry]) -> list[Segment]:
        """Return what held when by a timeline, calendar expiry included."""
        return Course(self, timeline).segments


AGGREGATES: Mapping[str, Aggregate] = {
    module.KIND: Aggregate(
        module.KIND,
        module.EVENTS[0],
        module.EVENTS,
        module.evolve,
        module.forbids,
        module.shown,
        getattr(module, "expires", _never),
    )
    for module in (body, notice, rule, certificate, report)
}

KINDS = tuple(AGGREGATES)
STATUSES = {
    "body": ("registered",),
    "notice": ("in_force", "withdrawn"),
    "rule": ("filed", "flagged", "deregistered"),
    "certificate": ("valid", "suspended", "revoked", "cancelled", "expired"),
    "report": ("published",),
}


class Subject(msgspec.Struct, frozen=True, order=True):
    """A subject by kind and id: `BODY/NUMBER`, a notice's number, an approval number or `REPORT-1`."""

    kind: str
    id: str

    @property
    def stream(self) -> str:
        """Return the name of its stream of entries."""
        return f"{self.kind}:{self.id}"

    @property
    def body(self) -> str | None:
        """Return the approval number of its body; None for a notice or a published report."""
        if self.kind in {"notice", "report"}:
            return None
        return self.id if self.kind == "body" else self.id.partition("/")[0]

    @property
    def number(self) -> str:
        """Return its number within its body; the whole id of what is of no body."""
        return self.id if self.kind in {"body", "notice", "report"} else self.id.partition("/")[2]

    def begun_by(self, entries: Iterable[AnyEntry]) -> AnyEntry | None:
        """Return the standing entry that began it, or None where the subject is unknown."""
        founding = self.aggregate.founding
        return next((entry for entry in standing(entries) if isinstance(entry.event, founding)), None)

    @property
    def aggregate(self) -> Aggregate:
        """Return what its kind is made of."""
        return AGGREGATES[self.kind]


def of_stream(stream: str) -> Subject:
    """Return the subject of a stream's name."""
    kind, _, name = stream.partition(":")
    return Subject(kind, name)


def normal(text: str) -> str:
    """Return a number in normal form: NFKC, upper-case, without white space."""
    if text.isascii():
        return "".join(text.upper().split())
    upper = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).upper())
    return "".join(upper.split())


def normal_notice(text: str) -> str:
    """Return a document number in normal form; all brackets are 〔〕."""
    return normal(text).translate(_OPEN_BRACKETS).translate(_CLOSE_BRACKETS)


def is_approval_number(number: str) -> bool:
    """Tell whether a normal form is `CNCA-R` or, foreign-invested, `CNCA-RF`, a year, 2 to 4 digits."""
    cnca, kind, year, serial, *more = (*number.split("-"), "", "", "")
    return (
        (cnca, kind in {"R", "RF"}, len(year), any(more)) == ("CNCA", True, 4, False)
        and 2 <= len(serial) <= 4  # noqa: PLR2004 - its digits
        and (year + serial).isdecimal()
        and number.isascii()
    )


def approval_number(text: str) -> str:
    """Return an approval number in normal form; raises `Rejected` (`body.malformed`)."""
    number = normal(text)
    if not is_approval_number(number):
        raise Rejected("body.malformed", text=text)
    return number


def split_id(text: str) -> tuple[str | None, str]:
    """Return (approval number or None, number) of an id in any writing.

    The split is at the first `/` after an approval number; numbers may hold `/`.
    """
    wanted = normal(text)
    body, _, number = wanted.partition("/")
    return (body, number) if number and is_approval_number(body) else (None, wanted)


def full_id(text: str, body: str | None) -> str:
    """Return `BODY/NUMBER` of an id in any writing; a short one is completed with `body`."""
    of, number = split_id(text)
    return f"{of or body}/{number}"


def checked(subject: Subject) -> Subject:
    """Return a subject that may be new; raises `Rejected` (`id.malformed`).

    A number holds nothing that cannot be seen, and does not begin like an
    approval number: that is a body mistyped.
    """
    number = subject.number
    plain = number.isascii() and number.isprintable()
    hidden = not plain and any(unicodedata.category(c) in {"Cc", "Cf", "Cs", "Co", "Cn"} for c in number)
    if hidden or not number.strip("/") or number.startswith("CNCA-R"):
        raise Rejected("id.malformed", id=subject.id)
    return subject


def written_otherwise(text: str, number: str) -> str | None:
    """Return the number as it was written, where that is not its normal form.

    `text` may be a whole id, with the kind and the approval number before it.
    """
    if text == number and ":" not in text and "/" not in text:
        return None  # as most are: nothing is before it
    prefix, colon, rest = text.partition(":")
    if colon and prefix.strip().lower() in KINDS:
        text = rest
    if split_id(text)[0] is not None:
        text = text.replace("／", "/", 1).partition("/")[2]
    return None if text == number else text
