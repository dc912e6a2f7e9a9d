"""`diff`: what the ledger newly knows between two moments, or what changed between two days."""

from collections.abc import Iterator, Mapping
from typing import Any

import click
import msgspec

from cli.app import App
from cli.command import Command, option
from cli.language import gettext as _
from cli.output import Output, output_options
from cli.params import WHEN
from cli.reading import need_known_by, say_nothing_then, tell_view, view_options
from cli.render import changes as renderer
from domain.rejected import Rejected
from domain.subject import KINDS, STATUSES, Subject
from ledger.journal import Reader
from projections import diff as comparison
from projections import states
from projections.view import KnownAt, View, in_order, position_of, view

COLUMNS = ("subject", "kind", "before", "after", "positions", "rule_before", "rule_after")


@click.command(
    cls=Command,
    help="Compare what was known at two moments of one day (what was learnt), or, with --axis effective, "
    "what was true on two days (what changed): each subject whose status differs, and by which entries.",
)
@click.argument("id_", metavar="[ID]", required=False)
@option("--from", "from_", type=WHEN, metavar="WHEN", required=True, help="The earlier moment, or day.")
@option("--to", type=WHEN, metavar="WHEN", help="The later moment, or day (default: now, or today).")
@option(
    "--axis",
    type=click.Choice(("recorded", "effective")),
    default="recorded",
    show_default=True,
    help="Compare two moments of recording, or two effective days.",
)
@option("--kind", "kinds", multiple=True, type=click.Choice(KINDS), help="Only this kind. May be repeated.")
@option("--rule", metavar="RULE", help="Only certificates under this rule, before or after.")
@option("--body", metavar="BODY", help="Only those of this body.")
@option("--status", metavar="STATUS", help="Only those with this status, before or after.")
@option("--facts", is_flag=True, help="What else changed too: holder, expiry, rule, flags, deadline …")
@view_options
@output_options
@click.pass_obj
def diff(app: App, /, output: Output, id_: str | None, axis: str, **given: Any) -> None:
    """Print one row for each subject that changed."""
    _check(id_, given)
    with app.reading() as reader:
        if axis == "recorded":
            first, seen = _moments(app, reader, given)
            wanted = _wanted(app, reader, id_, first.position, seen, given)
            changes = comparison.between_moments(reader, first.position, seen, wanted)
        else:
            first, seen = _days(app, reader, given)
            wanted = _wanted(app, reader, id_, seen.position, seen, given)
            changes = comparison.between_days(reader, first.as_of, seen, wanted)
        output.rows(
            _rows(changes, with_facts=wanted.facts),
            columns=(*COLUMNS, "facts") if wanted.facts else COLUMNS,
            table=lambda rows: renderer.table(rows, first, seen, axis=axis, with_facts=wanted.facts),
        )


def _check(id_: str | None, given: Mapping[str, Any]) -> None:
    status, kinds = given["status"], given["kinds"] or KINDS
    choices = [name for kind in kinds for name in STATUSES[kind]]
    if status is not None and status not in choices:
        raise click.BadParameter(
            _("Choose one of: {choices}").format(choices=", ".join(choices)), param_hint="'--status'"
        )
    if given["rule"] is not None and "certificate" not in kinds:
        raise click.UsageError(_("--rule goes with certificates only."))
    if id_ is not None and (given["kinds"] or given["body"] is not None):
        raise click.UsageError(_("--kind and --body go without an ID."))


# Where the two sides stand -----------------------------------------------------


def _moments(app: App, reader: Reader, given: Mapping[str, Any]) -> tuple[View, View]:
    """Return the two views of one day; `--known-at` is the latest that is looked at."""
    from_, to, known_at = given["from_"], given["to"], given["known_at"]
    if to is not None and not in_order(reader, from_, to):
        raise Rejected("span.backwards", first="--from", last="--to")
    if to is None and known_at is not None:
        need_known_by(reader, "--from", from_, known_at)
    today = app.today()
    seen = view(reader, as_of=given["as_of"], known_at=to or known_at, today=today)
    if known_at is not None and position_of(reader, known_at) < seen.position:
        seen = view(reader, as_of=seen.as_of, known_at=known_at, today=today)
    first = view(reader, as_of=seen.as_of, known_at=from_, today=today)
    if first.position > seen.position:
        first = seen
    tell_view(reader, seen, None, as_of=seen.as_of)
    if not first.position:
        say_nothing_then(reader)
    return first, seen


def _days(app: App, reader: Reader, given: Mapping[str, Any]) -> tuple[View, View]:
    """Return the views of the two days; `--as-of` is the latest that is looked at."""
    from_, to = _day("--from", given["from_"]), _day("--to", given["to"])
    last = min((on for on in (to, given["as_of"]) if on is not None), default=None)
    seen = app.view(reader, last, given["known_at"])
    latest = to or seen.as_of
    if from_ is not None and from_ > latest and seen.position:
        name = "--to" if to else "--as-of" if given["as_of"] else latest
        raise Rejected("span.backwards", first="--from", last=name)
    if not seen.position and given["known_at"] is None:
        say_nothing_then(reader)
    first = msgspec.structs.replace(seen, as_of=min(from_ or "", seen.as_of))
    return first, seen


def _day(name: str, given: KnownAt | None) -> str | None:
    if given is not None and given.day is None:
        raise click.BadParameter(
            _("With --axis effective this is a day, such as 2024-07-15."), param_hint=f"'{name}'"
        )
    return None if given is None else given.day


# What is looked at -------------------------------------------------------------


def _wanted(
    app: App, reader: Reader, id_: str | None, first: int, seen: View, given: Mapping[str, Any]
) -> comparison.Wanted:
    """Return what to look at; raises `Rejected` for a subject that was not known at either moment."""
    subject = rule = None
    if id_ is not None:
        subject = _named(app, reader, id_, first, seen.position)
        if not any(states.is_known(reader, subject, position) for position in (first, seen.position)):
            raise states.unknown(reader, subject, seen)
    if given["rule"] is not None:
        rule = app.known(
            reader,
            app.resolve(reader, given["rule"], ("rule",), position=seen.position),
            position=seen.position,
        )
    return comparison.Wanted(
        subject=subject,
        kinds=given["kinds"] or KINDS,
        rule=rule,
        body=app.known_body(reader, given["body"], position=seen.position),
        status=given["status"],
        facts=given["facts"],
    )


def _named(app: App, reader: Reader, id_: str, first: int, last: int) -> Subject:
    """Return what an id names at the later moment, else at the earlier: a notice may be voided since."""
    try:
        return app.resolve(reader, id_, position=last)
    except Rejected as refused:
        if refused.code == "id.ambiguous":
            raise
        return app.resolve(reader, id_, position=first)


def _rows(changes: Iterator[comparison.Change], *, with_facts: bool) -> Iterator[dict[str, Any]]:
    for change in changes:
        row: dict[str, Any] = msgspec.to_builtins(change)
        if not with_facts:
            del row["facts"]
        yield row
