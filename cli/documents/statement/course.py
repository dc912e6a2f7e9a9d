"""How the work went: what was left on each day, what was closed by which, how old the rest is."""

from cli.documents.document import Block, Column, Paragraph, Picture, Section, Table
from cli.documents.statement.days import written
from cli.documents.statement.tables import ROWS, in_workbook
from cli.language import gettext as _
from projections.reports.statement.parts import Age, DeadlineMark, Statement


def course(statement: Statement) -> Section:
    """Return the burndown against the deadlines, and closures by effective and by recorded day."""
    from cli.render.charts import burndown, closures

    title = _("Course")
    deadlines, until = statement.cover.deadlines, statement.cover.as_of
    blocks: list[Block] = [_deadlines(deadlines)]
    if not statement.burndown:
        return Section("course", title, [*blocks, Paragraph(_("Nothing was owed, so there is no course."))])
    blocks += [
        Picture(
            "burndown",
            _("Unsettled obligations and the deadlines"),
            burndown.picture(statement.burndown, deadlines, until=until),
            _left(statement),
        ),
        _steps(statement),
        Picture(
            "closures",
            _("Obligations closed, by effective and by recorded day"),
            closures.picture(statement.closures, deadlines, until=until),
            _closed(statement),
        ),
        _closures(statement),
    ]
    return Section("course", title, blocks, begins_page=True)


def _left(statement: Statement) -> str:
    first, last = statement.burndown[0], statement.burndown[-1]
    return _("{first} unsettled at the end of {first_day}, {last} at the end of {last_day}.").format(
        first=first.remaining,
        first_day=written(first.day),
        last=last.remaining,
        last_day=written(last.day),
    )


def _closed(statement: Statement) -> str:
    if not statement.closures:
        return _("Nothing was closed.")
    last = statement.closures[-1]
    return _("Closed up to {day}: {effective} by the effective day, {recorded} by the recorded day.").format(
        day=written(last.day), effective=last.effective, recorded=last.recorded
    )


def _deadlines(marks: list[DeadlineMark]) -> Table:
    return Table(
        "deadlines",
        [
            Column("notice", _("Notice"), "id"),
            Column("deadline", _("Deadline"), "day"),
            Column("due_on", _("Last day in time"), "day"),
            Column("remark", _("Remark")),
        ],
        [
            {
                "notice": mark.notice,
                "deadline": mark.deadline,
                "due_on": mark.due_on,
                "remark": _("; ").join(_remarks(mark)) or None,
            }
            for mark in marks
        ],
        title=_("Deadlines"),
    )


def _remarks(mark: DeadlineMark) -> list[str]:
    remarks = [_("the notice of this report")] if mark.own else []
    return remarks + ([_("extended since")] if mark.replaced else [])


def _steps(statement: Statement) -> Table:
    return Table(
        "burndown",
        [
            Column("day", _("Day"), "day"),
            Column("opened", _("Newly owed"), "count", sums=True),
            Column("settled", _("Settled that day"), "count", sums=True),
            Column("lapsed", _("Expired unsettled"), "count", sums=True),
            Column("remaining", _("Unsettled at the end of the day"), "count"),
        ],
        [
            {
                "day": step.day,
                "opened": step.opened,
                "settled": step.settled,
                "lapsed": step.lapsed,
                "remaining": step.remaining,
            }
            for step in statement.burndown
        ],
        title=_("Unsettled day by day"),
        total={
            "day": _("Total"),
            "opened": sum(step.opened for step in statement.burndown),
            "settled": sum(step.settled for step in statement.burndown),
            "lapsed": sum(step.lapsed for step in statement.burndown),
            "remaining": statement.burndown[-1].remaining,
        },
        first_rows=ROWS,
        more=in_workbook(),
    )


def _closures(statement: Statement) -> Table:
    return Table(
        "closures",
        [
            Column("day", _("Day"), "day"),
            Column("effective", _("Closed by effective day"), "count"),
            Column("recorded", _("Closed by recorded day"), "count"),
        ],
        [
            {"day": closure.day, "effective": closure.effective, "recorded": closure.recorded}
            for closure in statement.closures
        ],
        title=_("Closed up to each day"),
        first_rows=ROWS,
        more=in_workbook(),
    )


# Ageing ----------------------------------------------------------------------


def ageing(statement: Statement) -> Section:
    """Return how long what is overdue has been overdue."""
    from cli.render.charts import ageing as chart

    title = _("Ageing of what is overdue")
    total = sum(age.rules + age.certificates for age in statement.ageing)
    if not total:
        return Section("ageing", title, [Paragraph(_("Nothing is overdue."), "good"), _ages(statement)])
    picture = Picture(
        "ageing",
        _("Overdue obligations by days overdue"),
        chart.picture(statement.ageing),
        _("; ").join(
            _("{days}: {rules} of rules, {certificates} of certificates").format(
                days=bracket(age), rules=age.rules, certificates=age.certificates
            )
            for age in statement.ageing
        ),
    )
    return Section("ageing", title, [picture, _ages(statement)])


def bracket(age: Age) -> str:
    """Return the days of a bracket in words."""
    if age.last is None:
        return _("over {days} days").format(days=age.first - 1)
    return _("{first}–{last} days").format(first=age.first, last=age.last)


def _ages(statement: Statement) -> Table:
    rows = [
        {
            "days": bracket(age),
            "rules": age.rules,
            "certificates": age.certificates,
            "total": age.rules + age.certificates,
        }
        for age in statement.ageing
    ]
    sums = {
        "rules": sum(age.rules for age in statement.ageing),
        "certificates": sum(age.certificates for age in statement.ageing),
    }
    return Table(
        "ageing",
        [
            Column("days", _("Overdue by")),
            Column("rules", _("Obligations of rules"), "count", sums=True),
            Column("certificates", _("Obligations of certificates"), "count", sums=True),
            Column("total", _("Total"), "count", sums=True),
        ],
        rows,
        total={"days": _("Total"), **sums, "total": sum(sums.values())},
    )
