"""The cover: whose statement, of which notice, for which period, as known when."""

from datetime import datetime

from cli.documents.document import Fact, Facts, Section
from cli.documents.statement.days import written
from cli.language import gettext as _
from cli.words import word
from ledger.moment import SHANGHAI
from projections.reports.statement.parts import Cover, Statement


def cover(statement: Statement) -> Section:
    """Return the cover."""
    about = statement.cover
    return Section("cover", _("Cover"), [Facts([*_body(about), *_notice(statement), *_view(about)])])


def _body(about: Cover) -> list[Fact]:
    if about.body is None:
        return [Fact(_("Certification body"), _("all bodies"))]
    return [
        Fact(_("Certification body"), about.body_name or about.body),
        Fact(_("Approval number"), about.body, "id"),
        Fact(_("Unified social credit code"), about.credit_code, "id"),
        Fact(_("Contact"), about.contact),
    ]


def _notice(statement: Statement) -> list[Fact]:
    about, report = statement.cover, statement.report
    others = [mark for mark in about.deadlines if not mark.own and not mark.replaced]
    related = [
        _("{notice} (deadline {day})").format(notice=mark.notice, day=written(mark.deadline))
        for mark in others
    ]
    return [
        Fact(_("Notice"), about.notice, "id"),
        Fact(_("Title of the notice"), about.title),
        Fact(_("Status of the notice"), word(about.status)),
        Fact(_("Deadline"), report.deadline, "day"),
        Fact(_("Last day in time"), report.due_on, "day"),
        Fact(_("The deadline day itself"), word(about.boundary)),
        Fact(_("Judged by"), word(about.judged_by)),
        *([Fact(_("Related notices"), _("; ").join(related))] if related else []),
    ]


def _view(about: Cover) -> list[Fact]:
    return [
        Fact(_("Reporting period"), _period(about)),
        Fact(_("As of"), about.as_of, "day"),
        Fact(_("Known at, entry"), f"#{about.known_at.position}", "id"),
        Fact(_("Known at, time"), about.known_at.recorded_at, "moment"),
        Fact(_("Known at, in Asia/Shanghai"), _in_shanghai(about.known_at.recorded_at)),
        Fact(_("Edition"), _edition(about)),
    ]


def _in_shanghai(moment: str | None) -> str | None:
    """Return a moment, RFC 3339 in UTC, as clocks there showed it."""
    if moment is None:
        return None
    return datetime.fromisoformat(moment).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")


def _period(about: Cover) -> str:
    first, last = about.period_from, about.period_to
    if first > last:
        return _("none yet: the notice is of {day}").format(day=written(first))
    return _("{first} to {last}").format(first=written(first), last=written(last))


def _edition(about: Cover) -> str:
    if about.edition == "original":
        return _("original")
    if about.corrects is None:
        return _("correction")
    return _("correction of the report published with entry #{position}").format(position=about.corrects)
