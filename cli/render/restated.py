"""A restated compliance report as a page for a terminal, and as flat rows."""

from collections.abc import Callable, Sequence
from typing import Any

from cli.language import gettext as _
from cli.render.changes import entries
from cli.render.compliance import finding
from cli.render.table import facts, show
from cli.render.table import table as drawn
from cli.words import word

SHOWN = 10
"""How many subjects the page names; all of them with --detail."""


def table(found: dict[str, Any], *, detail: bool) -> str:
    """Return what changed in a report, for a terminal of 80 columns."""
    before, after = found["before"], found["after"]
    heading = facts(
        [
            (_("Notice"), found["notice"]),
            (_("Status"), _turned(word(before["status"]), word(after["status"]))),
            (_("Deadline"), _turned(before["deadline"], after["deadline"])),
            (_("Body"), found["body"] or _("all bodies")),
            (_("As of"), found["as_of"]),
            (_("From"), _known(before)),
            (_("To"), _known(after)),
        ]
    )
    parts = [_("Compliance report, restated"), heading, figures(found["counts"], figure)]
    if found["moves"]:
        parts.append(moves(found["moves"], detail=detail))
    return "\n\n".join(parts)


def _turned(before: str, after: str) -> str:
    return after if before == after else f"{before} → {after}"


def _known(side: dict[str, Any]) -> str:
    return f"#{side['known_at']['position']} {show(side['known_at']['recorded_at'])}"


def figures(counts: Sequence[dict[str, Any]], named: Callable[[str], str]) -> str:
    """Return the figures that changed; `named` says what each is called."""
    if not counts:
        return _("No figure changed.")
    return drawn(
        (
            {
                **row,
                "count": named(row["count"]),
                "change": f"{row['change']:+}",
                "positions": entries(row["positions"]),
            }
            for row in counts
        ),
        {
            "count": _("Figure"),
            "before": _("Before"),
            "after": _("After"),
            "change": _("Change"),
            "positions": _("By entries"),
        },
        right=("before", "after", "change"),
    )


def figure(count: str) -> str:
    """Return what a figure is called by its path."""
    return finding(count.removeprefix("exceptions."))


def moves(moved: Sequence[dict[str, Any]], *, detail: bool) -> str:
    """Return each subject with all that moved of it."""
    subjects: dict[str, list[str]] = {}
    for move in moved:
        before, after = (show(None if m is None else word(m)) for m in (move["before"], move["after"]))
        line = f"  {word(move['action'])}: {before} → {after}  {entries(move['positions'])}"
        subjects.setdefault(move["subject"], []).append(line)
    shown = list(subjects.items())[: None if detail else SHOWN]
    lines = [line for subject, of in shown for line in (subject, *of)]
    if len(shown) < len(subjects):
        lines.append(_("… and {count} more; --detail shows all").format(count=len(subjects) - len(shown)))
    return "\n".join(lines)


def flat(found: dict[str, Any], *, detail: bool) -> tuple[list[str], list[dict[str, Any]]]:
    """Return (columns, rows): what moved where that was asked for, else the figures that changed."""
    if detail:
        columns = ["subject", "kind", "action", "rule", "before", "after", "left", "joined", "positions"]
        return columns, found["moves"]
    shared = {
        "notice": found["notice"],
        "as_of": found["as_of"],
        "known_before": found["before"]["known_at"]["position"],
        "known_after": found["after"]["known_at"]["position"],
    }
    return (
        [*shared, "count", "before", "after", "change", "positions"],
        [{**shared, **row} for row in found["counts"]],
    )
