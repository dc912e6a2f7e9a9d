"""What remained and what was settled, day by day."""

import pytest
from chart_sample import BOTH, CLOSURES, DRAWN, STEPS, UNTIL, counted, lines_of, mark, parts, texts

from cli.render.charts import burndown, closures, looks
from domain import day
from projections.reports.statement.parts import Closure, Step

EFFECTIVE, RECORDED = (
    {name.replace("_", "-"): str(value) for name, value in look.items()}
    for look in (closures.EFFECTIVE, closures.RECORDED)
)
CURVE = {"fill": "none", "stroke": looks.DARK}


def test_the_burndown_runs_through_what_remains() -> None:
    assert counted(DRAWN["burndown"](), CURVE) == [120, 50, 10, 3]


def test_the_burndown_tells_what_remains_at_the_deadline_and_at_the_end() -> None:
    bold = [e.text for e in parts(DRAWN["burndown"](), "text") if e.attrib["font-size"] == "14"]
    assert bold == ["10", "3"]


def test_a_deadline_still_to_come_is_drawn_beyond_the_end_of_the_line() -> None:
    picture = burndown.picture(STEPS[:2], BOTH, until="2024-07-12")
    assert [e.text for e in parts(picture, "text") if e.attrib["font-size"] == "14"] == ["50"]
    (dot,) = parts(picture, "circle")
    assert float(lines_of(picture)[1]["x1"]) > float(dot.attrib["cx"])


def test_one_day_alone_is_a_picture() -> None:
    picture = burndown.picture(STEPS[:1], [mark("2024-07-02")], until="2024-07-02")
    assert {"07-01", "07-02", "07-03"} <= set(texts(picture))


def test_a_million_and_thousands_of_days_are_a_picture() -> None:
    steps = [
        Step(day=day.after("2010-01-01", number), opened=0, settled=1, lapsed=0, remaining=1_000_000 - number)
        for number in range(4000)
    ]
    picture = burndown.picture(steps, [mark("2015-01-01")], until="2024-07-31")
    assert "1,000,000" in texts(picture)
    assert {"2012", "2014"} <= set(texts(picture))


# Closures ------------------------------------------------------------------------


def test_closures_run_by_both_days_in_lines_of_their_own() -> None:
    picture = DRAWN["closures"]()
    assert counted(picture, EFFECTIVE) == [70, 109, 116]
    assert counted(picture, RECORDED) == [20, 60, 116]
    assert "stroke-dasharray" in RECORDED
    assert "stroke-dasharray" not in EFFECTIVE
    assert {"by effective day", "by recorded day"} <= set(texts(picture))
    (gap,) = [e for e in parts(picture, "path") if e.attrib.get("fill") == "url(#gap)"]
    assert gap.attrib["fill-rule"] == "evenodd"


@pytest.mark.parametrize(("effective", "recorded"), [(5, 5), (0, 5), (5, 0), (1000, 999)])
def test_the_labels_of_both_lines_stand_apart(effective: int, recorded: int) -> None:
    end = Closure(day="2024-07-15", effective=effective, recorded=recorded)
    places = {
        "".join(e.itertext()): float(e.attrib["y"])
        for e in parts(closures.picture([end], BOTH, until=UNTIL), "text")
    }
    apart = places["by recorded day"] - places["by effective day"]
    assert abs(apart) >= closures.APART
    assert (apart > 0) == (effective >= recorded), "the upper line has the upper label"


def test_what_was_recorded_long_after_is_told_and_does_not_crush_the_days() -> None:
    later = [*CLOSURES[:2], Closure(day="2026-11-22", effective=109, recorded=109)]
    picture = closures.picture(later, BOTH, until=UNTIL)
    assert "Recorded later: 49, the last on 2026-11-22." in texts(picture)
    assert "07-11" in texts(picture)
    assert counted(picture, RECORDED) == [20, 60]


def test_what_was_recorded_soon_after_the_last_day_is_drawn() -> None:
    later = [*CLOSURES[:2], Closure(day="2024-08-20", effective=109, recorded=109)]
    picture = closures.picture(later, BOTH, until=UNTIL)
    assert not [each for each in texts(picture) if "Recorded later" in each]
    assert counted(picture, RECORDED) == [20, 60, 109]
    assert "60 by recorded day. Recorded later: 49" in closures.description(later, BOTH, until=UNTIL)
