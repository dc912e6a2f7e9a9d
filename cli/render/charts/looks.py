"""What the charts look like: tones of one hue, patterns and letters."""

from cli.render.svg import Value, element

INK, FAINT, GRID = "#1a1a1a", "#5a5a5a", "#dcdcdc"
DARK, MIDDLE, LIGHT = "#12456f", "#4a86bd", "#cfe2f1"
RAMP = ("#ffffff", "#e3eef7", "#c3dbee", "#9cc4e3", "#7fb0d8")
"""From nothing to most; ink is read on each."""

SUBTITLE: dict[str, Value] = {"font_size": 12, "fill": FAINT}
LABEL: dict[str, Value] = {"font_size": 12, "fill": INK}
SMALL: dict[str, Value] = {"font_size": 11, "fill": FAINT}
HALO: dict[str, Value] = {
    "stroke": "#ffffff",
    "stroke_width": 4,
    "stroke_linejoin": "round",
    "paint_order": "stroke",
}
"""A text over lines stands out by a white edge."""


def hatching(name: str, colour: str = DARK, *, ground: str = "#ffffff") -> str:
    """Return a pattern of slanting lines, to be filled with `url(#name)`."""
    return element(
        "pattern",
        element("rect", width=6, height=6, fill=ground),
        element("path", d="M-1 1L1 -1M0 6L6 0M5 7L7 5", stroke=colour, stroke_width=1.25, fill="none"),
        id=name,
        width=6,
        height=6,
        patternUnits="userSpaceOnUse",
    )
