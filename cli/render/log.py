"""The log for people: an entry a line, or all of each entry."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from cli.language import gettext as _
from cli.render.fields import field, worded
from cli.render.table import PIECE, facts, pieces, show
from cli.words import word
from ledger.moment import shanghai_day_of

LIVE = {"position": 4, "type": 22, "subject": 30, "effective_on": 10}
"""The width of columns whose rows are yet to come."""


def short(rows: Iterable[Mapping[str, Any]], *, live: bool = False) -> Iterator[str]:
    """Yield entries as a table, a line each."""
    return pieces(
        ({**row, "voided_by": _position(row["voided_by"])} for row in rows),
        {
            "position": "#",
            "type": _("Event"),
            "subject": _("Subject"),
            "effective_on": _("Effective"),
            "voided_by": _("Void"),
        },
        right=("position",),
        size=1 if live else PIECE,
        least=LIVE if live else None,
    )


def full(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield all of each entry as a paragraph, newest or oldest first as they come."""
    first = True
    for row in rows:
        yield _paragraph(row) if first else "\n" + _paragraph(row)
        first = False
    if first:
        yield _("(none)")


def _paragraph(row: Mapping[str, Any]) -> str:
    head = f"#{row['position']} {row['type']}"
    if row["voided_by"] is not None:
        head += " " + _("(voided by #{position})").format(position=row["voided_by"])
    actor = row["actor"] if row["actor"] == row["login"] else f"{row['actor']} ({row['login']})"
    day = shanghai_day_of(row["recorded_at"])
    pairs: list[tuple[str, Any]] = [
        (word(row["kind"]).capitalize(), row["subject"]),
        (_("Effective"), row["effective_on"]),
        (_("Recorded at"), _("{at} ({day} in Shanghai)").format(at=row["recorded_at"], day=day)),
        (_("Actor"), actor),
        (_("Command"), _command(row)),
    ]
    for key in ("reason", "why", "notice", "decided_on", "reported_on", "receipt"):
        if row[key] is not None:
            pairs.append((field(key), _value(key, row[key])))
    for shown in row["evidence"]:
        pairs.append((_("Evidence"), _("{name}, {size} bytes").format(**shown)))
        pairs.append(("SHA-256", shown["sha256"]))
    for key, value in row["data"].items():
        if key == "clauses":
            pairs += [(_("Clause {clause}").format(clause=c["clause"]), word(c["ground"])) for c in value]
        elif key == "files":
            pairs += files(value)
        else:
            pairs.append((field(key), _value(key, value)))
    return f"{head}\n{facts(pairs)}"


def _command(row: Mapping[str, Any]) -> str:
    said = _("{command}, commit #{commit}").format(command=row["command"], commit=row["commit"])
    if row["opening"]:
        said += ", " + _("opening balance")
    return said if row["command_id"] is None else f"{said}, {row['command_id']}"


def files(of: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, Any]]:
    """Yield the files of a published report as names and values."""
    for file in of:
        yield _("File"), _("{name}, {size} bytes").format(name=show(file["name"]), size=file["size"])
        yield "SHA-256", file["sha256"]


def _value(key: str, value: Any) -> str:
    return show(worded(key, value))


def _position(position: int | None) -> str:
    return "" if position is None else f"#{position}"
