"""`report published`: which reports were published, and whether a file is of one."""

import click
import msgspec

from cli.app import App
from cli.command import Command, option
from cli.errors import FOUND
from cli.output import Output, output_options
from cli.reading import view_options
from cli.render import published as renderer
from cli.texts import evidence
from cli.words import REPORTS
from ledger.journal import Reader
from projections.reports.published import Published, Verified, published, verified
from projections.view import KnownAt


@click.command(
    cls=Command,
    help="Reports that were published, in the order they were, each with its edition and the digests of its "
    "files; or, with --verify, whether a file is one of those.",
)
@option("--report", "kind", type=click.Choice(tuple(REPORTS)), help="Only this kind of report.")
@option("--notice", metavar="NOTICE", help="Only reports about this notice.")
@option("--body", metavar="BODY", help="Only reports narrowed to this body.")
@option(
    "--verify",
    "paths",
    multiple=True,
    metavar="FILE",
    help="Tell whether this file was published, by its digest; exit with 3 where not. May be repeated.",
)
@view_options
@output_options
@click.pass_context
def report(
    ctx: click.Context,
    output: Output,
    kind: str | None,
    notice: str | None,
    body: str | None,
    paths: tuple[str, ...],
    as_of: str | None,
    known_at: KnownAt | None,
) -> None:
    """Print them, or what becomes of the files."""
    app: App = ctx.obj
    with app.reading() as reader:
        found = _found(app, reader, kind, notice, body, as_of, known_at)
    if not paths:
        rows = [msgspec.to_builtins(one) for one in found]
        output.rows(rows, columns=Published.__struct_fields__, table=renderer.page)
        return
    told = [one for path in paths for one in _verified(path, found)]
    output.rows(
        [msgspec.to_builtins(one) for one in told],
        columns=Verified.__struct_fields__,
        table=lambda rows: renderer.verdicts(list(rows)),
    )
    if not all(one.published for one in told):
        ctx.exit(FOUND)


def _found(
    app: App,
    reader: Reader,
    kind: str | None,
    notice: str | None,
    body: str | None,
    as_of: str | None,
    known_at: KnownAt | None,
) -> list[Published]:
    seen = app.view(reader, as_of, known_at)
    named = None if notice is None else app.notice(reader, notice, position=seen.position).id
    of = app.known_body(reader, body, position=seen.position)
    return published(reader, seen, kind=kind, notice=named, body=of)


def _verified(path: str, among: list[Published]) -> list[Verified]:
    shown = evidence(path)
    return verified(path, shown.size, shown.sha256, among)
