"""A history as a picture for a report: rectangles of effective days and recorded moments.

Colours are of the palette of Okabe and Ito, which colour-blind people tell
apart; every status but the first has a pattern too, so it reads in grey.
"""

from collections.abc import Iterable, Mapping

from cli import language
from cli.language import gettext as _
from cli.render.plane import Line, Plane, Scale, labels, left_out_note, plane, rules_of, scale
from cli.render.svg import Value, columns, document, element, fitting, text
from cli.render.table import show
from cli.words import word
from domain import day
from projections.history import History, Rectangle

MOST = 60
"""How many moments a picture shows."""

WIDTH, LEFT, RIGHT, TOP, BAND = 1000, 232, 36, 150, 34
LABEL, LEAST, INSET = 52, 14, 7
INK, FAINT, LINE = "#1a1a1a", "#5a5a5a", "#c8c8c8"

INSCRIBED: dict[str, Value] = {
    "font_size": 13,
    "fill": INK,
    "stroke": "#ffffff",
    "stroke_width": 3.5,
    "stroke_opacity": 0.9,
    "stroke_linejoin": "round",
    "paint_order": "stroke",
}
"""A text over a pattern, with a halo."""

PLAIN, LINES, SLANTED, CROSSED, DOTTED = "", "M0 4H8", "M-2 2L2 -2M0 8L8 0M6 10L10 6", "M0 0L8 8M8 0L0 8", "."
SEVERAL = "several"
LOOKS = {
    "registered": ("#8fcbec", PLAIN),
    "in_force": ("#8fcbec", PLAIN),
    "withdrawn": ("#f0b54a", LINES),
    "filed": ("#8fcbec", PLAIN),
    "flagged": ("#f7ee8a", SLANTED),
    "deregistered": ("#f0b54a", LINES),
    "valid": ("#8fcbec", PLAIN),
    "suspended": ("#f7ee8a", SLANTED),
    "revoked": ("#e58a55", CROSSED),
    "cancelled": ("#f0b54a", LINES),
    "expired": ("#e9e9e9", DOTTED),
    "published": ("#8fcbec", PLAIN),
    SEVERAL: ("#fafafa", "M2 0V8M6 0V8"),
}
"""The colour of a status, and the lines over it."""


def picture(history: History) -> str:
    """Return the picture as an SVG document, the same bytes each time."""
    shown = plane(history, MOST)
    across = scale(shown, WIDTH - LEFT - RIGHT, label=LABEL, least=(LEAST, 6, 2))
    bottom = TOP + BAND * len(shown.lines)
    rules = rules_of(history)
    told = _told(shown, across)
    fields = _fields(shown, across, rules)
    notes = [*_notes(shown), *(f"[{number}] {show(rule)}" for number, rule in enumerate(rules, 1))]
    parts = [
        _patterns(told),
        element("rect", width="100%", height="100%", fill="#ffffff"),
        *_heading(history),
        *_ticks(across, bottom),
        *(drawn for drawn, _text in fields),
        *_moments(shown),
        _recordings(shown, across),
        *(inscription for _drawn, inscription in fields if inscription),
        *_axes(bottom),
        *_legend(told, bottom + 46),
        *(
            text(fitting(note, 12, WIDTH - LEFT), x=LEFT, y=bottom + 84 + 19 * row, font_size=12, fill=FAINT)
            for row, note in enumerate(notes)
        ),
    ]
    title = _("History of {id}").format(id=show(history.subject.id))
    height = bottom + 84 + 19 * len(notes) + 8
    return document(title, " ".join(notes), WIDTH, height, parts, language.current())


def _heading(history: History) -> list[str]:
    """Return the title, whom it is about, and up to when it is known."""
    known = history.known_at
    title = _("History of {id}").format(id=show(history.subject.id))
    about = word(history.subject.kind) + (f" – {show(history.name)}" if history.name else "")
    known_at = _("Known at #{position} {recorded_at}").format(
        position=known.position, recorded_at=show(known.recorded_at)
    )
    return [
        text(fitting(title, 22, WIDTH - 56), x=28, y=42, font_size=22, font_weight=600, fill=INK),
        text(fitting(about, 14, WIDTH - 56), x=28, y=66, font_size=14, fill=INK),
        text(known_at, x=28, y=86, font_size=12, fill=FAINT),
    ]


