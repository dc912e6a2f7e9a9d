"""What is overdue, by how many days it has been so: rules and certificates side by side."""

from collections.abc import Sequence

from cli.language import gettext as _
from cli.render.charts import frame, ticks
from cli.render.charts.looks import DARK, INK, LABEL, SMALL, hatching
from cli.render.svg import Value, columns, element, text
from projections.reports.statement.parts import Age

HEIGHT, BAR, BETWEEN, LEAST = 220, 52, 6, 2


def picture(ages: Sequence[Age]) -> str:
    """Return the picture as an SVG document."""
    title = _("What is overdue, by age")
    unit = _("Overdue obligations by days since the last day in time")
    if not any(age.rules or age.certificates for age in ages):
        return frame.empty(title, unit, _("Nothing is overdue."))
    counts = ticks.counts(max(max(age.rules, age.certificates) for age in ages))
    top = frame.HEAD + 58
    field = frame.Field(
        left=frame.left_of(counts),
        right=frame.WIDTH - frame.MARGIN,
        top=top,
        bottom=top + HEIGHT,
        ticks=counts,
    )
    parts = [
        element("defs", hatching("certificates")),
        *_legend(),
        *frame.axis_of_counts(field),
        frame.name_of_counts(field, _("obligations")),
        *(part for index, age in enumerate(ages) for part in _bars(field, index, len(ages), age)),
        text(
            _("days overdue"),
            x=(field.left + field.right) / 2,
            y=field.bottom + 40,
            text_anchor="middle",
            **SMALL,
        ),
    ]
    return frame.picture(title, unit, description(ages), field.bottom + 54, parts)


def description(ages: Sequence[Age]) -> str:
    """Return the picture in words, for who cannot see it."""
    if not any(age.rules or age.certificates for age in ages):
        return _("Nothing is overdue.")
    told = _("{days}: {rules} rules, {certificates} certificates")
    each = (told.format(days=_days(age), rules=age.rules, certificates=age.certificates) for age in ages)
    return _("Overdue by age: {ages}.").format(ages=_("; ").join(each))


def _days(age: Age) -> str:
    if age.last is None:
        return _("over {days} days").format(days=age.first - 1)
    return _("{first}–{last} days").format(first=age.first, last=age.last)


def _looks() -> list[tuple[str, dict[str, Value]]]:
    """Return the name and look of both kinds: one filled, one hatched."""
    return [
        (_("rules"), {"fill": DARK, "stroke": DARK}),
        (_("certificates"), {"fill": "url(#certificates)", "stroke": DARK}),
    ]


def _legend() -> list[str]:
    """Return a swatch and a name for each kind."""
    parts, x = [], float(frame.MARGIN)
    for name, look in _looks():
        parts.append(element("rect", x=x + 0.5, y=frame.HEAD + 4.5, width=24, height=13, **look))
        parts.append(text(name, x=x + 32, y=frame.HEAD + 15, **LABEL))
        x += 32 + columns(name, 12) + 24
    return parts


def _bars(field: frame.Field, index: int, groups: int, age: Age) -> list[str]:
    """Return the bars of an age, each under its number, and the age's name."""
    room = (field.right - field.left) / groups
    middle = field.left + room * (index + 0.5)
    parts = []
    lefts = (middle - BAR - BETWEEN / 2, middle + BETWEEN / 2)
    for left, count, (_name, look) in zip(lefts, (age.rules, age.certificates), _looks(), strict=True):
        height = max(field.bottom - field.y(count), LEAST) if count else 0
        if count:
            top = field.bottom - height
            parts.append(element("rect", x=left, y=top, width=BAR, height=height, **look))
        place: dict[str, Value] = {"x": left + BAR / 2, "y": field.bottom - height - 7}
        parts.append(
            frame.number(count, **place, text_anchor="middle", font_size=13, font_weight=600, fill=INK)
        )
    parts.append(text(_days(age), x=middle, y=field.bottom + 20, text_anchor="middle", **LABEL))
    return parts
