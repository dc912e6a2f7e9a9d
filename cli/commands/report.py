"""`report`: the reports, by name."""

import click

from cli.command import LazyGroup

LAZY = {
    "compliance": (
        "cli.commands.report_compliance",
        "report",
        "What a notice obliges to, and what was done by its deadline.",
    ),
    "overdue": ("cli.commands.report_overdue", "report", "What each body still has to do under a notice."),
    "notices": (
        "cli.commands.report_notices",
        "report",
        "Whether the holders that a notice affects were told.",
    ),
    "suspensions": ("cli.commands.report_suspensions", "report", "What has been suspended for too long."),
    "filing": ("cli.commands.report_filing", "report", "Rules that were filed late."),
    "published": (
        "cli.commands.report_published",
        "report",
        "Which reports were published, and whether a file is of one.",
    ),
    "restate": ("cli.commands.report_restate", "report", "What a published report would say today."),
    "body": ("cli.commands.report_body", "report", "One body's sheet."),
    "month": ("cli.commands.report_month", "report", "A month's certificate changes for the platform."),
}


@click.group(cls=LazyGroup, lazy=LAZY, help="Print a report.")
def report() -> None:
    """Group the reports."""
