"""Flagged rules: in the nine cells by outcome, and one by one with the filing that replaced each."""

from cli.documents.document import Column, Paragraph, Picture, Section, Table
from cli.documents.statement.tables import ROWS, in_workbook, outcome_columns
from cli.language import gettext as _
from cli.words import word
from domain.obligations import OUTCOMES
from projections.reports.statement.parts import RuleLine, Statement


def rules(statement: Statement) -> Section:
    """Return the section of the rules."""
    from cli.render.charts import heat

    title = _("Rules by category and certified object")
    if not statement.rules:
        return Section("rules", title, [Paragraph(_("No rule is flagged under the notice."))])
    counted = [cell for cell in statement.grid if cell.outcomes.total]
    cells = _("; ").join(
        _("{category}, {scheme}: {total} flagged, {overdue} overdue").format(
            category=word(cell.category),
            scheme=word(cell.scheme),
            total=cell.outcomes.total,
            overdue=cell.outcomes.overdue,
        )
        for cell in counted
    )
    return Section(
        "rules",
        title,
        [
            Picture(
                "heat",
                _("Flagged rules by category and certified object"),
                heat.picture(statement.grid),
                cells,
            ),
            _grid(statement),
            _lines(statement.rules),
            *_refilings(statement.rules),
        ],
        begins_page=True,
    )


def _grid(statement: Statement) -> Table:
    """Return the nine cells, by the outcome of the rules' deregistration."""
    names = ("total", *OUTCOMES)
    total = {name: sum(getattr(cell.outcomes, name) for cell in statement.grid) for name in names}
    return Table(
        "grid",
        [
            Column("category", _("Category")),
            Column("scheme", _("Scheme")),
            *outcome_columns(),
            Column("incomplete", _("incomplete"), "count", sums=True),
        ],
        [
            {
                "category": word(cell.category),
                "scheme": word(cell.scheme),
                **{name: getattr(cell.outcomes, name) for name in names},
                "incomplete": cell.incomplete,
            }
            for cell in statement.grid
        ],
        title=_("Rules by cell and outcome"),
        total={
            "category": _("Total"),
            **total,
            "incomplete": sum(cell.incomplete for cell in statement.grid),
        },
    )


def _lines(lines: list[RuleLine]) -> Table:
    return Table(
        "rules",
        [
            Column("rule", _("Rule"), "id"),
            Column("name", _("Name")),
            Column("cell", _("Category and object")),
            Column("ground", _("Ground")),
            Column("outcome", _("Deregistration")),
            Column("deregistered_on", _("Deregistered on"), "day"),
        ],
        [
            {
                "rule": line.rule,
                "name": line.name,
                "cell": f"{word(line.category)} · {word(line.scheme)}",
                "ground": word(line.ground),
                "outcome": word(line.outcome),
                "deregistered_on": line.deregistered_on,
            }
            for line in lines
        ],
        title=_("Flagged rules"),
        first_rows=ROWS,
        more=in_workbook(),
    )


def _refilings(lines: list[RuleLine]) -> list[Table]:
    """Return the rules that were to be filed again, or were, each with the filing that replaced it."""
    found = [line for line in lines if line.refile_outcome is not None or line.refiled_as is not None]
    if not found:
        return []
    return [
        Table(
            "refilings",
            [
                Column("rule", _("Rule"), "id"),
                Column("name", _("Name")),
                Column("refile_outcome", _("Refiling")),
                Column("refiled_as", _("Replaced by"), "id"),
                Column("refiled_on", _("Refiled on"), "day"),
            ],
            [
                {
                    "rule": line.rule,
                    "name": line.name,
                    "refile_outcome": _("not asked for")
                    if line.refile_outcome is None
                    else word(line.refile_outcome),
                    "refiled_as": line.refiled_as,
                    "refiled_on": line.refiled_on,
                }
                for line in found
            ],
            title=_("Refilings"),
            first_rows=ROWS,
            more=in_workbook(),
        )
    ]