# The plane -------------------------------------------------------------------


def _ticks(across: Scale, bottom: int) -> list[str]:
    """Return a line down at each change, and the day above it where there is room."""
    parts = []
    for on in across.changes:
        x = LEFT + across.at(on)
        parts.append(element("line", x1=x, y1=TOP - 6, x2=x, y2=bottom, stroke=LINE))
    for place, _place, year, of_year in labels(across, LABEL - 8, across.width):
        x = LEFT + place
        if year:
            parts.append(text(year, x=x, y=TOP - 27, font_size=12, font_weight=600, fill=INK))
        parts.append(text(of_year, x=x, y=TOP - 12, font_size=12, fill=INK))
    return parts


def _fields(shown: Plane, across: Scale, rules: list[str]) -> list[tuple[str, str]]:
    """Return each rectangle once, over all the moments during which it was believed, and its inscription.

    Those that the scale does not tell apart are the same in every line: they
    make up one field.
    """
    positions = [line.moment.position for line in shown.lines]
    fields = []
    several: list[int] = []
    for rectangle in shown.rectangles:
        start, end = across.span(rectangle)
        if not across.tells(rectangle):
            several += [start, end]
            continue
        covered = [row for row, at in enumerate(positions) if _covers(rectangle, at)]
        box = _box(start, end, covered[0], len(covered))
        content, inset = _inscription(
            rectangle, rules, end - start, _stair(shown.lines[covered[0]], across) - LEFT - start
        )
        y = TOP + BAND * covered[0] + BAND / 2 + 4.5
        told = text(content, x=LEFT + start + inset, y=y, **INSCRIBED) if content else ""
        fields.append((_filled(rectangle.status, box), told))
    if several:
        fields.insert(0, (_filled(SEVERAL, _box(min(several), max(several), 0, len(positions))), ""))
    return fields


def _box(start: int, end: int, row: int, rows: int) -> dict[str, Value]:
    """Return a rectangle's place and edge."""
    place: dict[str, Value] = {"x": LEFT + start, "y": TOP + BAND * row}
    size: dict[str, Value] = {"width": max(end - start, 2), "height": BAND * rows}
    return {**place, **size, "stroke": "#ffffff", "stroke_width": 2 if end - start > LEAST else 0.5}


def _filled(status: str, box: dict[str, Value]) -> str:
    """Return a box in the colour of a status, under its pattern."""
    colour, lines = LOOKS[status]
    drawn = element("rect", **box, fill=colour)
    return drawn + element("rect", **box, fill=f"url(#{status})") if lines else drawn


def _covers(rectangle: Rectangle, at: int) -> bool:
    return rectangle.from_position <= at and (rectangle.to_position or at + 1) > at


def _inscription(rectangle: Rectangle, rules: list[str], width: int, stair: int) -> tuple[str, int]:
    """Return what stands in a rectangle and how far in: its status, the entry that made it so, its rule.

    It stands clear of the stair, which runs `stair` from the left edge, where
    there is room; nothing where there is no room at all.
    """
    status = word(rectangle.status)
    if rectangle.rule in rules:
        status += f" [{rules.index(rectangle.rule) + 1}]"
    for content in (f"{status} #{rectangle.position}", status):
        needed = columns(content, 13) + 2 * INSET
        if 0 < stair < needed <= width - stair:
            return content, stair + INSET
        if needed <= width + 2:
            return content, INSET
    return "", 0


def _moments(shown: Plane) -> list[str]:
    """Return the entry and day of each line, and how far it reaches back or ahead."""
    parts = []
    for row, line in enumerate(shown.lines):
        y = TOP + BAND * row + BAND / 2 + 4.5
        moment = line.moment
        parts += [
            text(f"#{moment.position}", x=28, y=y, font_size=13, font_weight=600, fill=INK),
            text(moment.recorded_on, x=98, y=y, font_size=13, fill=INK),
            text(_reach(line), x=LEFT - 12, y=y, font_size=12, fill=FAINT, text_anchor="end"),
        ]
        top = TOP + BAND * row
        parts.append(element("line", x1=28, y1=top, x2=LEFT - 4, y2=top, stroke=LINE))
    return parts


