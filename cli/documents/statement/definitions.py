"""What each figure means: its formula, the policy on the deadline day, the time zone."""

from typing import NamedTuple

from cli.documents.document import Block, Column, Fact, Facts, Section, Table
from cli.documents.statement.irregularities import IRREGULARITIES, explained
from cli.language import gettext as _
from cli.words import word
from projections.reports.statement.parts import Statement


class Definition(NamedTuple):
    """A figure: where programs find it in the JSON of `--full`, its name, its formula."""

    path: str
    name: str
    formula: str


def definitions(statement: Statement) -> Section:
    """Return the definitions of all figures."""
    report = statement.report
    blocks: list[Block] = [
        Facts(
            [
                Fact(_("Time zone of days"), _("Asia/Shanghai (UTC+8); a day ends at 24:00")),
                Fact(_("Time zone of recorded times"), _("UTC, to the microsecond")),
                Fact(_("Judged by"), word(report.judged_by)),
                Fact(_("The deadline day itself"), word(report.boundary)),
                Fact(_("Deadline"), report.deadline, "day"),
                Fact(_("Last day in time"), report.due_on, "day"),
            ]
        ),
        Table(
            "definitions",
            [
                Column("name", _("Figure")),
                Column("formula", _("Formula")),
            ],
            [{"name": each.name, "formula": each.formula} for each in all_definitions()],
        ),
    ]
    return Section("definitions", _("Definitions"), blocks)


def all_definitions() -> list[Definition]:
    """Return the definitions in the language in use, in the order of the sections."""
    return [
        *_deadline(),
        *_owed(),
        *_outcomes(),
        *_sums(),
        *_course(),
        *_shares(),
        *_irregularities(),
    ]


def _deadline() -> list[Definition]:
    return [
        Definition(
            "deadline",
            _("Deadline"),
            _("The day that the notice sets, as extended up to the as-of day, as far as known."),
        ),
        Definition(
            "due_on",
            _("Last day in time"),
            _("Deadline, where the day itself counts as in time; else deadline − 1 day."),
        ),
        Definition(
            "rows.settled_on",
            _("Settling day"),
            _(
                "The day of the act by which the notice judges: its effective day, unless the notice says "
                "otherwise. For a certificate that expired unsettled after the last day in time: its first "
                "expired day."
            ),
        ),
    ]


def _owed() -> list[Definition]:
    return [
        Definition(
            "population.rules.ever",
            _("Rules ever flagged"),
            _("Rules that were flagged under the notice on any day up to the as-of day."),
        ),
        Definition(
            "population.rules.withdrawn",
            _("Rules no longer flagged"),
            _("Of the rules ever flagged: those whose flag, or the notice, is withdrawn by the as-of day."),
        ),
        Definition(
            "summary.rules.flagged",
            _("Flagged rules"),
            _("Rules ever flagged − rules no longer flagged."),
        ),
        Definition(
            "summary.deregister_rule.total",
            word("deregister_rule"),
            _("One for each flagged rule; a deregistration before the flag fulfils it too."),
        ),
        Definition(
            "summary.refile_rule.total",
            word("refile_rule"),
            _("One for each rule flagged as misclassified."),
        ),
        Definition(
            "summary.settle_certificate.total",
            word("settle_certificate"),
            _(
                "One for each certificate of a rule flagged as out of scope or nonconforming that is valid "
                "or suspended at the start of the day on which the flag takes effect, or issued under the "
                "rule later; fulfilled by cancellation or revocation."
            ),
        ),
        Definition(
            "summary.dispose_certificate.total",
            word("dispose_certificate"),
            _(
                "Likewise for rules flagged as misclassified; done by transfer, cancellation or revocation. "
                "It has no deadline and is not judged."
            ),
        ),
        Definition(
            "population.obligations.owed",
            _("Owed obligations"),
            _("Ever owed − those that ended because a flag or the notice was withdrawn."),
        ),
    ]


