"""The page that answers whether what the notice asks for was done in time."""

from typing import Any

from cli.documents.document import Block, Column, Figure, Figures, Paragraph, Section, Table, Tone
from cli.documents.statement.days import written
from cli.documents.statement.tables import outcome_columns
from cli.language import gettext as _
from cli.words import word
from domain.obligations import ACTIONS, JUDGED, OUTCOMES
from projections.reports.statement.parts import Statement

FIRST = 10
"""Bodies with something left to do that the page names."""

TONES: dict[str, Tone] = {
    "withdrawn": "plain",
    "nothing_flagged": "plain",
    "fulfilled": "good",
    "fulfilled_late": "watch",
    "in_progress": "watch",
    "outstanding": "bad",
}


def conclusion(statement: Statement) -> Section:
    """Return the conclusion: it fits a page."""
    found = statement.conclusion
    blocks: list[Block] = [Paragraph(verdict(statement), TONES[found.verdict])]
    if found.rules_flagged:
        blocks += [_figures(statement), _outcomes(statement), *_remarks(statement), *_outstanding(statement)]
    return Section("conclusion", _("Conclusion"), blocks, begins_page=True)


def verdict(statement: Statement) -> str:
    """Return the sentence that answers the notice."""
    found, cover, report = statement.conclusion, statement.cover, statement.report
    who = _("all bodies") if cover.body is None else cover.body_name or cover.body
    sentences = {
        "withdrawn": lambda: _(
            "{notice} has been withdrawn: from the day its withdrawal took effect, nothing is owed under it."
        ),
        "nothing_flagged": lambda: _(
            "At the end of {as_of}, {who}: no rule is flagged under {notice}, so there is nothing to put "
            "in order and nothing to report on."
        ),
        "fulfilled": lambda: _(
            "At the end of {as_of}, {who}: what {notice} asks for has been done by its deadline. "
            "Judged obligations: {total}; on time: {on_time}; lapsed: {lapsed}."
        ),
        "fulfilled_late": lambda: _(
            "At the end of {as_of}, {who}: what {notice} asks for has been done, but not all of it by its "
            "deadline. Judged obligations: {total}; fulfilled late, after {due_on}: {late}."
        ),
        "in_progress": lambda: _(
            "At the end of {as_of}, {who}: what {notice} asks for is being done, and its deadline has not "
            "passed. Judged obligations: {total}; still to be fulfilled, by the end of {due_on}: {open}."
        ),
        "outstanding": lambda: _(
            "At the end of {as_of}, {who}: the deadline of {notice} has passed, and not all that it asks for "
            "has been done. Judged obligations: {total}; overdue, after {due_on}: {overdue}; fulfilled late: "
            "{late}."
        ),
    }
    return sentences[found.verdict]().format(
        who=who,
        notice=cover.notice,
        as_of=written(cover.as_of),
        due_on=written(report.due_on),
        **{name: getattr(found.judged, name) for name in ("total", *OUTCOMES)},
    )


def _figures(statement: Statement) -> Figures:
    found = statement.conclusion
    judged = found.judged
    return Figures(
        [
            Figure(
                _("Flagged rules"),
                found.rules_flagged,
                _("{complete} complete, {incomplete} incomplete").format(
                    complete=found.rules_complete, incomplete=found.rules_incomplete
                ),
            ),
            Figure(_("Judged obligations"), judged.total),
            Figure(_("On time or lapsed"), judged.on_time + judged.lapsed, tone="good"),
            Figure(_("Fulfilled late"), judged.late, tone="watch" if judged.late else "plain"),
            Figure(_("Overdue"), judged.overdue, tone="bad" if judged.overdue else "plain"),
            *_bodies(statement),
            Figure(_("Open until the deadline"), judged.open),
            Figure(
                _("Dispositions pending"),
                found.pending,
                _("not judged"),
                "watch" if found.pending else "plain",
            ),
        ]
    )


def _bodies(statement: Statement) -> list[Figure]:
    """Return how many bodies have something overdue, where the statement is of more than one."""
    found = statement.conclusion
    if statement.cover.body is not None:
        return []
    return [
        Figure(
            _("Bodies with something overdue"),
            found.bodies_outstanding,
            _("of {count} with flagged rules").format(count=found.bodies),
            "bad" if found.bodies_outstanding else "plain",
        )
    ]


def _outcomes(statement: Statement) -> Table:
    """Return the judged obligations, an action a row."""
    summary = statement.report.summary
    rows = [{"action": word(action), **_counts(summary[action])} for action in JUDGED]
    judged = statement.conclusion.judged
    total = {name: getattr(judged, name) for name in ("total", *OUTCOMES)}
    return Table(
        "conclusion",
        [Column("action", _("Obligation")), *outcome_columns()],
        rows,
        title=_("Obligations by outcome"),
        total={"action": _("Total"), **total},
    )


def _counts(figures: object) -> dict[str, int]:
    assert isinstance(figures, dict), "a summary holds the counts of each action"
    return figures


def _remarks(statement: Statement) -> list[Block]:
    found, cover = statement.conclusion, statement.cover
    return [
        Paragraph(
            _(
                "Fulfilled on the deadline day itself: {count}. Policy applied to that day: {boundary}. "
                "In time by their day but recorded after it: {late}; another {opening} were taken over in "
                "opening imports."
            ).format(
                count=found.on_deadline_day,
                boundary=word(cover.boundary),
                late=found.recorded_late,
                opening=found.recorded_late_opening,
            )
        )
    ]


def _outstanding(statement: Statement) -> list[Block]:
    """Return who still has what to do, the longest list first."""
    rows: list[dict[str, Any]] = [
        {
            "body": line.body,
            "name": line.name,
            **line.undone,
            "overdue": line.judged.overdue,
            "dispose_certificate": line.pending,
        }
        for line in statement.ranking
        if any(line.undone.values()) or line.pending
    ]
    if not rows:
        return [Paragraph(_("Nothing is left to do."), "good")]
    keys = (*ACTIONS, "overdue")
    headings = {action: word(action) for action in ACTIONS} | {"overdue": _("of these overdue")}
    total = {key: sum(row[key] for row in rows) for key in keys}
    return [
        Table(
            "outstanding",
            [
                Column("body", _("Body"), "id"),
                Column("name", _("Name")),
                *(Column(key, headings[key], "count", sums=True) for key in keys),
            ],
            rows,
            title=_("Still to be done, by body"),
            total={"body": _("Total"), **total},
            first_rows=FIRST,
            more=_("The other bodies stand in the ranking."),
        )
    ]
