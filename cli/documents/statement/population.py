"""The population, as bridges that must sum."""

from typing import Any

from cli.documents.document import Column, Paragraph, Section, Table
from cli.language import gettext as _
from cli.words import word
from domain.obligations import DISPOSITIONS, OUTCOMES
from projections.reports.statement.parts import Statement


def population(statement: Statement) -> Section:
    """Return the bridges: from what was ever flagged and owed to what is, and from that to its outcomes."""
    return Section(
        "population",
        _("Population"),
        [
            Paragraph(
                _(
                    "Each column is a sum: what was ever flagged or owed, less what was withdrawn, is what "
                    "is owed; and that is what its outcomes add up to. Rules and certificates are counted "
                    "apart."
                )
            ),
            _flow(statement),
            _outcomes(statement),
        ],
        begins_page=True,
    )


def _flow(statement: Statement) -> Table:
    bridges = statement.population.obligations
    rules = statement.population.rules
    ever: dict[str, Any] = {"item": _("ever flagged or owed"), "rules": rules.ever}
    withdrawn: dict[str, Any] = {
        "item": _("less: flag or notice withdrawn"),
        "rules": -rules.withdrawn,
    }
    total: dict[str, Any] = {"item": _("equals: flagged or owed"), "rules": rules.flagged}
    for bridge in bridges:
        ever[bridge.action] = bridge.ever
        withdrawn[bridge.action] = -bridge.withdrawn
        total[bridge.action] = bridge.owed
    return Table(
        "population",
        [
            Column("item", _("Item")),
            Column("rules", _("flagged rules"), "count", sums=True),
            *(Column(bridge.action, word(bridge.action), "count", sums=True) for bridge in bridges),
        ],
        [ever, withdrawn],
        title=_("From flagged to owed"),
        total=total,
    )


def _outcomes(statement: Statement) -> Table:
    bridges = statement.population.obligations
    rows: list[dict[str, Any]] = [
        {
            "item": word(outcome),
            **{bridge.action: bridge.outcomes.get(outcome) for bridge in bridges},
        }
        for outcome in (*OUTCOMES, *DISPOSITIONS)
    ]
    return Table(
        "outcomes",
        [
            Column("item", _("Outcome")),
            *(Column(bridge.action, word(bridge.action), "count", sums=True) for bridge in bridges),
        ],
        rows,
        title=_("Owed, by outcome"),
        total={"item": _("equals: owed"), **{bridge.action: bridge.owed for bridge in bridges}},
    )
