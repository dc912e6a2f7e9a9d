"""A history for a terminal of 80 columns: its rectangles as rows, and as a picture."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

import click

from cli.columns import width
from cli.help import wrap
from cli.language import gettext as _
from cli.render.plane import Line, Plane, Scale, labels, left_out_note, plane, rules_of, scale
from cli.render.table import show, table
from cli.words import word
from domain import day
from projections.history import History, Rectangle

COLUMNS = 80
MOST = 40
"""How many moments a picture shows."""

SIGNS = {
    "registered": "=",
    "in_force": "=",
    "withdrawn": "x",
    "filed": "=",
    "flagged": "~",
    "deregistered": "x",
    "valid": "=",
    "suspended": "~",
    "revoked": "%",
    "cancelled": "x",
    "expired": ".",
    "published": "=",
}
"""How a status is drawn: in plain characters, which are one column wide on every terminal."""

COLOURS = {"=": "green", "~": "yellow", "%": "red", "x": "magenta", ".": "bright_black"}

NOTHING, SEVERAL, OTHER_RULE, RECORDED = " ", "*", "/", "|"
LABEL = 6
"""Columns of a day under its year, and a space."""


def rows(history: History) -> str:
    """Return the rectangles as a table; the days of recording where there is room."""
    rules = rules_of(history)
    days = {moment.position: moment.recorded_on for moment in history.moments}
    for told in (days, {}):
        drawn = _table(history.rectangles, rules, told)
        if len(drawn.splitlines()[1]) <= COLUMNS:  # the rule below the headings is as wide as the table
            break
    return "\n".join([drawn, *(f"[{number}] {show(rule)}" for number, rule in enumerate(rules, 1))])


def _table(rectangles: Sequence[Rectangle], rules: Sequence[str], days: dict[int, str]) -> str:
    def moment(position: int | None) -> str | None:
        if position is None:
            return None
        return f"{days[position]} #{position}" if days else f"#{position}"

    def status(rectangle: Rectangle) -> str:
        named = f" [{rules.index(rectangle.rule) + 1}]" if rectangle.rule in rules else ""
        return word(rectangle.status) + named

    return table(
        (
            {
                "status": status(rectangle),
                "effective_from": rectangle.effective_from,
                "effective_to": rectangle.effective_to,
                "recorded_from": moment(rectangle.from_position),
                "recorded_to": moment(rectangle.to_position),
                "by": f"#{rectangle.position}",
            }
            for rectangle in rectangles
        ),
        {
            "status": _("Status"),
            "effective_from": _("Effective"),
            "effective_to": _("before"),
            "recorded_from": _("Recorded from"),
            "recorded_to": _("before"),
            "by": _("By"),
        },
    )


# The picture -----------------------------------------------------------------


def picture(history: History, *, coloured: bool) -> str:
    """Return the rectangles drawn: effective days across, recorded moments down."""
    shown = plane(history, MOST)
    margins = _margins(shown)
    room = max(map(width, margins))
    across = scale(shown, COLUMNS - room, label=LABEL, least=(2, 1))
    drawn = [_paint(line, across) for line in shown.lines]
    cells = [*_axis(across), *drawn]
    if coloured:
        cells = [_coloured(text) for text in cells]
    lines = [
        (margin + " " * (room - width(margin)) + text).rstrip()
        for margin, text in zip(("", "", *margins), cells, strict=True)
    ]
    return "\n".join([*lines, "", *_legend(shown, "".join(drawn), coloured=coloured)])


def _margins(shown: Plane) -> list[str]:
    """Return a heading, and what stands before each line: its entry, its day, how far it reaches."""
    moments = [line.moment for line in shown.lines]
    entry = len(str(moments[-1].position)) + 1
    rows = [("#", _("Recorded on"), _("Days"))]
    for line in shown.lines:
        reach = "" if line.reach is None else f"{line.reach:+}" if line.reach else "0"
        rows.append((f"#{line.moment.position}", line.moment.recorded_on, reach))
    middle, last = (max(width(row[column]) for row in rows) for column in (1, 2))
    return [
        f"{position:<{entry}}  {on}{' ' * (middle - width(on))}  {' ' * (last - width(reach))}{reach}  "
        for position, on, reach in rows
    ]


def _axis(across: Scale) -> list[str]:
    """Return the years, the days, and a tick at each change."""
    rows = [[NOTHING] * across.width for _row in range(3)]
    for on in across.changes:
        rows[2][across.at(on)] = "'"
    for stands, place, year, of_year in labels(across, LABEL, across.width - LABEL + 1):
        for row, text in zip(rows, (year, of_year), strict=False):
            row[stands : stands + len(text)] = text
        rows[2][place] = "|"
    return ["".join(row).rstrip() for row in rows]


def _paint(line: Line, across: Scale) -> str:
    """Return a line's cells: a sign for each status, and the day of recording."""
    cells = [NOTHING] * across.width
    rule = None
    for rectangle in line.rectangles:
        start, end = across.span(rectangle)
        sign = SIGNS[rectangle.status] if across.tells(rectangle) else SEVERAL
        for cell in range(start, max(end, start + 1)):
            cells[cell] = sign if cells[cell] == NOTHING else SEVERAL
        if rule is not None and rectangle.rule != rule and cells[start] != SEVERAL:
            cells[start] = OTHER_RULE
        rule = rectangle.rule
    recorded = across.at(day.number(line.moment.recorded_on))
    cells[min(recorded, across.width - 1)] = RECORDED
    return "".join(cells)


def _coloured(cells: str) -> str:
    runs = ((sign, "".join(run)) for sign, run in groupby(cells))
    return "".join(click.style(run, fg=COLOURS[sign]) if sign in COLOURS else run for sign, run in runs)


def _legend(shown: Plane, drawn: str, *, coloured: bool) -> list[str]:
    """Return what the signs mean that are used."""
    statuses = {rectangle.status for rectangle in shown.rectangles}
    parts = [f"{sign} {word(status)}" for status, sign in SIGNS.items() if status in statuses]
    if coloured:
        parts = [_coloured(part[0]) + part[1:] for part in parts]
    notes = [_("| the day of recording: a change to the left of it was entered back-dated")]
    if OTHER_RULE in drawn:
        notes.append(_("/ under another rule from here on"))
    if SEVERAL in drawn:
        notes.append(_("* several changes within a column"))
    notes.append(_("Days: from the day of recording to the first day of which something else is believed."))
    notes.append(_("Across is not to scale: each day on which something changes has its place."))
    notes += left_out_note(shown)
    return ["   ".join(parts), *_wrapped(notes)]


def _wrapped(notes: Iterable[str]) -> list[str]:
    return [line for note in notes for line in wrap(note, COLUMNS).splitlines()]


def page(history: History, *, drawn: bool, coloured: bool) -> str:
    """Return the whole page: rows, and the picture where it is wanted."""
    known: Any = history.known_at
    heading = f"{show(history.subject.id)}  {word(history.subject.kind)}"
    known_at = _("Known at #{position} {recorded_at}").format(
        position=known.position, recorded_at=show(known.recorded_at)
    )
    parts = [f"{heading}\n{known_at}", rows(history)]
    if drawn:
        parts.append(picture(history, coloured=coloured))
    return "\n\n".join(parts)