def _outcomes() -> list[Definition]:
    return [
        Definition("summary.*.on_time", word("on_time"), _("Settling day ≤ last day in time.")),
        Definition("summary.*.late", word("late"), _("Settling day > last day in time.")),
        Definition(
            "summary.*.lapsed",
            word("lapsed"),
            _("Unsettled, and the certificate's last valid day ≤ last day in time."),
        ),
        Definition("summary.*.open", word("open"), _("Unsettled, and as-of day ≤ last day in time.")),
        Definition(
            "summary.*.overdue",
            word("overdue"),
            _("Unsettled, as-of day > last day in time, and the certificate not expired."),
        ),
        Definition(
            "summary.dispose_certificate.done",
            word("done"),
            _("The certificate was transferred, cancelled or revoked by the as-of day."),
        ),
        Definition(
            "summary.dispose_certificate.pending", word("pending"), _("Total − done; an expiry ends nothing.")
        ),
        Definition(
            "rows.days",
            _("Days"),
            _(
                "Late: settling day − last day in time. Overdue: as-of day − last day in time. "
                "Open: last day in time − as-of day."
            ),
        ),
        Definition(
            "summary.on_deadline_day",
            word("on_deadline_day"),
            _("Judged obligations whose settling day = deadline, whether that day counts as in time or not."),
        ),
        Definition(
            "summary.recorded_late",
            word("recorded_late"),
            _(
                "Judged obligations with settling day ≤ last day in time < the day in Asia/Shanghai on which "
                "the act was recorded, without those of opening imports."
            ),
        ),
        Definition(
            "summary.recorded_late_opening",
            word("recorded_late_opening"),
            _(
                "The same, of acts recorded in an opening import, which takes over what was before the "
                "ledger."
            ),
        ),
    ]


def _sums() -> list[Definition]:
    return [
        Definition(
            "conclusion.judged.total",
            _("Judged obligations"),
            _(
                "Deregister rule + refile rule + settle certificate = on time + late + lapsed + open + "
                "overdue."
            ),
        ),
        Definition(
            "summary.rules.complete",
            _("Complete rules"),
            _("Flagged rules whose judged obligations are all on time, late or lapsed."),
        ),
        Definition("summary.rules.incomplete", _("Incomplete rules"), _("Flagged rules − complete rules.")),
        Definition(
            "grid",
            _("Rules by category and certified object"),
            _("Flagged rules of each of the nine cells, by the outcome of their deregistration."),
        ),
        Definition(
            "settlements",
            _("Certificates by act, former status and reason"),
            _(
                "Certificates whose obligation was fulfilled by an act up to the as-of day, by that act, the "
                "status just before it and the reason recorded with it. Expired certificates are not among "
                "them."
            ),
        ),
    ]


def _course() -> list[Definition]:
    return [
        Definition(
            "burndown.remaining",
            _("Unsettled at the end of the day"),
            _("Unsettled the day before + newly owed − settled − expired unsettled; of judged obligations."),
        ),
        Definition(
            "closures.effective",
            _("Closed by effective day"),
            _("Judged obligations whose settling act took effect up to the day."),
        ),
        Definition(
            "closures.recorded",
            _("Closed by recorded day"),
            _("Judged obligations whose settling act was recorded up to the day, in Asia/Shanghai."),
        ),
        Definition(
            "ageing",
            _("Ageing"),
            _("Overdue obligations by as-of day − last day in time: 1–7, 8–30, 31–90, over 90 days."),
        ),
    ]


def _shares() -> list[Definition]:
    return [
        Definition(
            "ranking.judged.overdue",
            _("Share overdue"),
            _(
                "Overdue ÷ judged obligations of the body, in per cent with one decimal; its rules' body "
                "counts."
            ),
        ),
        Definition(
            "ranking.judged.late",
            _("Share late"),
            _("Late ÷ judged obligations of the body, in per cent with one decimal."),
        ),
        Definition(
            "ranking.rank",
            _("Rank"),
            _(
                "1 + the number of bodies with a larger share overdue, or an equal one and a larger share "
                "late."
            ),
        ),
    ]


def _irregularities() -> list[Definition]:
    return [Definition(f"irregularities.{name}", word(name), explained(name)) for name in IRREGULARITIES]
