"""The sample events in parts: what the bodies had written down by the end of a day."""

import csv
from pathlib import Path

EVENTS = Path(__file__).parent.parent / "samples" / "events.csv"
DAYS = ("2024-06-30", "2024-07-15", "2024-07-31", "2024-10-31")


def write(folder: Path) -> None:
    """Write `until-DAY.csv` for each day; the rows keep the order in which they were written down."""
    folder.mkdir()
    with EVENTS.open(encoding="utf-8-sig", newline="") as file:
        heading, *rows = csv.reader(file)
    day = heading.index("生效日期")
    for last in DAYS:
        ends = next((number for number, row in enumerate(rows) if row[day] > last), len(rows))
        with (folder / f"until-{last}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows([heading, *rows[:ends]])
        rows = rows[ends:]
