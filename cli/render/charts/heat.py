"""The nine cells of category and scheme: how many rules were flagged in each, and what became of them."""

from collections.abc import Sequence

from cli.language import gettext as _
from cli.render.charts import frame
from cli.render.charts.looks import FAINT, INK, LABEL, RAMP, SMALL
from cli.render.svg import Value, columns, element, text
from cli.words import word
from domain.rule import CATEGORIES, SCHEMES
from projections.reports.statement.parts import Cell, Outcomes

OUTCOMES = ("on_time", "late", "lapsed", "open", "overdue")
LEFT, HEAD, ABOVE, LINE, BELOW = 132, 22, 40, 17, 8
EDGE = "#b9c4cd"
NONE: dict[str, Value] = {"font_size": 16, "fill": FAINT}
INCOMPLETE: dict[str, Value] = {**LABEL, "font_weight": 600}
TOTAL: dict[str, Value] = {"font_size": 24, "font_weight": 600, "fill": INK}


def picture(cells: Sequence[Cell]) -> str:
    """Return the picture as an SVG document."""
    title = _("Flagged rules by category and scheme")
    unit = _("Rules, and the outcome of their deregistration; the darker, the more rules")
    if not any(cell.outcomes.total for cell in cells):
        return frame.empty(title, unit, _("No rule is flagged."))
    held = {(cell.category, cell.scheme): cell for cell in cells}
    most = max(cell.outcomes.total for cell in cells)
    wide = (frame.WIDTH - frame.MARGIN - LEFT) / len(SCHEMES)
    high = ABOVE + BELOW + LINE * max(len(_lines(cell)) for cell in cells)
    top = frame.HEAD + 16 + HEAD
    parts = [text(_("category × scheme"), x=LEFT - 12, y=top - 9, text_anchor="end", **SMALL)]
    for across, scheme in enumerate(SCHEMES):
        x = LEFT + wide * (across + 0.5)
        parts.append(text(word(scheme), x=x, y=top - 9, text_anchor="middle", **LABEL))
    for down, category in enumerate(CATEGORIES):
        y = top + high * down
        parts.append(text(word(category), x=LEFT - 12, y=y + high / 2 + 4, text_anchor="end", **LABEL))
        for across, scheme in enumerate(SCHEMES):
            cell = held.get((category, scheme))
            parts += _cell(cell, most, LEFT + wide * across, y, (wide, high))
    bottom = top + high * len(CATEGORIES)
    parts += _legend(most, bottom + 14)
    return frame.picture(title, unit, description(cells), bottom + 48, parts)


def description(cells: Sequence[Cell]) -> str:
    """Return the picture in words, for who cannot see it."""
    told = [
        f"{word(cell.category)} × {word(cell.scheme)}: {cell.outcomes.total} ({_breakdown(cell.outcomes)})"
        for cell in cells
        if cell.outcomes.total
    ]
    return _("; ").join(told) if told else _("No rule is flagged.")


def _breakdown(outcomes: Outcomes) -> str:
    return _(", ").join(f"{word(name)} {count}" for name, count in _told(outcomes))


def _told(outcomes: Outcomes) -> list[tuple[str, int]]:
    """Return the outcomes that there are."""
    return [(name, count) for name in OUTCOMES if (count := getattr(outcomes, name))]


def _tone(count: int, most: int) -> str:
    """Return the tone of a count: white for none, the darkest for most of the axis."""
    return RAMP[-(-count * (len(RAMP) - 1) // most)]


def _lines(cell: Cell) -> list[tuple[str, int, dict[str, Value]]]:
    """Return what stands in a cell under its number: the outcomes there are, and the incomplete."""
    lines = [(word(name), count, LABEL) for name, count in _told(cell.outcomes)]
    return [*lines, (word("incomplete"), cell.incomplete, INCOMPLETE)] if cell.incomplete else lines


def _cell(cell: Cell | None, most: int, x: float, y: float, size: tuple[float, float]) -> list[str]:
    """Return a cell of a width and height: its number, and under it its lines."""
    wide, high = size
    total = cell.outcomes.total if cell else 0
    tone = _tone(total, most)
    box = element("rect", x=x + 1, y=y + 1, width=wide - 2, height=high - 2, fill=tone, stroke=EDGE)
    parts = [box, frame.number(total, x=x + 12, y=y + 31, **(TOTAL if total else NONE))]
    for row, (name, count, look) in enumerate(_lines(cell) if cell else []):
        line = y + ABOVE + LINE * (row + 1) - 6
        parts.append(text(name, x=x + 12, y=line, **look))
        parts.append(frame.number(count, x=x + wide - 12, y=line, text_anchor="end", **look))
    return parts


def _legend(most: int, y: float) -> list[str]:
    """Return the tones with the counts that they stand for."""
    parts, x = [], float(LEFT)
    tones = len(RAMP) - 1
    for index, tone in enumerate(RAMP):
        first = most * (index - 1) // tones + 1 if index else 0
        last = most * index // tones
        if first > last:
            continue  # fewer counts than tones
        name = frame.written(last) if first == last else f"{frame.written(first)}–{frame.written(last)}"
        parts.append(element("rect", x=x + 1, y=y, width=24, height=14, fill=tone, stroke=EDGE))
        parts.append(text(name, x=x + 32, y=y + 11.5, **LABEL))
        x += 32 + columns(name, 12) + 14
    parts.append(text(_("rules"), x=x, y=y + 11.5, **SMALL))
    return parts
