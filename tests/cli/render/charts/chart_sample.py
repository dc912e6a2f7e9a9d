"""Made-up figures, their pictures, and how a test reads a picture."""

import re
from collections.abc import Callable
from xml.etree import ElementTree as ET

from cli.render.charts import ageing, burndown, closures, heat
from domain import day
from projections.reports.statement.parts import Age, Cell, Closure, DeadlineMark, Outcomes, Step

SVG = "{http://www.w3.org/2000/svg}"
UNTIL = "2024-07-31"


def mark(on: str, *, own: bool = True, replaced: bool = False, exclusive: bool = False) -> DeadlineMark:
    name = "认秘函〔2024〕31号" if own else "国认监〔2024〕3号"
    due = day.after(on, -1) if exclusive else on
    return DeadlineMark(notice=name, alias=None, deadline=on, due_on=due, own=own, replaced=replaced)


BOTH = [mark("2024-04-30", own=False), mark("2024-07-15")]
STEPS = [
    Step(day="2024-07-02", opened=120, settled=0, lapsed=0, remaining=120),
    Step(day="2024-07-10", opened=0, settled=70, lapsed=0, remaining=50),
    Step(day="2024-07-15", opened=0, settled=39, lapsed=1, remaining=10),
    Step(day="2024-07-18", opened=0, settled=7, lapsed=0, remaining=3),
]
CLOSURES = [
    Closure(day="2024-07-10", effective=70, recorded=20),
    Closure(day="2024-07-15", effective=109, recorded=60),
    Closure(day="2024-07-18", effective=116, recorded=116),
]
AGES = [
    Age(first=1, last=7, rules=1, certificates=3),
    Age(first=8, last=30, rules=2, certificates=14),
    Age(first=31, last=90, rules=0, certificates=7),
    Age(first=91, last=None, rules=1, certificates=0),
]
CELLS = [
    Cell(
        category="neutrality",
        scheme="service",
        outcomes=Outcomes(total=20, on_time=12, late=3, overdue=5),
        incomplete=6,
    ),
    Cell(category="reduction", scheme="product", outcomes=Outcomes(total=4, on_time=4), incomplete=0),
    Cell(category="disclosure", scheme="product", outcomes=Outcomes(), incomplete=0),
]

DRAWN: dict[str, Callable[[], str]] = {
    "burndown": lambda: burndown.picture(STEPS, BOTH, until=UNTIL),
    "closures": lambda: closures.picture(CLOSURES, BOTH, until=UNTIL),
    "ageing": lambda: ageing.picture(AGES),
    "heat": lambda: heat.picture(CELLS),
}
EMPTY: dict[str, Callable[[], str]] = {
    "burndown": lambda: burndown.picture([], BOTH, until=UNTIL),
    "closures": lambda: closures.picture([], [], until=UNTIL),
    "ageing": lambda: ageing.picture([]),
    "heat": lambda: heat.picture([CELLS[2]]),
}


def parts(picture: str, name: str) -> list[ET.Element]:
    """Return the elements of a name."""
    return list(ET.fromstring(picture).iter(SVG + name))


def texts(picture: str) -> list[str]:
    return ["".join(each.itertext()) for each in parts(picture, "text")]


def counted(picture: str, look: dict[str, str]) -> list[float]:
    """Return the counts at which a line runs, read off the axis of the picture."""
    (line,) = [path for path in parts(picture, "path") if look.items() <= path.attrib.items()]
    up = {
        float(e.attrib["y"]) - 4: int(e.text.replace(",", ""))
        for e in parts(picture, "text")
        if e.text and e.attrib.get("text-anchor") == "end" and re.fullmatch("[0-9,]+", e.text)
    }
    (base, none), (top, most) = max(up.items()), min(up.items())
    heights = [float(y) for y in re.findall(r"V([\d.]+)", line.attrib["d"])]
    return [round(none + (base - y) * (most - none) / (base - top), 1) for y in heights]


def lines_of(picture: str) -> list[dict[str, str]]:
    """Return the looks of the upright lines that are deadlines."""
    return [
        e.attrib
        for e in parts(picture, "line")
        if e.attrib["x1"] == e.attrib["x2"] and "stroke-width" in e.attrib
    ]
