"""`rule check`: rules against 国认监〔2024〕3号; it proposes flags, and records nothing."""

import os
import shlex
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import click
import msgspec

from cli.app import App
from cli.command import Command, option
from cli.errors import FOUND, say
from cli.language import gettext as _
from cli.messages import remark
from cli.output import Output, output_options
from cli.params import column_choice
from cli.reading import view_options
from cli.render import screening as renderer
from cli.screening.candidates import Candidate, flag_under, of_file, of_ledger
from cli.screening.checklist import Checklist
from cli.screening.tables import tables
from domain.rejected import Rejected
from domain.screening import NOTICE, NOTICE_ALIAS, Screening, Withheld, screen, withheld
from domain.subject import STATUSES, normal_notice
from ledger.journal import Reader
from projections import states
from projections.listing import listing
from projections.view import View


@click.command(
    cls=Command,
    help="Check one rule, all, or those of a file against 国认监〔2024〕3号. Each finding names its clause "
    "and is a breach, or to be checked by a person; for a breach the command that would flag the rule is "
    "proposed. Nothing is recorded. Exits with 3 where there is a breach.",
)
@click.argument("number", metavar="[RULE]", required=False)
@option("--all", "all_", is_flag=True, help="All rules of the ledger.")
@option("--body", metavar="BODY", help="With --all: only this body's rules.")
@option("--status", type=click.Choice(STATUSES["rule"]), help="With --all: only those with this status.")
@option("--file", "path", metavar="FILE", help="The rules of a .csv or .xlsx file, as for: import rules.")
@option("--sheet", metavar="NAME", help="With --file: the sheet of a workbook.")
@option(
    "--column",
    "columns",
    multiple=True,
    metavar="KEY=HEADING",
    help="With --file: take the column with this heading for KEY. May be repeated.",
)
@option("--contents", metavar="FILE", help="A checklist of contents, .toml, .csv or .xlsx.")
@option("--national", metavar="FILE", help="More names of national rules, .toml.")
@option("--strict", is_flag=True, help="Exit with 3 also where a person has to check something.")
@view_options
@output_options
@click.pass_context
def check(ctx: click.Context, /, output: Output, **given: Any) -> None:
    """Print what is found about each rule, and what would flag it."""
    app: App = ctx.obj
    _one_way(given)
    known = tables(given["national"])
    checklist = None
    if given["contents"] is not None:
        checklist = Checklist(given["contents"], known.words.contents, app.body)
    verdicts: set[str] = set()

    def rows(candidates: Iterable[Candidate], notice: str) -> Iterator[dict[str, Any]]:
        for candidate in candidates:
            answers = None if checklist is None else checklist.of(candidate.id)
            row = _row(candidate, screen(candidate.facts, answers, known), notice)
            verdicts.add(row["verdict"])
            yield row

    with _ledger(app, needed=given["path"] is None) as reader:
        seen = None if reader is None else app.view(reader, given["as_of"], given["known_at"])
        number, named = _notice(reader, seen)
        candidates = _candidates(app, reader, seen, number, given)
        if checklist is not None:
            candidates = _matched(checklist, candidates, single=given["number"] is not None)
        found = rows(candidates, named)
        if output.format == "csv":
            output.rows(renderer.flat(found), columns=renderer.COLUMNS, table=str)
        else:
            output.rows(found, columns=(), table=renderer.table)
    if "breach" in verdicts or (given["strict"] and "check" in verdicts):
        ctx.exit(FOUND)


GO_WITH = {
    "body": ("--body", "all_", "--all"),
    "status": ("--status", "all_", "--all"),
    "sheet": ("--sheet", "path", "--file"),
    "columns": ("--column", "path", "--file"),
}
"""Options that belong to one way of naming rules."""


def _one_way(given: dict[str, Any]) -> None:
    """Raise a usage error unless rules are named in just one way, with the options of that way."""
    if sum((given["number"] is not None, given["all_"], given["path"] is not None)) != 1:
        raise click.UsageError(_("Name a rule, or give --all, or --file FILE: one of the three."))
    for name, (own, way, other) in GO_WITH.items():
        if given[name] and not given[way]:
            raise click.UsageError(_("{option} goes with {other}.").format(option=own, other=other))


# What is checked -----------------------------------------------------------------


@contextmanager
def _ledger(app: App, *, needed: bool) -> Iterator[Reader | None]:
    """Yield a reader; None where there is no ledger and the rules come from a file."""
    if not needed and not os.path.lexists(app.path):
        say(remark("screening.no_ledger", {"path": app.path}))
        yield None
        return
    with app.reading() as reader:
        yield reader


