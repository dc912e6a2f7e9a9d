"""The compliance statement as a document: what a certification body hands to the regulator."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from cli.documents.document import Document, Section
from cli.documents.statement.balances import balances
from cli.documents.statement.bodies import groups, ranking
from cli.documents.statement.certificates import certificates
from cli.documents.statement.conclusion import conclusion
from cli.documents.statement.course import ageing, course
from cli.documents.statement.cover import cover
from cli.documents.statement.definitions import definitions
from cli.documents.statement.detail import detail
from cli.documents.statement.exceptions import exceptions
from cli.documents.statement.population import population
from cli.documents.statement.reproduce import reproduce
from cli.documents.statement.rules import rules
from cli.documents.statement.signatures import signatures
from cli.language import current
from cli.language import gettext as _
from projections.reports.statement.parts import Statement


def document(statement: Statement, *, command: Sequence[str], version: str) -> Document:
    """Return the statement in the language in use, its sections in the order in which they are filed.

    `command` is the command line that makes it again. The rows of a statement
    with detail are read as the document is written, once.
    """
    known = statement.cover.known_at
    return Document(
        name="compliance",
        title=_("Compliance report"),
        subtitle=_("{title} ({notice})").format(title=statement.cover.title, notice=statement.cover.notice),
        language=current(),
        made_at=known.recorded_at,
        footer=_("{notice} · as of {as_of} · known at #{position}").format(
            notice=statement.cover.notice, as_of=statement.cover.as_of, position=known.position
        ),
        sections=list(_numbered(_sections(statement, command, version))),
    )


def _sections(statement: Statement, command: Sequence[str], version: str) -> Iterator[Section]:
    yield cover(statement)
    yield conclusion(statement)
    yield population(statement)
    yield rules(statement)
    yield certificates(statement)
    yield course(statement)
    yield ageing(statement)
    yield ranking(statement)
    if statement.report.groups is not None:
        yield groups(statement)
    yield exceptions(statement)
    yield definitions(statement)
    yield balances(statement)
    yield signatures()
    yield reproduce(statement, command, version)
    if statement.report.rows is not None:
        yield detail(statement)


def _numbered(sections: Iterable[Section]) -> Iterator[Section]:
    """Yield the sections with numbers as the language writes them; the cover has none."""
    for number, section in enumerate(sections):
        if not number:
            yield section
            continue
        title = _("{number}. {title}").format(number=_ordinal(number), title=section.title)
        yield msgspec.structs.replace(section, title=title)


def _ordinal(number: int) -> str:
    """Return a section's number: in Chinese as documents of authorities write it, up to 19."""
    if current() != "zh":
        return str(number)
    digits = "〇一二三四五六七八九"
    tens, ones = divmod(number, 10)
    return ("十" if tens else "") + (digits[ones] if ones or not tens else "")
