"""What `corrections` must print, whole, worked out from the rows of the log alone."""

from collections.abc import Iterable, Mapping
from statistics import median
from typing import Any

import naive
from naive import Row, View


def corrections(seen: View, ends: Iterable[str] | None = None) -> list[dict[str, Any]]:
    """Return the entries that took effect before the day they were recorded on, and the voids.

    `ends` are the last days of reports; None for the last day of each month.
    """
    rows, found = seen.rows, []
    for row in rows[: seen.position]:
        recorded_on = naive.shanghai_day(row["recorded_at"])
        voided = rows[row["data"]["position"] - 1] if row["type"] == "EntryVoided" else None
        about = (voided or row)["effective_on"]
        if voided is None and about >= recorded_on:
            continue
        due = due_days(View(rows, recorded_on, row["position"]))
        over = [each for each in due if about <= each["due_on"] < recorded_on]
        passed = [each for each in ends or [month_end(about)] if about <= each < recorded_on]
        told = ("position", "subject", "kind", "type", "effective_on", "recorded_at", "opening")
        found.append(
            {
                **{key: row[key] for key in (*told, "actor", "login", "why")},
                "body": body_of(row),
                "recorded_on": recorded_on,
                "lag_days": naive.between(about, recorded_on),
                "deadline_between": over != [],
                "deadlines": over,
                "report_end_between": passed != [],
                "report_end": min(passed, default=None),
                "voids": voided and voided["position"],
                "voided_type": voided and voided["type"],
                "voided_effective_on": voided and voided["effective_on"],
                "voided_by": naive.voids(seen).get(row["position"]),
            }
        )
    return found


def body_of(row: Row) -> str | None:
    """Return the body that an entry is of."""
    return None if row["kind"] in {"notice", "report"} else row["subject"].partition("/")[0]


def month_end(day: str) -> str:
    """Return the last day of a day's month."""
    first_of_next = naive.plus(f"{day[:7]}-28", 4)[:7] + "-01"
    return naive.plus(first_of_next, -1)


def due_days(seen: View) -> list[dict[str, str]]:
    """Return the last days in time of the notices in force."""
    found = []
    for notice, state in seen.all("notice").items():
        if state["status"] == "in_force":
            exclusive = state["boundary"] == "exclusive"
            found.append({"notice": notice, "due_on": naive.plus(state["deadline"], -1 if exclusive else 0)})
    return found


def sums(found: Iterable[Mapping[str, Any]], by: str) -> list[dict[str, Any]]:
    """Return the figures of each actor or body; opening imports apart, and in no other figure."""
    rows = list(found)
    figures = []
    for key in sorted({row[by] or "" for row in rows}):
        of = [row for row in rows if (row[by] or "") == key]
        own = [row for row in of if not row["opening"]]
        lags = [row["lag_days"] for row in own]
        figures.append(
            {
                by: key or None,
                "count": len(own),
                "back_dated": sum(row["voids"] is None for row in own),
                "voids": sum(row["voids"] is not None for row in own),
                "max_lag_days": max(lags, default=None),
                "median_lag_days": median(lags) if lags else None,
                "deadline_between": sum(row["deadline_between"] for row in own),
                "report_end_between": sum(row["report_end_between"] for row in own),
                "opening": len(of) - len(own),
            }
        )
    return figures
