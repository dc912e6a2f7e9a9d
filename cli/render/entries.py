"""Entries for people, in 80 columns: what becomes of each, who entered it, when, why and on what ground."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from cli.columns import width
from cli.help import wrap
from cli.language import gettext as _
from cli.render.fields import worded
from cli.render.table import show
from cli.words import listed, word

COLUMNS = 80
INDENT = "     "

DECIDES = {
    "status": lambda: _("status"),
    "expiry": lambda: _("last valid day"),
    "rule": lambda: _("rule"),
    "holder": lambda: _("holder"),
    "scope": lambda: _("scope"),
    "flag": lambda: _("flag"),
    "deadline": lambda: _("deadline"),
    "boundary": lambda: _("whether the deadline itself is in time"),
    "owed": lambda: _("that it is owed"),
    "in_force": lambda: _("how the flag found it"),
    "settled": lambda: _("that it is settled"),
}

FIELDS = {
    "name": lambda: _("Name"),
    "title": lambda: _("Title"),
    "category": lambda: _("Category"),
    "scheme": lambda: _("Scheme"),
    "code": lambda: _("Classification code"),
    "basis": lambda: _("Basis"),
    "published_on": lambda: _("Published on"),
    "rule": lambda: _("Rule"),
    "holder": lambda: _("Holder"),
    "holder_id": lambda: _("Holder's code"),
    "scope": lambda: _("Scope"),
    "issued_on": lambda: _("Issued on"),
    "expires_on": lambda: _("Valid through"),
    "until": lambda: _("Suspended until"),
    "suspended_until": lambda: _("Suspended until"),
    "supersedes": lambda: _("Supersedes"),
    "superseded_by": lambda: _("Superseded by"),
    "refiled_as": lambda: _("Superseded by"),
    "ground": lambda: _("Ground"),
    "deadline": lambda: _("Deadline"),
    "to": lambda: _("Deadline"),
    "boundary": lambda: _("The deadline itself"),
    "judged_by": lambda: _("Judged by"),
    "cutoff_on": lambda: _("Cut-off day"),
    "alias": lambda: _("Alias"),
    "credit_code": lambda: _("Credit code"),
    "contact": lambda: _("Contact"),
    "irregular": lambda: _("Irregular issue"),
    "suspended": lambda: word("suspended"),
    "by": lambda: _("By way of"),
    "number_as_written": lambda: _("As first written"),
    "report": lambda: _("Report"),
    "as_of": lambda: _("Report as of"),
    "of_body": lambda: _("Body"),
    "edition": lambda: _("Edition"),
}
"""What an event's own fields are called; those that are not listed say nothing to a person."""


def entries(rows: Iterable[Mapping[str, Any]], *, subject: str) -> str:
    """Return entries one below the other; those of another subject than `subject` name it."""
    return "\n".join("\n".join(_entry(row, subject)) for row in rows)


def _entry(row: Mapping[str, Any], subject: str) -> Iterator[str]:
    yield f"#{row['position']}  {row['effective_on']}  {row['type']}  {_mark(row)}"
    if row["decides"]:
        decided = _(", ").join(DECIDES[name]() for name in row["decides"])
        yield from indented(_("decides: {what}").format(what=decided))
    for text in _particulars(row, subject):
        yield from indented(text)
    for file in row["data"].get("files", ()):
        yield from _digest(_("file: {name}, {size} bytes, SHA-256"), file)
    for file in row["evidence"]:
        yield from _digest(_("evidence: {name}, {size} bytes, SHA-256"), file)


def _digest(text: str, file: Mapping[str, Any]) -> Iterator[str]:
    """Yield a file with its digest on a line of its own."""
    yield from indented(text.format(name=show(file["name"]), size=file["size"]))
    yield f"{INDENT}  {file['sha256']}"


def _mark(row: Mapping[str, Any]) -> str:
    """Return what becomes of an entry."""
    match row["mark"]:
        case "voided":
            return _("voided by #{position}").format(position=row["voided_by"])
        case "void":
            return _("voids #{position}").format(position=row["data"]["position"])
        case "not_yet_effective":
            return _("not yet effective")
        case "not_yet_known":
            return _("not yet known")
    return _("counts")


def _particulars(row: Mapping[str, Any], subject: str) -> Iterator[str]:
    """Yield what an entry says beside its type and day, each kind of it on its own lines."""
    if row["subject"] != subject:
        yield f"{word(row['kind'])} {show(row['subject'])}"
    yield _("entered {recorded_at} by {actor} (login {login})").format(
        recorded_at=row["recorded_at"], actor=show(row["actor"]), login=show(row["login"])
    )
    if row["opening"]:
        yield _("taken over by an opening import")
    if row["reason"] or row["why"]:
        told = [show(part) for part in (word(row["reason"] or ""), row["why"]) if part]
        yield _("why: {text}").format(text=" – ".join(told))
    if row["notice"]:
        yield notice(row["notice"], row["clauses"])
    if row["reported_on"] or row["receipt"]:
        yield _("reported {reported_on}, receipt {receipt}").format(
            reported_on=show(row["reported_on"]), receipt=show(row["receipt"])
        )
    if row["decided_on"]:
        yield _("decided {decided_on}").format(decided_on=row["decided_on"])
    said = [_("{name}: {value}").format(name=name, value=show(value)) for name, value in _said(row["data"])]
    if said:
        yield _("; ").join(said)


def notice(number: str, clauses: Iterable[str] | None) -> str:
    """Return a notice with the clauses of it that apply."""
    if not clauses:
        return _("notice {notice}").format(notice=show(number))
    return _("notice {notice}, clause {clauses}").format(notice=show(number), clauses=listed(clauses))


def _said(data: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the names and values of an event's own fields, as people read them."""
    for key, value in data.items():
        if key == "clauses":
            for clause in value:
                yield _("Clause {clause}").format(clause=show(clause["clause"])), word(clause["ground"])
        elif key in FIELDS:
            yield FIELDS[key](), worded(key, value)


def indented(text: str) -> Iterator[str]:
    """Yield the lines of a text that stands under a heading."""
    yield from (INDENT + line for line in wrap(text, COLUMNS - len(INDENT)).splitlines())


def paragraphs(pairs: Iterable[tuple[str, str]]) -> str:
    """Return names and texts, the texts wrapped in a column; an empty name goes on with the one above."""
    pairs = list(pairs)
    column = max(width(name) for name, _text in pairs) + 2
    lines = []
    for name, text in pairs:
        for line in wrap(text, COLUMNS - column).splitlines():
            lines.append(name + " " * (column - width(name)) + line)
            name = ""  # noqa: PLW2901 - the lines below have none
    return "\n".join(lines)