def _notice(reader: Reader | None, seen: View | None) -> tuple[str, str]:
    """Return (the notice's number, its name for a command)."""
    if reader is None or seen is None:
        return NOTICE, NOTICE_ALIAS
    for name in (NOTICE_ALIAS, NOTICE):
        found = states.notices_named(reader, normal_notice(name), seen.position)
        if found:
            return found[0].id, name
    say(remark("screening.notice_not_entered", {"notice": NOTICE, "alias": NOTICE_ALIAS}))
    return NOTICE, NOTICE_ALIAS


def _candidates(
    app: App, reader: Reader | None, seen: View | None, notice: str, given: dict[str, Any]
) -> Iterable[Candidate]:
    """Return the rules to check: the one named, those of the ledger, or those of a file."""
    if given["path"] is not None:
        overrides = dict(column_choice(text) for text in given["columns"])
        found = of_file(given["path"], sheet=given["sheet"], overrides=overrides, body=app.body)
        if reader is None or seen is None:
            return found
        found = [_as_recorded(app, reader, seen, notice, candidate) for candidate in found]
        absent = sum(candidate.status is None for candidate in found)
        if absent:
            values = {"path": given["path"], "count": absent, "rules": len(found)}
            say(remark("screening.not_in_ledger", values))
        return found
    assert reader is not None, "only the rules of a file need no ledger"
    assert seen is not None, "a reader has a view"
    if given["number"] is not None:
        rule = app.resolve(reader, given["number"], ("rule",), position=seen.position)
        return list(of_ledger([states.show(reader, rule, seen)], notice))
    body = app.known_body(reader, given["body"])
    return of_ledger(listing(reader, "rule", seen, status=given["status"], body=body), notice)


def _as_recorded(app: App, reader: Reader, seen: View, notice: str, candidate: Candidate) -> Candidate:
    """Return a rule of a file with what the ledger says of it; as it is where that is nothing."""
    if candidate.id is None:
        return candidate
    try:
        rule = app.resolve(reader, candidate.id, ("rule",), position=seen.position)
        state = states.show(reader, rule, seen)
    except Rejected:
        return candidate
    return msgspec.structs.replace(
        candidate, id=rule.id, status=state["status"], flag=flag_under(state, notice)
    )


def _matched(checklist: Checklist, candidates: Iterable[Candidate], *, single: bool) -> list[Candidate]:
    """Return the rules, once it is clear which answers are about which."""
    found = list(candidates)
    if not checklist.names_rules:
        if len(found) > 1:
            raise Rejected("checklist.rule_not_named", path=checklist.path)
        return found
    others = checklist.left_over(candidate.id for candidate in found)
    if single and checklist.of(found[0].id) is None:
        raise Rejected("checklist.no_answers", path=checklist.path, rule=found[0].id, rules=others)
    if others and not single:
        say(remark("checklist.left_over", {"path": checklist.path, "rules": others}))
    return found


# What is said of it --------------------------------------------------------------


def _row(candidate: Candidate, screening: Screening, notice: str) -> dict[str, Any]:
    """Return a rule's findings and proposals as JSON prints them."""
    ground, proposals, no = screening.ground, [], None
    if ground is not None:
        no = _withheld(candidate, ground)
        if no is None:
            proposals.append(_proposal(candidate.id or "", ground, notice, screening))
    return {
        "rule": candidate.id,
        "name": candidate.facts.name,
        "category": candidate.facts.category,
        "scheme": candidate.facts.scheme,
        "basis": candidate.facts.basis,
        "row": candidate.row,
        "status": candidate.status,
        "verdict": screening.verdict,
        "findings": msgspec.to_builtins(screening.findings),
        "unchecked": msgspec.to_builtins(screening.unchecked),
        "proposals": proposals,
        "not_proposed": msgspec.to_builtins(no),
    }


def _withheld(candidate: Candidate, ground: str) -> Withheld | None:
    if candidate.id is None or "/" not in candidate.id:
        return Withheld("screening.rule_not_named")
    return withheld(candidate.status, candidate.flag, ground)


def _proposal(rule: str, ground: str, notice: str, screening: Screening) -> dict[str, Any]:
    """Return the command that would flag a rule, as its words and as a line for a shell."""
    reasons = (
        " ".join((finding.clause, *(finding.matched if finding.look_at in {"name", "basis"} else ())))
        for finding in screening.findings
        if finding.verdict == "breach"
    )
    argv = ["certledger", "rule", "flag", rule, "--ground", ground, "--notice", notice]
    argv += ["--why", "; ".join(reasons)]
    return {"argv": argv, "command": shlex.join(argv)}
