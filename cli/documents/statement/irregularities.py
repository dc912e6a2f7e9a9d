"""What each kind of case for a person to look at is, in a sentence."""

from cli.language import gettext as _

IRREGULARITIES = (
    "in_force_under_deregistered_rule",
    "issued_under_closed_rule",
    "recorded_late",
    "recorded_late_opening",
    "back_dated",
    "back_dated_opening",
    "voided",
    "undetermined_filing_day",
    "disposition_pending",
    "settled_before_notice",
    "not_reported",
)
"""The irregularities that are explained."""


def explained(name: str) -> str:
    """Return what an irregularity is, in a sentence."""
    sentences = {
        "in_force_under_deregistered_rule": lambda: _(
            "Certificates valid or suspended at the end of the as-of day under a flagged rule that is "
            "deregistered."
        ),
        "issued_under_closed_rule": lambda: _(
            "Certificates issued under, or transferred to, a flagged rule on a day on which it was flagged "
            "or deregistered."
        ),
        "recorded_late": lambda: _(
            "Obligations fulfilled in time by their day and recorded after the last day in time."
        ),
        "recorded_late_opening": lambda: _("The same, recorded in an opening import."),
        "back_dated": lambda: _(
            "Entries that fulfil an obligation, effective before the day in Asia/Shanghai on which they were "
            "recorded; without those of opening imports."
        ),
        "back_dated_opening": lambda: _("The same, recorded in an opening import."),
        "voided": lambda: _(
            "Entries, effective by the as-of day, that count no longer, of rules and certificates that were "
            "ever believed to owe something under the notice."
        ),
        "undetermined_filing_day": lambda: _(
            "Rules filed on the very day that divides the notice's clauses; a person must decide."
        ),
        "disposition_pending": lambda: _(
            "Certificates of misclassified rules not yet transferred, cancelled or revoked."
        ),
        "settled_before_notice": lambda: _("Obligations fulfilled by an act before the day of the notice."),
        "not_reported": lambda: _("Acts that fulfil an obligation, without the day the platform was told."),
    }
    return sentences[name]() if name in sentences else ""
