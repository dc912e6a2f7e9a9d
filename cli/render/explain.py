"""An explanation for people: the answer, what makes it, and every entry with what becomes of it."""

from typing import Any

from cli.language import gettext as _
from cli.render.entries import entries, paragraphs
from cli.render.table import show
from cli.words import word


def page(told: dict[str, Any]) -> str:
    """Return the explanation of a subject's state."""
    return "\n\n".join(
        [
            heading(told),
            paragraphs([(_("Status"), _answer(told)), (_("Entries"), _counts(told["entries"]))]),
            entries(told["entries"], subject=told["id"]),
        ]
    )


def heading(told: dict[str, Any]) -> str:
    """Return whom an explanation is about, and from where it is seen."""
    known = told["known_at"]
    view = _("As of {as_of}, known at #{position} {recorded_at}").format(
        as_of=told["as_of"], position=known["position"], recorded_at=show(known["recorded_at"])
    )
    return f"{show(told['id'])}  {word(told['kind'])}\n{view}"


def _answer(told: dict[str, Any]) -> str:
    """Return the status in a sentence, with the entry that makes it."""
    by = next((row for row in told["entries"] if "status" in row["decides"]), None)
    position = by["position"] if by else "?"
    if told["by_calendar"]:
        return _(
            "expired since {since} by the calendar, without an entry: #{position} set the last valid day, "
            "{expires_on}"
        ).format(since=told["since"], position=position, expires_on=told["expires_on"])
    return _("{status} since {since}, by #{position}").format(
        status=word(told["status"]), since=told["since"], position=position
    )


def _counts(rows: list[dict[str, Any]]) -> str:
    """Return how many entries there are of each mark."""
    names = {
        "counts": _("{count} count"),
        "voided": _("{count} voided"),
        "void": _("{count} voiding"),
        "not_yet_effective": _("{count} not yet effective"),
        "not_yet_known": _("{count} not yet known"),
    }
    marks = [row["mark"] for row in rows]
    return _(", ").join(text.format(count=marks.count(mark)) for mark, text in names.items() if mark in marks)
