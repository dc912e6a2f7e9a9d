"""What changed, as a table: subjects with before, after and the entries that made it so."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from cli.language import gettext as _
from cli.render.fields import field
from cli.render.table import facts, pieces, show
from cli.words import word
from projections.view import View

NAMED = 2
"""How many entries a cell names."""

SHORT = 24
"""How many characters, which may be two columns wide, two values have on one line."""


def table(
    rows: Iterable[Mapping[str, Any]], first: View, last: View, *, axis: str, with_facts: bool
) -> Iterator[str]:
    """Yield what lies between two views of one day, or of two days."""
    if axis == "recorded":
        sides = [(_("From"), known(first)), (_("To"), known(last)), (_("As of"), last.as_of)]
    else:
        sides = [(_("From"), first.as_of), (_("To"), last.as_of), (_("Known at"), known(last))]
    yield f"{facts(sides)}\n"
    yield from _blocks(rows) if with_facts else _table(rows)


def known(view: View) -> str:
    """Return how far a view's knowledge reaches."""
    return f"#{view.known_at.position} {show(view.known_at.recorded_at)}"


def entries(positions: Sequence[int]) -> str:
    """Return the first entries of some, and how many more there are."""
    named = " ".join(f"#{position}" for position in positions[:NAMED])
    more = len(positions) - NAMED
    return f"{named} +{more}" if more > 0 else named


def _table(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    return pieces(
        (
            {
                "subject": row["subject"],
                "before": _status(row["before"]),
                "after": _status(row["after"]),
                "positions": entries(row["positions"]),
            }
            for row in rows
        ),
        {
            "subject": _("Subject"),
            "before": _("Before"),
            "after": _("After"),
            "positions": _("By entries"),
        },
    )


def _blocks(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield each subject with its entries, and what changed of it under that."""
    none = True
    for row in rows:
        pairs: list[tuple[str, str]] = []
        if row["before"] != row["after"]:
            pairs += _turn("status", _status(row["before"]), _status(row["after"]))
        for key, values in row["facts"].items():
            pairs += _turn(key, _fact(key, values["before"]), _fact(key, values["after"]))
        lines = [f"  {line}" for line in facts(pairs).splitlines()]
        yield "\n".join([f"{row['subject']}  {entries(row['positions'])}", *lines])
        none = False
    if none:
        yield _("(none)")


def _turn(key: str, before: str, after: str) -> list[tuple[str, str]]:
    """Return both sides: on one line where they are short, else one under the other."""
    if len(before) + len(after) <= SHORT:
        return [(field(key), f"{before} → {after}")]
    return [(field(key), before), ("", f"→ {after}")]


def _status(status: str | None) -> str:
    return show(None if status is None else word(status))


def _fact(key: str, value: Any) -> str:
    if key == "flags":
        return show([f"{flag['notice']} {word(flag['ground'])} {flag['since']}" for flag in value])
    return show(word(value) if isinstance(value, str) and key in {"reason", "category", "scheme"} else value)