def _reach(line: Line) -> str:
    if line.reach is None or line.reach == 0:
        return ""
    return f"{line.reach:+}".replace("-", "−")  # as wide as a plus


def _recordings(shown: Plane, across: Scale) -> str:
    """Return the day of recording as a stair down the moments."""
    path = ""
    for row, line in enumerate(shown.lines):
        x = _stair(line, across)
        path += f"{'L' if path else 'M'}{x} {TOP + BAND * row}V{TOP + BAND * (row + 1)}"
    both = [("#ffffff", 5), (INK, 2)]
    return "".join(
        element("path", d=path, fill="none", stroke=colour, stroke_width=width, stroke_linejoin="round")
        for colour, width in both
    )


def _stair(line: Line, across: Scale) -> int:
    return LEFT + min(across.at(day.number(line.moment.recorded_on)), across.width)


def _axes(bottom: int) -> list[str]:
    """Return both axes with their names and units, and arrows to where they run on."""
    right = WIDTH - RIGHT
    line: dict[str, Value] = {"fill": "none", "stroke": INK, "stroke_width": 1.25}
    return [
        element("path", d=f"M{LEFT} {TOP}H{right + 14}m-7 -4l7 4l-7 4", **line),
        element("path", d=f"M{LEFT} {TOP}V{bottom + 16}m-4 -7l4 7l4 -7", **line),
        text(
            _("effective day (Asia/Shanghai) →"),
            x=right + 14,
            y=TOP - 46,
            font_size=12,
            fill=FAINT,
            text_anchor="end",
        ),
        text(_("entry"), x=28, y=TOP - 12, font_size=12, fill=FAINT),
        text(_("recorded on ↓"), x=98, y=TOP - 12, font_size=12, fill=FAINT),
        text(_("days"), x=LEFT - 12, y=TOP - 12, font_size=12, fill=FAINT, text_anchor="end"),
    ]


# What it means ---------------------------------------------------------------


def _told(shown: Plane, across: Scale) -> dict[str, str]:
    """Return what is drawn, with its words, in the order of the table of looks."""
    drawn = {r.status if across.tells(r) else SEVERAL for r in shown.rectangles}
    return {look: _("several changes") if look == SEVERAL else word(look) for look in LOOKS if look in drawn}


def _patterns(told: Iterable[str]) -> str:
    """Return the patterns of what is drawn."""
    patterns = []
    for status in told:
        lines = LOOKS[status][1]
        if lines == DOTTED:
            drawn = element("circle", cx=4, cy=4, r=1.1, fill=INK, opacity=0.45)
        elif lines:
            drawn = element("path", d=lines, stroke=INK, stroke_width=1, opacity=0.4, fill="none")
        else:
            continue
        patterns.append(
            element("pattern", drawn, id=status, width=8, height=8, patternUnits="userSpaceOnUse")
        )
    return element("defs", *patterns)


def _legend(told: Mapping[str, str], y: int) -> list[str]:
    """Return a swatch and the word of each status, and the stair of recording."""
    widths = [33 + columns(words, 13) + 24 for words in told.values()]
    recorded = _("day of recording")
    right = LEFT + sum(widths) + 9 + columns(recorded, 13)
    parts, x = [], float(LEFT if right <= WIDTH else 28)
    for (status, words), width in zip(told.items(), widths, strict=True):
        parts.append(_filled(status, {"x": x, "y": y - 12, "width": 26, "height": 16}))
        parts.append(text(words, x=x + 33, y=y + 1, font_size=13, fill=INK))
        x += width
    parts.append(element("path", d=f"M{x:.0f} {y - 13}v18", stroke=INK, stroke_width=2))
    parts.append(text(recorded, x=x + 9, y=y + 1, font_size=13, fill=INK))
    return parts


def _notes(shown: Plane) -> list[str]:
    """Return how to read the picture, and what it leaves out."""
    return [
        _("A change to the left of the day of recording was entered back-dated: −8 is by 8 days."),
        _("Across is not to scale: each day on which something changes has its place."),
        *left_out_note(shown),
    ]
