"""An obligation for people: why it is owed, by when, what became of it, in sentences."""

from collections.abc import Iterator
from gettext import ngettext
from typing import Any

from cli.language import gettext as _
from cli.render.entries import entries, notice, paragraphs
from cli.render.explain import heading
from cli.words import word
from domain import day

Told = dict[str, Any]


def page(told: Told) -> str:
    """Return the explanation of a subject's obligations under a notice."""
    parts = [heading(told)]
    for owed in told["obligations"]:
        title = _("{name}: {value}").format(name=word(owed["action"]), value=word(owed["outcome"]))
        parts.append(f"{title}\n{_explained(told, owed)}")
    parts.append(entries(told["entries"], subject=told["id"]))
    return "\n\n".join(parts)


def _explained(told: Told, owed: Told) -> str:
    return paragraphs(
        [
            (_("Owed"), _why(told, owed)),
            (_("Found"), _found(owed)),
            *_due(owed),
            (_("Settled by"), _settled(owed)),
            (_("Outcome"), _outcome(told, owed)),
            *(("", text) for text in _remarks(owed)),
        ]
    )


def _why(told: Told, owed: Told) -> str:
    """Return by which flag it is owed, on what ground."""
    return _("#{position} flagged rule {rule} on {day} as {ground}: {notice}").format(
        position=owed["flag"]["position"],
        rule=owed["rule"],
        day=owed["flag"]["effective_on"],
        ground=word(owed["ground"]),
        notice=notice(told["notice"], owed["clauses"]),
    )


def _found(owed: Told) -> str:
    """Return how the flag found the subject."""
    found = owed["in_force"]
    by = _(", ").join(f"#{position}" for position in found["positions"])
    if found["issued_later"]:
        return _("issued under the flagged rule on {day}, by {by}").format(day=found["on"], by=by)
    if found["expires_on"] is not None:
        return _("{status} at the start of {day}, valid through {expires_on}, by {by}").format(
            status=word(found["status"]), day=found["on"], expires_on=found["expires_on"], by=by
        )
    return _("{status} when flagged on {day}, by {by}").format(
        status=word(found["status"]), day=found["on"], by=by
    )


def _due(owed: Told) -> Iterator[tuple[str, str]]:
    """Yield by when, and who said so."""
    if owed["due_on"] is None:
        yield _("Due"), _("no deadline: the notice is silent about it, so it is followed and not judged")
        return
    deadline = {"deadline": owed["deadline"], "position": owed["deadline_set_by"], "due_on": owed["due_on"]}
    if owed["boundary"] == "inclusive":
        yield (
            _("Due"),
            _("by {due_on}: the deadline is {deadline} (#{position}), and that day itself is in time").format(
                **deadline
            ),
        )
    else:
        yield (
            _("Due"),
            _(
                "by {due_on}: the deadline is {deadline} (#{position}), and that day itself is too late"
            ).format(**deadline),
        )
    for earlier in owed["deadlines"][:-1]:
        yield "", _("before its extension: {on} (#{position})").format(**earlier)
    yield "", _("judged by: {judged_by}").format(judged_by=word(owed["judged_by"]))


def _settled(owed: Told) -> str:
    """Return by which entry it was settled, or that it was not."""
    done = owed["done_by"]
    if done is not None:
        return _("#{position} {type}, effective {effective_on}, recorded {recorded_on}").format(
            **done, recorded_on=owed["recorded_on"]
        )
    if owed["last_valid_on"] is not None:
        return _("no entry; it expired after {day}, its last valid day").format(day=owed["last_valid_on"])
    return _("no entry so far")


def _outcome(told: Told, owed: Told) -> str:
    """Return the outcome in a sentence, with the two days that were compared."""
    compared = {"settled_on": owed["settled_on"], "due_on": owed["due_on"], "as_of": told["as_of"]}
    match owed["outcome"]:
        case "done":
            return _("done on {settled_on}; not judged").format(**compared)
        case "pending":
            return _("pending: neither transferred, cancelled nor revoked by {as_of}").format(**compared)
        case "on_time" if owed["settled_on"] == owed["due_on"]:
            return _("on time: settled {settled_on}, on the last day in time").format(**compared)
        case "on_time":
            early = _days(day.between(owed["settled_on"], owed["due_on"]))
            return _("on time: settled {settled_on}, {days} before the last day in time, {due_on}").format(
                **compared, days=early
            )
        case "late" if owed["done_by"] is None:
            return _(
                "late: unsettled when it expired; {settled_on} is {days} after the last day in time, {due_on}"
            ).format(**compared, days=_days(owed["days"]))
        case "late":
            return _("late: settled {settled_on}, {days} after the last day in time, {due_on}").format(
                **compared, days=_days(owed["days"])
            )
        case "lapsed":
            return _("lapsed: it expired unsettled, its last valid day in time, by {due_on}").format(
                **compared
            )
        case "open":
            return _("open: on {as_of} there are {days} left until the last day in time, {due_on}").format(
                **compared, days=_days(owed["days"])
            )
    return _("overdue: unsettled on {as_of}, {days} after the last day in time, {due_on}").format(
        **compared, days=_days(owed["days"])
    )


def _remarks(owed: Told) -> Iterator[str]:
    """Yield what an auditor looks for beside the outcome."""
    if owed["done_by"] is not None and owed["settled_by"] is None:
        yield _(
            "#{position} does not count: the notice judges by another time, which that entry "
            "does not have or has not reached ({judged_by})"
        ).format(position=owed["done_by"]["position"], judged_by=word(owed["judged_by"]))
    if owed["on_deadline_day"]:
        yield _("on the deadline itself: the notice's text leaves open whether that is in time")
    if owed["recorded_late"] and owed["opening"]:
        yield _("recorded after the last day in time, by an opening import: counted apart")
    elif owed["recorded_late"]:
        yield _("recorded late: in time by its effective day, but entered on {recorded_on}").format(
            recorded_on=owed["recorded_on"]
        )


def _days(count: int) -> str:
    return ngettext("{count} day", "{count} days", count).format(count=count)
